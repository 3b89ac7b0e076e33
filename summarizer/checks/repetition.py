"""Finds words and phrases that a text says again and again, as a model does that found no end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.text.breaks import CJK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim

_TOKEN = re.compile(rf"[{CJK}]|[^\W\d{CJK}]+(?:['’-][^\W\d{CJK}]+)*|\d+")
_TWICE = re.compile(r"\b([^\W\d_]{3,})\s\1\b", re.IGNORECASE)
_SIGN_RUN = re.compile(r"([^\s\d])(?:\s?\1){5,}")
# A longer phrase than so many words or characters is looked for no more.
_LONGEST = 60
# No sentence has so many words or characters. A model that found no end goes on to the last.
_READ = 2000
# From so many words (Chinese: characters) on, a phrase is not said twice in a row by chance.
_PHRASE, _PHRASE_CHINESE = 4, 7


def check(claim: Claim) -> Iterator[Flag]:
    """Yield what is said more often in a row than in the source."""
    phrase = repeated(claim.output, claim.source)
    if phrase is not None:
        yield Flag("repetition", "error", f"says {phrase!r} again and again", phrase, "")
    elif (twice := _TWICE.search(claim.output)) and not _TWICE.search(claim.source):
        message = f"says {twice[1]!r} twice in a row"
        yield Flag("repetition", "warning", message, twice[0], "")


def repeated(text: str, source: str) -> str | None:
    """Return what `text` says more often in a row than `source` does, or None.

    That is a longer phrase twice, a shorter one or a word three times, a Chinese character four
    times, or one sign without end.
    """
    run = _SIGN_RUN.search(text)
    if run is not None and _SIGN_RUN.search(source) is None:
        return run[1]
    tokens = _tokens(text)
    said = _most_times(_tokens(source))
    for length in range(1, min(_LONGEST, len(tokens) // 2) + 1):
        times, start = _times_in_a_row(tokens, length)
        if times > said and times >= _too_often(tokens[start : start + length]):
            return _joined(tokens[start : start + length])
    return None


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())[-_READ:]


def _most_times(tokens: list[str]) -> int:
    """Return how often the text itself says something in a row; 1 where it never does."""
    lengths = range(1, min(_LONGEST, len(tokens) // 2) + 1)
    return max((_times_in_a_row(tokens, length)[0] for length in lengths), default=1)


def _times_in_a_row(tokens: list[str], length: int) -> tuple[int, int]:
    """Return how often a phrase of so many tokens stands in a row at most, and where it begins."""
    longest = run = end = 0
    for at in range(length, len(tokens)):
        run = run + 1 if tokens[at] == tokens[at - length] else 0
        if run > longest:
            longest, end = run, at + 1
    return longest // length + 1, end - longest - length if longest else 0


def _too_often(phrase: list[str]) -> int:
    """Return how many times in a row are too many for a phrase, if the source does not say it."""
    characters = sum(1 for token in phrase if re.match(f"[{CJK}]", token))
    if characters == len(phrase):
        return 4 if len(phrase) == 1 else 3 if len(phrase) < _PHRASE_CHINESE else 2
    return 3 if len(phrase) < _PHRASE else 2


def _joined(phrase: list[str]) -> str:
    return ("" if re.match(f"[{CJK}]", phrase[0]) else " ").join(phrase)
