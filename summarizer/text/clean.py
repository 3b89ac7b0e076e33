"""The text that a reader may see, with the way back to the text as submitted."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from summarizer.domain import Span
from summarizer.text.breaks import soft_breaks
from summarizer.text.dashes import DASHES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Edit: TypeAlias = tuple[int, int, str]

CONTROLS: Mapping[int, str] = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D)
} | dict.fromkeys(range(0x1C, 0x20), " ")
"""What controls stand for, of those that stand for something, or figures would run together.

Software that takes Windows-1252 for Latin-1 makes controls of the dashes, quotation marks and the
euro; browsers read them so too. NEL (85) is a line end; 1C to 1F part the cells of old wires.
"""

_STANDS_FOR_SOMETHING = re.compile(f"[{''.join(map(chr, CONTROLS))}]")
# Controls (those that are no white space), soft hyphens, zero-width and bidi marks, fillers,
# variation selectors, tags, lone surrogates, non-characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufffc\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]+"
)
_BLANKS = re.compile(r"\s\s+|[^\S ]|\A | \Z")
_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")

# No script stacks more marks on a letter, and to order a long run of them takes quadratic time.
_MOST_MARKS = 16

_QUOTES = "«»“”„‟〝〞〟＂「」″"
_APOSTROPHES = "‘’‚‛‹›ʼʹ′ʻʽˈ＇`´｀『』"
QUOTES: Mapping[int, str] = {
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
}
"""Quotation marks to `"`, single ones and apostrophes to `'`."""
_FOLD = {**QUOTES, **dict.fromkeys(map(ord, DASHES), "-")}


@dataclass(frozen=True, slots=True)
class CleanText:
    r"""An article's text, ready to be read, compared and cut; all offsets are code points.

    `text` is in NFC, without invisible characters; its blanks are single and plain, `\n` ends a
    block and `\n\n` stands where a blank line stood. `plain` has the same length, with quotation
    marks, apostrophes and dashes folded to `"`, `'` and `-`. The character `text[i]` came from
    the characters `starts[i]` to `ends[i]` of the text as submitted.
    """

    text: str
    plain: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> Span:
        """Return where `text[start:end]`, which is not empty, stands in the text as submitted."""
        return Span(self.starts[start], self.ends[end - 1])


def clean(submitted: str) -> CleanText:
    """Return `submitted` as a reader may see it.

    Takes time and memory in proportion to its length.
    """
    length = len(submitted)
    text = _STANDS_FOR_SOMETHING.sub(lambda control: CONTROLS[ord(control[0])], submitted)
    draft = _Draft(text, array("I", range(length)), array("I", range(1, length + 1)))
    draft = draft.edited((*match.span(), "") for match in _INVISIBLE.finditer(draft.text))
    draft = draft.edited(_compositions(draft.text))
    blanks = map(partial(_blank, len(draft.text)), _BLANKS.finditer(draft.text))
    draft = draft.edited(blanks)
    # A join makes a longer line, which the rule may judge otherwise: so until nothing is left.
    while breaks := soft_breaks(draft.text):
        draft = draft.edited(breaks)
    return CleanText(draft.text, draft.text.translate(_FOLD), draft.starts, draft.ends)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text under edit, with the way back to the first one."""

    text: str
    starts: array[int]
    ends: array[int]

    def edited(self, edits: Iterable[Edit]) -> _Draft:
        """Return the draft with each range (start, end, replacement), in order, replaced."""
        pieces: list[str] = []
        starts, ends = array("I"), array("I")
        done = 0
        for start, end, replacement in edits:
            pieces += self.text[done:start], replacement
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            starts.extend(self.starts[start : start + 1] * len(replacement))
            ends.extend(self.ends[end - 1 : end] * len(replacement))
            done = end
        if not pieces:
            return self
        pieces.append(self.text[done:])
        return _Draft("".join(pieces), starts + self.starts[done:], ends + self.ends[done:])


def _compositions(text: str) -> Iterator[Edit]:
    """Yield what NFC changes in `text`, letter by letter with the marks on it."""
    if unicodedata.is_normalized("NFC", text):
        return
    for start, end in _letters(text):
        letter = text[start:end]
        composed = unicodedata.normalize("NFC", letter[: _MOST_MARKS + 1])
        if composed != letter:
            yield start, end, composed


def _letters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of `text` that NFC can treat one by one."""
    start = 0
    for here, character in enumerate(text):
        if here > start and not _joins(character):
            yield start, here
            start = here
    if text:
        yield start, len(text)


def _joins(character: str) -> bool:
    """Tell whether NFC may compose `character` with one before it."""
    return character >= "\u0300" and (
        "\u1160" <= character <= "\u11ff" or unicodedata.category(character).startswith("M")
    )


def _blank(length: int, match: re.Match[str]) -> Edit:
    """Return what stands for a run of white space in a text of `length` characters."""
    start, end = match.span()
    if start == 0 or end == length:
        return start, end, ""
    line_ends = len(_LINE_END.findall(match.group()))
    return start, end, "\n" * min(line_ends, 2) or " "
