"""Who may call, how often, and from which pages: under gunicorn, with a real Redis."""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from summarizer import keys
from tests.callers import bearer, write_keys
from tests.faults.proxy import Proxy
from tests.running import running_service
from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.running import Reply, RunningService

CALLERS = ("desk", "wire", "flood", "shared", "slow", "blog")
KEYS = {name: keys.new() for name in CALLERS}
PER_MINUTE = 5
ORIGIN = "https://desk.example.org"
ARTICLE = "The dam held. Nobody was hurt. The road is open again, police said on Monday."


@pytest.fixture(scope="module")
def keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key for each of the callers."""
    return write_keys(tmp_path_factory.mktemp("callers") / "keys", *KEYS.items())


def settings(keys_file: Path, redis_url: str) -> dict[str, str]:
    """Return the environment of a service that knows its callers."""
    return {
        "REDIS_URL": redis_url,
        "SUMMARIZER_API_KEYS_FILE": str(keys_file),
        "SUMMARIZER_API_REQUESTS_PER_MINUTE": str(PER_MINUTE),
        "SUMMARIZER_API_CORS_ORIGINS": ORIGIN,
    }


@pytest.fixture(scope="module")
def guarded(
    tmp_path_factory: pytest.TempPathFactory, keys_file: Path, redis_url: str
) -> Iterator[RunningService]:
    """Yield a service that knows its callers."""
    folder = tmp_path_factory.mktemp("guarded")
    with running_service(folder, environment=settings(keys_file, redis_url)) as service:
        yield service


def summarise(service: RunningService, headers: Mapping[str, str]) -> Reply:
    """Post an article with these headers."""
    return service.request(
        "POST",
        "/v1/summarise",
        body=json.dumps({"text": ARTICLE}).encode(),
        headers={"Content-Type": "application/json"} | dict(headers),
    )


def logged(service: RunningService, request_id: str) -> dict[str, Any]:
    """Return the line that the service has logged of a request."""
    rows = (json.loads(row) for row in service.log.read_text().splitlines() if row[:1] == "{")
    mine = [row for row in rows if row.get("request_id") == request_id]
    (found,) = [row for row in mine if row["event"] == "request"]
    return dict(found)


def test_a_caller_with_a_key_is_served_and_named_in_the_log(guarded: RunningService) -> None:
    """By its name; the metrics have it too."""
    reply = summarise(guarded, bearer(KEYS["desk"]) | {"X-Request-ID": "with-key"})
    assert reply.status == 200
    assert reply.headers["ratelimit-remaining"] == str(PER_MINUTE - 1)
    assert logged(guarded, "with-key")["caller"] == "desk"
    assert guarded.metric('summarizer_caller_requests_total{caller="desk",status="200"}') == 1


@pytest.mark.parametrize(
    ("headers", "challenge"),
    [
        pytest.param({}, 'Bearer realm="summarizer"', id="none"),
        pytest.param(
            bearer("wrong"), 'Bearer realm="summarizer", error="invalid_token"', id="wrong"
        ),
    ],
)
def test_a_caller_without_a_key_is_refused(
    guarded: RunningService, headers: dict[str, str], challenge: str
) -> None:
    """With a problem of the one shape, which is not kept by anybody."""
    reply = summarise(guarded, headers | {"X-Request-ID": "no-key"})
    assert reply.status == 401
    assert reply.headers["www-authenticate"] == challenge
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-request-id"] == "no-key"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.json()["type"] == "/problems/unauthorised"
    assert guarded.request("GET", "/problems/unauthorised").status == 200


@pytest.mark.parametrize("value", [b"Bearer \xff\xfe\x80", b"Bearer \xd0\xba\xd0\xbb", b"\x80"])
def test_odd_bytes_for_a_key_are_no_fault(guarded: RunningService, value: bytes) -> None:
    """401, as any other key that is not known."""
    connection = http.client.HTTPConnection("127.0.0.1", guarded.port, timeout=30)
    connection.request("GET", "/v1/models", headers={"Authorization": value})
    assert connection.getresponse().status == 401
    connection.close()


def test_the_probes_need_no_key_on_either_port(guarded: RunningService) -> None:
    """Nor do the documents; all else does, on both ports."""
    for port in (guarded.port, guarded.management_port):
        for path in ("/livez", "/readyz", "/metrics", "/openapi.json"):
            assert guarded.request("GET", path, port=port).status == 200
        assert guarded.request("GET", "/v1/models", port=port).status == 401


def test_a_key_comes_and_goes_without_a_restart(tmp_path: Path) -> None:
    """Both keys of a caller are good while they are changed; a damaged file changes nothing."""
    old, new = keys.new(), keys.new()
    path = write_keys(tmp_path / "keys", ("desk", old))

    def statuses() -> list[int]:
        return [
            service.request("GET", "/v1/models", headers=bearer(key)).status for key in (old, new)
        ]

    with running_service(tmp_path, environment={"SUMMARIZER_API_KEYS_FILE": str(path)}) as service:
        assert statuses() == [200, 401]
        write_keys(path, ("desk", old), ("desk", new))
        assert statuses() == [200, 200]
        write_keys(path, ("desk", new), more=["desk damaged"])
        assert statuses() == [200, 200]
        write_keys(path, ("desk", new))
        assert statuses() == [401, 200]
        log = service.log.read_text()
    assert f"api.keys_file: {path}, line 2: the SHA-256" in log
    assert "keys_read" in log


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("SUMMARIZER_API_KEYS_FILE", "missing", r"api\.keys_file: .*missing: No such file"),
        ("SUMMARIZER_API_KEYS_FILE", "damaged", r"api\.keys_file: .*damaged, line 2: must be"),
        ("SUMMARIZER_API_CORS_ORIGINS", "*", r"api\.cors_origins: '\*' is not an origin"),
        ("SUMMARIZER_API_REQUESTS_PER_MINUTE", "-1", r"api\.requests_per_minute"),
        ("SUMMARIZER_API_REQUESTS_PER_MINUTE", "5", r"api\.requests_per_minute: .* by key"),
    ],
)
def test_a_wrong_setting_stops_the_start(
    tmp_path: Path, variable: str, value: str, told: str
) -> None:
    """And is named in the log, with the line where it is one of a file."""
    write_keys(tmp_path / "damaged", ("desk", "key"), more=["desk"])
    given = str(tmp_path / value) if variable.endswith("FILE") else value
    with (
        pytest.raises(AssertionError, match=told),
        running_service(tmp_path, environment={variable: given}),
    ):
        pass


def test_a_caller_over_the_limit_is_told_when_to_come_back(guarded: RunningService) -> None:
    """Others are served meanwhile."""
    flood = bearer(KEYS["flood"])
    statuses = [
        guarded.request("GET", "/v1/languages", headers=flood).status for _ in range(PER_MINUTE)
    ]
    assert statuses == [200] * PER_MINUTE
    reply = summarise(guarded, flood | {"X-Request-ID": "too-many"})
    assert reply.status == 429
    assert reply.json()["type"] == "/problems/rate-limited"
    assert 1 <= int(reply.headers["retry-after"]) <= 60
    assert reply.headers["ratelimit-limit"] == str(PER_MINUTE)
    assert reply.headers["ratelimit-remaining"] == "0"
    assert logged(guarded, "too-many")["caller"] == "flood"
    assert guarded.request("GET", "/v1/models", headers=bearer(KEYS["wire"])).status == 200
    assert guarded.request("GET", "/livez", headers=flood).status == 200


def test_processes_count_a_caller_together(
    guarded: RunningService, tmp_path: Path, keys_file: Path, redis_url: str
) -> None:
    """A second pod gives nobody a second allowance."""
    shared = bearer(KEYS["shared"])
    for _ in range(PER_MINUTE - 1):
        assert guarded.request("GET", "/v1/languages", headers=shared).status == 200
    with running_service(tmp_path, environment=settings(keys_file, redis_url)) as second:
        statuses = [second.request("GET", "/v1/languages", headers=shared).status for _ in range(2)]
    assert statuses == [200, 429]


@pytest.mark.parametrize(
    "fault",
    [Proxy.refuse, Proxy.black_hole, lambda proxy: proxy.answer(b"\x16\x03\x01!\r\n")],
    ids=["refused", "hung", "garbage"],
)
def test_a_redis_that_fails_delays_nobody_for_long(
    tmp_path: Path, keys_file: Path, redis_url: str, fault: Callable[[Proxy], None]
) -> None:
    """The limit goes on in memory; no request fails, and none waits for more than two timeouts."""
    slow = bearer(KEYS["slow"])
    address = urlsplit(redis_url)
    with (
        Proxy((str(address.hostname), address.port or 0)) as proxy,
        running_service(
            tmp_path, environment=settings(keys_file, f"redis://127.0.0.1:{proxy.port}/0")
        ) as service,
    ):
        service.request("GET", "/v1/languages", headers=bearer(KEYS["blog"]))
        fault(proxy)
        statuses, waits = [], []
        for _ in range(PER_MINUTE + 1):
            began = time.monotonic()
            statuses.append(service.request("GET", "/v1/languages", headers=slow).status)
            waits.append(time.monotonic() - began)
        assert statuses == [200] * PER_MINUTE + [429]
        # Two timeouts of the default 0.25 s; the rest is for a busy machine.
        assert max(waits) < 2 * 0.25 + 0.4
        assert "falling back to in-memory storage" in service.log.read_text()


def test_without_redis_requests_are_counted_in_memory(tmp_path: Path, keys_file: Path) -> None:
    """From the first one on, and also where Redis is not there when the service starts."""
    for url in ("", f"redis://127.0.0.1:{free_port()}/0"):
        with running_service(tmp_path, environment=settings(keys_file, url)) as service:
            statuses = [
                service.request("GET", "/v1/models", headers=bearer(KEYS["desk"])).status
                for _ in range(PER_MINUTE + 1)
            ]
        assert statuses == [200] * PER_MINUTE + [429]


def test_a_page_asks_first_and_reads_the_answer(guarded: RunningService) -> None:
    """The preflight needs no key; the page that is named can read answers and refusals."""
    question = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    preflight = guarded.request("OPTIONS", "/v1/summarise", headers=question)
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == ORIGIN
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    for headers, status in ((bearer(KEYS["blog"]), 200), (bearer("wrong"), 401)):
        reply = summarise(guarded, headers | {"Origin": ORIGIN})
        assert reply.status == status
        assert reply.headers["access-control-allow-origin"] == ORIGIN
        assert reply.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in reply.headers
    stranger = question | {"Origin": "https://example.net"}
    refused = guarded.request("OPTIONS", "/v1/summarise", headers=stranger)
    assert refused.status == 401
    assert "access-control-allow-origin" not in refused.headers
