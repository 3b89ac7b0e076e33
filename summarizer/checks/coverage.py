"""Says whether a translation covers its source: all of it, and no more."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.breaks import CJK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim, Severity

_LETTER = re.compile(r"[^\W_]")
_LATIN = re.compile(r"[A-Za-z\d\u00c0-\u024f]")
_ENDING = re.compile(r"[.!?…:;。！？：；][\s\"'“”’»」』)\]）]*\Z")
_LAST_WORDS = re.compile(rf"(?:\S+ ){{2}}\S+\Z|[{CJK}]{{6}}\Z")
_INITIAL = re.compile(r"(?<!\w)[^\W\d_a-zа-яіїєґ]\.\Z")
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?: [^<>]*)?>")
_MISPLACED_TAG = re.compile(rf"<([a-z]\w*)[^<>]*></\1>|[^\W\d{CJK}]</?\w[^<>]*>[^\W\d{CJK}]")
# So many characters hold the last words of a sentence.
_TAIL = 120
# What tokenizers write for a piece that the model itself could not name.
_UNNAMED = "⁇"

# Letters and digits, over those that the sizes of both languages let expect: below the first, a
# clause must be missing, below the second it may be; above the last, something was made up. Chinese
# against letters varies more. Of some 1,000 sentences in human translation, one or two lie outside.
_MISSING, _DOUBTFUL, _TOO_LONG = 0.7, 0.74, 1.8
_MISSING_CHINESE, _DOUBTFUL_CHINESE = 0.5, 0.6
# So many letters (of English) more or less are nothing; a short sentence varies by as many.
_SLACK, _SLACK_LONGER = 4, 25


def check(claim: Claim) -> Iterator[Flag]:
    """Yield that a claim says nothing, or a translation more or less than its source.

    It lost words, lines or tags, or says something out of nothing.
    """
    said, wanted = (bool(_LETTER.search(text)) for text in (claim.output, claim.source))
    if wanted and not said:
        yield _flag("error", "nothing was translated", claim)
    elif said and not wanted:
        yield _flag("error", "says something where the source has no word", claim)
    elif claim.is_translation and wanted:
        yield from _length(claim)
        if _UNNAMED in claim.output and _UNNAMED not in claim.source:
            yield _flag("error", "has a sign that the model could not name", claim)
        yield from _tags(claim)
    elif said and _breaks_off(claim):
        yield _flag("warning", "breaks off in mid-sentence", claim)


def _breaks_off(claim: Claim) -> bool:
    """Say whether a sentence of a summary ends where its source goes on, without a mark.

    An initial at the end ("Anna Lee and F.") is no mark.
    """
    tail = claim.output[-_TAIL:]
    ending = _ENDING.search(tail)
    last = _LAST_WORDS.search(tail[: ending.start()] if ending else tail)
    if last is None or (ending and not _INITIAL.search(tail)):
        return False
    goes_on = re.compile(re.escape(last.group()) + r"\W{0,3}[^\W_]")
    return any(goes_on.search(sentence) for sentence in claim.article)


def is_short(claim: Claim) -> bool:
    """Say whether a translation has so few letters that it may have left something out."""
    return _share(claim, _SLACK) < _limits(claim)[1]


def _share(claim: Claim, slack: int) -> float:
    """Return how much is said over how much there is to say, some letters given to the output."""
    said, wanted = (
        _size(text, language)
        for text, language in (
            (claim.output, claim.pair.target),
            (claim.source, claim.pair.source),
        )
    )
    return (said + slack) / wanted


def _size(text: str, language: str) -> float:
    """Return how long a text would be in English: its letters and digits, each by its size.

    In Cyrillic or Chinese, names in Latin letters and figures are as long as in English.
    """
    letters = len(_LETTER.findall(text))
    latin = len(_LATIN.findall(text))
    return latin + (letters - latin) / _sizes()[language]


def _limits(claim: Claim) -> tuple[float, float]:
    if "zh" in {primary(claim.pair.source), primary(claim.pair.target)}:
        return _MISSING_CHINESE, _DOUBTFUL_CHINESE
    return _MISSING, _DOUBTFUL


def _length(claim: Claim) -> Iterator[Flag]:
    """Hold the length of the output against that of the source."""
    missing, doubtful = _limits(claim)
    share = _share(claim, _SLACK)
    if share < missing:
        yield _flag("error", "is so short that a part of the source must be missing", claim)
    elif share < doubtful:
        yield _flag("warning", "is so short that a part of the source may be missing", claim)
    elif _share(claim, -_SLACK_LONGER) > _TOO_LONG:
        yield _flag("error", "is much longer than the source", claim)
    elif len(claim.output.splitlines()) < len(claim.source.splitlines()):
        yield _flag("error", "has fewer lines than the source", claim)


@cache
def _sizes() -> dict[str, float]:
    return {language: float(size) for language, size in rows("text/sizes.tsv")}


def _tags(claim: Claim) -> Iterator[Flag]:
    wanted, got = (sorted(_TAG.findall(text)) for text in (claim.source, claim.output))
    if wanted != got or (wanted and _MISPLACED_TAG.search(claim.output)):
        yield _flag("error", "lost or misplaced a tag of the source", claim)


def _flag(severity: Severity, message: str, claim: Claim) -> Flag:
    """Return a flag about the whole sentence."""
    return Flag("coverage", severity, message, claim.output, claim.source)
