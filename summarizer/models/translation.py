"""Translates sentences: along a route, by the first hypothesis that looks right."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from summarizer.domain import Claim, Flag, Hypothesis, Passage, Translated
from summarizer.errors import NoRoute
from summarizer.languages import primary
from summarizer.models.routes import Routes
from summarizer.text.clauses import clauses
from summarizer.text.verbatim import is_verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import Pair
    from summarizer.models.base import Judge, Translator
    from summarizer.models.routes import Route


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A hypothesis and what is wrong with it."""

    text: str
    flags: tuple[Flag, ...]

    @property
    def has_error(self) -> bool:
        """Whether it is not to be served if there is another way."""
        return self.badness[0] > 0

    @property
    def badness(self) -> tuple[int, int]:
        """Orders hypotheses: by their errors, then by their warnings."""
        severities = [flag.severity for flag in self.flags]
        return severities.count("error"), severities.count("warning")


@dataclass(slots=True)
class _Draft:
    """A passage on its way along its route."""

    route: Route
    text: str
    flags: list[Flag] = field(default_factory=list)


class Translation:
    """Translates between all languages that the translators reach; safe to call from many threads.

    Of two translators for the same pair, the first is taken.
    """

    def __init__(self, translators: Sequence[Translator]) -> None:
        self.translators = tuple(translators)
        self._routes = Routes(translators)

    def route(self, source: str, target: str) -> Route | None:
        """Return the way from `source` to `target` (BCP 47), or None where there is none."""
        return self._routes.find(source, target)

    def way(self, pair: Pair) -> Route:
        """Return the way of `pair`; raises NoRoute."""
        route = self.route(pair.source, pair.target)
        if route is None:
            raise NoRoute("/target_language", pair.source, pair.target)
        return route

    def targets(self, source: str) -> tuple[str, ...]:
        """Return the languages that a text in `source` can be had in, itself included."""
        return self._routes.targets(source)

    def translate(
        self, passages: Sequence[Passage], deadline: Deadline, judge: Judge
    ) -> list[Translated]:
        """Return the translation of each passage, a sentence, in order.

        A passage without a word (a number, an address, a mark) stays as it is. Of the hypotheses
        the first is taken on which `judge` has no more than a note, else the first with no error.
        Where all have one, the model searches again, then translates clause by clause, and the
        best of all is taken, with its flags; if there is none at all, the source. Every model is
        called for all passages together that have come to it, and gets each text once. Raises
        NoRoute, and what `Translator.translate` raises.
        """
        drafts = {
            passage: _Draft(self.way(passage.pair), passage.text)
            for passage in dict.fromkeys(passages)
        }
        moving = [draft for draft in drafts.values() if not is_verbatim(draft.text)]
        place = 0
        while moving := [draft for draft in moving if place < len(draft.route.steps)]:
            _advance(moving, place, _Search(deadline, judge))
            place += 1
        return [
            Translated(drafts[passage].text, tuple(drafts[passage].flags)) for passage in passages
        ]


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for the best translation of passages, until `deadline`, as `judge` finds it."""

    deadline: Deadline
    judge: Judge

    def choose(self, translator: Translator, passages: Sequence[Passage]) -> dict[Passage, _Chosen]:
        """Return the hypothesis taken for each passage, after further searches where it must be."""
        chosen, unread = {}, {}
        found = zip(passages, translator.translate(passages, self.deadline), strict=True)
        for passage, candidates in found:
            chosen[passage] = self._best(passage, candidates.hypotheses)
            unread[passage] = candidates.unread
        for search in (self._searched_again, self._by_clauses):
            doubtful = [passage for passage in passages if chosen[passage].has_error]
            for passage, one in search(translator, doubtful).items():
                chosen[passage] = min(chosen[passage], one, key=lambda one: one.badness)
        return {
            passage: _Chosen(one.text or passage.text, (*one.flags, *_unread(one, unread[passage])))
            for passage, one in chosen.items()
        }

    def _searched_again(
        self, translator: Translator, passages: Sequence[Passage]
    ) -> dict[Passage, _Chosen]:
        if not passages:
            return {}
        found = translator.translate(passages, self.deadline, again=True)
        return {
            passage: self._best(passage, candidates.hypotheses)
            for passage, candidates in zip(passages, found, strict=True)
        }

    def _by_clauses(
        self, translator: Translator, passages: Sequence[Passage]
    ) -> dict[Passage, _Chosen]:
        """Return the passages translated clause by clause, those of several that all came out."""
        cut = {passage: clauses(passage.text) for passage in passages}
        cut = {passage: parts for passage, parts in cut.items() if len(parts) > 1}
        if not cut:
            return {}
        asked = [Passage(part, passage.pair) for passage, parts in cut.items() for part in parts]
        found = iter(zip(asked, translator.translate(asked, self.deadline), strict=True))
        chosen = {}
        for passage, parts in cut.items():
            told = [
                self._best(part, candidates.hypotheses).text
                for part, candidates in islice(found, len(parts))
            ]
            if not all(told):
                continue
            blank = "" if primary(passage.pair.target) == "zh" else " "
            chosen[passage] = self._judged(passage, Hypothesis(blank.join(told), 0.0))
        return chosen

    def _best(self, passage: Passage, hypotheses: Sequence[Hypothesis]) -> _Chosen:
        """Return the first hypothesis with nothing wrong, else the one with the least."""
        judged = []
        for hypothesis in hypotheses:
            one = self._judged(passage, hypothesis)
            if one.badness == (0, 0):
                return one
            judged.append(one)
        return min(judged, key=lambda one: one.badness)

    def _judged(self, passage: Passage, hypothesis: Hypothesis) -> _Chosen:
        flags = self.judge.faults(Claim(hypothesis.text, passage.text, passage.pair))
        if not hypothesis.complete:
            message = "was cut off at the limit of the model"
            cut = Flag("coverage", "error", message, hypothesis.text, passage.text)
            flags = (*flags, cut)
        text, unmet = self.judge.worded(passage.text, hypothesis.text, passage.pair)
        return _Chosen(text, (*flags, *unmet))


def _advance(drafts: Iterable[_Draft], place: int, search: _Search) -> None:
    """Take every draft the next step on its route, the one at `place`."""
    waiting: dict[Translator, dict[Passage, list[_Draft]]] = {}
    for draft in drafts:
        step = draft.route.steps[place]
        passages = waiting.setdefault(step.translator, {})
        passages.setdefault(Passage(draft.text, step.pair), []).append(draft)
    for translator, passages in waiting.items():
        for passage, chosen in search.choose(translator, list(passages)).items():
            for draft in passages[passage]:
                draft.text = chosen.text
                draft.flags += chosen.flags


def _unread(chosen: _Chosen, words: Iterable[str]) -> Iterable[Flag]:
    for word in words:
        message = f"the model does not know all letters or signs of {word!r}"
        yield Flag("unread", "warning", message, chosen.text, word)
