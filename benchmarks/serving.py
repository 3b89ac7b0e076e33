"""Articles a second of three services on the same models: the obvious one, the usual loop, ours.

    .venv/bin/python -m benchmarks.serving [--seconds 60] [--most 600] [--clients 1 4 16]

Real architectures at their real sizes; see benchmarks/README.md for what stands in for the
weights, and for what each of the three is. The models are made at the first run, which takes some
ten minutes and 5 GB, and kept.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING

from benchmarks import checkpoints, roofline
from summarizer.models import catalog, install, store
from summarizer.text.sentences import split
from tests.models import corpus
from tests.running import ROOT, running_service
from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from summarizer.models.catalog import ModelCard

ARTICLE = (ROOT / "tests" / "data" / "xi-zelensky-call.en.txt").read_text(encoding="utf-8")
AUDIENCES = ("uk", "ru", "zh-Hans")
SENTENCES = len(split(checkpoints.SUMMARY, "en"))
EXPECTED = {"en": checkpoints.SUMMARY} | {
    language: SENTENCES * checkpoints.WRITTEN[language] for language in AUDIENCES
}
NEEDED = ("distilbart-cnn-12-6", "opus-mt-tc-big-en-zle", "opus-mt-en-zh")
MB = 2**20


@dataclass(frozen=True, slots=True)
class Running:
    """A service that is ready; gunicorn's own process has the id `master`."""

    port: int
    master: int


@dataclass(frozen=True, slots=True)
class Load:
    """What clients met with: the seconds that each article took, the quickest first.

    One that was given up took for ever. `seconds` are those until the last answer.
    """

    taken: tuple[float, ...]
    seconds: float

    @property
    def rate(self) -> float:
        """Articles a second."""
        return sum(map(math.isfinite, self.taken)) / self.seconds

    def times(self, other: Load) -> float:
        """Return how many times as many articles a second as the other has."""
        return self.rate / other.rate if other.rate else math.inf

    def within(self, share: float) -> float:
        """Return the seconds within which such a share of the articles was answered."""
        return self.taken[int((len(self.taken) - 1) * share)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="that clients go on asking for")
    parser.add_argument("--most", type=float, default=600, help="seconds that a client waits")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--data", type=Path, default=Path("../shared/data/checkpoints"))
    parser.add_argument("--cache", type=Path, default=Path("~/.cache/summarizer-benchmarks"))
    options = parser.parse_args()
    raw, models, small = (
        (options.cache / name).expanduser() for name in ("checkpoints", "models", "small")
    )
    cards = default_cards()
    for card in cards:
        prepare(card, options.data, raw, models)
    needed = [card for card in cards if card.id in NEEDED]
    written = roofline.table(models, raw, needed, ARTICLE)
    summary, slavic, chinese = (written[name] for name in NEEDED)
    tokens = summary + SENTENCES * (2 * slavic + chinese)

    services: dict[str, Callable[[], AbstractContextManager[Running]]] = {
        "ours": lambda: ours(models),
        "loop": lambda: rival("benchmarks.loop:app", 4, {"MODELS": str(models)}),
        "obvious": lambda: rival("benchmarks.obvious:app", 1, {"CHECKPOINTS": str(raw)}),
    }
    loads: dict[tuple[str, int], Load] = {}
    print(f"\nan article: both summaries, in {', '.join(('en', *AUDIENCES))}; {tokens} tokens")
    print(
        f"{'':10}{'clients':>8}{'articles/s':>12}{'tokens/s':>10}{'p50 s':>8}{'p99 s':>8}"
        f"{'RSS MB':>8}{'start s':>9}"
    )
    for (name, start), clients in itertools.product(services.items(), options.clients):
        began = time.perf_counter()
        with start() as service:
            started = time.perf_counter() - began
            ask(service.port, article(), (), options.most)
            found = load(service.port, clients, options, article, is_right)
            loads[name, clients] = found
            print_row(name, clients, found, tokens, service, started)
    for clients in options.clients:
        mine, loop, obvious = (loads[name, clients] for name in ("ours", "loop", "obvious"))
        print(
            f"{clients} clients: ours is {mine.times(obvious):.1f} times the obvious one,"
            f" {mine.times(loop):.1f} times the loop"
        )
    weights = sum((models / card.id / "model.bin").stat().st_size for card in cards) / MB
    print(f"ours holds {len(cards)} models, {weights:.0f} MB of weights; the others {len(NEEDED)}")
    everything_else(small, options)


def default_cards() -> list[ModelCard]:
    """Return the default set, without the digests of the real weights."""
    return [replace(card, weights_sha256=None) for card in catalog.load().members("default")]


def prepare(card: ModelCard, data: Path, raw: Path, models: Path) -> None:
    """Make and install a model, unless that was done."""
    if install.is_installed(models, card, "ctranslate2") and (raw / card.id).exists():
        return
    print(f"making {card.id}", flush=True)
    shutil.rmtree(raw / card.id, ignore_errors=True)
    checkpoints.build(card, data, raw / card.id)
    add(card, raw / card.id, models)
    if card.id not in NEEDED:
        (raw / card.id / "model.safetensors").unlink()


def add(card: ModelCard, checkpoint: Path, models: Path) -> None:
    """Install a checkpoint."""
    with store.locked(models, "benchmarks", print):
        install.from_checkpoint(models, checkpoint, card, "ctranslate2", "benchmarks")


