"""Which web pages may call from a browser (CORS): those of the origins that the settings name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

# As browsers send it: a scheme and a host, and a port that is not the scheme's own.
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9.:_\[\]-]+")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "DELETE, GET, POST",
    "Access-Control-Allow-Headers": (
        "Authorization, Cache-Control, Content-Type, Request-Timeout, X-API-Key, X-Request-ID"
    ),
    # Seconds; browsers remember it for two hours at most.
    "Access-Control-Max-Age": "7200",
}
_EXPOSED = ", ".join(
    (
        "Cache-Status",
        "RateLimit-Limit",
        "RateLimit-Remaining",
        "RateLimit-Reset",
        "Retry-After",
        "Server-Timing",
        "WWW-Authenticate",
        "X-Request-ID",
    )
)


def register(app: Flask, origins: str) -> None:
    """Let pages of `origins`, separated by commas, call; register it before what asks for a key.

    Cookies are never allowed: a page has to have a key of its own. Raises SettingsError where
    something else than an origin is named.
    """
    named = _named(origins)
    if not named:
        return

    @app.before_request
    def preflight() -> Response | None:
        # The browser asks before the request itself, and sends no key with the question.
        asked = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if asked and request.headers.get("Origin") in named:
            return Response(status=204, headers=_PREFLIGHT)
        return None

    @app.after_request
    def allow(response: Response) -> Response:
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in named:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        return response


def _named(origins: str) -> AbstractSet[str]:
    named = frozenset(filter(None, (origin.strip().lower() for origin in origins.split(","))))
    for origin in sorted(named):
        if not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"api.cors_origins: {origin!r} is not an origin, as https://desk.example.org"
            )
    return named
