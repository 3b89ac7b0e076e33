"""What many callers want of a model at the same time runs together, and nobody suffers by it."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, Lock, Semaphore
from typing import TYPE_CHECKING

import pytest
from ctranslate2.converters import TransformersConverter
from hypothesis import given
from hypothesis import strategies as st

from summarizer.deadline import NEVER, Deadline
from summarizer.errors import DeadlinePassed, ModelError
from summarizer.models import checkpoint
from summarizer.models.base import Decoded, Decoding, Source
from summarizer.models.batching import Batching, Call, Waiting
from summarizer.models.ctranslate import CTranslate
from summarizer.models.tokens import tokens
from tests.checkpoints import CARDS, build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from summarizer.models.base import Engine

GREEDY, BEAM = Decoding(max_tokens=8, beam=1), Decoding(max_tokens=8)
BROKEN, PATIENT = "broken", "patient"
SECONDS = 10.0


def source(*words: str) -> Source:
    """Return a source of some words."""
    return Source(words)


def of_length(length: int) -> Source:
    """Return a source of so many pieces."""
    return Source(("word",) * length)


def call(*lengths: int, decoding: Decoding = BEAM, deadline: Deadline = NEVER) -> Call:
    """Return a call with sources of these lengths."""
    return Call([of_length(length) for length in lengths], decoding, deadline)


def waiting(*calls: Call, batch_tokens: int = 100) -> Waiting:
    """Return calls that wait, in this order."""
    line = Waiting(batch_tokens)
    for each in calls:
        line.add(each)
    return line


def lengths(batch: Sequence[tuple[Call, int]]) -> list[int]:
    """Return the lengths of the sources of a batch."""
    return [each.tokens(index) for each, index in batch]


def batches(line: Waiting, workers: int = 1) -> Iterator[list[tuple[Call, int]]]:
    """Take batches until nothing waits."""
    while batch := line.take(workers):
        yield batch


class Echo:
    """An engine that answers a source with its pieces reversed, and notes what it was given.

    A source with BROKEN in it fails the whole run; one with PATIENT in it waits to be let go.
    """

    def __init__(self) -> None:
        self.runs: list[list[Source]] = []
        self.deadlines: list[Deadline] = []
        self.started, self.go_on = Event(), Semaphore(0)
        self._lock = Lock()

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        with self._lock:
            self.runs.append(list(sources))
            self.deadlines.append(deadline)
        if any(PATIENT in each.pieces for each in sources):
            self.started.set()
            self.go_on.acquire(timeout=SECONDS)
        for each in sources:
            if BROKEN in each.pieces:
                raise ModelError(" ".join(each.pieces))
        return [answer(each) for each in sources]


def answer(asked: Source) -> tuple[Decoded, ...]:
    """Return what Echo answers."""
    return (Decoded(asked.pieces[::-1], -1.0, complete=True),)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads to call from."""
    with ThreadPoolExecutor(32) as executor:
        yield executor


@pytest.fixture
def start() -> Iterator[Callable[..., Batching]]:
    """Return what makes a batching engine, which is closed after the test."""
    made: list[Batching] = []

    def make(
        engine: Engine, *, threads: int = 1, batch_tokens: int = 100, window: float = 0.0
    ) -> Batching:
        made.append(
            Batching(engine, threads=threads, batch_tokens=batch_tokens, window_seconds=window)
        )
        return made[-1]

    yield make
    for each in made:
        each.close()


class Busy:
    """Callers of a model whose only worker is held by a first call: the others wait."""

    def __init__(self, engine: Echo, batching: Batching, pool: ThreadPoolExecutor) -> None:
        self._engine, self._batching, self._pool = engine, batching, pool
        self.first = pool.submit(batching.generate, [source(PATIENT)], BEAM, NEVER)
        assert engine.started.wait(SECONDS)

    def ask(
        self, *sources: Source, deadline: Deadline = NEVER
    ) -> Future[list[tuple[Decoded, ...]]]:
        """Call from a thread of its own; return when the call waits, or is over."""
        calls = self._batching._waiting._calls
        before = len(calls)
        asked = self._pool.submit(self._batching.generate, sources, BEAM, deadline)
        eventually(lambda: len(calls) > before or asked.done())
        return asked

    def go_on(self) -> None:
        """Let the worker go on."""
        self._engine.go_on.release()
        self.first.result(SECONDS)


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until something another thread does is done."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


@pytest.fixture
def engine() -> Echo:
    """An engine that answers at once."""
    return Echo()


@pytest.fixture
def busy(engine: Echo, start: Callable[..., Batching], pool: ThreadPoolExecutor) -> Iterator[Busy]:
    """A service with one worker, which is at work."""
    yield Busy(engine, start(engine), pool)
    engine.go_on.release(2)


