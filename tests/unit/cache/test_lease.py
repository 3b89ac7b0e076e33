"""Leases on a real server: one process has one, and its death frees it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import redis

from summarizer.cache.lease import RedisLeases
from summarizer.cache.redis import RedisServer
from tests.faults.proxy import Proxy
from tests.running import ROOT
from tests.valkey import free_port
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

# A machine that stalls for a second must not cost its holder the lease.
SECONDS = 1.5
# Another process that takes a lease, says so, and would keep it for ever.
HOLDER = f"""
import sys, time
from summarizer.cache.lease import RedisLeases
from summarizer.cache.redis import RedisServer
server = RedisServer(sys.argv[1], timeout_seconds=1, breaker_seconds=1, max_connections=4)
print(RedisLeases(server, {SECONDS}).take(sys.argv[2]), flush=True)
time.sleep(60)
"""


def leases_at(url: str) -> RedisLeases:
    """Return the leases of one process, as it were."""
    server = RedisServer(url, timeout_seconds=1.0, breaker_seconds=60, max_connections=8)
    return RedisLeases(server, SECONDS)


@pytest.fixture
def one(redis_url: str) -> RedisLeases:
    """Return the leases of one process."""
    return leases_at(redis_url)


@pytest.fixture
def other(redis_url: str) -> RedisLeases:
    """Return those of another."""
    return leases_at(redis_url)


@pytest.fixture
def name(one: RedisLeases, other: RedisLeases) -> Iterator[str]:
    """Yield the name of a lease that nobody has had, nor has afterwards."""
    fresh = uuid4().hex
    yield fresh
    for leases in (one, other):
        leases.give_back(fresh)
        leases.give_back(fresh + "0")


@pytest.fixture
def server(redis_url: str) -> Iterator[redis.Redis]:
    """Yield a client of the server."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


def test_a_lease_is_taken_once(one: RedisLeases, other: RedisLeases, name: str) -> None:
    """By one process, which has it still when it asks again; another name is another lease."""
    assert one.take(name)
    assert not other.take(name)
    assert one.take(name)
    assert not other.take(name)
    assert other.take(name + "0")


def test_of_many_who_want_it_at_once_one_has_it(redis_url: str, name: str) -> None:
    """Of a dozen processes that ask at the same time."""
    processes = [leases_at(redis_url) for _ in range(12)]
    with ThreadPoolExecutor(len(processes)) as pool:
        taken = list(pool.map(lambda leases: leases.take(name), processes))
    assert sum(taken) == 1
    processes[taken.index(True)].give_back(name)


def test_a_lease_that_is_given_back_can_be_taken_at_once(
    one: RedisLeases, other: RedisLeases, name: str
) -> None:
    """Again and again, by whoever comes first."""
    for holder in (one, other, one):
        assert holder.take(name)
        holder.give_back(name)


def test_nobody_gives_back_the_lease_of_another(
    one: RedisLeases, other: RedisLeases, name: str
) -> None:
    """Nor one that nobody has."""
    assert one.take(name)
    other.give_back(name)
    other.give_back(name + "0")
    assert not other.take(name)


def test_who_lost_its_lease_neither_gives_back_nor_renews_the_next_one(
    one: RedisLeases, other: RedisLeases, server: redis.Redis, name: str
) -> None:
    """Another has it since, and its time is its own."""
    assert one.take(name)
    server.delete(f"summarizer:lease:{name}")
    assert other.take(name)
    holder = server.get(f"summarizer:lease:{name}")
    one.give_back(name)
    assert server.get(f"summarizer:lease:{name}") == holder


def test_a_lease_is_kept_for_as_long_as_the_work_takes(
    one: RedisLeases, other: RedisLeases, name: str
) -> None:
    """Far longer than its own time; and two of one process do not get into each other's way."""
    assert one.take(name)
    assert one.take(name + "0")
    until = time.monotonic() + 3 * SECONDS
    while time.monotonic() < until:
        assert not other.take(name)
        assert not other.take(name + "0")
        time.sleep(SECONDS / 10)
    one.give_back(name)
    assert other.take(name)
    assert not other.take(name + "0")


def test_a_later_lease_is_kept_as_the_first_one_was(
    one: RedisLeases, other: RedisLeases, name: str
) -> None:
    """Who held none for a while has not forgotten how to."""
    assert one.take(name)
    one.give_back(name)
    time.sleep(SECONDS)
    assert one.take(name)
    time.sleep(2 * SECONDS)
    assert not other.take(name)


def test_the_lease_of_a_process_that_was_killed_ends_by_itself(
    other: RedisLeases, redis_url: str, name: str
) -> None:
    """Not before the process is dead, and no later than its time after that."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, redis_url, name], cwd=ROOT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        time.sleep(2 * SECONDS)
        assert not other.take(name)
        process.send_signal(signal.SIGKILL)
        wait_for(lambda: other.take(name), seconds=SECONDS + 0.5)


def test_a_lease_that_could_not_be_given_back_keeps_its_process_from_nothing(
    other: RedisLeases, redis_url: str, name: str
) -> None:
    """It gets it again at once; others do when its time is over."""
    address = urlsplit(redis_url)
    with Proxy(("127.0.0.1", address.port or 0)) as proxy:
        url = f"redis://127.0.0.1:{proxy.port}"
        server = RedisServer(url, timeout_seconds=1.0, breaker_seconds=0.001, max_connections=2)
        one = RedisLeases(server, SECONDS)
        for _ in range(2):
            assert one.take(name)
            proxy.refuse()
            one.give_back(name)
            proxy.forward()
            time.sleep(0.002)
        assert not other.take(name)
        wait_for(lambda: other.take(name), seconds=SECONDS + 0.5)


def test_without_redis_everybody_may() -> None:
    """Work is done twice rather than not at all, and nothing is raised."""
    away = leases_at(f"redis://127.0.0.1:{free_port()}")
    assert away.take("story")
    assert away.take("story")
    away.give_back("story")
