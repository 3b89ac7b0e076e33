"""What a request leaves behind, and what it must not."""

from __future__ import annotations

import structlog
from flask import Flask
from structlog.testing import capture_logs

from summarizer.api import observe
from summarizer.telemetry import Metrics


def test_the_request_id_is_bound_during_the_request_and_gone_after_it() -> None:
    """A thread's next log line is not told to be of a request that is over, failed or not."""
    app = Flask(__name__)
    observe.register(app, Metrics())
    bound = []

    @app.get("/<outcome>")
    def route(outcome: str) -> str:
        bound.append(structlog.contextvars.get_contextvars()["request_id"])
        if outcome == "fault":
            raise KeyError
        return ""

    for outcome in ("answer", "fault"):
        app.test_client().get(f"/{outcome}", headers={"X-Request-ID": outcome})
        assert structlog.contextvars.get_contextvars() == {}
    assert bound == ["answer", "fault"]


def test_a_method_that_a_caller_makes_up_is_not_logged() -> None:
    """It may be any word."""
    app = Flask(__name__)
    observe.register(app, Metrics())
    with capture_logs() as lines:
        app.test_client().open("/", method="BREW")
        app.test_client().open("/", method="PATCH")
    assert [line["method"] for line in lines] == ["other", "PATCH"]
