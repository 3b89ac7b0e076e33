"""The Redis cache on a real server; what happens when the server fails is in tests/faults."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import redis

from summarizer.cache.base import Place
from summarizer.cache.redis import RedisCache, RedisServer

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from summarizer.cache.base import Count, Result

A = Place("a", "n")


def cache_at(url: str, count: Count) -> RedisCache:
    """Return a cache at `url`."""
    server = RedisServer(url, timeout_seconds=1.0, breaker_seconds=60, max_connections=4)
    return RedisCache(server, count)


@pytest.fixture
def server(redis_url: str) -> Iterator[redis.Redis]:
    """Yield a client of the server, which is empty."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
        yield client


@pytest.fixture
def cache(server: redis.Redis, redis_url: str, count: Count) -> RedisCache:
    """Return a cache on that server."""
    return cache_at(redis_url, count)


def test_two_processes_share_what_they_know(
    cache: RedisCache, redis_url: str, count: Count
) -> None:
    """A second cache on the same server finds what the first has stored."""
    cache.set({A: b"1"}, 60)
    assert cache_at(redis_url, count).get([A]) == {A: b"1"}


def test_a_group_is_forgotten_when_its_time_is_over(cache: RedisCache) -> None:
    """Even a fraction of a second is kept to."""
    cache.set({A: b"1", Place("a", "m"): b"1"}, 0.02)
    time.sleep(0.05)
    assert cache.get([A, Place("a", "m")]) == {}


def test_a_later_value_does_not_prolong_its_group(cache: RedisCache, server: redis.Redis) -> None:
    """Neither one that replaces another nor a further one."""
    cache.set({A: b"1"}, 10)
    cache.set({A: b"2"}, 1000)
    cache.set({Place("a", "m"): b"1"}, 1000)
    assert server.hgetall("summarizer:a") == {b"n": b"2", b"m": b"1"}
    assert 0 < server.pttl("summarizer:a") <= 11_000


def test_groups_stored_one_after_another_do_not_expire_together(
    cache: RedisCache, server: redis.Redis
) -> None:
    """Lifetimes are spread over a tenth more and less than what was asked."""
    for n in range(50):
        cache.set({Place(str(n), "n"): b"1"}, 1000)
    lifetimes = [server.pttl(key) / 1000 for key in server.scan_iter()]
    assert 899 < min(lifetimes) < 960
    assert 1040 < max(lifetimes) <= 1100


def test_its_keys_have_a_prefix(cache: RedisCache, server: redis.Redis) -> None:
    """A server that others use too shows whose the keys are."""
    cache.set({A: b"1"}, 60)
    assert server.keys() == [b"summarizer:a"]


def test_a_value_of_another_type_is_a_miss_and_deleted(
    cache: RedisCache, server: redis.Redis, results: Counter[Result]
) -> None:
    """A list where a hash should be makes room for the hash."""
    server.rpush("summarizer:a", "x")
    assert cache.get([A]) == {}
    assert not server.exists("summarizer:a")
    assert results == {"invalid": 1, "delete": 1}


def test_a_value_of_another_type_costs_no_other_group(
    cache: RedisCache, server: redis.Redis, results: Counter[Result]
) -> None:
    """What is asked for beside it is found, and stays."""
    other = Place("b", "n")
    cache.set({other: b"1"}, 60)
    server.set("summarizer:a", "x")
    assert cache.get([A, other]) == {other: b"1"}
    assert cache.get([A, other]) == {other: b"1"}
    assert results == {"store": 1, "invalid": 1, "delete": 1, "hit": 2, "miss": 1}


def test_a_value_of_another_type_does_not_keep_its_place(
    cache: RedisCache, server: redis.Redis, results: Counter[Result]
) -> None:
    """What cannot be stored for it can be the next time; what is stored beside it is."""
    other = Place("b", "n")
    server.set("summarizer:a", "x")
    cache.set({A: b"1", other: b"1"}, 60)
    assert cache.get([A, other]) == {other: b"1"}
    cache.set({A: b"1"}, 60)
    assert cache.get([A, other]) == {A: b"1", other: b"1"}
    assert results["invalid"] == 1


def test_a_group_of_another_type_has_no_names(cache: RedisCache, server: redis.Redis) -> None:
    """It is forgotten, so that whoever wants it gone can be certain."""
    server.set("summarizer:a", "x")
    assert cache.names("a") == ()
    assert not server.exists("summarizer:a")
