"""What a caller may ask of the cache: to be passed over, and to forget a story everywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import redis
from click.testing import CliRunner

from summarizer.cli import main
from tests import valkey
from tests.running import Reply, RunningService, running_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARTICLE = "The dam held. Nobody was hurt. The road is open again, police said on Monday."
OTHER = "The bridge is shut. Buses take the long way round. Work goes on, the mayor said."
HIT, MISS, PASSED_OVER = "summarizer; hit", "summarizer; fwd=miss", "summarizer; fwd=request"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Yield the URL of a server that these tests may empty."""
    with valkey.server() as server:
        yield server


@pytest.fixture(scope="module")
def two(
    tmp_path_factory: pytest.TempPathFactory, url: str
) -> Iterator[tuple[RunningService, RunningService]]:
    """Yield two services that share a Redis."""
    folder = tmp_path_factory.mktemp("two")
    with (
        running_service(folder, environment={"REDIS_URL": url}) as one,
        running_service(folder, environment={"REDIS_URL": url}) as other,
    ):
        yield one, other


@pytest.fixture(autouse=True)
def _empty(url: str) -> None:
    with redis.Redis.from_url(url) as server:
        server.flushall()


def ask(service: RunningService, text: str = ARTICLE, control: str = "") -> Reply:
    """Ask for summaries, with a Cache-Control."""
    headers = {"Content-Type": "application/json"} | ({"Cache-Control": control} if control else {})
    body = json.dumps({"text": text}).encode()
    return service.request("POST", "/v1/summarise", body=body, headers=headers)


def status(reply: Reply) -> str:
    """Return what the cache did."""
    assert reply.status == 200
    return reply.headers["cache-status"]


def test_no_store_leaves_nothing_behind(
    two: tuple[RunningService, RunningService], url: str
) -> None:
    """Not a key in Redis, and nothing is taken from there."""
    one, _ = two
    assert [status(ask(one, control="no-store")) for _ in range(2)] == [PASSED_OVER] * 2
    with redis.Redis.from_url(url) as server:
        assert server.dbsize() == 0
    assert status(ask(one)) == MISS
    assert status(ask(one, control="no-store")) == PASSED_OVER


def test_no_cache_makes_it_anew_for_everybody(two: tuple[RunningService, RunningService]) -> None:
    """What is made then is remembered."""
    one, other = two
    assert status(ask(one, control="no-cache")) == PASSED_OVER
    assert status(ask(other)) == HIT


def test_a_purged_story_is_gone_everywhere_at_once(
    two: tuple[RunningService, RunningService],
) -> None:
    """Whichever process is told; other stories stay."""
    one, other = two
    key = ask(one).json()["article"]["key"]
    ask(one, OTHER)
    assert status(ask(other)) == HIT
    reply = other.request("DELETE", f"/v1/articles/{key}")
    assert (reply.status, reply.body) == (204, b"")
    assert status(ask(one)) == MISS
    assert status(ask(one, OTHER)) == HIT


def test_to_purge_what_is_not_there_is_no_error(two: tuple[RunningService, RunningService]) -> None:
    """It is gone, which is what was wanted."""
    assert two[0].request("DELETE", f"/v1/articles/{'0' * 64}").status == 204


@pytest.mark.parametrize("key", ["0" * 63, "G" * 64, "0" * 64 + "%0A", "story:*"])
def test_what_is_no_key_is_not_found(two: tuple[RunningService, RunningService], key: str) -> None:
    """Nothing is asked of Redis for it."""
    reply = two[0].request("DELETE", f"/v1/articles/{key}")
    assert (reply.status, reply.json()["type"]) == (404, "/problems/not-found")


def test_the_command_line_purges_too(
    two: tuple[RunningService, RunningService], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the Redis that the settings name."""
    key = ask(two[0]).json()["article"]["key"]
    monkeypatch.setenv("REDIS_URL", url)
    done = CliRunner().invoke(main, ["purge", key])
    assert (done.exit_code, done.output) == (0, "")
    assert status(ask(two[1])) == MISS


def test_a_purge_that_is_not_certain_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Redis, and on the command line without the address of one."""
    away = "redis://127.0.0.1:1"
    with running_service(tmp_path, environment={"REDIS_URL": away}) as service:
        reply = service.request("DELETE", f"/v1/articles/{'0' * 64}")
        assert (reply.status, reply.json()["type"]) == (503, "/problems/not-purged")
        assert reply.headers["retry-after"]
    failed = CliRunner().invoke(main, ["purge", "0" * 64])
    assert failed.exit_code == 1
    assert "DELETE /v1/articles/KEY" in failed.output
    monkeypatch.setenv("REDIS_URL", away)
    failed = CliRunner().invoke(main, ["purge", "0" * 64])
    assert failed.exit_code == 1
    assert "did not say" in failed.output
    failed = CliRunner().invoke(main, ["purge", "story"])
    assert failed.exit_code == 1
    assert "64 hexadecimal digits" in failed.output


@pytest.mark.parametrize(
    "seconds", ["0", "0.9", "-1", "soon", "nan", "inf", "3601", "1.5", "1_0", "1e3", ""]
)
def test_a_timeout_that_is_none_is_refused(
    two: tuple[RunningService, RunningService], seconds: str
) -> None:
    """The problem names the header."""
    body = json.dumps({"text": ARTICLE}).encode()
    headers = {"Content-Type": "application/json", "Request-Timeout": seconds}
    reply = two[0].request("POST", "/v1/summarise", body=body, headers=headers)
    assert (reply.status, reply.json()["type"]) == (400, "/problems/bad-request")
    assert "Request-Timeout" in reply.json()["detail"]
