"""POST /v1/summarise: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g

from summarizer.api import body
from summarizer.api.request_schemas import SummariseBody
from summarizer.api.respond import as_json
from summarizer.api.schemas import (
    ArticleOut,
    FlagOut,
    SentenceOut,
    SourceOut,
    SummariseAnswer,
    SummaryOut,
    WarningOut,
)
from summarizer.api.terms import terms

if TYPE_CHECKING:
    from summarizer.domain import Answer, Article, Summary, SummarySentence
    from summarizer.service import Service
    from summarizer.telemetry import Metrics


# RFC 9211
_CACHE_STATUS = {
    "hit": "summarizer; hit",
    "miss": "summarizer; fwd=miss",
    "collapsed": "summarizer; fwd=miss; collapsed",
    "bypass": "summarizer; fwd=request",
}


def blueprint(service: Service, metrics: Metrics) -> Blueprint:
    """Return the resource."""
    resource = Blueprint("summarise", __name__)

    @resource.post("/v1/summarise")
    def summarise() -> Response:
        request = body.read(SummariseBody).to_request()
        answer = service.summarise(request, terms(), g.timings)
        metrics.answer(answer.cache)
        _count_flags(answer, metrics)
        response = as_json(to_schema(answer))
        response.headers["Cache-Status"] = _CACHE_STATUS[answer.cache]
        return response

    return resource


def _count_flags(answer: Answer, metrics: Metrics) -> None:
    """Count what is served flagged, also where it was remembered: that is what readers see."""
    for by_language in answer.summaries.values():
        for language, summary in by_language.items():
            for sentence in summary.sentences:
                for flag in sentence.flags:
                    metrics.flag(flag.check, flag.severity, language)


def to_schema(answer: Answer) -> SummariseAnswer:
    """Return the answer as the contract writes it."""
    reading = answer.reading
    article = reading.article
    summaries = {
        length: {language: _summary(summary, article) for language, summary in by_language.items()}
        for length, by_language in answer.summaries.items()
    }
    read = min(
        summary.sentences_read
        for by_language in answer.summaries.values()
        for summary in by_language.values()
    )
    extracted = {"text": article.submitted} if reading.extracted else {}
    return SummariseAnswer(
        article=ArticleOut(
            key=reading.key,
            language=article.language,
            language_confidence=reading.confidence,
            characters=len(article.submitted),
            sentences=len(article.sentences),
            sentences_read=read,
            **extracted,
        ),
        summaries=summaries,
        warnings=[
            WarningOut.model_validate({"code": w.code, "detail": w.detail}) for w in answer.warnings
        ],
    )


def _summary(summary: Summary, article: Article) -> SummaryOut:
    route = {"route": list(summary.route)} if summary.route else {}
    return SummaryOut(
        text=summary.text,
        model=summary.model,
        translated_from=summary.translated_from,
        sentences=[_sentence(sentence, article) for sentence in summary.sentences],
        **route,
    )


def _sentence(sentence: SummarySentence, article: Article) -> SentenceOut:
    spans = [(index, article.sentences[index].span) for index in sentence.sources]
    return SentenceOut(
        text=sentence.text,
        verified=sentence.verified,
        flags=[FlagOut.of(flag) for flag in sentence.flags],
        sources=[
            SourceOut(sentence=index, start=span.start, end=span.end) for index, span in spans
        ],
    )
