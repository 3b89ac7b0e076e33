"""What a check is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim, Flag


class Check(Protocol):
    """Reads one claim for one kind of fault; pure, and safe to call from many threads."""

    def __call__(self, claim: Claim) -> Iterator[Flag]:
        """Yield what is wrong, with the words of the output and of the source that it is about.

        The severity is "error" where the sentence is not to be served as it is, "warning" where a
        reader should look, "note" where there is something to know.
        """
