"""Translates sentences with one seq2seq model, from text to text."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from summarizer.domain import Candidates, Hypothesis
from summarizer.languages import primary
from summarizer.models.trial import try_out
from summarizer.models.typography import readable, typeset
from summarizer.text.chinese import SIMPLIFIED, simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import InstalledModel, Pair, Passage
    from summarizer.models.base import Decoded, Decoding, Engine, Source
    from summarizer.models.tokens import Tokens

# A translation has at most so many tokens for each of its source, and so many besides. The bound is
# rounded up to a power of two: only sources of the same bound share a batch.
_TOKENS_FOR_ONE, _MORE_TOKENS = 2, 16
_CLAUSE_END = re.compile(r"[,;:)\]»”](?=\s)|[，；：、。！？）」』]|\s[—–-](?=\s)")
_BLANK = re.compile(r"\s")


class Seq2SeqTranslator:
    """One model, as `Translator` says; safe to call from many threads.

    Signs that the model does not know are rewritten for it, and the target's own are set in what it
    writes. A passage that is too long for it is cut between clauses, else between words.
    """

    def __init__(
        self, installed: InstalledModel, tokens: Tokens, engine: Engine, decoding: Decoding
    ) -> None:
        """Take a model of `installed.pairs`; it writes at most the `max_tokens` of `decoding`."""
        self._installed = installed
        self._tokens = tokens
        self._engine = engine
        self._decoding = replace(decoding, hypotheses=decoding.beam)
        # Where the first search found nothing good: a wider one, that may not say a thing twice.
        self._again = replace(
            decoding,
            beam=2 * decoding.beam,
            hypotheses=2 * decoding.beam,
            no_repeat_ngram=3,
            repetition_penalty=1.2,
        )

    @property
    def installed(self) -> InstalledModel:
        """What it is."""
        return self._installed

    def translate(
        self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
    ) -> list[Candidates]:
        """Return what the model makes of each passage; see `Translator`."""
        read = [readable(passage.text, self._tokens.unread) for passage in passages]
        parts = [self._parts(text) for text, _ in read]
        sources = [
            self._tokens.source(part, passage.pair)
            for passage, cut in zip(passages, parts, strict=True)
            for part in cut
        ]
        decoding = self._bounded(self._again if again else self._decoding, sources)
        decoded = iter(self._engine.generate(sources, decoding, deadline))
        return [
            Candidates(self._hypotheses(list(islice(decoded, len(cut))), passage.pair), unread)
            for passage, cut, (_, unread) in zip(passages, parts, read, strict=True)
        ]

    def try_out(self) -> None:
        """Have the model begin to write; see `Translator`."""
        try_out(self._engine, self._tokens, self._installed.pairs[0], self._decoding)

    def _bounded(self, decoding: Decoding, sources: Sequence[Source]) -> Decoding:
        longest = max((len(source.pieces) for source in sources), default=0)
        bound = 1 << (_TOKENS_FOR_ONE * longest + _MORE_TOKENS - 1).bit_length()
        return replace(decoding, max_tokens=min(bound, decoding.max_tokens))

    def _parts(self, text: str) -> list[str]:
        """Cut `text` in halves until each can be read, and its translation be written."""
        fitting = self._tokens.limit // _TOKENS_FOR_ONE - _MORE_TOKENS
        if len(text) < 2 or self._tokens.count(text) <= fitting:
            return [text]
        cut = _middle(text)
        return [*self._parts(text[:cut].strip()), *self._parts(text[cut:].strip())]

    def _hypotheses(
        self, decoded: Sequence[Sequence[Decoded]], pair: Pair
    ) -> tuple[Hypothesis, ...]:
        """Join the hypotheses of a passage's parts: the best of each, the second of each, ..."""
        blank = "" if primary(pair.target) == "zh" else " "
        ranked = zip(*decoded, strict=False)
        return tuple(
            Hypothesis(
                text=_finished(blank.join(self._tokens.text(d.pieces) for d in parts), pair.target),
                score=sum(part.score for part in parts) / len(parts),
                complete=all(part.complete for part in parts),
            )
            for parts in ranked
        )


def _finished(text: str, language: str) -> str:
    # Models mix the scripts of Chinese, even where they are told which one to write.
    return typeset(simplified(text) if language == SIMPLIFIED else text, language)


def _middle(text: str) -> int:
    """Return where to cut `text`: the clause end nearest to its middle, else blank, else there.

    Neither part is shorter than a quarter.
    """
    middle, quarter = len(text) // 2, len(text) // 4
    for ends in (_CLAUSE_END, _BLANK):
        found = [match.end() for match in ends.finditer(text, quarter, len(text) - quarter)]
        if found:
            return min(found, key=lambda end: abs(end - middle))
    return middle
