"""Of identical pieces of work under way at the same time, one is done."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from summarizer.cache.flight import Flight
from summarizer.cache.lease import RedisLeases
from summarizer.cache.redis import RedisServer
from summarizer.deadline import NEVER, Deadline
from summarizer.errors import DeadlinePassed
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

LEASE_SECONDS = 5.0


class Work:
    """Counts its runs, and goes on when it is let go; the first `failures` runs fail.

    What a run makes can be found from then on, as if it had been stored.
    """

    def __init__(self, failures: int = 0) -> None:
        self.go_on = Event()
        self.runs = 0
        self.made: int | None = None
        self._failures = failures
        self._lock = Lock()

    def __call__(self) -> int:
        with self._lock:
            self.runs += 1
            run = self.runs
        self.go_on.wait(5)
        if run <= self._failures:
            raise RuntimeError("the model failed")
        self.made = run
        return run

    def find(self) -> int | None:
        """Return what was made."""
        return self.made

    def begun(self) -> bool:
        """Say whether a run is under way, or over."""
        return self.runs > 0


def nothing() -> None:
    """Find nothing."""


def boarded(
    flight: Flight[int], work: Work, key: str = "story", deadline: Deadline | None = None
) -> tuple[int, bool]:
    """Do the work, or have it done, within some seconds."""
    return flight.run(key, work, work.find, deadline or Deadline.after(10))


@pytest.fixture
def shared(redis_url: str) -> Callable[[], Flight[int]]:
    """Return what makes the flight of one process; all of them share a server."""

    def make() -> Flight[int]:
        server = RedisServer(redis_url, timeout_seconds=1.0, breaker_seconds=60, max_connections=24)
        return Flight(RedisLeases(server, LEASE_SECONDS))

    return make


@pytest.fixture
def key() -> str:
    """Return a key that nobody has used."""
    return uuid4().hex


def started(
    flight: Flight[int], work: Work, callers: int, pool: ThreadPoolExecutor
) -> list[Future[tuple[int, bool]]]:
    """Start the callers and let the work go on when one of them is there."""
    futures = [pool.submit(boarded, flight, work) for _ in range(callers)]
    wait_for(work.begun)
    work.go_on.set()
    return futures


def test_identical_work_is_done_once() -> None:
    """Twenty callers get one result, and one of them is told that it did the work."""
    flight, work = Flight[int](), Work()
    with ThreadPoolExecutor(20) as pool:
        results = [future.result(5) for future in started(flight, work, 20, pool)]
    done = sum(led for _, led in results)
    assert done == work.runs
    assert {value for value, _ in results} == set(range(1, work.runs + 1))


def test_followers_wait_for_the_leader() -> None:
    """A caller that comes while the work is under way does none of its own."""
    flight, work = Flight[int](), Work()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(boarded, flight, work)
        wait_for(work.begun)
        follower = pool.submit(boarded, flight, work)
        assert not follower.done()
        work.go_on.set()
        assert leader.result(5) == (1, True)
        # The follower may have come to the work just after it was done.
        assert follower.result(5) in ((1, False), (2, True))


def test_a_failed_leader_frees_its_followers() -> None:
    """The error reaches the caller whose work failed; the others try again and succeed."""
    flight, work = Flight[int](), Work(failures=1)
    with ThreadPoolExecutor(10) as pool:
        futures = started(flight, work, 10, pool)
        failed = [future for future in futures if future.exception(5)]
    assert len(failed) == 1
    assert all(future.result()[0] > 1 for future in futures if future not in failed)


def test_different_work_does_not_wait() -> None:
    """Two keys are two pieces of work."""
    flight = Flight[str]()
    assert flight.run("a", lambda: "a", nothing, NEVER) == ("a", True)
    assert flight.run("b", lambda: "b", nothing, NEVER) == ("b", True)


def test_work_is_done_again_afterwards() -> None:
    """A result is shared, never remembered; and an error does not stay."""
    flight = Flight[int]()

    def fail() -> int:
        raise RuntimeError("the model failed")

    with pytest.raises(RuntimeError):
        flight.run("story", fail, nothing, NEVER)
    assert flight.run("story", lambda: 1, nothing, NEVER) == (1, True)
    assert flight.run("story", lambda: 2, nothing, NEVER) == (2, True)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_follower_waits_no_longer_than_its_own_time(
    shared: Callable[[], Flight[int]], key: str, processes: int
) -> None:
    """It is told so then; the leader, of this process or another, goes on and is answered."""
    work, first = Work(), shared()
    second = first if processes == 1 else shared()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(boarded, first, work, key)
        wait_for(work.begun)
        began = time.monotonic()
        with pytest.raises(DeadlinePassed):
            boarded(second, work, key, Deadline.after(0.1))
        assert 0.1 <= time.monotonic() - began < 0.6
        assert not leader.done()
        work.go_on.set()
        assert leader.result(5) == (1, True)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_follower_whose_caller_leaves_waits_no_longer(
    shared: Callable[[], Flight[int]], key: str, processes: int
) -> None:
    """Its thread is free a moment later, though its time is not over."""
    work, first, left = Work(), shared(), Event()
    second = first if processes == 1 else shared()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(boarded, first, work, key)
        wait_for(work.begun)
        follower = pool.submit(
            boarded, second, work, key, Deadline(time.monotonic() + 60, left.is_set)
        )
        time.sleep(0.05)
        left.set()
        assert isinstance(follower.exception(1), DeadlinePassed)
        work.go_on.set()
        assert leader.result(5) == (1, True)


def test_of_several_processes_one_does_the_work(
    shared: Callable[[], Flight[int]], key: str
) -> None:
    """Whoever waits, in whichever, finds what was made."""
    flights, work = [shared() for _ in range(3)], Work()
    with ThreadPoolExecutor(30) as pool:
        futures = [pool.submit(boarded, flights[n % 3], work, key) for n in range(30)]
        wait_for(work.begun)
        time.sleep(0.1)
        assert work.runs == 1
        work.go_on.set()
        results = [future.result(5) for future in futures]
    assert work.runs == 1
    assert {value for value, _ in results} == {1}
    assert sum(led for _, led in results) == 1


def test_a_leader_that_fails_frees_the_other_processes(
    shared: Callable[[], Flight[int]], key: str
) -> None:
    """At once, not when its lease would have ended: one of them does the work."""
    work, first, second = Work(failures=1), shared(), shared()
    with ThreadPoolExecutor(10) as pool:
        leader = pool.submit(boarded, first, work, key)
        wait_for(work.begun)
        followers = [pool.submit(boarded, second, work, key) for _ in range(8)]
        began = time.monotonic()
        work.go_on.set()
        assert isinstance(leader.exception(5), RuntimeError)
        assert {future.result(5)[0] for future in followers} == {2}
        assert time.monotonic() - began < LEASE_SECONDS / 2
    assert work.runs == 2


def test_what_cannot_be_found_is_made_again(shared: Callable[[], Flight[int]], key: str) -> None:
    """A result that the other process did not store keeps nobody waiting."""
    work, first, second = Work(), shared(), shared()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(boarded, first, work, key)
        wait_for(work.begun)
        follower = pool.submit(second.run, key, work, nothing, NEVER)
        work.go_on.set()
        assert leader.result(5) == (1, True)
        assert follower.result(5) == (2, True)


def test_without_redis_each_process_does_its_own() -> None:
    """Threads still share one run."""
    server = RedisServer(
        "redis://127.0.0.1:1", timeout_seconds=0.2, breaker_seconds=60, max_connections=2
    )
    flight, work = Flight[int](RedisLeases(server, LEASE_SECONDS)), Work()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(boarded, flight, work)
        wait_for(work.begun)
        follower = pool.submit(boarded, flight, work)
        time.sleep(0.05)
        work.go_on.set()
        assert leader.result(5) == (1, True)
        assert follower.result(5) in ((1, False), (2, True))
