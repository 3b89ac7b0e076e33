"""Turns one script of Chinese into the other, word by word, with OpenCC."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from opencc import OpenCC

from summarizer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Callable

SIMPLIFIED, TRADITIONAL = "zh-Hans", "zh-Hant"
KEPT_WORDS = "text/taiwan_words.tsv"
"""The table of words that stay as they are in Taiwan's script."""

# OpenCC stops at a NUL and refuses half a surrogate pair.
_CONVERTIBLE = re.compile("[^\x00\ud800-\udfff]+")
_TO_CORNERS = str.maketrans("“”‘’", "「」『』")
_TO_CURLY = {new: old for old, new in _TO_CORNERS.items()}


def simplified(text: str) -> str:
    """Return `text` in simplified characters, with the quotation marks that go with them."""
    return _converted(text, _converter("tw2s").convert).translate(_TO_CURLY)


def traditional(text: str) -> str:
    """Return `text` in traditional characters, with the quotation marks that go with them."""
    return _converted(text, _traditional).translate(_TO_CORNERS)


def respelt(text: str) -> str:
    """Return a simplified text, made traditional and simplified again.

    So a character that both scripts have is judged by its word: 显著 comes back, 看著 as 看着.
    """
    there = _converted(text, _converter("s2tw").convert)
    return _converted(there, _converter("tw2s").convert)


def _converted(text: str, convert: Callable[[str], str]) -> str:
    return _CONVERTIBLE.sub(lambda match: convert(match.group()), text)


def _traditional(text: str) -> str:
    """Convert words as Taiwan has them, and the kept ones by their characters."""
    words, characters = _converter("s2twp"), _converter("s2tw")
    parts = _kept_words().split(text)
    return "".join(
        characters.convert(part) if place % 2 else words.convert(part)
        for place, part in enumerate(parts)
    )


@cache
def _kept_words() -> re.Pattern[str]:
    words = sorted({word for (line,) in rows(KEPT_WORDS) for word in line.split()}, key=len)
    return re.compile(f"({'|'.join(map(re.escape, reversed(words)))})")


@cache
def _converter(name: str) -> OpenCC:
    """Return OpenCC by one of its tables, which it reads once."""
    return OpenCC(name)
