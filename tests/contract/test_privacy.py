"""No text of an article, no key and no client's address gets into logs or metrics.

Words that occur nowhere else are planted in whatever a caller can send, in requests good and bad,
from an address of their own. Then everything that the service has written at its most talkative is
searched for them.
"""

from __future__ import annotations

import contextlib
import json
import re
import socket
import struct
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from summarizer.api.openapi import document
from tests.callers import write_keys
from tests.faults.proxy import Proxy
from tests.running import running_service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.running import RunningService

# All of 127.0.0.0/8 is this machine.
ADDRESS = "127.77.66.55"
WORD = "qyzzplant"
ELSEWHERE = "203.0.113.77"
KEY = f"summarizer_{WORD}key"
ARTICLE = (
    f"The {WORD}dam held. Nobody of {WORD}ville was hurt. The road is open again, said the mayor, "
    f"Ada {WORD.title()}, on Monday. Buses will run to {WORD.upper()} in June."
)
JSON = {"Content-Type": "application/json"}
BEARER = {"Authorization": f"Bearer {KEY}"}
BODY_BYTES = 20_000
PER_MINUTE = 1000


def head(method: str, target: str, headers: Mapping[str, str]) -> bytes:
    """Return the head of a request that has planted words in every header that may have any."""
    planted = {
        "Host": f"{WORD}.example",
        "User-Agent": f"{WORD}agent/1.0",
        "Referer": f"https://{WORD}.example/draft",
        "Cookie": f"session={WORD}",
        "Origin": f"https://{WORD}.example",
        "X-Request-ID": f"{WORD} is no id",
        "X-Forwarded-For": ELSEWHERE,
        "Forwarded": f"for={ELSEWHERE}",
        "X-Real-IP": ELSEWHERE,
        "Connection": "close",
    }
    lines = [f"{name}: {value}" for name, value in (planted | dict(headers)).items()]
    return "\r\n".join([f"{method} {target} HTTP/1.1", *lines, "", ""]).encode()


