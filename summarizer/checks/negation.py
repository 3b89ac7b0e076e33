"""Says whether a sentence denies what its source denies, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from summarizer.checks.coverage import is_short
from summarizer.checks.markers import markers
from summarizer.domain import Flag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.markers import Marker
    from summarizer.domain import Claim, Severity

_TABLE = "negators"
_EXPLICIT, _DENIAL = "explicit", "denial"
# These meanings are negative enough to be lost where nothing on the other side is.
_STRONG = (_DENIAL, "fail", "without")


def check(claim: Claim) -> Iterator[Flag]:
    """Yield a negation that only one side has.

    A negator has to meet one on the other side, or a word that may stand for one ("only", "unable")
    and is not there on both sides. Where both sides deny something, a count that differs is a note:
    languages double negators and drop them. Of a summary, only what it adds is told: it may leave
    out.
    """
    said = markers(_TABLE, claim.output, claim.pair.target)
    wanted = markers(_TABLE, claim.source, claim.pair.source)
    added = _surplus(said, wanted)
    if added:
        words = _words(said, _EXPLICIT)
        message = f"says {words!r} where the source denies less"
        yield Flag("negation", _severity(claim, said, wanted), message, words, "")
    elif claim.is_translation and (_surplus(wanted, said) or _is_dropped(wanted, said)):
        words = _words(wanted, _EXPLICIT, *_STRONG)
        message = f"does not say {words!r} of the source, or anything like it"
        doubtful = any(one.kind == _EXPLICIT for one in said) or is_short(claim)
        yield Flag("negation", "note" if doubtful else "error", message, "", words)


def _surplus(these: tuple[Marker, ...], those: tuple[Marker, ...]) -> bool:
    """Say whether `these` deny more often than `those` can account for."""
    mine, yours = (Counter(one.kind for one in words) for words in (these, those))
    spare = sum(max(0, count - mine[kind]) for kind, count in yours.items() if kind != _EXPLICIT)
    return mine[_EXPLICIT] > yours[_EXPLICIT] + spare


def _is_dropped(wanted: tuple[Marker, ...], said: tuple[Marker, ...]) -> bool:
    return not said and any(one.kind in _STRONG for one in wanted)


def _severity(claim: Claim, said: tuple[Marker, ...], wanted: tuple[Marker, ...]) -> Severity:
    """Return how sure it is that `said` adds a negation: where `wanted` has any, it may not."""
    if any(one.kind == _EXPLICIT for one in wanted):
        return "note"
    elsewhere = (
        _surplus(said, markers(_TABLE, sentence, claim.pair.source)) for sentence in claim.article
    )
    return "error" if all(elsewhere) else "warning"


def _words(markers: tuple[Marker, ...], *kinds: str) -> str:
    return " ".join(one.text for one in markers if one.kind in kinds)
