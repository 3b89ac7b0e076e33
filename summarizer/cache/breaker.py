"""A circuit breaker: what just failed is left alone for a while, then tried by one caller."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Breaker:
    """Closed at first; safe to use from many threads.

    A failure opens it for `seconds`. Then one caller is let through to try: if that one succeeds
    it closes, if it fails (or is never heard of again) the wait starts anew.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._open_until: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the last that was heard was a failure."""
        return self._open_until is not None

    def admits(self) -> bool:
        """Return whether the caller may try; one that may reports how it went."""
        with self._lock:
            if self._open_until is None:
                return True
            now = self._clock()
            if now < self._open_until:
                return False
            self._open_until = now + self._seconds
            return True

    def failed(self) -> None:
        """Open, for `seconds` from now."""
        with self._lock:
            self._open_until = self._clock() + self._seconds

    def succeeded(self) -> None:
        """Close."""
        with self._lock:
            self._open_until = None
