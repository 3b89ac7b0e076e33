"""Single flight: of identical pieces of work under way at the same time, one is done."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Result = TypeVar("Result")


class Flight(Generic[Result]):
    """Shares the result of work among the threads of this process that want the same."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[Hashable, Future[Result]] = {}

    def run(self, key: Hashable, work: Callable[[], Result]) -> tuple[Result, bool]:
        """Return the result of `work`, and whether this caller did it.

        Where another thread is at the work of the same key, its result is waited for. If that one
        fails, its caller alone gets the error: whoever waited tries again.
        """
        while True:
            with self._lock:
                leader = self._under_way.get(key)
                if leader is None:
                    mine: Future[Result] = Future()
                    self._under_way[key] = mine
                    break
            if leader.exception() is None:
                return leader.result(), False
        try:
            result = work()
        except BaseException as error:
            self._land(key)
            mine.set_exception(error)
            raise
        self._land(key)
        mine.set_result(result)
        return result, True

    def _land(self, key: Hashable) -> None:
        with self._lock:
            del self._under_way[key]
