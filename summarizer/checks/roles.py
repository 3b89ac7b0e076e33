"""Says whether a summary calls somebody by the office of another."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from summarizer.domain import Claim

_NAME = r"[^\W\d_a-zа-яёіїєґ][\w'’-]+(?: [^\W\d_a-zа-яёіїєґ][\w'’-]+){1,2}"
# Names are inflected after so many letters.
_STEM = 5
# The mayor of Sumy, Olha Bondar; мер Сум Ольга Бондар.
_OF = r"(?: (?:of|for|in|at)(?: [\w'’-]+){1,4},|,| [\w'’-]+)?"


def check(claim: Claim) -> Iterator[Flag]:
    """Yield the people whom a summary gives an office that the article gives them nowhere.

    The article has to give them another one; titles are those of `config/checks/roles.tsv`.
    """
    if claim.is_translation or not _words(claim.pair.target):
        return
    known: dict[str, set[str]] = {}
    for sentence in claim.article:
        for person, roles in _offices(sentence, claim.pair.target).items():
            known.setdefault(person[:_STEM], set()).update(roles)
    for person, roles in _offices(claim.output, claim.pair.target).items():
        others = known.get(person[:_STEM], roles)
        if not any(_agree(role, other) for role in roles for other in others):
            said, wanted = (", ".join(sorted(some)) for some in (roles, others))
            message = f"calls {person} {said}, where the article has {wanted}"
            yield Flag("attribution", "error", message, person, wanted)


def _agree(role: str, other: str) -> bool:
    """Say whether two offices may be one: a defence minister is a minister."""
    return role.endswith(other) or other.endswith(role)


@lru_cache(maxsize=1024)
def _offices(text: str, language: str) -> Mapping[str, frozenset[str]]:
    """Return the offices of the people in `text`, by the last word of their names."""
    found: dict[str, set[str]] = {}
    for match in _held(language).finditer(text):
        role = next(name for name, words in _words(language) if words.fullmatch(match["role"]))
        found.setdefault(match["name"].rpartition(" ")[2], set()).add(role)
    return {person: frozenset(roles) for person, roles in found.items()}


@cache
def _held(language: str) -> re.Pattern[str]:
    """Return what an office and the name of who holds it look like, one after the other."""
    role = "|".join(words.pattern for _, words in _words(language))
    return re.compile(rf"(?<!\w)(?i:(?P<role>{role})){_OF} (?P<name>{_NAME})")


@cache
def _words(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the offices that the table has for a language, each with its words."""
    return tuple(
        (role, re.compile("|".join(word.strip() for word in words.split(";")), re.IGNORECASE))
        for tag, role, words in rows("checks/roles.tsv")
        if tag == language
    )
