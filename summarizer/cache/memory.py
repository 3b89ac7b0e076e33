"""A cache in the memory of the process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.cache.base import Count


class MemoryCache:
    """Holds at most so many entries and bytes (of keys and values); the longest unused goes first.

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
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()
        self._bytes = 0

    @property
    def name(self) -> str:
        """`memory`."""
        return "memory"

    def get(self, key: str) -> bytes | None:
        """Return what was stored under `key`, or None where it is not known (any more)."""
        with self._lock:
            value, expires = self._entries.get(key, (None, 0.0))
            if value is not None and expires <= self._clock():
                self._remove(key)
                value = None
            if value is not None:
                self._entries.move_to_end(key)
        self._count("miss" if value is None else "hit")
        return value

    def set(self, key: str, value: bytes, ttl_seconds: float) -> None:
        """Remember `value` for `ttl_seconds` (> 0), unless it alone is larger than the cache."""
        size = _size(key, value)
        with self._lock:
            self._remove(key)
            if size <= self._max_bytes:
                self._entries[key] = (value, self._clock() + ttl_seconds)
                self._bytes += size
            while len(self._entries) > self._max_entries or self._bytes > self._max_bytes:
                self._remove(next(iter(self._entries)))
        self._count("store" if size <= self._max_bytes else "skipped")

    def delete(self, key: str) -> None:
        """Forget what was stored under `key`."""
        with self._lock:
            self._remove(key)
        self._count("delete")

    def _remove(self, key: str) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= _size(key, entry[0])


def _size(key: str, value: bytes) -> int:
    return len(key) + len(value)
