"""Finds the way from one language to another through the translators that there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

from summarizer.domain import Pair
from summarizer.languages import LANGUAGES, primary
from summarizer.models.chinese import ScriptConverter
from summarizer.text.chinese import SIMPLIFIED, TRADITIONAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.models.base import Translator

_PIVOTS = sorted(LANGUAGES, key=lambda language: language != "en")


@dataclass(frozen=True, slots=True)
class Step:
    """One translator's part of a route."""

    pair: Pair
    translator: Translator


@dataclass(frozen=True, slots=True)
class Route:
    """The steps from one language to another; none where they are the same."""

    source: str
    steps: tuple[Step, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages (BCP 47) on the way, from the first to the last."""
        return (self.source, *(step.pair.target for step in self.steps))

    @property
    def models(self) -> tuple[str, ...]:
        """What works on the way, each as `id@revision`."""
        installed = [step.translator.installed for step in self.steps]
        return tuple(f"{model.id}@{model.revision}" for model in installed)


class Routes:
    """The pairs of all translators; of two for the same pair, the first is taken.

    A route is direct, else it has one pivot: English, if it can be. The two scripts of Chinese are
    converted into each other without a model, so that a model that reads or writes one of them
    serves both; that is named in the route, and is no pivot.
    """

    def __init__(self, translators: Sequence[Translator]) -> None:
        self._converter = ScriptConverter()
        self._steps: dict[Pair, Step] = {}
        for translator in translators:
            for pair in translator.installed.pairs:
                self._steps.setdefault(pair, Step(pair, translator))

    def find(self, source: str, target: str) -> Route | None:
        """Return the route from `source` to `target` (BCP 47), or None where there is none."""
        if source == target:
            return Route(source, ())
        ends = {primary(source), primary(target)}
        ways: list[tuple[str, ...]] = [(source, target)]
        if len(ends) == 2:
            pivots = (pivot for pivot in _PIVOTS if primary(pivot) not in ends)
            ways += [(source, pivot, target) for pivot in pivots]
        for way in ways:
            legs = [self._leg(*leg) for leg in pairwise(way)]
            if all(legs):
                return Route(source, tuple(step for leg in legs for step in leg))
        return None

    def targets(self, source: str) -> tuple[str, ...]:
        """Return the languages that a text in `source` can be had in, itself included."""
        return tuple(target for target in LANGUAGES if self.find(source, target))

    def _leg(self, source: str, target: str) -> tuple[Step, ...]:
        """Return the steps with one model in them, or with none, between two scripts."""
        if primary(source) == primary(target):
            return self._converted(source, target)
        for read, written in product(_scripts(source), _scripts(target)):
            step = self._steps.get(Pair(read, written))
            if step is not None:
                return (*self._converted(source, read), step, *self._converted(written, target))
        return ()

    def _converted(self, script: str, wanted: str) -> tuple[Step, ...]:
        if script == wanted:
            return ()
        return (Step(Pair(script, wanted), self._converter),)


def _scripts(language: str) -> tuple[str, ...]:
    """Return the language and, of Chinese, its other script."""
    other = {SIMPLIFIED: TRADITIONAL, TRADITIONAL: SIMPLIFIED}.get(language)
    return (language,) if other is None else (language, other)
