"""The memory cache: bounded in entries, bytes and time."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from summarizer.cache.memory import MemoryCache
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    """Return a clock that the test moves."""
    return Clock()


@pytest.fixture
def results() -> Counter[str]:
    """Return what the cache reported."""
    return Counter()


@pytest.fixture
def cache(clock: Clock, results: Counter[str]) -> MemoryCache:
    """Return a cache of three entries and a hundred bytes."""
    return MemoryCache(
        max_entries=3,
        max_bytes=100,
        count=lambda result: results.update([result]),
        clock=clock,
    )


def test_a_value_is_forgotten_when_its_time_is_over(cache: MemoryCache, clock: Clock) -> None:
    """It is there until its seconds have passed, and then it is not."""
    cache.set("a", b"1", 60)
    clock.now += 59.9
    assert cache.get("a") == b"1"
    clock.now += 0.1
    assert cache.get("a") is None


def test_the_longest_unused_entry_goes_first(cache: MemoryCache) -> None:
    """Reading a value keeps it."""
    for key in "abc":
        cache.set(key, b"1", 60)
    cache.get("a")
    cache.set("d", b"1", 60)
    assert [key for key in "abcd" if cache.get(key)] == ["a", "c", "d"]


def test_bytes_are_bounded(cache: MemoryCache) -> None:
    """A large value pushes out as many as it needs room for."""
    cache.set("a", b"x" * 40, 60)
    cache.set("b", b"x" * 40, 60)
    cache.set("c", b"x" * 50, 60)
    assert [key for key in "abc" if cache.get(key)] == ["b", "c"]


def test_a_replaced_value_gives_its_bytes_back(cache: MemoryCache) -> None:
    """Storing the same key many times does not use the room up."""
    cache.set("b", b"x" * 20, 60)
    for _ in range(50):
        cache.set("a", b"x" * 60, 60)
    assert cache.get("b") is not None


def test_a_value_larger_than_the_cache_is_not_stored(
    cache: MemoryCache, results: Counter[str]
) -> None:
    """It pushes nothing out, but the older value of its key is no longer true."""
    cache.set("a", b"1", 60)
    cache.set("b", b"1", 60)
    cache.set("b", b"x" * 100, 60)
    assert cache.get("a") == b"1"
    assert cache.get("b") is None
    assert results["skipped"] == 1


def test_threads_may_share_it() -> None:
    """Eight threads that store, read and delete the same keys leave the bounds whole."""
    cache = MemoryCache(max_entries=20, max_bytes=2000, count=lambda _result: None)
    wrong = []

    def work() -> None:
        for n in range(2000):
            key = str(n % 50)
            cache.set(key, key.encode() * 10, 60)
            if cache.get(key) not in (None, key.encode() * 10):
                wrong.append(key)
            if n % 7 == 0:
                cache.delete(key)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert sum(cache.get(str(n)) is not None for n in range(50)) <= 20
