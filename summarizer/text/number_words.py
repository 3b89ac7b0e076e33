"""Reads the numbers that words and digits make together in English, Ukrainian and Russian."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.text.number_sums import Amount, Sum
from summarizer.text.numerals import Numeral, numerals, signs, unit_of

if TYPE_CHECKING:
    from summarizer.text.mention import Weight
    from summarizer.text.number_tokens import Token

_JOINT = re.compile(r"[ \u00a0\u2009\u202f]?[-‐‑]?[ \u00a0\u2009\u202f]?|\.[ \u00a0]?")
# From this on a number in words is not left out, or said otherwise, without need.
_LARGE = 13
_DOZEN, _HUNDRED = 12, 100


class AmountReader:
    """Reads amounts out of the tokens of one text."""

    def __init__(self, text: str, tokens: list[Token], language: str) -> None:
        """Take a folded text in small letters and its tokens."""
        self._text, self._tokens, self._language = text, tokens, language
        self._words = numerals(language)

    def gap(self, index: int) -> str:
        """Return what stands between a token and the one before it."""
        return self._text[self._tokens[index - 1].end : self._tokens[index].start]

    def joined(self, index: int) -> bool:
        """Say whether a token can belong to a number with the one before it."""
        return 0 < index < len(self._tokens) and bool(_JOINT.fullmatch(self.gap(index)))

    def near(self, index: int) -> bool:
        """Say whether a token follows the one before it with at most a blank or hyphen between."""
        return self.joined(index) or (0 < index < len(self._tokens) and self.gap(index) == "")

    def scale_of(self, word: str) -> float:
        """Return what a word multiplies by (thousand, dozen), 0 for other words."""
        known = self._words.get(word, ())
        return next((n.value for n in known if n.role in ("scale", "scales", "group")), 0.0)

    def role(self, index: int, *roles: str) -> Numeral | None:
        """Return what a token says in the first of these roles that it has."""
        if index >= len(self._tokens):
            return None
        known = self._words.get(self._tokens[index].word, ())
        return next((numeral for role in roles for numeral in known if numeral.role == role), None)

    def is_number(self, index: int) -> bool:
        """Say whether a token is digits or a word for a number."""
        token = self._tokens[index]
        return bool(token.values) or token.word in self._words

    def read(self, index: int) -> Amount | None:
        """Return the number that begins with a token, None where none does."""
        if index >= len(self._tokens):
            return None
        if self._tokens[index].values:
            return self._ordinal_digits(index) or self._sum(index)
        if self._tokens[index].word not in self._words:
            return None
        return (
            self._order_of_magnitude(index)
            or self._halved(index)
            or self._sum(index)
            or self._alone(index)
        )

    def _word(self, index: int) -> str:
        return self._tokens[index].word if index < len(self._tokens) else ""

    def _ordinal_digits(self, index: int) -> Amount | None:
        """Read 21st, 21-й, 90s and 1990-х."""
        after = index + 1
        values = self._tokens[index].values
        if after < len(self._tokens) and self.gap(after) in ("'", "’") and self._word(after) == "s":
            return self._decade(values[0], after + 1)
        if after >= len(self._tokens) or self.gap(after) not in ("", "-", "‑"):
            return None
        ending = self._word(after)
        whole = values[0].is_integer()
        if ending in signs("decade", self._language) and whole and values[0] % 10 == 0:
            return self._decade(values[0], after + 1)
        if ending in signs("ordinal", self._language) and whole and self._is_ending(after):
            weight: Weight = "weak" if values[0] < _LARGE else "strong"
            return Amount(values, after + 1, "ordinal", weight)
        return None

    def _is_ending(self, index: int) -> bool:
        """Say whether letters after digits are an ending, and not a word of their own."""
        return self._language == "en" or self.gap(index) in ("-", "‑")

    def _decade(self, value: float, end: int) -> Amount:
        return Amount((value, value % _HUNDRED) if value >= 1000 else (value,), end, "decade")

    def _order_of_magnitude(self, index: int) -> Amount | None:
        """Read hundreds, tens of thousands, several million, «сотни», «кілька тисяч»."""
        first = self.role(index, "vague", "few", "scales")
        if first is None or (first.role == "few" and not self._multiplier(index + 1)):
            return None
        if first.role == "scales" and self.joined(index) and self._tokens[index - 1].values:
            return None
        value, end = first.value, index + 1
        while True:
            after = end + 1 if self._word(end) in signs("of", self._language) else end
            factor = self._multiplier(after)
            if factor is None or not self.joined(end):
                return Amount((value,), end, "vague", "weak")
            value, end = value * factor.value, after + 1

    def _multiplier(self, index: int) -> Numeral | None:
        return self.role(index, "hundred", "scales", "scale", "group", "vague")

    def _halved(self, index: int) -> Amount | None:
        """Read half a million, «пів мільйона», «півтора десятка»."""
        half = self.role(index, "half")
        is_half = self._language == "en" and self._word(index) == "half"
        if half is None and not is_half:
            return None
        after = index + 1
        if is_half and self._word(after) in ("a", "an"):
            after += 1
        value = half.value if half else 0.5
        factor = self.role(after, "hundred", "scale", "scales", "group")
        if factor is not None and self.joined(after):
            return Amount(_grouped((value,), factor), after + 1, scale=factor.value)
        if half is None:
            is_measure = after > index + 1 and unit_of(self._word(after), "en")
            return Amount((value,), after, "fraction", "loose", (1, 2)) if is_measure else None
        return Amount((value,), index + 1, "fraction", "loose" if value < 1 else "weak")

    def _sum(self, index: int) -> Amount | None:
        """Read a number that adds up: digits, words, and what multiplies them."""
        sum_ = Sum(digits=bool(self._tokens[index].values))
        at = index
        while at < len(self._tokens) and (at == index or self.joined(at)):
            cardinal = self.role(at, "cardinal")
            ordinal = self.role(at, "ordinal")
            scale = self.role(at, "scale", "scales")
            hundred = self.role(at, "hundred")
            if self._tokens[at].values:
                if at > index and not (sum_.is_round and self._is_scaled(at + 1, sum_.last)):
                    break
                sum_.current = self._tokens[at].values
            elif cardinal and sum_.takes(cardinal.value):
                sum_.add(cardinal.value)
            elif ordinal and not cardinal and at > index and sum_.takes(ordinal.value):
                value = sum_.values[0] + ordinal.value
                return Amount((value,), at + 1, "ordinal", word_weight(value))
            elif hundred and not sum_.digits and max(sum_.current, default=1) < hundred.value:
                sum_.current = tuple(value * hundred.value for value in sum_.current or (1.0,))
            elif scale and scale.value < sum_.last and (sum_.current or at == index):
                sum_.multiply(scale.value)
            elif not self._goes_on(at, sum_):
                break
            at += 1
        if at == index:
            return None
        return self._finish(sum_, at)

    def _is_scaled(self, at: int, last: float) -> bool:
        """Say whether a token multiplies, by less than `last`: 2 million 300 thousand."""
        scale = self.role(at, "scale", "scales")
        return scale is not None and scale.value < last

    def _goes_on(self, at: int, sum_: Sum) -> bool:
        """Say whether a token is the «and» of two hundred and five."""
        following = self.role(at + 1, "cardinal", "ordinal")
        return (
            self._word(at) in signs("and", self._language)
            and following is not None
            and not sum_.digits
            and sum_.values[0] >= _HUNDRED
            and sum_.takes(following.value)
        )

    def _finish(self, sum_: Sum, end: int) -> Amount:
        """Read what may follow a number: a half, a fraction, a group."""
        values, scale = sum_.values, sum_.scale
        half = self._and_half(end)
        if half:
            factor = self.role(half, "scale", "scales", "group")
            step = 0.5 * scale
            values = tuple(value + step for value in values)
            if factor is None or scale > 1:
                return Amount(values, half, scale=scale)
            return Amount(
                tuple(value * factor.value for value in values), half + 1, scale=factor.value
            )
        part = self.role(end, "part")
        if part and self.joined(end) and scale == 1 and values[0] < part.value:
            return self._fraction(values[0], part, end)
        whole = self.role(end, "whole")
        decimal = self._decimal(values[0], end + 1) if whole and self.joined(end) else None
        if decimal:
            return decimal
        group = self.role(end, "group")
        if group and self.joined(end) and scale == 1:
            return Amount(_grouped(values, group), end + 1, scale=group.value)
        weight: Weight = "strong" if sum_.digits else word_weight(values[0])
        return Amount(values, end, "count", weight, scale=scale)

    def _fraction(self, above: float, part: Numeral, index: int) -> Amount:
        """Read two thirds; seven hundredth may be a place in a row as well."""
        weight: Weight = "strong" if above > 1 else "weak"
        is_place = part.value >= _HUNDRED and self.role(index, "ordinal")
        values = (above / part.value, *((above * part.value,) if is_place else ()))
        return Amount(values, index + 1, "fraction", weight, (above, part.value))

    def _decimal(self, whole: float, index: int) -> Amount | None:
        """Read what follows in two point five, «две целых пять десятых»."""
        if not self.joined(index):
            return None
        if self._language == "en":
            digits, at = "", index
            while (numeral := self.role(at, "cardinal")) and numeral.value < 10:
                digits, at = f"{digits}{numeral.value:.0f}", at + 1
            value = float(f"{whole:.0f}.{digits}") if digits else 0.0
            return Amount((value,), at) if digits else None
        above = self._sum(index)
        if above is None or above.kind != "fraction":
            return None
        return Amount((whole + above.values[0],), above.end)

    def _and_half(self, index: int) -> int:
        """Return the end of «and a half» at a token, 0 where there is none."""
        if not self.joined(index):
            return 0
        for phrase, known in self._words.items():
            if known[0].role == "and_half":
                words = phrase.split()
                ahead = [self._word(index + step) for step in range(len(words))]
                if ahead == words:
                    return index + len(words)
        return 0

    def _alone(self, index: int) -> Amount | None:
        """Read a word that is a number of its own."""
        found = self.role(index, "ordinal", "part", "group", "decade", "loose")
        if found is None:
            return None
        if found.role == "group":
            return Amount(_grouped((1.0,), found), index + 1, weight="weak")
        if found.role == "decade":
            return Amount((found.value, 1900 + found.value), index + 1, "decade", "weak")
        if found.role == "part":
            return Amount((1 / found.value,), index + 1, "fraction", "loose", (1, found.value))
        if found.role == "ordinal":
            part = self.role(index, "part")
            values = (found.value, 1 / found.value) if part else (found.value,)
            return Amount(values, index + 1, "ordinal", word_weight(found.value))
        return Amount((found.value,), index + 1, weight="loose")


def _grouped(values: tuple[float, ...], factor: Numeral) -> tuple[float, ...]:
    """Multiply; a dozen of something is often rendered as ten."""
    by = (factor.value, 10.0) if factor.value == _DOZEN else (factor.value,)
    return tuple(value * times for times in by for value in values)


def word_weight(value: float) -> Weight:
    """Return how surely a number in words is rendered as a number."""
    if value >= _LARGE or not value.is_integer():
        return "strong"
    return "weak" if value > 1 else "loose"
