"""Finds the words that the checks know, by the tables of `config/checks/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.breaks import CJK
from summarizer.text.chinese import TRADITIONAL, simplified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.domain import Claim

# What a marker is about stands around it: so many words (Chinese: characters) before and after it
# are looked for, and from this share on a summary has it.
_BEFORE, _AFTER, _SHARE = 4, 7, 0.5
_WORD = re.compile(rf"[{CJK}]|[^\W\d{CJK}]{{3,}}|\d+")
_SENTENCE_END = re.compile(r"[.!?。！？](?=\s|\Z|[\"'”’»」])|[。！？]")

NONE = "none"
"""The kind of what only looks like a word of the table."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A word of a table, where it stands in a text; `kind` is what the table says of it."""

    kind: str
    text: str
    start: int


@lru_cache(maxsize=4096)
def markers(table: str, text: str, language: str) -> tuple[Marker, ...]:
    """Return the words of `checks/TABLE.tsv` that `text` has, in order; none overlap."""
    read = simplified(text) if language == TRADITIONAL else text.replace("’", "'")
    return tuple(
        Marker(match.lastgroup, text[match.start() : match.end()], match.start())
        for match in _pattern(table, primary(language)).finditer(read)
        if match.lastgroup and match.lastgroup != NONE
    )


def lost(table: str, kinds: Sequence[str], claim: Claim) -> tuple[Marker, ...]:
    """Return the words of these kinds that the source of a claim has, where the output has none.

    Words of other kinds may stand for them; as many of those as the source has stand for its own.
    """
    wanted = markers(table, claim.source, claim.pair.source)
    said = markers(table, claim.output, claim.pair.target)
    missing = tuple(one for one in wanted if one.kind in kinds)
    if any(one.kind in kinds for one in said) or len(said) > len(wanted) - len(missing):
        return ()
    return missing


def repeats(claim: Claim, marker: Marker) -> bool:
    """Say whether the output has what `marker` is about in the source."""
    ends = [end.end() for end in _SENTENCE_END.finditer(claim.source)]
    start = max((end for end in ends if end <= marker.start), default=0)
    end = min((end for end in ends if end > marker.start), default=len(claim.source))
    after = _WORD.findall(claim.source[marker.start + len(marker.text) : end].lower())
    before = _WORD.findall(claim.source[start : marker.start].lower())
    said = before[-_BEFORE:] + after[:_AFTER]
    output = claim.output.lower()
    return sum(word in output for word in said) >= _SHARE * len(said)


@cache
def _pattern(table: str, language: str) -> re.Pattern[str]:
    """Return one pattern for the rows of a language, a group a kind, the kinds in table order."""
    kinds: dict[str, list[str]] = {}
    for tag, kind, words in rows(f"checks/{table}.tsv"):
        if tag == language:
            kinds.setdefault(kind, []).extend(word.strip() for word in words.split(";"))
    groups = "|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in kinds.items())
    return re.compile(
        groups if language == "zh" else rf"(?<![\w'])(?:{groups})(?!\w)", re.IGNORECASE
    )
