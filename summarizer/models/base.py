"""What the service asks of a summariser and a translator, and these of the engine behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import (
        Article,
        Candidates,
        Claim,
        Flag,
        InstalledModel,
        Length,
        Pair,
        Passage,
        Summary,
    )


class Summarizer(Protocol):
    """Writes summaries of an article in the article's own language."""

    @property
    def installed(self) -> InstalledModel:
        """What it is; `revision` changes whenever the same article may get another summary."""

    def summarise(
        self, article: Article, lengths: Sequence[Length], deadline: Deadline
    ) -> Mapping[Length, tuple[Summary, ...]]:
        """Return the hypotheses for each of `lengths`, the best first, at least one.

        An article has at least one sentence. Raises DeadlinePassed when
        `deadline` has passed, and ModelError.
        """

    def try_out(self) -> None:
        """Return when it has shown that it works; raises ModelError."""


class Translator(Protocol):
    """Translates sentences between the pairs of languages that it knows."""

    @property
    def installed(self) -> InstalledModel:
        """What it is; `revision` changes whenever a sentence may get another translation."""

    def translate(
        self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
    ) -> list[Candidates]:
        """Return what it makes of each passage, in order; `again` asks for other settings.

        Every pair is one of `installed.pairs`; a passage is a sentence (of any length, with any
        signs in it). Raises DeadlinePassed when `deadline` has passed, and
        ModelError.
        """

    def try_out(self) -> None:
        """Return when it has shown that it works; raises ModelError."""


class Judge(Protocol):
    """Says what is wrong with what a model wrote, and puts it in the words of the house."""

    def faults(self, claim: Claim) -> tuple[Flag, ...]:
        """Return what all checks find wrong."""

    def worded(self, source: str, output: str, pair: Pair) -> tuple[str, tuple[Flag, ...]]:
        """Return a translation with things called as they are to be, and flags for those not."""


class Entails(Protocol):
    """Says whether one text follows from another; safe to call from many threads."""

    @property
    def revision(self) -> str:
        """What changes whenever the answers may."""

    def probability(self, premise: str, conclusion: str) -> float:
        """Return how likely (0 to 1) `conclusion` follows from `premise`; raises ModelError."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How an engine searches for a text.

    Tokens are counted with the end token and without those that the model is given (start, prefix).
    Every hypothesis has a score: its log probability over its tokens to the power of
    `length_penalty`. A `no_repeat_ngram` of 0 and a `repetition_penalty` of 1 change nothing.
    """

    max_tokens: int
    min_tokens: int = 1
    beam: int = 4
    hypotheses: int = 1
    length_penalty: float = 1.0
    no_repeat_ngram: int = 0
    repetition_penalty: float = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """A text as a model reads it, control tokens and all, and the target pieces it begins with."""

    pieces: tuple[str, ...]
    prefix: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decoded:
    """A hypothesis in pieces, without prefix and control tokens.

    `complete` says that the model ended it; else it was cut at the limit of tokens.
    """

    pieces: tuple[str, ...]
    score: float
    complete: bool


class Engine(Protocol):
    """Runs one seq2seq model; safe to call from many threads."""

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        """Return the hypotheses for each source, the best first.

        Raises DeadlinePassed when `deadline` has passed, and ModelError.
        """
