"""Says whether two mentions of a number, of one language or of two, are the same number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.text.numerals import units

if TYPE_CHECKING:
    from summarizer.text.mention import Mention

# A converted measure is rounded: so far from the exact value, of the value or of its last digit.
_ROUNDED = 0.03
_LAST_DIGIT = 0.6
_SMALL = 13
_DAY, _HALF_DAY = 24, 12
_TEN = 10
# What nobody writes for anything else.
_OF_ITS_OWN = frozenset({"month", "weekday", "century"})
_MONEY = "money"
_NOT_ROUNDED = frozenset({_MONEY, "share", "points"})
# A pound is money or a weight.
_MAY_BE = {"pound": {"gbp"}, "yuan_or_yen": {"cny", "jpy"}}
_ANY_MONEY = "some_money"


def agree(said: Mention, wanted: Mention) -> bool:
    """Say whether both may be the same number, said differently or in other units.

    A measure that was converted may be rounded as it is `said`, not as it is `wanted`.
    """
    one, other = said, wanted
    if "relative" in (one.kind, other.kind):
        return one.kind == other.kind and one.unit == other.unit and one.values == other.values
    if "bare" in (one.kind, other.kind):
        return is_converted(one, other)
    if "vague" in (one.kind, other.kind):
        return not one.values.isdisjoint(other.values)
    if {one.kind, other.kind} == {"century", "decade"}:
        return _same_hundred_years(one, other)
    if one.kind != other.kind and {one.kind, other.kind} & _OF_ITS_OWN:
        return _may_stand_for(one, other)
    if one.kind == other.kind == "clock":
        return _same_time(one, other)
    if _other_currency(one, other):
        return False
    if {one.unit, other.unit} == {"percent", "point"}:
        return False
    if _same_dimension(one, other):
        return is_converted(said, wanted)
    if one.values & other.values or _is_rounded(said, wanted):
        return True
    return _same_share(one, other) or is_converted(one, other)


def is_converted(said: Mention, wanted: Mention) -> bool:
    """Say whether both measure the same in different units: 2 inches, 5 cm; 24 hours, a day."""
    if not said.unit or not wanted.unit:
        return False
    if said.unit == wanted.unit:
        return "bare" in (said.kind, wanted.kind) and 1.0 in said.values | wanted.values
    to, from_ = units()[said.unit], units()[wanted.unit]
    if to.dimension == "degrees" == from_.dimension:
        return _same_temperature(said, wanted)
    if to.dimension != from_.dimension or to.factor is None or from_.factor is None:
        return False
    ratio = from_.factor / to.factor
    return any(
        _is_about(value * ratio, rounded)
        for value in wanted.values or (1.0,)
        for rounded in said.values or (1.0,)
    )


def _is_about(exact: float, rounded: float) -> bool:
    """Say whether a measure is the exact one, rounded to its own last digit."""
    step = 1.0
    while rounded and rounded % (step * _TEN) == 0:
        step *= _TEN
    if not rounded.is_integer():
        step = _TEN ** -len(f"{rounded:g}".partition(".")[2])
    return abs(exact - rounded) <= max(min(_LAST_DIGIT * step, exact / _TEN), exact * _ROUNDED)


def _same_temperature(one: Mention, other: Mention) -> bool:
    warm, warmer = (one, other) if one.unit == "celsius" else (other, one)
    return any(
        abs(degrees * 1.8 + 32 - said) <= 1 for degrees in warm.values for said in warmer.values
    )


def _may_stand_for(one: Mention, other: Mention) -> bool:
    """Compare a month or century with a number that does not say what it is."""
    kinds = {one.kind, other.kind}
    return (
        "century" in kinds and kinds <= {"century", "ordinal"} and bool(one.values & other.values)
    )


def _same_time(one: Mention, other: Mention) -> bool:
    """Compare clock times of 12 or 24 hours, in one time zone or two."""
    if one.zone and other.zone and not set(one.zone) & set(other.zone):
        return any(
            abs((a - ahead) % _DAY - (b - behind) % _DAY) < 1 / 60
            for a in one.values
            for ahead in one.zone
            for b in other.values
            for behind in other.zone
        )
    if one.half and other.half and one.half != other.half:
        return False
    late, plain = (one, other) if one.half == "pm" else (other, one)
    if late.half == "pm" and not plain.half:
        # Without a word for the half of the day it has 24 hours, or noon.
        return max(late.values) in plain.values or _HALF_DAY in plain.values & late.values
    return bool(one.values & other.values)


def is_place_against_count(one: Mention, other: Mention) -> bool:
    """Say whether one is a place in a row and the other an amount: the third, three."""
    if {one.kind, other.kind} != {"ordinal", "count"}:
        return False
    small = max(min(one.values), min(other.values)) < _SMALL
    in_words = "strong" not in (one.weight, other.weight) and "loose" not in (
        one.weight,
        other.weight,
    )
    return small and in_words and not (one.unit or other.unit)


def _other_currency(one: Mention, other: Mention) -> bool:
    first, second = one.unit, other.unit
    if not first or not second or _ANY_MONEY in (first, second):
        return False
    if _MAY_BE.get(first, {first}) & _MAY_BE.get(second, {second}):
        return False
    return units()[first].dimension == units()[second].dimension == _MONEY


def _same_dimension(one: Mention, other: Mention) -> bool:
    """Say whether both measure the same in different units."""
    if not one.unit or not other.unit or one.unit == other.unit:
        return False
    first, second = units()[one.unit], units()[other.unit]
    return first.dimension == second.dimension and first.factor is not None


def _is_rounded(said: Mention, wanted: Mention) -> bool:
    """Say whether a measure lost decimals only: 5 cm for 5.08 cm."""
    if not said.unit or said.unit != wanted.unit or units()[said.unit].dimension in _NOT_ROUNDED:
        return False
    return any(
        not exact.is_integer() and exact > 1 and rounded in (round(exact), round(exact, 1))
        for exact in wanted.values
        for rounded in said.values
    )


def _same_hundred_years(one: Mention, other: Mention) -> bool:
    """Compare the 1800s, or the 1830s that are a part of them, with the 19th century."""
    century, decade = (one, other) if one.kind == "century" else (other, one)
    return any(value // 100 + 1 in century.values for value in decade.values if value >= 100)


def _same_share(one: Mention, other: Mention) -> bool:
    """Compare percents with a fraction: 30 % and three tenths."""
    percent, share = (one, other) if one.unit == "percent" else (other, one)
    if percent.unit != "percent" or share.unit == "percent":
        return False
    return any(abs(value / 100 - part) < 1e-6 for value in percent.values for part in share.values)
