"""From a submitted text to an `Article`: the floor's steps, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.domain import Article, Sentence
from summarizer.text.boilerplate import body
from summarizer.text.clean import clean
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.domain import Span
    from summarizer.text.clean import CleanText


def body_text(cleaned: CleanText, blocks: Sequence[Span]) -> str:
    """Return the article's blocks, a line each, as a reader sees them."""
    return "\n".join(block.of(cleaned.text) for block in blocks)


def assemble(
    cleaned: CleanText, blocks: Sequence[Span], *, submitted: str, language: str, title: str | None
) -> Article:
    """Cut the blocks into sentences whose spans count in the submitted text.

    The article has no sentence where no block has a letter.
    """
    sentences = []
    for paragraph, block in enumerate(blocks):
        for piece in split(block.of(cleaned.text), language):
            start, end = block.start + piece.start, block.start + piece.end
            sentences.append(
                Sentence(
                    text=cleaned.text[start:end],
                    plain=cleaned.plain[start:end],
                    paragraph=paragraph,
                    span=cleaned.span(start, end),
                )
            )
    return Article(submitted=submitted, language=language, sentences=tuple(sentences), title=title)


def read(submitted: str, language: str, title: str | None = None) -> Article:
    """Return the article in a text of known language."""
    cleaned = clean(submitted)
    return assemble(cleaned, body(cleaned), submitted=submitted, language=language, title=title)
