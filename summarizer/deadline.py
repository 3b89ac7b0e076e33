"""Until when the answer to a request is waited for."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def _stays() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time on the monotonic clock, in seconds; sooner where the caller has left.

    `has_left` is asked from any thread, and often.
    """

    at: float
    has_left: Callable[[], bool] = _stays

    @staticmethod
    def after(seconds: float) -> Deadline:
        """Return a deadline so many seconds from now."""
        return Deadline(time.monotonic() + seconds)

    @staticmethod
    def last(deadlines: Iterable[Deadline]) -> Deadline:
        """Return the deadline that passes when all of `deadlines`, at least one, have passed."""
        every = tuple(deadlines)
        return Deadline(
            max(deadline.at for deadline in every),
            lambda: all(deadline.passed() for deadline in every),
        )

    def passed(self) -> bool:
        """Say whether nobody waits any more."""
        return time.monotonic() >= self.at or self.has_left()

    def left(self) -> float:
        """Return the seconds that are left, 0 where none are."""
        return 0.0 if self.has_left() else max(0.0, self.at - time.monotonic())


NEVER = Deadline(math.inf)
"""The deadline of work that nobody waits for."""
