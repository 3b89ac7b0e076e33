"""Deadlines: a time, or the moment when the caller leaves."""

from __future__ import annotations

import math
import time
from threading import Event

from summarizer.deadline import NEVER, Deadline


def test_it_passes_at_its_time() -> None:
    """Not before, and nothing is left then."""
    deadline = Deadline.after(60)
    assert not deadline.passed()
    assert 59 < deadline.left() <= 60
    past = Deadline(time.monotonic() - 1)
    assert past.passed()
    assert past.left() == 0


def test_it_passes_when_the_caller_leaves() -> None:
    """However much time there would be."""
    left = Event()
    deadline = Deadline(math.inf, left.is_set)
    assert not deadline.passed()
    left.set()
    assert deadline.passed()
    assert deadline.left() == 0


def test_the_last_of_several_passes_when_all_have() -> None:
    """By time, or because their callers have left."""
    left = Event()
    last = Deadline.last([Deadline.after(-1), Deadline(math.inf, left.is_set)])
    assert not last.passed()
    left.set()
    assert last.passed()


def test_nobody_waits_for_what_has_none() -> None:
    """It never passes."""
    assert not NEVER.passed()
    assert NEVER.left() == math.inf
