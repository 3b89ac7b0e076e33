"""The breaker: what failed is left alone, then tried by one caller."""

from __future__ import annotations

import pytest

from summarizer.cache.breaker import Breaker
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    """Return a clock that the test moves."""
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    """Return a breaker that stays open for five seconds."""
    return Breaker(5.0, clock)


def test_a_new_breaker_admits_everybody(breaker: Breaker) -> None:
    """Nothing has failed yet."""
    assert all(breaker.admits() for _ in range(3))


def test_after_a_failure_nobody_is_admitted_for_a_while(breaker: Breaker, clock: Clock) -> None:
    """Until its seconds have passed, callers are spared the wait."""
    breaker.failed()
    clock.now += 4.9
    assert not breaker.admits()


def test_then_one_caller_tries(breaker: Breaker, clock: Clock) -> None:
    """The others go on being spared while that one is under way."""
    breaker.failed()
    clock.now += 5.0
    assert [breaker.admits() for _ in range(3)] == [True, False, False]


def test_a_try_that_succeeds_closes_it(breaker: Breaker, clock: Clock) -> None:
    """Everybody is admitted again at once."""
    breaker.failed()
    clock.now += 5.0
    breaker.admits()
    breaker.succeeded()
    assert all(breaker.admits() for _ in range(3))


def test_a_try_that_fails_starts_the_wait_anew(breaker: Breaker, clock: Clock) -> None:
    """Five more seconds from the second failure."""
    breaker.failed()
    clock.now += 5.0
    breaker.admits()
    clock.now += 1.0
    breaker.failed()
    clock.now += 4.9
    assert not breaker.admits()
    clock.now += 0.1
    assert breaker.admits()


def test_a_try_that_never_reports_does_not_keep_it_open(breaker: Breaker, clock: Clock) -> None:
    """Another caller tries after the same wait."""
    breaker.failed()
    clock.now += 5.0
    breaker.admits()
    clock.now += 5.0
    assert breaker.admits()
