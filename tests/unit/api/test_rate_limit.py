"""How often one caller may ask, counted in the memory of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response, g, request

from summarizer.api import problems, rate_limit

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PER_MINUTE = 3
HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


@pytest.fixture
def client() -> FlaskClient:
    """A client of an application where a header says who is calling."""
    app = Flask(__name__)
    problems.register(app)

    @app.before_request
    def admit() -> None:
        g.caller = request.headers.get("Caller", "")

    rate_limit.register(app, PER_MINUTE, "memory://", {})
    app.get("/work", endpoint="work")(lambda: Response("done"))
    app.get("/other", endpoint="other")(lambda: Response("done"))
    app.get("/soon", endpoint="soon")(lambda: problems.not_ready("a model is being loaded"))
    return app.test_client()


def call(client: FlaskClient, caller: str, path: str = "/work") -> TestResponse:
    """Send a request as `caller`."""
    return client.get(path, headers={"Caller": caller} if caller else {})


def test_a_caller_over_the_limit_gets_a_problem_that_says_when(client: FlaskClient) -> None:
    """429, with the seconds to wait."""
    for _ in range(PER_MINUTE):
        assert call(client, "desk").status_code == 200
    reply = call(client, "desk")
    assert reply.status_code == 429
    assert reply.content_type == "application/problem+json"
    problem = reply.get_json()
    assert problem["type"] == "/problems/rate-limited"
    assert str(PER_MINUTE) in problem["detail"]
    assert 1 <= int(reply.headers["Retry-After"]) <= 60
    assert reply.headers["RateLimit-Remaining"] == "0"


def test_every_answer_says_what_is_left(client: FlaskClient) -> None:
    """Once each, in seconds; Retry-After is for those who are refused."""
    for left in (2, 1, 0):
        reply = call(client, "desk")
        limit, remaining, reset = (reply.headers.getlist(name) for name in HEADERS)
        assert (limit, remaining) == ([str(PER_MINUTE)], [str(left)])
        assert len(reset) == 1
        assert 0 <= int(reset[0]) <= 60
        assert "Retry-After" not in reply.headers


def test_a_limit_is_of_one_caller_on_all_routes(client: FlaskClient) -> None:
    """What one has sent does not count for another."""
    statuses = [call(client, "desk", path).status_code for path in ("/work", "/other") * 2]
    assert statuses == [200, 200, 200, 429]
    assert call(client, "wire").status_code == 200


def test_who_has_no_name_is_not_counted(client: FlaskClient) -> None:
    """Probes and the documents are for everybody."""
    for _ in range(2 * PER_MINUTE):
        reply = call(client, "")
        assert reply.status_code == 200
        assert not [name for name in HEADERS if name in reply.headers]


def test_another_problem_keeps_its_own_time_to_wait(client: FlaskClient) -> None:
    """A service that is ready in a second is not to be left alone for a minute."""
    reply = call(client, "desk", "/soon")
    assert reply.status_code == 503
    assert reply.headers.getlist("Retry-After") == ["1"]
