"""A service of given models, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer import settings
from summarizer.cache.memory import MemoryCache
from summarizer.cache.readings import Readings
from summarizer.cache.sentences import SentenceMemory
from summarizer.cache.summaries import SummaryCache
from summarizer.deadline import NEVER
from summarizer.domain import Terms
from summarizer.gate import Gate
from summarizer.glossary import shipped
from summarizer.house_style import HouseStyle
from summarizer.judging import Judge
from summarizer.models.loading import Models
from summarizer.models.translation import Translation
from summarizer.reading import Reader
from summarizer.service import Service
from summarizer.translating import Translating
from summarizer.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.cache.base import Cache, Result
    from summarizer.models.base import Summarizer, Translator

JUDGE = Judge(Wording(shipped(), HouseStyle()))
"""The judge of a house with the glossary that comes with the service."""

PATIENT = Terms(NEVER)
"""The terms of whoever waits for ever, and wants of the cache what it has."""


def serving(
    *summarizers: Summarizer,
    translators: Sequence[Translator] = (),
    wrong: Sequence[str] = (),
    cache: Cache | None = None,
) -> Service:
    """Return a service of these models, which `load` gives it."""
    cache = cache or memory()
    return Service(
        load=lambda: Models(summarizers, Translation(translators), tuple(wrong)),
        reader=reader(),
        cache=SummaryCache(cache, 60, nobody),
        translating=Translating(SentenceMemory(cache, 60, nobody)),
        gate=Gate(slots=8, places=100),
        judge=JUDGE,
    )


def reader() -> Reader:
    """Return a reader of articles."""
    return Reader(settings.load().limits, Readings(max_characters=10_000))


def memory() -> MemoryCache:
    """Return a cache."""
    return MemoryCache(max_entries=1000, max_bytes=10**6, count=nobody)


def nobody(_: Result) -> None:
    """Count for nobody."""
