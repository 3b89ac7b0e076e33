"""What a caller wants things to be called, from the request to the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from summarizer import settings
from summarizer.app import create_app
from summarizer.domain import Pair
from summarizer.telemetry import Metrics
from tests.serving import serving
from tests.writing import PhraseBook

if TYPE_CHECKING:
    from flask.testing import FlaskClient

TEXT = "The bridge in Bakhmut was closed on Monday."
UKRAINIAN = "Міст у Бахмуті закрили в понеділок."
CALLED = "Міст у Артемівську закрили в понеділок."
TERM = {"en": "Bakhmut", "uk": "Артемівськ"}


def client(*hypotheses: str) -> FlaskClient:
    """Return a client of a service whose translator proposes these for the text."""
    service = serving(translators=[PhraseBook([Pair("en", "uk")], {TEXT: list(hypotheses)})])
    service.load()
    return create_app(settings.load(), service, Metrics()).test_client()


def ask(caller: FlaskClient, glossary: Any, **fields: Any) -> Any:
    """Return the answer for the text, parsed."""
    body = {
        "text": TEXT,
        "source_language": "en",
        "target_language": "uk",
        "glossary": glossary,
        **fields,
    }
    return caller.post("/v1/translate", json=body).get_json()


def translated(caller: FlaskClient, glossary: Any) -> tuple[str, list[str]]:
    """Return the translation, and what it was flagged for."""
    (found,) = ask(caller, glossary)["translations"]
    return found["text"], [flag["message"] for s in found["sentences"] for flag in s["flags"]]


def test_a_term_is_placed_in_its_case() -> None:
    """Where the translation has the thing by another name."""
    caller = client(UKRAINIAN)
    assert translated(caller, [TERM]) == (CALLED, [])
    assert translated(caller, []) == (UKRAINIAN, [])


def test_what_was_translated_for_one_glossary_is_not_served_for_another() -> None:
    """The same words are remembered once for each."""
    caller = client(UKRAINIAN)
    assert [translated(caller, terms)[0] for terms in ([], [TERM], [], [TERM])] == [
        UKRAINIAN,
        CALLED,
        UKRAINIAN,
        CALLED,
    ]


def test_a_hypothesis_that_has_the_term_is_preferred() -> None:
    """Over a likelier one that lacks it."""
    caller = client("Міст у місті закрили в понеділок.", UKRAINIAN)
    assert translated(caller, [{"en": "Bakhmut", "uk": "Бахмут"}]) == (UKRAINIAN, [])


def test_a_term_that_cannot_be_placed_is_flagged() -> None:
    """And the sentence is not verified."""
    caller = client("Міст у місті закрили в понеділок.")
    (found,) = ask(caller, [{"en": "Bakhmut", "uk": "Бахмут"}])["translations"]
    (sentence,) = found["sentences"]
    assert sentence["verified"] is False
    messages = [flag["message"] for flag in sentence["flags"] if flag["check"] == "names"]
    assert any("lacks Бахмут" in message for message in messages)


def test_a_caller_may_say_zh_for_simplified_chinese() -> None:
    """As everywhere."""
    caller = client(UKRAINIAN)
    assert translated(caller, [{"en": "Bakhmut", "zh": "巴赫穆特"}]) == (UKRAINIAN, [])


@pytest.mark.parametrize(
    ("glossary", "pointer"),
    [
        pytest.param([{"en": "Bakhmut"}], "/glossary/0", id="one-language"),
        pytest.param([TERM, {"en": "a", "xx": "b"}], "/glossary/1/xx", id="not-served"),
        pytest.param([{"en": "Bakhmut", "uk": " — "}], "/glossary/0/uk", id="no-letter"),
        pytest.param([{"en": "Bakhmut", "uk": "x" * 101}], "/glossary/0/uk", id="too-long"),
        pytest.param([{"zh": "一", "zh-CN": "二"}], "/glossary/0/zh-CN", id="twice"),
        pytest.param([TERM] * 201, "/glossary", id="too-many"),
        pytest.param({"en": "Bakhmut"}, "/glossary", id="not-a-list"),
    ],
)
def test_a_glossary_that_cannot_be_used_is_refused(glossary: Any, pointer: str) -> None:
    """With the place of what is wrong; both routes take the same."""
    caller = client(UKRAINIAN)
    summary = caller.post("/v1/summarise", json={"text": TEXT, "glossary": glossary}).get_json()
    for problem in (ask(caller, glossary), summary):
        assert problem["status"] == 422
        assert problem["errors"][0]["pointer"].startswith(pointer)
