"""Reads Chinese numerals: 一百二十, 3.5万, 1亿2000万, 数百, 十几万."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from summarizer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = r"\d{1,3}(?: ?[,，] ?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_BLANKS = re.compile(r"[ \u00a0]")
_HUNDRED = 100


class ChineseAmount(NamedTuple):
    """A numeral: its readings, whether it is an order of magnitude only, and how it is written.

    `signs` counts the signs of the numeral; `more` says that it is somewhat more.
    """

    values: tuple[float, ...]
    is_vague: bool
    in_digits: bool
    signs: int
    more: bool


@cache
def signs(role: str) -> dict[str, float]:
    """Return the signs of a role (see chinese_numerals.tsv) with their values."""
    return {
        sign: float(value) if value != "-" else 0.0
        for named, value, cell in rows("text/chinese_numerals.tsv")
        if named == role
        for sign in cell.split()
    }


@cache
def amount_pattern() -> str:
    """Return what an amount looks like, as a pattern without groups."""
    digit, multiplier, scale = ("".join(signs(role)) for role in ("digit", "multiplier", "scale"))
    numeral = rf"(?:{_DIGITS}|[{digit}{multiplier}]+(?:[点點][{digit}]+)?)"
    vague = "|".join(signs("vague"))
    more = "".join(signs("more"))
    return (
        rf"(?:(?:{vague}|上|成)[{multiplier}{scale}]+|[{scale}](?=[{more}]?[名人元年個个])"
        rf"|{numeral}(?:[{more}](?=[{scale}{multiplier}]))?"
        rf"(?: ?[{multiplier}{scale}]+"
        rf"(?:{numeral}(?:[{more}](?=[{scale}]))?(?=[{multiplier}{scale}]|(?!\d)))?)*)"
        rf"[{more}]?"
    )


def read(text: str) -> ChineseAmount | None:
    """Return what an amount says, None where the text is none."""
    text = _BLANKS.sub("", text)
    vague, more = signs("vague"), signs("more")
    prefix = next((sign for sign in (*vague, "上", "成") if text.startswith(sign)), "")
    body = text[len(prefix) :]
    ends_more = body[-1:] in more and not any(body.endswith(sign) for sign in signs("scale"))
    inner = "".join(sign for sign in body if sign not in more)
    in_digits = bool(re.match(r"\d", body))
    if prefix:
        value = 1.0
        for sign in body:
            value *= {**signs("multiplier"), **signs("scale")}.get(sign, 1.0)
        return ChineseAmount((value,), True, False, len(inner) + 1, False) if inner else None
    values = tuple(_values(inner))
    if not values:
        return None
    several = any(sign in "几幾" for sign in body)
    magnitude = tuple(10.0 ** (len(str(int(value))) - 1) for value in values if value)
    if several and magnitude:
        return ChineseAmount(magnitude, True, False, len(inner) + 1, False)
    has_more = ends_more or len(inner) < len(body)
    return ChineseAmount(values, False, in_digits, len(inner), has_more)


def _values(text: str) -> Iterator[float]:
    """Yield the readings of a numeral; two for 五六百 (five or six hundred)."""
    digits, multipliers = signs("digit"), signs("multiplier")
    guess = re.match(rf"^([{''.join(digits)}])([{''.join(digits)}])([^\d]+)$", text)
    if guess and guess[3][0] in {**multipliers, **signs("scale")}:
        first, second = digits[guess[1]], digits[guess[2]]
        if 0 < second - first <= 1:
            yield _value(guess[1] + guess[3])
            yield _value(guess[2] + guess[3])
            return
    if len(text) == 2 and guess is None and all(sign in digits for sign in text):
        first, second = digits[text[0]], digits[text[1]]
        if second - first == 1 and first:
            yield first
            yield second
            return
    teens = re.match(rf"^(十)([{''.join(digits)}])([{''.join(digits)}])$", text)
    if teens:
        yield 10 + digits[teens[2]]
        yield 10 + digits[teens[3]]
        return
    yield _value(text)


def _value(text: str) -> float:
    """Return what a numeral says: 三千五百, 3千5百, 1亿2000万, 二〇二二, 两百五, 5.2万."""
    digits, multipliers, scales = signs("digit"), signs("multiplier"), signs("scale")
    plain = text.replace(",", "").replace("，", "")
    if all(sign in digits for sign in plain):
        return float("".join(f"{digits[sign]:.0f}" for sign in plain))
    if re.search(r"[点點]", plain):
        whole, tail = re.split(r"[点點]", plain, maxsplit=1)
        below = "".join(f"{digits[sign]:.0f}" for sign in tail)
        return float(f"{_value(whole):.0f}.{below}")
    total = group = 0.0
    pending: float | None = None
    last = scale = 0.0
    for part in re.findall(r"\d+(?:\.\d+)?|.", plain):
        if part in multipliers:
            group += (1.0 if pending is None else pending) * multipliers[part]
            pending, last = None, multipliers[part]
        elif part in scales:
            group += pending or 0.0
            if scale and scale < scales[part]:
                total = (total + group) * scales[part]
            else:
                total += (group or 1.0) * scales[part]
            group, pending, last, scale = 0.0, None, scales[part], scales[part]
        else:
            pending = digits[part] if part in digits else float(part)
            last = 0.0 if pending == 0 else last
    if pending is not None and last >= _HUNDRED and plain[-1] in digits:
        # 两百五 is 250 and 一万二 12 000; 两百零五 is 205.
        pending *= last / 10
    return total + group + (pending or 0.0)
