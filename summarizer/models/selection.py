"""Chooses the sentences of an article that tell its story and can be read alone."""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import TYPE_CHECKING

from summarizer.models.salience import Salience
from summarizer.models.standing import Standing, leans, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

# What a sentence loses whose every n-gram another choice has said, in mean centralities.
_REPETITION = 1.5
# A sentence that repeats more than this is worth nothing.
_SAID_ALREADY = 0.8
# With less of its letters in whole sentences, a text is a list, and its items are what it says.
_PROSE = 0.5
# Reluctance beyond that of any standing.
_CUT_LOOSE, _UNFULFILLED = 10, 20

_WORD = re.compile(r"\w+")


class Selection:
    """An article's sentences, ready to be chosen from for summaries of any size.

    `statements` says which sentences a summary should be made of: the whole ones, or in a list
    its items too.
    """

    def __init__(self, sentences: Sequence[str], language: str, title: str | None = None) -> None:
        """Weigh `sentences`, none of them empty, of a served language.

        `title`, or else a headline in the first line, tells what matters.
        """
        self._sentences = sentences
        self._language = language
        self._standings = standings(sentences)
        whole = [stands is Standing.WHOLE for stands in self._standings]
        is_list = _letters(sentences, whole) < _PROSE * _letters(sentences, [True] * len(whole))
        acceptable = Standing.ANNOUNCEMENT if is_list else Standing.WHOLE
        self.statements = [stands <= acceptable for stands in self._standings]
        under_headline = not is_list and self._standings[:1] == (Standing.FRAGMENT,)
        headline = title or (sentences[0] if under_headline else None)
        # A headline shows where the article starts; a list is read from its top.
        self._salience = Salience(
            sentences,
            self.statements,
            language,
            headline,
            from_the_top=headline is not None or is_list,
        )
        self._different = _different(sentences, title)

    def choose(self, count: int) -> tuple[int, ...]:
        """Return the indices of `count` sentences (or of all that differ), in source order.

        They are chosen one at a time for what each tells of the story, less what the ones before
        it have told (maximal marginal relevance: Carbonell and Goldstein, 1998). Statements come
        first, then fragments, then questions and halves of quotations. A sentence that leans on
        the one before it waits until that one is chosen, or nothing else is left. An
        announcement brings what it announces with it. The title itself is not chosen.
        """
        if count >= len(self._different):
            return tuple(self._different)
        scores = self._salience.scores(count)
        left = sorted(self._different, key=lambda index: (-scores[index], index))
        chosen: list[int] = []
        repeated = _Repeated(self._salience, chosen)
        while len(chosen) < count:
            reluctance = {i: self._reluctance(i, chosen, count - len(chosen)) for i in left}
            least = min(reluctance.values())
            best, best_value = left[0], -math.inf
            for index in left:
                # The scores fall from here on, and repetition only takes away.
                if scores[index] <= best_value:
                    break
                if reluctance[index] == least:
                    value = _worth(scores[index], repeated(index))
                    if value > best_value:
                        best, best_value = index, value
            chosen.append(best)
            left.remove(best)
        return tuple(sorted(chosen))

    def _reluctance(self, index: int, chosen: Sequence[int], room: int) -> int:
        """Return how unwelcome a sentence is next, with `room` for so many more."""
        if chosen[-1:] == [index - 1] and self._announces(index - 1):
            return -1
        reluctance = 0 if self.statements[index] else int(self._standings[index])
        if index in self._leaning and index - 1 not in chosen:
            reluctance += _CUT_LOOSE
        if self._announces(index) and (room < 2 or index + 1 not in self._different):
            reluctance += _UNFULFILLED
        return reluctance

    def _announces(self, index: int) -> bool:
        return self._standings[index] is Standing.ANNOUNCEMENT

    @cached_property
    def _leaning(self) -> frozenset[int]:
        return frozenset(i for i in self._different if leans(self._sentences[i], self._language))


class _Repeated:
    """How much of a sentence one of the chosen ones says too; remembers what it compared."""

    def __init__(self, salience: Salience, chosen: Sequence[int]) -> None:
        self._salience = salience
        self._chosen = chosen
        self._known: dict[int, tuple[int, float]] = {}

    def __call__(self, index: int) -> float:
        compared, most = self._known.get(index, (0, 0.0))
        for other in self._chosen[compared:]:
            most = max(most, self._salience.repeated(index, other))
        self._known[index] = (len(self._chosen), most)
        return most


def select(
    sentences: Sequence[str], count: int, language: str, title: str | None = None
) -> tuple[int, ...]:
    """Return the indices of the `count` sentences to keep; see `Selection`."""
    return Selection(sentences, language, title).choose(count)


def _worth(score: float, repeated: float) -> float:
    return 0.0 if repeated > _SAID_ALREADY else score - _REPETITION * repeated


def _letters(sentences: Sequence[str], counted: Sequence[bool]) -> int:
    return sum(len(sentence) for sentence, counts in zip(sentences, counted, strict=True) if counts)


def _different(sentences: Sequence[str], title: str | None) -> dict[int, None]:
    """Return the first index of each sentence that is neither said before nor the title."""
    said = {_words(title)} if title else set()
    different: dict[int, None] = {}
    for index, sentence in enumerate(sentences):
        words = _words(sentence)
        if words not in said:
            said.add(words)
            different[index] = None
    return different or {0: None}


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
