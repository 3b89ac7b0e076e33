"""Sentence splitting beside sentencex, on line-aligned documents and on hostile text.

    .venv/bin/python -m benchmarks.sentences [--parallel ../shared/data/parallel]

The lines of a document, one sentence each (mostly), are joined by a blank; where a splitter cuts is
held against where the lines ended. Needs the dependencies of `scripts/install benchmark`.
"""

from __future__ import annotations

import argparse
import itertools
import time
from pathlib import Path
from typing import TYPE_CHECKING

import sentencex

from summarizer.languages import primary
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Splitter = Callable[[str, str], list[int]]

FILES = {"en": "eng", "uk": "ukr", "ru": "rus", "zh-Hans": "zho_Hans", "zh-Hant": "zho_Hant"}
SETS = ("ntrex128", "flores200-devtest")
HOSTILE = {
    "10,000 sentences": "Truck passed by. " * 10_000,
    "200,000 opening quotes": "«" * 200_000,
    "200,000 stops": "." * 200_000,
    "one word of 200,000": "a" * 200_000,
}


def ours(text: str, language: str) -> list[int]:
    """Return where our sentences end."""
    return [span.end for span in split(text, language)]


def theirs(text: str, language: str) -> list[int]:
    """Return where sentencex's sentences end."""
    ends, at = [], 0
    for piece in sentencex.segment(primary(language), text):
        at += len(piece)
        ends.append(at - (len(piece) - len(piece.rstrip())))
    return ends


SPLITTERS: dict[str, Splitter] = {"ours": ours, "sentencex": theirs}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parallel", type=Path, default=Path("../shared/data/parallel"))
    folder = parser.parse_args().parallel
    print(f"{'set':20}{'language':10}{'splitter':12}{'precision':>10}{'recall':>10}")
    for name in SETS:
        for language, suffix in FILES.items():
            found = list(documents(folder, name, suffix))
            for splitter, run in SPLITTERS.items():
                precision, recall = _boundaries(found, language, run)
                print(f"{name:20}{language:10}{splitter:12}{precision:10.3f}{recall:10.3f}")
    print(f"\n{'hostile text':26}" + "".join(f"{name + ' s':>14}" for name in SPLITTERS))
    for name, text in HOSTILE.items():
        seconds = [_seconds(run, text) for run in SPLITTERS.values()]
        print(f"{name:26}" + "".join(f"{taken:14.2f}" for taken in seconds))


def documents(folder: Path, name: str, suffix: str) -> Iterator[list[str]]:
    """Yield the lines of each document."""
    ids = (folder / f"{name}.docids.txt").read_text(encoding="utf-8").splitlines()
    lines = (folder / f"{name}.{suffix}.txt").read_text(encoding="utf-8").splitlines()
    pairs = zip(ids, lines, strict=True)
    for _, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
        yield [line.strip() for _, line in group]


def _boundaries(documents: list[list[str]], language: str, run: Splitter) -> tuple[float, float]:
    right = told = wanted = 0
    for lines in documents:
        ends = set(itertools.accumulate(len(line) + 1 for line in lines[:-1]))
        ends = {end - 1 for end in ends}
        text = " ".join(lines)
        found = {end for end in run(text, language) if end < len(text)}
        right += len(ends & found)
        told += len(found)
        wanted += len(ends)
    return right / told, right / wanted


def _seconds(run: Splitter, text: str) -> float:
    began = time.perf_counter()
    run(text, "uk")
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
