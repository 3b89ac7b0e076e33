"""What the checks catch of errors that people have marked; see benchmarks/README.md.

.venv/bin/python -m benchmarks.faithfulness [--data ../shared/data/faithfulness]
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from summarizer.checks.faults import faults
from summarizer.evaluation.faithfulness import Task, judge, read
from summarizer.evaluation.pairs import CHECKS, objections
from summarizer.evaluation.pairs import read as read_pairs
from summarizer.languages import primary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from summarizer.evaluation.faithfulness import Item, Judged
    from summarizer.evaluation.pairs import PhrasePair

Least = Literal["error", "warning"]

RESAMPLES = 2000
INTERVAL = (0.025, 0.975)
# What an output says that its source does not, but the world does: no fault that a check can see.
TRUE_ELSEWHERE = "unsupported_but_true"
GROSS = ("repetition", "wrong_language", "wrong_script", "untranslated")
HARD = ("number", "negation", "omission", *GROSS)
ALL_CHECKS: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Errors of some kinds, the checks that are for them (none: all), and what they are to reach.

    `recall` is the least share of them to be flagged, `false_flags` the largest of faithful items.
    """

    name: str
    task: Task
    kinds: tuple[str, ...]
    checks: tuple[str, ...]
    recall: float
    false_flags: float
    least: Least = "warning"
    languages: Callable[[Item], bool] = lambda _: True


def _into(*languages: str) -> Callable[[Item], bool]:
    return lambda item: primary(item.pair.target) in languages


ROWS = (
    Row("numbers, translation", "translation", ("number",), ("numbers",), 0.97, 0.02),
    *(
        Row(
            f"names, into {language}",
            "translation",
            ("name",),
            ("names",),
            0.80,
            0.04,
            languages=_into(language),
        )
        for language in ("uk", "ru", "zh", "en")
    ),
    Row("explicit negation", "translation", ("negation",), ("negation",), 0.80, 0.02),
    *(
        Row(kind.replace("_", " "), "translation", (kind,), checks, 0.97, 0.005)
        for kind, checks in (
            ("repetition", ("repetition",)),
            ("wrong_language", ("language",)),
            ("wrong_script", ("language",)),
            ("untranslated", ("language", "untranslated")),
        )
    ),
    Row("all, errors only", "translation", HARD, ALL_CHECKS, 0.92, 0.03, least="error"),
    Row("numbers, summary", "summary", ("number",), ("numbers",), 0.70, 0.03),
)
CLIFF = {"CLIFF/cnndm": 0.74, "CLIFF/xsum": 0.70}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/faithfulness"))
    data = parser.parse_args().data
    judged = [
        judge(item, faults)
        for name in ("translation.jsonl", "summary.jsonl")
        for item in read(data / name)
    ]
    print_rows(judged)
    print_pairs_of_languages(judged)
    print_balanced(judged)
    print_phrases(read_pairs(data / "number_name_pairs.tsv"))
    print_times(judged)


def is_flagged(one: Judged, checks: Sequence[str], least: Least) -> bool:
    """Say whether one of `checks` (none: any) has flagged it at least so severely."""
    severities = {"error", least}
    return any(
        flag.severity in severities for flag in one.flags if not checks or flag.check in checks
    )


def counted(row: Row, judged: Iterable[Judged]) -> tuple[list[bool], list[bool]]:
    """Return which of the errors of a row were flagged, and which of the faithful items."""
    wrong, right = [], []
    for one in judged:
        item = one.item
        if item.task != row.task or not row.languages(item):
            continue
        flagged = is_flagged(one, row.checks, row.least)
        if item.is_faithful:
            right.append(flagged)
        elif set(row.kinds) & set(item.kinds) and TRUE_ELSEWHERE not in item.kinds:
            wrong.append(flagged)
    return wrong, right


