"""What every request leaves behind: its id, its stages, a line in the log, a count."""

from __future__ import annotations

import re
import time
import uuid
from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, g, request

from summarizer.api.terms import LEFT
from summarizer.telemetry import Timings, known_method

if TYPE_CHECKING:
    from summarizer.telemetry import Metrics

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
# What the log calls an answer that nobody waited for, as nginx does.
_CLIENT_LEFT = 499
_log = structlog.get_logger(__name__)


def register(app: Flask, metrics: Metrics) -> None:
    """Observe every request of the app."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        g.began = time.perf_counter()
        g.timings = Timings(metrics)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.began
        # The template, never the path: a label must not grow with what callers type.
        route = request.url_rule.rule if request.url_rule else None
        left = request.environ.get(LEFT)
        status = _CLIENT_LEFT if left is not None and left() else response.status_code
        metrics.request(request.method, route, status, seconds)
        response.headers["X-Request-ID"] = g.request_id
        timing = g.timings.server_timing()
        if timing:
            response.headers["Server-Timing"] = timing
        _log.info(
            "request",
            method=known_method(request.method),
            route=route,
            status=status,
            seconds=round(seconds, 4),
        )
        return response

    @app.teardown_request
    def forget(_: BaseException | None) -> None:
        # The thread goes on to other work, which is none of this request's.
        structlog.contextvars.clear_contextvars()
