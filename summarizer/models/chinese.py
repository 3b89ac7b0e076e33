"""A translator between the two scripts of Chinese, as a model is one."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from summarizer.domain import Candidates, Hypothesis, InstalledModel, Pair
from summarizer.tables import digest
from summarizer.text.chinese import KEPT_WORDS, SIMPLIFIED, TRADITIONAL, simplified, traditional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import Passage


class ScriptConverter:
    """A translator between the two scripts; safe to call from many threads.

    Traditional characters are those of Taiwan, with Taiwan's words (s2twp) save those of the table
    of kept words. The other way characters are converted and words kept (tw2s): the table of words
    (tw2sp) takes news for computing, and 接受 apart.
    """

    @property
    def installed(self) -> InstalledModel:
        """What it is; `revision` changes with OpenCC and the table."""
        return _installed()

    def translate(
        self,
        passages: Sequence[Passage],
        deadline: Deadline,  # noqa: ARG002 - it takes milliseconds
        *,
        again: bool = False,  # noqa: ARG002 - there is one way to write a word
    ) -> list[Candidates]:
        """Return the one conversion of each passage, in order."""
        to = {SIMPLIFIED: simplified, TRADITIONAL: traditional}
        return [
            Candidates((Hypothesis(to[passage.pair.target](passage.text), 0.0),))
            for passage in passages
        ]

    def try_out(self) -> None:
        """Read the tables of both ways."""
        simplified(traditional("体"))


@cache
def _installed() -> InstalledModel:
    return InstalledModel(
        id="opencc",
        revision=f"{version('opencc')}-{digest(KEPT_WORDS)}",
        task="translate",
        languages=(SIMPLIFIED, TRADITIONAL),
        engine="opencc",
        licence="Apache-2.0",
        pairs=(Pair(SIMPLIFIED, TRADITIONAL), Pair(TRADITIONAL, SIMPLIFIED)),
    )
