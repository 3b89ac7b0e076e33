"""Measures how much of an article's story each of its sentences tells."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from summarizer.languages import primary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# The numbers below were chosen on English and Russian reference summaries and on parallel
# documents (see benchmarks/README.md); none of them is a sharp optimum.

# A short unit, about a morpheme, and a longer one, about a word: characters of a Chinese text
# (a Latin word or a number counts as one), letters and blanks of any other.
_UNITS_CHINESE = (1, 2)
_UNITS = (4, 6)
# What a first sentence gains over the mean sentence's centrality of 1: more where it is known to be
# the lead, less where the text may start anywhere.
_KNOWN_LEAD = 12.0
_LEAD = 1.0
# In a summary of n, the gain is half of the first one's after an nth of so many sentences: the
# longer the summary, the more it is the lead and what matters most elsewhere.
_LEAD_HALVES = 8.0
# What is added to a sentence's length, in mean lengths, before its weight is divided by it: so much
# in a summary of one, a fourth of it for each sentence more. A short summary wants sentences that
# carry much, a longer one those that carry much for their length.
_BALLAST, _BALLAST_FALLS = 4.0, 4.0
# How far a sentence that says the whole headline is raised.
_HEADLINE = 1.0
# Sentences below this share of the mean length lose in proportion; so do those above that multiple.
_TOO_SHORT = 0.3
_TOO_LONG = 4.0

_CHINESE_UNIT = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_NO_LETTER = re.compile(r"[\W_]+")


class Salience:
    """The salience of each sentence: centrality, place, and what it shares with the headline.

    Centrality is the mean weight of a sentence's character n-grams, where the weight of an n-gram
    is the logarithm of the number of sentences that have it: a cheap relative of the centroid
    (Radev and others, "Centroid-based summarization of multiple documents", 2004) that asks no
    word list of a language. Time and memory grow with the length of the text.
    """

    def __init__(
        self,
        sentences: Sequence[str],
        statements: Sequence[bool],
        language: str,
        headline: str | None,
        *,
        from_the_top: bool,
    ) -> None:
        """Measure `sentences`, of a served language.

        `statements` says which are to be reckoned with: only they set the mean and push the ones
        after them back. `from_the_top` says that the first is known to be the article's first.
        """
        # Dictionaries, not sets: their order, so the last digit of a sum, is that of the text.
        self._grams = [dict.fromkeys(_grams(sentence, language)) for sentence in sentences]
        found = Counter(gram for grams in self._grams for gram in grams)
        self._weights = {gram: math.log(times) for gram, times in found.items()}
        self._totals = [sum(map(self._weights.__getitem__, grams)) for grams in self._grams]
        self._statements = statements
        self._lengths = self._over_mean([len(grams) for grams in self._grams])
        self._lead = _KNOWN_LEAD if from_the_top else _LEAD
        self._shared = self._shared_with(headline or "", language)

    def scores(self, count: int) -> list[float]:
        """Return the salience of each sentence for a summary of `count` sentences."""
        ballast = _BALLAST * _BALLAST_FALLS ** (1 - count)
        centralities = self._over_mean(
            [
                # In a summary of many hundreds nothing is left of the ballast.
                total / (length + ballast or 1.0)
                for total, length in zip(self._totals, self._lengths, strict=True)
            ]
        )
        return [
            (centrality + place + _HEADLINE * shared)
            * min(1, length / _TOO_SHORT, _TOO_LONG / max(length, 1))
            for centrality, place, shared, length in zip(
                centralities, self._places(count), self._shared, self._lengths, strict=True
            )
        ]

    def repeated(self, index: int, other: int) -> float:
        """Return how much of sentence `index` the sentence `other` says too, 0 to 1."""
        grams, told = self._grams[index], self._grams[other]
        # An n-gram that no other sentence has weighs nothing in centrality, but it is news here.
        shared = sum(1 + self._weights[gram] for gram in grams if gram in told)
        return shared / (len(grams) + self._totals[index]) if grams else 0.0

    def _places(self, count: int) -> list[float]:
        """Return what each sentence gains by its place in a summary of `count`."""
        gains, before = [], 0.0
        for length, is_statement in zip(self._lengths, self._statements, strict=True):
            gains.append(self._lead / (1 + before * count / _LEAD_HALVES))
            # A caption or a date line is short, and hardly moves the lead back.
            before += min(1, length) if is_statement else 0
        return gains

    def _shared_with(self, headline: str, language: str) -> list[float]:
        """Return how much of the headline each sentence says, 0 to 1."""
        weights = {
            gram: 1 + self._weights[gram]
            for gram in dict.fromkeys(_grams(headline, language))
            if gram in self._weights
        }
        total = sum(weights.values()) or 1.0
        return [
            sum(weight for gram, weight in weights.items() if gram in grams) / total
            for grams in self._grams
        ]

    def _over_mean(self, values: Sequence[float]) -> list[float]:
        """Return `values` over the mean of the statements' (of all, where there is none)."""
        meant = [v for v, counts in zip(values, self._statements, strict=True) if counts] or values
        mean = sum(meant) / len(meant) or 1.0
        return [value / mean for value in values]


def _grams(sentence: str, language: str) -> Iterator[str]:
    if primary(language) == "zh":
        units: Sequence[str] = _CHINESE_UNIT.findall(sentence.lower())
        sizes = _UNITS_CHINESE
    else:
        units = _NO_LETTER.sub(" ", f" {sentence.lower()} ")
        sizes = _UNITS
    for size in sizes:
        for start in range(len(units) - size + 1):
            yield "".join(units[start : start + size])
