"""Reads what single words say of numbers: months, days, noon, «дворічний», half past seven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.text.mention import Mention, readings
from summarizer.text.number_words import AmountReader, word_weight
from summarizer.text.numerals import compound, halves, months, signs, unit_of, units, weekdays

if TYPE_CHECKING:
    from summarizer.text.number_tokens import Token

_HOURS = 12
_SHORTEST = 3


class SingleReader:
    """Reads words that say a number, or a part of a date, without any other."""

    def __init__(
        self, folded: str, words: list[Token], amounts: AmountReader, language: str
    ) -> None:
        """Take a folded text, its tokens, and what reads amounts among them."""
        self._folded, self._tokens = folded, words
        self._amounts, self._language = amounts, language

    def read(self, index: int) -> tuple[Mention | None, int]:
        """Return what begins with a token, None where nothing does, and the token after it."""
        time = self._half_hour(index)
        if time is not None:
            return time
        if self._amounts.is_number(index):
            return None, index + 1
        return self._single(index), index + 1

    def _word(self, index: int) -> str:
        return self._tokens[index].word if 0 <= index < len(self._tokens) else ""

    def _half_hour(self, index: int) -> tuple[Mention, int] | None:
        """Read half past seven, «пів на восьму», with the token after it."""
        for role, half in (("half_after", 0.5), ("half_before", -0.5)):
            for phrase in signs(role, self._language):
                size = len(phrase.split())
                words = [self._word(index + step) for step in range(size)]
                hour = self._amounts.read(index + size) if words == phrase.split() else None
                if hour is None or hour.values[0] not in range(1, _HOURS + 1):
                    continue
                if half < 0 and hour.kind != "ordinal":
                    continue
                span = Span(self._tokens[index].start, self._tokens[hour.end - 1].end)
                time = hour.values[0] + half
                return Mention(span, readings(time, time + _HOURS), "clock"), hour.end
        return None

    def _single(self, index: int) -> Mention | None:
        """Return a month, a day, or a number grown together with what it counts."""
        token = self._tokens[index]
        span = Span(token.start, token.end)
        month = self._month(index)
        if month:
            return Mention(span, readings(month), "month")
        for role, hours in (("noon", (_HOURS,)), ("midnight", (0, 2 * _HOURS))):
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
        for prefix in halves(self._language):
            rest = token.word.removeprefix(prefix)
            if rest == token.word or len(rest) < _SHORTEST:
                continue
            span = Span(token.start, token.end)
            scale = self._amounts.scale_of(rest)
            if scale:
                return Mention(span, readings(scale / 2))
            unit = unit_of(rest, self._language)
            if unit:
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