@contextlib.contextmanager
def ours(models: Path) -> Iterator[Running]:
    """Run the service, on all models in a folder."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_service(
            Path(folder),
            app="benchmarks.ours:app",
            environment={
                "SUMMARIZER_MODELS_DIRECTORY": str(models),
                "SUMMARIZER_LIMITS_SECONDS": "3600",
                "SUMMARIZER_SERVER_GRACEFUL_SECONDS": "3601",
            },
        ) as service,
    ):
        yield Running(service.port, service.process.pid)


@contextlib.contextmanager
def rival(app: str, threads: int, environment: dict[str, str]) -> Iterator[Running]:
    """Run another application under gunicorn."""
    port = free_port()
    command = ["--bind", f"127.0.0.1:{port}", "--threads", str(threads), "--timeout", "3600", app]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "error", *command],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "TRANSFORMERS_VERBOSITY": "error", **environment},
    )
    try:
        # The port is open before the models are loaded: what counts is an answer, whichever.
        while process.poll() is None:
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
                connection.request("GET", "/")
                connection.getresponse().read()
                break
            time.sleep(0.05)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait(60)


_numbers = itertools.count()


def article() -> str:
    """Return an article that nobody has summarised yet."""
    return f"{ARTICLE}\nThis is copy {next(_numbers)} of the story."


def is_right(answer: bytes) -> bool:
    """Say whether the long summary and its translations are what the models write."""
    summary = json.loads(answer)["summaries"]["long"]
    return all(letters(summary[tag]["text"]) == letters(text) for tag, text in EXPECTED.items())


def letters(text: str) -> str:
    """Return what the punctuation of a language leaves alone."""
    return "".join(re.findall(r"\w", text))


def load(
    port: int,
    clients: int,
    options: argparse.Namespace,
    text: Callable[[], str],
    accept: Callable[[bytes], bool],
) -> Load:
    """Let clients ask for one article after the other, and wait for what was begun."""
    together = Barrier(clients + 1)
    answered: list[float] = []

    def client() -> list[float]:
        taken: list[float] = []
        together.wait()
        while not taken or time.perf_counter() < began + options.seconds:
            asked = time.perf_counter()
            try:
                answer = ask(port, text(), AUDIENCES, began + options.most - asked)
            except TimeoutError:
                return [*taken, math.inf]
            answered.append(time.perf_counter())
            taken.append(time.perf_counter() - asked)
            if not accept(answer):
                raise RuntimeError(f"a wrong answer: {answer.decode()[:2000]}")
        return taken

    with ThreadPoolExecutor(clients) as pool:
        done = [pool.submit(client) for _ in range(clients)]
        began = time.perf_counter()
        together.wait()
        taken = sorted(seconds for each in done for seconds in each.result())
    return Load(tuple(taken), max(answered, default=math.inf) - began)


def ask(port: int, text: str, audiences: Sequence[str], seconds: float) -> bytes:
    """Return the answer to one article; raises TimeoutError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    body = {"text": text, "language": "en", "lengths": ["short", "long"], "translate_to": audiences}
    # All articles get the same sentences: remembered ones would flatter us.
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    connection.request("POST", "/v1/summarise", body=json.dumps(body).encode(), headers=headers)
    reply = connection.getresponse()
    answer = reply.read()
    connection.close()
    if reply.status != 200:
        raise RuntimeError(f"{reply.status}: {answer.decode()[:2000]}")
    return answer


def print_row(
    name: str, clients: int, found: Load, tokens: int, service: Running, started: float
) -> None:
    """Print what one service did for so many clients."""
    print(
        f"{name:10}{clients:8}{found.rate:12.4f}{found.rate * tokens:10.1f}"
        f"{found.within(0.5):8.2f}{found.within(0.99):8.2f}"
        f"{resident(service.master) / MB:8.0f}{started:9.1f}",
        flush=True,
    )


def resident(master: int) -> int:
    """Return the resident memory of gunicorn's workers, in bytes."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    status = "\n".join(Path(f"/proc/{child}/status").read_text() for child in children)
    return sum(int(kilobytes) * 1024 for kilobytes in re.findall(r"VmRSS:\s+(\d+)", status))


def everything_else(models: Path, options: argparse.Namespace) -> None:
    """Print what a request costs beside the models: ours, on models that cost next to nothing."""
    folder = Path(corpus.__file__).parent
    for card in catalog.load(str(folder / "catalog.toml")).members("test"):
        if not install.is_installed(models, card, "ctranslate2"):
            add(card, folder / card.id.removeprefix("test-"), models)
    stories = itertools.cycle(story.text("en") for story in corpus.held_out_articles())
    print("\nours, on the small test models")
    brief = argparse.Namespace(**vars(options) | {"seconds": 10.0})
    with ours(models) as service:
        for clients in options.clients:
            found = load(
                service.port,
                clients,
                brief,
                lambda: f"{next(stories)} It was report {next(_numbers)}.",
                bool,
            )
            print(
                f"{clients} clients: {found.rate:.1f} articles/s,"
                f" p50 {found.within(0.5) * 1000:.0f} ms, p99 {found.within(0.99) * 1000:.0f} ms"
            )


if __name__ == "__main__":
    main()
