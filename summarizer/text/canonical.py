"""The text by which two copies of a story are known as the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.text.breaks import CJK

if TYPE_CHECKING:
    from collections.abc import Sequence

# Full-width letters, digits and marks, and the stops of Chinese, to those of ASCII.
_NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {
    ord("。"): ord("."),
    ord("｡"): ord("."),
    ord("﹐"): ord(","),
    ord("﹕"): ord(":"),
}
_LETTER = r"[^\W\d_]"

# Each rule folds a difference of style, and none that could tell two facts apart.
_STYLE = (
    (re.compile(r"…+|\.{3,}"), "..."),
    # Ukrainian writes an apostrophe before these letters, and some keyboards have only ".
    (re.compile(r'(?<=[а-яіїєґА-ЯІЇЄҐ])"(?=[яюєїЯЮЄЇ])'), "'"),
    # Single quotation marks: what is no apostrophe inside a word, nor a sign of feet or minutes.
    (re.compile(r"(?<![\w'])'(?=\w)|(?<=[^\W\d])'(?!\w)|(?<=[.,!?])'"), '"'),
    # A dash before a word, however it is set off; before a figure it may be a minus sign.
    (re.compile(rf"(?:\A|(?<=[\w,.!?\")])) ?--? ?(?={_LETTER})"), "-"),
    (re.compile(r"(?<=\d) (?=%)|(?<=№) (?=\d)|(?<=\w) (?=[,.;:!?](?:\s|\Z))"), ""),
)
_BLANKS = re.compile(r"\s+")
_BESIDE_CJK = re.compile(rf" (?=[!-/:-@]{{0,2}}[{CJK}])|(?<=[{CJK}]) |(?<=[{CJK}][!-/:-@]) ")


def canonical(sentences: Sequence[str]) -> str:
    r"""Return the text that the cache calls the same story, one sentence a line.

    `sentences` are the `plain` texts of an article's sentences, without boilerplate. Copies that
    differ in quotation marks, apostrophes, dashes, white space, full-width forms or the set of an
    ellipsis are equal; those that differ in a letter, its case, a digit, a sign or a mark between
    digits are not.
    """
    return "\n".join(map(_canonical, sentences))


def _canonical(sentence: str) -> str:
    """Return one sentence with its style folded."""
    text = _BESIDE_CJK.sub("", _BLANKS.sub(" ", sentence)).translate(_NARROW)
    for pattern, replacement in _STYLE:
        text = pattern.sub(replacement, text)
    return text.strip()
