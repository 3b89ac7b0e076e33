"""Finds numbers that are said of something else than in the source."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from summarizer.languages import primary
from summarizer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.domain import Claim, Span
    from summarizer.text.mention import Mention

_LANGUAGES = ("en", "uk", "ru", "zh")
_CLAUSE_MARK = re.compile(r"[,;，；。、:()（）]|\s[–—-]\s")
# What is lost is scored the other way round in other languages (lost 3-1, «проиграли 1:3»).
_LOST = re.compile(
    r"\b(?:lost|lose|loses|loss|defeat\w*|beaten)\b|прогр|поступ|програ|проиг|输|輸|负|負|败|敗"
)


def exchanged(
    claim: Claim, wanted: Sequence[Mention], said: Sequence[Mention]
) -> Iterator[tuple[Span, Span]]:
    """Yield places in the output and the source where two numbers have changed places."""
    yield from _scores(claim, wanted, said)
    yield from _roles(claim, wanted, said)


def _scores(
    claim: Claim, wanted: Sequence[Mention], said: Sequence[Mention]
) -> Iterator[tuple[Span, Span]]:
    """Yield scores and ranges with their sides exchanged: 13-7 and 7:13."""
    pairs = {mention.parts: mention.span for mention in said if mention.kind == "score"}
    for mention in wanted:
        turned = mention.parts[::-1]
        if mention.kind != "score" or turned not in pairs or mention.parts in pairs:
            continue
        if not _LOST.search(claim.source.lower()) and not _LOST.search(claim.output.lower()):
            yield pairs[turned], mention.span


def _roles(
    claim: Claim, wanted: Sequence[Mention], said: Sequence[Mention]
) -> Iterator[tuple[Span, Span]]:
    """Yield pairs of numbers of which each counts what the other one does in the source."""
    source = _counted(claim.source, wanted, claim.pair.source)
    output = _counted(claim.output, said, claim.pair.target)
    for (one, of_one), (two, of_two) in combinations(source, 2):
        if one.values & two.values or not of_one or not of_two or of_one & of_two:
            continue
        ours = [of for mention, of in output if mention.values & one.values]
        theirs = [(mention, of) for mention, of in output if mention.values & two.values]
        if (
            len(ours) == len(theirs) == 1
            and _only(ours[0], of_two, of_one)
            and _only(theirs[0][1], of_one, of_two)
        ):
            yield theirs[0][0].span, one.span


def _only(counted: frozenset[str], wanted: frozenset[str], other: frozenset[str]) -> bool:
    return bool(counted & wanted) and not counted & other


def _counted(
    text: str, found: Sequence[Mention], language: str
) -> list[tuple[Mention, frozenset[str]]]:
    """Return the numbers with what they count: what follows, else what goes before.

    Neither the next number nor the end of the clause is gone beyond.
    """
    numbers = [mention for mention in found if mention.kind == "count"]
    counted = []
    lowered = text.lower()
    for index, mention in enumerate(numbers):
        stop = numbers[index + 1].span.start if index + 1 < len(numbers) else len(text)
        begin = numbers[index - 1].span.end if index else 0
        after = _CLAUSE_MARK.split(lowered[mention.span.start : stop])[0]
        before = _CLAUSE_MARK.split(lowered[begin : mention.span.start])[-1]
        what = _concepts(after, language) or _concepts(before, language)
        counted.append((mention, what))
    return counted


def _concepts(text: str, language: str) -> frozenset[str]:
    return frozenset(match.lastgroup or "" for match in _words(primary(language)).finditer(text))


@cache
def _words(language: str) -> re.Pattern[str]:
    column = 1 + _LANGUAGES.index(language)
    edge = "" if language == "zh" else r"\b"
    return re.compile(
        "|".join(
            rf"(?P<{row[0]}>{edge}(?:{'|'.join(row[column].replace('_', ' ').split())}))"
            for row in rows("checks/counted.tsv")
        )
    )
