"""Summaries in a cache, each given back in the words of the article at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from summarizer.cache.base import Place
from summarizer.cache.envelope import seal, unseal
from summarizer.cache.sentences import SENTENCE
from summarizer.domain import Summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from summarizer.cache.base import Cache, Count
    from summarizer.domain import Article

_SUMMARY = TypeAdapter(Summary)
# Work that began before a story was purged is over by then.
_PURGE_SECONDS = 3600


class SummaryCache:
    """Remembers the summaries of stories for `ttl_seconds`; safe to call from many threads.

    A story is named by its key (see text.canonical), a summary by whatever else it depends on.
    """

    def __init__(self, cache: Cache, ttl_seconds: int, count: Count) -> None:
        self._cache = cache
        self._ttl_seconds = ttl_seconds
        self._count = count

    @property
    def name(self) -> str:
        """What the cache behind it is called."""
        return self._cache.name

    def recall(self, story: str, names: Sequence[str], article: Article) -> dict[str, Summary]:
        """Return what is known of the summaries of a story, by name, as `article` writes them.

        Where something is stored that is no summary of this article, the story is forgotten.
        """
        sealed = self._cache.get([Place(_group(story), name) for name in names])
        found = {}
        for place, value in sealed.items():
            summary = _unsealed(place, value, article)
            if summary is None:
                self._count("invalid")
                self._cache.delete([_group(story)])
                return {}
            found[place.name] = summary
        return found

    def purges(self, story: str) -> bytes | None:
        """Return what changes whenever the story is purged."""
        place = _purged(story)
        return self._cache.get([place]).get(place)

    def store(
        self,
        story: str,
        summaries: Mapping[str, Summary],
        sentences: Iterable[str],
        purges: bytes | None,
    ) -> None:
        """Remember summaries by name, and the groups of the `sentences` translated for them.

        What `purges` was before the work began says whether the story was purged meanwhile: then
        nothing stays. One that is too large, or says nothing, is left out.
        """
        values = {Place(_group(story), sentence): b"" for sentence in sentences}
        for name, summary in summaries.items():
            place = Place(_group(story), name)
            sealed = seal(_label(place), _SUMMARY.dump_python(summary, mode="json"))
            if sealed is None or not _says_something(summary):
                self._count("skipped")
            else:
                values[place] = sealed
        self._cache.set(values, self._ttl_seconds)
        # Asked afterwards: a purge that comes now finds what was stored.
        if self.purges(story) != purges:
            self.purge(story)

    def purge(self, story: str) -> bool:
        """Forget a story and its translated sentences, also what is being made of it now.

        Returns whether it is certain to be gone.
        """
        place = _purged(story)
        self._cache.set({place: uuid4().hex.encode()}, _PURGE_SECONDS)
        names = self._cache.names(_group(story))
        if names is None or self.purges(story) is None:
            return False
        sentences = [name for name in names if name.startswith(SENTENCE)]
        return self._cache.delete([_group(story), *sentences])


def as_submitted(summary: Summary, article: Article) -> Summary:
    """Return `summary` with its verbatim sentences as `article` writes them.

    Copies of a story may differ in quotes, dashes and blanks. Raises IndexError where the article
    has not the sentences that the summary was made of.
    """
    count = len(article.sentences)
    for sentence in summary.sentences:
        if not sentence.sources or not all(0 <= source < count for source in sentence.sources):
            raise IndexError
    return replace(
        summary,
        sentences=tuple(
            replace(sentence, text=article.sentences[sentence.sources[0]].text)
            if sentence.verbatim
            else sentence
            for sentence in summary.sentences
        ),
    )


def _unsealed(place: Place, sealed: bytes, article: Article) -> Summary | None:
    """Return the summary of `article` that was stored in a place; None where it is none."""
    try:
        summary = as_submitted(_SUMMARY.validate_python(unseal(_label(place), sealed)), article)
    except (ValidationError, IndexError):
        return None
    return summary if _says_something(summary) else None


def _says_something(summary: Summary) -> bool:
    return bool(summary.sentences) and all(s.text.strip() for s in summary.sentences)


def _group(story: str) -> str:
    return f"story:{story}"


def _purged(story: str) -> Place:
    return Place(f"purged:{story}", "last")


def _label(place: Place) -> str:
    return f"{place.group} {place.name}"
