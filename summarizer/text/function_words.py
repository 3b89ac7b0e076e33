"""The small frequent words of a language, which say nothing of what a sentence is about."""

from __future__ import annotations

from functools import cache

from summarizer.tables import rows


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the small frequent words of a language, in small letters; none for Chinese."""
    table = rows("text/function_words.tsv")
    return frozenset(word for row in table if row[0] == language for word in row[1].split())
