"""The kinds of problems that callers are told, each with the page that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus


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
            "unfaithful",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "A sentence could not be verified",
            "The request wants faithfulness strict, and a check objects to a sentence that would "
            "have been served. Each entry of errors says which sentence, which check, and what is "
            "wrong. With repair or flag the summaries are served, and that is said beside them.",
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
