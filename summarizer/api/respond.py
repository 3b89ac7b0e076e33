"""Writes an answer as JSON, in UTF-8 and without escapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

if TYPE_CHECKING:
    from pydantic import BaseModel


def as_json(answer: BaseModel) -> Response:
    """Return `answer` as `application/json`; fields that were never set are left out."""
    return Response(answer.model_dump_json(exclude_unset=True), content_type="application/json")
