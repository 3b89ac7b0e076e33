"""Holds the numbers of a sentence against those of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.checks.number_agreement import agree, is_place_against_count
from summarizer.checks.number_roles import exchanged
from summarizer.checks.number_support import Said, bears, is_to_be_borne
from summarizer.domain import Flag
from summarizer.text.numbers import mentions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.domain import Claim, Severity
    from summarizer.text.mention import Mention

_CHECK = "numbers"
# Kinds of which each stands for another of its kind only.
_APART = frozenset({"month", "weekday", "relative", "vague", "designation"})
# Kinds that say something about other numbers, or are no number.
_BESIDE = frozenset({"score", "bare"})


def check(claim: Claim) -> Iterator[Flag]:
    """Yield numbers that the source does not have and, in a translation, those that were lost.

    In a summary a number must be in the sentences that it renders: elsewhere in the article is a
    warning, nowhere an error. A small number in words that another language may leave out is a
    warning, unless another one stands in its place.
    """
    if claim.is_translation:
        yield from _translation(claim)
    else:
        yield from _summary(claim)


def _translation(claim: Claim) -> Iterator[Flag]:
    wanted = mentions(claim.source, claim.pair.source)
    said = mentions(claim.output, claim.pair.target)
    new = [m for m in said if _counts(m) and not any(agree(m, other) for other in wanted)]
    lost = [m for m in wanted if _counts(m) and not any(agree(other, m) for other in said)]
    added = [mention for mention in new if not _in_parts(mention, wanted, lost)]
    missing = [mention for mention in lost if not _in_parts(mention, said, new)]
    scale = max(1, len(claim.output)) / max(1, len(claim.source))
    for mention in added:
        other = _counterpart(mention, [*missing, *_spare(wanted, said)], 1 / scale)
        severity = _severity_added(mention, other)
        if severity is not None:
            words = mention.span.of(claim.output)
            instead = other.span.of(claim.source) if other else ""
            yield Flag(_CHECK, severity, _says(words, instead), words, instead)
    for mention in missing:
        other = _counterpart(mention, [*added, *_spare(said, wanted)], scale)
        severity = _severity_missing(mention, other)
        is_told = other in added and _severity_added(other, mention) is not None
        if severity is not None and not is_told:
            words = mention.span.of(claim.source)
            instead = other.span.of(claim.output) if other else ""
            yield Flag(_CHECK, severity, f"leaves out {words!r}", instead, words)
    if not added and not missing:
        yield from _swapped(claim, wanted, said)
        yield from _places(claim, wanted, said)


def _says(words: str, instead: str) -> str:
    if instead:
        return f"says {words!r} where the source has {instead!r}"
    return f"says {words!r}, which the source does not"


def _spare(mine: Sequence[Mention], theirs: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that the other text has too, but not as often as this one."""
    free = [mention for mention in theirs if _counts(mention)]
    spare = []
    for mention in filter(_counts, mine):
        match = next((other for other in free if _same(other, mention)), None)
        if match is not None:
            free.remove(match)
        elif mention.weight != "loose" and any(_same(other, mention) for other in theirs):
            spare.append(mention)
    return spare


def _same(one: Mention, other: Mention) -> bool:
    return agree(one, other) or agree(other, one)


def _counts(mention: Mention) -> bool:
    return mention.kind not in _BESIDE


def _in_parts(mention: Mention, others: Sequence[Mention], unmatched: Sequence[Mention]) -> bool:
    """Say whether the other text has the same in pieces: 3:35 as 3 minutes 35 seconds."""
    if not mention.parts:
        return any(not mention.values.isdisjoint(other.parts) for other in unmatched)
    pieces = {value for other in others if not other.parts for value in other.values}
    return pieces.issuperset(filter(None, mention.parts))


def _counterpart(mention: Mention, others: Sequence[Mention], scale: float) -> Mention | None:
    """Return the mention that stands in the place of this one, None where there is none.

    `scale` is how long the other text is for one sign of this one.
    """
    place = mention.span.start * scale
    alike = [
        other
        for other in others
        if _kind(other) == _kind(mention)
        and (other.weight != "loose" or other.kind == "relative" or min(other.values) > 1)
    ]
    return min(
        alike,
        key=lambda other: (other.weight == "loose", abs(other.span.start - place)),
        default=None,
    )


def _kind(mention: Mention) -> str:
    """Return what a number may be taken for: numbers of one kind replace each other."""
    return mention.kind if mention.kind in _APART else "number"


def _severity_added(mention: Mention, other: Mention | None) -> Severity | None:
    """Return how bad it is to say this number; `other` is what the source has in its place."""
    if mention.kind == "relative" and other is not None:
        away = sum((*mention.values, *other.values))
        return None if other.unit != mention.unit else "warning" if away else "error"
    if mention.weight == "loose":
        is_multiple = other is not None and min(mention.values) > 1
        return "warning" if is_multiple and _kind(mention) == "number" else None
    if other is not None:
        return "error"
    is_sure = mention.weight == "strong" and mention.kind not in ("weekday", "designation")
    return "error" if is_sure else "warning"


def _severity_missing(mention: Mention, other: Mention | None) -> Severity | None:
    """Return how bad it is to leave this number out; `other` is what is said in its place."""
    if mention.weight == "loose":
        return None
    if mention.kind in ("month", "weekday", "designation"):
        return "error" if other is not None else "warning"
    if mention.weight == "strong" or other is not None:
        return "error"
    return "note" if mention.kind in ("ordinal", "vague", "fraction") else "warning"


def _swapped(claim: Claim, wanted: Sequence[Mention], said: Sequence[Mention]) -> Iterator[Flag]:
    """Yield numbers that are all there, in each other's places."""
    for mine, theirs in exchanged(claim, wanted, said):
        words, source = mine.of(claim.output), theirs.of(claim.source)
        message = f"says {words!r} where the source has {source!r}, the other way round"
        yield Flag(_CHECK, "error", message, words, source)


def _places(claim: Claim, wanted: Sequence[Mention], said: Sequence[Mention]) -> Iterator[Flag]:
    """Yield amounts that became a place in a row, and the reverse: the third attack, three."""
    for mention in said:
        same = [other for other in wanted if other.values & mention.values]
        if same and all(is_place_against_count(mention, other) for other in same):
            words, source = mention.span.of(claim.output), same[0].span.of(claim.source)
            yield Flag(_CHECK, "warning", _says(words, source), words, source)


def _summary(claim: Claim) -> Iterator[Flag]:
    language = claim.pair.source
    near = tuple(Said(claim.source, m) for m in mentions(claim.source, language))
    article = tuple(Said(s, m) for s in claim.article for m in mentions(s, language))
    for mention in mentions(claim.output, language):
        said = Said(claim.output, mention)
        if not is_to_be_borne(said) or bears(near, said, language) == "it":
            continue
        words = mention.span.of(claim.output)
        match bears(article, said, language):
            case "it":
                message = f"says {words!r}, as another sentence of the article does"
                yield Flag(_CHECK, "note", message, words, "")
            case "the number":
                message = f"says {words!r}, which the article says of something else"
                severity: Severity = "error" if _recurs(mention) else "warning"
                yield Flag(_CHECK, severity, message, words, "")
            case _:
                message = f"says {words!r}, which the article does not"
                yield Flag(_CHECK, "error", message, words, "")


def _recurs(mention: Mention) -> bool:
    """Say whether a number is so common that another one like it bears nothing."""
    return mention.kind == "weekday" or (mention.kind == "count" and mention.weight == "weak")
