"""Identical requests on two processes: one runs the model, and frees the rest however it ends.

Two services under gunicorn share one Valkey, as two pods would.
"""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
import redis

from tests import valkey
from tests.cases.http import MODEL_RUNS
from tests.running import Reply, RunningService, running_service, wait
from tests.scripted import SLOW_SECONDS
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Two: TypeAlias = tuple[RunningService, RunningService]

LEASE_SECONDS = 1.5
# What a busy machine may take besides.
SLACK_SECONDS = 1.0

ARTICLE = (
    "The council of Brindle met on Monday. It heard that the bridge will open in May. The mayor, "
    "Ada Finch, said that work goes on. Buses will run again in June. The river stayed in its bed."
)
RAN, SHARED, HIT = "summarizer; fwd=miss", "summarizer; fwd=miss; collapsed", "summarizer; hit"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Yield the URL of the server that all services share."""
    with valkey.server() as server:
        yield server


@pytest.fixture
def leases(url: str) -> Iterator[Callable[[], int]]:
    """Yield what counts the leases that are taken; nothing is remembered at first."""
    with redis.Redis.from_url(url) as client:
        client.flushall()
        yield lambda: len(client.keys("summarizer:lease:*"))


@contextmanager
def service_with(url: str, script: str, folder: Path) -> Iterator[RunningService]:
    """Run a service whose summariser follows a script."""
    environment = {
        "REDIS_URL": url,
        "SCRIPT": script,
        "SUMMARIZER_CACHE_LEASE_SECONDS": str(LEASE_SECONDS),
        "SUMMARIZER_CACHE_TIMEOUT_SECONDS": "1",
    }
    with running_service(folder, app="tests.scripted:app", environment=environment) as service:
        yield service


@pytest.fixture(scope="module")
def both(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Yield two services whose summarisers take a second."""
    folder = tmp_path_factory.mktemp("both")
    with (
        service_with(url, "model_slow", folder) as one,
        service_with(url, "model_slow", folder) as other,
    ):
        yield one, other


def asked(
    pool: ThreadPoolExecutor, service: RunningService, times: int, text: str = ARTICLE
) -> list[Future[Reply]]:
    """Send the same request so many times at once."""
    return [pool.submit(service.summarise, text=text) for _ in range(times)]


def answers(futures: Sequence[Future[Reply]]) -> set[tuple[int, bytes]]:
    """Return the different answers that came."""
    return {(future.result().status, future.result().body) for future in futures}


def statuses(futures: Sequence[Future[Reply]]) -> list[str]:
    """Return what the cache did for each answer."""
    return [future.result().headers["cache-status"] for future in futures]


def runs(*services: RunningService) -> float:
    """Return how often the model has run."""
    return sum(service.metric(MODEL_RUNS) for service in services)


def kill_worker(service: RunningService) -> None:
    """End the process that does the work, at once; gunicorn starts another."""
    pid = service.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)


def test_fifty_identical_requests_on_two_processes_are_one_run(
    both: Two, leases: Callable[[], int]
) -> None:
    """All answers are equal; one says that it ran the model, the others that they shared it."""
    before = runs(*both)
    with ThreadPoolExecutor(50) as pool:
        began = time.monotonic()
        futures = [future for service in both for future in asked(pool, service, 25)]
        ((status, _),) = answers(futures)
        assert time.monotonic() - began < SLOW_SECONDS + SLACK_SECONDS
    assert status == 200
    assert runs(*both) - before == 1
    told = statuses(futures)
    assert told.count(RAN) == 1
    assert set(told) <= {RAN, SHARED, HIT}
    assert leases() == 0


def test_different_requests_do_not_wait_for_each_other(
    both: Two, leases: Callable[[], int]
) -> None:
    """A story for each process, at the same time."""
    with ThreadPoolExecutor(2) as pool:
        began = time.monotonic()
        futures = [
            future
            for service, text in zip(both, (ARTICLE, f"{ARTICLE} Report 2."), strict=True)
            for future in asked(pool, service, 1, text)
        ]
        assert statuses(futures) == [RAN, RAN]
        assert time.monotonic() - began < 2 * SLOW_SECONDS
    assert leases() == 0


def test_a_leader_that_is_killed_frees_the_followers_of_the_other_process(
    both: Two, leases: Callable[[], int]
) -> None:
    """When its lease is over one of them runs the model, and all are answered."""
    first, second = both
    before = runs(second)
    with ThreadPoolExecutor(20) as pool:
        (leader,) = asked(pool, first, 1)
        wait_for(lambda: leases() == 1)
        followers = asked(pool, second, 19)
        time.sleep(SLOW_SECONDS / 4)
        kill_worker(first)
        began = time.monotonic()
        ((status, _),) = answers(followers)
        seconds = time.monotonic() - began
        assert leader.exception() is not None
    assert status == 200
    assert runs(second) - before == 1
    assert seconds < LEASE_SECONDS + SLOW_SECONDS + SLACK_SECONDS
    wait(first, "/readyz")
    assert first.summarise(text=ARTICLE).headers["cache-status"] == HIT


def test_a_leader_that_fails_frees_the_followers_of_the_other_process(
    both: Two, url: str, leases: Callable[[], int], tmp_path: Path
) -> None:
    """At once: its caller is told, and one of the others runs the model."""
    _, second = both
    with (
        service_with(url, "model_slow,model_error_once", tmp_path) as first,
        ThreadPoolExecutor(20) as pool,
    ):
        (leader,) = asked(pool, first, 1)
        wait_for(lambda: leases() == 1)
        followers = asked(pool, second, 19)
        assert leader.result().status == 500
        began = time.monotonic()
        ((status, _),) = answers(followers)
        # The lease of the dead would have lasted longer.
        assert time.monotonic() - began < SLOW_SECONDS + LEASE_SECONDS
        assert status == 200
        assert first.summarise(text=ARTICLE).headers["cache-status"] == HIT


def test_a_leader_that_is_stopped_is_waited_for(
    both: Two, url: str, leases: Callable[[], int], tmp_path: Path
) -> None:
    """SIGTERM loses neither its answer nor the run that the others wait for."""
    _, second = both
    before = runs(second)
    with service_with(url, "model_slow", tmp_path) as first, ThreadPoolExecutor(20) as pool:
        leader = asked(pool, first, 1)
        wait_for(lambda: leases() == 1)
        followers = asked(pool, second, 19)
        assert first.stop() == 0
        ((status, _),) = answers([*leader, *followers])
    assert status == 200
    assert runs(second) == before
