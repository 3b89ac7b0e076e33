"""Summarises an article in a model's own words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from summarizer.domain import Pair, Summary, SummarySentence
from summarizer.models.base import Decoding
from summarizer.models.extractive import Extractive
from summarizer.models.provenance import Provenance
from summarizer.models.selection import Selection
from summarizer.models.trial import try_out
from summarizer.models.typography import readable, typeset
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import Article, InstalledModel, Length
    from summarizer.models.base import Decoded, Engine, Source
    from summarizer.models.catalog import Setting
    from summarizer.models.tokens import Tokens

# Sentences of a summary at most.
_SHORT_MOST, _LONG_MOST = 2, 8
# What is decoded again, because it did not reach the end of a sentence, has so many times the room.
_MORE_ROOM = 2
# Sentences are chosen for the context until so much of it is full, or so many choices were tried.
_FULL, _TRIES = 0.9, 6
# Choosing takes time by the article's sentences times the chosen ones: a second for so many.
_CHOOSING = 50_000

_BREAK = "<n>"
_BLANKS = re.compile(r"[^\S\n]+")
# Models that were taught on tokenised news set a blank before the marks that end something.
_LOOSE_MARK = re.compile(r" (?=[.,;:!?…。，；：！？、]+[\"'”’»」』)）\]]*(?:\s|\Z))")
_ENDED = re.compile(r"[.!?…。！？｡．][\"'”’»›」』）)\]】]*\Z")
_BOTH_ENDS = '"“”„'
_ENDS = (("«", "»"), ("「", "」"), ("『", "』"))
_WORD = re.compile(r"\w+")


class Written:
    """Has a seq2seq model write a long summary, and takes the opening of it for the short one.

    The long one is written also where only the short one is asked for, so that an article has one
    short summary, whoever asks. Each hypothesis of the model is a long and a short summary.
    """

    def __init__(
        self,
        engine: Engine,
        tokens: Tokens,
        installed: InstalledModel,
        decoding: Mapping[Setting, int | float],
    ) -> None:
        """Take a model that writes in the language that it reads, and how it is decoded.

        `min_tokens` and `max_tokens` of `decoding` are those of a long summary; a short one has a
        second sentence while it stays under `short_tokens`. The rest is that of base.Decoding.
        """
        plain = Decoding(max_tokens=int(decoding["max_tokens"]))
        beam = int(decoding.get("beam", plain.beam))
        self._decoding = replace(
            plain,
            min_tokens=int(decoding.get("min_tokens", plain.min_tokens)),
            beam=beam,
            hypotheses=beam,
            length_penalty=float(decoding.get("length_penalty", plain.length_penalty)),
            no_repeat_ngram=int(decoding.get("no_repeat_ngram", plain.no_repeat_ngram)),
        )
        self._roomier = replace(self._decoding, max_tokens=_MORE_ROOM * self._decoding.max_tokens)
        self._short_tokens = int(decoding["short_tokens"])
        self._engine = engine
        self._tokens = tokens
        self._installed = installed
        self._floor = Extractive()

    @property
    def installed(self) -> InstalledModel:
        """What it is; `revision` changes whenever the same article may get another summary."""
        return self._installed

    def summarise(
        self, article: Article, lengths: Sequence[Length], deadline: Deadline
    ) -> Mapping[Length, tuple[Summary, ...]]:
        """Return the hypotheses for each of `lengths`, the best first; see `Summarizer`.

        An article that is no longer than a summary comes back as it is. One beyond the model's
        context is read in part: the sentences that matter most, in their order. Where the model
        writes nothing whole, the summaries are those of `Extractive`.
        """
        texts = [sentence.text for sentence in article.sentences]
        if len(texts) <= _SHORT_MOST or self._is_short(texts):
            return _whole(article, self._floor.summarise(article, lengths, deadline))
        read = self._readable(texts, article)
        drafts = self._drafts([texts[index] for index in read], article.language, deadline)
        if not drafts:
            return self._floor.summarise(article, lengths, deadline)
        sources = _Sources(texts, read)
        written: dict[Length, list[Summary]] = {length: [] for length in lengths}
        for sentences, score in drafts:
            found = tuple(map(sources.of, sentences))
            for length, summaries in written.items():
                summaries.append(
                    Summary(
                        length=length,
                        language=article.language,
                        model=self._installed.id,
                        sentences=found if length == "long" else found[: self._opening(sentences)],
                        sentences_read=len(read),
                        score=score,
                    )
                )
        return {length: tuple(summaries) for length, summaries in written.items()}

    def try_out(self) -> None:
        """Have the model begin to write; see `Summarizer`."""
        language = self._installed.languages[0]
        try_out(self._engine, self._tokens, Pair(language, language), self._decoding)

    def _is_short(self, texts: Sequence[str]) -> bool:
        return self._tokens.count(" ".join(texts)) <= self._decoding.max_tokens

    def _source(self, texts: Sequence[str], language: str) -> Source:
        text, _ = readable(" ".join(texts), self._tokens.unread)
        return self._tokens.source(text, Pair(language, language))

    def _fills(self, texts: Sequence[str], language: str) -> float:
        """Return the share of the context that `texts` fill; they fit up to 1."""
        return len(self._source(texts, language).pieces) / self._tokens.limit

    def _readable(self, texts: Sequence[str], article: Article) -> Sequence[int]:
        """Return the indices of the sentences that the model is given, in source order.

        A sentence that alone is beyond the context is left out.
        """
        language = article.language
        filled = self._fills(texts, language)
        if filled <= 1:
            return range(len(texts))
        fitting = frozenset(i for i, text in enumerate(texts) if self._fills([text], language) <= 1)
        selection = Selection(texts, language, article.title)
        read: list[int] = []
        least, most = 1, min(len(texts), max(1, _CHOOSING // len(texts)))
        count = len(texts)
        for _ in range(_TRIES):
            if least > most:
                break
            # As many as fill the context, if they are as long as those before.
            count = min(max(int(count / filled), least), most)
            chosen = [index for index in selection.choose(count) if index in fitting]
            filled = self._fills([texts[index] for index in chosen], language)
            if filled > 1:
                most = count - 1
                continue
            read, least = chosen, count + 1
            if filled >= _FULL:
                break
        return read

    def _drafts(
        self, texts: Sequence[str], language: str, deadline: Deadline
    ) -> list[tuple[list[str], float]]:
        """Return the sentences of each hypothesis that has whole ones, and its score."""
        if self._is_short(texts):
            return []
        source = self._source(texts, language)
        for decoding in (self._decoding, self._roomier):
            decoded = self._engine.generate([source], decoding, deadline)[0]
            drafts = [(self._sentences(draft, language), draft.score) for draft in decoded]
            whole = [(sentences, score) for sentences, score in drafts if sentences]
            if whole or all(draft.complete for draft in decoded):
                return whole
        return []

    def _sentences(self, draft: Decoded, language: str) -> list[str]:
        """Return the whole sentences of a hypothesis, each once."""
        text = self._tokens.text(draft.pieces).replace(_BREAK, "\n")
        text = _LOOSE_MARK.sub("", _BLANKS.sub(" ", text))
        lines = [typeset(line, language) for line in text.splitlines()]
        found = [span.of(line) for line in lines if line.strip() for span in split(line, language)]
        if not draft.complete:
            # What looks like its end may be a point of "3.5", or an initial.
            found = list(takewhile(lambda sentence: not _opens_speech(sentence), found[:-1]))
        said: dict[str, str] = {}
        for sentence in found:
            if _ENDED.search(sentence):
                said.setdefault(_words(sentence), sentence)
        said.pop("", None)
        return list(said.values())[:_LONG_MOST]

    def _opening(self, sentences: Sequence[str]) -> int:
        """Return how many of the sentences of a long summary are the short one."""
        fits = self._tokens.count(" ".join(sentences[:_SHORT_MOST])) < self._short_tokens
        return _SHORT_MOST if fits else 1


class _Sources:
    """The sentences that a model has read, ready to be named as sources of what it wrote."""

    def __init__(self, texts: Sequence[str], read: Sequence[int]) -> None:
        self._texts = texts
        self._read = read
        self._provenance = Provenance([texts[index] for index in read])
        # Of two that are the same, the first.
        self._same = {_words(texts[index]): index for index in reversed(read)}

    def of(self, written: str) -> SummarySentence:
        """Return a written sentence with its sources; one of the article's as it stands there."""
        same = self._same.get(_words(written))
        if same is not None:
            return SummarySentence(self._texts[same], (same,), verbatim=True)
        sources = self._provenance.sources(written)
        return SummarySentence(written, tuple(self._read[i] for i in sources), verbatim=False)


def _whole(
    article: Article, extracts: Mapping[Length, tuple[Summary, ...]]
) -> Mapping[Length, tuple[Summary, ...]]:
    """Return `extracts` with every sentence of the article in the long one."""
    sentences = tuple(
        SummarySentence(sentence.text, (index,), verbatim=True)
        for index, sentence in enumerate(article.sentences)
    )
    return {
        length: tuple(replace(extract, sentences=sentences) for extract in found)
        if length == "long"
        else found
        for length, found in extracts.items()
    }


def _opens_speech(sentence: str) -> bool:
    """Say whether a quotation begins in `sentence` and does not end there."""
    if sum(map(sentence.count, _BOTH_ENDS)) % 2:
        return True
    return any(sentence.count(opening) > sentence.count(closing) for opening, closing in _ENDS)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
