"""What a number is while it is read, and when it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.text.mention import Kind, Weight

_HUNDRED = 100
_NO_LIMIT = float("inf")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number read from the tokens up to `end` (exclusive): see Mention.

    `scale` is the multiplier at its end (1 without one), for the other end of a range.
    """

    values: tuple[float, ...]
    end: int
    kind: Kind = "count"
    weight: Weight = "strong"
    parts: tuple[float, ...] = ()
    scale: float = 1.0


class Sum:
    """A number while it is being read: what is multiplied already, and what is not yet.

    `current` has the readings of the part after the last multiplier, `last`.
    """

    def __init__(self, *, digits: bool) -> None:
        """Begin a number in digits or in words."""
        self.digits = digits
        self.current: tuple[float, ...] = ()
        self.last = _NO_LIMIT
        self._done: tuple[float, ...] = (0.0,)

    @property
    def values(self) -> tuple[float, ...]:
        """The readings of all that was read."""
        return tuple(done + value for done in self._done for value in self.current or (0.0,))

    @property
    def is_round(self) -> bool:
        """Whether a multiplier ends it."""
        return not self.current and self.last < _NO_LIMIT

    @property
    def scale(self) -> float:
        """The multiplier at its end, 1 without one."""
        return self.last if self.is_round else 1.0

    def takes(self, value: float) -> bool:
        """Say whether a number in words goes on with `value`."""
        if self.digits:
            return False
        return _adds(self.current[0], value) if self.current else value < self.last

    def add(self, value: float) -> None:
        """Go on with `value`."""
        self.current = (sum(self.current[:1]) + value,)

    def multiply(self, scale: float) -> None:
        """Multiply the current part."""
        self._done = tuple(
            d + value * scale for d in self._done for value in self.current or (1.0,)
        )
        self.current, self.last = (), scale


def _adds(base: float, value: float) -> bool:
    """Say whether a cardinal goes on with another: twenty + five, not five + twenty."""
    step = 1.0
    while base % (step * 10) == 0:
        step *= 10
    return value < step and base % _HUNDRED != 10
