"""What a text names, and whether another text names it too."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text.names import DOTS, is_common, names
from summarizer.text.sounds import (
    Sound,
    chinese_sound,
    is_transcribing,
    likeness,
    sounds,
    syllable,
    syllables,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from summarizer.domain import Span
    from summarizer.glossary import Entry, Glossary, Mention
    from summarizer.text.names import Name

    Recognise: TypeAlias = Callable[[str], tuple[Span, ...]]

# So alike a word has to be to be the same name: one with a capital that is no common word, any
# other, one of few consonants, and a Chinese name.
_ALIKE, _ALIKE_COMMON, _ALIKE_SHORT, _ALIKE_CHINESE = 0.8, 0.9, 0.85, 0.75
_SHORT = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_HAN = re.compile("[\u3400-\u9fff]")
_PLURAL_ACRONYM = re.compile(r"[A-ZА-ЯІЇЄҐ]{2,}s?")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text that speaks of entries of the glossary; by name, or by a word for them."""

    text: str
    span: Span
    entries: tuple[Entry, ...]
    is_named: bool

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its entries; a state is a place."""
        return frozenset("places" if e.kind == "countries" else e.kind for e in self.entries)

    @property
    def is_state(self) -> bool:
        """Whether it is a state, which Chinese names to say whose town or office it is."""
        return any(entry.kind == "countries" for entry in self.entries)


def nothing(_: str) -> tuple[Span, ...]:
    """Recognise no names."""
    return ()


class Named:
    """What a text names: `spots` that the glossary knows, and other words that are `names`.

    Words that `recognise` finds in a Russian text are surely names.
    """

    def __init__(
        self, text: str, language: str, glossary: Glossary, recognise: Recognise = nothing
    ) -> None:
        self.language = primary(language)
        self.text = text
        self._small = text.lower()
        self.mentions = glossary.mentions(text, language)
        by_span: dict[Span, list[Mention]] = {}
        for mention in self.mentions:
            by_span.setdefault(mention.span, []).append(mention)
        self.spots = tuple(
            Spot(
                span.of(text),
                span,
                tuple(mention.entry for mention in mentions),
                any(map(self._names, mentions)),
            )
            for span, mentions in by_span.items()
        )
        recognised = recognise(text) if self.language == "ru" else ()
        self._all_names = tuple(
            replace(name, is_sure=name.is_sure or any(map(name.span.is_in, recognised)))
            for name in names(text, language)
        )
        self.names = tuple(name for name in self._all_names if not self._is_known(name))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The entries that the text speaks of, with those that stand for them and that they are."""
        keys = {entry.key for spot in self.spots for entry in spot.entries}
        return frozenset(keys.union(*(_relations().get(key, ()) for key in keys)))

    def lost(self, other: Named) -> Iterator[tuple[Spot, bool]]:
        """Yield the spots that the glossary does not find in `other`, and whether they sound there.

        A name that is there by its sound alone is written as the glossary does not know it.
        """
        for spot in self.spots:
            is_there = any(entry.key in other.keys for entry in spot.entries)
            if not is_there and not self._is_doubtful(spot):
                yield spot, other._sounds_like(spot)

    def unheard(self, other: Named) -> Iterator[Name]:
        """Yield the sure names, unknown to the glossary, that nothing in `other` sounds like."""
        for name in self.names:
            if not name.is_sure or _PLURAL_ACRONYM.fullmatch(name.text):
                continue
            parts = re.split(f"[{DOTS}]", name.text)
            if not any(map(other.has, parts)) and any(map(_is_audible, parts)):
                yield name

    def acronyms(self, other: Named) -> Iterator[Name]:
        """Yield the acronyms, unknown to the glossary, that `other` does not have as they are."""
        for name in self.names:
            if _PLURAL_ACRONYM.fullmatch(name.text) and name.text.lower() not in other._small:
                yield name

    def is_part(self, name: Name, unheard: tuple[Name, ...]) -> bool:
        """Say whether a word stands beside another of the same name that is not `unheard`."""
        if self.language == "zh":
            return False
        known = [spot.span for spot in self.spots]
        known += [other.span for other in self.names if other not in unheard and other.is_sure]
        return any(self._are_neighbours(span, name.span, " ") for span in known)

    def is_in_title(self, name: Name) -> bool:
        """Say whether a word stands beside one that has a capital and is no name, as in titles."""
        return any(
            self._are_neighbours(other.span, name.span, " -")
            for other in self._all_names
            if not other.is_sure
        )

    def _are_neighbours(self, one: Span, other: Span, signs: str) -> bool:
        """Say whether one of the `signs` is all that parts two words."""
        before, after = sorted((one, other), key=lambda span: span.start)
        between = self.text[before.end : after.start]
        return len(between) == 1 and between in signs

    def has(self, word: str, *, surely: bool = False) -> bool:
        """Say whether a word, or one that sounds like it, is here.

        A word that the glossary knows has to be here `surely`: closely alike, and not as a name of
        something else that the glossary knows.
        """
        if word.lower() in self._small:
            return True
        wanted = (_spoken(word),) if _HAN.match(word) else sounds(word)
        least = _ALIKE_COMMON if surely else 0
        if any(
            _is_same(one, sound, max(alike, least))
            for alike, sound in (self._strange if surely else self._heard)
            for one in wanted
        ):
            return True
        return self.language == "zh" and self._has_in_chinese(word, wanted, surely=surely)

    def _names(self, mention: Mention) -> bool:
        """Say whether a mention is a name: weapons have common words for names in Chinese."""
        return mention.is_name and not (self.language == "zh" and mention.entry.kind == "weapons")

    def _is_known(self, name: Name) -> bool:
        return any(
            spot.span.start < name.span.end and name.span.start < spot.span.end
            for spot in self.spots
            if len(spot.text) > 1
        )

    def _is_doubtful(self, spot: Spot) -> bool:
        """Say whether a Chinese spot may be no more than a part of a word or longer name."""
        if self.language != "zh" or len(spot.text) > 2:
            return False
        beside = self.text[max(0, spot.span.start - 1) : spot.span.start]
        beside += self.text[spot.span.end : spot.span.end + 1]
        return len(spot.text) == 1 or (
            all(map(is_transcribing, spot.text)) and any(map(is_transcribing, beside))
        )

    def _sounds_like(self, spot: Spot) -> bool:
        """Say whether this has the words of a spot of another text, by their sound."""
        if spot.text.lower() in self._small:
            return True
        words = [word for word in _WORD.findall(spot.text) if len(word) > 2 or _HAN.match(word)]
        if spot.text.isupper() and not _HAN.match(spot.text):
            return False
        if "people" in spot.kinds:
            words = words[-1:]
        return bool(words) and all(self.has(word, surely=True) for word in words)

    @cached_property
    def _heard(self) -> tuple[tuple[float, Sound], ...]:
        """How the words sound, and how alike another has to be to be the same name."""
        return self._sounds_of(self.text)

    @cached_property
    def _strange(self) -> tuple[tuple[float, Sound], ...]:
        """The same of the words that are no names in the glossary."""
        return self._sounds_of(self._unnamed)

    @cached_property
    def _unnamed(self) -> str:
        """The text with blanks for the names that the glossary knows."""
        text = self.text
        for spot in self.spots:
            if spot.is_named:
                start, end = spot.span.start, spot.span.end
                text = text[:start] + " " * (end - start) + text[end:]
        return text

    def _sounds_of(self, text: str) -> tuple[tuple[float, Sound], ...]:
        found = []
        words = (_LATIN if self.language == "zh" else _WORD).findall(text)
        for word in dict.fromkeys(words):
            is_capital = word[0].isupper()
            is_name = is_capital and not is_common(word, self.language)
            found += [
                (_ALIKE if is_name else _ALIKE_COMMON, sound)
                for sound in sounds(word)
                if sound.heard >= (1 if is_capital else _SHORT)
            ]
        return tuple(found)

    @cached_property
    def _syllables(self) -> tuple[str, ...]:
        return tuple(map(syllable, self.text))

    def _has_in_chinese(self, word: str, wanted: tuple[Sound, ...], *, surely: bool) -> bool:
        spelt = syllables(word)
        places = range(len(self.text))
        if spelt and any(self._syllables[at : at + len(spelt)] == spelt for at in places):
            return True
        text = self._unnamed if surely else self.text
        alike = _ALIKE_COMMON if surely else _ALIKE_CHINESE
        return any(
            _is_same(one, said, alike) for one in wanted for said in _windows(text, one.heard)
        )


