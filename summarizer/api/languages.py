"""GET /v1/languages: what can be read, and what can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from summarizer.api.respond import as_json
from summarizer.api.schemas import LanguageOut, LanguagesAnswer
from summarizer.languages import NAMES

if TYPE_CHECKING:
    from summarizer.service import Service


def blueprint(service: Service) -> Blueprint:
    """Return the resource."""
    resource = Blueprint("languages", __name__)

    @resource.get("/v1/languages")
    def languages() -> Response:
        return as_json(
            LanguagesAnswer(
                languages=[
                    LanguageOut(code=tag, name=NAMES[tag], targets=list(service.targets(tag)))
                    for tag in service.article_languages()
                ]
            )
        )

    return resource
