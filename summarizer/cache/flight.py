"""Single flight: of identical pieces of work under way at the same time, one is done."""

from __future__ import annotations

import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from summarizer.errors import DeadlinePassed

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.cache.base import Leases
    from summarizer.deadline import Deadline

Result = TypeVar("Result")

# So often a waiting thread looks whether its caller has left.
_LOOK_SECONDS = 0.25
# So often it looks whether another process is done: at first, and at most.
_POLL_SECONDS, _POLL_SECONDS_MOST = 0.02, 0.25


class Flight(Generic[Result]):
    """Shares the result of work among all that want the same.

    Threads of this process are handed it; other processes, by `leases`, wait until they find it.
    """

    def __init__(self, leases: Leases | None = None) -> None:
        self._leases = leases
        self._lock = Lock()
        self._under_way: dict[str, Future[Result]] = {}

    def run(
        self,
        key: str,
        work: Callable[[], Result],
        find: Callable[[], Result | None],
        deadline: Deadline,
    ) -> tuple[Result, bool]:
        """Return the result of `work`, and whether this caller did it.

        Where another thread is at the work of the same key, its result is waited for; where
        another process is, that is looked for with `find`. If that one fails, its caller alone
        gets the error: whoever waited tries again. Raises DeadlinePassed.
        """
        while True:
            with self._lock:
                leader = self._under_way.get(key)
                if leader is None:
                    mine: Future[Result] = Future()
                    self._under_way[key] = mine
                    break
            if _failure(leader, deadline) is None:
                return leader.result(), False
        try:
            result, led = self._lead(key, work, find, deadline)
        except BaseException as error:
            self._land(key)
            mine.set_exception(error)
            raise
        self._land(key)
        mine.set_result(result)
        return result, led

    def _lead(
        self,
        key: str,
        work: Callable[[], Result],
        find: Callable[[], Result | None],
        deadline: Deadline,
    ) -> tuple[Result, bool]:
        """Do the work, or find what another process made of it."""
        if self._leases is None:
            return work(), True
        pause = _POLL_SECONDS
        while not self._leases.take(key):
            if deadline.passed():
                raise DeadlinePassed
            time.sleep(min(pause, deadline.left()))
            pause = min(2 * pause, _POLL_SECONDS_MOST)
            found = find()
            if found is not None:
                return found, False
        try:
            return work(), True
        finally:
            self._leases.give_back(key)

    def _land(self, key: str) -> None:
        with self._lock:
            del self._under_way[key]


def _failure(leader: Future[Result], deadline: Deadline) -> BaseException | None:
    """Wait for a leader, and return its error; raises DeadlinePassed."""
    while not deadline.passed():
        try:
            return leader.exception(min(deadline.left(), _LOOK_SECONDS))
        except NotYet:
            continue
    raise DeadlinePassed
