"""The story of a request, from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from summarizer.cache.flight import Flight
from summarizer.cache.key import key
from summarizer.cache.summaries import as_submitted
from summarizer.domain import LENGTHS, Answer, AnswerWarning, Reading
from summarizer.errors import (
    ModelError,
    NoArticle,
    NoRoute,
    TextTooLong,
    UnknownModel,
)
from summarizer.languages import LANGUAGES, confidence_in, reading_language, served
from summarizer.text.article import assemble, body_text, read
from summarizer.text.boilerplate import body
from summarizer.text.canonical import canonical
from summarizer.text.clean import clean
from summarizer.text.html import extract
from summarizer.text.language import detect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.cache.readings import Readings
    from summarizer.cache.summaries import SummaryCache
    from summarizer.domain import (
        Article,
        CacheOutcome,
        Detection,
        InstalledModel,
        Length,
        SummariseRequest,
        Summary,
    )
    from summarizer.models.base import Summarizer
    from summarizer.settings import Limits
    from summarizer.telemetry import Timings

_log = structlog.get_logger(__name__)

_WARM_UP = "The council met on Monday. It heard that the bridge will open in May. Work goes on."


@dataclass(frozen=True, slots=True)
class _Source:
    """The text to read, and the field of the request that it came from."""

    text: str
    title: str | None
    pointer: str
    extracted: bool


class Service:
    """Summarises, detects, and says what it can do; safe to call from many threads."""

    def __init__(
        self,
        *,
        limits: Limits,
        summarizers: Sequence[Summarizer],
        cache: SummaryCache,
        readings: Readings,
    ) -> None:
        self._limits = limits
        self._summarizers = tuple(summarizers)
        self._cache = cache
        self._readings = readings
        self._flight: Flight[dict[Length, Summary]] = Flight()
        self._ready: frozenset[str] = frozenset()

    def summarise(self, request: SummariseRequest, timings: Timings) -> Answer:
        """Return the summaries asked for, each sentence with its sources.

        Raises RequestError, naming the field, where the request cannot be served whole.
        """
        reading = self._read(request, timings)
        article = reading.article
        _refuse_missing_routes(request.translate_to, article.language)
        summarizer = self._summarizer(request.model, article.language)

        entries = {length: _entry(reading, length, summarizer) for length in request.lengths}
        with timings.stage("cache"):
            summaries = self._recall(entries, article)
        missing = {length: entries[length] for length in entries if length not in summaries}
        outcome: CacheOutcome = "hit"
        if missing:
            written, led = self._flight.run(
                tuple(missing.values()),
                lambda: self._write(article, missing, summarizer, timings),
            )
            outcome = "miss" if led else "collapsed"
            summaries |= {length: as_submitted(found, article) for length, found in written.items()}

        return Answer(
            reading=reading,
            summaries={length: {article.language: summaries[length]} for length in request.lengths},
            warnings=(*reading.warnings, *_short_input(article, summaries)),
            cache=outcome,
        )

    def detect(self, text: str) -> Detection:
        """Return the language of a text, boilerplate and all.

        Raises TextTooLong.
        """
        self._refuse_long("/text", text, self._limits.characters)
        return detect(clean(text).text)

    def refuse_translation(
        self, texts: Sequence[str], source_language: str, target_language: str
    ) -> NoRoute:
        """Return why the texts are not translated: no translator is installed.

        Raises RequestError where the request itself is wrong.
        """
        target = served(target_language, "/target_language")
        languages = [
            reading_language(source_language, self.detect(text), "/text", "/source_language")[0]
            for text in texts
        ]
        return NoRoute("/target_language", languages[0], target)

    def models(self) -> tuple[InstalledModel, ...]:
        """Return the installed models."""
        return tuple(summarizer.installed for summarizer in self._summarizers)

    def article_languages(self) -> tuple[str, ...]:
        """Return the languages (BCP 47) of articles that can be summarised."""
        return tuple(
            tag for tag in LANGUAGES if any(tag in s.installed.languages for s in self._summarizers)
        )

    def targets(self, language: str) -> tuple[str, ...]:
        """Return the audiences (BCP 47) that an article in `language` can be served to."""
        return (language,)

    @property
    def cache_name(self) -> str:
        """Where summaries are remembered."""
        return self._cache.name

    def warm_up(self) -> None:
        """Have every summariser answer once; the service is ready when all of them have.

        The models themselves answer: a remembered summary would prove nothing.
        """
        for summarizer in self._summarizers:
            model = summarizer.installed
            language = "en" if "en" in model.languages else model.languages[0]
            try:
                # The tables of the detector are read at its first use.
                detect(_WARM_UP)
                summarizer.summarise(read(_WARM_UP, language), LENGTHS)
            except Exception:
                _log.exception("warm_up_failed", model=model.id)
            else:
                self._ready |= {model.id}

    def not_ready(self) -> tuple[str, ...]:
        """Return what is missing until the service is ready; nothing when it is."""
        if not self._summarizers:
            return ("no summariser is configured",)
        return tuple(
            f"{s.installed.id} has not answered yet"
            for s in self._summarizers
            if s.installed.id not in self._ready
        )

    def _read(self, request: SummariseRequest, timings: Timings) -> Reading:
        """Return the article as it is read: clean, in a known language, cut into sentences."""
        question = key(
            text=request.text or "",
            html=request.html or "",
            title=request.title or "",
            language=request.language,
        )
        known = self._readings.get(question)
        if known is not None:
            return known
        source = self._source(request, timings)
        with timings.stage("clean"):
            cleaned = clean(source.text)
            blocks = body(cleaned)
        if not blocks:
            raise NoArticle(source.pointer, "has no sentence to summarise")
        with timings.stage("detect"):
            detection = detect(body_text(cleaned, blocks))
        language, warnings = reading_language(request.language, detection, source.pointer)
        with timings.stage("split"):
            article = assemble(
                cleaned, blocks, submitted=source.text, language=language, title=source.title
            )
        reading = Reading(
            article=article,
            key=key(text=canonical([s.plain for s in article.sentences]), language=language),
            confidence=confidence_in(detection, language),
            warnings=warnings,
            extracted=source.extracted,
        )
        self._readings.put(question, reading)
        return reading

    def _source(self, request: SummariseRequest, timings: Timings) -> _Source:
        if request.title is not None:
            self._refuse_long("/title", request.title, self._limits.title_characters)
        title = clean(request.title or "").text or None
        if request.html is None:
            text = request.text or ""
            self._refuse_long("/text", text, self._limits.characters)
            return _Source(text, title, "/text", extracted=False)
        self._refuse_long("/html", request.html, self._limits.characters)
        with timings.stage("extract"):
            page = extract(request.html)
        if not page.text:
            raise NoArticle("/html", "has no article: no running text was found in the markup")
        return _Source(page.text, title or page.title, "/html", extracted=True)

    def _refuse_long(self, pointer: str, text: str, limit: int) -> None:
        if len(text) > limit:
            raise TextTooLong(pointer, size=len(text), limit=limit)

    def _summarizer(self, model: str, language: str) -> Summarizer:
        able = [s for s in self._summarizers if language in s.installed.languages]
        for summarizer in able:
            if model in ("auto", summarizer.installed.id):
                return summarizer
        raise UnknownModel("/model", model, [s.installed.id for s in able])

    def _recall(self, entries: Mapping[Length, str], article: Article) -> dict[Length, Summary]:
        found = {length: self._cache.recall(entry, article) for length, entry in entries.items()}
        return {length: summary for length, summary in found.items() if summary is not None}

    def _write(
        self,
        article: Article,
        entries: Mapping[Length, str],
        summarizer: Summarizer,
        timings: Timings,
    ) -> dict[Length, Summary]:
        """Have the summaries written and remembered, save those that came in meanwhile."""
        summaries = self._recall(entries, article)
        missing = [length for length in entries if length not in summaries]
        if missing:
            with timings.stage("summarise"):
                written = summarizer.summarise(article, missing)
            if not all(summary.sentences for summary in written.values()):
                raise ModelError(f"{summarizer.installed.id} wrote an empty summary")
            with timings.stage("store"):
                for length, summary in written.items():
                    self._cache.store(entries[length], summary)
            summaries |= written
        return summaries


def _refuse_missing_routes(audiences: Sequence[str], language: str) -> None:
    for position, audience in enumerate(audiences):
        target = served(audience, f"/translate_to/{position}")
        if target != language:
            raise NoRoute(f"/translate_to/{position}", language, target)


def _entry(reading: Reading, length: Length, summarizer: Summarizer) -> str:
    model = summarizer.installed
    return key(
        task="summarise",
        story=reading.key,
        title=canonical([reading.article.title or ""]),
        length=length,
        model=f"{model.id}@{model.revision}",
    )


def _short_input(
    article: Article, summaries: Mapping[Length, Summary]
) -> tuple[AnswerWarning, ...]:
    """Say which summaries are the whole article, because there is no more of it."""
    whole = [
        length
        for length in LENGTHS
        if length in summaries and len(summaries[length].sentences) == len(article.sentences)
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
