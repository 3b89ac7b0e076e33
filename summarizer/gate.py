"""The gate before the models: so many requests work at a time, so many wait, in fair turns."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import TYPE_CHECKING

from summarizer.errors import Busy, DeadlinePassed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.deadline import Deadline

# So often it is looked whether a caller that waits has left.
_LOOK_SECONDS = 0.25
# How much the newest time counts in the mean time that a slot is held.
_NEWEST = 0.2
# Whoever is turned away is asked to come back after so many seconds at the most.
_RETRY_MOST = 60


@dataclass(eq=False, slots=True)
class _Visitor:
    """Someone who waits for a slot; once `told`, it has one, or is turned away."""

    caller: str
    deadline: Deadline
    told: Event = field(default_factory=Event)
    refused: bool = False


class Gate:
    """Lets `slots` work at a time, and `places` wait; safe to call from many threads.

    The callers who wait get a slot in turn, however many of theirs do. When all places are taken,
    the caller with the most gives one up to a caller with fewer; nobody waits without bound.
    """

    def __init__(
        self, *, slots: int, places: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._slots = slots
        self._places = places
        self._clock = clock
        self._lock = Lock()
        self._working = 0
        # The next caller in turn is the first.
        self._rooms: OrderedDict[str, deque[_Visitor]] = OrderedDict()
        self._mean_seconds = 0.0

    @property
    def working(self) -> int:
        """How many hold a slot."""
        return self._working

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return sum(map(len, tuple(self._rooms.values())))

    @contextmanager
    def slot(self, caller: str, deadline: Deadline) -> Iterator[None]:
        """Hold a slot while the block runs, after having waited for it.

        Raises Busy where there is no place to wait, and DeadlinePassed.
        """
        visitor = self._enter(caller, deadline)
        while not visitor.told.wait(min(deadline.left(), _LOOK_SECONDS)):
            if deadline.passed() and self._left(visitor):
                raise DeadlinePassed
        if visitor.refused:
            raise Busy(self._retry_seconds())
        began = self._clock()
        try:
            yield
        finally:
            self._leave(self._clock() - began)

    def _enter(self, caller: str, deadline: Deadline) -> _Visitor:
        visitor = _Visitor(caller, deadline)
        if deadline.passed():
            raise DeadlinePassed
        with self._lock:
            if self._working < self._slots:
                self._working += 1
                visitor.told.set()
                return visitor
            if self.waiting >= self._places and not self._made_room(caller):
                raise Busy(self._retry_seconds())
            self._rooms.setdefault(caller, deque()).append(visitor)
        return visitor

    def _made_room(self, caller: str) -> bool:
        """Turn away the newest visitor of the caller with the most, if that is fair."""
        if not self._rooms:
            return False
        largest = max(self._rooms.values(), key=len)
        if len(largest) <= len(self._rooms.get(caller, ())) + 1:
            return False
        turned_away = largest.pop()
        turned_away.refused = True
        turned_away.told.set()
        return True

    def _left(self, visitor: _Visitor) -> bool:
        """Take a visitor out of its room; False where it was told something just now."""
        with self._lock:
            if visitor.told.is_set():
                return False
            room = self._rooms[visitor.caller]
            room.remove(visitor)
            if not room:
                del self._rooms[visitor.caller]
            return True

    def _leave(self, seconds: float) -> None:
        """Give a slot to the next in turn."""
        with self._lock:
            self._mean_seconds += _NEWEST * (seconds - self._mean_seconds)
            self._working -= 1
            while self._rooms and self._working < self._slots:
                caller, room = self._rooms.popitem(last=False)
                visitor = room.popleft()
                if room:
                    self._rooms[caller] = room
                self._working += 1
                visitor.told.set()

    def _retry_seconds(self) -> int:
        """Return when a slot should be free for one more, by the time that one was held lately."""
        turns = (self.waiting + 1) / self._slots
        return min(_RETRY_MOST, max(1, math.ceil(turns * self._mean_seconds)))
