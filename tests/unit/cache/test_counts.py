"""Counts of requests in a real Redis."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import redis
from limits.storage import storage_from_string

from summarizer.cache import counts
from summarizer.cache.redis import NoReply, RedisServer
from tests import valkey


def storage(url: str) -> counts.RedisCounts:
    """Return the storage as Flask-Limiter makes it."""
    server = RedisServer(url, timeout_seconds=1.0, breaker_seconds=0.05, max_connections=8)
    uri, options = counts.storage(server)
    made = storage_from_string(uri, **options)
    assert isinstance(made, counts.RedisCounts)
    return made


def test_a_count_is_shared_and_says_when_it_ends(redis_url: str) -> None:
    """Two processes count together; each knows the count and the end that it last heard of."""
    one, other = storage(redis_url), storage(redis_url)
    assert (one.incr("shared", 60), other.incr("shared", 60)) == (1, 2)
    assert one.incr("shared", 60, 3) == 5
    assert (one.get("shared"), other.get("shared")) == (5, 2)
    assert one.get_expiry("shared") == pytest.approx(time.time() + 60, abs=2)
    assert one.check()


def test_a_count_begins_anew_when_it_has_ended(redis_url: str) -> None:
    """Its time runs from the first request on, and is not put off by others."""
    counted = storage(redis_url)
    counted.incr("ends", 1)
    ends = counted.get_expiry("ends")
    time.sleep(0.3)
    assert counted.incr("ends", 1) == 2
    assert counted.get_expiry("ends") == pytest.approx(ends, abs=0.1)
    time.sleep(max(0.0, ends - time.time()) + 0.05)
    assert counted.incr("ends", 1) == 1


def test_a_count_without_an_end_gets_one(redis_url: str) -> None:
    """Whatever has taken it away, nobody is shut out for good."""
    counted = storage(redis_url)
    counted.incr("endless", 60)
    with redis.Redis.from_url(redis_url) as server:
        (key,) = server.keys("*:endless")
        assert key.startswith(b"summarizer:count:")
        server.persist(key)
        counted.incr("endless", 60)
        assert 0 < server.ttl(key) <= 60


def test_what_is_not_known_is_nothing(redis_url: str) -> None:
    """A key that was never counted, and one that was forgotten by Redis."""
    counted = storage(redis_url)
    assert counted.get("new") == 0
    assert counted.get_expiry("new") == pytest.approx(time.time(), abs=2)
    counted.incr("new", 60)
    counted.clear("new")
    assert counted.incr("new", 60) == 1


def test_threads_lose_no_count(redis_url: str) -> None:
    """Each request is one more."""
    counted = storage(redis_url)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: counted.incr("many", 60), range(400)))
    assert sorted(found) == list(range(1, 401))


def test_something_else_under_the_key_is_a_fault(redis_url: str) -> None:
    """It is raised, for the library to fall back on the memory; other keys are counted."""
    counted = storage(redis_url)
    with redis.Redis.from_url(redis_url) as server:
        server.rpush("summarizer:count:list", "x")
        with pytest.raises(NoReply):
            counted.incr("list", 60)
    assert counted.check()
    assert counted.incr("other", 60) == 1


def test_a_redis_that_is_away_is_a_fault_and_left_alone() -> None:
    """It is said at once that it does not answer, without another try."""
    counted = storage(f"redis://127.0.0.1:{valkey.free_port()}/0")
    with pytest.raises(NoReply, match="error"):
        counted.incr("away", 60)
    with pytest.raises(NoReply, match="skipped"):
        counted.incr("away", 60)
    assert not counted.check()


def test_a_redis_of_each_kind_counts() -> None:
    """Behind Sentinels, and in a cluster, whichever of its servers holds the key."""
    with valkey.server() as primary, valkey.sentinels(primary, 1) as addresses:
        counted = storage(f"redis+sentinel://{addresses[0]}/{valkey.SERVICE}")
        assert [counted.incr("desk", 60) for _ in range(2)] == [1, 2]
        assert counted.check()
    with valkey.cluster(3) as urls:
        counted = storage(f"redis+cluster://{urlsplit(urls[0]).netloc}")
        for n in range(10):
            assert [counted.incr(f"desk-{n}", 60) for _ in range(2)] == [1, 2]
        assert counted.check()
