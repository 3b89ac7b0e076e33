"""Reads the numbers of a Chinese text, in either script."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.text.chinese_amounts import ChineseAmount, amount_pattern, read, signs
from summarizer.text.mention import Kind, Mention, Weight, readings
from summarizer.text.number_shapes import clock, pairs, relative_dates, shapes
from summarizer.text.number_tokens import fold
from summarizer.text.numerals import unit_of, unit_words, weekdays

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGE = 13
_MONTHS, _HOURS, _MINUTES = 12, 24, 60
_CENTURY = re.compile(r"\s?世[纪紀]")
_DECADE = re.compile(r"\s?年代")
_MONTH = re.compile(r"\s?月(?!球|亮|薪|租|票|光)")
_CLOCK_TAIL = re.compile(
    r"(?:(?P<half>半)|(?P<quarter>[一三]刻)|\s?(?P<minute>[^分\s]{1,3})分(?!之))"
)
_HOUR = re.compile(r"\s?[点點时時](?![代期间間候速差装裝尚局任段数數名五六七八九])")
_RANGE = re.compile(r"\s?[-–—~～至到]\s?")
_HALF_MORE = re.compile(r"\s?[个個]?半(?!岛|島|决|決|数|數|径|徑|导|導|球|程|路)")
_HALF = re.compile(
    r"(?:一|大|近|过|過)?半(?=[年天月个個数數小的]|$|[，。、；])|一半|折半|减半|減半"
)
_MONEY = {"$": "usd", "€": "eur", "£": "gbp", "¥": "cny", "￥": "cny", "₴": "uah", "₽": "rub"}
_OF_CENTURY = re.compile(r"(\d{1,2}|[一二十九八七六五]{1,3})?\s?世[纪紀]\s?$")
_MASK = "※"
_DATELINE = re.compile(r"[^。！？\n]{0,12}?\d{1,2}月\d{1,2}日[电電讯訊]")
_NOUN = re.compile(r"\s?[个個名位件架辆輛枚艘座家所条條只隻]?([\u4e00-\u9fff]{1,2})")


def mentions(text: str) -> Iterator[Mention]:
    """Yield the numbers of a text; those of its dateline are often left out, and so loose."""
    folded = fold(text)
    dateline = _DATELINE.match(folded)
    for mention in _all(folded):
        is_date = dateline is not None and mention.span.end <= dateline.end()
        yield replace(mention, weight="loose") if is_date else mention


def _all(folded: str) -> Iterator[Mention]:
    shaped = shapes(folded, folded.lower() if folded.isascii() else folded, "zh")
    taken = [span for span, _ in shaped]
    for _, found in shaped:
        yield from found
    yield from pairs(folded)
    yield from relative_dates(folded, "zh")
    for day in _weekday().finditer(folded):
        span = Span(*day.span())
        taken.append(span)
        yield Mention(span, readings(weekdays("zh")[day[1]]), "weekday")
    for phrase in _orders().finditer(folded):
        below = signs("order")[phrase.group()]
        span = Span(*phrase.span())
        taken.append(span)
        yield Mention(span, readings(below / 10, below), "vague", "weak")
    masked = _masked(folded)
    for span, mention in _fractions(folded):
        taken.append(span)
        yield mention
    for half in _HALF.finditer(folded):
        if not re.search(r"[\d一二两兩三四五六七八九十][个個年月天点點]?$", folded[: half.start()]):
            unit, _ = _unit(folded[half.end() : half.end() + 3])
            yield Mention(
                Span(*half.span()), readings(0.5), "fraction", "loose", unit, parts=(1, 2)
            )
    yield from _amounts(folded, masked, taken)


@cache
def _idioms() -> re.Pattern[str]:
    words = sorted(signs("idiom"), key=len, reverse=True)
    return re.compile(rf"(?<![\d第{_numerals()}])(?:{'|'.join(words)})(?![{_numerals()}])")


@cache
def _numerals() -> str:
    return "".join({**signs("digit"), **signs("multiplier"), **signs("scale")})


@cache
def _orders() -> re.Pattern[str]:
    return re.compile("|".join(signs("order")))


@cache
def _weekday() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<![四每两兩一二三])[周週]|星期|[礼禮]拜)([{''.join(weekdays('zh'))}])(?![次个個场場])"
    )


@cache
def _amount() -> re.Pattern[str]:
    return re.compile(amount_pattern())


@cache
def _fraction_patterns() -> tuple[re.Pattern[str], ...]:
    amount = amount_pattern()
    return (
        re.compile(rf"(?P<of>百|千|万|萬)分之(?P<above>{amount})"),
        re.compile(rf"(?P<below>{amount})\s?分之\s?(?P<above>{amount})"),
        re.compile(
            rf"(?<![第几])(?P<tenths>{amount})\s?成(?P<rest>[{''.join(signs('digit'))}半])?"
            r"(?![不为為功立员員人年绩績本果就都分长長交品因份型熟千百万])"
        ),
    )


def _masked(text: str) -> str:
    """Return the text with the words covered in which a numeral is no number."""
    return _idioms().sub(lambda word: _MASK * len(word.group()), text)


def _fractions(text: str) -> Iterator[tuple[Span, Mention]]:
    """Yield 百分之三十 and 三成 as percent, 三分之二 as a fraction."""
    of, parts, tenths = _fraction_patterns()
    for match in of.finditer(text):
        amount = read(match["above"])
        if amount:
            share = 100 / {"百": 100, "千": 1000}.get(match["of"], 10_000)
            values = readings(*(value * share for value in amount.values))
            yield (span := Span(*match.span())), Mention(span, values, unit="percent")
    for match in parts.finditer(text):
        above, below = read(match["above"]), read(match["below"])
        if above and below and below.values[0] and match["below"] not in "百千万萬":
            a, b = above.values[0], below.values[0]
            weight: Weight = "weak" if a == 1 else "strong"
            span = Span(*match.span())
            yield span, Mention(span, readings(a / b), "fraction", weight, parts=(a, b))
    for match in tenths.finditer(text):
        amount = read(match["tenths"])
        if amount and not amount.is_vague and amount.values[0] <= 10:
            rest = {"半": 5.0}.get(match["rest"] or "", signs("digit").get(match["rest"] or "", 0))
            span = Span(*match.span())
            values = readings(*(value * 10 + rest for value in amount.values))
            parts_ = (amount.values[0], 10.0)
            yield span, Mention(span, values, unit="percent", parts=parts_)


def _amounts(text: str, masked: str, taken: list[Span]) -> Iterator[Mention]:
    """Yield the other amounts, ranges joined."""
    last: tuple[Mention, str] | None = None
    for match in _amount().finditer(masked):
        if any(span.start < match.end() and match.start() < span.end for span in taken):
            continue
        amount = read(match.group())
        if amount is None:
            continue
        mention = _mention(text, match, amount)
        if mention.kind == "clock":
            taken.append(mention.span)
        if last is not None:
            yield _ranged(last, mention, match.group(), text)
        last = (mention, match.group())
    if last is not None:
        yield last[0]


def _mention(text: str, match: re.Match[str], amount: ChineseAmount) -> Mention:
    """Return the mention of an amount, by what stands before and after it."""
    start, end = match.span()
    before, after = text[max(0, start - 4) : start], text[end : end + 12]
    time = _clock(text, start, end, amount)
    if time is not None:
        return time
    values: tuple[float, ...] = amount.values
    kind: Kind = "vague" if amount.is_vague else "count"
    unit, length = _unit(after)
    if before.rstrip().endswith(("第", "首")):
        kind = "ordinal"
    elif tail := _CENTURY.match(after):
        kind, unit, length = "century", "century", tail.end()
    elif tail := _DECADE.match(after):
        kind, length = "decade", tail.end()
        values = (*values, *(value % 100 for value in values if value >= 1000))
        values = (*values, *_full_decades(text[:start], values))
    elif (tail := _MONTH.match(after)) and values[0] in range(1, _MONTHS + 1):
        kind, length = "month", tail.end()
    elif tail := _HALF_MORE.match(text[end + length : end + length + 4]):
        values, length = tuple(value + 0.5 for value in values), length + tail.end()
    if re.search(r"[12]\d{3}年?[-–—~～至到/]$", text[:start]) and 10 <= values[0] < 100:
        century = re.findall(r"\d{4}", text[:start])[-1][:2]
        values = (*values, float(century + f"{values[0]:.0f}"))
    if after.startswith("倍"):
        values = (*values, *(value + 1 for value in values))
    if text[start] == "0" and after.startswith("年") and values[0] < 100:
        values = (*values, *(2000 + value for value in values))
    unit = unit or _MONEY.get(before[-1:], "")
    noun = _NOUN.match(text[end + length :])
    is_counted = bool(unit) or _is_counter(after)
    if match.group() in "两兩" and after.startswith(tuple(signs("both"))):
        is_counted = False
    weight = _weight(match.group(), amount, kind, is_counted)
    return Mention(
        Span(start, end + length), readings(*values), kind, weight, unit, noun[1] if noun else ""
    )


def _full_decades(before: str, values: tuple[float, ...]) -> Iterator[float]:
    """Yield the decades in four digits, of the century that goes before: 19世纪60年代, 上世纪."""
    century = _OF_CENTURY.search(before)
    if century:
        amount = read(century[1]) if century[1] else None
        first = (amount.values[0] - 1) * 100 if amount else 1900
        yield from (first + value for value in values if value < 100)


def _weight(text: str, amount: ChineseAmount, kind: Kind, is_counted: bool) -> Weight:
    """Return how surely a numeral is one, and another rendering has it."""
    value = min(amount.values)
    if amount.in_digits:
        return "weak" if value == 1 and kind == "count" else "strong"
    if amount.is_vague:
        return "weak"
    if not any(sign in signs("digit") or sign == "十" or sign == "拾" for sign in text):
        # 百万富翁, 万人: a word for much.
        return "loose"
    if len(amount.values) > 1 and not is_counted:
        # 十四五: two numerals side by side that may be a name.
        return "loose"
    if value >= _LARGE:
        return "strong"
    if value <= 1 or not (is_counted or kind in ("ordinal", "month") or amount.signs > 1):
        return "loose"
    return "weak"


def _unit(after: str) -> tuple[str, int]:
    """Return the unit that follows an amount, and how many signs it takes."""
    words, _ = unit_words("zh")
    rest = after.lstrip(" \u00a0")
    blank = len(after) - len(rest)
    skipped = 1 if rest[:1] in "多余餘" and rest else 0
    for size in range(5, 0, -1):
        word = rest[skipped : skipped + size]
        if len(word) == size and word in words:
            if word in ("分", "点", "點") and not word.endswith("钟"):
                return "", 0
            return unit_of(word, "zh"), blank + skipped + size
    return "", 0


@cache
def _counters() -> tuple[str, ...]:
    return tuple(signs("counter"))


def _is_counter(after: str) -> bool:
    return after.lstrip(" \u00a0多余餘来來几幾").startswith(_counters())


def _clock(text: str, start: int, end: int, amount: ChineseAmount) -> Mention | None:
    """Read 下午3点, 7点30分, 19时, 三点半."""
    hour = amount.values[0]
    said = _HOUR.match(text, end)
    if said is None or amount.is_vague or hour > _HOURS or not hour.is_integer():
        return None
    minute, stop = 0, said.end()
    tail = _CLOCK_TAIL.match(text, said.end())
    if tail:
        read_minute = read(tail["minute"]) if tail["minute"] else None
        if tail["half"] or tail["quarter"]:
            minute = 30 if tail["half"] else 15 if tail["quarter"][0] == "一" else 45
        elif read_minute:
            minute = int(read_minute.values[0])
        stop = tail.end() if minute < _MINUTES else stop
    span = Span(start, end)
    mention = clock(span, int(hour), minute, text, "zh")
    weight: Weight = "strong" if amount.in_digits else "weak" if mention.half else "loose"
    return replace(mention, span=Span(start, stop), weight=weight)


def _ranged(last: tuple[Mention, str], mention: Mention, said: str, text: str) -> Mention:
    """Return the first end of a range, with the multiplier and unit of the other end."""
    first, first_said = last
    between = text[first.span.end : mention.span.start]
    if not _RANGE.fullmatch(between) or first.kind != "count":
        return first
    values = first.values
    scale = 1.0
    for sign in reversed(said):
        if sign not in {**signs("multiplier"), **signs("scale")} or not said[0].isdigit():
            break
        scale *= {**signs("multiplier"), **signs("scale")}[sign]
    if scale > 1 and first_said[-1].isdigit():
        values |= readings(*(value * scale for value in values))
    return replace(first, values=values, unit=first.unit or mention.unit)
