"""`summarizer evaluate translation` and `summaries`: judge the installed models."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from pydantic_core import to_json

from summarizer.cli_service import progress, service, terms, told
from summarizer.domain import LENGTHS, SummariseRequest
from summarizer.errors import DeadlinePassed, EvaluationError, ModelError, RequestError
from summarizer.evaluation import scores
from summarizer.telemetry import Timings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarizer.domain import Flag, Length, Summary, TranslatedText

T = TypeVar("T")

# Lines that go to the models together.
_AT_ONCE = 16

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print figures for a program.")


@click.command(
    epilog="""\b
Example:
  summarizer evaluate translation --from en --to uk desk.en.txt desk.uk.txt"""
)
@click.argument("source", type=_FILE)
@click.argument("reference", type=_FILE)
@click.option("--from", "source_language", required=True, metavar="TAG", help="Of SOURCE.")
@click.option("--to", "target_language", required=True, metavar="TAG", help="Of REFERENCE.")
@_JSON
def translation(
    source: Path, reference: Path, source_language: str, target_language: str, as_json: bool
) -> None:
    """Translate SOURCE with the installed models; say how near it comes to REFERENCE.

    Line n of REFERENCE is a translation of line n of SOURCE that a person made. Says chrF and BLEU
    (sacrebleu), and what the checks found wrong.
    """
    pairs = _or_refuse(lambda: scores.read_aligned(source, reference))
    serving, _ = service()
    texts: list[TranslatedText] = []
    with progress("translating"):
        serving.load()
        for start in range(0, len(pairs), _AT_ONCE):
            lines = [line for line, _ in pairs[start : start + _AT_ONCE]]
            try:
                texts += serving.translate(lines, source_language, target_language, terms())
            except (RequestError, ModelError, DeadlinePassed) as error:
                raise told(error) from None
    figures = _or_refuse(
        lambda: scores.translation_scores(
            [translated.text for translated in texts],
            [wanted for _, wanted in pairs],
            texts[0].pair.target,
        )
    )
    sentences = [sentence for text in texts for sentence in text.sentences]
    _print_scores(
        {"lines": len(pairs), "models": sorted({text.model for text in texts})},
        figures,
        [sentence.flags for sentence in sentences],
        as_json=as_json,
    )


@click.command(
    epilog="""\b
Examples:
  summarizer evaluate summaries desk.jsonl
  summarizer evaluate summaries --model extractive --length long desk.jsonl"""
)
@click.argument("file", type=_FILE)
@click.option("--length", type=click.Choice(LENGTHS), default="short", help="Default: short.")
@click.option("--model", default="auto", metavar="ID", help="Summariser. Default: as served.")
@_JSON
def summaries(file: Path, length: Length, model: str, as_json: bool) -> None:
    """Summarise articles with the installed models; say how near it comes to people's summaries.

    Each line of FILE is a JSON object with text, language and summary. Says ROUGE-1, ROUGE-2 and
    ROUGE-L (F1), chrF, and what the checks found wrong.
    """
    references = _or_refuse(lambda: scores.read_summaries(file))
    serving, metrics = service()
    written: list[Summary] = []
    with progress("summarising"):
        serving.load()
        for reference in references:
            request = SummariseRequest(
                text=reference.text,
                language=reference.language,
                lengths=(length,),
                model=model,
                faithfulness="flag",
            )
            try:
                answer = serving.summarise(request, terms(), Timings(metrics))
            except (RequestError, ModelError, DeadlinePassed) as error:
                raise told(error) from None
            written += answer.summaries[length].values()
    figures = _or_refuse(
        lambda: scores.summary_scores(
            [summary.text for summary in written], [reference.summary for reference in references]
        )
    )
    _print_scores(
        {"articles": len(references), "models": sorted({summary.model for summary in written})},
        figures,
        [sentence.flags for summary in written for sentence in summary.sentences],
        as_json=as_json,
    )


def _print_scores(
    what: dict[str, Any],
    figures: dict[str, float],
    flags: Sequence[Sequence[Flag]],
    *,
    as_json: bool,
) -> None:
    """Print the scores, and how many sentences have an error or a warning, by check."""
    flagged = Counter(
        found
        for of_sentence in flags
        for found in {(f.check, f.severity) for f in of_sentence if f.severity != "note"}
    )
    rows = [
        {"check": check, "severity": severity, "sentences": count}
        for (check, severity), count in sorted(flagged.items())
    ]
    if as_json:
        click.echo(
            to_json(what | {"scores": figures, "sentences": len(flags), "flagged": rows}, indent=2)
        )
        return
    for name, value in what.items():
        click.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    for name, score in figures.items():
        click.echo(f"{name}: {score:.1f}")
    click.echo(f"sentences: {len(flags)}")
    for row in rows:
        click.echo(f"  {row['severity']} {row['check']}: {row['sentences']}")


def _or_refuse(work: Callable[[], T]) -> T:
    try:
        return work()
    except (EvaluationError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from None
