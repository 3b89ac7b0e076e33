"""Who is calling: an API key in a header, told by a file of their hashes.

The name of the caller is left in `g.caller`; it is empty where no key is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, g, request

from summarizer.api.problems import problem

if TYPE_CHECKING:
    from summarizer.keys import Keys
    from summarizer.telemetry import Metrics

# What operators watch, and what explains the service to those who have no key yet.
_OPEN = frozenset({"probes", "openapi", "problems"})
_CHALLENGE = 'Bearer realm="summarizer"'


def register(app: Flask, keys: Keys | None, metrics: Metrics) -> None:
    """Let in who has a key, and count by the name; with `keys` None, everybody."""

    @app.before_request
    def admit() -> Response | None:
        g.caller = ""
        if keys is None or request.blueprint in _OPEN:
            return None
        key = _given()
        if not key:
            return _refusal("no key was given; send one as Authorization: Bearer KEY", "")
        caller = keys.caller(key)
        if caller is None:
            return _refusal("the key is not one of this service", ', error="invalid_token"')
        g.caller = caller
        structlog.contextvars.bind_contextvars(caller=caller)
        return None

    @app.after_request
    def count(response: Response) -> Response:
        if g.get("caller"):
            metrics.caller(g.caller, response.status_code)
        return response


def _given() -> bytes:
    """Return the key that was sent, as bytes; empty where there is none.

    A query string is never looked at: it ends up in histories and in the logs of proxies.
    """
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        key = request.headers.get("X-API-Key", "")
    # WSGI hands over bytes as Latin-1.
    return key.strip().encode("latin-1", "replace")


def _refusal(detail: str, error: str) -> Response:
    response = problem("unauthorised", detail)
    response.headers["WWW-Authenticate"] = _CHALLENGE + error
    return response
