"""The text by which two copies of a story are known as the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.text.breaks import CJK
from summarizer.text.clean import QUOTES
from summarizer.text.dashes import DASHES, LONG, fold_dashes

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each step folds a difference of style, and none that could tell two facts apart: where one mark
# has two meanings, they stay two.

# Full-width letters, digits and marks to those of ASCII, and the stops of Chinese. Between digits a
# comma or stop stays what it is, for 无人机3，500人 is three drones and 500 people; only where the
# digits are as wide as the point is it a decimal point.
_ANY_WIDE = re.compile("[！-～。｡﹐]")
_WIDE_POINT = re.compile("(?<=[０-９])．(?=[０-９])")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE_WORDS = {code: _WIDE[code] for code in _WIDE if chr(code).isalnum() or chr(code) == "－"}
_STOPS = {ord("，"): ",", ord("﹐"): ",", ord("．"): ".", ord("。"): ".", ord("｡"): "."}
_WIDE_MARKS = {code: _WIDE[code] for code in _WIDE if code not in _STOPS}
_FREE_STOP = re.compile(r"(?<!\d)[，﹐．。｡]|[，﹐．。｡](?!\d)")

# Chinese writes no blanks, so only the marks themselves tell a quotation within a quotation from
# two in a row; elsewhere the blanks do.
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_CORNERS = str.maketrans("「」〝〞", "“”“”")
_NESTED = re.compile("“[^”]*“")
_NESTED_QUOTES = {code: fold for code, fold in QUOTES.items() if chr(code) not in "“”"}

_BLANKS = re.compile(r"\s+")
# Blanks beside Chinese say nothing, save between numerals (第三 五旅 is two brigades, not the 35th)
# and beside a dash, where they tell it from a hyphen or a minus sign.
_NUMERALS = "〇零一二两兩三四五六七八九十百千万萬亿億"
_MARK, _DASH = "[!-,./:-@]", f"[{DASHES}]"
_BESIDE_CJK = re.compile(
    rf"(?!(?<=[{_NUMERALS}]) [{_NUMERALS}])"
    rf"(?:(?<!{_DASH}) (?=(?:{_MARK} ?){{0,2}}[{CJK}])"
    rf"|(?:(?<=[{CJK}])|(?<=[{CJK}]{_MARK})|(?<=[{CJK}] {_MARK})) (?!{_DASH}(?!\d)|[{LONG}]))"
)

_ELLIPSIS = re.compile(r"\.*…[.…]*|\.{3,}")
# Single quotation marks, which are no apostrophe inside a word, nor a sign of feet or minutes; and
# two for a double one.
_SINGLE = re.compile(r"'{2,}|(?<!\w)'(?=\w)|(?<=[^\W\d])'(?!\w)|(?<=[.,!?])'")
# Ukrainian writes an apostrophe before these letters, and some keyboards have only ".
_APOSTROPHE = re.compile(r'(?<=[а-яіїєґА-ЯІЇЄҐ])"(?=[яюєїЯЮЄЇ])')
_BEFORE_MARK = re.compile(r"(?<=\d) (?=%)|(?<=№) (?=\d)|(?<=\w) (?=[,.;:!?](?:\s|\Z))")


def canonical(sentences: Sequence[str]) -> str:
    r"""Return the text that the cache calls the same story, one sentence a line.

    `sentences` are those of an article without boilerplate, as a reader sees them. Copies that
    differ in the look of quotation marks, apostrophes and dashes, in white space, full-width forms
    or the set of an ellipsis are equal; those that differ in a letter, its case, a digit, a sign, a
    mark between digits, or in what is quoted are not.
    """
    return "\n".join(map(_canonical, sentences))


def _canonical(sentence: str) -> str:
    """Return one sentence with its style folded."""
    text = _BLANKS.sub(" ", sentence).strip()
    wide = bool(_ANY_WIDE.search(text))
    if wide:
        text = _WIDE_POINT.sub(".", text).translate(_WIDE_WORDS)
    chinese = bool(_HAN.search(text))
    if chinese and _NESTED.search(cornered := text.translate(_CORNERS)):
        text = cornered.translate(_NESTED_QUOTES)
    else:
        text = text.translate(QUOTES)
    if chinese:
        text = _BESIDE_CJK.sub("", text)
    if wide:
        text = _FREE_STOP.sub(lambda stop: stop[0].translate(_STOPS), text).translate(_WIDE_MARKS)
    text = _ELLIPSIS.sub("...", text)
    if not chinese:
        text = _SINGLE.sub('"', text)
    text = _APOSTROPHE.sub("'", text)
    return _BEFORE_MARK.sub("", fold_dashes(text))
