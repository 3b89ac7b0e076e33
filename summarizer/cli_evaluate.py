"""`summarizer evaluate ...`: judges the checks and the installed models before they serve."""

from __future__ import annotations

import click

from summarizer.cli_checks import faithfulness, pairs
from summarizer.cli_scores import summaries, translation


@click.group()
def evaluate() -> None:
    """Judge the checks, and the installed models, on texts whose right answers are known."""


for _command in (faithfulness, pairs, translation, summaries):
    evaluate.add_command(_command)
