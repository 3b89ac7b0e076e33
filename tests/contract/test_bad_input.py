"""Bad input: each gets its problem, which names the field and the limit; never a 5xx."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.running import Reply, RunningService

JSON = {"Content-Type": "application/json"}
ARTICLE = (
    "The council of Brindle met on Monday. It heard that the bridge over the river will open in "
    "May. The mayor, Ada Finch, said that work goes on. Buses will run again in June."
)


def post(live: RunningService, body: bytes, **headers: str) -> Reply:
    """Post raw bytes as JSON, unless the headers say otherwise."""
    return live.request("POST", "/v1/summarise", body=body, headers=JSON | headers)


def assert_problem(reply: Reply, status: int, slug: str, pointer: str | None = None) -> Any:
    """Assert the one shape of a problem, and return it."""
    assert reply.status == status, reply.body
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-request-id"]
    problem = reply.json()
    assert problem["status"] == status
    assert problem["type"] == f"/problems/{slug}"
    assert problem["title"]
    assert problem["detail"]
    if pointer is not None:
        assert pointer in [error["pointer"] for error in problem["errors"]]
    return problem


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"text", id="not-json"),
        pytest.param(b'{"text": "A.', id="cut"),
        pytest.param(b'{"text": NaN}', id="nan"),
        pytest.param(b'{"text": Infinity}', id="infinity"),
        pytest.param(b'{"text": "\\ud800"}', id="lone-surrogate"),
        pytest.param(b'{"text": "\xff\xfe"}', id="not-utf-8"),
        pytest.param('{"text": "ж"}'.encode("cp1251"), id="cp1251"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="deep-array"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="deep-object"),
    ],
)
def test_what_is_not_json_is_400(live: RunningService, body: bytes) -> None:
    """Broken JSON, and what only looks like JSON, is refused before any field is read."""
    assert_problem(post(live, body), 400, "not-json")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        pytest.param({}, "", id="neither"),
        pytest.param({"text": ARTICLE, "html": "<p>A.</p>"}, "", id="text-and-html"),
        pytest.param({"text": None}, "/text", id="null"),
        pytest.param({"text": 5}, "/text", id="number"),
        pytest.param({"text": [ARTICLE]}, "/text", id="list"),
        pytest.param({"text": ARTICLE, "colour": 1}, "/colour", id="unknown-field"),
        pytest.param({"text": ARTICLE, "a/b~c": 1}, "/a~1b~0c", id="escaped-pointer"),
        pytest.param({"text": ARTICLE, "language": "xx"}, "/language", id="unknown-language"),
        pytest.param({"text": ARTICLE, "language": "English!"}, "/language", id="no-tag"),
        pytest.param({"text": ARTICLE, "lengths": ["medium"]}, "/lengths/0", id="unknown-length"),
        pytest.param({"text": ARTICLE, "lengths": []}, "/lengths", id="no-length"),
        pytest.param({"text": ARTICLE, "lengths": "short"}, "/lengths", id="length-no-list"),
        pytest.param({"text": ARTICLE, "translate_to": ["xx"]}, "/translate_to/0", id="audience"),
        pytest.param({"text": ARTICLE, "faithfulness": "lax"}, "/faithfulness", id="faithfulness"),
        pytest.param({"text": ARTICLE, "title": 7}, "/title", id="title"),
    ],
)
def test_a_wrong_field_is_422_and_named(
    live: RunningService, fields: dict[str, object], pointer: str
) -> None:
    """The problem points at the field."""
    assert_problem(live.summarise(**fields), 422, "invalid-request", pointer)


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"5", b"null", b"true"])
def test_a_body_that_is_no_object_is_422(live: RunningService, body: bytes) -> None:
    """JSON, but not an object: the pointer is the whole body."""
    assert_problem(post(live, body), 422, "invalid-request", "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t\u200b\u00a0\ufeff ", id="blank"),
        pytest.param("12 345, 67 %.\n8 + 9 = 17.", id="no-letters"),
        pytest.param("\u0000\u0001\u202e", id="controls"),
        pytest.param("Photo: A. Smith/Agency\nShare this\nSubscribe", id="boilerplate-only"),
    ],
)
def test_a_text_without_an_article_is_422(live: RunningService, text: str) -> None:
    """There is nothing to summarise, and the field is named."""
    assert_problem(live.summarise(text=text), 422, "no-article", "/text")


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("", id="empty"),
        pytest.param("<html></html>", id="no-body"),
        pytest.param(
            '<body><nav><a href="/">Home</a><a href="/n">News</a></nav></body>', id="menu-only"
        ),
        pytest.param("<" * 5000, id="broken"),
        pytest.param("<p>" * 20_000, id="deep"),
    ],
)
def test_a_page_without_an_article_is_422(live: RunningService, markup: str) -> None:
    """So it is for HTML."""
    reply = live.summarise(html=markup)
    assert reply.status == 422
    assert reply.json()["errors"][0]["pointer"] == "/html"


def test_a_language_that_cannot_be_told_is_422_with_candidates(live: RunningService) -> None:
    """The service asks rather than guesses."""
    problem = assert_problem(live.summarise(text="Ok."), 422, "language-uncertain", "/text")
    assert "language" in problem["detail"]


def test_a_language_that_is_not_served_is_422(live: RunningService) -> None:
    """Polish is told apart, and said not to be read."""
    text = "Rada miejska zebrała się w poniedziałek. Burmistrz powiedział, że most będzie gotowy."
    problem = assert_problem(live.summarise(text=text), 422, "language-not-served", "/text")
    assert "pl" in problem["detail"]


def test_an_audience_without_a_route_names_the_command(live: RunningService) -> None:
    """A translation that no model can make is refused before any work."""
    reply = live.summarise(text=ARTICLE, translate_to=["en", "uk"])
    problem = assert_problem(reply, 422, "no-route", "/translate_to/1")
    assert "summarizer models pull" in problem["detail"]


def test_the_articles_own_language_is_an_audience(live: RunningService) -> None:
    """The summary itself is what an audience of the same language gets."""
    reply = live.summarise(text=ARTICLE, translate_to=["en-GB"])
    assert reply.status == 200
    assert list(reply.json()["summaries"]["short"]) == ["en"]


def test_an_unknown_model_is_422(live: RunningService) -> None:
    """The problem says which there are."""
    problem = assert_problem(
        live.summarise(text=ARTICLE, model="bart"), 422, "unknown-model", "/model"
    )
    assert "extractive" in problem["detail"]


def test_a_text_over_the_limit_is_413_with_limit_and_size(live: RunningService) -> None:
    """Nothing is cut in silence."""
    reply = live.summarise(text="The dam held. " * 20_000)
    problem = assert_problem(reply, 413, "too-large", "/text")
    assert "200000" in problem["detail"]
    assert "280000" in problem["detail"]


def test_a_title_over_the_limit_is_413(live: RunningService) -> None:
    """A title has its own limit."""
    reply = live.summarise(text=ARTICLE, title="A" * 1001)
    assert "1000" in assert_problem(reply, 413, "too-large", "/title")["detail"]


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_body_over_the_limit_is_413(live: RunningService, chunked: bool) -> None:
    """The limit counts what arrives, whatever Content-Length says."""
    body = json.dumps({"text": "a" * 5_000_000}).encode()
    sent = (body[:4_000_000], body[4_000_000:]) if chunked else body
    reply = live.request("POST", "/v1/summarise", body=sent, headers=JSON)
    assert "4194304" in assert_problem(reply, 413, "too-large", "")["detail"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_415(live: RunningService, media_type: str) -> None:
    """A body must say that it is JSON."""
    reply = live.request(
        "POST", "/v1/summarise", body=b'{"text": "A."}', headers={"Content-Type": media_type}
    )
    assert_problem(reply, 415, "unsupported-media-type")


def test_a_compressed_body_is_415(live: RunningService) -> None:
    """It is never unpacked, so it cannot be a bomb."""
    body = gzip.compress(b" " * 50_000_000)
    reply = post(live, body, **{"Content-Encoding": "gzip"})
    assert_problem(reply, 415, "unsupported-media-type")


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/summarize", "/v1/summarise/", "/%00", "/..//"])
def test_an_unknown_path_is_404(live: RunningService, path: str) -> None:
    """Also a 404 is a problem."""
    assert_problem(live.request("GET", path), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/summarise"), ("DELETE", "/v1/detect"), ("POST", "/livez"), ("PUT", "/metrics")],
)
def test_another_method_is_405_and_the_right_ones_are_named(
    live: RunningService, method: str, path: str
) -> None:
    """The Allow header is there, as HTTP demands."""
    reply = live.request(method, path)
    assert_problem(reply, 405, "method-not-allowed")
    assert reply.headers["allow"]


@pytest.mark.parametrize(
    ("path", "fields", "status", "pointer"),
    [
        ("/v1/detect", {}, 422, "/text"),
        ("/v1/detect", {"text": 1}, 422, "/text"),
        ("/v1/detect", {"text": "a" * 200_001}, 413, "/text"),
        ("/v1/translate", {"text": ARTICLE}, 422, "/target_language"),
        ("/v1/translate", {"text": ARTICLE, "target_language": "xx"}, 422, "/target_language"),
        ("/v1/translate", {"text": [], "target_language": "uk"}, 422, "/text"),
        ("/v1/translate", {"text": [ARTICLE], "target_language": "uk"}, 422, "/target_language"),
    ],
)
def test_the_other_resources_name_the_field_too(
    live: RunningService, path: str, fields: dict[str, object], status: int, pointer: str
) -> None:
    """Every resource refuses in the same way."""
    reply = live.post(path, fields)
    assert reply.status == status
    assert reply.json()["errors"][0]["pointer"] == pointer


def test_a_problem_type_resolves_to_its_page(live: RunningService) -> None:
    """`type` is a link that explains the problem."""
    problem = live.request("GET", "/nowhere").json()
    page = live.request("GET", problem["type"])
    assert page.status == 200
    assert problem["title"] in page.body.decode()
