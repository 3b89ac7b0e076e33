"""Says whether what is uncertain in the source is served as certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.checks.markers import lost, repeats
from summarizer.domain import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim


def check(claim: Claim) -> Iterator[Flag]:
    """Yield that the output leaves out what makes a statement uncertain ("reportedly", 据称).

    A summary is held to what it repeats of the statement.
    """
    kinds = ("hedge", "modal") if claim.is_translation else ("hedge",)
    missing = lost("hedges", kinds, claim)
    if not claim.is_translation:
        missing = tuple(one for one in missing if repeats(claim, one))
    if missing:
        words = missing[0].text
        message = f"says for certain what the source does not: it has {words!r}"
        yield Flag("attribution", "warning", message, "", words)