# Which sources run next


def test_a_batch_is_sorted_and_within_its_budget() -> None:
    """The longest first; the longest of a batch times their number is at most `batch_tokens`."""
    line = waiting(call(10, 50, 35, 30, 40, 5))
    assert [lengths(batch) for batch in batches(line)] == [[50, 40], [35, 30], [10, 5]]


def test_a_source_beyond_the_budget_runs_alone() -> None:
    """The engine says how much it can read; the queue refuses nothing."""
    line = waiting(call(500, 10, 10))
    assert [lengths(batch) for batch in batches(line)] == [[500], [10, 10]]


def test_a_batch_has_one_decoding() -> None:
    """A run of the engine has one; calls with another wait for their turn, and get it."""
    greedy, beam = call(60, 40, 40, decoding=GREEDY), call(5, 5)
    order = [
        {each.decoding for each, _ in batch} for batch in batches(waiting(greedy, beam), workers=1)
    ]
    assert order == [{GREEDY}, {BEAM}, {GREEDY}]


def test_a_short_call_does_not_wait_for_a_long_one() -> None:
    """A call of one that comes after a call of a thousand is in the next batch."""
    line = waiting(call(*[10] * 1000))
    line.take(1)
    short = call(10)
    line.add(short)
    assert short in {each for each, _ in line.take(1)}


def test_calls_take_turns() -> None:
    """Those that found no room in one batch stand before the others in the next."""
    calls = [call(*[50] * 5) for _ in range(5)]
    line = waiting(*calls)
    served = [calls.index(each) for batch in batches(line) for each, _ in batch]
    assert served[:10] == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]


def test_a_long_source_is_not_passed_over_for_ever() -> None:
    """It fits no batch of short ones, so it begins one."""
    line = waiting(call(*[10] * 100), call(90))
    assert [lengths(line.take(1))[0] for _ in range(2)] == [10, 90]


def test_a_call_is_spread_over_the_free_workers() -> None:
    """Each takes its share of what waits, whoever is there first."""
    line = waiting(call(*[5] * 12))
    assert [len(line.take(free)) for free in (3, 2, 1)] == [4, 4, 4]


def test_every_free_worker_takes_something() -> None:
    """A share that is shorter than the longest source is that source."""
    line = waiting(call(40, 5, 5))
    assert [lengths(line.take(free)) for free in (2, 1)] == [[40], [5, 5]]


def test_calls_that_nobody_awaits_are_not_run() -> None:
    """Past its deadline, left by its caller, or failed already, a call costs no run."""
    late, failed, here = call(5, 5, deadline=Deadline.after(-1)), call(5), call(5)
    gone = call(5, deadline=Deadline(math.inf, has_left=lambda: True))
    failed.fail(ModelError("earlier"))
    assert [each for each, _ in waiting(late, gone, failed, here).take(1)] == [here]


@given(
    st.lists(
        st.tuples(st.lists(st.integers(1, 150), min_size=1), st.sampled_from([GREEDY, BEAM])),
        max_size=8,
    ),
    st.integers(1, 4),
)
def test_every_source_runs_once(asked: list[tuple[list[int], Decoding]], workers: int) -> None:
    """Whatever is asked, each source is in one batch, and no batch breaks the rules."""
    calls = [call(*sizes, decoding=decoding) for sizes, decoding in asked]
    taken: Counter[tuple[int, int]] = Counter()
    for batch in batches(waiting(*calls), workers):
        taken.update((calls.index(each), index) for each, index in batch)
        assert len({each.decoding for each, _ in batch}) == 1
        assert len(batch) == 1 or max(lengths(batch)) * len(batch) <= 100
    assert taken == Counter(
        (number, index) for number, (sizes, _) in enumerate(asked) for index in range(len(sizes))
    )


# What callers get


def test_answers_come_in_the_order_of_the_sources(
    engine: Echo, start: Callable[..., Batching]
) -> None:
    """Whatever the order in which they ran."""
    asked = [source(*"abcdefgh"[:length]) for length in (3, 1, 8, 2)]
    assert start(engine).generate(asked, BEAM, NEVER) == [answer(each) for each in asked]


def test_callers_meet_in_one_batch(engine: Echo, busy: Busy) -> None:
    """What waits while the worker is busy runs together, and each caller gets its own."""
    asked = [source(str(number)) for number in range(5)]
    answers = [busy.ask(each) for each in asked]
    busy.go_on()
    assert [each.result(SECONDS) for each in answers] == [[answer(each)] for each in asked]
    assert [len(run) for run in engine.runs] == [1, 5]


