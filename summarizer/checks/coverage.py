"""Says whether a translation covers its source: all of it, and no more."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.tables import rows
from summarizer.text.breaks import CJK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim

_LETTER = re.compile(r"[^\W_]")
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?: [^<>]*)?>")
_MISPLACED_TAG = re.compile(rf"<([a-z]\w*)[^<>]*></\1>|[^\W\d{CJK}]</?\w[^<>]*>[^\W\d{CJK}]")
# What tokenizers write for a piece that the model itself could not name.
_UNNAMED = "⁇"

# Letters and digits against what the sizes of both languages let expect, and so many letters (of
# English) besides, which a short sentence may have more or less.
_SHORTEST, _LONGEST = 0.45, 2.3
_SLACK = 4
_SLACK_LONGER = 25


def check(claim: Claim) -> Iterator[Flag]:
    """Yield that a claim says nothing, or a translation more or less than its source.

    It lost words, lines or tags, or says something out of nothing.
    """
    said, wanted = (len(_LETTER.findall(text)) for text in (claim.output, claim.source))
    if wanted and not said:
        yield _error("nothing was translated", claim)
    elif claim.is_translation:
        yield from _length(claim, said, wanted)
        if _UNNAMED in claim.output and _UNNAMED not in claim.source:
            yield _error("has a sign that the model could not name", claim)
        yield from _tags(claim)


def _length(claim: Claim, said: int, wanted: int) -> Iterator[Flag]:
    """Hold the number of letters and digits `said` against the number `wanted`."""
    if said and not wanted:
        yield _error("says something where the source has no word", claim)
        return
    size = _sizes()[claim.pair.target]
    expected = wanted * size / _sizes()[claim.pair.source]
    if said < expected * _SHORTEST - _SLACK * size:
        yield _error("is so short that a part of the source must be missing", claim)
    elif said > expected * _LONGEST + _SLACK_LONGER * size:
        yield _error("is much longer than the source", claim)
    elif len(claim.output.splitlines()) < len(claim.source.splitlines()):
        yield _error("has fewer lines than the source", claim)


@cache
def _sizes() -> dict[str, float]:
    return {language: float(size) for language, size in rows("text/sizes.tsv")}


def _tags(claim: Claim) -> Iterator[Flag]:
    wanted, got = (sorted(_TAG.findall(text)) for text in (claim.source, claim.output))
    if wanted != got or (wanted and _MISPLACED_TAG.search(claim.output)):
        yield _error("lost or misplaced a tag of the source", claim)


def _error(message: str, claim: Claim) -> Flag:
    """Return a flag about the whole sentence."""
    return Flag("coverage", "error", message, claim.output, claim.source)
