"""One queue a model: what many callers want of it at the same time runs in common batches."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING, TypeAlias

from summarizer.deadline import Deadline
from summarizer.errors import DeadlinePassed, ModelError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.models.base import Decoded, Decoding, Engine, Source

# A caller may leave at any time; so often it is looked whether one has.
_LOOK_SECONDS = 0.25


@dataclass(eq=False, slots=True)
class Call:
    """What one caller waits for; it is `over` when all results are there, or an error."""

    sources: Sequence[Source]
    decoding: Decoding
    deadline: Deadline
    results: dict[int, tuple[Decoded, ...]] = field(default_factory=dict)
    error: Exception | None = None
    over: Event = field(default_factory=Event)
    # Indices of the sources that no batch has taken yet, the longest last.
    left: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.left = sorted(range(len(self.sources)), key=self.tokens)

    def tokens(self, index: int) -> int:
        """Return the length of a source."""
        return len(self.sources[index].pieces)

    def tokens_left(self) -> int:
        """Return the length of all sources that no batch has taken yet."""
        return sum(map(self.tokens, self.left))

    def is_awaited(self) -> bool:
        """Say whether the caller is still there."""
        return not self.over.is_set() and not self.deadline.passed()

    def give(self, index: int, result: tuple[Decoded, ...]) -> None:
        """Note the result of a source."""
        self.results[index] = result
        if len(self.results) == len(self.sources):
            self.over.set()

    def fail(self, error: Exception) -> None:
        """End with an error; the first one counts."""
        if not self.over.is_set():
            self.error = error
            self.over.set()


Batch: TypeAlias = list[tuple[Call, int]]
"""Sources of calls, by their indices."""


class Waiting:
    """The calls that have sources left to run, in the order of their turns; holds no lock."""

    def __init__(self, batch_tokens: int) -> None:
        self._batch_tokens = batch_tokens
        self._calls: list[Call] = []

    def add(self, call: Call) -> None:
        """Let a call wait for its turn."""
        self._calls.append(call)

    def fills_a_batch(self) -> bool:
        """Say whether the next batch has no room for company."""
        return sum(call.tokens_left() for call in self._calls) >= self._batch_tokens

    def take(self, workers: int) -> Batch:
        """Return the next batch, empty where nothing waits; `workers` are free to run batches.

        Its sources have one Decoding. The calls give a source each in turn, the longest they have:
        so a call of many holds up no call of few, and the lengths in a batch are alike. Afterwards
        those that gave stand behind those that did not. A batch is full when its longest source
        times their number would pass `batch_tokens`, or when it is the share of one free worker.
        Calls that nobody awaits any more are let go.
        """
        self._calls = [call for call in self._calls if call.is_awaited()]
        if not self._calls:
            return []
        decoding = self._calls[0].decoding
        turns = deque(call for call in self._calls if call.decoding == decoding)
        share = sum(call.tokens_left() for call in turns) / workers
        batch: Batch = []
        longest = taken = 0
        while turns:
            call = turns.popleft()
            tokens = call.tokens(call.left[-1])
            padded = max(longest, tokens) * (len(batch) + 1)
            if batch and (padded > self._batch_tokens or taken + tokens > share):
                continue
            batch.append((call, call.left.pop()))
            longest, taken = max(longest, tokens), taken + tokens
            if call.left:
                turns.append(call)
        gave = {call for call, _ in batch}
        self._calls = [call for call in self._calls if call not in gave] + [
            call for call in self._calls if call in gave and call.left
        ]
        return batch


class Batching:
    """An Engine over an Engine: batches of at most `batch_tokens` source tokens, padding included.

    `threads` batches run side by side. Callers that shared a batch are likely to come back
    together: after such a batch, one that is not full waits `window_seconds` for them. Who is
    alone waits for nobody.
    """

    def __init__(
        self, engine: Engine, *, threads: int, batch_tokens: int, window_seconds: float
    ) -> None:
        self._engine = engine
        self._window_seconds = window_seconds
        self._window_ends = 0.0
        self._waiting = Waiting(batch_tokens)
        self._idle = 0
        self._closed = False
        # Guards all of the above, and the calls.
        self._changed = Condition()
        self._workers = [Thread(target=self._work, daemon=True) for _ in range(threads)]
        for worker in self._workers:
            worker.start()

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        """Return the hypotheses for each source; see `Engine`.

        A source that the engine fails on fails this call and no other. At the deadline the caller
        is let go, even while the batch runs on.
        """
        if not sources:
            return []
        call = Call(sources, decoding, deadline)
        with self._changed:
            if self._closed:
                raise ModelError("the model is closed")
            self._waiting.add(call)
            self._changed.notify(len(sources))
        while not call.over.wait(min(deadline.left(), _LOOK_SECONDS)) and not deadline.passed():
            pass
        if call.error is not None:
            raise call.error
        if not call.over.is_set():
            raise DeadlinePassed
        return [call.results[index] for index in range(len(sources))]

    def close(self) -> None:
        """Fail the calls that wait, and return when the batches under way are done."""
        with self._changed:
            self._closed = True
            while batch := self._waiting.take(workers=1):
                for call, _ in batch:
                    call.fail(ModelError("the model is closed"))
            self._changed.notify_all()
        for worker in self._workers:
            worker.join()

    def _work(self) -> None:
        while batch := self._next():
            self._run(batch)

    def _next(self) -> Batch:
        """Wait for a batch and return it; an empty one when the engine was closed."""
        with self._changed:
            self._idle += 1
            while not self._closed:
                now = time.monotonic()
                if now < self._window_ends and not self._waiting.fills_a_batch():
                    self._changed.wait(self._window_ends - now)
                elif batch := self._waiting.take(self._idle):
                    self._idle -= 1
                    return batch
                else:
                    self._changed.wait()
            return []

    def _run(self, batch: Batch) -> None:
        """Give each call its results; after an error, run one source at a time to find whose."""
        calls = {call for call, _ in batch}
        last = Deadline.last(call.deadline for call in calls)
        try:
            results = self._engine.generate(
                [call.sources[index] for call, index in batch], batch[0][0].decoding, last
            )
            found = list(zip(batch, results, strict=True))
        except Exception as error:
            if len(batch) > 1:
                for call, index in batch:
                    if call.is_awaited():
                        self._run([(call, index)])
                return
            with self._changed:
                batch[0][0].fail(error)
            return
        with self._changed:
            for (call, index), result in found:
                call.give(index, result)
            if len(calls) > 1:
                self._window_ends = time.monotonic() + self._window_seconds
