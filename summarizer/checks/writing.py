"""Knows the words of each writing, in a text without what stands in every language as it is."""

from __future__ import annotations

import re

from summarizer.languages import primary
from summarizer.text import script
from summarizer.text.verbatim import VERBATIM

WORDS = {
    "Latin": re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*"),
    "Cyrillic": re.compile(r"[\u0400-\u052f]+(?:['’-][\u0400-\u052f]+)*"),
    "Han": re.compile(r"[\u3400-\u9fff]"),
}
"""The words of a writing; of Chinese, each character."""

_WRITINGS = {"en": "Latin", "uk": "Cyrillic", "ru": "Cyrillic", "zh": "Han"}
# A word is longer in no language; folding takes quadratic time.
_FOLDED_AT_ONCE = re.compile(r"\w{1,60}")


def writing(language: str) -> str:
    """Return the writing (a key of WORDS) of a language (BCP 47)."""
    return _WRITINGS[primary(language)]


def readable(text: str) -> str:
    """Return `text` without addresses and the like, each word in letters of one script."""
    return _FOLDED_AT_ONCE.sub(lambda word: script.fold(word[0]), VERBATIM.sub(" ", text))


def is_common(word: str) -> bool:
    """Say whether a word is no name by its look: a small letter first, or a Chinese character."""
    return word[0].islower() or bool(WORDS["Han"].match(word))


def foreign_words(text: str, of: str) -> list[str]:
    """Return the words of `text` in another writing than `of`."""
    return [word for name, words in WORDS.items() if name != of for word in words.findall(text)]
