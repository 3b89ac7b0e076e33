"""The story of a request, from top to bottom."""

from __future__ import annotations

import time
from itertools import islice
from typing import TYPE_CHECKING

import structlog

from summarizer.cache.flight import Flight
from summarizer.cache.summaries import as_submitted
from summarizer.domain import (
    LENGTHS,
    Answer,
    AnswerWarning,
    Pair,
    Passage,
    Summary,
    SummarySentence,
)
from summarizer.errors import ModelError, NoRoute, NotReady
from summarizer.languages import LANGUAGES, reading_language, served
from summarizer.order import order
from summarizer.text.clean import clean
from summarizer.text.language import detect
from summarizer.warm_up import answering

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from summarizer.cache.summaries import SummaryCache
    from summarizer.domain import (
        Article,
        CacheOutcome,
        Detection,
        InstalledModel,
        Length,
        SummariseRequest,
        TranslatedText,
    )
    from summarizer.models.loading import Models
    from summarizer.order import Cell, Order
    from summarizer.reading import Reader
    from summarizer.telemetry import Timings

_log = structlog.get_logger(__name__)


class Service:
    """Summarises, translates, detects, and says what it can do; safe to call from many threads.

    Before `load` has come back it can do nothing of this.
    """

    def __init__(
        self, *, load: Callable[[], Models], reader: Reader, cache: SummaryCache, seconds: float
    ) -> None:
        """Serve the models that `load` returns; a request has so many `seconds`."""
        self._load = load
        self._reader = reader
        self._cache = cache
        self._seconds = seconds
        self._flight: Flight[dict[Cell, Summary]] = Flight()
        self._loaded: Models | None = None
        self._ready: frozenset[str] = frozenset()

    def summarise(self, request: SummariseRequest, timings: Timings) -> Answer:
        """Return the summaries asked for, each sentence with its sources.

        Raises RequestError, naming the field, where the request cannot be served whole; NotReady,
        DeadlinePassed and ModelError.
        """
        deadline = time.monotonic() + self._seconds
        models = self._models
        reading = self._reader.read(request, timings)
        article = reading.article
        wanted = order(request, reading, models, deadline)
        with timings.stage("cache"):
            summaries = self._recall(wanted.cells, article)
        missing = tuple(cell for cell in wanted.cells if cell not in summaries)
        outcome: CacheOutcome = "hit"
        if missing:
            made, led = self._flight.run(missing, lambda: self._make(wanted, models, timings))
            outcome = "miss" if led else "collapsed"
            summaries |= {cell: as_submitted(found, article) for cell, found in made.items()}

        by_length: dict[Length, dict[str, Summary]] = {length: {} for length in request.lengths}
        for cell in wanted.cells:
            by_length[cell.length][cell.language] = summaries[cell]
        return Answer(
            reading=reading,
            summaries=by_length,
            warnings=(*reading.warnings, *_short_input(article, by_length)),
            cache=outcome,
        )

    def translate(
        self, texts: Sequence[str], source_language: str, target_language: str
    ) -> list[TranslatedText]:
        """Return the translation of each text, in order; a text may have many sentences.

        Raises RequestError, naming the field; NotReady, DeadlinePassed and ModelError.
        """
        deadline = time.monotonic() + self._seconds
        translation = self._models.translation
        target = served(target_language, "/target_language")
        passages = []
        for text in texts:
            language, _ = reading_language(
                source_language, self.detect(text), "/text", "/source_language"
            )
            if translation.route(language, target) is None:
                raise NoRoute("/target_language", language, target)
            passages.append(Passage(text, Pair(language, target)))
        return translation.translate_texts(passages, deadline)

    def detect(self, text: str) -> Detection:
        """Return the language of a text, boilerplate and all.

        Raises TextTooLong.
        """
        self._reader.refuse_long("/text", text)
        return detect(clean(text).text)

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
        for model in answering(self._models):
            self._ready |= {model}

    def not_ready(self) -> tuple[str, ...]:
        """Return what is missing until the service is ready; nothing when it is."""
        if self._loaded is None:
            return ("the models are being loaded",)
        if not self._loaded.summarizers:
            return ("no summariser is configured",)
        unheard = [m.id for m in self.models() if m.id not in self._ready]
        return (*self._loaded.faults, *(f"{model} has not answered yet" for model in unheard))

    @property
    def _models(self) -> Models:
        if self._loaded is None:
            raise NotReady("the models are being loaded")
        return self._loaded

    def _recall(self, cells: Sequence[Cell], article: Article) -> dict[Cell, Summary]:
        found = {cell: self._cache.recall(cell.entry, article) for cell in cells}
        return {cell: summary for cell, summary in found.items() if summary is not None}

    def _make(self, wanted: Order, models: Models, timings: Timings) -> dict[Cell, Summary]:
        """Have the summaries made and remembered, save those that came in meanwhile.

        Nothing is remembered of an order that could not be filled whole.
        """
        article = wanted.reading.article
        found = self._recall(wanted.cells, article)
        missing = [cell for cell in wanted.cells if cell not in found]
        made: dict[Cell, Summary] = {}
        unwritten = [cell for cell in missing if cell.language == article.language]
        if unwritten:
            with timings.stage("summarise"):
                made |= _summarised(wanted, unwritten)
        untranslated = [cell for cell in missing if cell.language != article.language]
        if untranslated:
            originals = {
                cell.length: summary
                for cell, summary in (found | made).items()
                if cell.language == article.language
            }
            with timings.stage("translate"):
                made |= _translated(wanted, untranslated, originals, models)
        with timings.stage("store"):
            for cell, summary in made.items():
                self._cache.store(cell.entry, summary)
        return found | made


