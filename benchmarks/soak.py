"""Memory and times of the service under a long mixed load.

    .venv/bin/python -m benchmarks.soak [--requests 10000] [--clients 4] [--data ../shared/data]

Articles old and new, in all languages, short and long, as text and HTML, with and without
translations, requests that are refused and clients that hang up, on the small test models. Prints
resident memory and times after each tenth; `REDIS_URL` is taken over where it is set.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import statistics
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.installed import install_test_models
from tests.models import corpus
from tests.running import running_service

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.running import RunningService

TENTHS = 10
# After so many tenths everything that is kept has been filled.
WARM = 2


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    articles = [
        json.loads(path.read_text(encoding="utf-8"))["text"]
        for path in sorted((options.data / "articles").glob("*.json"))
    ]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_service(
            Path(folder),
            environment={
                "SUMMARIZER_MODELS_DIRECTORY": str(install_test_models(Path(folder) / "models")),
                # So that what is remembered reaches its bound in this time.
                "SUMMARIZER_CACHE_MEMORY_ENTRIES": "2000",
                "SUMMARIZER_CACHE_READINGS_CHARACTERS": "500000",
            },
        ) as service,
    ):
        print(f"{len(articles)} articles; {service.resident_bytes() / 2**20:.0f} MB when ready")
        print(f"{'requests':>9}{'RSS MB':>8}{'p50 ms':>8}{'p99 ms':>8}  answers")
        resident = []
        for tenth in range(TENTHS):
            resident.append(_tenth(service, articles, options, tenth))
    growth = resident[-1] / resident[WARM - 1] - 1
    print(f"growth after the first {WARM * 10} %: {growth:.1%}")


def _tenth(
    service: RunningService, articles: Sequence[str], options: argparse.Namespace, tenth: int
) -> int:
    """Send a tenth of the requests, print a row, and return the resident bytes."""
    count = options.requests // TENTHS
    numbers = range(tenth * count, (tenth + 1) * count)
    with ThreadPoolExecutor(options.clients) as pool:
        done = list(pool.map(lambda number: _send(service, articles, number), numbers))
    taken = sorted(seconds for seconds, _ in done)
    answers = Counter(status for _, status in done)
    resident = service.resident_bytes()
    print(
        f"{numbers[-1] + 1:9}{resident / 2**20:8.0f}{statistics.median(taken) * 1000:8.0f}"
        f"{taken[int(len(taken) * 0.99)] * 1000:8.0f}  {dict(sorted(answers.items()))}",
        flush=True,
    )
    return resident


def _send(service: RunningService, articles: Sequence[str], number: int) -> tuple[float, int]:
    """Send one request of the mixture; return its seconds and status, 0 for one that hung up."""
    dice = random.Random(number)
    kind = dice.choices(list(_KINDS), [kind[0] for kind in _KINDS.values()])[0]
    fields = _KINDS[kind][1](dice, articles, number)
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=120)
    began = time.perf_counter()
    body = json.dumps(fields).encode()
    connection.request(
        "POST", "/v1/summarise", body=body, headers={"Content-Type": "application/json"}
    )
    if kind == "hangs up":
        connection.close()
        return time.perf_counter() - began, 0
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return time.perf_counter() - began, reply.status


def _known(dice: random.Random, articles: Sequence[str], _: int) -> dict[str, Any]:
    return {"text": dice.choice(articles)}


def _new(dice: random.Random, articles: Sequence[str], number: int) -> dict[str, Any]:
    return {"text": f"{dice.choice(articles)}\n\n{number} {number}."}


def _page(dice: random.Random, articles: Sequence[str], number: int) -> dict[str, Any]:
    paragraphs = "".join(f"<p>{line}</p>" for line in dice.choice(articles).splitlines() if line)
    return {"html": f"<html><body><article>{paragraphs}<p>{number}.</p></article></body></html>"}


def _translated(dice: random.Random, _: Sequence[str], number: int) -> dict[str, Any]:
    story = dice.choice(corpus.held_out_articles())
    return {
        "text": f"{story.text('en')} It was report {number}.",
        "translate_to": ["uk", "ru", "zh-Hans", "zh-Hant"],
    }


def _refused(dice: random.Random, articles: Sequence[str], _: int) -> dict[str, Any]:
    return dice.choice([{"text": "12:30"}, {"text": dice.choice(articles), "model": "none"}, {}])


_KINDS: dict[str, tuple[int, Callable[[random.Random, Sequence[str], int], dict[str, Any]]]] = {
    "known": (40, _known),
    "new": (30, _new),
    "page": (10, _page),
    "translated": (12, _translated),
    "refused": (5, _refused),
    "hangs up": (3, _new),
}


if __name__ == "__main__":
    main()
