"""Articles that were read a moment ago, so that one sent again word for word is not read again."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache

if TYPE_CHECKING:
    from summarizer.domain import Reading


class Readings:
    """Holds articles of so many characters in all; the longest unused goes first. Thread-safe."""

    def __init__(self, max_characters: int) -> None:
        self._lock = Lock()
        self._known: LRUCache[str, Reading] = LRUCache(
            max_characters, getsizeof=lambda reading: len(reading.article.submitted)
        )

    def get(self, question: str) -> Reading | None:
        """Return the reading stored for `question`, a digest of all that it depends on."""
        with self._lock:
            return self._known.get(question)

    def put(self, question: str, reading: Reading) -> None:
        """Remember a reading, unless the article alone is too long."""
        with self._lock:
            if self._known.getsizeof(reading) <= self._known.maxsize:
                self._known[question] = reading
