"""How often one caller may ask: Flask-Limiter counts, and who is over the limit gets a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g
from flask_limiter import HeaderNames, Limiter, RateLimitExceeded

from summarizer.api.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping

_WINDOW_SECONDS = 60
_RESET = "RateLimit-Reset"


def register(app: Flask, per_minute: int, uri: str, options: Mapping[str, Any]) -> None:
    """Answer each caller so many requests a minute; register it after what says who is calling.

    They are counted in the storage that `uri` and `options` name, and in the memory of the process
    while that fails.
    """

    def refuse(_: RateLimitExceeded) -> Response:
        return problem("rate-limited", f"one caller may send {per_minute} requests a minute")

    app.register_error_handler(RateLimitExceeded, refuse)

    @app.after_request
    def say_when(response: Response) -> Response:
        if response.status_code == 429:
            seconds = max(1, int(response.headers.get(_RESET, _WINDOW_SECONDS)))
            response.headers.setdefault("Retry-After", str(seconds))
        return response

    limiter = Limiter(
        key_func=lambda: str(g.caller),
        app=app,
        application_limits=[f"{per_minute} per minute"],
        storage_uri=uri,
        storage_options=dict(options),
        in_memory_fallback_enabled=True,
        # Of threads that meet a fault together one falls back on the memory; the others' requests
        # go uncounted, rather than fail.
        swallow_errors=True,
        headers_enabled=True,
        # It would send Retry-After with good answers too, and over that of other problems. Under
        # the name of the reset, the seconds take the place of a point in time.
        header_name_mapping={
            HeaderNames.LIMIT: "RateLimit-Limit",
            HeaderNames.REMAINING: "RateLimit-Remaining",
            HeaderNames.RESET: _RESET,
            HeaderNames.RETRY_AFTER: _RESET,
        },
    )
    limiter.request_filter(lambda: not g.caller)