def _summarised(wanted: Order, cells: Sequence[Cell]) -> dict[Cell, Summary]:
    """Return the likeliest hypothesis of each summary that says anything."""
    lengths = [cell.length for cell in cells]
    hypotheses = wanted.summarizer.summarise(wanted.reading.article, lengths, wanted.deadline)
    summaries = {}
    for cell in cells:
        told = [summary for summary in hypotheses[cell.length] if summary.sentences]
        if not told:
            raise ModelError(f"{wanted.summarizer.installed.id} wrote an empty summary")
        summaries[cell] = told[0]
    return summaries


def _translated(
    wanted: Order, cells: Sequence[Cell], originals: Mapping[Length, Summary], models: Models
) -> dict[Cell, Summary]:
    """Return the translations, all lengths and audiences in one pass through each model."""
    language = wanted.reading.article.language
    passages = [
        Passage(sentence.text, Pair(language, cell.language))
        for cell in cells
        for sentence in originals[cell.length].sentences
    ]
    translated = iter(models.translation.translate(passages, wanted.deadline))
    summaries = {}
    for cell in cells:
        original, route = originals[cell.length], wanted.routes[cell.language]
        told = islice(translated, len(original.sentences))
        summaries[cell] = Summary(
            length=cell.length,
            language=cell.language,
            model=" + ".join(route.models),
            sentences=tuple(
                SummarySentence(passage.text, sentence.sources, verbatim=False, flags=passage.flags)
                for passage, sentence in zip(told, original.sentences, strict=True)
            ),
            sentences_read=original.sentences_read,
            translated_from=language,
            route=route.languages,
        )
    return summaries


def _short_input(
    article: Article, summaries: Mapping[Length, Mapping[str, Summary]]
) -> tuple[AnswerWarning, ...]:
    """Say which summaries are the whole article, because there is no more of it."""
    whole = [
        length
        for length in LENGTHS
        if length in summaries and _is_whole(summaries[length][article.language], article)
    ]
    if not whole:
        return ()
    count = len(article.sentences)
    plural = "s" if count > 1 else ""
    return (
        AnswerWarning(
            "short_input",
            f"the article has {count} sentence{plural}: the {' and '.join(whole)} summary is all"
            " of it",
        ),
    )


def _is_whole(summary: Summary, article: Article) -> bool:
    return len(summary.sentences) == len(article.sentences) and all(
        sentence.verbatim for sentence in summary.sentences
    )
