"""Renders one fact in four languages, with the case, gender and number that each asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LANGUAGES = ("en", "ru", "uk", "zh")

# What the forms of a word are called, in their order in words.tsv. The first is the plain one.
_PLACE = ("plain", "in", "acc", "gen", "ins", "to", "from")
FORMS: Mapping[str, Sequence[str]] = {
    "place": _PLACE,
    "man": ("plain", "gen", "ins"),
    "woman": ("plain", "gen", "ins"),
    "role of man": ("plain", "gen", "ins"),
    "role of woman": ("plain", "gen", "ins"),
    "arms": ("plain", "ins", "gen"),
}
# What Chinese names apart: the measure word alone.
_CHINESE_FORMS: Mapping[str, Sequence[str]] = {"arms": ("plain", "unit")}
_NO_FORMS = ("plain",)
_SLOT = re.compile(r"{(\w+)")


@dataclass(frozen=True, slots=True)
class Word:
    """A row of words.tsv."""

    kind: str
    cells: tuple[str, ...]

    def forms(self, language: str) -> dict[str, str]:
        """Return its forms in `language`, by their names."""
        named = _CHINESE_FORMS if language == "zh" else FORMS
        values = self.cells[LANGUAGES.index(language)].split("; ")
        return dict(zip(named.get(self.kind, _NO_FORMS), values, strict=False))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an office."""

    role: Word
    name: Word

    def slot(self, language: str) -> Slot:
        """Return how `language` speaks of the person."""
        role, name = self.role.forms(language), self.name.forms(language)
        blank = "" if language == "zh" else " "
        return Slot(
            {form: f"{role[form]}{blank}{name[form]}" for form in name},
            lambda forms: forms[self.name.kind == "woman"],
        )


@dataclass(frozen=True, slots=True)
class Number:
    """How many."""

    value: int

    def slot(self, language: str) -> Slot:
        """Return how `language` writes it: with a comma at the thousands in English only."""
        digits = f"{self.value:,}" if language == "en" else str(self.value)
        return Slot({"plain": digits}, lambda forms: self._agreeing(forms, language))

    def _agreeing(self, forms: Sequence[str], language: str) -> str:
        """Return the one of one/few/many, or of one/other, that goes with the number."""
        ones, teens = self.value % 10, self.value // 10 % 10 == 1
        if language == "en":
            return forms[self.value != 1]
        if ones == 1 and not teens:
            return forms[0]
        return forms[1] if 2 <= ones <= 4 and not teens else forms[-1]


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of what."""

    number: Number
    word: Word

    def slot(self, language: str) -> Slot:
        """Return number and thing: "21 missiles", "21 ракету"."""
        digits = self.number.slot(language)
        blank = "" if language == "zh" else " "
        return Slot(
            {
                name: form if name == "unit" else f"{digits}{blank}{digits:{form}}"
                for name, form in self.word.forms(language).items()
            }
        )


@dataclass(frozen=True, slots=True)
class Thing:
    """Anything else that a word names."""

    word: Word

    def slot(self, language: str) -> Slot:
        """Return its forms in `language`."""
        return Slot(self.word.forms(language))


Value = Person | Number | Amount | Thing


class Slot:
    """A value in one language, for `str.format`: `{x}`, `{x.form}`, `{x:said/said}`."""

    def __init__(
        self, forms: Mapping[str, str], agreeing: Callable[[Sequence[str]], str] | None = None
    ) -> None:
        self._forms, self._agreeing = forms, agreeing

    def __getattr__(self, form: str) -> str:
        return self._forms[form]

    def __format__(self, alternatives: str) -> str:
        """Return the plain form, or that one of `alternatives` which agrees with the value."""
        if not alternatives:
            return self.plain
        choices = alternatives.split("/")
        return self._agreeing(choices) if self._agreeing and len(choices) > 1 else alternatives


@cache
def _slot(value: Value, language: str) -> Slot:
    return value.slot(language)


@dataclass(frozen=True, slots=True)
class Template:
    """A row of sentences.tsv; `slots` are the names of what it leaves open."""

    story: str
    part: str
    cells: tuple[str, ...]
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a template says of the values of its slots."""

    template: Template
    values: Mapping[str, Value]

    def text(self, language: str) -> str:
        """Return it in `language`, with the typography of that language."""
        cell = self.template.cells[LANGUAGES.index(language)]
        text = cell.format_map(
            {name: _slot(value, language) for name, value in self.values.items()}
        )
        first = next(place for place, sign in enumerate(text) if sign.isalnum())
        return text[:first] + text[first].upper() + text[first + 1 :]

    def texts(self) -> tuple[str, ...]:
        """Return it in every language."""
        return tuple(self.text(language) for language in LANGUAGES)


def kind(slot: str) -> str:
    """Return what the slot `slot` asks for: "place2" for a place."""
    return slot.rstrip("0123456789")


@cache
def words(kind: str) -> tuple[Word, ...]:
    """Return the words of a kind."""
    return tuple(Word(row[0], tuple(row[1:])) for row in _rows("words.tsv") if row[0] == kind)


@cache
def templates() -> tuple[Template, ...]:
    """Return the templates of sentences.tsv."""
    return tuple(
        Template(story, part, tuple(cells), tuple(dict.fromkeys(_SLOT.findall("".join(cells)))))
        for story, part, *cells in _rows("sentences.tsv")
    )


def _rows(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
