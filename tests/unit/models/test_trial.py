"""A model begins to write before anybody waits for it: summarizer.models.trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.domain import Pair
from summarizer.errors import ModelError
from summarizer.languages import LANGUAGES
from summarizer.models import trial
from summarizer.models.base import Decoded, Decoding, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.deadline import Deadline

SUMMARY = Decoding(
    min_tokens=80, max_tokens=180, beam=6, hypotheses=6, length_penalty=2.0, no_repeat_ngram=3
)


class Words:
    """A tokenizer whose pieces are words."""

    limit = 100

    def source(self, text: str, pair: Pair) -> Source:
        return Source(tuple(text.split()))

    def count(self, text: str) -> int:
        return len(text.split())

    def unread(self, text: str) -> tuple[str, ...]:
        return ()

    def text(self, pieces: Sequence[str]) -> str:
        return " ".join(pieces)


class Writing:
    """An engine that writes `pieces`, and remembers how it was asked."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.asked: list[tuple[Sequence[Source], Decoding]] = []

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        self.asked.append((sources, decoding))
        return [(Decoded(self.pieces, 0.0, complete=False),)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_of_any_language_is_asked_for_a_few_tokens(language: str) -> None:
    """From a search of the usual width; a whole summary would take seconds."""
    engine = Writing("The", "council")
    trial.try_out(engine, Words(), Pair(language, language), SUMMARY)
    (((source,), decoding),) = engine.asked
    assert source.pieces == tuple(trial.SENTENCES[language].split())
    assert (decoding.min_tokens, decoding.hypotheses, decoding.beam) == (1, 1, 6)
    assert decoding.max_tokens <= 10


def test_a_model_that_writes_nothing_does_not_work() -> None:
    """An engine that runs is not enough."""
    with pytest.raises(ModelError, match="nothing was written of 'The council"):
        trial.try_out(Writing(), Words(), Pair("en", "uk"), SUMMARY)
