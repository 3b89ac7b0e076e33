"""Requests a second, p50 and p99 of cached and uncached articles, beside an empty Flask route.

Also how long /livez takes under load, and the resident memory.

All run in turn against one gunicorn, so that a drift of the machine meets all of them:

    .venv/bin/python -m benchmarks.requests [--seconds 20] [--clients 8]

`REDIS_URL` is taken over by the service where it is set.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from tests.running import ROOT, RunningService, running_service

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLE = (ROOT / "tests" / "data" / "xi-zelensky-call.en.txt").read_text(encoding="utf-8")
ROUND_SECONDS = 1.0
KINDS = ("empty route", "cached article", "uncached article")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="for each kind, in all")
    parser.add_argument("--clients", type=int, default=8, help="at the same time")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_service(Path(folder), app="benchmarks.empty_route:app") as service,
    ):
        before = service.resident_bytes()
        for clients in (1, options.clients):
            _table(service, clients, options.seconds)
        _probes_under_load(service, options.clients, options.seconds)
        print(f"\nresident memory: {before / 2**20:.0f} MB when ready, ", end="")
        print(f"{service.resident_bytes() / 2**20:.0f} MB afterwards")


def _table(service: RunningService, clients: int, seconds: float) -> None:
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    spent = dict.fromkeys(KINDS, 0.0)
    for number in range(max(1, round(seconds / ROUND_SECONDS))):
        for kind in KINDS:
            began = time.perf_counter()
            with ThreadPoolExecutor(clients) as pool:
                rounds = [
                    pool.submit(_round, service.port, kind, f"{number}.{client}")
                    for client in range(clients)
                ]
                for done in rounds:
                    times[kind] += done.result()
            spent[kind] += time.perf_counter() - began
    floor = statistics.median(times["empty route"])
    print(f"\n{clients} client{'s' if clients > 1 else ''}")
    print(f"{'':18}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'p50 ratio':>11}")
    for kind in KINDS:
        taken = sorted(times[kind])
        p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
        print(
            f"{kind:18}{len(taken) / spent[kind]:12.0f}{p50 * 1000:10.2f}{p99 * 1000:10.2f}"
            f"{p50 / floor:11.2f}"
        )


def _probes_under_load(service: RunningService, clients: int, seconds: float) -> None:
    """Print how long /livez takes while uncached articles keep every thread at work."""
    taken = []
    with ThreadPoolExecutor(clients) as pool:
        load = [
            pool.submit(_round, service.port, "uncached article", f"probe {n}.{client}")
            for n in range(max(1, round(seconds / ROUND_SECONDS)))
            for client in range(clients)
        ]
        while not all(done.done() for done in load):
            began = time.perf_counter()
            service.request("GET", "/livez")
            taken.append(time.perf_counter() - began)
            time.sleep(0.05)
    taken.sort()
    print(f"\n/livez beside {clients} clients with uncached articles: ", end="")
    print(f"p50 {statistics.median(taken) * 1000:.1f} ms, ", end="")
    print(f"p99 {taken[int(len(taken) * 0.99)] * 1000:.1f} ms, most {taken[-1] * 1000:.1f} ms")


def _round(port: int, kind: str, name: str) -> list[float]:
    """Send requests one after the other on one connection, and return how long each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    send: Callable[[int], None]
    if kind == "empty route":

        def send(_: int) -> None:
            connection.request("GET", "/empty")
    else:

        def send(number: int) -> None:
            text = ARTICLE if kind == "cached article" else f"{ARTICLE}\nCopy {name} {number}."
            connection.request(
                "POST",
                "/v1/summarise",
                body=json.dumps({"text": text}).encode(),
                headers={"Content-Type": "application/json"},
            )

    taken: list[float] = []
    end = time.perf_counter() + ROUND_SECONDS
    while (began := time.perf_counter()) < end:
        send(len(taken))
        reply = connection.getresponse()
        reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{kind}: {reply.status}")
        taken.append(time.perf_counter() - began)
    connection.close()
    return taken


if __name__ == "__main__":
    main()
