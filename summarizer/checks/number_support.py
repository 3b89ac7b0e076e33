"""Says whether an article bears a number of its summary: the number itself, and what it counts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from summarizer.checks.number_agreement import agree
from summarizer.languages import primary
from summarizer.text.function_words import function_words
from summarizer.text.numerals import signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.text.mention import Mention

Borne = Literal["it", "the number", "nothing"]

_WORD = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")
# Letters that inflection leaves alone, as a rule.
_STEM = 5
# So many signs before and after a number say what it counts.
_BESIDE = 52
# A rounded number ("more than 100", "nearly 850,000") is this near to the exact one.
_ROUND = 0.16
_HUNDRED = 100
# Kinds, and numbers from here on but for years, that are what they are whatever they count.
_UNMISTAKABLE = frozenset({"relative", "designation", "month"})
_LARGE = 2100
_SENTENCES = 4096


class Said(NamedTuple):
    """A mention and the text that it stands in."""

    text: str
    mention: Mention


def is_to_be_borne(said: Said) -> bool:
    """Say whether the article must have this number, or the sentence would be false."""
    mention = said.mention
    if mention.kind == "score":
        return False
    if mention.kind == "bare":
        return _before(said).endswith(("a", "an", "another"))
    if mention.kind == "ordinal":
        return mention.weight != "loose" or mention.span.of(said.text).islower()
    return mention.weight != "loose" or mention.kind == "relative"


def bears(article: Sequence[Said], said: Said, language: str) -> Borne:
    """Say whether one of the numbers of the article is this one, of the same thing."""
    mention = said.mention
    if mention.kind == "bare":
        return "it" if any(other.mention.unit == mention.unit for other in article) else "nothing"
    same = [other for other in article if _is_same(said, other, language)]
    if not same:
        return "nothing"
    if mention.kind in _UNMISTAKABLE or mention.unit or max(mention.values) >= _LARGE:
        return "it"
    words = _words(said.text, mention, language)
    if not words or any(words & _words(other.text, other.mention, language) for other in same):
        return "it"
    return "the number"


def _is_same(said: Said, other: Said, language: str) -> bool:
    """Say whether both are the same number in the same unit, as near as the summary says it."""
    mention, theirs = said.mention, other.mention
    if mention.kind in ("decade", "century") and _is_year_of(theirs, mention):
        return True
    if mention.unit and not theirs.unit and not _is_age(said):
        return False
    if agree(mention, theirs) or _is_of_order(theirs, mention):
        return True
    return (
        theirs.kind == "count" == mention.kind
        and mention.unit == theirs.unit
        and _is_round(mention)
        and _before(said).endswith(_hedges(primary(language)))
        and any(abs(a - b) <= _ROUND * b for a in mention.values for b in theirs.values)
    )


def _is_of_order(exact: Mention, vague: Mention) -> bool:
    """Say whether a number is one of hundreds, thousands ... as a summary may round it."""
    return vague.kind == "vague" and any(
        order <= value < order * 10 for order in vague.values for value in exact.values
    )


def _is_year_of(year: Mention, years: Mention) -> bool:
    """Say whether a year is one of a decade or century."""
    first, length = (max(years.values), 10) if years.kind == "decade" else (0, 0)
    if years.kind == "century":
        first, length = (max(years.values) - 1) * _HUNDRED, _HUNDRED
    elif first % _HUNDRED == 0:
        length = _HUNDRED
    return year.kind == "count" and any(first <= value < first + length for value in year.values)


def _is_age(said: Said) -> bool:
    """Say whether a number of years is an age, which may stand alone: «Durst, 71»."""
    return said.mention.unit == "year" and said.mention.noun == "old"


def _is_round(mention: Mention) -> bool:
    return any(value >= 10 and value % 10 == 0 for value in mention.values)


def _before(said: Said) -> str:
    """Return what stands before a number, in small letters, blanks and marks at its end gone."""
    return said.text[: said.mention.span.start].lower().rstrip(" \u00a0$£€-")


@lru_cache(maxsize=8)
def _hedges(language: str) -> tuple[str, ...]:
    return tuple(signs("about", language))


@lru_cache(maxsize=_SENTENCES)
def _words(text: str, mention: Mention, language: str) -> frozenset[str]:
    """Return the beginnings of the words beside a number, common ones left out."""
    start, end = mention.span.start, mention.span.end
    before = text[max(0, start - _BESIDE) : start]
    after = text[end : end + _BESIDE]
    stop = function_words(primary(language))
    return frozenset(
        word[:_STEM]
        for side in (before, after)
        for word in map(str.lower, _WORD.findall(side))
        if word not in stop
    )
