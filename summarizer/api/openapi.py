"""GET /openapi.json: the contract, made from the schemas that the service itself uses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response
from pydantic.json_schema import models_json_schema
from pydantic_core import to_json

from summarizer import __version__
from summarizer.api import problems, request_schemas, schemas
from summarizer.api.articles import KEY_PATTERN
from summarizer.api.openapi_headers import (
    ANSWER_HEADERS,
    CACHE_CONTROL,
    CACHE_STATUS,
    OF_STATUS,
    RATE_LIMIT,
    REQUEST_ID,
    REQUEST_TIMEOUT,
)
from summarizer.api.problem_kinds import KINDS
from summarizer.api.security_headers import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

_REQUESTS = (
    request_schemas.SummariseBody,
    request_schemas.TranslateBody,
    request_schemas.DetectBody,
)
_RESPONSES = (
    schemas.SummariseAnswer,
    schemas.TranslateAnswer,
    schemas.DetectAnswer,
    schemas.LanguagesAnswer,
    schemas.ModelsAnswer,
    schemas.LiveAnswer,
    schemas.ReadyAnswer,
    schemas.Problem,
)
_BODY_PROBLEMS = (
    "bad-request",
    "not-json",
    "body-timeout",
    "too-large",
    "unsupported-media-type",
    "invalid-request",
)
_MODEL_PROBLEMS = ("not-ready", "busy", "deadline")
_CALLER_PROBLEMS = ("unauthorised", "rate-limited")
# Either key will do; the service may also be set up to ask for none.
_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"header": []}, {}]
_SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The API key, where the service is set up to ask for one.",
    },
    "header": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "The same key, for clients that cannot set Authorization.",
    },
}
_STORY_KEY = {
    "name": "key",
    "in": "path",
    "required": True,
    "description": "`article.key` of an answer.",
    "schema": {"type": "string", "pattern": KEY_PATTERN},
}


def blueprint() -> Blueprint:
    """Return the resource."""
    resource = Blueprint("openapi", __name__)

    @resource.get("/openapi.json")
    def openapi() -> Response:
        return Response(to_json(document()), headers=PUBLIC, content_type="application/json")

    return resource


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    _, components = models_json_schema(
        [
            *((model, "validation") for model in _REQUESTS),
            *((model, "serialization") for model in _RESPONSES),
        ],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Summarizer",
            "version": __version__,
            "description": (
                "Short and long summaries of news articles in English, Ukrainian, Russian and "
                "Chinese, each sentence with the place in the article that it comes from."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(),
        "components": {"schemas": components["$defs"], "securitySchemes": _SECURITY_SCHEMES},
    }


def _paths() -> dict[str, Any]:
    return {
        "/v1/summarise": {
            "post": _operation(
                "summarise",
                "Summarise an article",
                schemas.SummariseAnswer,
                body=request_schemas.SummariseBody,
                headers=CACHE_STATUS,
                refusals=(
                    *_BODY_PROBLEMS,
                    "no-article",
                    "language-uncertain",
                    "language-not-served",
                    "no-route",
                    "unknown-model",
                    "unfaithful",
                    *_MODEL_PROBLEMS,
                ),
            )
        },
        "/v1/translate": {
            "post": _operation(
                "translate",
                "Translate texts",
                schemas.TranslateAnswer,
                body=request_schemas.TranslateBody,
                refusals=(
                    *_BODY_PROBLEMS,
                    "language-uncertain",
                    "language-not-served",
                    "no-route",
                    *_MODEL_PROBLEMS,
                ),
            )
        },
        "/v1/detect": {
            "post": _operation(
                "detect",
                "Tell the language of a text",
                schemas.DetectAnswer,
                body=request_schemas.DetectBody,
                refusals=_BODY_PROBLEMS,
            )
        },
        "/v1/articles/{key}": {
            "delete": {
                "operationId": "purge",
                "summary": "Forget a story, wherever it is remembered",
                "parameters": [REQUEST_ID, _STORY_KEY],
                "security": _SECURITY,
                "responses": {
                    "204": {
                        "description": "Nothing of the story is remembered.",
                        "headers": ANSWER_HEADERS | RATE_LIMIT,
                    },
                    **_refusals((*_CALLER_PROBLEMS, "not-found", "not-purged")),
                },
            }
        },
        "/v1/languages": {
            "get": _operation(
                "languages",
                "List the languages that can be read and asked for",
                schemas.LanguagesAnswer,
                refusals=("not-ready",),
            )
        },
        "/v1/models": {
            "get": _operation(
                "models",
                "List the models that are served",
                schemas.ModelsAnswer,
                refusals=("not-ready",),
            )
        },
        "/livez": {
            "get": _operation(
                "live", "Tell whether the process answers", schemas.LiveAnswer, key=False
            )
        },
        "/readyz": {
            "get": _operation(
                "ready",
                "Tell whether every model has answered",
                schemas.ReadyAnswer,
                key=False,
                refusals=("not-ready",),
            )
        },
        "/metrics": {"get": _page("metrics", "Metrics for Prometheus", "text/plain", "string")},
        "/openapi.json": {
            "get": _page("openapi", "This document", "application/json", "object"),
        },
    }


def _page(name: str, summary: str, media_type: str, schema_type: str) -> dict[str, Any]:
    """Return an operation whose answer has a form of its own."""
    answer = {
        "description": summary,
        "headers": ANSWER_HEADERS,
        "content": {media_type: {"schema": {"type": schema_type}}},
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [REQUEST_ID],
        "responses": {"200": answer},
    }


def _operation(
    name: str,
    summary: str,
    answer: type[BaseModel],
    *,
    body: type[BaseModel] | None = None,
    headers: dict[str, Any] | None = None,
    key: bool = True,
    refusals: Sequence[str] = (),
) -> dict[str, Any]:
    """Return an operation that answers JSON; `key`: it is for callers that may have to be known."""
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "parameters": [REQUEST_ID],
    }
    if key:
        operation["security"] = _SECURITY
        headers = RATE_LIMIT | (headers or {})
        refusals = (*_CALLER_PROBLEMS, *refusals)
    if body is not None:
        operation["parameters"] = [REQUEST_ID, REQUEST_TIMEOUT, CACHE_CONTROL]
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(body)}},
        }
    responses: dict[str, Any] = {
        "200": {
            "description": (answer.__doc__ or "").strip(),
            "headers": ANSWER_HEADERS | (headers or {}),
            "content": {"application/json": {"schema": _reference(answer)}},
        }
    }
    return operation | {"responses": responses | _refusals(refusals)}


def _refusals(slugs: Sequence[str]) -> dict[str, Any]:
    """Return the responses that tell problems, by status."""
    kinds = [KINDS[slug] for slug in slugs]
    responses: dict[str, Any] = {}
    for status in sorted({kind.status for kind in kinds}):
        titles = [f"{kind.title} ({kind.type})" for kind in kinds if kind.status == status]
        responses[str(status.value)] = {
            "description": "; ".join(titles),
            "headers": ANSWER_HEADERS | OF_STATUS.get(status, {}),
            "content": {problems.MEDIA_TYPE: {"schema": _reference(schemas.Problem)}},
        }
    return responses


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
