"""POST /v1/translate: texts into one target language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from summarizer.api import body
from summarizer.api.request_schemas import TranslateBody, to_terms
from summarizer.api.respond import as_json
from summarizer.api.schemas import (
    FlagOut,
    TranslateAnswer,
    TranslatedSentenceOut,
    TranslationOut,
)
from summarizer.api.terms import terms

if TYPE_CHECKING:
    from summarizer.domain import TranslatedText
    from summarizer.service import Service
    from summarizer.telemetry import Metrics


def blueprint(service: Service, metrics: Metrics) -> Blueprint:
    """Return the resource."""
    resource = Blueprint("translate", __name__)

    @resource.post("/v1/translate")
    def translate() -> Response:
        wanted = body.read(TranslateBody)
        translated = service.translate(
            wanted.text,
            wanted.source_language,
            wanted.target_language,
            terms(),
            to_terms(wanted.glossary),
        )
        for text in translated:
            for sentence in text.sentences:
                for flag in sentence.flags:
                    metrics.flag(flag.check, flag.severity, text.pair.target)
        return as_json(to_schema(translated))

    return resource


def to_schema(translated: list[TranslatedText]) -> TranslateAnswer:
    """Return the translations as the contract writes them."""
    return TranslateAnswer(
        translations=[
            TranslationOut(
                text=text.text,
                model=text.model,
                translated_from=text.pair.source,
                route=list(text.route),
                sentences=[
                    TranslatedSentenceOut(
                        text=sentence.text,
                        verified=sentence.verified,
                        flags=[FlagOut.of(flag) for flag in sentence.flags],
                        start=sentence.span.start,
                        end=sentence.span.end,
                    )
                    for sentence in text.sentences
                ],
            )
            for text in translated
        ]
    )
