"""Reads a request: what was sent becomes an article in a known language, cut into sentences."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from threading import TIMEOUT_MAX, BoundedSemaphore
from typing import TYPE_CHECKING

from summarizer.cache.key import key
from summarizer.domain import Reading
from summarizer.errors import DeadlinePassed, NoArticle, TextTooLong
from summarizer.languages import confidence_in, reading_language
from summarizer.text.article import assemble, body_text
from summarizer.text.boilerplate import body, headline
from summarizer.text.canonical import canonical
from summarizer.text.clean import clean
from summarizer.text.html import extract
from summarizer.text.language import detect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.cache.readings import Readings
    from summarizer.deadline import Deadline
    from summarizer.domain import Detection, SummariseRequest, Terms
    from summarizer.settings import Limits
    from summarizer.telemetry import Timings

# Python reads one text at a time; a second is read while the first is with a library in C. More
# would only keep each other, and the probes, waiting.
_AT_A_TIME = 2


@dataclass(frozen=True, slots=True)
class _Source:
    """The text to read, and the field of the request that it came from."""

    text: str
    title: str | None
    pointer: str
    extracted: bool


class Reader:
    """Reads articles within `limits`, and remembers those that come word for word again."""

    def __init__(self, limits: Limits, readings: Readings) -> None:
        self._limits = limits
        self._readings = readings
        self._desks = BoundedSemaphore(_AT_A_TIME)

    def read(self, request: SummariseRequest, terms: Terms, timings: Timings) -> Reading:
        """Return the article as it is read: clean, in a known language, cut into sentences.

        Raises RequestError, naming the field, and DeadlinePassed.
        """
        question = key(
            text=request.text or "",
            html=request.html or "",
            title=request.title or "",
            language=request.language,
        )
        known = self._readings.get(question) if terms.recalls else None
        if known is not None:
            return known
        with self._desk(terms.deadline):
            reading = self._read(request, timings)
        if terms.stores:
            self._readings.put(question, reading)
        return reading

    def detect(self, pointer: str, text: str, deadline: Deadline) -> Detection:
        """Return the language of a text, boilerplate and all.

        Raises TextTooLong, at `pointer`, and DeadlinePassed.
        """
        _refuse_long(pointer, text, self._limits.characters)
        with self._desk(deadline):
            return detect(clean(text).text)

    @contextmanager
    def _desk(self, deadline: Deadline) -> Iterator[None]:
        if not self._desks.acquire(timeout=min(deadline.left(), TIMEOUT_MAX)):
            raise DeadlinePassed
        try:
            yield
        finally:
            self._desks.release()

    def _read(self, request: SummariseRequest, timings: Timings) -> Reading:
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
        return Reading(
            article=article,
            key=key(text=canonical([s.text for s in article.sentences]), language=language),
            confidence=confidence_in(detection, language),
            warnings=warnings,
            extracted=source.extracted,
        )

    def _source(self, request: SummariseRequest, timings: Timings) -> _Source:
        if request.title is not None:
            _refuse_long("/title", request.title, self._limits.title_characters)
        title = _headline(request.title)
        if request.html is None:
            text = request.text or ""
            _refuse_long("/text", text, self._limits.characters)
            return _Source(text, title, "/text", extracted=False)
        _refuse_long("/html", request.html, self._limits.characters)
        with timings.stage("extract"):
            page = extract(request.html)
        if not page.text:
            raise NoArticle("/html", "has no article: no running text was found in the markup")
        return _Source(page.text, title or _headline(page.title), "/html", extracted=True)


def _headline(title: str | None) -> str | None:
    return headline(clean(title or "")) or None


def _refuse_long(pointer: str, text: str, limit: int) -> None:
    if len(text) > limit:
        raise TextTooLong(pointer, size=len(text), limit=limit)
