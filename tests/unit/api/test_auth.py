"""Who is let in, and what the others are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from summarizer import keys, settings
from summarizer.app import create_app
from summarizer.telemetry import Metrics
from tests.callers import bearer, write_keys
from tests.serving import serving
from tests.writing import WritingSummarizer

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

KEY, OTHER = keys.new(), keys.new()
OPEN = ("/livez", "/readyz", "/metrics", "/openapi.json", "/problems/unauthorised")
GUARDED = ("/v1/languages", "/v1/models", "/v1/summarise", "/nowhere", "/", "/livez/")


@pytest.fixture
def metrics() -> Metrics:
    """The metrics of the application."""
    return Metrics()


def application(metrics: Metrics) -> FlaskClient:
    """Return a client of the service that the settings describe."""
    service = serving(WritingSummarizer("13 people were hurt."))
    service.load()
    service.warm_up()
    return create_app(settings.load(), service, metrics).test_client()


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, metrics: Metrics) -> FlaskClient:
    """A client of a service that knows two callers."""
    path = write_keys(tmp_path / "keys", ("desk", KEY), ("wire", OTHER))
    monkeypatch.setenv("SUMMARIZER_API_KEYS_FILE", str(path))
    return application(metrics)


def test_without_a_file_of_keys_anyone_may_call(metrics: Metrics) -> None:
    """A key that is sent all the same does no harm."""
    client = application(metrics)
    assert client.get("/v1/languages").status_code == 200
    assert client.get("/v1/languages", headers=bearer("any")).status_code == 200
    assert "summarizer_caller_requests_total{" not in metrics.render()[0].decode()


@pytest.mark.parametrize("path", OPEN)
def test_probes_and_documents_need_no_key(client: FlaskClient, path: str) -> None:
    """Nor do they look at one."""
    assert client.get(path).status_code == 200
    assert client.get(path, headers=bearer("wrong")).status_code == 200


@pytest.mark.parametrize("path", GUARDED)
def test_everything_else_needs_a_key(client: FlaskClient, path: str) -> None:
    """Also a path that is not there: who has no key learns nothing of the paths."""
    reply = client.get(path)
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="summarizer"'
    assert reply.content_type == "application/problem+json"
    assert reply.get_json()["type"] == "/problems/unauthorised"
    assert client.get(path, headers=bearer(KEY)).status_code != 401


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Authorization": f"Bearer {KEY}"}, id="bearer"),
        pytest.param({"Authorization": f"bearer  {KEY} "}, id="other-case-and-blanks"),
        pytest.param({"X-API-Key": KEY}, id="x-api-key"),
        pytest.param({"Authorization": "Basic ZGVzazo=", "X-API-Key": KEY}, id="beside-basic"),
        pytest.param({"Authorization": f"Bearer {KEY}", "X-API-Key": "no"}, id="bearer-first"),
    ],
)
def test_a_key_is_read_from_either_header(client: FlaskClient, headers: dict[str, str]) -> None:
    """Authorization, and X-API-Key where that names no Bearer."""
    assert client.get("/v1/languages", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(bearer("wrong"), id="unknown"),
        pytest.param(bearer(KEY[:-1]), id="cut"),
        pytest.param(bearer(f"{KEY},{KEY}"), id="two"),
        pytest.param(bearer(f"{KEY} {KEY}"), id="two-words"),
        pytest.param(bearer("\xff\xfe\x80"), id="no-ascii"),
        pytest.param(bearer("k" * 4000), id="long"),
        pytest.param({"X-API-Key": "\xe9"}, id="x-api-key-no-ascii"),
        pytest.param(bearer("wrong") | {"X-API-Key": KEY}, id="wrong-bearer-beside-a-good-key"),
    ],
)
def test_a_key_that_is_not_known_is_called_invalid(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    """Whatever its bytes are."""
    reply = client.get("/v1/languages", headers=headers)
    assert reply.status_code == 401
    challenge = reply.headers["WWW-Authenticate"]
    assert challenge == 'Bearer realm="summarizer", error="invalid_token"'


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/v1/languages", {"Authorization": "Bearer"}, id="no-key"),
        pytest.param("/v1/languages", {"Authorization": "Bearer  "}, id="blank"),
        pytest.param("/v1/languages", {"Authorization": KEY}, id="no-scheme"),
        pytest.param("/v1/languages", {"Authorization": f"Basic {KEY}"}, id="basic"),
        pytest.param("/v1/languages", {"X-API-Key": ""}, id="empty"),
        pytest.param("/v1/languages", {"Cookie": f"key={KEY}"}, id="cookie"),
        pytest.param(f"/v1/languages?api_key={KEY}&access_token={KEY}", {}, id="query"),
    ],
)
def test_a_key_elsewhere_is_none(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    """Above all in a query string, which histories and the logs of proxies keep."""
    reply = client.get(path, headers=headers)
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"] == 'Bearer realm="summarizer"'


def test_the_caller_is_named_in_log_and_metrics(client: FlaskClient, metrics: Metrics) -> None:
    """By the name that the file has for it, and only where there is one."""
    from structlog.contextvars import merge_contextvars

    with capture_logs(processors=[merge_contextvars]) as lines:
        client.get("/v1/languages", headers=bearer(KEY))
        client.get("/v1/languages", headers=bearer("wrong"))
        client.get("/livez", headers=bearer(KEY))
    assert [line.get("caller") for line in lines] == ["desk", None, None]
    client.get("/nowhere", headers=bearer(KEY))
    client.get("/v1/languages", headers=bearer(OTHER))
    page = metrics.render()[0].decode()
    for labels in ('"desk",status="200"', '"desk",status="404"', '"wire",status="200"'):
        assert f"summarizer_caller_requests_total{{caller={labels}}} 1.0" in page
