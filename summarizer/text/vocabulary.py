"""Knows the words of an article: which it has, where, and how far apart."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.text.wording import alike, beginning, without_plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.text.wording import Kind, Word

# A sentence's end parts two words like so many words between them.
_SENTENCE_ENDS = 5
_LONGEST_ACRONYM = 6


class Vocabulary:
    """The words of an article, in their order.

    Words are compared as `alike` does, figures and dates as a whole. Time and memory grow with the
    length of the article.
    """

    def __init__(self, article: Sequence[str], language: str) -> None:
        """Take the article's sentences, in a served language."""
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._values: defaultdict[tuple[Kind, float], list[int]] = defaultdict(list)
        self._pairs: set[str] = set()
        self._acronyms: set[str] = set()
        self._common: set[str] = set()
        initials = []
        start = 0
        for sentence in article:
            found = words(sentence, language)
            for word in found:
                place = start + word.place
                for value in word.values:
                    self._values[word.kind, value].append(place)
                if word.kind == "han":
                    self._pairs.update(map("".join, pairwise(word.text)))
                elif not word.values:
                    self._places[word.key].append(place)
                if word.text.islower():
                    self._common.add(word.key)
                if word.is_acronym:
                    self._acronyms.add(word.text)
            initials.append("".join(word.text[0] for word in found if word.kind != "plain"))
            start += len(found) + _SENTENCE_ENDS
        self._initials = " ".join(initials)
        self._beginnings: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._places:
            self._beginnings[beginning(key)].append(key)
        self._found: dict[str, tuple[int, ...]] = {}
        self._distances: dict[tuple[str, str], int] = {}

    def places(self, word: Word) -> tuple[int, ...]:
        """Return where the article has the word, in some form, counted in words from its start."""
        if word.key not in self._found:
            self._found[word.key] = self._look_up(word)
        return self._found[word.key]

    def has(self, word: Word) -> bool:
        """Say whether the article has the word, in some form; of an acronym also its words."""
        return bool(self.places(word)) or (word.is_acronym and self._spells(word.text))

    def distance(self, one: Word, other: Word) -> int:
        """Return the least distance, in words, between two words that the article has."""
        keys = one.key, other.key
        if keys not in self._distances:
            self._distances[keys] = self._measure(one, other)
        return self._distances[keys]

    def is_common(self, word: Word) -> bool:
        """Say whether the article writes the word with a small letter somewhere: it is no name."""
        return word.key in self._common

    def spelled_out(self, found: Sequence[Word]) -> frozenset[int]:
        """Return the places of the words, of those given, that spell out an acronym it has."""
        telling = [word for word in found if word.kind != "plain"]
        return frozenset(
            word.place
            for start in range(len(telling))
            for end in range(start + 2, min(start + _LONGEST_ACRONYM, len(telling)) + 1)
            if "".join(word.text[0] for word in telling[start:end]).upper() in self._acronyms
            for word in telling[start:end]
        )

    def new_chinese(self, stretch: str) -> Iterator[str]:
        """Yield the parts of a stretch of Chinese of which the article has no two characters."""
        known: set[int] = set()
        for place, pair in enumerate(map("".join, pairwise(stretch))):
            if pair in self._pairs:
                known |= {place, place + 1}
        rest = "".join(" " if place in known else sign for place, sign in enumerate(stretch))
        yield from (part for part in without_plain(rest).split() if len(part) > 1)

    def _spells(self, acronym: str) -> bool:
        """Say whether words side by side, the first with a capital, have these initials."""
        if len(acronym) == 2:
            return acronym in self._initials
        first, rest = acronym[0], re.escape(acronym[1:])
        return re.search(f"{first}(?i:{rest})", self._initials) is not None

    def _measure(self, one: Word, other: Word) -> int:
        few, many = sorted((self.places(one), self.places(other)), key=len)
        return min(
            abs(place - near)
            for place in few
            for at in [bisect(many, place)]
            for near in many[max(0, at - 1) : at + 1]
        )

    def _look_up(self, word: Word) -> tuple[int, ...]:
        if word.values:
            said = (self._values.get((word.kind, value), ()) for value in word.values)
            return tuple(sorted({place for places in said for place in places}))
        if word.is_acronym:
            return tuple(self._places.get(word.key, ()))
        forms = filter(
            lambda key: alike(key, word.key), self._beginnings.get(beginning(word.key), ())
        )
        return tuple(sorted(place for form in forms for place in self._places[form]))
