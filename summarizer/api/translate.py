"""POST /v1/translate: texts into one target language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from summarizer.api import body
from summarizer.api.schemas import TranslateBody

if TYPE_CHECKING:
    from summarizer.service import Service


def blueprint(service: Service) -> Blueprint:
    """Return the resource."""
    resource = Blueprint("translate", __name__)

    @resource.post("/v1/translate")
    def translate() -> Response:
        wanted = body.read(TranslateBody)
        raise service.refuse_translation(
            wanted.text, wanted.source_language, wanted.target_language
        )

    return resource
