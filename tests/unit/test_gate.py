"""The gate: so many work, so many wait, callers take turns, and nobody waits without bound."""

from __future__ import annotations

import math
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

import pytest

from summarizer.deadline import NEVER, Deadline
from summarizer.errors import Busy, DeadlinePassed
from summarizer.gate import Gate
from tests.clock import Clock
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10


class Crowd:
    """Callers in threads of their own, who hold their slot until they are told to go."""

    def __init__(self, gate: Gate, pool: ThreadPoolExecutor) -> None:
        self.gate = gate
        self.pool = pool
        self.let_in: list[str] = []
        self.go: list[Event] = []
        self.sent: list[Future[None]] = []

    def send(self, caller: str, deadline: Deadline = NEVER) -> Future[None]:
        """Send a caller, who is in or waits when this returns."""
        before = self._settled()
        go = Event()
        self.go.append(go)

        def visit() -> None:
            with self.gate.slot(caller, deadline):
                self.let_in.append(caller)
                go.wait(SECONDS)

        self.sent.append(self.pool.submit(visit))
        wait_for(lambda: self._settled() > before)
        return self.sent[-1]

    def _settled(self) -> int:
        """Return how many are in, wait, or were turned away."""
        gone = sum(sent.done() for sent in self.sent)
        return self.gate.working + self.gate.waiting + gone

    def release(self, number: int) -> None:
        """Let the caller who was sent as that number go, and the next one in."""
        inside = len(self.let_in)
        waiting = self.gate.waiting
        self.go[number].set()
        wait_for(lambda: len(self.let_in) > inside or not waiting)


@contextmanager
def crowd(slots: int, places: int) -> Iterator[Crowd]:
    """Give a crowd before a gate; all of them go in the end."""
    with ThreadPoolExecutor(40) as pool:
        found = Crowd(Gate(slots=slots, places=places), pool)
        try:
            yield found
        finally:
            for go in found.go:
                go.set()


def test_so_many_work_and_so_many_wait() -> None:
    """One more is turned away at once."""
    with crowd(slots=2, places=3) as people:
        for _ in range(5):
            people.send("desk")
        assert (people.gate.working, people.gate.waiting) == (2, 3)
        with pytest.raises(Busy):
            people.send("desk").result(SECONDS)
        people.release(0)
        assert (people.gate.working, people.gate.waiting) == (2, 2)


def test_without_places_nobody_waits() -> None:
    """Whoever finds no slot is turned away."""
    with crowd(slots=1, places=0) as people:
        people.send("desk")
        with pytest.raises(Busy):
            people.send("archive").result(SECONDS)


def test_callers_take_turns() -> None:
    """Who has many waiting gets no more slots than who has one."""
    with crowd(slots=1, places=10) as people:
        for caller in ("archive", "archive", "archive", "desk", "archive", "radio"):
            people.send(caller)
        for number in (0, 1, 3, 5, 2):
            people.release(number)
        assert people.let_in == ["archive", "archive", "desk", "radio", "archive", "archive"]


def test_who_has_most_waiting_gives_way_to_who_has_fewer() -> None:
    """An archive run fills the room, and the desk is let in; the newest of the archive's goes."""
    with crowd(slots=1, places=4) as people:
        archive = [people.send("archive") for _ in range(5)]
        desk = [people.send("desk") for _ in range(2)]
        for turned_away in (archive[4], archive[3]):
            with pytest.raises(Busy):
                turned_away.result(SECONDS)
        assert not any(each.done() for each in (*archive[:3], *desk))
        # Now both have two.
        with pytest.raises(Busy):
            people.send("desk").result(SECONDS)
        with pytest.raises(Busy):
            people.send("archive").result(SECONDS)


def test_who_waits_leaves_at_its_deadline() -> None:
    """Its place is free then, and its turn is not waited for."""
    with crowd(slots=1, places=1) as people:
        people.send("desk")
        with pytest.raises(DeadlinePassed):
            people.send("desk", Deadline.after(0.05)).result(SECONDS)
        assert people.gate.waiting == 0
        people.send("radio")
        people.release(0)
        assert people.let_in == ["desk", "radio"]


def test_who_has_left_waits_no_more() -> None:
    """However long it would have."""
    with crowd(slots=1, places=1) as people:
        people.send("desk")
        left = Event()
        waiting = people.send("desk", Deadline(math.inf, left.is_set))
        left.set()
        with pytest.raises(DeadlinePassed):
            waiting.result(SECONDS)


def test_who_comes_too_late_is_not_let_in() -> None:
    """Even where there is a slot."""
    gate = Gate(slots=1, places=1)
    with pytest.raises(DeadlinePassed), gate.slot("desk", Deadline.after(0)):
        pass
    assert gate.working == 0


def test_an_error_gives_the_slot_back() -> None:
    """Whatever fails inside."""
    gate = Gate(slots=1, places=0)
    for _ in range(2):
        with pytest.raises(ValueError, match="inside"), gate.slot("desk", NEVER):
            raise ValueError("inside")
    assert gate.working == 0


def test_who_is_turned_away_is_told_when_to_come_back() -> None:
    """By the time that a slot was held lately, and how many wait for one."""
    clock = Clock()
    gate = Gate(slots=2, places=0, clock=clock)
    for _ in range(40):
        with gate.slot("desk", NEVER):
            clock.now += 10
    with gate.slot("a", NEVER), gate.slot("b", NEVER), pytest.raises(Busy) as refused:
        gate.slot("c", NEVER).__enter__()
    # Ten seconds for two slots.
    assert refused.value.retry_seconds == 5


def test_sixteen_threads_are_never_more_than_the_slots() -> None:
    """Everybody is let in once, and the gate is empty afterwards."""
    gate = Gate(slots=3, places=100)
    inside: list[int] = []
    most: list[int] = []

    def visit(number: int) -> None:
        with gate.slot(str(number % 5), NEVER):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.0005)
            inside.remove(number)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(visit, range(200)))
    assert len(most) == 200
    assert max(most) <= 3
    assert (gate.working, gate.waiting) == (0, 0)
