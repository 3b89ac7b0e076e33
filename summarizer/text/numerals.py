"""The words for numbers, months and units of each language, from the tables in `config/text/`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from summarizer.tables import rows

_BRACES = re.compile(r"(.*)\{(.*)\}(.*)")
# The order of the tables' columns.
LANGUAGES = ("en", "uk", "ru", "zh")
_CACHED_WORDS = 20_000


class Numeral(NamedTuple):
    """What a word says in a number: its role (see numerals.tsv) and its value."""

    role: str
    value: float


class Compound(NamedTuple):
    """A numeral grown together with what it counts: «дворічний» is 2 and "year"."""

    value: float
    unit: str


def expand(cell: str, endings: tuple[str, ...] = ()) -> list[str]:
    """Return the forms that a cell stands for: `x{a,b}` is xa and xb, `x*` x with each ending."""
    forms: list[str] = []
    for form in cell.split():
        braces = _BRACES.fullmatch(form)
        if braces:
            head, middles, tail = braces.groups()
            forms += [head + middle + tail for middle in middles.split(",")]
        else:
            forms.append(form)
    if endings:
        forms = [
            form.removesuffix("*") + ending
            for form in forms
            for ending in (endings if form.endswith("*") else ("",))
        ]
    return [form.replace("_", " ") for form in forms]


@cache
def _endings(language: str) -> tuple[str, ...]:
    table = rows("text/numerals.tsv")
    return next((tuple(row[3].split()) for row in table if row[:2] == (language, "endings")), ())


@cache
def numerals(language: str) -> dict[str, tuple[Numeral, ...]]:
    """Return what each word may say in a number of `language`; a word may have several roles."""
    found: dict[str, tuple[Numeral, ...]] = {}
    for tag, role, value, cell in rows("text/numerals.tsv"):
        if tag == language and role not in ("endings", "prefix", "compound"):
            for form in dict.fromkeys(expand(cell, _endings(language))):
                found[form] = (*found.get(form, ()), Numeral(role, float(value)))
    return found


@cache
def halves(language: str) -> tuple[str, ...]:
    """Return the words for a half that grow together with what they halve: «пів», «пол»."""
    known = numerals(language).items()
    return tuple(w for w, found in known if any(n == Numeral("half", 0.5) for n in found))


@cache
def _compounds(language: str) -> tuple[re.Pattern[str], dict[str, float], dict[str, str]] | None:
    """Return the pattern of numerals grown together with a noun, and what its parts say."""
    table = [row for row in rows("text/numerals.tsv") if row[0] == language]
    prefixes = {
        form: float(value)
        for _, role, value, cell in table
        if role == "prefix"
        for form in expand(cell)
    }
    tails = {
        form: unit if unit != "0" else ""
        for _, role, unit, cell in table
        if role == "compound"
        for form in expand(cell, _endings(language))
    }
    if not prefixes:
        return None
    numeral = "|".join(sorted(prefixes, key=len, reverse=True))
    noun = "|".join(sorted(tails, key=len, reverse=True))
    return re.compile(rf"((?:{numeral}){{1,3}})({noun})"), prefixes, tails


@lru_cache(maxsize=_CACHED_WORDS)
def compound(word: str, language: str) -> Compound | None:
    """Return what a compound says («сорокасемилетний», «дворічний»), None for other words."""
    known = _compounds(language)
    match = known and known[0].fullmatch(word)
    if not known or not match:
        return None
    total, rest = 0.0, match[1]
    while rest:
        prefix = max(filter(rest.startswith, known[1]), key=len)
        total += known[1][prefix]
        rest = rest[len(prefix) :]
    return Compound(total, known[2][match[2]])


@cache
def tail_unit(language: str) -> dict[str, str]:
    """Return the second halves of compounds («летний») and the units they stand for."""
    known = _compounds(language)
    return known[2] if known else {}


@cache
def months(language: str) -> dict[str, int]:
    """Return the forms of the months' names, in small letters, abbreviations with a full stop."""
    column = 1 + LANGUAGES.index(language)
    return {
        form.lower(): int(row[0])
        for row in rows("text/months.tsv")
        for form in expand(row[column], _endings(language))
    }


@cache
def weekdays(language: str) -> dict[str, int]:
    """Return the words for the days of the week; Monday is 1."""
    column = 1 + LANGUAGES.index(language)
    return {
        form: int(row[0])
        for row in rows("text/weekdays.tsv")
        for form in expand(row[column], _endings(language))
    }


class Unit(NamedTuple):
    """A unit: what it measures, and how much of that it is (None for money)."""

    dimension: str
    factor: float | None


@cache
def units() -> dict[str, Unit]:
    """Return the units by name."""
    return {
        name: Unit(dimension, None if factor == "-" else float(factor))
        for name, dimension, factor, *_ in rows("text/units.tsv")
    }


@cache
def unit_words(language: str) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """Return the words of units, and the beginnings of further ones, with the unit's name."""
    words: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    for name, _, _, *cells in rows("text/units.tsv"):
        for form in expand(cells[LANGUAGES.index(language)]):
            if form.endswith("*"):
                stems.append((form[:-1], name))
            elif form != "-":
                words.setdefault(form, name)
    return words, tuple(sorted(stems, key=lambda stem: -len(stem[0])))


@lru_cache(maxsize=_CACHED_WORDS)
def unit_of(word: str, language: str) -> str:
    """Return the unit that a word, or two with a blank between, names; empty for other words."""
    words, stems = unit_words(language)
    if word in words:
        return words[word]
    blanks = word.count(" ")
    found = (name for stem, name in stems if word.startswith(stem) and stem.count(" ") == blanks)
    return next(found, "")


@cache
def signs(role: str, language: str) -> frozenset[str]:
    """Return the words that play a role around numbers (see number_signs.tsv)."""
    column = 1 + LANGUAGES.index(language)
    cells = [row[column] for row in rows("text/number_signs.tsv") if row[0] == role]
    return frozenset(
        form for cell in cells for form in expand(cell, _endings(language)) if form != "-"
    )
