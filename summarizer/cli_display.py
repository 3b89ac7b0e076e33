"""What the commands for models show: a table, bars, where a model comes from."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from summarizer.models import hub
    from summarizer.models.catalog import ModelCard
    from summarizer.models.manifest import Manifest


def say_installed(described: Manifest) -> None:
    """Say what was installed, where it comes from, and what was mended."""
    for fault in described.mended:
        click.echo(f"{described.model.id}: mended: {fault}", err=True)
    click.echo(f"{described.model.id}@{described.revision}: installed  {provenance(described)}")


def provenance(described: Manifest) -> str:
    """Return where an installed model comes from, and how it compared with the original."""
    parts = [described.source, described.engine]
    if parity := described.parity:
        parts.append(
            f"{described.quantization}: {parity.quantised_equal} of {parity.probes} texts as in "
            "float32"
        )
    return ", ".join(parts)


@contextmanager
def bars() -> Iterator[hub.Progress]:
    """Show bars on a terminal, and a line a file in a pipe."""
    console = Console(stderr=True)
    if not console.is_terminal:
        told: set[str] = set()

        def tell(name: str, here: int, size: int) -> None:
            if name not in told:
                told.add(name)
                already = f", {here / 1e6:.0f} MB of them are here" if here else ""
                click.echo(f"  {name}: {size / 1e6:.1f} MB{already}", err=True)

        yield tell
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), console=console) as drawn:
        tasks: dict[str, TaskID] = {}

        def draw(name: str, here: int, size: int) -> None:
            if name not in tasks:
                tasks[name] = drawn.add_task(name, total=size)
            drawn.update(tasks[name], completed=here)

        yield draw


def list_models(cards: Sequence[ModelCard], installed: Mapping[str, Manifest]) -> None:
    """Print a table on a terminal, and lines of tab-separated columns in a pipe."""
    rows = [_row(card, installed.get(card.id)) for card in cards]
    if not sys.stdout.isatty():
        for row in rows:
            click.echo("\t".join(row))
        return
    table = Table(box=None)
    for name in ("model", "installed", "task", "languages", "licence", "MB", "sets"):
        table.add_column(name, justify="right" if name == "MB" else "left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _row(card: ModelCard, found: Manifest | None) -> tuple[str, ...]:
    languages = ",".join(card.sources)
    if card.task == "translate":
        languages += f" > {','.join(card.targets)}"
    licence = card.licence if card.commercial else f"{card.licence} (not commercial)"
    revision = found.revision if found else "-"
    return (
        card.id,
        revision,
        card.task,
        languages,
        licence,
        str(card.megabytes),
        ",".join(card.sets) or "-",
    )
