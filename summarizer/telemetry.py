"""What operators see: logs (one JSON object a line) and metrics (Prometheus).

Neither ever holds the text of an article, a key, or a client's address.
"""

from __future__ import annotations

import logging
import platform
import sys
import time
import traceback
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Literal

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from summarizer import __version__
from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

    from summarizer.domain import CacheOutcome, Flag, Task

# Libraries log what they parse, so nobody else is heard; and of gunicorn nothing below its level
# here, where it says each path.
_SPEAKERS = {
    "summarizer": logging.DEBUG,
    "gunicorn.error": logging.INFO,
    "flask-limiter": logging.INFO,
}
# The messages of these are about the machine; others may quote the text that they failed on.
_TELLING = (OSError, ImportError, SettingsError)
# What gunicorn and Flask go on to say after these words is a client's address, path and bytes.
_QUOTING = ("Error handling request", "Exception on", "Invalid request")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OUTCOMES: tuple[CacheOutcome, ...] = ("hit", "miss", "collapsed", "bypass")
_TASKS: tuple[Task, ...] = ("summarise", "translate")
_REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_STAGE_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120)


def configure(level: str, form: Literal["json", "console"]) -> None:
    """Have the logs of the service and of gunicorn written to standard error, from `level` up.

    Call it again after gunicorn has set up its own logging, which it replaces.
    """
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_traceback),
    ]
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_quotes, *before],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    for name, lowest in _SPEAKERS.items():
        speaker = logging.getLogger(name)
        speaker.handlers = [handler]
        speaker.setLevel(max(logging.getLevelNamesMapping()[level.upper()], lowest))
    # Without any handler Python prints the warnings of libraries itself.
    logging.basicConfig(handlers=[logging.NullHandler()])


def known_method(method: str) -> str:
    """Return `method`, or `other` for one that a caller has made up."""
    return method if method in _METHODS else "other"


