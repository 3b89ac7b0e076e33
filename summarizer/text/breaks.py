"""Line breaks that stand in mid-sentence, as mail and wire software makes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# Han, kana and the full-width forms: two columns wide, and written without blanks.
CJK = (
    "\u2e80-\u2fdf\u3001-\u303f\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd"
)
_CJK = re.compile(f"[{CJK}]")
_FIRST_WORD = re.compile(rf"[{CJK}]|[^\s{CJK}]+")
_ENDED = re.compile(r"""[.!?…:;。！？：；]["'»”’“)\]）」』]*\Z""")
_ITEM = re.compile(r"\w{1,2}[.)] ")
_HYPHENATED = re.compile(r"\w[-‐]\Z")

# Software wraps within these columns; narrower texts are lists, wider lines are paragraphs.
_NARROWEST, _WIDEST = 40, 100
_ENDING = 8  # characters in which a final mark and what closes after it are looked for


@dataclass(frozen=True, slots=True)
class _Break:
    """The end of a line inside a paragraph, at `position`, with the lines on its two sides."""

    position: int
    before: str
    after: str

    @property
    def start(self) -> int:
        """Where the line before begins."""
        return self.position - len(self.before)

    @property
    def ended(self) -> bool:
        """Whether the line before ends a sentence or announces a list."""
        return bool(_ENDED.search(self.before[-_ENDING:]))

    @property
    def lower(self) -> bool:
        """Whether the line after begins as no sentence does: with a small letter."""
        return self.after.lstrip("(\"'«“„‘")[:1].islower() and not _ITEM.match(self.after)

    @property
    def narrow(self) -> bool:
        """Whether both lines are short enough to have been wrapped."""
        return max(_columns(self.before), _columns(self.after)) <= _WIDEST

    def full(self, width: int) -> bool:
        """Whether the next word had no room on the line before, in `width` columns."""
        word = _FIRST_WORD.match(self.after)
        return _columns(self.before) + 1 + _columns(word.group() if word else "") > width

    @property
    def join(self) -> str:
        """What stands between the two lines once they are one."""
        cjk = _CJK.match(self.before[-1]) and _CJK.match(self.after)
        hyphenated = _HYPHENATED.search(self.before[-2:]) and self.after[0].isalpha()
        return "" if cjk or hyphenated else " "


def soft_breaks(text: str) -> list[tuple[int, int, str]]:
    r"""Return the line breaks in mid-sentence as (start, end, what to put there), in order.

    In `text` a line ends with `\n` and a paragraph with `\n\n`. A break is soft where the next
    line goes on with a small letter, and, in a text wrapped at some column, where the next word
    had no room on the line. Lists, headlines and bylines keep their lines.
    """
    breaks = _breaks(text)
    width = _wrapped_at(breaks)
    soft = []
    listed = False
    joined = -1
    for here in breaks:
        if here.start != joined:
            listed = here.before[:1].islower()
        continued = here.lower and not here.ended and not listed
        if continued or (width and here.narrow and here.full(width)):
            soft.append((here.position, here.position + 1, here.join))
            joined = here.position + 1
    return soft


def _breaks(text: str) -> list[_Break]:
    """Return the single line breaks of `text`."""
    breaks = []
    lines = text.split("\n")
    position = -1
    for before, after in pairwise(lines):
        position += len(before) + 1
        if before and after:
            breaks.append(_Break(position, before, after))
    return breaks


def _wrapped_at(breaks: list[_Break]) -> int:
    """Return the column at which the text was wrapped; 0 where it was not."""
    open_breaks = [here for here in breaks if here.narrow and not here.ended]
    width = max((_columns(here.before) for here in open_breaks), default=0)
    flowing = sum(
        here.full(width) and (here.lower or bool(_CJK.match(here.after))) for here in open_breaks
    )
    wrapped = width >= _NARROWEST and flowing >= 2 and 2 * flowing >= len(open_breaks)
    return width if wrapped else 0


def _columns(line: str) -> int:
    """Return the columns that `line` takes on a terminal."""
    return len(line) + (0 if line.isascii() else len(_CJK.findall(line)))
