"""Translated sentences in a cache: an updated story pays for the sentences that are new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from summarizer.cache.base import Place
from summarizer.cache.envelope import seal, unseal
from summarizer.cache.key import answer_key, key
from summarizer.domain import Translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summarizer.cache.base import Cache, Count
    from summarizer.domain import Passage

SENTENCE = "sentence:"
"""What the name of every group of translations begins with."""

_TRANSLATED = TypeAdapter(Translated)


class SentenceMemory:
    """Remembers translations for `ttl_seconds`; safe to call from many threads.

    A sentence is the same word for word and mark for mark. All its translations are one group, so
    that a story can be purged with what it is made of. `count` is told what became of each.
    """

    def __init__(self, cache: Cache, ttl_seconds: int, count: Count) -> None:
        self._cache = cache
        self._ttl_seconds = ttl_seconds
        self._count = count

    def recall(self, routes: Mapping[Passage, str]) -> dict[Passage, Translated]:
        """Return the translations that are known; `routes` says which models would make each."""
        places = {passage: _place(passage, route) for passage, route in routes.items()}
        sealed = self._cache.get(list(places.values()))
        found = {}
        for passage, place in places.items():
            if place in sealed:
                translation = _unsealed(place, sealed[place])
                if translation is not None:
                    found[passage] = translation
                else:
                    self._count("invalid")
                    self._cache.delete([place.group])
            self._count("hit" if passage in found else "miss")
        return found

    def store(
        self, translated: Mapping[Passage, Translated], routes: Mapping[Passage, str]
    ) -> None:
        """Remember translations, each by the models that made it; one that says nothing is not."""
        values = {}
        for passage, translation in translated.items():
            place = _place(passage, routes[passage])
            sealed = seal(_label(place), _TRANSLATED.dump_python(translation, mode="json"))
            if sealed is not None and translation.text.strip():
                values[place] = sealed
        self._cache.set(values, self._ttl_seconds)


def group(passage: Passage) -> str:
    """Return the group of all translations of a sentence."""
    return SENTENCE + key(sentence=passage.text, language=passage.pair.source)


def _place(passage: Passage, route: str) -> Place:
    return Place(group(passage), answer_key(target=passage.pair.target, models=route))


def _unsealed(place: Place, sealed: bytes) -> Translated | None:
    """Return the translation that was stored in a place; None where it is none."""
    try:
        translation = _TRANSLATED.validate_python(unseal(_label(place), sealed))
    except ValidationError:
        return None
    return translation if translation.text.strip() else None


def _label(place: Place) -> str:
    return f"{place.group} {place.name}"
