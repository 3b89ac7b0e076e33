"""Says how well a sentence stands by itself, away from the sentences around it."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from summarizer.languages import primary
from summarizer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOPS = frozenset(".。…")
_QUESTION_MARKS = frozenset("?？")
_EXCLAMATION_MARKS = frozenset("!！")
_COLONS = frozenset(":：")
_ITEM_ENDS = frozenset(",;，；")
_OPENING = "\"'“”„‟«‘「『"
_CLOSING = "\"'“”»’」』)）]】"
_DASHES = "-–—"

_BOTH_ENDS = '"“”„‟'
_ENDS = (("«", "»"), ("「", "」"), ("『", "』"))
_APOSTROPHE = re.compile('(?<=[A-Za-zЀ-ӿ])["”](?=[A-Za-zЀ-ӿ])')
_LIST_MARK = re.compile(r"(?:[•●▪◦‣·*–—-]|\(?\d{1,2}[.)、])\s|[•●▪]")
_SPEECH = re.compile(r"[\"“”„«「『]([^\"“”»」』]*)[\"“”»」』]\s?(.?)")
_WITHIN_SPEECH = frozenset(",.!?…，。！？")
_AFTER_SPEECH = frozenset(",，–—-")
# A speaker in a transcript: "SECRETARY BLINKEN:".
_LABEL = re.compile(r"[A-ZА-ЯЁІЇЄҐ][A-ZА-ЯЁІЇЄҐ .'’-]{1,38}:")
_LONGEST_WORD = 40


class Standing(IntEnum):
    """What a sentence is, the best for a summary first."""

    WHOLE = 0
    """A full statement."""
    FRAGMENT = 1
    """A headline, a caption, an item of a list, a line of a transcript."""
    CALL = 2
    """A slogan, a greeting: "Join us!"."""
    ANNOUNCEMENT = 3
    """Ends in a colon: says nothing without the next."""
    PART = 4
    """A question, or half a quotation."""


def standings(sentences: Sequence[str]) -> tuple[Standing, ...]:
    """Return what each of `sentences` is, by its marks and the one before; no language needed."""
    return tuple(map(_standing, sentences, ("", *sentences)))


def _standing(sentence: str, before: str) -> Standing:
    end = sentence.rstrip(_CLOSING + _DASHES + " ")[-1:]
    if end in _QUESTION_MARKS or _half_quoted(sentence):
        return Standing.PART
    if end in _COLONS:
        return Standing.ANNOUNCEMENT
    if end in _EXCLAMATION_MARKS:
        return Standing.CALL
    if end not in _STOPS or before[-1:] in _ITEM_ENDS or _is_item(sentence):
        return Standing.FRAGMENT
    return Standing.WHOLE


def leans(sentence: str, language: str) -> bool:
    """Say whether `sentence` needs the one before it, by its opening words or as direct speech.

    `language` is a served tag; the openings are those of `config/text/openers.tsv`.
    """
    if _opens_with_speech(sentence):
        return True
    words = sentence.lstrip(_OPENING + _DASHES + " (…").replace("’", "'")
    opening = words[:1].lower() + words[1:]
    of_language = primary(language)
    if _openers(of_language, "stands").match(opening):
        return False
    return _openers(of_language, "leans").match(opening) is not None


def _half_quoted(sentence: str) -> bool:
    text = _APOSTROPHE.sub("", sentence)
    if sum(map(text.count, _BOTH_ENDS)) % 2:
        return True
    return any(text.count(opening) != text.count(closing) for opening, closing in _ENDS)


def _is_item(sentence: str) -> bool:
    """Say whether it opens as an item of a list or as a line of a transcript."""
    first_word = sentence[:_LONGEST_WORD].partition(" ")[0]
    # "iPhone" is a name, "70-летний" a full start.
    small = sentence[0].islower() and first_word.islower()
    return small or _LIST_MARK.match(sentence) is not None or _LABEL.match(sentence) is not None


def _opens_with_speech(sentence: str) -> bool:
    """Tell direct speech («Ми готові», — сказав мер) from a name in quotation marks."""
    speech = _SPEECH.match(sentence)
    if speech is None:
        return False
    said, after = speech.group(1).rstrip()[-1:], speech.group(2)
    return said in _WITHIN_SPEECH or after in _AFTER_SPEECH


@cache
def _openers(language: str, kind: str) -> re.Pattern[str]:
    # Only the first letter of the sentence is made small: "IT" is not "it".
    found = [
        opener.strip()
        for row_language, row_kind, openers in rows("text/openers.tsv")
        if (row_language, row_kind) == (language, kind)
        for opener in openers.split(";")
    ]
    return re.compile("|".join(_pattern(opener, language) for opener in found) or r"(?!)")


def _pattern(opener: str, language: str) -> str:
    pattern = re.escape(opener).replace(r"\ …\ ", r"(?:\s\S{1,40}){0,6}?\s")
    # "И. Петров" opens with an initial, not with "and".
    return pattern if language == "zh" or opener.endswith((",", ":")) else pattern + r"(?![\w.-])"
