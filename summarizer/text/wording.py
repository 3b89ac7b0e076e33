"""Reads a sentence for the words that say what happened: figures, dates, names, and the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal, TypeAlias

from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.numbers import mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind: TypeAlias = Literal["figure", "day", "month", "name", "word", "han", "plain"]

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W\d_{_HAN}]+(?:['’ʼ][^\W\d_{_HAN}]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s?$")
_JOINT = re.compile(r"[ \u00a0]?[-‐]?[ \u00a0]?")
_BEGINS = re.compile(r"(?:^|[.!?…:\"“„«])\W*$")
_APOSTROPHES = str.maketrans("’ʼ", "''")
# Letters that take turns in the forms of one word: Київ, Києва; Львів, Львова; трёх, трех.
_ALTERNATING = {"uk": str.maketrans("іїєе", "оооо"), "ru": str.maketrans("ё", "е")}
# What a number is, that is not a figure; None if it is words like any other.
_NUMBERS: dict[str, Kind | None] = {
    "month": "month",
    "weekday": "day",
    "designation": "name",
    "vague": None,
    "bare": None,
}
_NONE: frozenset[float] = frozenset()
# Forms of one word begin with the same letters: three, four from so many letters on, then five.
_LEAST, _FOUR_FROM, _FIVE_FROM = 3, 6, 9


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence.

    `text` is how it stands there, `key` what it is compared by: a word in small letters. A figure,
    also one in words, a day of the week and a month have `values`, and are compared by these.
    `place` counts the words before it. `joined` says that nothing but a blank or a hyphen
    stands between it and the word before. A stretch of Chinese characters is one word, of the kind
    `han`; `plain` words say nothing of what happened.
    """

    text: str
    kind: Kind
    key: str
    place: int
    joined: bool
    values: frozenset[float] = frozenset()

    @property
    def is_acronym(self) -> bool:
        """Whether it is written in capitals only, as UN is."""
        return self.kind == "name" and 2 <= len(self.text) <= 6 and self.text.isupper()


def words(sentence: str, language: str) -> tuple[Word, ...]:
    """Return the words of a sentence in their order.

    A word with a capital is a name, save where a sentence or a quotation begins with it and no
    other name follows at once.
    """
    tongue = primary(language)
    found: list[Word] = []
    first: set[int] = set()
    end = -1
    for start, text, kind, values in _pieces(sentence, language):
        joined = end >= 0 and _JOINT.fullmatch(sentence, end, start) is not None
        if not joined and _BEGINS.search(sentence, max(0, end), start):
            first.add(len(found))
        end = start + len(text)
        found.append(_word(text, kind, values, len(found), joined, tongue))
    return tuple(_without_first_capitals(found, first))


def beginning(key: str) -> str:
    """Return the letters that the keys of all forms of a word have."""
    return key[:_LEAST]


def alike(one: str, other: str) -> bool:
    """Say whether two keys look like forms of one word: inflection changes the end of a word."""
    longer = max(len(one), len(other))
    shared = _LEAST + (longer >= _FOUR_FROM) + (longer >= _FIVE_FROM)
    return one == other or (min(len(one), len(other)) >= _LEAST and one[:shared] == other[:shared])


def _pieces(
    sentence: str, language: str
) -> Iterator[tuple[int, str, Kind | None, frozenset[float]]]:
    """Yield where each word starts, what it is, and its kind and values if it is a number."""
    end = 0
    for mention in mentions(sentence, language):
        kind = _NUMBERS.get(mention.kind, "figure")
        if mention.span.start < end or mention.weight == "loose" or kind is None:
            continue
        yield from _texts(sentence, end, mention.span.start, language)
        values = _NONE if kind == "name" else mention.values
        yield mention.span.start, mention.span.of(sentence), kind, values
        end = mention.span.end
    yield from _texts(sentence, end, len(sentence), language)


def _texts(
    sentence: str, start: int, end: int, language: str
) -> Iterator[tuple[int, str, Kind | None, frozenset[float]]]:
    for token in _TOKEN.finditer(sentence, start, end):
        text = token.group()
        if token.lastgroup == "han":
            yield token.start(), text, "han", _NONE
        else:
            text = _POSSESSIVE.sub("", text) if language == "en" else text
            yield token.start(), text, None, _NONE


def _word(
    text: str, kind: Kind | None, values: frozenset[float], place: int, joined: bool, language: str
) -> Word:
    key = text.lower().translate(_APOSTROPHES)
    if kind is None:
        is_acronym = len(text) > 1 and text.isupper()
        if len(text) == 1 or (key in plain(language) and not is_acronym):
            return Word(text, "plain", key, place, joined)
        kind = "name" if text[0].isupper() else "word"
        key = key.translate(_ALTERNATING.get(language, {}))
    elif values:
        key = f"{kind}: {sorted(values)}"
    return Word(text, kind, key, place, joined, values)


def _without_first_capitals(found: list[Word], first: set[int]) -> Iterator[Word]:
    """Yield the words; those are ordinary ones that only their place gives a capital."""
    for word, following in zip_longest(found, found[1:]):
        is_run = following is not None and following.kind == "name" and following.joined
        if word.kind == "name" and word.place in first and not is_run and word.text[1:].islower():
            yield replace(word, kind="word")
        else:
            yield word


def without_plain(chinese: str) -> str:
    """Return a stretch of Chinese with a blank for each word that says nothing of what happened."""
    return _plain_chinese().sub(" ", chinese)


@cache
def plain(language: str) -> frozenset[str]:
    """Return the words that say nothing of what happened, of a language without its script."""
    return frozenset(
        word
        for tongue, listed in rows("checks/plain_words.tsv")
        if tongue == language
        for word in listed.split()
    )


@cache
def _plain_chinese() -> re.Pattern[str]:
    return re.compile("|".join(sorted(plain("zh"), key=len, reverse=True)))