def _windows(text: str, heard: int) -> Iterator[Sound]:
    """Yield how the runs of up to so many characters for names, and two more, sound."""
    for at in range(len(text)):
        said = Sound((), 0)
        for sign in text[at : at + heard + 2]:
            if not is_transcribing(sign):
                break
            said += chinese_sound(sign)
            yield said


def _is_same(one: Sound, other: Sound, alike: float) -> bool:
    if min(one.heard, other.heard) < _SHORT:
        alike = max(alike, _ALIKE_SHORT)
    return likeness(one, other) >= alike


def _is_audible(word: str) -> bool:
    """Say whether a name has sounds enough to be looked for."""
    if _HAN.match(word):
        return _spoken(word).heard > 1
    return any(sound.heard for sound in sounds(word))


@lru_cache(maxsize=4096)
def _spoken(name: str) -> Sound:
    return sum(map(chinese_sound, name), Sound((), 0))


@cache
def _relations() -> dict[str, frozenset[str]]:
    """Return for each entry those that it stands for, or that stand for it."""
    found: dict[str, frozenset[str]] = {}
    for one, others in rows("glossary/stands_for.tsv"):
        for other in map(str.strip, others.split(";")):
            found[one] = found.get(one, frozenset()) | {other}
            found[other] = found.get(other, frozenset()) | {one}
    return found
