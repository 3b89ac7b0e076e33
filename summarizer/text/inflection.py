"""Inflects names in Ukrainian and Russian, by the classes of `config/glossary/endings.tsv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

from summarizer.tables import rows

CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "locative")
INFLECTED = ("uk", "ru")

_UNCHANGED = "0"
# A shape needs so many letters before it: Си is no plural.
_SHORTEST_STEM = 1
_NONE = "-"


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of inflection: what the nominative may end in, and the endings of each case."""

    shapes: tuple[str, ...]
    endings: tuple[tuple[str, ...], ...]

    @property
    def nominative(self) -> str:
        """What is cut off for the stem."""
        return self.endings[0][0]


def nominative(form: str) -> str:
    """Return a form as it is written: without the classes that a glossary names after slashes."""
    return " ".join(word.split("/")[0] for word in form.split())


def inflect(form: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the forms of a name for each of `CASES`, the one to be written first.

    `form` is its nominative, of one word or more; a word may name its class (`Білорусь/f`). The
    words of a longer name change together. A language that is not of `INFLECTED` has one form.
    Raises ValueError where a class is unknown or does not fit.
    """
    words = form.split()
    if language not in INFLECTED:
        return ((nominative(form),),) * len(CASES)
    inflected = [_word(word, language) for word in words]
    return tuple(
        tuple(" ".join(choice) for choice in product(*(word[case] for word in inflected)))
        for case in range(len(CASES))
    )


def _word(word: str, language: str) -> tuple[tuple[str, ...], ...]:
    text, _, named = word.partition("/")
    chosen = _named(named, text, language) if named else _by_shape(text, language)
    if chosen is None:
        return ((text,),) * len(CASES)
    stem = text[: len(text) - len(chosen.nominative)]
    return tuple(tuple(stem + ending for ending in endings) for endings in chosen.endings)


def _named(name: str, text: str, language: str) -> _Class | None:
    if name == _UNCHANGED:
        return None
    chosen = _classes(language).get(name)
    if chosen is None or not text.endswith(chosen.nominative):
        raise ValueError(f"{text}/{name}: no class {name!r} of {language} that fits")
    return chosen


def _by_shape(text: str, language: str) -> _Class | None:
    """Return the class whose longest shape the word ends in; an acronym does not change."""
    if text.isupper() or not text[-1:].isalpha():
        return None
    fitting = [
        (len(shape), chosen)
        for chosen in _classes(language).values()
        for shape in chosen.shapes
        if text.lower().endswith(shape) and len(text) - len(shape) >= _SHORTEST_STEM
    ]
    if fitting:
        return max(fitting, key=lambda found: found[0])[1]
    return _classes(language)["m"] if text[-1].lower() not in "аеєиіїоуюяэыё" else None


@cache
def _classes(language: str) -> dict[str, _Class]:
    return {
        name: _Class(
            tuple(shape for shape in shapes.split() if shape not in (".", _NONE)),
            tuple(
                tuple("" if ending == _NONE else ending for ending in cell.split())
                for cell in endings
            ),
        )
        for tag, name, shapes, *endings in rows("glossary/endings.tsv")
        if tag == language
    }
