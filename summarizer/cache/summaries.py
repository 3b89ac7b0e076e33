"""Summaries in a cache, each given back in the words of the article at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from summarizer.cache.envelope import seal, unseal
from summarizer.domain import Summary

if TYPE_CHECKING:
    from summarizer.cache.base import Cache
    from summarizer.domain import Article

_SUMMARY = TypeAdapter(Summary)


class SummaryCache:
    """Remembers summaries in `cache` for `ttl_seconds`; safe to call from many threads."""

    def __init__(self, cache: Cache, ttl_seconds: int) -> None:
        self._cache = cache
        self._ttl_seconds = ttl_seconds

    @property
    def name(self) -> str:
        """What the cache behind it is called."""
        return self._cache.name

    def recall(self, key: str, article: Article) -> Summary | None:
        """Return the summary stored under `key`, as `article` writes it, or None.

        What is stored there and is no summary of this article is forgotten.
        """
        sealed = self._cache.get(key)
        if sealed is None:
            return None
        try:
            return as_submitted(_SUMMARY.validate_python(unseal(key, sealed)), article)
        except (ValidationError, IndexError):
            self._cache.delete(key)
            return None

    def store(self, key: str, summary: Summary) -> None:
        """Remember `summary`, where it is not too large."""
        sealed = seal(key, _SUMMARY.dump_python(summary, mode="json"))
        if sealed is not None:
            self._cache.set(key, sealed, self._ttl_seconds)


def as_submitted(summary: Summary, article: Article) -> Summary:
    """Return `summary` with its verbatim sentences as `article` writes them.

    Copies of a story may differ in quotes, dashes and blanks. Raises IndexError where the article
    has fewer sentences than the one that was summarised.
    """
    return replace(
        summary,
        sentences=tuple(
            replace(sentence, text=article.sentences[sentence.sources[0]].text)
            if sentence.verbatim
            else sentence
            for sentence in summary.sentences
        ),
    )
