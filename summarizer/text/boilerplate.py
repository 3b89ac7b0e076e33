"""What belongs to an article, and what only stands on its page."""

from __future__ import annotations

import re
from functools import cache
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
_ENDED = re.compile(r"""[.!?…。！？]["')\]）」』]*\Z""")
_PART = re.compile(r"\{([a-z_]+)\}")


def body(cleaned: CleanText) -> tuple[Span, ...]:
    """Return the blocks of `cleaned.text` that belong to the article, in order.

    A span covers one line of the text, less what is no news at its two ends (a dateline, a
    credit). Of a page without an article nothing is left, and the answer is empty. What counts
    as boilerplate is written in `config/text/boilerplate.tsv`.
    """
    plain = cleaned.plain
    blocks = []
    dated = linked = False
    for line in _LINE.finditer(plain):
        start, end = line.span()
        if _is("section", plain, start, end):
            linked = True
            continue
        linked = linked and not _ENDED.search(plain, max(start, end - _REACH), end)
        if linked or _is("line", plain, start, end):
            continue
        news, dated = _after_heads(plain, start, end, dated)
        end = _before_tails(plain, news, end)
        if _LETTER.search(plain, news, end) and not (
            news > start and _is("line", plain, news, end)
        ):
            blocks.append(Span(news, end))
    return tuple(blocks)


def _is(kind: str, plain: str, start: int, end: int) -> bool:
    """Tell whether the line `plain[start:end]` as a whole is boilerplate of this kind."""
    return end - start <= _REACH and bool(_pattern(kind).fullmatch(plain, start, end))


def _after_heads(plain: str, start: int, end: int, dated: bool) -> tuple[int, bool]:
    """Return where the news of a line begins, and whether the article has had its dateline.

    It has only one: where each item of a list begins with a place and a dash, the places stay.
    """
    while True:
        if not dated and (cut := _pattern("dateline").match(plain, start, end)):
            dated = True
        elif not (cut := _pattern("head").match(plain, start, end)):
            return start, dated
        start = cut.end()


def _before_tails(plain: str, start: int, end: int) -> int:
    """Return where the news of a line ends."""
    for _ in range(_MOST_TAILS):
        if cut := _pattern("tail").search(plain, max(start, end - _REACH), end):
            end = cut.start()
    return end


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
