"""Turns one script of Chinese into the other, word by word, with OpenCC."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from opencc import OpenCC

from summarizer.domain import Candidates, Hypothesis, InstalledModel, Pair
from summarizer.tables import digest, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import Passage

SIMPLIFIED, TRADITIONAL = "zh-Hans", "zh-Hant"

_KEPT = "text/taiwan_words.tsv"
# OpenCC stops at a NUL and refuses half a surrogate pair.
_CONVERTIBLE = re.compile("[^\x00\ud800-\udfff]+")
_TO_CORNERS = str.maketrans("“”‘’", "「」『』")
_TO_CURLY = {new: old for old, new in _TO_CORNERS.items()}


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
        revision=f"{version('opencc')}-{digest(_KEPT)}",
        task="translate",
        languages=(SIMPLIFIED, TRADITIONAL),
        engine="opencc",
        licence="Apache-2.0",
        pairs=(Pair(SIMPLIFIED, TRADITIONAL), Pair(TRADITIONAL, SIMPLIFIED)),
    )


def simplified(text: str) -> str:
    """Return `text` in simplified characters, with the quotation marks that go with them."""
    return _converted(text, _converter("tw2s").convert).translate(_TO_CURLY)


def traditional(text: str) -> str:
    """Return `text` in traditional characters, with the quotation marks that go with them."""
    return _converted(text, _traditional).translate(_TO_CORNERS)


def _converted(text: str, convert: Callable[[str], str]) -> str:
    return _CONVERTIBLE.sub(lambda match: convert(match.group()), text)


def _traditional(text: str) -> str:
    """Convert words as Taiwan has them, and the kept ones by their characters."""
    words, characters = _converter("s2twp"), _converter("s2tw")
    parts = _kept_words().split(text)
    return "".join(
        characters.convert(part) if place % 2 else words.convert(part)
        for place, part in enumerate(parts)
    )


@cache
def _kept_words() -> re.Pattern[str]:
    words = sorted({word for (line,) in rows(_KEPT) for word in line.split()}, key=len)
    return re.compile(f"({'|'.join(map(re.escape, reversed(words)))})")


@cache
def _converter(name: str) -> OpenCC:
    """Return OpenCC by one of its tables, which it reads once."""
    return OpenCC(name)
