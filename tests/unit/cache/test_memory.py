"""The memory cache: bounded in entries, bytes and time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from summarizer.cache.base import Place
from summarizer.cache.memory import MemoryCache

if TYPE_CHECKING:
    from collections import Counter

    from summarizer.cache.base import Count, Result
    from tests.clock import Clock


@pytest.fixture
def cache(clock: Clock, count: Count) -> MemoryCache:
    """Return a cache of three entries and a hundred bytes."""
    return MemoryCache(max_entries=3, max_bytes=100, count=count, clock=clock)


def put(cache: MemoryCache, group: str, value: bytes = b"1", name: str = "n") -> None:
    """Store one value for a minute."""
    cache.set({Place(group, name): value}, 60)


def known(cache: MemoryCache, *groups: str, name: str = "n") -> list[str]:
    """Return those of `groups` that have a value of that name."""
    return [place.group for place in cache.get([Place(group, name) for group in groups])]


def test_a_group_is_forgotten_when_its_time_is_over(cache: MemoryCache, clock: Clock) -> None:
    """It is there until its seconds have passed, and then it is not."""
    put(cache, "a")
    clock.now += 59.9
    assert known(cache, "a") == ["a"]
    clock.now += 0.1
    assert known(cache, "a") == []
    assert cache.names("a") == ()


@pytest.mark.parametrize("name", ["n", "later"])
def test_a_later_value_does_not_prolong_its_group(
    cache: MemoryCache, clock: Clock, name: str
) -> None:
    """Neither one that replaces another nor a further one."""
    put(cache, "a")
    clock.now += 59.9
    put(cache, "a", name=name)
    assert known(cache, "a", name=name) == ["a"]
    clock.now += 0.1
    assert known(cache, "a", name=name) == []


def test_a_group_that_was_forgotten_begins_anew(cache: MemoryCache, clock: Clock) -> None:
    """With all of its time, and nothing that it held before."""
    put(cache, "a", name="before")
    clock.now += 60
    put(cache, "a")
    clock.now += 59.9
    assert known(cache, "a") == ["a"]
    assert cache.names("a") == ("n",)


def test_the_longest_unused_group_goes_first(cache: MemoryCache) -> None:
    """Reading a value keeps it."""
    for group in "abc":
        put(cache, group)
    known(cache, "a")
    put(cache, "d")
    assert known(cache, *"abcd") == ["a", "c", "d"]


def test_a_group_goes_as_a_whole(cache: MemoryCache) -> None:
    """What belongs together is not forgotten by halves."""
    put(cache, "a", name="first")
    put(cache, "a", name="second")
    put(cache, "b")
    put(cache, "c")
    assert cache.names("a") == ()
    assert known(cache, *"bc") == ["b", "c"]


def test_bytes_are_bounded(cache: MemoryCache) -> None:
    """A large value pushes out as many groups as it needs room for; names count."""
    put(cache, "a", b"x" * 40)
    put(cache, "b", b"x" * 40)
    put(cache, "c", b"x" * 50)
    assert known(cache, *"abc") == ["b", "c"]
    put(cache, "d", name="x" * 60)
    assert known(cache, *"abc") == []


def test_a_replaced_value_gives_its_bytes_back(cache: MemoryCache) -> None:
    """Storing in the same place many times does not use the room up."""
    put(cache, "b", b"x" * 20)
    for _ in range(50):
        put(cache, "a", b"x" * 60)
    assert known(cache, "b") == ["b"]


def test_a_deleted_group_gives_its_bytes_back(cache: MemoryCache, clock: Clock) -> None:
    """And so does one whose time was over."""
    put(cache, "b", b"x" * 20)
    for _ in range(50):
        put(cache, "a", b"x" * 60)
        cache.delete(["a"])
    clock.now += 30
    put(cache, "c", b"x" * 60)
    clock.now += 30
    assert known(cache, "b") == []
    put(cache, "d", b"x" * 20)
    put(cache, "e", b"x" * 10)
    assert known(cache, *"cde") == ["c", "d", "e"]


def test_a_value_larger_than_the_cache_is_not_stored(
    cache: MemoryCache, results: Counter[Result]
) -> None:
    """It pushes nothing out, but the older value of its place is no longer true."""
    put(cache, "a")
    put(cache, "b")
    put(cache, "b", b"x" * 100)
    assert known(cache, "a", "b") == ["a"]
    assert results["skipped"] == 1


def test_a_group_larger_than_the_cache_does_not_stay(cache: MemoryCache) -> None:
    """It goes as any other, and the bounds are whole afterwards."""
    for name in "nopq":
        put(cache, "a", name=name)
    assert cache.names("a") == ()
    for group in "bcd":
        put(cache, group)
    assert known(cache, *"bcd") == ["b", "c", "d"]


def test_threads_may_share_it() -> None:
    """Eight threads that store, read and delete the same groups leave the bounds whole."""
    cache = MemoryCache(max_entries=20, max_bytes=2000, count=lambda _result: None)
    wrong = []

    def work() -> None:
        for n in range(2000):
            place = Place(str(n % 50), str(n % 3))
            value = f"{place.group} {place.name}".encode() * 3
            cache.set({place: value}, 60)
            if cache.get([place]) not in ({}, {place: value}):
                wrong.append(place)
            if n % 7 == 0:
                cache.delete([place.group])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert sum(len(cache.names(str(n))) for n in range(50)) <= 20
