"""Every error as `application/problem+json` (RFC 9457), in one shape on every route."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException, NotFound

from summarizer.api.problem_kinds import KINDS
from summarizer.api.schemas import CandidateOut, FieldError, Problem
from summarizer.api.security_headers import HEADERS, PUBLIC
from summarizer.errors import (
    Busy,
    DeadlinePassed,
    LanguageNotServed,
    LanguageUncertain,
    NoArticle,
    NoRoute,
    NotPurged,
    NotReady,
    RequestError,
    TextTooLong,
    Unfaithful,
    UnknownModel,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger(__name__)


_OF_ERROR = {
    TextTooLong: "too-large",
    NoArticle: "no-article",
    LanguageUncertain: "language-uncertain",
    LanguageNotServed: "language-not-served",
    NoRoute: "no-route",
    UnknownModel: "unknown-model",
}
_OF_STATUS = {
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal",
}


def problem(
    slug: str,
    detail: str,
    errors: Sequence[FieldError] = (),
    candidates: Sequence[tuple[str, float]] = (),
) -> Response:
    """Return the response that tells a problem of kind `slug`."""
    kind = KINDS[slug]
    told = Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status.value,
        detail=detail,
        errors=list(errors),
        candidates=[
            CandidateOut(language=tag, confidence=confidence) for tag, confidence in candidates
        ],
    )
    return Response(
        told.model_dump_json(exclude_defaults=True),
        status=kind.status,
        # Also where the server tells it, before the application has seen the request.
        headers=HEADERS,
        content_type=MEDIA_TYPE,
    )


def not_ready(detail: str) -> Response:
    """Return the response of a service that is not ready, which may be soon."""
    response = problem("not-ready", detail)
    response.headers["Retry-After"] = "1"
    return response


def register(app: Flask) -> None:
    """Turn every error of the app into a problem, and serve the pages that explain them."""
    app.register_error_handler(RequestError, _request_error)
    app.register_error_handler(Unfaithful, _unfaithful)
    app.register_error_handler(NotReady, _not_ready)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(NotPurged, _not_purged)
    app.register_error_handler(DeadlinePassed, _deadline_passed)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)
    pages = Blueprint("problems", __name__)
    pages.get("/problems/<slug>")(_page)
    app.register_blueprint(pages)


def _request_error(error: RequestError) -> Response:
    slug = _OF_ERROR.get(type(error), "invalid-request")
    candidates = error.candidates if isinstance(error, LanguageUncertain) else ()
    field = error.pointer.removeprefix("/") or "body"
    return problem(
        slug,
        f"{field}: {error.detail}",
        [FieldError(pointer=error.pointer, detail=error.detail)],
        candidates,
    )


def _unfaithful(error: Unfaithful) -> Response:
    told = [FieldError(pointer="/faithfulness", detail=detail) for detail in error.failed]
    return problem("unfaithful", str(error), told)


def _not_ready(error: NotReady) -> Response:
    return not_ready(str(error))


def busy(detail: str, retry_seconds: int) -> Response:
    """Return the response of a service that has no room."""
    response = problem("busy", detail)
    response.headers["Retry-After"] = str(retry_seconds)
    return response


def _busy(error: Busy) -> Response:
    return busy(str(error), error.retry_seconds)


def _not_purged(error: NotPurged) -> Response:
    response = problem("not-purged", str(error))
    response.headers["Retry-After"] = "5"
    return response


def _deadline_passed(_: DeadlinePassed) -> Response:
    return problem("deadline", "the answer took longer than a request may")


def _http_error(error: HTTPException) -> Response:
    response = problem(
        _OF_STATUS.get(HTTPStatus(error.code or 500), "bad-request"),
        error.description or error.name,
    )
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _fault(error: Exception) -> Response:
    _log.error("request_failed", exc_info=error)
    return problem("internal", "the request failed; the log has the details")


def _page(slug: str) -> Response:
    kind = KINDS.get(slug)
    if kind is None:
        raise NotFound
    return Response(
        f"{kind.title} ({kind.status.value})\n\n{kind.explanation}\n",
        headers=PUBLIC,
        content_type="text/plain; charset=utf-8",
    )
