"""Reads the numbers of a text in English, Ukrainian or Russian."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.text.function_words import function_words
from summarizer.text.mention import Mention, readings
from summarizer.text.number_shapes import pairs, relative_dates, shapes
from summarizer.text.number_singles import SingleReader
from summarizer.text.number_tokens import Token, fold, small, tokens
from summarizer.text.number_words import AmountReader
from summarizer.text.numerals import signs, tail_unit, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.text.number_sums import Amount

_RANGE_MARK = re.compile(r" ?[-–—] ?")
_MONEY_BEFORE = frozenset("$€£¥₽₴")
_STEM = 5
_DASHES = frozenset("-–—/")
_YEAR = 1000
_INCHES = 12
_SHARES = frozenset({"percent", "point"})
# Letters that multiply digits they are written to (£5m); they may stand for metres and tonnes too.
_SUFFIXES = {"m": 1e6, "b": 1e9, "k": 1e3, "t": 1e12}


def mentions(text: str, language: str) -> Iterator[Mention]:
    """Yield the numbers of a text in their order."""
    folded = fold(text)
    lowered = small(folded)
    found = shapes(folded, lowered, language)
    taken = [span for span, _ in found]
    for _, shaped in found:
        yield from shaped
    yield from pairs(lowered)
    yield from relative_dates(lowered, language)
    yield from _Reader(folded, lowered, language, taken).mentions()


class _Reader:
    """Reads what words and digits say, outside of what is known by its shape."""

    def __init__(self, folded: str, lowered: str, language: str, taken: list[Span]) -> None:
        self._lowered, self._language, self._taken = lowered, language, taken
        self._tokens: list[Token] = tokens(lowered, language)
        self._amounts = AmountReader(lowered, self._tokens, language)
        self._singles = SingleReader(folded, self._tokens, self._amounts, language)

    def mentions(self) -> Iterator[Mention]:
        """Yield the mentions, ranges joined."""
        last: tuple[Mention, Amount] | None = None
        index = 0
        while index < len(self._tokens):
            if self._is_taken(index):
                index += 1
                continue
            single, after = self._singles.read(index)
            amount = self._amounts.read(index) if single is None else None
            if single is not None:
                yield single
            if amount is not None:
                mention, after = self._mention(index, amount)
                if last is not None:
                    yield self._ranged(last, mention, amount, index)
                last = (mention, amount)
            index = after
        if last is not None:
            yield last[0]

    def _is_taken(self, index: int) -> bool:
        token = self._tokens[index]
        return any(span.start < token.end and token.start < span.end for span in self._taken)

    def _word(self, index: int) -> str:
        return self._tokens[index].word if 0 <= index < len(self._tokens) else ""

    def _mention(self, index: int, amount: Amount) -> tuple[Mention, int]:
        """Return the mention of an amount, with its unit and noun, and the token after it."""
        money = self._money_before(index)
        values, end = self._multiplied(self._spelt_out(amount.values, index), amount.end, money)
        after, unit = self._unit(end)
        if unit == "second" and amount.kind == "ordinal":
            after, unit = end, ""
        if unit == "foot" and (inches := self._inches(after)):
            values, after = (values[0] + inches / _INCHES,), after + 1
        kind, parts = amount.kind, amount.parts
        if kind == "ordinal" and self._word(index - 1) in signs("each", self._language):
            kind, parts = "fraction", (1.0, values[0])
        elif unit == "century" and kind in ("ordinal", "count"):
            kind = "century"
        weight = amount.weight
        if weight == "weak" and unit in _SHARES:
            weight = "strong"
        elif weight == "strong" and values == (1.0,):
            weight = "weak"
        elif values == (2.0,) and self._word(index - 1) in signs("both", self._language):
            weight = "loose"
        start = self._tokens[index - 1 if money else index].start
        span = Span(start, self._tokens[after - 1].end)
        unit, noun = money or unit, self._noun(after)
        return Mention(span, readings(*values), kind, weight, unit, noun, parts), after

    def _multiplied(
        self, values: tuple[float, ...], end: int, money: str
    ) -> tuple[tuple[float, ...], int]:
        """Read the letter that multiplies digits (£5m), which may be a unit too but after money."""
        attached = end < len(self._tokens) and (
            self._amounts.gap(end) == "" or (bool(money) and self._amounts.joined(end))
        )
        letter = self._word(end)
        if not attached or letter not in _SUFFIXES or self._language != "en":
            return values, end
        scaled = tuple(value * _SUFFIXES[letter] for value in values)
        return (scaled if money else (*scaled, *values)), end + 1

    def _spelt_out(self, values: tuple[float, ...], index: int) -> tuple[float, ...]:
        """Return the readings with the one that 87 has in 1981-87."""
        before = self._tokens[index - 1].values if index else ()
        value = values[0]
        if not before or self._amounts.gap(index) not in _DASHES:
            return values
        if _YEAR <= before[0] < 2 * _YEAR + _YEAR and value < 100 and value.is_integer():
            return (*values, before[0] // 100 * 100 + value)
        return values

    def _money_before(self, index: int) -> str:
        sign = self._word(index - 1)
        if sign in _MONEY_BEFORE or sign in ("usd", "eur", "gbp", "uah", "rub"):
            return unit_of(sign, self._language)
        return ""

    def _unit(self, end: int) -> tuple[int, str]:
        """Return the unit that follows, and the token after it."""
        if self._word(end) in signs("filler", self._language) and self._amounts.joined(end):
            after, unit = self._unit(end + 1)
            return (after, unit) if unit else (end, "")
        if not self._amounts.near(end):
            return end, ""
        word = self._word(end)
        for phrase, size in ((f"{word} {self._word(end + 1)}", 2), (word, 1)):
            unit = unit_of(phrase, self._language) if end + size <= len(self._tokens) else ""
            if not unit and size == 1 and self._amounts.gap(end) in ("-", "‑"):
                unit = tail_unit(self._language).get(word, "")
            if unit and not self._runs_on(end + size):
                return end + size, unit
        return end, ""

    def _runs_on(self, index: int) -> bool:
        """Say whether a token is glued to the one before it: the T of T20 is no tonne."""
        return index < len(self._tokens) and self._amounts.gap(index) == ""

    def _inches(self, index: int) -> float:
        """Return the inches of 6-foot-6 and 5 feet 7 inches, 0 where there are none."""
        values = self._tokens[index].values if index < len(self._tokens) else ()
        joined = self._amounts.joined(index)
        return values[0] if joined and values and 0 < values[0] < _INCHES else 0.0

    def _noun(self, index: int) -> str:
        """Return the beginning of the word that is counted, as far as one follows."""
        for at in range(index, min(index + 4, len(self._tokens))):
            word = self._word(at)
            if word[0].isalpha() and word not in function_words(self._language):
                return word[:_STEM]
        return ""

    def _ranged(
        self, last: tuple[Mention, Amount], mention: Mention, amount: Amount, index: int
    ) -> Mention:
        """Return the first end of a range, with the multiplier and unit of the other end."""
        first, read = last
        between = self._lowered[first.span.end : self._tokens[index].start]
        joined = _RANGE_MARK.fullmatch(between) or (between.strip() in signs("to", self._language))
        if not joined or amount.kind not in ("count", "vague") or read.kind != "count":
            return first
        values = first.values
        if amount.scale > 1 and read.scale == 1:
            values |= readings(*(value * amount.scale for value in values))
        return replace(first, values=values, unit=first.unit or mention.unit)
