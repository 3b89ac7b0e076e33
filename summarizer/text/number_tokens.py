"""Cuts a text of a language that spaces its words into digits, words and signs."""

from __future__ import annotations

import re
from typing import NamedTuple

_FOLDS = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)} | {
    ord(sign): plain
    for signs, plain in (
        ("’ʼ‘`", "'"),
        ("ё", "е"),
        ("Ё", "Е"),
        ("％", "%"),
        ("．", "."),
        ("：", ":"),
    )
    for sign in signs
}
_BLANK = " \u00a0\u2009\u202f"
_TOKEN = re.compile(
    r"(?P<digits>\d+[ -]\d/[2-9](?![\d/])"
    rf"|(?<!\d)(?<!\d[{_BLANK}])\d{{1,3}}(?:[{_BLANK}]\d{{3}}|, 0\d\d(?!\d))+(?!\d)"
    rf"(?:[.,]\d+(?![\d{_BLANK}]*\d))?|\d+(?:[.,]\d+)*)"
    r"|(?P<sign>[%$€£¥₽₴])|[^\W\d_]+(?:'[^\W\d_]+)*"
)
# A clock time, as Ukrainian and Russian may write it.
_TIME = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)")
_MIXED = re.compile(r"(\d+)[ -](\d)/(\d)")
_GROUPED = {
    "comma": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    "point": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}


class Token(NamedTuple):
    """A word in small letters, a sign, or digits with their readings; where it stands."""

    start: int
    end: int
    word: str
    values: tuple[float, ...] = ()


def fold(text: str) -> str:
    """Return `text` with full-width digits, apostrophes and ё folded, of the same length."""
    return text.translate(_FOLDS)


def small(text: str) -> str:
    """Return `text` in small letters, of the same length."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def tokens(folded: str, language: str) -> list[Token]:
    """Return the tokens of a folded text in small letters."""
    found = []
    for match in _TOKEN.finditer(folded):
        values = read_digits(match.group(), language) if match.lastgroup == "digits" else ()
        word = match.group().removesuffix("'s") if language == "en" else match.group()
        found.append(Token(match.start(), match.end(), word, values))
    return found


def read_digits(digits: str, language: str) -> tuple[float, ...]:
    """Return the readings of a number in digits, with its group and decimal marks.

    A comma is a decimal mark in Ukrainian and Russian and groups thousands in English and Chinese;
    a point before three digits may do either, and one before two may be that of a clock time, which
    counts hours. Raises ValueError where there are no digits.
    """
    mixed = _MIXED.fullmatch(digits)
    if mixed:
        return (int(mixed[1]) + int(mixed[2]) / int(mixed[3]),)
    plain = re.sub(rf"[{_BLANK}]", "", digits)
    comma_groups = language in ("en", "zh") or plain.count(",") > 1
    if _GROUPED["comma"].fullmatch(plain) and comma_groups:
        return (float(plain.replace(",", "")),)
    if _GROUPED["point"].fullmatch(plain):
        grouped = float(plain.replace(".", "").replace(",", "."))
        return (grouped,) if plain.count(".") > 1 else (grouped, float(plain.replace(",", "")))
    time = _TIME.fullmatch(plain) if language in ("uk", "ru") else None
    if time:
        return (float(plain), int(time[1]) + int(time[2]) / 60)
    marks = re.findall(r"[.,]", plain)
    if len(marks) <= 1:
        return (float(plain.replace(",", ".")),)
    # A version, a paragraph or a worn-out grouping: its digits in a row, and its first number.
    return (float(re.sub(r"[.,]", "", plain)), float(re.split(r"[.,]", plain)[0]))
