"""Every error as `application/problem+json` (RFC 9457), in one shape on every route."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException, NotFound

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
    UnknownModel,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its page is `/problems/<slug>`."""

    slug: str
    status: HTTPStatus
    title: str
    explanation: str

    @property
    def type(self) -> str:
        """The URI reference that names the kind, and resolves to its page."""
        return f"/problems/{self.slug}"


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "not-json",
            HTTPStatus.BAD_REQUEST,
            "The body is not JSON",
            "The body must be one JSON value in UTF-8. NaN, Infinity, lone surrogates and nesting "
            "without end are not JSON. The detail says where reading stopped; a Content-Length "
            "that counts characters instead of bytes cuts the body short.",
        ),
        Kind(
            "bad-request",
            HTTPStatus.BAD_REQUEST,
            "The request is malformed",
            "The request does not follow HTTP; the detail says how.",
        ),
        Kind(
            "unauthorised",
            HTTPStatus.UNAUTHORIZED,
            "A key is needed",
            "The service answers callers that it knows (api.keys_file), and the request has no "
            "key, or one that is not known (any more). Send it as Authorization: Bearer KEY, or as "
            "X-API-Key: KEY; whoever runs the service makes keys.",
        ),
        Kind(
            "not-found",
            HTTPStatus.NOT_FOUND,
            "There is nothing here",
            "The path is not one of the API. /openapi.json lists all of them.",
        ),
        Kind(
            "method-not-allowed",
            HTTPStatus.METHOD_NOT_ALLOWED,
            "The method is not allowed",
            "The path is right, the method is not. The Allow header lists those that are.",
        ),
        Kind(
            "body-timeout",
            HTTPStatus.REQUEST_TIMEOUT,
            "The body did not arrive in time",
            "The head of the request came, its body did not within the time that the setting "
            "server.body_seconds gives. Nothing was done; send the request again.",
        ),
        Kind(
            "too-large",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "The request is too large",
            "The body has more bytes than limits.body_bytes, or a field has more characters than "
            "its limit. Nothing is ever cut in silence: send less. The detail states the limit.",
        ),
        Kind(
            "unsupported-media-type",
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The media type is not supported",
            "The body must be sent as application/json, and not compressed (no Content-Encoding).",
        ),
        Kind(
            "invalid-request",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "A field is not valid",
            "The JSON is well formed, but a field is missing, unknown, of the wrong type or has a "
            "value that is not accepted. Each entry of errors names a field and what is wrong.",
        ),
        Kind(
            "no-article",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "There is no article",
            "The text has no sentence to summarise: it is empty, has no letters, or is boilerplate "
            "only (menus, captions, credits, a list of headlines).",
        ),
        Kind(
            "language-uncertain",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The language is not certain",
            "The language of the text cannot be told with certainty. A wrong guess would give a "
            "wrong summary, so name the language in the request; candidates lists likely ones.",
        ),
        Kind(
            "language-not-served",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The language is not served",
            "Articles in this language cannot be read. /v1/languages lists those that can.",
        ),
        Kind(
            "no-route",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "There is no translation route",
            "No installed model translates the article's language into the one asked for, directly "
            "or through one other. The detail names the command that installs models.",
        ),
        Kind(
            "unknown-model",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The model is not installed",
            "No model of this id is installed for the article's language. /v1/models lists those "
            "that are.",
        ),
        Kind(
            "rate-limited",
            HTTPStatus.TOO_MANY_REQUESTS,
            "Too many requests from one caller",
            "The caller has sent as many requests as it may in a minute "
            "(api.requests_per_minute), with all of its keys together. Nothing was done; "
            "Retry-After says in how many seconds the next minute begins.",
        ),
        Kind(
            "internal",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something went wrong here",
            "The fault is the service's. Its log has the details under the X-Request-ID of this "
            "answer.",
        ),
        Kind(
            "not-ready",
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The service is not ready",
            "A model is being loaded, has not answered its first request yet, or cannot be used. "
            "The detail says what is missing.",
        ),
        Kind(
            "busy",
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Too many requests wait",
            "As many requests wait for their turn as may (gate.waiting), or are under way "
            "(server.threads). Nothing was done; Retry-After says when there should be room, by "
            "the time that answers took lately. What is remembered is served meanwhile.",
        ),
        Kind(
            "not-purged",
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The story may still be remembered",
            "Redis did not say that the story is gone. Send the request again.",
        ),
        Kind(
            "deadline",
            HTTPStatus.GATEWAY_TIMEOUT,
            "The time is over",
            "The answer took longer than a request may (limits.seconds), or than the header "
            "Request-Timeout gave it. What was under way for it "
            "was stopped, and nothing of it was kept: send the request again, or a shorter text.",
        ),
    )
}

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
