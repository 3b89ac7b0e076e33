"""Of identical pieces of work under way at the same time, one is done."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock

import pytest

from summarizer.cache.flight import Flight


class Work:
    """Counts its runs, and goes on when it is let go; the first `failures` runs fail."""

    def __init__(self, failures: int = 0) -> None:
        self.go_on = Event()
        self.runs = 0
        self._failures = failures
        self._lock = Lock()

    def __call__(self) -> int:
        with self._lock:
            self.runs += 1
            run = self.runs
        self.go_on.wait(5)
        if run <= self._failures:
            raise RuntimeError("the model failed")
        return run


def started(
    flight: Flight[int], work: Work, callers: int, pool: ThreadPoolExecutor
) -> list[Future[tuple[int, bool]]]:
    """Start the callers and let the work go on when all of them are there."""
    futures = [pool.submit(flight.run, "story", work) for _ in range(callers)]
    while work.runs == 0:
        pass
    work.go_on.set()
    return futures


def test_identical_work_is_done_once() -> None:
    """Twenty callers get one result, and one of them is told that it did the work."""
    flight, work = Flight[int](), Work()
    with ThreadPoolExecutor(20) as pool:
        results = [future.result(5) for future in started(flight, work, 20, pool)]
    done = sum(led for _, led in results)
    assert done == work.runs
    assert {value for value, _ in results} == set(range(1, work.runs + 1))


def test_followers_wait_for_the_leader() -> None:
    """A caller that comes while the work is under way does none of its own."""
    flight, work = Flight[int](), Work()
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(flight.run, "story", work)
        while work.runs == 0:
            pass
        follower = pool.submit(flight.run, "story", work)
        assert not follower.done()
        work.go_on.set()
        assert leader.result(5) == (1, True)
        # The follower may have come to the work just after it was done.
        assert follower.result(5) in ((1, False), (2, True))


def test_a_failed_leader_frees_its_followers() -> None:
    """The error reaches the caller whose work failed; the others try again and succeed."""
    flight, work = Flight[int](), Work(failures=1)
    with ThreadPoolExecutor(10) as pool:
        futures = started(flight, work, 10, pool)
        failed = [future for future in futures if future.exception(5)]
    assert len(failed) == 1
    assert all(future.result()[0] > 1 for future in futures if future not in failed)


def test_different_work_does_not_wait() -> None:
    """Two keys are two pieces of work."""
    flight = Flight[str]()
    assert flight.run("a", lambda: "a") == ("a", True)
    assert flight.run("b", lambda: "b") == ("b", True)


def test_work_is_done_again_afterwards() -> None:
    """A result is shared, never remembered; and an error does not stay."""
    flight = Flight[int]()

    def fail() -> int:
        raise RuntimeError("the model failed")

    with pytest.raises(RuntimeError):
        flight.run("story", fail)
    assert flight.run("story", lambda: 1) == (1, True)
    assert flight.run("story", lambda: 2) == (2, True)
