"""`summarizer evaluate faithfulness` and `pairs`: judge the checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from pydantic_core import to_json
from rich.console import Console
from rich.table import Table

from summarizer.checks.faults import faults
from summarizer.errors import EvaluationError
from summarizer.evaluation import faithfulness as labelled
from summarizer.evaluation import pairs as phrases
from summarizer.evaluation.tally import ANY, Group, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from summarizer.domain import Severity
    from summarizer.evaluation.faithfulness import Judged
    from summarizer.evaluation.pairs import PhrasePair
    from summarizer.evaluation.tally import Tally

T = TypeVar("T")

_SEVERITIES: dict[str, tuple[Severity, ...]] = {
    "error": ("error",),
    "warning": ("error", "warning"),
}
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FILES = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print figures for a program.")


@click.command(
    epilog="""\b
Examples:
  summarizer evaluate faithfulness labelled.jsonl
  summarizer evaluate faithfulness labelled.jsonl --check numbers --items"""
)
@_FILES
@click.option("--check", "only", help="Show this check alone.")
@click.option("--items", is_flag=True, help="List what was missed, and what was flagged falsely.")
@_JSON
def faithfulness(files: tuple[Path, ...], only: str | None, items: bool, as_json: bool) -> None:
    """Say what each check catches of outputs that people have labelled, and what it flags falsely.

    Each line of FILE is a JSON object; docs/faithfulness.md has its fields.
    """
    read = [item for path in files for item in _told(labelled.read, path)]
    judged = [labelled.judge(item, faults) for item in read]
    rows = [row for row in _rows(judged) if only in (None, row["check"])]
    milliseconds = {
        task: 1000 * sum(one.seconds for one in found) / len(found)
        for task in ("translation", "summary")
        if (found := [one for one in judged if one.item.task == task])
    }
    if as_json:
        click.echo(to_json({"rows": rows, "milliseconds": milliseconds}, indent=2))
        return
    _print_rows(rows)
    for task, mean in milliseconds.items():
        click.echo(f"{task}: {mean:.2f} ms an item")
    if items:
        for line in _wrong(judged, only):
            click.echo(line)


@click.command(
    epilog="""\b
Example:
  summarizer evaluate pairs pairs.tsv"""
)
@_FILES
@_JSON
def pairs(files: tuple[Path, ...], as_json: bool) -> None:
    """Say which pairs of phrases the checks of numbers and names take for what they are.

    FILE has the columns kind, source language, target language, source, output, same or different;
    docs/faithfulness.md explains them. The exit status is 1 where one is taken wrongly.
    """
    read = [pair for path in files for pair in _told(phrases.read, path)]
    objections = {pair: phrases.objections(pair, faults) for pair in read}
    wrong = [pair for pair in read if pair.is_same == bool(objections[pair])]
    if as_json:
        click.echo(
            to_json({"pairs": len(read), "right": len(read) - len(wrong), "wrong": wrong}, indent=2)
        )
    else:
        for kind in phrases.CHECKS:
            of_kind = [pair for pair in read if pair.kind == kind]
            right = len(of_kind) - sum(pair.kind == kind for pair in wrong)
            click.echo(f"{kind}: {right} of {len(of_kind)}")
        for pair in wrong:
            click.echo(_describe(pair, [flag.message for flag in objections[pair]]))
    if wrong:
        raise click.exceptions.Exit(1)


def _told(read: Callable[[Path], list[T]], path: Path) -> list[T]:
    try:
        return read(path)
    except (EvaluationError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from None


def _rows(judged: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    """Yield a row of figures for each task, pair, origin, check, severity and kind of error."""
    for severity, counted in _SEVERITIES.items():
        for group, by_check in sorted(tally(judged, counted).items()):
            for check, done in sorted(by_check.items()):
                for kind in sorted(done.unfaithful) or [ANY]:
                    yield _row(group, check, severity, kind, done)


def _row(group: Group, check: str, severity: str, kind: str, done: Tally) -> dict[str, Any]:
    return {
        "task": group.task,
        "pair": group.pair,
        "origin": group.origin,
        "check": check,
        "severity": severity,
        "kind": kind,
        "caught": done.caught[kind],
        "unfaithful": done.unfaithful[kind],
        "recall": done.recall(kind),
        "precision": done.precision(kind),
        "false_flags": done.false_flags,
        "faithful": done.faithful,
        "false_flag_rate": done.false_flag_rate,
        "balanced_accuracy": done.balanced_accuracy if kind == ANY else None,
    }


def _print_rows(rows: Iterable[dict[str, Any]]) -> None:
    """Print the rows where something was flagged, or everything is counted together."""
    table = Table(box=None, header_style="bold")
    names = ("task", "pair", "origin", "check", "from", "kind")
    for name in names:
        table.add_column(name)
    for name in ("recall", "caught", "precision", "false flags", "of faithful", "balanced"):
        table.add_column(name, justify="right")
    for row in rows:
        if not (row["caught"] or row["false_flags"] or row["check"] == row["kind"] == ANY):
            continue
        table.add_row(
            *(row[name] for name in ("task", "pair", "origin", "check", "severity", "kind")),
            _share(row["recall"]),
            f"{row['caught']}/{row['unfaithful']}",
            _share(row["precision"]),
            _share(row["false_flag_rate"]),
            f"{row['false_flags']}/{row['faithful']}",
            _share(row["balanced_accuracy"]),
        )
    Console(width=150).print(table)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _wrong(judged: Iterable[Judged], only: str | None) -> Iterator[str]:
    """Yield a line for each faithful item that was flagged, and each other that was not."""
    for one in judged:
        flags = [f for f in one.flags if f.severity != "note" and only in (None, f.check)]
        item = one.item
        if item.is_faithful == bool(flags):
            verdict = "false flag" if flags else f"missed {', '.join(item.kinds)}"
            said = "; ".join(f"{flag.severity} {flag.check}: {flag.message}" for flag in flags)
            yield f"{verdict}\t{item.id}\t{said}\t{item.source}\t{item.output}"


def _describe(pair: PhrasePair, messages: Sequence[str]) -> str:
    wanted = "same" if pair.is_same else "different"
    said = "; ".join(messages) or "nothing said"
    return (
        f"wrong: {pair.pair.source} {pair.source!r} and {pair.pair.target} {pair.output!r}"
        f" are {wanted}: {said}"
    )
