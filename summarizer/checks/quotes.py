"""Says whether marks that come in pairs do, and quotations are what the source has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.text.pairs import outermost, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim

_QUOTATION_MARKS = '"“”„«»「」『』'
_SINGLE_MARKS = "'‘’‹›"
_BRACKET_MARKS = "()[]（）［］【】"
_LEFT_OUT = re.compile(r"\.{3,}|…+|\[[^\]]*\]")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Shorter quotations are titles and words in quotation marks, which a summary may set for itself.
_SPEECH, _SPEECH_CHINESE = 3, 6


def check(claim: Claim) -> Iterator[Flag]:
    """Yield the kinds of marks that come in pairs in the source and do not in the output.

    What a summary quotes has to be in the article, word for word.
    """
    for kind, marks in (("quotation mark", _QUOTATION_MARKS), ("bracket", _BRACKET_MARKS)):
        # A single mark may be an apostrophe: of the source, nothing is known then.
        if _is_balanced(claim.source, marks + _SINGLE_MARKS) and (
            not _is_balanced(claim.output, marks)
        ):
            message = f"has a {kind} without its partner"
            yield Flag("quotes", "warning", message, claim.output, claim.source)
    if not claim.is_translation:
        yield from _misquoted(claim)


def _misquoted(claim: Claim) -> Iterator[Flag]:
    """Yield the quotations that the article does not have, letter by letter."""
    article = _letters(" ".join(claim.article))
    for pair in outermost(pair for pair in pairs(claim.output) if not pair.bracket):
        quotation = claim.output[pair.opening + 1 : pair.closing]
        parts = filter(_is_speech, _LEFT_OUT.split(quotation))
        if any(_letters(part) not in article for part in parts):
            message = f"quotes what the article does not say so: {quotation}"
            yield Flag("quotes", "error", message, quotation, "")


def _letters(text: str) -> str:
    """Return the letters and figures of `text`, which no setting of marks and blanks changes."""
    return "".join(filter(str.isalnum, text)).casefold()


def _is_speech(quotation: str) -> bool:
    """Say whether a quotation is longer than a title or a word that the writer keeps away from."""
    words = len(quotation.split())
    return words >= _SPEECH or len(_HAN.findall(quotation)) >= _SPEECH_CHINESE


def _is_balanced(text: str, marks: str) -> bool:
    paired = {at for pair in pairs(text) for at in (pair.opening, pair.closing)}
    lone = [sign for at, sign in enumerate(text) if sign in marks and at not in paired]
    # Straight marks inside straight ones are not all found, but come in even numbers.
    return set(lone) <= {'"'} and len(lone) % 2 == 0
