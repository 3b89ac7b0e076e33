"""What a check is given, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Flag, Pair


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that a model wrote, and what it has to agree with.

    `source` is what it renders: for a translation the sentence translated; for a sentence of a
    summary those of the article that bear it, joined by blanks. `article` are all sentences of the
    article, for a summary only. `pair` has the same language twice for a summary.
    """

    output: str
    source: str
    pair: Pair
    article: tuple[str, ...] = ()

    @property
    def is_translation(self) -> bool:
        """Whether it says in another language what the source says, all of it."""
        return not self.article


class Check(Protocol):
    """Reads one claim for one kind of fault; pure, and safe to call from many threads."""

    def __call__(self, claim: Claim) -> Iterator[Flag]:
        """Yield what is wrong, with the words of the output and of the source that it is about.

        The severity is "error" where the sentence is not to be served as it is, "warning" where a
        reader should look, "note" where there is something to know.
        """
