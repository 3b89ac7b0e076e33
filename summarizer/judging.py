"""What is served of a summariser's hypotheses: the first that the checks pass, or a mended one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.checks.faults import faults
from summarizer.checks.named import nothing
from summarizer.domain import Claim, Flag, Pair, SummarySentence
from summarizer.errors import Unfaithful
from summarizer.models.provenance import Provenance
from summarizer.models.standing import leans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.checks.named import Recognise
    from summarizer.domain import Article, GlossaryTerm, Length, Summary
    from summarizer.models.base import Entails
    from summarizer.wording import Wording

# From this probability on, a sentence counts as following from its sources.
_FOLLOWS = 0.9
_INFERRED = " (but the model of inference finds the sentence in its sources)"
_WORD = re.compile(r"\w+")
_MOST: dict[Length, int] = {"short": 2, "long": 8}


@dataclass(frozen=True, slots=True)
class Judge:
    """The checks and the words of the house, or of a caller who has terms of its own.

    `recognise` says where a Russian text has names.
    """

    wording: Wording
    recognise: Recognise = nothing

    @property
    def digest(self) -> str:
        """What changes whenever a text may be worded or judged otherwise."""
        recognises = "" if self.recognise is nothing else " recognises"
        return self.wording.digest + recognises

    def with_terms(self, terms: Sequence[GlossaryTerm]) -> Judge:
        """Return the judge for a caller with these terms."""
        return replace(self, wording=self.wording.with_terms(terms))

    def faults(self, claim: Claim) -> tuple[Flag, ...]:
        """Return what all checks find wrong with `claim`."""
        return faults(claim, self.wording.glossary, self.recognise)

    def worded(self, source: str, output: str, pair: Pair) -> tuple[str, tuple[Flag, ...]]:
        """Return a translation in the words of the house, with flags for those that it lacks."""
        return self.wording.worded(source, output, pair)


def chosen(
    hypotheses: Sequence[Summary],
    article: Article,
    judge: Judge,
    *,
    repairs: bool,
    entailment: Entails | None = None,
) -> Summary:
    """Return the first of `hypotheses`, of which there is one at least, without an error.

    Each of its sentences has the flags that the checks raised on it. Where every hypothesis has an
    error, the one with the fewest faulty sentences is taken; if `repairs`, these are replaced by
    those of the article that they were made from, and a note says for what they stand. What
    `entailment` finds in the sources of a sentence turns warnings into notes, and never an error.
    """
    best, fewest = hypotheses[0], -1
    for hypothesis in hypotheses:
        judged = _judged(hypothesis, article, judge)
        errors = sum(map(_has_error, judged.sentences))
        if not errors:
            return _looked_at_again(judged, article, entailment)
        if fewest < 0 or errors < fewest:
            best, fewest = judged, errors
    taken = _repaired(best, article) if repairs else best
    return _looked_at_again(taken, article, entailment)


def refuse_unverified(summaries: Mapping[Length, Mapping[str, Summary]]) -> None:
    """Raise Unfaithful where a sentence of `summaries`, by length and language, is not verified."""
    failed = [
        f"the {length} summary in {language}, sentence {number}: {flag.check}: {flag.message}:"
        f" {flag.output}"
        for length, by_language in summaries.items()
        for language, summary in by_language.items()
        for number, sentence in enumerate(summary.sentences, 1)
        if not sentence.verified
        for flag in sentence.flags
        if flag.severity != "note"
    ]
    if failed:
        raise Unfaithful(failed)


def _judged(summary: Summary, article: Article, judge: Judge) -> Summary:
    texts = tuple(sentence.text for sentence in article.sentences)
    pair = Pair(summary.language, summary.language)
    return replace(
        summary,
        sentences=tuple(
            sentence
            if sentence.verbatim
            else replace(
                sentence,
                flags=judge.faults(
                    Claim(
                        output=sentence.text,
                        source=" ".join(texts[index] for index in sentence.sources),
                        pair=pair,
                        article=texts,
                    )
                ),
            )
            for sentence in _each_once(summary.sentences)
        ),
    )


def _each_once(sentences: Sequence[SummarySentence]) -> Iterator[SummarySentence]:
    """Yield the sentences but for those that say again, word for word, what one before has said."""
    said: set[str] = set()
    for sentence in sentences:
        words = " ".join(_WORD.findall(sentence.text.casefold()))
        if words not in said:
            said.add(words)
            yield sentence


def _looked_at_again(summary: Summary, article: Article, entailment: Entails | None) -> Summary:
    """Return `summary` without the warnings on sentences that follow from their sources."""
    if entailment is None:
        return summary
    return replace(
        summary,
        sentences=tuple(_softened(one, article, entailment) for one in summary.sentences),
    )


def _softened(sentence: SummarySentence, article: Article, entailment: Entails) -> SummarySentence:
    """Turn the warnings on a sentence that follows from its sources into notes."""
    if sentence.verified or _has_error(sentence):
        return sentence
    sources = " ".join(article.sentences[index].text for index in sentence.sources)
    if entailment.probability(sources, sentence.text) < _FOLLOWS:
        return sentence
    flags = tuple(
        replace(flag, severity="note", message=flag.message + _INFERRED)
        if flag.severity == "warning"
        else flag
        for flag in sentence.flags
    )
    return replace(sentence, flags=flags)


def _has_error(sentence: SummarySentence) -> bool:
    return any(flag.severity == "error" for flag in sentence.flags)


def _repaired(summary: Summary, article: Article) -> Summary:
    """Return `summary` with source sentences for those that have an error, each once."""
    sentences: dict[tuple[int, ...] | str, SummarySentence] = {}
    for sentence in summary.sentences:
        for kept in _stand_ins(sentence, article) if _has_error(sentence) else (sentence,):
            sentences.setdefault(kept.sources if kept.verbatim else kept.text, kept)
    return replace(summary, sentences=tuple(sentences.values())[: _MOST[summary.length]])


def _stand_ins(sentence: SummarySentence, article: Article) -> Iterator[SummarySentence]:
    """Yield what the article says where the summary has a faulty sentence.

    It is the nearest of its sources that can be read alone; where there is none, the nearest, after
    the one that it leans on.
    """
    texts = [article.sentences[index].text for index in sentence.sources]
    nearest = [sentence.sources[at] for at in Provenance(texts).nearest(sentence.text)]
    alone = [i for i in nearest if not leans(article.sentences[i].text, article.language)]
    index = (alone or nearest)[0]
    note = tuple(
        Flag(flag.check, "note", f"stands for a sentence that {flag.message}", sentence.text, "")
        for flag in sentence.flags
        if flag.severity == "error"
    )
    if not alone and index > 0:
        yield _verbatim(index - 1, article, ())
    yield _verbatim(index, article, note)


def _verbatim(index: int, article: Article, flags: tuple[Flag, ...]) -> SummarySentence:
    return SummarySentence(article.sentences[index].text, (index,), verbatim=True, flags=flags)
