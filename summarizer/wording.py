"""Holds a translation to the words of the glossary, and puts right what it calls otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.house_style import HouseStyle, styled
from summarizer.languages import primary
from summarizer.text.inflection import CASES, INFLECTED, inflect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.domain import GlossaryTerm, Pair
    from summarizer.glossary import Entry, Glossary, Mention

_PEOPLE = "people"
# The locative stands after these only, and the dative after none of them.
_PREPOSITION = re.compile(r"\b(?:в|во|у|на|о|об|про|при|по)\s+\W?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unmet:
    """A term that a translation does not have as the glossary has it.

    `term` is the word of the source, `required` what it has to be called (in the nominative), and
    `found` where the translation calls it otherwise, or None where it does not have it at all.
    """

    term: str
    required: str
    entry: Entry
    found: Mention | None


@dataclass(frozen=True, slots=True)
class Wording:
    """What the house, or a caller of it, calls things, and how it writes."""

    glossary: Glossary
    style: HouseStyle

    @property
    def digest(self) -> str:
        """What changes whenever a text may be worded otherwise."""
        return f"{self.glossary.digest} {self.style.russian_in_ukraine} {self.style.traditional}"

    def with_terms(self, terms: Sequence[GlossaryTerm]) -> Wording:
        """Return the wording for a caller who has terms of its own."""
        return replace(self, glossary=self.glossary.with_terms(terms))

    def worded(self, source: str, output: str, pair: Pair) -> tuple[str, tuple[Flag, ...]]:
        """Return a translation in these words, with flags for the terms that it does not have."""
        placed, flags = place(source, output, pair, self.glossary)
        return styled(placed, pair.target, self.style), flags


def unmet(source: str, output: str, pair: Pair, glossary: Glossary) -> tuple[Unmet, ...]:
    """Return the terms of `source` that `output` lacks or calls by a name that is not to be used.

    Of two hypotheses the one with fewer is the better. A name to be avoided is unmet in any entry,
    one that is missing only where the entry is binding.
    """
    return tuple(_unmet(source, output, pair, glossary))


def place(source: str, output: str, pair: Pair, glossary: Glossary) -> tuple[str, tuple[Flag, ...]]:
    """Return `output` with the required names where that is safe, and flags for the other terms.

    A name is replaced by another of the same entry only: as it stands in English and Chinese, in
    the same case in Ukrainian and Russian. Where the case cannot be told, or nothing of the entry
    is there, the term is flagged with a warning.
    """
    flags = []
    for one in reversed(unmet(source, output, pair, glossary)):
        written = _written(one, output, pair.target)
        if one.found and written:
            span = one.found.span
            output = output[: span.start] + written + output[span.end :]
            continue
        said = one.found.span.of(output) if one.found else ""
        message = f"calls it {said}, not {one.required}" if said else f"lacks {one.required}"
        flags.append(Flag("names", "warning", message, said, one.term))
    return output, tuple(reversed(flags))


def _unmet(source: str, output: str, pair: Pair, glossary: Glossary) -> Iterator[Unmet]:
    terms: dict[str, tuple[str, Entry]] = {}
    for mention in glossary.mentions(source, pair.source):
        entry = mention.entry
        if pair.target in entry.names and (mention.is_name or not entry.binding):
            terms.setdefault(entry.key, (mention.span.of(source), entry))
    spoken_of: dict[str, list[Mention]] = {key: [] for key in terms}
    for mention in glossary.mentions(output, pair.target):
        if mention.entry.key in terms:
            spoken_of[mention.entry.key].append(mention)
    missing = []
    for key, mentions in spoken_of.items():
        term, entry = terms[key]
        required = entry.written(pair.target)
        avoided = entry.avoided.get(pair.target, ())
        if entry.binding and not mentions:
            missing.append(Unmet(term, required, entry, None))
        yield from (Unmet(term, required, entry, one) for one in mentions if one.form in avoided)
    yield from missing


def _written(one: Unmet, output: str, language: str) -> str | None:
    """Return the required name in the case that is found, or None where that cannot be told."""
    if one.found is None:
        return None
    if primary(language) not in INFLECTED:
        return one.required
    forms = inflect(one.entry.names[language][0], language)
    cases = one.found.cases
    if {"dative", "locative"} <= cases:
        before = _PREPOSITION.search(output[: one.found.span.start])
        cases -= {"dative" if before else "locative"}
    written = {_in_case(forms, case, one.entry.kind) for case in cases}
    return written.pop() if len(written) == 1 else None


def _in_case(forms: tuple[tuple[str, ...], ...], case: str, kind: str) -> str:
    """Return a name in a case; the accusative is as the genitive of a man, else the nominative."""
    accusative = forms[CASES.index("accusative")]
    if case == "accusative":
        other = forms[CASES.index("genitive" if kind == _PEOPLE else "nominative")][0]
        return other if other in accusative else accusative[0]
    return forms[CASES.index(case)][0]
