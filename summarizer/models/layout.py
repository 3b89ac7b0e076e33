"""Takes a text apart into its sentences, and puts their translations in the same places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.languages import primary
from summarizer.text.clean import clean
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.text.clean import CleanText

_LINE = re.compile(r"[^\n]+")
_LINE_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
# What a line begins with and no sentence has: the mark of a list, a heading or a reply.
_LEAD = re.compile(r"(?:(?:[-–—*•·▪◦‣]|[#>]{1,6}|\(?\d{1,3}[.)]|\(?[^\W\d_]\)) )?")


@dataclass(frozen=True, slots=True)
class Layout:
    """The sentences of a text, where they stand in it, and the text that is not in them.

    There is one gap more than there are sentences: before, between and after them.
    """

    sentences: tuple[str, ...]
    spans: tuple[Span, ...]
    gaps: tuple[str, ...]

    def filled(self, sentences: Sequence[str], language: str) -> str:
        """Return the text with `sentences`, which are in `language`, in the places of its own.

        Line breaks stay as they are; sentences of one line are set off as the language has it.
        """
        blank = "" if primary(language) == "zh" else " "
        first, *others = self.gaps
        gaps = [gap if _LINE_BREAK.search(gap) else blank for gap in others[:-1]] + others[-1:]
        return first + "".join(s + gap for s, gap in zip(sentences, gaps, strict=True))


def layout(text: str, language: str) -> Layout:
    """Return the layout of `text`, which is in `language`.

    Sentences are as a reader sees them, in one line: breaks that software made inside are gone.
    """
    cleaned = clean(text)
    places = list(_sentences(cleaned, language))
    spans = [cleaned.span(place.start, place.end) for place in places]
    ends = [Span(0, 0), *spans, Span(len(text), len(text))]
    return Layout(
        sentences=tuple(place.of(cleaned.text) for place in places),
        spans=tuple(spans),
        gaps=tuple(text[before.end : after.start] for before, after in pairwise(ends)),
    )


def _sentences(cleaned: CleanText, language: str) -> Iterator[Span]:
    """Yield where the sentences of each line stand in the clean text."""
    for line in _LINE.finditer(cleaned.text):
        lead = _LEAD.match(cleaned.text, line.start(), line.end())
        start = lead.end() if lead else line.start()
        for span in split(cleaned.text[start : line.end()], language):
            yield Span(start + span.start, start + span.end)
