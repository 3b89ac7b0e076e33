"""The signs of print: rewritten for a model that lacks them, and set again in what it writes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.breaks import CJK
from summarizer.text.pairs import pairs
from summarizer.text.script import is_han

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from summarizer.text.pairs import Pair

_TABLE = "text/typography.tsv"
_BLANK = "␣"
# What has no width says nothing to any model; blanks of all widths are one to it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_BLANKS = re.compile(r"\s+")

_CYRILLIC = "\u0400-\u052f"
_APOSTROPHE = re.compile(f"(?<=[{_CYRILLIC}])'(?=[{_CYRILLIC}])")
# A hyphen between blanks, or before the words of a speaker; a score (2 - 0) keeps it.
_DASH = re.compile(r"(?<!\S)--?(?= )(?!(?<=\d -) \d)")
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
# Outer and inner quotation marks; English wire copy has straight ones.
_QUOTES = {
    "uk": ("«»", "„“"),
    "ru": ("«»", "„“"),
    "zh-Hans": ("“”", "‘’"),
    "zh-Hant": ("「」", "『』"),
}
_QUOTATION_MARKS = frozenset('"“”„«»「」『』')

_WIDE = {".": "。", ",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_OPENING, _CLOSING = "“‘（「『《", "”’）」』》"
_HAN = f"[{CJK}%]"
_WIDENED = re.compile(
    # A mark after a character, or after what closes behind one; a comma before one, too.
    rf"(?:(?<={_HAN})|(?<={_HAN}[{_CLOSING}]))(?:[,;:!?]|\.(?![.0-9A-Za-z]))"
    rf"|[,;:!?](?= ?[{CJK}{_OPENING}])"
    # The last mark of the sentence, after a name or a figure.
    rf"|(?<=[0-9A-Za-z{_CLOSING}])[.!?](?=[{_CLOSING}]*\Z)"
)
_CHINESE_DOTS = re.compile(rf"(?<=[{CJK}])(?:\.{{3,6}}|…+)|(?:\.{{3,6}}|…+)(?=[{CJK}])")
_CHINESE_DASH = re.compile(
    rf"(?<=[{CJK}{_CLOSING}]) ?(?:--| -(?= )|(?<!—)—(?!—)) ?"
    rf"| ?(?:--|(?<= )- |(?<!—)—(?!—)) ?(?=[{CJK}{_OPENING}])"
)
_NEEDLESS_BLANK = re.compile(
    rf"(?<=[，。！？：；、—…{_OPENING}]) | (?=[，。！？：；、—…{_CLOSING}])"
    rf"|(?<=[{CJK}]) (?=[{_OPENING}])|(?<=[{_CLOSING}]) (?=[{CJK}])"
)


def readable(text: str, unread: Callable[[str], Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    """Return `text` as a model can read it, and the words that it cannot read truly even so.

    `unread` says which words of a text have a sign that the model does not know. Their marks are
    rewritten by `config/text/typography.tsv`. Latin letters lose an accent, or become others, if
    that makes them known: the model then reads a name, though not quite this name, so the word is
    among those returned.
    """
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
    words = unread(text)
    if not words:
        return text, ()
    text = _rewritten(text, words, _marks())
    words = unread(text)
    if not words:
        return text, ()
    lost = [part for word in words for part in _unknown_parts(word, unread)]
    return _rewritten(text, words, _bare(words, unread)), tuple(dict.fromkeys(lost))


def _unknown_parts(word: str, unread: Callable[[str], Sequence[str]]) -> Sequence[str]:
    """Return `word`, or of a Chinese sentence, which has no blanks, the unknown characters."""
    if any(map(is_han, word)):
        return [sign for sign in dict.fromkeys(word) if unread(sign)] or [word]
    return [word]


def _rewritten(text: str, words: Sequence[str], written: Mapping[str, str]) -> str:
    """Rewrite the signs of `words` all over `text`, and those that are written like one of them."""
    unknown = set("".join(words)) & written.keys()
    alike = {written[sign] for sign in unknown}
    table = {ord(sign): to for sign, to in written.items() if sign in unknown or to in alike}
    return _BLANKS.sub(" ", text.translate(table).replace(_BLANK, " ")).strip()


@cache
def _marks() -> dict[str, str]:
    """Return how the marks of the table are written."""
    return {s: to for s, to in rows(_TABLE) if not (s.isalpha() and to.isalpha())}


@cache
def _letters() -> dict[str, str]:
    """Return how the letters of the table are written."""
    return {s: to for s, to in rows(_TABLE) if s.isalpha() and to.isalpha()}


def _bare(words: Sequence[str], unread: Callable[[str], Sequence[str]]) -> dict[str, str]:
    """Return the unknown Latin letters of `words` and how they are written without an accent."""
    table = _letters()
    bare = {
        sign: table.get(sign) or unicodedata.normalize("NFD", sign)[0]
        for sign in set("".join(words))
    }
    return {s: to for s, to in bare.items() if s != to and to.isascii() and unread(s)}


def typeset(text: str, language: str) -> str:
    """Return what a model wrote in `language` (BCP 47) with the marks that its readers expect.

    Ukrainian and Russian get «…» with „…“ inside, the dash, the ellipsis and the apostrophe ’;
    Chinese the wide marks beside its characters, “…” or 「…」; English the dash, and the straight
    quotation marks of wire copy. Letters and figures stay as they are, and so do marks inside
    figures, times and addresses.
    """
    text = _BLANKS.sub(" ", text).strip()
    if primary(language) == "zh":
        return _chinese(text, language) if any(map(is_han, text)) else text
    text = _DASH.sub("—", text)
    if language in _QUOTES:
        text = _quoted(text, _QUOTES[language])
        text = _DOTS.sub("…", _APOSTROPHE.sub("’", text))
    return text


def _chinese(text: str, language: str) -> str:
    text = _bracketed(_quoted(text, _QUOTES[language]))
    text = _CHINESE_DASH.sub("——", _CHINESE_DOTS.sub("……", text))
    text = _WIDENED.sub(lambda match: _WIDE[match.group()], text)
    return _NEEDLESS_BLANK.sub("", text)


def _quoted(text: str, marks: tuple[str, str]) -> str:
    """Set the outer and inner `marks` at the quotations of `text`; marks without partner stay."""
    # Of straight marks inside straight ones the inner pair is found first, and then the outer.
    for _ in marks:
        found = [pair for pair in pairs(text) if text[pair.opening] in _QUOTATION_MARKS]
        text = _marked(text, found, marks)
    return text


def _bracketed(text: str) -> str:
    """Widen the brackets that stand beside or around Chinese characters."""
    found = [
        pair
        for pair in pairs(text)
        if text[pair.opening] == "("
        and any(map(is_han, text[max(0, pair.opening - 1) : pair.closing + 2]))
    ]
    return _marked(text, found, ("（）", "（）"))


def _marked(text: str, found: Sequence[Pair], marks: tuple[str, str]) -> str:
    """Put the outer or, inside another pair, the inner `marks` in the places of each pair."""
    signs = list(text)
    closings: list[int] = []
    for pair in sorted(found, key=lambda pair: pair.opening):
        while closings and closings[-1] < pair.opening:
            closings.pop()
        mark = marks[len(closings) % 2]
        signs[pair.opening], signs[pair.closing] = mark[0], mark[1]
        closings.append(pair.closing)
    return "".join(signs)
