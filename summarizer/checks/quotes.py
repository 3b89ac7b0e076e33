"""Says whether marks that come in pairs do, and quotations are what the source has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.text.pairs import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim

_QUOTATION_MARKS = '"“”„«»「」『』'
_SINGLE_MARKS = "'‘’‹›"
_BRACKET_MARKS = "()[]（）［］【】"


def check(claim: Claim) -> Iterator[Flag]:
    """Yield the kinds of marks that come in pairs in the source and do not in the output."""
    for kind, marks in (("quotation mark", _QUOTATION_MARKS), ("bracket", _BRACKET_MARKS)):
        # A single mark may be an apostrophe: of the source, nothing is known then.
        if _is_balanced(claim.source, marks + _SINGLE_MARKS) and (
            not _is_balanced(claim.output, marks)
        ):
            message = f"has a {kind} without its partner"
            yield Flag("quotes", "error", message, claim.output, claim.source)


def _is_balanced(text: str, marks: str) -> bool:
    paired = {at for pair in pairs(text) for at in (pair.opening, pair.closing)}
    lone = [sign for at, sign in enumerate(text) if sign in marks and at not in paired]
    # Straight marks inside straight ones are not all found, but come in even numbers.
    return set(lone) <= {'"'} and len(lone) % 2 == 0
