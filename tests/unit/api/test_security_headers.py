"""What every answer tells browsers not to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response

from summarizer import settings
from summarizer.api import problems, security_headers
from summarizer.app import create_app
from summarizer.telemetry import Metrics
from tests.serving import serving
from tests.writing import WritingSummarizer

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def client() -> FlaskClient:
    """A client of the whole service, which is not ready."""
    service = serving(WritingSummarizer("13 people were hurt."))
    return create_app(settings.load(), service, Metrics()).test_client()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/livez", 200),
        ("GET", "/metrics", 200),
        ("GET", "/readyz", 503),
        ("POST", "/v1/detect", 415),
        ("GET", "/v1/detect", 405),
        ("OPTIONS", "/v1/detect", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/problems/nowhere", 404),
    ],
)
def test_every_answer_has_the_headers(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    """Problems and probes included; none of them is kept."""
    reply = client.open(path, method=method)
    assert reply.status_code == status
    assert {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }.items() <= dict(reply.headers).items()


@pytest.mark.parametrize("path", ["/openapi.json", "/problems/not-found"])
def test_what_is_the_same_for_everybody_may_be_kept(client: FlaskClient, path: str) -> None:
    """For an hour; nothing in it is of a caller."""
    reply = client.get(path)
    assert reply.headers["Cache-Control"] == "public, max-age=3600"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_a_problem_has_them_before_an_application_sees_it() -> None:
    """The server tells of a body that does not arrive by itself."""
    told = problems.problem("body-timeout", "too late")
    assert security_headers.HEADERS.items() <= dict(told.headers).items()


def test_a_resource_may_set_its_own() -> None:
    """A page has another policy than an answer."""
    app = Flask(__name__)
    security_headers.register(app)
    page = {"Content-Security-Policy": "default-src 'self'"}
    app.get("/")(lambda: Response("<p>", headers=page))
    reply = app.test_client().get("/")
    assert reply.headers.getlist("Content-Security-Policy") == ["default-src 'self'"]
    assert reply.headers["Referrer-Policy"] == "no-referrer"
