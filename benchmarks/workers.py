"""Forty slow clients against three gunicorn workers: how long an honest client waits.

    .venv/bin/python -m benchmarks.workers

Each kind of worker serves the same application with the same number of threads. `stock gthread` and
`stock gevent` are gunicorn's own; `ours` is `summarizer.server.Worker`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.running import ROOT
from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = {
    "stock gthread": ["--worker-class", "gthread", "--threads", "8"],
    "stock gevent": ["--worker-class", "gevent"],
    "ours": ["--worker-class", "summarizer.server.Worker"],
}
HEAD = b"POST /v1/summarise HTTP/1.1\r\nHost: localhost\r\n"
SLOW = {
    "silent": b"",
    "half the headers": HEAD,
    "half a body": HEAD + b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
}
ARTICLE = (ROOT / "tests" / "data" / "xi-zelensky-call.en.txt").read_text(encoding="utf-8")
GIVE_UP_SECONDS = 20


def main() -> None:
    """Measure and print."""
    print(f"{'worker':16}{'slow clients':20}{'/livez s':>10}{'article s':>11}{'closed s':>10}")
    for worker, arguments in WORKERS.items():
        for kind, sent in SLOW.items():
            with _serving(arguments) as port, ExitStack() as stack:
                clients = []
                for _ in range(40):
                    client = socket.create_connection(("127.0.0.1", port))
                    stack.callback(client.close)
                    client.sendall(sent)
                    clients.append(client)
                began = time.perf_counter()
                live, article = _probe(port), _article(port)
                closed = _closed(clients, began)
            print(f"{worker:16}{kind:20}{live:>10}{article:>11}{closed:>10}", flush=True)


@contextlib.contextmanager
def _serving(arguments: list[str]) -> Iterator[int]:
    port = free_port()
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
                *("--keep-alive", "15", "--no-control-socket", *arguments, "summarizer.wsgi:app"),
            ],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        try:
            end = time.monotonic() + 30
            while _probe(port) == "none" and time.monotonic() < end:
                time.sleep(0.1)
            _article(port)
            yield port
        finally:
            process.kill()
            process.wait()


def _probe(port: int) -> str:
    return _timed(port, "GET", "/livez", None)


def _article(port: int) -> str:
    return _timed(port, "POST", "/v1/summarise", json.dumps({"text": ARTICLE}).encode())


def _timed(port: int, method: str, path: str, body: bytes | None) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP_SECONDS)
    began = time.perf_counter()
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        connection.getresponse().read()
    except OSError:
        return "none"
    finally:
        connection.close()
    return f"{time.perf_counter() - began:.3f}"


def _closed(clients: list[socket.socket], began: float) -> str:
    for client in clients:
        client.settimeout(max(0.1, began + 40 - time.perf_counter()))
        try:
            while client.recv(4096):
                pass
        except TimeoutError:
            return "never"
        except OSError:
            pass
    return f"{time.perf_counter() - began:.1f}"


if __name__ == "__main__":
    main()
