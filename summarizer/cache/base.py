"""What every cache offers, and how it says what became of each request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Result: TypeAlias = Literal["hit", "miss", "store", "delete", "invalid", "error", "skipped"]
"""What became of one value, or of one use of a cache that failed.

`invalid`: the value found is not one of ours. `error`: the backend failed. `skipped`: the backend
was left alone (it failed a moment ago), or the value says nothing or more than the cache takes.
"""

Count: TypeAlias = Callable[[Result], None]
"""Told the result of each use; called from any thread."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value lies: under a name in a group. The values of a group are forgotten together."""

    group: str
    name: str


class Cache(Protocol):
    """Remembers bytes for a while; safe to call from many threads.

    A fault of the backend is never raised: it is counted, logged once, and reads as a miss.
    """

    @property
    def name(self) -> str:
        """What it is called in metrics and headers: `memory` or `redis`."""

    def get(self, places: Sequence[Place]) -> dict[Place, bytes]:
        """Return what is known of `places`."""

    def set(self, values: Mapping[Place, bytes], ttl_seconds: float) -> None:
        """Remember `values`, where there is room.

        A group is forgotten about `ttl_seconds` (> 0) after its first value was stored.
        """

    def names(self, group: str) -> tuple[str, ...] | None:
        """Return the names in a group, in any order; None where the backend failed."""

    def delete(self, groups: Sequence[str]) -> bool:
        """Forget groups; return whether they are certain to be gone."""


class Leases(Protocol):
    """Says which of several processes does a piece of work; safe to call from many threads.

    Where the backend fails, everybody may: work is done twice rather than not at all.
    """

    def take(self, name: str) -> bool:
        """Return whether this process has the lease now, because nobody else has it.

        It stays until it is given back, or for a while after the process has died.
        """

    def give_back(self, name: str) -> None:
        """Let others take the lease."""
