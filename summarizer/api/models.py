"""GET /v1/models: the installed models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from summarizer.api.respond import as_json
from summarizer.api.schemas import ModelOut, ModelsAnswer

if TYPE_CHECKING:
    from summarizer.service import Service


def blueprint(service: Service) -> Blueprint:
    """Return the resource."""
    resource = Blueprint("models", __name__)

    @resource.get("/v1/models")
    def models() -> Response:
        return as_json(
            ModelsAnswer(
                models=[
                    ModelOut(
                        id=model.id,
                        revision=model.revision,
                        task=model.task,
                        languages=list(model.languages),
                        targets=list(
                            dict.fromkeys(pair.target for pair in model.pairs) or model.languages
                        ),
                        engine=model.engine,
                        licence=model.licence,
                    )
                    for model in service.models()
                ]
            )
        )

    return resource
