"""Problems have one shape, and each kind has its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, Response
from werkzeug.exceptions import ImATeapot

from summarizer.api import problems
from summarizer.api.problem_kinds import KINDS, Kind
from summarizer.errors import LanguageUncertain, RequestError

PAGES = Path(__file__).parents[3] / "docs" / "problems.md"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_every_kind_is_in_the_docs(kind: Kind) -> None:
    """docs/problems.md has its type, status, title and explanation."""
    page = " ".join(PAGES.read_text(encoding="utf-8").split())
    assert f"## `{kind.type}` **{kind.status.value}: {kind.title}.** {kind.explanation}" in page


def test_every_error_has_a_kind() -> None:
    """No class of the error tree falls through to a general one by accident."""
    named = {RequestError, *problems._OF_ERROR}
    assert set(RequestError.__subclasses__()) | {RequestError} == named


@pytest.fixture
def app() -> Flask:
    """An application whose routes fail in different ways."""
    app = Flask(__name__)
    problems.register(app)

    @app.get("/uncertain")
    def uncertain() -> str:
        raise LanguageUncertain("/text", [("uk", 0.6), ("ru", 0.4)])

    @app.get("/teapot")
    def teapot() -> str:
        raise ImATeapot

    @app.get("/fault")
    def fault() -> str:
        raise KeyError("an article's text")

    return app


def test_candidates_are_listed(app: Flask) -> None:
    """With their confidence, likeliest first."""
    problem = app.test_client().get("/uncertain").get_json()
    assert problem["candidates"] == [
        {"language": "uk", "confidence": 0.6},
        {"language": "ru", "confidence": 0.4},
    ]


def test_an_unforeseen_http_error_keeps_the_shape(app: Flask) -> None:
    """It is a malformed request."""
    problem = app.test_client().get("/teapot").get_json()
    assert problem["type"] == "/problems/bad-request"


def test_a_fault_tells_nothing_of_its_cause(app: Flask) -> None:
    """The log does."""
    reply = app.test_client().get("/fault")
    assert reply.status_code == 500
    assert "article" not in reply.get_data(as_text=True)


def test_a_fault_behind_every_handler_is_one_of_the_service(app: Flask) -> None:
    """Not a malformed request."""

    @app.after_request
    def fail(_: Response) -> Response:
        raise KeyError

    reply = app.test_client().get("/problems/internal")
    assert reply.status_code == 500
    assert reply.get_json()["type"] == "/problems/internal"


def test_a_page_that_is_not_there_is_404(app: Flask) -> None:
    """As a problem of its own."""
    assert app.test_client().get("/problems/none").get_json()["type"] == "/problems/not-found"
