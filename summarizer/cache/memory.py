"""A cache in the memory of the process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from summarizer.cache.base import Count, Place


@dataclass(slots=True)
class _Group:
    """The values of a group, by name, until it is forgotten."""

    expires: float
    values: dict[str, bytes] = field(default_factory=dict)

    def size(self) -> int:
        return sum(len(name) + len(value) for name, value in self.values.items())


class MemoryCache:
    """Holds at most so many values and bytes (with their names); the longest unused group goes.

    `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        *,
        max_entries: int,
        max_bytes: int,
        count: Count,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._count = count
        self._clock = clock
        self._lock = threading.Lock()
        self._groups: OrderedDict[str, _Group] = OrderedDict()
        self._entries = 0
        self._bytes = 0

    @property
    def name(self) -> str:
        """`memory`."""
        return "memory"

    def get(self, places: Sequence[Place]) -> dict[Place, bytes]:
        """Return what is known of `places`."""
        found: dict[Place, bytes] = {}
        with self._lock:
            for place in places:
                group = self._group(place.group)
                if group is not None and place.name in group.values:
                    found[place] = group.values[place.name]
        for place in places:
            self._count("hit" if place in found else "miss")
        return found

    def set(self, values: Mapping[Place, bytes], ttl_seconds: float) -> None:
        """Remember `values`, save one that alone is larger than the cache.

        A group is forgotten `ttl_seconds` (> 0) after its first value was stored.
        """
        for place, value in values.items():
            size = len(place.name) + len(value)
            with self._lock:
                # Whatever becomes of the new value, the older one is no longer true.
                self._take_out(place)
                if size <= self._max_bytes:
                    group = self._group(place.group)
                    if group is None:
                        group = self._groups[place.group] = _Group(self._clock() + ttl_seconds)
                    group.values[place.name] = value
                    self._entries += 1
                    self._bytes += size
                    while self._entries > self._max_entries or self._bytes > self._max_bytes:
                        self._remove(next(iter(self._groups)))
            self._count("store" if size <= self._max_bytes else "skipped")

    def names(self, group: str) -> tuple[str, ...]:
        """Return the names in a group, in any order."""
        with self._lock:
            found = self._group(group)
            return tuple(found.values) if found is not None else ()

    def delete(self, groups: Sequence[str]) -> bool:
        """Forget groups; they are certain to be gone."""
        for group in groups:
            with self._lock:
                self._remove(group)
            self._count("delete")
        return True

    def _group(self, name: str) -> _Group | None:
        """Return a group, which was used now, unless its time is over."""
        group = self._groups.get(name)
        if group is None:
            return None
        if group.expires <= self._clock():
            self._remove(name)
            return None
        self._groups.move_to_end(name)
        return group

    def _take_out(self, place: Place) -> None:
        group = self._group(place.group)
        value = group.values.pop(place.name, None) if group is not None else None
        if value is not None:
            self._entries -= 1
            self._bytes -= len(place.name) + len(value)

    def _remove(self, name: str) -> None:
        group = self._groups.pop(name, None)
        if group is not None:
            self._entries -= len(group.values)
            self._bytes -= group.size()
