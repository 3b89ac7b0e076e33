"""Finds the sentences of an article that bear a sentence written about it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# The numbers below were chosen on the pairs of tests/data/provenance.jsonl; none of them is a sharp
# optimum.

# Letters of a unit. Inflection changes the end of a word, and leaves most of its units.
_UNIT = 4
# What a number, and each unit of a capitalised word, weigh for one of another word.
_NUMBER, _NAME = 6.0, 2.0
# A further source must add this share of what the article says of the written sentence ...
_ADDS = 0.12
# ... and this share of what it says itself: long sentences share a few units with anything.
_IS_USED = 0.15
_MOST = 3

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f,.]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    rf"|(?P<chinese>[{_HAN}]+)"
    rf"|[^\W\d_{_HAN}]+(?:['’ʼ][^\W\d_{_HAN}]+)*"
)
_THOUSANDS = re.compile(r"[ \u00a0\u202f,.](?=\d{3}(?!\d))")
_APOSTROPHES = str.maketrans("’ʼ", "''")


class Provenance:
    """The sentences of an article, ready to be asked which of them bear a written sentence.

    A sentence is covered unit by unit: numbers, character n-grams of words (so that "Києві" finds
    "Києва"), characters of Chinese and pairs of them. A unit weighs more the fewer sentences have
    it. The source that covers most comes first, further ones for what is left (the greedy cover of
    maximum coverage: Nemhauser, Wolsey and Fisher, 1978). Time grows with the length of the text.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        """Take the article's sentences, at least one, in a served language."""
        units = [_units(sentence) for sentence in sentences]
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        for index, found in enumerate(units):
            for unit in found:
                self._having[unit].append(index)
        self._rarity = {
            unit: math.log((len(sentences) + 1) / len(having))
            for unit, having in self._having.items()
        }
        self._told = [
            sum(weight * self._rarity[unit] for unit, weight in found.items()) for found in units
        ]

    def sources(self, written: str) -> tuple[int, ...]:
        """Return the indices of the sentences that bear `written`, in source order.

        There are one to three; where no sentence shares anything with it, the first.
        """
        left = {
            unit: weight * self._rarity[unit]
            for unit, weight in _units(written).items()
            if unit in self._rarity
        }
        least = _ADDS * sum(left.values())
        chosen: list[int] = []
        while left and len(chosen) < _MOST:
            best, added = self._best(left)
            if chosen and added < max(least, _IS_USED * self._told[best]):
                break
            chosen.append(best)
            left = {unit: gain for unit, gain in left.items() if best not in self._having[unit]}
        return tuple(sorted(chosen)) or (0,)

    def nearest(self, written: str) -> tuple[int, ...]:
        """Return the indices of all sentences, the one that shares most with `written` first."""
        left = {
            unit: weight * self._rarity.get(unit, 0.0) for unit, weight in _units(written).items()
        }
        shared = [0.0] * len(self._told)
        for unit, gain in left.items():
            for index in self._having.get(unit, ()):
                shared[index] += gain
        return tuple(sorted(range(len(shared)), key=lambda index: -shared[index]))

    def _best(self, left: dict[str, float]) -> tuple[int, float]:
        """Return the sentence that covers most of `left`, and how much that is."""
        covers: defaultdict[int, float] = defaultdict(float)
        for unit, gain in left.items():
            for index in self._having[unit]:
                covers[index] += gain
        return max(covers.items(), key=lambda item: (item[1], -item[0]))


def _units(sentence: str) -> dict[str, float]:
    """Return the units of a sentence, in their order, each with its weight."""
    units: dict[str, float] = {}
    for token in _TOKEN.finditer(sentence):
        text = token.group()
        if token.lastgroup == "number":
            units[_THOUSANDS.sub("", text).replace(",", ".")] = _NUMBER
        elif token.lastgroup == "chinese":
            units.update(dict.fromkeys(text, 1.0))
            units.update(dict.fromkeys(map("".join, pairwise(text)), 1.0))
        else:
            weight = _NAME if text[0].isupper() else 1.0
            word = f" {text.lower().translate(_APOSTROPHES)} "
            for start in range(max(1, len(word) - _UNIT + 1)):
                unit = word[start : start + _UNIT]
                units[unit] = max(weight, units.get(unit, 0.0))
    return units
