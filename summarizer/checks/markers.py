"""Finds the words that the checks know, by the tables of `config/checks/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.chinese import traditional


@dataclass(frozen=True, slots=True)
class Marker:
    """A word of a table, where it stands in a text; `kind` is what the table says of it."""

    kind: str
    text: str
    start: int


@lru_cache(maxsize=2048)
def markers(table: str, text: str, language: str) -> tuple[Marker, ...]:
    """Return the words of `checks/TABLE.tsv` that `text` has, in order; none overlap."""
    return tuple(
        Marker(match.lastgroup or "", match.group(), match.start())
        for match in _pattern(table, primary(language)).finditer(text.replace("’", "'"))
    )


@cache
def _pattern(table: str, language: str) -> re.Pattern[str]:
    """Return one pattern for the rows of a language, a group a kind, the kinds in table order."""
    kinds: dict[str, list[str]] = {}
    for tag, kind, words in rows(f"checks/{table}.tsv"):
        if tag == language:
            kinds.setdefault(kind, []).extend(word.strip() for word in words.split(";"))
    if language == "zh":
        kinds = {
            kind: list(dict.fromkeys((*words, *map(traditional, words))))
            for kind, words in kinds.items()
        }
    groups = "|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in kinds.items())
    return re.compile(groups if language == "zh" else rf"(?<![\w'])(?:{groups})(?!\w)", re.I)
