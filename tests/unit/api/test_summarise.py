"""What becomes of a written sentence that a check objects to, as a caller sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summarizer import settings
from summarizer.app import create_app
from summarizer.telemetry import Metrics
from tests.serving import serving
from tests.writing import WritingSummarizer, WritingTranslator

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ARTICLE = "The council of Brindle met on Monday. Buses will run again in June. Work goes on."
GOOD = "The council met on Monday."
# A model that found no end.
LOOPING = "Buses will run will run will run will run again in June."


def client(*, written: str) -> tuple[FlaskClient, Metrics]:
    """Return a client of a service that writes this, and whose translator leaves all as it is."""
    metrics = Metrics()
    service = serving(
        WritingSummarizer(written), translators=[WritingTranslator(lambda text: text)]
    )
    service.load()
    return create_app(settings.load(), service, metrics).test_client(), metrics


def ask(caller: FlaskClient, faithfulness: str, *audiences: str) -> Any:
    """Return the answer for the article, parsed."""
    body = {
        "text": ARTICLE,
        "lengths": ["short"],
        "faithfulness": faithfulness,
        "translate_to": audiences,
    }
    return caller.post("/v1/summarise", json=body).get_json()


def test_flags_are_served_and_counted_each_time() -> None:
    """By check, severity and language; a remembered flag is served, so it counts again."""
    caller, metrics = client(written=LOOPING)
    for times in (1, 2):
        (sentence,) = ask(caller, "flag")["summaries"]["short"]["en"]["sentences"]
        assert (sentence["text"], sentence["verified"]) == (LOOPING, False)
        (flag,) = sentence["flags"]
        assert (flag["check"], flag["severity"]) == ("repetition", "error")
        page = metrics.render()[0].decode()
        labels = 'check="repetition",language="en",severity="error"'
        assert f"summarizer_flags_total{{{labels}}} {times}.0" in page
        served = 'flagged="true",language="en"'
        assert f"summarizer_sentences_total{{{served}}} {times}.0" in page


def test_a_faulty_sentence_is_repaired_by_default() -> None:
    """It is its source, word for word, and says for what it stands."""
    caller, _ = client(written=f"{GOOD} {LOOPING}")
    kept, repaired = ask(caller, "repair")["summaries"]["short"]["en"]["sentences"]
    assert (kept["text"], kept["verified"], kept["flags"]) == (GOOD, True, [])
    assert (repaired["text"], repaired["verified"]) == ("Buses will run again in June.", True)
    assert [flag["severity"] for flag in repaired["flags"]] == ["note"]
    (source,) = repaired["sources"]
    assert ARTICLE[source["start"] : source["end"]] == repaired["text"]


def test_each_treatment_has_its_own_place_in_the_cache() -> None:
    """What was flagged for one caller is repaired for the next."""
    caller, _ = client(written=LOOPING)
    texts = [
        ask(caller, treatment)["summaries"]["short"]["en"]["text"]
        for treatment in ("flag", "repair", "flag")
    ]
    assert texts == [LOOPING, "Buses will run again in June.", LOOPING]


def test_a_strict_request_is_served_what_is_verified() -> None:
    """A sentence that was repaired is."""
    caller, _ = client(written=f"{GOOD} {LOOPING}")
    assert ask(caller, "strict")["summaries"] == ask(caller, "repair")["summaries"]


def test_a_strict_request_is_refused_where_a_sentence_cannot_be_verified() -> None:
    """With what failed; who is less strict gets the sentence, flagged."""
    caller, _ = client(written=GOOD)
    for _ in range(2):
        problem = ask(caller, "strict", "uk")
        assert (problem["type"], problem["status"]) == ("/problems/unfaithful", 422)
        assert {error["pointer"] for error in problem["errors"]} == {"/faithfulness"}
        details = [error["detail"] for error in problem["errors"]]
        assert any(
            detail.startswith("the short summary in uk, sentence 1: language: ")
            for detail in details
        )
    (sentence,) = ask(caller, "repair", "uk")["summaries"]["short"]["uk"]["sentences"]
    assert sentence["verified"] is False


def test_what_is_wrong_with_a_sentence_is_wrong_with_its_translation() -> None:
    """The reader of the translation sees it too."""
    caller, _ = client(written=LOOPING)
    (sentence,) = ask(caller, "flag", "uk")["summaries"]["short"]["uk"]["sentences"]
    assert {flag["check"] for flag in sentence["flags"]} >= {"repetition", "language"}
