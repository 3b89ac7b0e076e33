"""Trains the test models anew: `python -m tests.models.train [NAME ...]`, all without a name."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

# Nothing is asked of the network, and pieces are learnt in one thread, always the same.
os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}

from tests.models import bart, m2m100, marian, measure, mt5

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    Training: TypeAlias = Callable[[Path], None]
    Measuring: TypeAlias = Callable[[Path], Iterator[tuple[str, int, float]]]

HERE = Path(__file__).parent
CHECKSUMS = HERE / "checksums.txt"


def _marian(model: marian.Marian) -> tuple[Training, Measuring]:
    return lambda folder: marian.train(model, folder), lambda folder: measure.marian(model, folder)


MODELS = {f"marian-{model.name}": _marian(model) for model in marian.MODELS} | {
    "bart-news": (bart.train, measure.bart),
    "m2m100": (m2m100.train, lambda folder: measure.m2m100(folder, m2m100.TARGETS)),  # type: ignore[attr-defined]
    "mt5": (mt5.train, measure.mt5),  # type: ignore[attr-defined]
}


def main(names: list[str]) -> None:
    """Train the models of these names, say how good they are, and note their checksums."""
    for name in names or MODELS:
        train, measures = MODELS[name]
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        print(name, flush=True)
        started = time.process_time()
        train(folder)
        spent = time.process_time() - started
        for path in folder.iterdir():
            path.chmod(0o644)
        print(f"  {spent:.0f} s of one core, {_size(folder):,} bytes")
        for what, beam, exact in measures(folder):
            print(f"  {what}, beam {beam}: {exact:.1%} exact", flush=True)
    CHECKSUMS.write_text("".join(_checksums()), encoding="ascii")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _checksums() -> Iterator[str]:
    """Yield the lines that sha256sum would print."""
    for name in MODELS:
        for path in sorted((HERE / name).glob("*")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            yield f"{digest}  {path.relative_to(HERE).as_posix()}\n"


if __name__ == "__main__":
    main(sys.argv[1:])
