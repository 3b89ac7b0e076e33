"""Reads what digits make by their shape: dates, clock times, scores, names like T-72."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.tables import rows
from summarizer.text.mention import HalfDay, Mention, readings
from summarizer.text.numerals import LANGUAGES, expand, signs

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATE = re.compile(
    r"(?<![\d.,/-])(?:(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"|(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{2}))(?![\d/-])(?!\.\d)"
)
_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?:[.,](?P<f>\d+))?(?![\d:])"
)
_ENGLISH_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<m>[0-5]\d))?(?=\s?(?:[ap]\.?m\b|o'clock))"
)
_SLAVIC_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d))?(?:-?(?:й|ій|ої|ой|ю|у))?"
    r"(?=\s(?:(?:час|годин)\w*\s)?(?:ранку|вечора|ночі|утра|вечера|ночи)\b"
    r"|\s(?:час|годин)\w*\sдня\b)"
)
_PAIR = re.compile(
    r"(?<![\w.,:/–—-])(?P<a>\d{1,3})(?: ?[-–—:比] ?)(?P<b>\d{1,3})(?![\d:/–—-])(?![.,]\d)"
)
_SLASH = re.compile(r"(?<![\w/.,])(?<!\d[ -])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\w/])(?![.,]\d)")
_LETTERS = "A-ZА-ЯІЇЄҐ"
_DESIGNATION = re.compile(
    rf"(?<![A-Za-zА-Яа-яІіЇїЄєҐґ\d-])(?:[{_LETTERS}][^\W_]{{0,7}}-(?P<a>\d{{1,4}})[{_LETTERS}a-z]{{0,3}}"
    rf"|(?!USD|EUR|GBP|UAH|RUB)[A-Za-zА-Яа-яІіЇїЄєҐґ]{{3,}}(?P<d>\d{{1,4}})"
    rf"|[{_LETTERS}]{{1,4}}(?P<b>\d{{1,4}})[{_LETTERS}]{{0,2}}"
    rf"|(?P<c>\d{{1,2}})[{_LETTERS}]\d{{1,3}})(?![A-Za-z\d])"
    r"|[歼殲轰轟运運直苏蘇图圖格卡]-?(?P<e>\d{1,3})(?![\d,.])"
)
_ROMAN = re.compile(r"(?<![\w-])[IVXLCІХ]+(?![\w'])")
_ROMAN_DIGITS = {"I": 1, "І": 1, "V": 5, "X": 10, "Х": 10, "L": 50, "C": 100}
_HALF_DAY = 12
_MONTHS, _DAYS = 12, 31
# How far from a clock time its half of the day or its time zone is looked for.
_BESIDE = 22
_CENTURIES = 21


def shapes(folded: str, lowered: str, language: str) -> list[tuple[Span, tuple[Mention, ...]]]:
    """Return what is known by the shape of its digits: its place, and the mentions in it.

    `lowered` is the folded text in small letters. A score or range has one mention that is loose,
    with both sides as its parts; its numbers are not among the mentions.
    """
    found: list[tuple[Span, tuple[Mention, ...]]] = []
    for read in (_dates, _clocks, _designations, _romans, _slashes):
        for span, mentions in read(folded, lowered, language):
            if all(span.end <= other.start or other.end <= span.start for other, _ in found):
                found.append((span, mentions))
    return found


def pairs(lowered: str) -> Iterator[Mention]:
    """Yield the pairs that a mark joins, as scores and ranges: 13-7, 13:7, 5–10."""
    for match in _PAIR.finditer(lowered):
        parts = (float(match["a"]), float(match["b"]))
        yield Mention(Span(*match.span()), readings(*parts), "score", "loose", parts=parts)


def relative_dates(lowered: str, language: str) -> Iterator[Mention]:
    """Yield the dates told from the day of writing: yesterday, «минулого тижня», 明年."""
    for pattern, unit, away in _relatives(language):
        for match in pattern.finditer(lowered):
            yield Mention(Span(*match.span()), readings(away), "relative", "loose", unit)


def half_day(around: str, language: str) -> HalfDay:
    """Return "am" or "pm" where one of the words says which, empty elsewhere."""
    if _any_of("afternoon", language).search(around):
        return "pm"
    return "am" if _any_of("morning", language).search(around) else ""


def clock(span: Span, hour: int, minute: int, lowered: str, language: str) -> Mention:
    """Return the mention of a clock time, with what stands beside it taken into account."""
    before = lowered[max(0, span.start - _BESIDE) : span.start]
    after = lowered[span.end : span.end + _BESIDE]
    half = half_day(before if language == "zh" else after, language)
    time = hour + minute / 60
    late = half == "pm" and hour < _HALF_DAY
    return Mention(
        span,
        readings(time, time + _HALF_DAY) if late else readings(time),
        "clock",
        half=half if hour <= _HALF_DAY else "",
        parts=(float(hour), float(minute)),
        zone=_zone(before if language == "zh" else after, language),
    )


@cache
def _any_of(role: str, language: str) -> re.Pattern[str]:
    words = sorted(signs(role, language), key=len, reverse=True)
    edges = ("", "") if language == "zh" else (r"(?<!\w)", r"(?!\w)")
    return re.compile(f"{edges[0]}(?:{'|'.join(map(re.escape, words))}){edges[1]}")


@cache
def _relatives(language: str) -> tuple[tuple[re.Pattern[str], str, float], ...]:
    column = LANGUAGES.index(language)
    edge = "" if language == "zh" else r"\b"
    found = []
    for unit, away, *cells in rows("text/relative_days.tsv"):
        forms = [re.escape(form).replace(r"\*", r"\w*") for form in expand(cells[column])]
        found.append((re.compile(f"{edge}(?:{'|'.join(forms)}){edge}"), unit, float(away)))
    return tuple(found)


@cache
def _zones(language: str) -> tuple[tuple[re.Pattern[str], tuple[float, ...]], ...]:
    column = 1 + LANGUAGES.index(language)
    edge = "" if language == "zh" else r"\b"
    found = []
    for hours, *cells in rows("text/time_zones.tsv"):
        words = [
            re.escape(form).replace(r"\*", r"\w*") + edge
            for form in expand(cells[column - 1])
            if form != "-"
        ]
        if words:
            offsets = tuple(map(float, hours.split()))
            found.append((re.compile(f"{edge}(?:{'|'.join(words)})"), offsets))
    return tuple(found)


def _zone(around: str, language: str) -> tuple[float, ...]:
    return next((hours for words, hours in _zones(language) if words.search(around)), ())


_Read = tuple[Span, tuple[Mention, ...]]


def _dates(folded: str, _lowered: str, language: str) -> Iterator[_Read]:
    """Yield day, month and year of dates in digits, in either order where both are possible."""
    for match in _DATE.finditer(folded):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
            readable = [(day, month)]
        else:
            first, second, year = int(match["a"]), int(match["b"]), int(match["c"])
            readable = [(first, second), (second, first)]
            if language != "en" and second <= _MONTHS:
                readable = readable[:1]
        orders = [(day, month) for day, month in readable if month <= _MONTHS and day <= _DAYS]
        if not orders:
            continue
        span = Span(*match.span())
        years = readings(year, 2000 + year) if year < 100 else readings(year)
        yield (
            span,
            (
                Mention(span, readings(*(day for day, _ in orders))),
                Mention(span, readings(*(month for _, month in orders)), "month"),
                Mention(span, years),
            ),
        )


def _clocks(_folded: str, lowered: str, language: str) -> Iterator[_Read]:
    """Yield clock times: 7:30 p.m., 19:30, «7-й вечора»."""
    further = {"en": (_ENGLISH_CLOCK,), "uk": (_SLAVIC_CLOCK,), "ru": (_SLAVIC_CLOCK,)}
    for pattern in (*further.get(language, ()), _CLOCK):
        for match in pattern.finditer(lowered):
            span = Span(*match.span())
            time = clock(span, int(match["h"]), int(match["m"] or 0), lowered, language)
            further_parts = tuple(
                float(match[name]) for name in "sf" if match.groupdict().get(name)
            )
            yield span, (replace(time, parts=(*time.parts, *further_parts)),)


def _designations(folded: str, _lowered: str, _language: str) -> Iterator[_Read]:
    """Yield names with a number: T-72, MH17, COVID-19, 歼-20; told apart by the number."""
    for match in _DESIGNATION.finditer(folded):
        digits = next(filter(None, match.groups()))
        span = Span(*match.span())
        yield span, (Mention(span, readings(int(digits)), "designation"),)


def _romans(folded: str, lowered: str, _language: str) -> Iterator[_Read]:
    """Yield Roman numbers: of centuries, of rulers and wars."""
    for match in _ROMAN.finditer(folded):
        after = lowered[match.end() :].split(maxsplit=1)
        is_century = bool(after) and _is_century(after[0])
        value = roman(match.group())
        if not value or (len(match.group()) == 1 and not is_century):
            continue
        span = Span(*match.span())
        if is_century:
            yield span, (Mention(span, readings(value), "century", unit="century"),)
        else:
            yield span, (Mention(span, readings(value), "ordinal", "loose"),)


def _slashes(folded: str, _lowered: str, _language: str) -> Iterator[_Read]:
    """Yield what a stroke makes of two numbers: a fraction, or month and day (3/4, 9/11)."""
    for match in _SLASH.finditer(folded):
        above, below = float(match["a"]), float(match["b"])
        span = Span(*match.span())
        if below:
            share = readings(above / below)
            yield span, (Mention(span, share, "fraction", "weak", parts=(above, below)),)


def _is_century(word: str) -> bool:
    return word.startswith(("centur", "столі", "столет", "вік", "век", "ст.", "в."))


def roman(signs_: str) -> int:
    """Return what a Roman number says, 0 where it is none."""
    values = [_ROMAN_DIGITS[sign] for sign in signs_]
    following = [*values[1:], 0]
    total = sum(-v if v < after else v for v, after in zip(values, following, strict=True))
    return total if values == sorted(values, reverse=True) or total < 100 else 0
