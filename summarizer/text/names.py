"""Finds the words of a sentence that are names by how they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from summarizer.domain import Span
from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.sounds import is_transcribing

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:m|re|ve|ll|d))$")
# What opens a sentence, or a title or quotation inside it.
_OPENS = re.compile(r"(?:^|[.!?…:;\n•*]|[—–-]\s|[\"“„«‘(\[《「])[\s\"“„«‘'(\[]*$")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’.-]+")
DOTS = "·•‧・"
"""What parts a foreign name in Chinese."""
_SHORTEST_RUN = 3
_LONG_STEM, _LONGEST_ENDING, _SHORTEST_STEM = 5, 3, 3
# English words of these endings are no names.
_COMMON_ENDING = re.compile(
    r".(?:[ts]ions?|[ts]ional|ments?|ness|it(?:y|ies)|isms?|ships?|ences?|ances?|ology|ically|ously"
    r"|ently|ingly|ations?|ized|ised|ated|ating|izing|ising|able|ible|less|ful|ous|ives?|ists?|ical|[cntr]ial)$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A word of a name.

    `is_sure` where nothing but its being a name gives it its capital, and it is no word that names
    are made of and that translates (Court, Верховный).
    """

    text: str
    span: Span
    is_sure: bool

    @property
    def is_acronym(self) -> bool:
        """Whether it is written in capitals (NATO, США)."""
        return len(self.text) > 1 and self.text.isupper()


@lru_cache(maxsize=1024)
def names(text: str, language: str) -> tuple[Name, ...]:
    """Return the words of names in a sentence, in order.

    In Chinese these are parts of names with a dot, runs of characters that foreign names are
    written with, and words in Latin letters.
    """
    if primary(language) == "zh":
        return tuple(sorted(_chinese(text), key=lambda name: name.span.start))
    return tuple(_capitalised(text, language))


def is_common(word: str, language: str) -> bool:
    """Say whether a word with a capital is translated, and not written by its sound, in names."""
    small = word.lower().replace("ё", "е")
    known = _capital_words(primary(language))
    if primary(language) == "en":
        singular = small[:-1] if small.endswith("s") else small
        endings = _COMMON_ENDING.search(small) or _CONTRACTION.search(small)
        return small in known or singular in known or bool(endings)
    if any(f"-{small[at:]}" in known for at in range(_SHORTEST_STEM, len(small) - 1)):
        return True
    return small in known or any(
        f"{small[:length]}-" in known
        for length in range(len(small), 1, -1)
        if length >= _LONG_STEM or len(small) - length <= _LONGEST_ENDING
    )


def _capitalised(text: str, language: str) -> list[Name]:
    found = []
    for match in _WORD.finditer(text):
        if not match.group()[0].isupper():
            continue
        word = _POSSESSIVE.sub("", match.group())
        start = match.start()
        opens = _OPENS.search(text, 0, start) is not None
        is_sure = len(word) > 1 and not opens and not is_common(word, language)
        found.append(Name(word, Span(start, start + len(word)), is_sure))
    return found


def _chinese(text: str) -> list[Name]:
    found = [
        Name(match.group(), Span(*match.span()), is_sure=True) for match in _LATIN.finditer(text)
    ]
    start = 0
    for at in range(len(text) + 1):
        if at < len(text) and (is_transcribing(text[at]) or text[at] in DOTS):
            continue
        run = text[start:at].strip(DOTS)
        is_dotted = any(dot in run for dot in DOTS)
        if is_dotted or len(run) >= _SHORTEST_RUN:
            first = text.index(run, start)
            found.append(Name(run, Span(first, first + len(run)), is_sure=is_dotted))
        start = at + 1
    return found


@cache
def _capital_words(language: str) -> frozenset[str]:
    return frozenset(
        word
        for tag, words in rows("text/capital_words.tsv")
        if tag == language
        for word in words.split()
    )
