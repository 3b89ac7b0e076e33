"""What every answer tells browsers not to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

HEADERS = {
    # What is answered is about one article of one caller.
    "Cache-Control": "no-store",
    # No answer is a page: one that is opened as such may load nothing, and be framed by nobody.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    # Other sites read answers by CORS, or not at all.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
# For what is the same for everybody, and changes only with the version.
PUBLIC = {"Cache-Control": "public, max-age=3600"}


def register(app: Flask) -> None:
    """Give every answer the headers; one that a resource has set itself stands."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
