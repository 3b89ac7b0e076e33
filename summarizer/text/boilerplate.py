"""What belongs to an article, and what only stands on its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.tables import rows

if TYPE_CHECKING:
    from summarizer.text.clean import CleanText

# No credit is longer than this many characters, and no line ends with more of them: so much of a
# line is searched.
_REACH = 400
_MOST_TAILS = 4

_LINE = re.compile(r"[^\n]+")
_LETTER = re.compile(r"[^\W\d_]")
# A line of figures that holds no date or time.
_FIGURES = re.compile(
    r"(?=.*\d)(?!.*(?:\d:\d\d|\d[-./]\d\d?[-./]\d|(?<!\d)(?:19|20)\d\d(?!\d)))[\W\d]+"
)
_ENDED = re.compile(r"""[.!?…。！？]["')\]）」』]*\Z""")
_PART = re.compile(r"\{([a-z_]+)\}")


def body(cleaned: CleanText) -> tuple[Span, ...]:
    """Return the blocks of `cleaned.text` that belong to the article, in order.

    A span covers one line of the text, less what is no news at its two ends (a dateline, a
    credit). Of a page without an article nothing is left, and the answer is empty. What counts
    as boilerplate is written in `config/text/boilerplate.tsv`.
    """
    page = _Page(cleaned.plain, tuple(Span(*m.span()) for m in _LINE.finditer(cleaned.plain)))
    chronicle = page.chronicle()
    blocks: list[Span] = []
    dated = begun = linked = labelled = False
    for line in page.lines:
        label, labelled = labelled, False
        if page.is_whole("section", line):
            linked = True
            continue
        linked = linked and not page.is_ended(line)
        if line in chronicle or (label and page.is_figures(line)):
            blocks.append(line)
            labelled = label
            continue
        if linked or page.is_whole("stamp", line) or page.is_whole("line", line):
            continue
        start, found = page.after_heads(line, dated=dated, begun=begun)
        dated = dated or found
        block = Span(start, page.before_tails(start, line.end))
        if page.has_letter(block) and not (start > line.start and page.is_whole("line", block)):
            blocks.append(block)
            labelled = not page.is_ended(block)
            begun = begun or not labelled
    return tuple(blocks)


def headline(cleaned: CleanText) -> str:
    """Return a headline without what a wire puts before it (UPDATE 2-)."""
    start = 0
    while cut := _pattern("head").match(cleaned.plain, start):
        start = cut.end()
    return cleaned.text[start:]


@dataclass(frozen=True, slots=True)
class _Page:
    """A text and its lines, as the patterns read them."""

    plain: str
    lines: tuple[Span, ...]

    def is_whole(self, kind: str, line: Span) -> bool:
        """Tell whether a line as a whole is boilerplate of this kind."""
        return line.end - line.start <= _REACH and bool(
            _pattern(kind).fullmatch(self.plain, line.start, line.end)
        )

    def is_ended(self, line: Span) -> bool:
        """Tell whether a line ends as a sentence does."""
        return bool(_ENDED.search(self.plain, max(line.start, line.end - _REACH), line.end))

    def is_figures(self, line: Span) -> bool:
        """Tell whether a line is nothing but figures, and no date or time."""
        return bool(_FIGURES.fullmatch(self.plain, line.start, line.end))

    def has_letter(self, line: Span) -> bool:
        """Tell whether there is anything to read in a line."""
        return bool(_LETTER.search(self.plain, line.start, line.end))

    def chronicle(self) -> frozenset[Span]:
        """Return the lines that are the dates of a chronicle, which are news.

        They differ, each stands above its news, and not all stand before the first sentence, as
        the dates of a page do.
        """
        dates = []
        begun = inside = False
        for line, below in pairwise(self.lines):
            if not self.is_whole("stamp", line):
                begun = begun or self.is_ended(line)
            elif not (self.is_whole("stamp", below) or self.is_whole("line", below)):
                dates.append(line)
                inside = inside or begun
        several = len({line.of(self.plain) for line in dates}) > 1
        return frozenset(dates if inside and several else ())

    def after_heads(self, line: Span, *, dated: bool, begun: bool) -> tuple[int, bool]:
        """Return where the news of a line begins, and whether a dateline was cut off.

        `dated` says that the article has had its dateline, for it has only one; `begun` that it has
        had a sentence.
        """
        start, found = line.start, False
        while True:
            cut = None
            if not dated:
                cut = _pattern("dateline").match(self.plain, start, line.end)
                cut = cut or (None if begun else self._opening("place", start, line))
                found = found or cut is not None
            if cut is None and not begun:
                cut = self._opening("date", start, line)
            cut = cut or _pattern("head").match(self.plain, start, line.end)
            if cut is None:
                return start, found
            start = cut.end()

    def before_tails(self, start: int, end: int) -> int:
        """Return where the news of a line ends."""
        for _ in range(_MOST_TAILS):
            if cut := _pattern("tail").search(self.plain, max(start, end - _REACH), end):
                end = cut.start()
        return end

    def _opening(self, kind: str, start: int, line: Span) -> re.Match[str] | None:
        """Return what opens a line as no other line does: in a list, places and dates are news."""
        pattern = _pattern(kind)
        cut = pattern.match(self.plain, start, line.end)
        others = (other for other in self.lines if other != line)
        if cut and any(pattern.match(self.plain, other.start, other.end) for other in others):
            return None
        return cut


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """Return the one pattern for all rows of this kind."""
    parts: dict[str, str] = {}
    for name, pattern in rows("text/boilerplate_parts.tsv"):
        parts[name] = _filled(pattern, parts)
    alternatives = "|".join(
        _filled(pattern, parts)
        for row_kind, _, pattern, _ in rows("text/boilerplate.tsv")
        if row_kind == kind
    )
    # What is glued to the end of a line stands after the final mark of its last sentence.
    whole = (
        rf"(?<=[.!?…。！？\"')\]」』]) ?(?:{alternatives})\Z" if kind == "tail" else alternatives
    )
    return re.compile(whole, re.IGNORECASE)


def _filled(pattern: str, parts: dict[str, str]) -> str:
    """Return `pattern` as one group, with each {name} replaced by the part of that name."""
    return f"(?:{_PART.sub(lambda match: parts[match.group(1)], pattern)})"