def test_nothing_asked_is_nothing_run(engine: Echo, start: Callable[..., Batching]) -> None:
    """No sources, no run."""
    assert start(engine).generate([], BEAM, NEVER) == []
    assert engine.runs == []


def test_a_long_call_keeps_all_workers_busy(start: Callable[..., Batching]) -> None:
    """Its batches run side by side: each waits here until the other one runs too."""
    both = Barrier(2, timeout=SECONDS)

    class Meeting(Echo):
        def generate(
            self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
        ) -> list[tuple[Decoded, ...]]:
            both.wait()
            return super().generate(sources, decoding, deadline)

    batching = start(Meeting(), threads=2)
    eventually(lambda: batching._idle == 2)
    asked = [source("a"), source("b")]
    assert batching.generate(asked, BEAM, NEVER) == [answer(each) for each in asked]


# Deadlines


def test_a_caller_leaves_at_its_deadline_while_its_batch_runs(engine: Echo, busy: Busy) -> None:
    """The others of the batch get their answers when it is done."""
    late = busy.ask(source("late"), deadline=Deadline.after(0.3))
    other = busy.ask(source(PATIENT, "other"))
    busy.go_on()
    with pytest.raises(DeadlinePassed):
        late.result(SECONDS)
    assert not other.done()
    engine.go_on.release()
    assert other.result(SECONDS) == [answer(source(PATIENT, "other"))]


def test_a_caller_that_has_left_is_let_go(engine: Echo, busy: Busy) -> None:
    """Within a moment, and what it asked is never run."""
    left = Event()
    gone = busy.ask(source("gone"), deadline=Deadline(math.inf, left.is_set))
    left.set()
    with pytest.raises(DeadlinePassed):
        gone.result(SECONDS)
    busy.go_on()
    assert busy.first.result(SECONDS)
    assert engine.runs == [[source(PATIENT)]]


def test_a_caller_leaves_at_its_deadline_while_it_waits(engine: Echo, busy: Busy) -> None:
    """And what it asked is never run."""
    late = busy.ask(source("late"), deadline=Deadline.after(0.02))
    with pytest.raises(DeadlinePassed):
        late.result(SECONDS)
    here = busy.ask(source("here"))
    busy.go_on()
    here.result(SECONDS)
    assert engine.runs == [[source(PATIENT)], [source("here")]]


def test_a_batch_may_run_as_long_as_one_of_its_callers_waits(engine: Echo, busy: Busy) -> None:
    """The engine is given the last of their deadlines."""
    sooner, later = Deadline.after(60), Deadline.after(90)
    answers = [busy.ask(source("a"), deadline=later), busy.ask(source("b"), deadline=sooner)]
    busy.go_on()
    for each in answers:
        each.result(SECONDS)
    assert [deadline.at for deadline in engine.deadlines] == [math.inf, later.at]


def test_a_deadline_that_has_passed_costs_no_run(
    engine: Echo, start: Callable[..., Batching]
) -> None:
    """The caller is told at once."""
    batching = start(engine)
    with pytest.raises(DeadlinePassed):
        batching.generate([source("a")], BEAM, Deadline.after(-1))
    batching.close()
    assert engine.runs == []


# Errors


def test_an_error_fails_the_call_that_it_is_in(engine: Echo, busy: Busy) -> None:
    """Its batch is run again source by source; the others get what they asked for."""
    fine, broken, besides = source("fine"), source(BROKEN, "7"), source("besides")
    answers = [busy.ask(fine), busy.ask(source("before"), broken), busy.ask(besides)]
    busy.go_on()
    assert answers[0].result(SECONDS) == [answer(fine)]
    assert answers[2].result(SECONDS) == [answer(besides)]
    with pytest.raises(ModelError, match="broken 7"):
        answers[1].result(SECONDS)


def test_a_failed_call_costs_no_further_run(engine: Echo, start: Callable[..., Batching]) -> None:
    """What it has left is let go."""
    asked = [source(BROKEN, *"abcd"), *[source("x")] * 40]
    with pytest.raises(ModelError):
        start(engine, batch_tokens=5).generate(asked, BEAM, NEVER)
    assert len(engine.runs) == 1


def test_an_engine_that_answers_too_little_fails_the_call(start: Callable[..., Batching]) -> None:
    """No caller waits for an answer that never comes, or gets that of another."""

    class Short(Echo):
        def generate(
            self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
        ) -> list[tuple[Decoded, ...]]:
            return super().generate(sources, decoding, deadline)[1:]

    with pytest.raises(ValueError, match="shorter"):
        start(Short()).generate([source("a"), source("b")], BEAM, NEVER)


