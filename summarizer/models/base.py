"""What every summariser offers; the engines behind it may be anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.domain import Article, InstalledModel, Length, Summary


class Summarizer(Protocol):
    """Writes summaries of an article in the article's own language."""

    @property
    def installed(self) -> InstalledModel:
        """What it is; `revision` changes whenever the same article may get another summary."""

    def summarise(self, article: Article, lengths: Sequence[Length]) -> Mapping[Length, Summary]:
        """Return one summary for each of `lengths`; an article has at least one sentence."""
