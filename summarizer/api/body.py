"""Reads the JSON body of a request, or says what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import abort, request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from summarizer.api.problems import problem
from summarizer.api.schemas import FieldError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Body = TypeVar("Body", bound=BaseModel)


def read(schema: type[Body]) -> Body:
    """Return the request's body as `schema`.

    Aborts with the problem: 413 too large, 415 another media type or a compressed body, 400 not
    JSON, 422 a field.
    """
    limit = request.max_content_length
    if limit is not None and (request.content_length or 0) > limit:
        # What arrived is counted; the limit is told before a byte is parsed.
        abort(
            problem(
                "too-large",
                f"the body has {request.content_length} bytes; at most {limit} are accepted",
                [FieldError(pointer="", detail=f"at most {limit} bytes are accepted")],
            )
        )
    if request.mimetype != "application/json":
        abort(problem("unsupported-media-type", "the body must be sent as application/json"))
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        abort(
            problem(
                "unsupported-media-type", f"a body with Content-Encoding {encoding} is not read"
            )
        )
    try:
        # Some clients begin with a byte order mark; RFC 8259 lets a reader pass over it.
        given = request.get_data(cache=False).removeprefix(b"\xef\xbb\xbf")
        value = from_json(given, allow_inf_nan=False)
    except ValueError as error:
        abort(problem("not-json", f"the body is not JSON: {error}"))
    try:
        return schema.model_validate(value)
    except ValidationError as error:
        errors = [_field_error(details) for details in error.errors()]
        first = errors[0]
        field = first.pointer.removeprefix("/") or "body"
        abort(problem("invalid-request", f"{field}: {first.detail}", errors))


def _field_error(details: ErrorDetails) -> FieldError:
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in details["loc"])
    detail = details["msg"].removeprefix("Value error, ")
    if details["type"] == "extra_forbidden":
        detail = "is not a field of this request"
    return FieldError(pointer="".join(f"/{part}" for part in escaped), detail=detail)