def test_work_goes_on_after_an_error(engine: Echo, start: Callable[..., Batching]) -> None:
    """The worker outlives it."""
    batching = start(engine)
    for _ in range(3):
        with pytest.raises(ModelError):
            batching.generate([source(BROKEN)], BEAM, NEVER)
    assert batching.generate([source("a")], BEAM, NEVER) == [answer(source("a"))]


# The window


def test_a_lone_caller_waits_for_nobody(engine: Echo, start: Callable[..., Batching]) -> None:
    """However long the window, and however often it asks."""
    batching = start(engine, window=math.inf)
    for _ in range(3):
        assert batching.generate([source("a"), source("b")], BEAM, Deadline.after(SECONDS))


def test_callers_that_shared_a_batch_are_waited_for(
    engine: Echo, start: Callable[..., Batching], pool: ThreadPoolExecutor
) -> None:
    """The first that comes back does not run alone; a full batch waits no longer."""
    busy = Busy(engine, start(engine, batch_tokens=4, window=60.0), pool)
    together = [busy.ask(source("a", "b")), busy.ask(source("c", "d"))]
    busy.go_on()
    for each in together:
        each.result(SECONDS)
    back = busy.ask(source("e", "f"))
    time.sleep(0.05)
    assert not back.done()
    busy.ask(source("g", "h")).result(SECONDS)
    back.result(SECONDS)
    assert [len(run) for run in engine.runs] == [1, 2, 2]


# The end


def test_closing_fails_who_waits_and_stops_the_workers(
    engine: Echo, start: Callable[..., Batching], pool: ThreadPoolExecutor
) -> None:
    """What runs is finished, what waits is told, and what comes later too."""
    batching = start(engine)
    busy = Busy(engine, batching, pool)
    unlucky = busy.ask(source("a"), source("b"))
    closing = pool.submit(batching.close)
    with pytest.raises(ModelError, match="closed"):
        unlucky.result(SECONDS)
    engine.go_on.release()
    closing.result(SECONDS)
    assert busy.first.result(SECONDS) == [answer(source(PATIENT))]
    with pytest.raises(ModelError, match="closed"):
        batching.generate([source("c")], BEAM, NEVER)
    assert not any(worker.is_alive() for worker in batching._workers)


# A real model


@pytest.fixture(scope="module")
def marian(tmp_path_factory: pytest.TempPathFactory) -> tuple[CTranslate, list[Source]]:
    """A small Marian with random weights, quantised to int8, and sources of many lengths."""
    card = CARDS["marian"]
    original, folder = (tmp_path_factory.mktemp(name) for name in ("original", "converted"))
    build(card.family, original)
    TransformersConverter(
        str(original), copy_files=list(checkpoint.TOKENIZER[card.family])
    ).convert(str(folder), quantization="int8", force=True)
    cut = tokens(folder, card.family, card.labels, card.context)
    dice = random.Random(4)
    words = ("bridge", "river", "closed", "Monday", "12 drones", "struck", "a depot", "over")
    texts = [" ".join(dice.choices(words, k=1 + number % 20)) for number in range(60)]
    return (
        CTranslate(folder, limit=card.context, threads=2),
        [cut.source(text, card.pairs[i % 2]) for i, text in enumerate(texts)],
    )


def test_sixteen_threads_get_what_they_asked_for(
    marian: tuple[CTranslate, list[Source]],
    start: Callable[..., Batching],
    pool: ThreadPoolExecutor,
) -> None:
    """Each gets, of sources in any company, what the engine says of each alone."""
    real, sources = marian
    searches = [Decoding(max_tokens=10), Decoding(max_tokens=12, beam=2, hypotheses=2)]
    alone = {
        (index, search): real.generate([each], search, NEVER)[0]
        for index, each in enumerate(sources)
        for search in searches
    }
    batching = start(real, threads=2, batch_tokens=200, window=0.003)

    def hammer(seed: int) -> int:
        dice = random.Random(seed)
        wrong = 0
        for _ in range(6):
            search = dice.choice(searches)
            chosen = dice.sample(range(len(sources)), dice.randint(1, 12))
            found = batching.generate([sources[i] for i in chosen], search, NEVER)
            expected = [alone[i, search] for i in chosen]
            wrong += pieces(found) != pieces(expected)
        return wrong

    assert sum(pool.map(hammer, range(16))) == 0


def pieces(found: Sequence[tuple[Decoded, ...]]) -> list[list[tuple[str, ...]]]:
    """Return the texts of hypotheses, without the scores."""
    return [[hypothesis.pieces for hypothesis in hypotheses] for hypotheses in found]
