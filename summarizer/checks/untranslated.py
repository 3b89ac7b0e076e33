"""Says which words of the source a translation left as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.writing import WORDS, foreign_words, is_common, readable, writing
from summarizer.domain import Flag
from summarizer.languages import NAMES, primary
from summarizer.text.pairs import pairs
from summarizer.text.verbatim import VERBATIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim, Pair, Severity

# So many words in another writing may be a name, left as it is if each begins with a capital.
_NAME = 3
# So many words in a row, one in small letters among them, are no name; nor so many such in all.
_RUN, _LEFT = 3, 3
_LETTERS = "[A-Za-z\u00c0-\u024f]"
_LATIN_RUN = re.compile(rf"{_LETTERS}+(?:[ ,:;&’'-]+{_LETTERS}+)*")
# Words that stand in small letters inside names: Citizens for Responsibility and Ethics in
# Washington, Médecins sans frontières, Escuela de la Paz.
_INSIDE_NAMES = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "de",
        "del",
        "der",
        "des",
        "di",
        "du",
        "el",
        "en",
        "et",
        "la",
        "las",
        "le",
        "les",
        "los",
        "och",
        "und",
        "van",
        "von",
        "y",
    ]
)
_NAME_LEFT = re.compile(r"[A-Z\u00c0-\u00de][a-z\u00df-\u00ff]")


def check(claim: Claim) -> Iterator[Flag]:
    """Yield that a translation is its source, or has words of it; names that it left are a note."""
    if is_left(claim):
        message = f"is not {NAMES[claim.pair.target]}: it was left as it is"
        yield Flag("language", "error", message, claim.output, claim.source)
    elif _is_between_languages(claim) and writing(claim.pair.target) != "Latin":
        yield from _latin(claim, readable(claim.output))


def is_left(claim: Claim) -> bool:
    """Say whether a translation has no word of its language, or is its source word for word."""
    return _is_between_languages(claim) and (
        not _is_written(claim.source, readable(claim.output), claim.pair)
    )


def _is_between_languages(claim: Claim) -> bool:
    return claim.is_translation and primary(claim.pair.source) != primary(claim.pair.target)


def _is_written(source: str, text: str, pair: Pair) -> bool:
    """Say whether the output has the target's writing, or needs none: names alone may stay."""
    wanted = writing(pair.target)
    if wanted == writing(pair.source):
        common = [word for word in WORDS[wanted].findall(source) if word.islower()]
        return len(common) < 3 or WORDS[wanted].findall(text) != WORDS[wanted].findall(source)
    if WORDS[wanted].search(text):
        return True
    words = foreign_words(VERBATIM.sub(" ", source), wanted)
    return len(words) <= _NAME and not any(map(is_common, words))


def _latin(claim: Claim, text: str) -> Iterator[Flag]:
    """Yield what stands in Latin letters in a text that is not written in them."""
    language = NAMES[claim.pair.target]
    copied, common, names = [], [], []
    for run in _runs(text, claim.pair.target):
        words = WORDS["Latin"].findall(run)
        left = _common(words)
        common += left
        if left and _is_copied(words, claim.source):
            copied.append(run)
        elif not left and _NAME_LEFT.search(run):
            names.append(run)
    if copied or len(common) >= _LEFT:
        words_left = "; ".join(copied) or " ".join(common)
        yield _flag("error", f"is not all {language}: {words_left}", words_left)
    elif any(len(word) > 3 and word in claim.source for word in common):
        yield _flag("warning", f"may not be all {language}: {' '.join(common)}", " ".join(common))
    elif names:
        yield _flag("note", f"leaves names in Latin letters: {'; '.join(names)}", "; ".join(names))


def _runs(text: str, target: str) -> list[str]:
    """Return what stands in Latin letters in a row, save titles and slogans that are quoted so."""
    own = WORDS[writing(target)]
    titles = [
        (pair.opening, pair.closing)
        for pair in pairs(text)
        if not own.search(text, pair.opening, pair.closing)
    ]
    return [
        match.group()
        for match in _LATIN_RUN.finditer(text)
        if not any(start < match.start() < end for start, end in titles)
    ]


def _is_copied(words: list[str], source: str) -> bool:
    """Say whether the source has some of the words in the same row, common ones among them."""
    origin = f" {' '.join(WORDS['Latin'].findall(source))} "
    rows = (words[at : at + _RUN] for at in range(len(words) - _RUN + 1))
    return any(f" {' '.join(row)} " in origin and _common(row) for row in rows)


def _common(words: list[str]) -> list[str]:
    """Return the words of a run that are in small letters, and not because they join a name."""
    inner = range(1, len(words) - 1)
    return [
        word
        for at, word in enumerate(words)
        if len(word) > 1 and word.islower() and not (at in inner and word in _INSIDE_NAMES)
    ]


def _flag(severity: Severity, message: str, words: str) -> Flag:
    return Flag("language", severity, message, words, words)
