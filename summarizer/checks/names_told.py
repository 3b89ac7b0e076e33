"""Names in a summary: whom and what it names, the article names, and in the same office."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.names import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.named import Named
    from summarizer.domain import Claim
    from summarizer.text.names import Name

_CHECK = "names"
# Two words that begin with so many letters alike are one name, in another case or number.
_STEM = 4
_BETWEEN = re.compile(r"[\s,.'’-]{1,3}(?:(?:of|the|de|von|van|al|bin)\s)?")


def told(claim: Claim, output: Named, article: Named) -> Iterator[Flag]:
    """Yield names that the article does not have, or whose bearer it gives no such office.

    A name of several words is there if one of them is. In Chinese only names with a dot and those
    of the glossary are known.
    """
    small = article.text.lower()
    found = names(claim.output, claim.pair.target)
    for phrase in _phrases(claim.output, found):
        known = any(_is_in(name.text, small) for name in phrase)
        said = claim.output[phrase[0].span.start : phrase[-1].span.end]
        if (
            not known
            and any(name.is_sure for name in phrase)
            and not _is_spoken_of(phrase, output, article)
        ):
            yield Flag(_CHECK, "error", f"names {said}, which the article does not", said, "")
        elif known:
            yield from _misplaced(claim, phrase, said)


def _phrases(text: str, found: tuple[Name, ...]) -> Iterator[list[Name]]:
    """Yield the names of one word or more that stand together."""
    phrase: list[Name] = []
    for name in found:
        if phrase and not _BETWEEN.fullmatch(text[phrase[-1].span.end : name.span.start]):
            yield phrase
            phrase = []
        phrase.append(name)
    if phrase:
        yield phrase


def _is_in(word: str, small: str) -> bool:
    return word.lower()[: max(_STEM, len(word) - 3)] in small


def _is_spoken_of(phrase: list[Name], output: Named, article: Named) -> bool:
    """Say whether the article speaks of the entry that a name is of, by another of its names."""
    return any(
        entry.key in article.keys
        for spot in output.spots
        if spot.span.start < phrase[-1].span.end and phrase[0].span.start < spot.span.end
        for entry in spot.entries
    )


def _misplaced(claim: Claim, phrase: list[Name], said: str) -> Iterator[Flag]:
    """Yield that a person is given an office that only others have in the article."""
    before = claim.output[: phrase[0].span.start].lower()
    pattern = _titles(primary(claim.pair.target))
    title = pattern.search(before) if pattern else None
    if title is None:
        return
    surname = phrase[-1].text
    office = title[1]
    beside = [sentence.lower() for sentence in claim.article if surname in sentence]
    has_office = any(office in sentence for sentence in beside)
    if beside and not has_office and any(office in one.lower() for one in claim.article):
        yield Flag(
            _CHECK, "warning", f"calls {said} {office}, as the article does not", said, office
        )


@cache
def _titles(language: str) -> re.Pattern[str] | None:
    """Return what finds a title at the end of what stands before a name."""
    titles = [
        title.strip()
        for tag, cell in rows("checks/titles.tsv")
        if tag == language
        for title in cell.split(";")
    ]
    if not titles:
        return None
    longest_first = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
    return re.compile(rf"\b({longest_first})\w{{0,4}},?\s$")
