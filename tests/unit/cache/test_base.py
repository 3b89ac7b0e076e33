"""What every cache promises, held against each one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, get_args
from uuid import uuid4

import pytest

from summarizer.cache.base import Cache, Count, Place, Result
from summarizer.cache.memory import MemoryCache
from summarizer.cache.redis import RedisCache, RedisServer

if TYPE_CHECKING:
    from collections import Counter


@pytest.fixture(params=["memory", "redis"])
def cache(request: pytest.FixtureRequest, count: Count) -> Cache:
    """Return each cache in turn, empty enough."""
    if request.param == "memory":
        return MemoryCache(max_entries=100, max_bytes=10**6, count=count)
    server = RedisServer(
        request.getfixturevalue("redis_url"),
        timeout_seconds=1.0,
        breaker_seconds=60.0,
        max_connections=8,
    )
    return RedisCache(server, count)


@pytest.fixture
def group() -> str:
    """Return the name of a group that nobody has used."""
    return uuid4().hex


def test_it_says_what_it_is(cache: Cache, request: pytest.FixtureRequest) -> None:
    """Metrics and headers name it."""
    assert cache.name == request.node.callspec.params["cache"]


def test_what_was_stored_is_found(cache: Cache, group: str) -> None:
    """Any bytes come back from their place, and from no other."""
    place, value = Place(group, "a"), bytes(range(256)) * 100
    cache.set({place: value}, 60)
    assert cache.get([place]) == {place: value}
    assert cache.get([Place(group, "b"), Place(group + "0", "a")]) == {}


def test_many_values_are_stored_and_found_at_once(cache: Cache, group: str) -> None:
    """Of one group and of several; what is not known is left out."""
    values = {Place(group + str(n % 3), str(n)): f"value {n}".encode() for n in range(30)}
    cache.set(values, 60)
    assert cache.get([*values, Place(group, "none")]) == values


def test_values_larger_than_what_is_read_at_once_are_found_together(
    cache: Cache, group: str
) -> None:
    """A reply ends, and the next begins, anywhere in what the network brings."""
    values = {Place(group, str(n)): bytes([n + 65]) * 99_999 for n in range(4)}
    cache.set(values, 60)
    assert cache.get(list(values)) == values


def test_nothing_is_asked_of_it_in_vain(cache: Cache, group: str, results: Counter[Result]) -> None:
    """No places, no values and no groups are no error."""
    cache.set({}, 60)
    assert cache.get([]) == {}
    assert cache.delete([])
    assert results == {}


def test_an_empty_value_is_a_value(cache: Cache, group: str) -> None:
    """No bytes are not the same as nothing known."""
    place = Place(group, "a")
    cache.set({place: b""}, 60)
    assert cache.get([place]) == {place: b""}


def test_the_newest_value_counts(cache: Cache, group: str) -> None:
    """Storing again replaces."""
    place = Place(group, "a")
    cache.set({place: b"1"}, 60)
    cache.set({place: b"2"}, 60)
    assert cache.get([place]) == {place: b"2"}


def test_a_group_tells_its_names(cache: Cache, group: str) -> None:
    """All of them, whenever they were stored; a group that is not there has none."""
    cache.set({Place(group, "a"): b"1", Place(group, "b"): b""}, 60)
    cache.set({Place(group, "c"): b"1", Place(group + "0", "d"): b"1"}, 60)
    names = cache.names(group)
    assert names is not None
    assert sorted(names) == ["a", "b", "c"]
    assert cache.names(group + "1") == ()


def test_a_group_is_forgotten_as_a_whole(cache: Cache, group: str) -> None:
    """Deleting is final, deleting nothing is no error, and both are certain."""
    first, second, other = Place(group, "a"), Place(group, "b"), Place(group + "0", "a")
    cache.set({first: b"1", second: b"1", other: b"1"}, 60)
    assert cache.delete([group])
    assert cache.delete([group])
    assert cache.get([first, second, other]) == {other: b"1"}
    assert cache.names(group) == ()


def test_several_groups_are_forgotten_at_once(cache: Cache, group: str) -> None:
    """Whether they are there or not."""
    places = [Place(group + str(n), "a") for n in range(3)]
    cache.set(dict.fromkeys(places, b"1"), 60)
    assert cache.delete([group + str(n) for n in range(1, 9)])
    assert cache.get(places) == {places[0]: b"1"}


def test_every_use_is_counted(cache: Cache, group: str, results: Counter[Result]) -> None:
    """Value by value, and group by group; the words are those that are documented."""
    first, second = Place(group, "a"), Place(group, "b")
    cache.set({first: b"1", second: b"1"}, 60)
    cache.get([first, second, Place(group, "c")])
    cache.names(group)
    cache.delete([group, group + "0"])
    cache.get([first])
    assert results == {"store": 2, "hit": 2, "delete": 2, "miss": 2}
    assert set(results) <= set(get_args(Result))


def test_threads_may_share_it(cache: Cache, group: str) -> None:
    """Each of eight finds what it stored, and nobody's else."""

    def work(thread: int) -> bool:
        places = [Place(f"{group}{thread}", str(n)) for n in range(3)]
        for round_ in range(30):
            values = {place: f"{thread} {round_} {place.name}".encode() for place in places}
            cache.set(values, 60)
            if cache.get(places) != values:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))
