"""The story of a request, from top to bottom."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING

import structlog

from summarizer.cache.flight import Flight
from summarizer.cache.key import key
from summarizer.cache.sentences import group
from summarizer.cache.summaries import as_submitted
from summarizer.domain import (
    Answer,
    Pair,
    Passage,
    Summary,
)
from summarizer.errors import NoRoute, NotPurged, NotReady
from summarizer.filling import passages, translated, written
from summarizer.judging import chosen, refuse_unverified
from summarizer.languages import LANGUAGES, reading_language, served
from summarizer.order import order
from summarizer.remarks import short_input
from summarizer.warm_up import answering

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from summarizer.cache.base import Leases
    from summarizer.cache.summaries import SummaryCache
    from summarizer.domain import (
        CacheOutcome,
        Detection,
        GlossaryTerm,
        InstalledModel,
        Length,
        SummariseRequest,
        Task,
        Terms,
        TranslatedText,
    )
    from summarizer.gate import Gate
    from summarizer.judging import Judge
    from summarizer.models.loading import Models
    from summarizer.order import Cell, Order
    from summarizer.reading import Reader
    from summarizer.telemetry import Timings
    from summarizer.translating import Translating

_log = structlog.get_logger(__name__)


class Service:
    """Summarises, translates, detects, and says what it can do; safe to call from many threads.

    Before `load` has come back it can do nothing of this.
    """

    def __init__(
        self,
        *,
        load: Callable[[], Models],
        reader: Reader,
        cache: SummaryCache,
        translating: Translating,
        gate: Gate,
        judge: Judge,
        leases: Leases | None = None,
    ) -> None:
        """Serve the models that `load` returns, to as many at a time as `gate` lets in."""
        self._load = load
        self._reader = reader
        self._cache = cache
        self._translating = translating
        self._gate = gate
        self._judge = judge
        self._flight: Flight[dict[Cell, Summary]] = Flight(leases)
        self._loaded: Models | None = None
        self._ready: frozenset[str] = frozenset()

    def summarise(self, request: SummariseRequest, terms: Terms, timings: Timings) -> Answer:
        """Return the summaries asked for, each sentence with its sources.

        Raises RequestError, naming the field, where the request cannot be served whole; Unfaithful,
        where it is strict; NotReady, Busy, DeadlinePassed and ModelError.
        """
        models = self._models
        reading = self._reader.read(request, terms, timings)
        article = reading.article
        wanted = order(request, reading, models, self._judge.with_terms(request.glossary))
        with timings.stage("cache"):
            summaries = self._recall(wanted) if terms.recalls else {}
        outcome: CacheOutcome = "hit"
        if len(summaries) < len(wanted.cells):
            made, outcome = self._made(wanted, summaries, models, terms, timings)
            summaries |= {cell: as_submitted(found, article) for cell, found in made.items()}

        by_length: dict[Length, dict[str, Summary]] = {length: {} for length in request.lengths}
        for cell in wanted.cells:
            by_length[cell.length][cell.language] = summaries[cell]
        if request.faithfulness == "strict":
            refuse_unverified(by_length)
        return Answer(
            reading=reading,
            summaries=by_length,
            warnings=(*reading.warnings, *short_input(article, by_length)),
            cache=outcome,
        )

    def translate(
        self,
        texts: Sequence[str],
        source_language: str,
        target_language: str,
        terms: Terms,
        glossary: Sequence[GlossaryTerm] = (),
    ) -> list[TranslatedText]:
        """Return the translation of each text, in order; a text may have many sentences.

        Raises RequestError, naming the field; NotReady, Busy, DeadlinePassed and ModelError.
        """
        translation = self._models.translation
        target = served(target_language, "/target_language")
        asked = []
        for text in texts:
            detection = self._reader.detect("/text", text, terms.deadline)
            language, _ = reading_language(source_language, detection, "/text", "/source_language")
            if translation.route(language, target) is None:
                raise NoRoute("/target_language", language, target)
            asked.append(Passage(text, Pair(language, target)))
        slot = self._gate.slot(terms.caller, terms.deadline)
        judge = self._judge.with_terms(glossary)
        return self._translating.texts(asked, translation, terms, slot, judge)

    def detect(self, text: str, terms: Terms) -> Detection:
        """Return the language of a text; raises TextTooLong and DeadlinePassed."""
        return self._reader.detect("/text", text, terms.deadline)

    def purge(self, story: str) -> None:
        """Forget a story, by its key, and what is being made of it; raises NotPurged."""
        if not self._cache.purge(story):
            raise NotPurged(f"{self.cache_name} did not say that the story is gone")

    def models(self) -> tuple[InstalledModel, ...]:
        """Return the models that are served."""
        models = self._models
        return (
            *(summarizer.installed for summarizer in models.summarizers),
            *(translator.installed for translator in models.translation.translators),
        )

    def article_languages(self) -> tuple[str, ...]:
        """Return the languages (BCP 47) of articles that can be summarised."""
        summarizers = self._models.summarizers
        return tuple(
            tag for tag in LANGUAGES if any(tag in s.installed.languages for s in summarizers)
        )

    def targets(self, language: str) -> tuple[str, ...]:
        """Return the audiences (BCP 47) that an article in `language` can be served to."""
        return self._models.translation.targets(language)

    @property
    def cache_name(self) -> str:
        """Where summaries are remembered."""
        return self._cache.name

    def load(self) -> tuple[str, ...]:
        """Load the models, and return what cannot be used, in words for the operator."""
        self._loaded = self._load()
        for fault in self._loaded.faults:
            _log.error("model_refused", reason=fault)
        return self._loaded.faults

    def warm_up(self) -> None:
        """Load the models and have each answer once; the service is ready when all of them have.

        The models themselves answer: a remembered summary would prove nothing.
        """
        self.load()
        for model in answering(self._models, self._judge):
            self._ready |= {model}

    def not_ready(self) -> tuple[str, ...]:
        """Return what is missing until the service is ready; nothing when it is."""
        if self._loaded is None:
            return ("the models are being loaded",)
        if not self._loaded.summarizers:
            return ("no summariser is configured",)
        unheard = [m.id for m in self.models() if m.id not in self._ready]
        return (*self._loaded.faults, *(f"{model} has not answered yet" for model in unheard))

    def answering(self, task: Task) -> int:
        """Return how many models of a task have answered."""
        if self._loaded is None:
            return 0
        return sum(m.task == task and m.id in self._ready for m in self.models())

    @property
    def _models(self) -> Models:
        if self._loaded is None:
            raise NotReady("the models are being loaded")
        return self._loaded

    def _recall(self, wanted: Order) -> dict[Cell, Summary]:
        found = self._cache.recall(
            wanted.reading.key, [cell.entry for cell in wanted.cells], wanted.reading.article
        )
        return {cell: found[cell.entry] for cell in wanted.cells if cell.entry in found}

    def _made(
        self,
        wanted: Order,
        known: Mapping[Cell, Summary],
        models: Models,
        terms: Terms,
        timings: Timings,
    ) -> tuple[dict[Cell, Summary], CacheOutcome]:
        """Return what is not `known`, made by whoever comes first of all who want the same."""
        if not (terms.recalls and terms.stores):
            return self._make(wanted, models, terms, timings), "bypass"

        def find() -> dict[Cell, Summary] | None:
            found = self._recall(wanted)
            return found if len(found) == len(wanted.cells) else None

        missing = [cell.entry for cell in wanted.cells if cell not in known]
        made, led = self._flight.run(
            key(entries=missing),
            lambda: self._make(wanted, models, terms, timings),
            find,
            terms.deadline,
        )
        return made, "miss" if led else "collapsed"

    def _make(
        self, wanted: Order, models: Models, terms: Terms, timings: Timings
    ) -> dict[Cell, Summary]:
        """Have the summaries made and remembered, save those that came in meanwhile.

        Nothing is remembered of an order that could not be filled whole.
        """
        with ExitStack() as held:
            with timings.stage("queue"):
                held.enter_context(self._gate.slot(terms.caller, terms.deadline))
            purges = self._cache.purges(wanted.reading.key)
            found = self._recall(wanted) if terms.recalls else {}
            missing = [cell for cell in wanted.cells if cell not in found]
            made: dict[Cell, Summary] = {}
            language = wanted.reading.article.language
            unwritten = [cell for cell in missing if cell.language == language]
            if unwritten:
                with timings.stage("summarise"):
                    hypotheses = written(wanted, unwritten, terms)
                with timings.stage("check"):
                    made |= {
                        cell: chosen(
                            told,
                            wanted.reading.article,
                            wanted.judge,
                            repairs=wanted.repairs,
                            entailment=models.entailment,
                        )
                        for cell, told in hypotheses.items()
                    }
            untranslated = [cell for cell in missing if cell.language != language]
            originals = {
                cell.length: summary
                for cell, summary in (found | made).items()
                if cell.language == language
            }
            sentences = passages(untranslated, originals)
            if untranslated:
                with timings.stage("translate"):
                    told = self._translating.sentences(
                        sentences, models.translation, terms, nullcontext(), wanted.judge
                    )
                made |= translated(wanted, untranslated, originals, told)
        if terms.stores:
            with timings.stage("store"):
                self._cache.store(
                    wanted.reading.key,
                    {cell.entry: summary for cell, summary in made.items()},
                    {group(sentence) for sentence in sentences},
                    purges,
                )
        return found | made
