"""Finds the numbers that a text says, however it says them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.text import numbers_chinese, numbers_spaced

if TYPE_CHECKING:
    from summarizer.text.mention import Mention

# Sentences are read again for each hypothesis, and for each summary of an article.
_SENTENCES = 4096


@lru_cache(maxsize=_SENTENCES)
def mentions(text: str, language: str) -> tuple[Mention, ...]:
    """Return the numbers of a text in `language` (BCP 47: en, uk, ru, zh-...), in their order."""
    read = numbers_chinese if language.startswith("zh") else numbers_spaced
    found = read.mentions(text) if read is numbers_chinese else read.mentions(text, language)
    return tuple(sorted(found, key=lambda mention: (mention.span.start, mention.span.end)))
