"""Models that write what they are told to, as real ones might."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from summarizer.domain import (
    Candidates,
    Hypothesis,
    InstalledModel,
    Pair,
    Summary,
    SummarySentence,
)
from summarizer.errors import DeadlinePassed
from summarizer.languages import LANGUAGES
from summarizer.models.layout import layout
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import Article, Length, Passage


class WritingSummarizer:
    """Writes `text`, whatever the article says, and counts its runs."""

    installed = InstalledModel("written", "1", "summarise", LANGUAGES, "test", "Apache-2.0")

    def __init__(self, text: str) -> None:
        self._text = text
        self.runs = 0

    def summarise(
        self, article: Article, lengths: Sequence[Length], deadline: Deadline
    ) -> Mapping[Length, tuple[Summary, ...]]:
        """Write the text, and say that the whole article bears it."""
        self.runs += 1
        sources = tuple(range(len(article.sentences)))
        sentences = tuple(
            SummarySentence(span.of(self._text), sources, verbatim=False)
            for span in split(self._text, article.language)
        )
        return {
            length: (Summary(length, article.language, "written@1", sentences, len(sources)),)
            for length in lengths
        }

    def try_out(self) -> None:
        """Work."""


def to_uk(text: str) -> str:
    """Return a Ukrainian sentence that depends on `text`, and has its figures."""
    length = len(text) // len(_UKRAINIAN) + 1
    mark = "".join(_LETTERS[int(digit)] for digit in str(len(text)))
    figures = [figure.replace("million", "млн") for figure in _FIGURE.findall(text)]
    return f"{', '.join([_UKRAINIAN] * length).capitalize()} «{' '.join((mark, *figures))}»."


_LETTERS = "абвгдежзик"
_FIGURE = re.compile(r"\d+(?: million)?")
_UKRAINIAN = "сьогодні вранці міська рада зібралася й обговорила ремонт нашого мосту, і це"


class WritingTranslator:
    """Writes what `write` makes of each English passage, and notes what it was given."""

    def __init__(self, write: Callable[[str], str], *, revision: str = "1") -> None:
        self._write = write
        self.calls = 0
        self.texts: list[str] = []
        self.installed = InstalledModel(
            "writer", revision, "translate", ("en",), "test", "Apache-2.0", (Pair("en", "uk"),)
        )

    def translate(
        self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
    ) -> list[Candidates]:
        """Write a translation of each passage."""
        self.calls += 1
        self.texts += [passage.text for passage in passages]
        return [Candidates((Hypothesis(self._write(p.text), 0.0),)) for p in passages]

    def try_out(self) -> None:
        """Work."""


class ScriptedTranslator:
    """Writes the sentences of `written` for those of `text`, in order; nothing for any others."""

    def __init__(self, text: str, written: str, pair: Pair) -> None:
        sources, targets = (
            layout(whole, language).sentences
            for whole, language in ((text, pair.source), (written, pair.target))
        )
        self._written = dict(zip_longest(sources, targets[: len(sources)], fillvalue=""))
        self.installed = InstalledModel(
            "scripted", "1", "translate", (pair.source,), "test", "Apache-2.0", (pair,)
        )

    def translate(
        self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
    ) -> list[Candidates]:
        """Write what the script says for each passage."""
        return [
            Candidates((Hypothesis(self._written.get(passage.text, ""), 0.0),))
            for passage in passages
        ]

    def try_out(self) -> None:
        """Work."""


class PhraseBook:
    """A translator with an answer for each text, and another where it is asked again."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        answers: Mapping[str, Sequence[str]],
        again: Mapping[str, Sequence[str]] | None = None,
        unread: tuple[str, ...] = (),
        revision: str = "1",
    ) -> None:
        self.installed = InstalledModel(
            "script", revision, "translate", ("en",), "test", "Apache-2.0", tuple(pairs)
        )
        self._answers = answers
        self._again = again or {}
        self._unread = unread
        self.calls: list[tuple[bool, list[str]]] = []

    def translate(
        self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
    ) -> list[Candidates]:
        if deadline.passed():
            raise DeadlinePassed
        self.calls.append((again, [passage.text for passage in passages]))
        found = []
        for passage in passages:
            answers = self._again if again and passage.text in self._again else self._answers
            texts = answers.get(f"{passage.text}>{passage.pair.target}") or answers[passage.text]
            hypotheses = tuple(
                Hypothesis(text.removesuffix("|"), 0.0, complete=not text.endswith("|"))
                for text in texts
            )
            found.append(Candidates(hypotheses, self._unread))
        return found

    def try_out(self) -> None:
        """Work."""
