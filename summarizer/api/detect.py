"""POST /v1/detect: the language of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from summarizer.api import body
from summarizer.api.request_schemas import DetectBody
from summarizer.api.respond import as_json
from summarizer.api.schemas import CandidateOut, DetectAnswer
from summarizer.api.terms import terms

if TYPE_CHECKING:
    from summarizer.service import Service


def blueprint(service: Service) -> Blueprint:
    """Return the resource."""
    resource = Blueprint("detect", __name__)

    @resource.post("/v1/detect")
    def detect() -> Response:
        detection = service.detect(body.read(DetectBody).text, terms())
        return as_json(
            DetectAnswer(
                language=detection.language,
                confidence=detection.confidence,
                candidates=[
                    CandidateOut(language=tag, confidence=confidence)
                    for tag, confidence in detection.candidates
                ],
            )
        )

    return resource
