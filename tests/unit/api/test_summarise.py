"""What POST /v1/summarise does beside answering."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer import settings
from summarizer.app import create_app
from summarizer.domain import Flag
from summarizer.telemetry import Metrics
from tests.serving import serving
from tests.writing import WritingSummarizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import Article, Length, Summary

FLAG = Flag("numbers", "warning", "13 is not in the source", "13", "12")


class Flagged(WritingSummarizer):
    """Writes sentences that come with a flag, as a check would set it."""

    def summarise(
        self, article: Article, lengths: Sequence[Length], deadline: Deadline
    ) -> Mapping[Length, tuple[Summary, ...]]:
        return {
            length: (
                replace(told, sentences=tuple(replace(s, flags=(FLAG,)) for s in told.sentences)),
            )
            for length, (told,) in super().summarise(article, lengths, deadline).items()
        }


def test_flags_are_served_and_counted_each_time() -> None:
    """By check, severity and language; a remembered flag is served, so it counts again."""
    loaded, metrics = settings.load(), Metrics()
    service = serving(Flagged("13 people were hurt."))
    service.load()
    client = create_app(loaded, service, metrics).test_client()
    body = {"text": "12 people were hurt on Monday, police said.", "lengths": ["short"]}
    for times in (1, 2):
        (sentence,) = client.post("/v1/summarise", json=body).get_json()["summaries"]["short"][
            "en"
        ]["sentences"]
        assert sentence["verified"] is False
        assert sentence["flags"][0]["message"] == FLAG.message
        page = metrics.render()[0].decode()
        labels = 'check="numbers",language="en",severity="warning"'
        assert f"summarizer_flags_total{{{labels}}} {times}.0" in page
        served = 'flagged="true",language="en"'
        assert f"summarizer_sentences_total{{{served}}} {times}.0" in page