class Metrics:
    """The metrics of one application, in a registry of their own; safe from many threads."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        Info("summarizer_build", "What is running.", registry=registry).info(
            {"version": __version__, "python": platform.python_version()}
        )
        self._requests = Counter(
            "summarizer_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._callers = Counter(
            "summarizer_caller_requests",
            "Requests answered, by the name of the caller in the file of keys.",
            ["caller", "status"],
            registry=registry,
        )
        self._request_seconds = Histogram(
            "summarizer_request_seconds",
            "Time from a request's body to its answer.",
            ["route"],
            buckets=_REQUEST_BUCKETS,
            registry=registry,
        )
        self._stage_seconds = Histogram(
            "summarizer_stage_seconds",
            "Time that one stage of a request took.",
            ["stage"],
            buckets=_STAGE_BUCKETS,
            registry=registry,
        )
        self._cache = Counter(
            "summarizer_cache",
            "Uses of the cache by what became of them.",
            ["backend", "result"],
            registry=registry,
        )
        self._sentences = Counter(
            "summarizer_translated_sentences",
            "Sentences of translations by whether they were remembered (hit) or not (miss).",
            ["result"],
            registry=registry,
        )
        self._answers = Counter(
            "summarizer_answers",
            "Summaries served: hit, miss, collapsed (another's run), bypass (none wanted).",
            ["cache"],
            registry=registry,
        )
        self._flags = Counter(
            "summarizer_flags",
            "Flags on sentences served.",
            ["check", "severity", "language"],
            registry=registry,
        )
        self._served = Counter(
            "summarizer_sentences",
            "Sentences served, of summaries and translations, by whether they carry a flag.",
            ["language", "flagged"],
            registry=registry,
        )
        # A rate can be told of what has been 0 before it was 1, and a share of what is never hit.
        for outcome in _OUTCOMES:
            self._answers.labels(outcome)

    def request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count an answer; `route` is the template (`/v1/summarise`), None where none matched."""
        route = route or "unmatched"
        self._requests.labels(known_method(method), route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def caller(self, name: str, status: int) -> None:
        """Count an answer to the caller that the file of keys calls `name`."""
        self._callers.labels(name, str(status)).inc()

    def stage(self, stage: str, seconds: float) -> None:
        """Note that one stage took `seconds`."""
        self._stage_seconds.labels(stage).observe(seconds)

    def cache(self, backend: str, result: str) -> None:
        """Count one use of the cache `backend` that ended as `result`."""
        self._cache.labels(backend, result).inc()

    def sentence(self, result: str) -> None:
        """Count one sentence of a translation."""
        self._sentences.labels(result).inc()

    def answer(self, cache: str) -> None:
        """Count an answer with summaries by what the cache did for it."""
        self._answers.labels(cache).inc()

    def watch_gate(
        self,
        working: Callable[[], float],
        waiting: Callable[[], float],
        *,
        slots: int,
        places: int,
    ) -> None:
        """Show how many work and how many wait, and how many of each there may be."""
        self._watch("summarizer_gate_working", "Requests that models work for.", working)
        self._watch("summarizer_gate_waiting", "Requests that wait for their turn.", waiting)
        self._watch("summarizer_gate_slots", "Requests that may work at a time.", lambda: slots)
        self._watch("summarizer_gate_places", "Requests that may wait at a time.", lambda: places)

    def watch_models(
        self, is_ready: Callable[[], float], answering: Callable[[Task], float]
    ) -> None:
        """Show whether the service is ready, and how many models of a task have answered."""
        self._watch("summarizer_ready", "1 when every configured model has answered.", is_ready)
        models = Gauge(
            "summarizer_models",
            "Models that have answered, the one that needs no weights included.",
            ["task"],
            registry=self._registry,
        )
        for task in _TASKS:
            models.labels(task).set_function(partial(answering, task))

    def watch_redis(self, is_left_alone: Callable[[], float]) -> None:
        """Show whether Redis is left alone because it failed."""
        self._watch(
            "summarizer_redis_left_alone",
            "1 while Redis is not asked, because it failed a moment ago.",
            is_left_alone,
        )

    def _watch(self, name: str, explained: str, read: Callable[[], float]) -> None:
        Gauge(name, explained, registry=self._registry).set_function(read)

    def served(self, language: str, flags: Sequence[Flag]) -> None:
        """Count a sentence in `language` that is served, and each of its flags.

        It counts as flagged where one of them is more than a note.
        """
        is_flagged = any(flag.severity != "note" for flag in flags)
        self._served.labels(language, "true" if is_flagged else "false").inc()
        for flag in flags:
            self._flags.labels(flag.check, flag.severity, language).inc()

    def render(self) -> tuple[bytes, str]:
        """Return the metrics in Prometheus's text format, and its media type."""
        return generate_latest(self._registry), CONTENT_TYPE_PLAIN_0_0_4


class Timings:
    """The stages of one request and how long each took; for one thread at a time."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside, also where it fails; a name that returns adds up.

        `name` is a word that the code chose, never a caller: it becomes a label.
        """
        start = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - start
            self._seconds[name] = self._seconds.get(name, 0.0) + seconds
            self._metrics.stage(name, seconds)

    def server_timing(self) -> str:
        """Return the value of the header `Server-Timing`: each stage, in milliseconds."""
        return ", ".join(f"{name};dur={s * 1000:.1f}" for name, s in self._seconds.items())


def _without_quotes(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Have gunicorn and Flask say what happened, and not to whom over which words."""
    for words in _QUOTING:
        if event["event"].startswith(words):
            event["event"] = words
            error = sys.exception()
            if error is not None:
                event["error"] = type(error).__name__
    return event


def _traceback(exc_info: ExcInfo) -> str:
    """Say where an exception came from without quoting what it was raised about."""
    parts = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        parts += traceback.format_tb(error.__traceback__)
        told = f": {error}" if isinstance(error, _TELLING) else ""
        parts.append(f"{type(error).__qualname__}{told}\n")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(parts)
