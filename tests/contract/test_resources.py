"""The small resources: detect, languages, models, probes, metrics, openapi."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.api.openapi import document

if TYPE_CHECKING:
    from tests.running import RunningService

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.json"


def test_detect_names_a_language_with_confidence(live: RunningService) -> None:
    """The language is a BCP 47 tag."""
    answer = live.post("/v1/detect", {"text": "Де ви були минулої ночі?"}).json()
    assert answer["language"] == "uk"
    assert 0.5 < answer["confidence"] <= 1


def test_detect_abstains_with_candidates(live: RunningService) -> None:
    """A text without letters has no language."""
    answer = live.post("/v1/detect", {"text": "12:30"}).json()
    assert answer == {"language": None, "confidence": 0.0, "candidates": []}


def test_languages_lists_what_can_be_read(live: RunningService) -> None:
    """Without models each language has itself as target, and Chinese both of its scripts."""
    listed = live.request("GET", "/v1/languages").json()["languages"]
    assert [language["code"] for language in listed] == ["en", "uk", "ru", "zh-Hans", "zh-Hant"]
    assert {language["code"]: language["targets"] for language in listed} == {
        "en": ["en"],
        "uk": ["uk"],
        "ru": ["ru"],
        "zh-Hans": ["zh-Hans", "zh-Hant"],
        "zh-Hant": ["zh-Hans", "zh-Hant"],
    }


def test_models_lists_the_extractive_summariser(live: RunningService) -> None:
    """It is always there."""
    (model,) = live.request("GET", "/v1/models").json()["models"]
    assert (model["id"], model["task"]) == ("extractive", "summarise")


def test_the_probes_answer(live: RunningService) -> None:
    """On both ports."""
    for port in (live.port, live.management_port):
        assert live.request("GET", "/livez", port=port).json() == {"status": "ok"}
        ready = live.request("GET", "/readyz", port=port).json()
        assert ready == {"status": "ready", "cache": "memory"}


def test_metrics_count_requests_stages_and_cache(live: RunningService) -> None:
    """The names that dashboards rely on; a path that callers make up is no label."""
    live.summarise(text="The dam held. Nobody was hurt. The road is open again, police said.")
    live.request("GET", "/made-up-path")
    page = live.request("GET", "/metrics").body.decode()
    for line in (
        'summarizer_requests_total{method="POST",route="/v1/summarise",status="200"}',
        'summarizer_requests_total{method="GET",route="unmatched",status="404"}',
        'summarizer_stage_seconds_count{stage="summarise"}',
        'summarizer_cache_total{backend="memory",result="miss"}',
        'summarizer_answers_total{cache="miss"}',
        "summarizer_gate_working 0.0",
        'summarizer_answers_total{cache="hit"} ',
        'summarizer_sentences_total{flagged="false",language="en"}',
        "summarizer_gate_waiting 0.0",
        "summarizer_gate_slots 4.0",
        "summarizer_gate_places 32.0",
        "summarizer_ready 1.0",
        'summarizer_models{task="summarise"} 1.0',
        'summarizer_models{task="translate"} 0.0',
        "process_resident_memory_bytes",
    ):
        assert line in page
    assert "made-up" not in page


def test_the_log_has_the_request_and_never_the_article(live: RunningService) -> None:
    """One JSON object a line, with the request id."""
    secret = "The zebra of Brindle escaped. It was seen near the old mill on Sunday, police said."
    live.request(
        "POST",
        "/v1/summarise",
        body=json.dumps({"text": secret}).encode(),
        headers={"Content-Type": "application/json", "X-Request-ID": "planted-id"},
    )
    log = live.log.read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    (line,) = [row for row in lines if row.get("request_id") == "planted-id"]
    assert (line["event"], line["route"], line["status"]) == ("request", "/v1/summarise", 200)
    assert "zebra" not in log
    assert "127.0.0.1" not in "".join(json.dumps(row) for row in lines if row["event"] == "request")


def test_the_openapi_document_is_the_one_checked_in(live: RunningService) -> None:
    """docs/openapi.json is what the service says; `summarizer openapi` writes it."""
    served = live.request("GET", "/openapi.json").json()
    assert served == json.loads(json.dumps(document()))
    assert served == json.loads(DOCUMENT.read_text(encoding="utf-8"))
