"""Reads the numbers of a text in English, Ukrainian or Russian."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.text.function_words import function_words
from summarizer.text.mention import Mention, readings
from summarizer.text.number_shapes import pairs, relative_dates, shapes
from summarizer.text.number_tokens import Token, fold, small, tokens
from summarizer.text.number_words import AmountReader, word_weight
from summarizer.text.numerals import compound, months, signs, tail_unit, unit_of, units, weekdays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.text.number_sums import Amount

_RANGE_MARK = re.compile(r" ?[-–—] ?")
_MONEY_BEFORE = frozenset("$€£¥₽₴")
_STEM = 5
_DASHES = frozenset("-–—/")
_YEAR = 1000
_INCHES = 12
_WEIGHTS = ("loose", "weak", "strong")
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
        self._folded, self._lowered, self._language = folded, lowered, language
        self._taken = taken
        self._tokens: list[Token] = tokens(lowered, language)
        self._amounts = AmountReader(lowered, self._tokens, language)

    def mentions(self) -> Iterator[Mention]:
        """Yield the mentions, ranges joined."""
        last: tuple[Mention, Amount] | None = None
        index = 0
        while index < len(self._tokens):
            time = self._half_hour(index)
            if time is not None:
                mention, index = time
                yield mention
                continue
            amount = None if self._is_taken(index) else self._amounts.read(index)
            if amount is None:
                single = None if self._is_taken(index) else self._single(index)
                if single is not None:
                    yield single
                index += 1
                continue
            mention, end = self._mention(index, amount)
            if last is not None:
                yield self._ranged(last, mention, amount, index)
            last = (mention, amount)
            index = max(end, amount.end)
        if last is not None:
            yield last[0]

    def _half_hour(self, index: int) -> tuple[Mention, int] | None:
        """Read half past seven, «пів на восьму», with the token after it."""
        for role, half in (("half_after", 0.5), ("half_before", -0.5)):
            for phrase in signs(role, self._language):
                size = len(phrase.split())
                words = [self._word(index + step) for step in range(size)]
                hour = self._amounts.read(index + size) if words == phrase.split() else None
                if hour is None or hour.values[0] not in range(1, 13):
                    continue
                if half < 0 and hour.kind != "ordinal":
                    continue
                span = Span(self._tokens[index].start, self._tokens[hour.end - 1].end)
                time = hour.values[0] + half
                return Mention(span, readings(time, time + 12), "clock"), hour.end
        return None

    def _is_taken(self, index: int) -> bool:
        token = self._tokens[index]
        return any(span.start < token.end and token.start < span.end for span in self._taken)

    def _word(self, index: int) -> str:
        return self._tokens[index].word if 0 <= index < len(self._tokens) else ""

    def _single(self, index: int) -> Mention | None:
        """Return a month, or a number grown together with what it counts."""
        token = self._tokens[index]
        span = Span(token.start, token.end)
        month = self._month(index)
        if month:
            return Mention(span, readings(month), "month")
        for role, hours in (("noon", (12,)), ("midnight", (0, 24))):
            if token.word in signs(role, self._language):
                return Mention(span, readings(*hours), "clock", "loose")
        weekday = weekdays(self._language).get(token.word)
        if weekday:
            return Mention(span, readings(weekday), "weekday")
        grown = compound(token.word, self._language)
        if grown is None:
            return self._prefixed(token) or self._bare(token)
        return Mention(
            span, readings(grown.value), weight=word_weight(grown.value), unit=grown.unit
        )

    def _prefixed(self, token: Token) -> Mention | None:
        """Read «півмільйона», «полгода»: a half grown together with what it halves."""
        for prefix in ("пів", "пол"):
            rest = token.word.removeprefix(prefix)
            if rest == token.word or len(rest) < 3:
                continue
            span = Span(token.start, token.end)
            scale = self._amounts.scale_of(rest)
            if scale:
                return Mention(span, readings(scale / 2))
            unit = unit_of(rest, self._language)
            if unit and rest not in ("ку", "ки"):
                return Mention(span, readings(0.5), "fraction", "loose", unit)
        return None

    def _bare(self, token: Token) -> Mention | None:
        """Read a length of time without a number: a decade, «доба»."""
        unit = unit_of(token.word, self._language)
        if not unit or units()[unit].dimension not in ("time", "months"):
            return None
        return Mention(Span(token.start, token.end), frozenset(), "bare", "loose", unit)

    def _month(self, index: int) -> int:
        """Return the month that a word names, 0 where it is a word of another meaning."""
        token = self._tokens[index]
        known = months(self._language)
        near = [self._tokens[at] for at in (index - 1, index + 1) if 0 <= at < len(self._tokens)]
        has_stop = self._folded[token.end : token.end + 1] == "."
        is_name = self._folded[token.start].isupper()
        if any(other.values for other in near) or (has_stop and is_name):
            return known.get(token.word) or known.get(f"{token.word}.", 0)
        is_doubtful = token.word in signs("month_too", self._language)
        if is_doubtful and self._word(index - 1) not in signs("month_before", self._language):
            return 0
        if self._language == "en" and is_doubtful and not is_name:
            return 0
        return known.get(token.word, 0)

    def _mention(self, index: int, amount: Amount) -> tuple[Mention, int]:
        """Return the mention of an amount, with its unit and noun, and the token after it."""
        values, end = self._spelt_out(amount.values, index), amount.end
        first = self._tokens[index]
        unit = self._money_before(index)
        start = self._tokens[index - 1].start if unit else first.start
        following = self._word(end)
        attached = end < len(self._tokens) and self._amounts.gap(end) == ""
        if first.values and attached and following in _SUFFIXES and self._language == "en":
            scaled = tuple(value * _SUFFIXES[following] for value in values)
            values = scaled if unit else (*scaled, *values)
            end += 1
        after, named = self._unit(end)
        kind, weight, parts = amount.kind, amount.weight, amount.parts
        if kind == "ordinal" and self._word(index - 1) in signs("each", self._language):
            kind, parts = "fraction", (1.0, values[0])
        if values == (1.0,):
            weight = min(weight, "weak", key=_WEIGHTS.index)
        if named == "century" and kind in ("ordinal", "count"):
            kind = "century"
        if named == "second" and amount.kind == "ordinal":
            named = ""
        if named and weight == "weak" and named in ("percent", "point"):
            weight = "strong"
        if named == "foot" and (inches := self._inches(after)):
            values, after = (values[0] + inches / _INCHES,), after + 1
        noun = self._noun(after)
        span = Span(start, self._tokens[max(end, after if named else end) - 1].end)
        mention = Mention(span, readings(*values), kind, weight, unit or named, noun, parts)
        return mention, after

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
