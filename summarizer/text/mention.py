"""A number as a text says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from summarizer.domain import Span

Kind: TypeAlias = Literal[
    "count",
    "ordinal",
    "fraction",
    "month",
    "weekday",
    "relative",
    "clock",
    "score",
    "decade",
    "century",
    "designation",
    "vague",
    "bare",
]
# How surely another rendering of the text has the number too: written in digits, or large;
# a small number in words; one that other words may stand for (both, double, one).
Weight: TypeAlias = Literal["strong", "weak", "loose"]
# The half of the day, where a clock time has it.
HalfDay: TypeAlias = Literal["", "am", "pm"]

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in a text, with every reading that its words allow.

    `values` are in the scale of the text ("1.5 million" is 1 500 000, "30 percent" is 30 with the
    unit "percent"). A clock time counts hours (7:30 p.m. is 7.5 and 19.5) and knows the half of the
    day as far as the text says it, a
    vague amount is its order of magnitude (hundreds are 100). `unit` is a name of
    `config/text/units.tsv`, or empty; `noun` the word that it counts, as far as can be told.
    `parts` are the numbers that it is made of, in order: both sides of a score, hour and minute,
    numerator and denominator. A bare unit (a decade) has no values. A relative date counts
    its unit from the day of writing (last year is -1). `zone` is how many hours a clock is ahead of
    UTC, as far as the text says it.
    """

    span: Span
    values: frozenset[float]
    kind: Kind = "count"
    weight: Weight = "strong"
    unit: str = ""
    noun: str = ""
    parts: tuple[float, ...] = ()
    half: HalfDay = ""
    zone: tuple[float, ...] = ()


def number(value: float) -> float:
    """Return `value` so that equal numbers compare equal however they were reckoned."""
    return float(f"{value:.{_DIGITS}g}")


def readings(*values: float) -> frozenset[float]:
    """Return the allowed readings of a number."""
    return frozenset(map(number, values))
