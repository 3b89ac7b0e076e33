"""A service of given models, in this process."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from summarizer import settings
from summarizer.cache.memory import MemoryCache
from summarizer.cache.readings import Readings
from summarizer.cache.summaries import SummaryCache
from summarizer.models.loading import Models
from summarizer.models.translation import Translation
from summarizer.reading import Reader
from summarizer.service import Service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.models.base import Summarizer, Translator


def serving(
    *summarizers: Summarizer,
    translators: Sequence[Translator] = (),
    faults: Sequence[str] = (),
    cache: SummaryCache | None = None,
    seconds: float = math.inf,
) -> Service:
    """Return a service of these models, which `load` gives it."""
    return Service(
        load=lambda: Models(summarizers, Translation(translators), tuple(faults)),
        reader=reader(),
        cache=cache or SummaryCache(memory(), ttl_seconds=60),
        seconds=seconds,
    )


def reader() -> Reader:
    """Return a reader of articles."""
    return Reader(settings.load().limits, Readings(max_characters=10_000))


def memory() -> MemoryCache:
    """Return a cache."""
    return MemoryCache(max_entries=100, max_bytes=10**6, count=lambda _: None)
