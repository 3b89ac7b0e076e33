"""Reads a sentence for the words that say what happened: figures, dates, names, and the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from summarizer.languages import primary
from summarizer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind: TypeAlias = Literal["figure", "date", "name", "word", "han", "plain"]

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    r"(?P<figure>\d{1,3}(?:[ \u00a0\u202f,]\d{3})+(?!\d)|\d+(?:[.,:]\d+)*)"
    rf"|(?P<han>[{_HAN}]+)"
    rf"|(?P<word>[^\W\d_{_HAN}]+(?:['’ʼ][^\W\d_{_HAN}]+)*)"
)
_GROUPING = re.compile(r"[ \u00a0\u202f,](?=\d{3}(?!\d))")
_POSSESSIVE = re.compile(r"['’ʼ]s?$")
_JOINT = re.compile(r"[ \u00a0]?[-‐]?[ \u00a0]?")
_BEGINS = re.compile(r"(?:^|[.!?…:\"“„«])\W*$")
_APOSTROPHES = str.maketrans("’ʼ", "''")
# Letters that take turns in the forms of one word: Київ, Києва; Львів, Львова; трёх, трех.
_ALTERNATING = {"uk": str.maketrans("іїєе", "оооо"), "ru": str.maketrans("ё", "е")}
# Forms of one word begin with the same letters: three, four from so many letters on, then five.
_LEAST, _FOUR_FROM, _FIVE_FROM = 3, 6, 9


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence.

    `text` is how it stands there, `key` what it is compared by: a figure without its grouping,
    which day or month it is, a word in small letters. `place` counts the words before it. `joined`
    says that nothing but a blank or a hyphen stands between it and the word before. A stretch of
    Chinese characters is one word, of the kind `han`; `plain` words say nothing of what happened.
    """

    text: str
    kind: Kind
    key: str
    place: int
    joined: bool

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
    for token in _TOKEN.finditer(sentence):
        joined = end >= 0 and _JOINT.fullmatch(sentence, end, token.start()) is not None
        if not joined and _BEGINS.search(sentence, max(0, end), token.start()):
            first.add(len(found))
        end = token.end()
        for text, kind, key in _read(token, tongue):
            found.append(Word(text, kind, key, len(found), joined))
            joined = True
            end = token.start() + len(text) if tongue == "en" else end
    return tuple(_without_first_capitals(found, first))


def beginning(key: str) -> str:
    """Return the letters that the keys of all forms of a word have."""
    return key[:_LEAST]


def alike(one: str, other: str) -> bool:
    """Say whether two keys look like forms of one word: inflection changes the end of a word."""
    longer = max(len(one), len(other))
    shared = _LEAST + (longer >= _FOUR_FROM) + (longer >= _FIVE_FROM)
    return one == other or (min(len(one), len(other)) >= _LEAST and one[:shared] == other[:shared])


def _read(token: re.Match[str], language: str) -> Iterator[tuple[str, Kind, str]]:
    """Yield the text, kind and key of what a token holds."""
    text = token.group()
    if token.lastgroup == "figure":
        yield text, "figure", _GROUPING.sub("", text).replace(",", ".")
    elif token.lastgroup == "han":
        yield from _read_han(text)
    else:
        text = _POSSESSIVE.sub("", text) if language == "en" else text
        small = text.lower().translate(_APOSTROPHES)
        is_capital = text[0].isupper()
        date = dates(language).get(small)
        if date is not None and (is_capital or language != "en"):
            yield text, "date", date
        elif small in plain(language) or len(text) == 1:
            yield text, "plain", small
        else:
            key = small.translate(_ALTERNATING.get(language, {}))
            yield text, "name" if is_capital else "word", key


def _read_han(text: str) -> Iterator[tuple[str, Kind, str]]:
    """Yield the dates in a stretch of Chinese, and what stands between them."""
    known = dates("zh")
    for part in _chinese_dates().split(text):
        if part in known:
            yield part, "date", known[part]
        elif part:
            yield part, "han", part


def _without_first_capitals(found: list[Word], first: set[int]) -> Iterator[Word]:
    """Yield the words; those are ordinary ones that only their place gives a capital."""
    for word, following in zip(found, [*found[1:], None], strict=True):
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
def dates(language: str) -> dict[str, str]:
    """Return the forms of days and months in a language, each with which it is."""
    return {
        form: which
        for tongue, which, forms in rows("checks/calendar.tsv")
        if tongue == language
        for form in forms.split()
    }


@cache
def _chinese_dates() -> re.Pattern[str]:
    return re.compile(f"({'|'.join(sorted(dates('zh'), key=len, reverse=True))})")


@cache
def _plain_chinese() -> re.Pattern[str]:
    return re.compile("|".join(sorted(plain("zh"), key=len, reverse=True)))
