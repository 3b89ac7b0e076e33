"""A clock for tests of what happens after a while."""

from __future__ import annotations


class Clock:
    """Seconds that stand still until the test moves `now`."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time, as `time.monotonic` does."""
        return self.now
