"""Which web pages a browser lets call."""

from __future__ import annotations

import pytest
from flask import Flask, Response, abort

from summarizer.api import cors
from summarizer.errors import SettingsError

DESK, OTHER = "https://desk.example.org", "https://example.net"
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


def application(origins: str) -> Flask:
    """An application where everything but a preflight is refused without a key."""
    app = Flask(__name__)
    cors.register(app, origins)

    @app.before_request
    def admit() -> None:
        abort(401)

    app.post("/work")(lambda: Response("done"))
    return app


def test_no_page_may_call_unless_it_is_named() -> None:
    """Without origins there is no header of CORS at all, and a preflight is any request."""
    client = application("").test_client()
    for reply in (
        client.post("/work", headers={"Origin": DESK}),
        client.options("/work", headers={"Origin": DESK} | PREFLIGHT),
    ):
        assert reply.status_code == 401
        assert not [name for name, _ in reply.headers if name.startswith("Access-Control")]
        assert "Vary" not in reply.headers


def test_a_page_that_is_named_reads_every_answer() -> None:
    """Refusals too; it is told its own origin, and which headers it may see."""
    client = application(f" {DESK} ,,{OTHER}").test_client()
    for origin in (DESK, OTHER):
        reply = client.post("/work", headers={"Origin": origin})
        assert reply.status_code == 401
        assert reply.headers["Access-Control-Allow-Origin"] == origin
        assert reply.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in reply.headers
        exposed = reply.headers["Access-Control-Expose-Headers"].split(", ")
        assert {
            *("X-Request-ID", "Cache-Status", "Server-Timing", "Retry-After", "WWW-Authenticate"),
            *("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
        } == set(exposed)


@pytest.mark.parametrize(
    "origin",
    [
        OTHER,
        "null",
        "http://desk.example.org",
        "https://desk.example.org:8443",
        "https://desk.example.org.evil.example",
        "https://evil-desk.example.org",
        "https://desk-example.org",
        "",
    ],
)
def test_another_page_reads_nothing(origin: str) -> None:
    """An origin is equal or it is another one; caches are told that the answer depends on it."""
    client = application(DESK).test_client()
    for reply in (
        client.post("/work", headers={"Origin": origin}),
        client.options("/work", headers={"Origin": origin} | PREFLIGHT),
    ):
        assert reply.status_code == 401
        assert "Access-Control-Allow-Origin" not in reply.headers
        assert reply.headers["Vary"] == "Origin"


def test_a_preflight_needs_no_key() -> None:
    """The browser sends none with it; it is told methods and headers, and how long to remember."""
    reply = application(DESK).test_client().options("/work", headers={"Origin": DESK} | PREFLIGHT)
    assert reply.status_code == 204
    assert reply.data == b""
    assert reply.headers["Access-Control-Allow-Origin"] == DESK
    assert reply.headers["Access-Control-Allow-Methods"] == "DELETE, GET, POST"
    allowed = reply.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(allowed) == {
        "authorization", "cache-control", "content-type", "request-timeout", "x-api-key",
        "x-request-id",
    }  # fmt: skip
    assert reply.headers["Access-Control-Max-Age"] == "7200"


def test_options_without_the_question_of_a_preflight_is_any_request() -> None:
    """It is not let past the key."""
    reply = application(DESK).test_client().options("/work", headers={"Origin": DESK})
    assert reply.status_code == 401


@pytest.mark.parametrize(
    "origins",
    [
        "*",
        "null",
        "desk.example.org",
        "https://",
        "https://desk.example.org/",
        "https://desk.example.org/page",
        "https://*.example.org",
        "https://user@desk.example.org",
        f"{DESK}, https://редакція.укр",
    ],
)
def test_what_is_no_origin_stops_the_start(origins: str) -> None:
    """Above all the star: whoever may call is named."""
    with pytest.raises(SettingsError, match=r"api\.cors_origins: .* is not an origin"):
        application(origins)