def request(method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a whole request."""
    length = {"Content-Length": str(len(body))} if body else {}
    return head(method, target, length | dict(headers)) + body


def post(path: str, value: object, **headers: str) -> bytes:
    """Return a request that posts a JSON value with the key."""
    return request("POST", path, JSON | BEARER | headers, json.dumps(value).encode())


def chunked(body: bytes) -> bytes:
    """Return a request with the key whose body comes in chunks, as it stands."""
    return head("POST", "/v1/detect", JSON | BEARER | {"Transfer-Encoding": "chunked"}) + body


def send(port: int, data: bytes, *, finish: bool = False, reset: bool = False) -> bytes:
    """Send bytes from the address, and return all that comes back.

    `finish` closes the sending side, as a client that has no more to say; `reset` breaks off.
    """
    with socket.create_connection(
        ("127.0.0.1", port), timeout=15, source_address=(ADDRESS, 0)
    ) as client:
        reply = b""
        # The service may close while it is still spoken to.
        with contextlib.suppress(ConnectionError):
            client.sendall(data)
            if reset:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return reply
            if finish:
                client.shutdown(socket.SHUT_WR)
            while piece := client.recv(65536):
                reply += piece
        return reply


SUMMARISE, DETECT, TRANSLATE = "/v1/summarise", "/v1/detect", "/v1/translate"
TO_UK = {"text": ARTICLE, "target_language": "uk"}
# What a request is answered, by the request.
ANSWERED = {
    "summarise": (200, post(SUMMARISE, {"text": ARTICLE, "title": WORD})),
    "again": (200, post(SUMMARISE, {"text": ARTICLE, "title": WORD})),
    "page": (200, post(SUMMARISE, {"html": f"<article><h1>{WORD}</h1><p>{ARTICLE}</p></article>"})),
    "detect": (200, post(DETECT, {"text": ARTICLE})),
    "languages": (200, request("GET", f"/v1/languages?q={WORD}", BEARER)),
    "models": (200, request("GET", f"/v1/models?key={KEY}", {"X-API-Key": KEY})),
    "livez": (200, request("GET", f"/livez?{WORD}", BEARER)),
    "readyz": (200, request("GET", f"/readyz?{WORD}", BEARER)),
    "metrics": (200, request("GET", f"/metrics?{WORD}", BEARER)),
    "openapi": (200, request("GET", f"/openapi.json?{WORD}", BEARER)),
    "no-route": (422, post(TRANSLATE, TO_UK)),
    "no-audience": (422, post(SUMMARISE, {"text": ARTICLE, "translate_to": ["uk"]})),
    "no-language": (422, post(SUMMARISE, {"text": ARTICLE, "language": WORD})),
    "no-model": (422, post(SUMMARISE, {"text": ARTICLE, "model": WORD})),
    "no-field": (422, post(SUMMARISE, {"text": ARTICLE, WORD: ARTICLE})),
    "no-text": (422, post(DETECT, {"text": {WORD: ARTICLE}})),
    "uncertain": (422, post(SUMMARISE, {"text": WORD})),
    "not-json": (400, request("POST", SUMMARISE, JSON | BEARER, ARTICLE.encode())),
    "not-utf-8": (400, request("POST", DETECT, JSON | BEARER, b'"' + WORD.encode() + b'\xff"')),
    "media-type": (415, post(SUMMARISE, {}, **{"Content-Type": f"text/{WORD}"})),
    "encoding": (415, post(SUMMARISE, {}, **{"Content-Encoding": WORD})),
    "too-large": (413, post(SUMMARISE, {"text": ARTICLE * 200})),
    "no-path": (404, request("GET", f"/{WORD}/{ARTICLE.replace(' ', '%20')}", BEARER)),
    "no-story": (404, request("DELETE", f"/v1/articles/{WORD}", BEARER)),
    "no-problem": (404, request("GET", f"/problems/{WORD}", BEARER)),
    "no-method": (405, request("GET", SUMMARISE, BEARER)),
    "method": (405, request(f"{WORD.upper()}", SUMMARISE, BEARER)),
    "preflight": (
        200,
        request("OPTIONS", SUMMARISE, BEARER | {"Access-Control-Request-Method": WORD}),
    ),
    "no-key": (401, request("GET", f"/v1/models?api_key={KEY}", {})),
    "wrong-key": (401, request("GET", "/v1/models", {"Authorization": f"Bearer {WORD}wrong"})),
    "odd-key": (401, request("GET", "/v1/models", {"X-API-Key": f"{WORD}\u00e9"})),
    "basic": (401, request("GET", f"/{WORD}", {"Authorization": f"Basic {WORD}"})),
}
# What is no HTTP, or not of a kind that is served; gunicorn refuses it.
MALFORMED = {
    "no-http": ARTICLE.encode() + b"\r\n\r\n",
    "no-version": f"GET /{WORD}\r\n\r\n".encode(),
    "version": f"GET /{WORD} HTTP/9.{WORD}\r\n\r\n".encode(),
    "method": f"{WORD}! /{WORD} HTTP/1.1\r\n\r\n".encode(),
    "target": f"GET {WORD} HTTP/1.1\r\n\r\n".encode(),
    "fragment": f"GET http://[{WORD}/ HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "raw-path": f"GET /{WORD}/\u0436 HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "long-line": f"GET /{WORD * 1000} HTTP/1.1\r\n\r\n".encode(),
    "header-name": f"GET / HTTP/1.1\r\n{WORD} name: x\r\n\r\n".encode(),
    "header-value": f"GET / HTTP/1.1\r\nA: {WORD}\x00\r\n\r\n".encode(),
    "header-fold": f"GET / HTTP/1.1\r\nA: x\r\n {WORD}\r\n\r\n".encode(),
    "header-long": f"GET / HTTP/1.1\r\nA: {WORD * 2000}\r\n\r\n".encode(),
    "headers": b"GET / HTTP/1.1\r\n" + f"A: {WORD}\r\n".encode() * 200 + b"\r\n",
    "line-feeds": f"GET /{WORD} HTTP/1.1\nHost: {WORD}\n\n".encode(),
    "length": f"POST / HTTP/1.1\r\nContent-Length: {WORD}\r\n\r\n".encode(),
    "lengths": f"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2{WORD}\r\n\r\n".encode(),
    "transfer": f"POST / HTTP/1.1\r\nTransfer-Encoding: {WORD}\r\n\r\n".encode(),
    "expect": head("POST", f"/{WORD}", {"Expect": WORD}),
    "proxy": f"PROXY TCP4 {ELSEWHERE} {WORD} 1 2\r\n\r\n".encode(),
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + WORD.encode(),
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + WORD.encode(),
    "cut-line": f"GET /{WORD}".encode(),
    "cut-head": head("GET", f"/{WORD}", BEARER)[:-2],
    "cut-body": request("POST", SUMMARISE, JSON | BEARER, ARTICLE.encode())[:-20],
    "chunk-size": chunked(WORD.encode() + b"\r\n" + ARTICLE.encode()),
    "chunk-end": chunked(b"9\r\n" + WORD.encode() + WORD.encode()),
    "chunk-cut": chunked(b"400\r\n" + ARTICLE.encode()),
    "chunk-trailer": chunked(b"0\r\n" + f"{WORD}: {WORD}\r\n\r\n".encode()),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service writes its log, and where its keys are."""
    return tmp_path_factory.mktemp("privacy")


@pytest.fixture(scope="module")
def talkative(folder: Path, redis_url: str) -> Iterator[tuple[RunningService, Proxy]]:
    """Yield a service that logs all it can, and what stands between it and its Redis."""
    address = urlsplit(redis_url)
    path = write_keys(folder / "keys", ("desk", KEY))
    with (
        Proxy((str(address.hostname), address.port or 0)) as proxy,
        running_service(
            folder,
            app="tests.scripted:app",
            environment={
                "SCRIPT": "model_error_once",
                "REDIS_URL": f"redis://127.0.0.1:{proxy.port}/0",
                "SUMMARIZER_LOG_LEVEL": "debug",
                "SUMMARIZER_API_KEYS_FILE": str(path),
                "SUMMARIZER_API_REQUESTS_PER_MINUTE": str(PER_MINUTE),
                "SUMMARIZER_API_CORS_ORIGINS": "https://desk.example.org",
                "SUMMARIZER_LIMITS_BODY_BYTES": str(BODY_BYTES),
                "SUMMARIZER_SERVER_BODY_SECONDS": "1",
                "SUMMARIZER_SERVER_IDLE_SECONDS": "2",
            },
        ) as service,
    ):
        yield service, proxy


def status(reply: bytes) -> int:
    """Return the status of a reply; 0 where there is none."""
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", reply)
    return int(found[1]) if found else 0


def test_nothing_that_was_planted_is_in_the_log_or_the_metrics(
    talkative: tuple[RunningService, Proxy], folder: Path
) -> None:
    """Whatever is sent, and whatever fails meanwhile."""
    service, proxy = talkative

    # The model fails on the first article, and says on which words.
    assert status(send(service.port, post(SUMMARISE, {"text": ARTICLE}))) == 500
    for name, (expected, data) in ANSWERED.items():
        assert status(send(service.port, data)) == expected, name
    for name, data in MALFORMED.items():
        assert not 200 <= status(send(service.port, data, finish=True)) < 300, name
        send(service.port, data, reset=True)
    late = request("POST", SUMMARISE, JSON | BEARER, ARTICLE.encode())[:-20]
    assert status(send(service.port, late)) == 408
    send(service.port, head("GET", f"/{WORD}", BEARER)[:-2])

    for n, answer in enumerate((f"-ERR {WORD}\r\n", f"+{WORD}\r\n", WORD * 9, "")):
        proxy.answer(answer.encode()) if answer else proxy.refuse()
        text = f"{ARTICLE} That was report {n}."
        assert status(send(service.port, post(SUMMARISE, {"text": text}))) == 200
    proxy.forward()

    write_keys(folder / "keys", ("desk", KEY), more=[f"wire {KEY}", f"{WORD} {WORD} {WORD}"])
    assert status(send(service.port, post(DETECT, {"text": ARTICLE}))) == 200

    log, metrics = service.log.read_text(), service.request("GET", "/metrics").body.decode()
    # It did write: of each request that it has answered, of what failed, and of who called.
    rows = [json.loads(row) for row in log.splitlines() if row.startswith("{")]
    events = {row["event"] for row in rows}
    assert {"request", "request_failed", "cache_failed", "keys_kept", "Invalid request"} <= events
    assert {row["status"] for row in rows if row["event"] == "request"} > {200, 401, 404, 422, 500}
    assert 'summarizer_caller_requests_total{caller="desk",status="200"}' in metrics
    for path in document()["paths"]:
        assert f'route="{path.replace("{", "<").replace("}", ">")}"' in metrics, "was not tried"
    for text in (log, metrics):
        found = [row for row in text.splitlines() if WORD in row.lower()]
        assert not found, found[:5]
        assert ADDRESS not in text
        assert ELSEWHERE not in text
