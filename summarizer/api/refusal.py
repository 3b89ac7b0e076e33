"""Refusals of the server, which has no room or got no body; observed as any answer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_REFUSAL = "summarizer.refusal"


def register(app: Flask) -> None:
    """Have the app give the refusals; register it after what observes requests."""

    @app.before_request
    def refuse() -> Response | None:
        refusal: Response | None = request.environ.get(_REFUSAL)
        return refusal


def refused(
    app: WSGIApplication,
    refusal: Response,
    environ: WSGIEnvironment,
    start_response: StartResponse,
) -> Iterable[bytes]:
    """Have the app answer a request with `refusal`, and do nothing else."""
    return app(environ | {_REFUSAL: refusal}, start_response)