def print_rows(judged: Sequence[Judged]) -> None:
    """Print each row beside its bar."""
    print(f"{'':24}{'caught':>12}{'recall':>8}{'bar':>6}{'flagged':>12}{'false':>8}{'bar':>7}")
    for row in ROWS:
        wrong, right = counted(row, judged)
        print(
            f"{row.name:24}{_of(wrong):>12}{_share(wrong):8.3f}{row.recall:6.2f}"
            f"{_of(right):>12}{_share(right):8.3f}{row.false_flags:7.3f}"
        )


def print_pairs_of_languages(judged: Sequence[Judged]) -> None:
    """Print, for each pair of languages, what all checks flag of each kind of error."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.item.task == "translation":
            pair = one.item.pair
            groups[f"{primary(pair.source)}-{primary(pair.target)}"].append(one)
    kinds = sorted({kind for one in judged for kind in one.item.kinds if kind in (*HARD, "name")})
    print("\ntranslation, by pair: share flagged by any check, errors and warnings")
    print(f"{'pair':8}{'faithful':>16}", *(f"{kind:>16}" for kind in kinds), sep="")
    for name, found in sorted(groups.items()):
        cells = [[is_flagged(one, (), "warning") for one in found if one.item.is_faithful]]
        cells += [
            [is_flagged(one, (), "warning") for one in found if kind in one.item.kinds]
            for kind in kinds
        ]
        print(f"{name:8}", *(f"{_of(cell) if cell else '-':>16}" for cell in cells), sep="")


def print_balanced(judged: Sequence[Judged]) -> None:
    """Print the balanced accuracy of all checks, and of each alone, on the two parts of CLIFF."""
    checks = sorted(
        {flag.check for one in judged if one.item.task == "summary" for flag in one.flags}
    )
    print(f"\n{'CLIFF':24}" + "".join(f"{part:>28}" for part in CLIFF))
    print(f"{'bar':24}" + "".join(f"{bar:28.2f}" for bar in CLIFF.values()))
    for check in ("", *checks):
        cells = []
        for part in CLIFF:
            found = [one for one in judged if one.item.origin.startswith(part)]
            low, high = _interval(found, check)
            cells.append(f"{_balanced(found, check):.3f} ({low:.3f}-{high:.3f})")
        print(f"{check or 'all':24}" + "".join(f"{cell:>28}" for cell in cells))


def print_phrases(pairs: Sequence[PhrasePair]) -> None:
    """Print how many pairs of phrases are taken for what they are."""
    print()
    for kind in CHECKS:
        right = [
            pair.is_same != bool(objections(pair, faults)) for pair in pairs if pair.kind == kind
        ]
        print(f"pairs of {kind}s: {_of(right)}")


def print_times(judged: Sequence[Judged]) -> None:
    """Print what the checks took."""
    for task in ("translation", "summary"):
        times = sorted(1000 * one.seconds for one in judged if one.item.task == task)
        print(
            f"{task}: median {statistics.median(times):.2f} ms, mean {statistics.mean(times):.2f},"
            f" 95th percentile {times[int(0.95 * len(times))]:.2f}"
        )


def _balanced(found: Sequence[Judged], check: str) -> float:
    checks = (check,) if check else ()
    wrong = [is_flagged(one, checks, "warning") for one in found if not one.item.is_faithful]
    right = [is_flagged(one, checks, "warning") for one in found if one.item.is_faithful]
    return (_share(wrong) + 1 - _share(right)) / 2


def _interval(found: Sequence[Judged], check: str) -> tuple[float, float]:
    """Return the 95 % interval of the balanced accuracy, by a bootstrap over the articles."""
    by_article: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in found:
        by_article[one.item.source].append(one)
    articles = list(by_article.values())
    dice = random.Random(0)
    values = sorted(
        _balanced([one for some in dice.choices(articles, k=len(articles)) for one in some], check)
        for _ in range(RESAMPLES)
    )
    low, high = (values[int(share * RESAMPLES)] for share in INTERVAL)
    return low, high


def _share(flagged: Sequence[bool]) -> float:
    return sum(flagged) / len(flagged) if flagged else 0.0


def _of(flagged: Sequence[bool]) -> str:
    return f"{sum(flagged)}/{len(flagged)}"


if __name__ == "__main__":
    main()
