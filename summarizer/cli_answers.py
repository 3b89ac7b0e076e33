"""How the command line shows answers: for people, and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from summarizer.api.schemas import SummariseAnswer, SummaryOut


def print_plain(answer: SummariseAnswer) -> None:
    """Print plain text; headings only where there is more than one summary."""
    found = _summaries(answer)
    blocks = [
        summary.text if len(found) == 1 else f"{name}\n{summary.text}" for name, summary in found
    ]
    click.echo("\n\n".join(blocks))


def show_answer(answer: SummariseAnswer) -> None:
    """Show the summaries on a terminal, each sentence with its place in the source."""
    console = Console(highlight=False)
    for name, summary in _summaries(answer):
        console.print(Text(f"{name} ({summary.model})", style="bold"))
        for sentence in summary.sentences:
            places = ", ".join(f"{s.sentence}: {s.start}-{s.end}" for s in sentence.sources)
            line = Text(sentence.text, style="" if sentence.verified else "yellow")
            console.print(line, Text(f"[{places}]", style="dim"))
        console.print()


def _summaries(answer: SummariseAnswer) -> list[tuple[str, SummaryOut]]:
    return [
        (f"{length} {language}", summary)
        for length, by_language in answer.summaries.items()
        for language, summary in by_language.items()
    ]
