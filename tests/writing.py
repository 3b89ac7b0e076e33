"""A summariser that writes what it is told to, as a model might."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.domain import InstalledModel, Summary, SummarySentence
from summarizer.languages import LANGUAGES
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.domain import Article, Length


class WritingSummarizer:
    """Writes `text`, whatever the article says, and counts its runs."""

    installed = InstalledModel("written", "1", "summarise", LANGUAGES, "test", "Apache-2.0")

    def __init__(self, text: str) -> None:
        self._text = text
        self.runs = 0

    def summarise(self, article: Article, lengths: Sequence[Length]) -> Mapping[Length, Summary]:
        """Write the text, and say that the whole article bears it."""
        self.runs += 1
        sources = tuple(range(len(article.sentences)))
        sentences = tuple(
            SummarySentence(span.of(self._text), sources, verbatim=False)
            for span in split(self._text, article.language)
        )
        return {
            length: Summary(length, article.language, "written@1", sentences, len(sources))
            for length in lengths
        }
