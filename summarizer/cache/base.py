"""What every cache offers, and how it says what became of each request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

Result: TypeAlias = Literal["hit", "miss", "store", "delete", "invalid", "error", "skipped"]
"""What became of one use of a cache.

`invalid`: the value found is not one of ours. `error`: the backend failed. `skipped`: the backend
was left alone (it failed a moment ago), or the value is larger than the cache takes.
"""

Count: TypeAlias = Callable[[Result], None]
"""Told the result of each use; called from any thread."""


class Cache(Protocol):
    """Remembers bytes under a key for a while; safe to call from many threads.

    A fault of the backend is never raised: it is counted, logged once, and reads as a miss.
    """

    @property
    def name(self) -> str:
        """What it is called in metrics and headers: `memory` or `redis`."""

    def get(self, key: str) -> bytes | None:
        """Return what was stored under `key`, or None where it is not known (any more)."""

    def set(self, key: str, value: bytes, ttl_seconds: float) -> None:
        """Remember `value` for about `ttl_seconds` (> 0), where there is room."""

    def delete(self, key: str) -> None:
        """Forget what was stored under `key`."""
