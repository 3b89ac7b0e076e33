"""Says whether what is somebody's word in the source is served as a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.checks.markers import lost, repeats
from summarizer.domain import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim, Severity

_TABLE = "attribution"
_CLAIMED, _SAID = "claimed", "said"


def check(claim: Claim) -> Iterator[Flag]:
    """Yield that the source has a statement as somebody's word, and the output as a fact.

    A summary is held to what it repeats of the statement. One that leaves out who said it is told
    in a note, unless the source keeps away from it ("claimed"): what the news reports as said is
    mostly taken for true.
    """
    missing = lost(_TABLE, (_CLAIMED, _SAID), claim)
    if not claim.is_translation:
        missing = tuple(one for one in missing if repeats(claim, one))
    if missing:
        doubted = claim.is_translation or any(one.kind == _CLAIMED for one in missing)
        words = missing[0].text
        message = f"does not say whose word it is, where the source has {words!r}"
        severity: Severity = "warning" if doubted else "note"
        yield Flag("attribution", severity, message, "", words)
