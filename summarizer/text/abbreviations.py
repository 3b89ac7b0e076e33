"""Knows abbreviations, and whether the full stop that closes one may end a sentence."""

from __future__ import annotations

import re
from functools import cache

from summarizer.languages import primary
from summarizer.tables import rows

# How far back an abbreviation with its parts ("до н. э.") can reach.
_REACH = 40
# Matched on the reversed text, from the full stop back.
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?(?:\s?\.(?:[^\W\d_]{1,5}-)?[^\W\d_]{1,3}(?!\w)){0,3}")
_PART = re.compile(r"[.\s]+")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.){1,4}[^\W\d_]")
_FIGURE_BEFORE = re.compile(r"(?:\d[\w-]{0,4}|\b[IVXLCІХ]{1,7})\s?$")
_WORDS_OF_ONE_LETTER = frozenset("aioяєїіоуиеаюыэ")
# Not the s of "Lloyd's" or "the 1930s", the h of "km/h".
_BEFORE_INITIAL = re.compile(r"(?:^|[\s.(\[«“„\"—–]|\.-)$")


def kind(before: str, language: str) -> str | None:
    """Return the class of the abbreviation at the end of `before`, or None for a plain word.

    `before` is what stands before a full stop; the classes are those of `abbreviations.tsv`, and
    `initial` for the single letter of "Lester B." An `amount` without a figure before it is
    `never`.
    """
    tail = before[-_REACH:]
    match = _TOKEN.match(tail[::-1])
    if match is None:
        return None
    known = _table(language)
    start = len(tail) - match.end()
    whole = token = tail[start:]
    while True:
        found = known.get(_PART.sub(".", token))
        if found is not None or not (cut := _PART.search(token)):
            break
        token, start = token[cut.end() :], start + cut.end()
    rest = tail[:start]
    if rest.endswith("/"):
        return None
    if found is not None:
        return "never" if found == "amount" and not _FIGURE_BEFORE.search(rest) else found
    if _ACRONYM.fullmatch(whole):
        return "name"
    is_word = token.islower() and token in _WORDS_OF_ONE_LETTER
    if len(token) == 1 and not is_word and _BEFORE_INITIAL.search(rest):
        return "initial"
    return None


@cache
def _table(language: str) -> dict[str, str]:
    """Return abbreviation -> class for `language`, in every case that the table allows."""
    known: dict[str, str] = {}
    for row_language, abbreviation, meaning, *_ in rows("text/abbreviations.tsv"):
        if row_language in ("en", primary(language)):
            known[abbreviation] = meaning
            if len(abbreviation) > 1:
                known[abbreviation.upper()] = meaning
                known[abbreviation[0].upper() + abbreviation[1:]] = meaning
    return known
