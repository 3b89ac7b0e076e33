"""What every cache promises, held against each one."""

from __future__ import annotations

from collections import Counter
from typing import get_args
from uuid import uuid4

import pytest

from summarizer.cache.base import Cache, Result
from summarizer.cache.memory import MemoryCache
from summarizer.cache.redis import RedisCache


@pytest.fixture
def results() -> Counter[Result]:
    """Return what the cache reported."""
    return Counter()


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest, results: Counter[Result]) -> Cache:
    """Return each cache in turn, empty enough."""

    def count(result: Result) -> None:
        results.update([result])

    if request.param == "memory":
        return MemoryCache(max_entries=100, max_bytes=10**6, count=count)
    return RedisCache(
        request.getfixturevalue("redis_url"),
        timeout_seconds=1.0,
        breaker_seconds=60.0,
        max_connections=4,
        count=count,
    )


@pytest.fixture
def key() -> str:
    """Return a key that nobody has used."""
    return uuid4().hex


def test_it_says_what_it_is(cache: Cache, request: pytest.FixtureRequest) -> None:
    """Metrics and headers name it."""
    assert cache.name == request.node.callspec.params["cache"]


def test_what_was_stored_is_found(cache: Cache, key: str) -> None:
    """Any bytes come back under their key and no other."""
    value = bytes(range(256)) * 100
    cache.set(key, value, 60)
    assert cache.get(key) == value
    assert cache.get(key + "0") is None


def test_an_empty_value_is_a_value(cache: Cache, key: str) -> None:
    """No bytes are not the same as nothing known."""
    cache.set(key, b"", 60)
    assert cache.get(key) == b""


def test_the_newest_value_counts(cache: Cache, key: str) -> None:
    """Storing again replaces."""
    cache.set(key, b"1", 60)
    cache.set(key, b"2", 60)
    assert cache.get(key) == b"2"


def test_a_deleted_value_is_gone(cache: Cache, key: str) -> None:
    """Deleting is final, and deleting nothing is no error."""
    cache.set(key, b"1", 60)
    cache.delete(key)
    cache.delete(key)
    assert cache.get(key) is None


def test_every_use_is_counted(cache: Cache, key: str, results: Counter[Result]) -> None:
    """Hits, misses, stores and deletions are told apart, in the words that are documented."""
    cache.set(key, b"1", 60)
    cache.get(key)
    cache.delete(key)
    cache.get(key)
    assert results == {"store": 1, "hit": 1, "delete": 1, "miss": 1}
    assert set(results) <= set(get_args(Result))
