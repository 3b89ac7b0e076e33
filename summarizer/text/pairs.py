"""Finds quotations and brackets: which mark opens, and where it is closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.text.script import is_han

if TYPE_CHECKING:
    from collections.abc import Iterable

# What an opening mark is closed by. “ closes „ as well as opening for itself, and
# ” does both where writers use one mark for both ends.
_CLOSED_BY = {
    "«": "»",
    "“": "”",
    "„": "“”",
    "‹": "›",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〞〟",
    "(": ")",
    "（": "）",
    "[": "]",
    "［": "］",
    "【": "】",
    "{": "}",
    "‘": "’",
    "”": "”",
    '"': '"',
    "'": "'",
}
_CLOSING = frozenset("".join(_CLOSED_BY.values()))
_BRACKETS = frozenset("(（[［【{《〈")
_STRAIGHT = frozenset("\"'")
_MARK = re.compile("[" + re.escape("".join(sorted(_CLOSING | set(_CLOSED_BY)))) + "]")
# Deeper nesting is no prose; the bound keeps the search for an opening mark constant.
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """An opening mark, its closing mark (offsets of both), and whether they are brackets."""

    opening: int
    closing: int
    bracket: bool


def pairs(line: str) -> tuple[Pair, ...]:
    """Return the quotations and brackets of `line`, in the order of their closing marks.

    A mark without a partner in the line is left out, so that a lost quotation mark glues nothing
    together. Apostrophes, and inch and second marks, are not quotation marks.
    """
    found: list[Pair] = []
    open_marks: list[int] = []
    for match in _MARK.finditer(line):
        at, mark = match.start(), match.group()
        if _is_apostrophe(line, at):
            continue
        partner = _partner(line, open_marks, mark) if mark in _CLOSING else None
        if mark in _STRAIGHT:
            starts = _opens(line, at) or (partner is None and _may_open(line, at))
        else:
            starts = partner is None and mark in _CLOSED_BY
        if partner is not None:
            opening = open_marks[partner]
            del open_marks[partner:]
            if not starts and (mark not in "’'" or _holds_speech(line, opening, at)):
                found.append(Pair(opening, at, line[opening] in _BRACKETS))
        if starts and (mark != "”" or _opens(line, at)):
            open_marks.append(at)
            del open_marks[:-_DEEPEST]
    return tuple(found)


def _partner(line: str, open_marks: list[int], mark: str) -> int | None:
    """Return the place in `open_marks` of the nearest opening mark that `mark` closes."""
    for place in range(len(open_marks) - 1, -1, -1):
        if mark in _CLOSED_BY[line[open_marks[place]]]:
            return place
    return None


def _is_apostrophe(line: str, at: int) -> bool:
    """Tell an apostrophe (it's, п’ять, the ” of об”єкт) from a quotation mark."""
    return (
        line[at] in "'’\"”"
        and 0 < at < len(line) - 1
        and line[at - 1].isalpha()
        and line[at + 1].isalpha()
        and not is_han(line[at - 1])
        and not is_han(line[at + 1])
    )


def _opens(line: str, at: int) -> bool:
    """Say whether a straight mark stands where a quotation begins."""
    before = line[at - 1] if at else " "
    after = line[at + 1] if at + 1 < len(line) else " "
    return not after.isspace() and (before.isspace() or before in "([{«“„‘\"'—–-/:：（「")


def _may_open(line: str, at: int) -> bool:
    """Say whether a mark that closes nothing may open, the blank before it left out.

    A figure or letter before it makes it an inch mark or an apostrophe.
    """
    before, after = line[at - 1 : at], line[at + 1 : at + 2]
    return (not before.isalnum() or is_han(before)) and not (after or " ").isspace()


def _holds_speech(line: str, opening: int, closing: int) -> bool:
    """Say whether single marks hold a quotation, rather than being two apostrophes.

    "the soldiers' camp" closes nothing: a quotation ends at a stop or before one.
    """
    after = line[closing + 1 : closing + 2]
    return closing - opening > 1 and (not line[closing - 1].isalnum() or after in (",", ".", ""))


def outermost(found: Iterable[Pair]) -> tuple[Pair, ...]:
    """Return those of `found` that lie in no other, in the order of the text."""
    kept: list[Pair] = []
    for pair in sorted(found, key=lambda pair: pair.opening):
        if not kept or pair.opening > kept[-1].closing:
            kept.append(pair)
    return tuple(kept)
