"""The command line: `summarizer serve`, `summarise`, `detect`, `models`, `keys`, ..."""

from __future__ import annotations

import os
import re
import sys
from typing import IO, TYPE_CHECKING

import click
from pydantic_core import to_json

from summarizer import __version__, cli_evaluate, cli_keys, cli_models, settings
from summarizer.api.articles import KEY_PATTERN
from summarizer.api.openapi import document
from summarizer.api.summarise import to_schema
from summarizer.api.translate import to_schema as translations
from summarizer.cli_answers import print_plain, show_answer
from summarizer.cli_service import loaded_settings, progress, service, terms, told
from summarizer.domain import LENGTHS, SummariseRequest
from summarizer.errors import DeadlinePassed, ModelError, NotPurged, RequestError
from summarizer.languages import NAMES
from summarizer.tables import config_directory
from summarizer.telemetry import Timings

if TYPE_CHECKING:
    from summarizer.domain import Length


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every setting: `summarizer config show`.",
)
@click.version_option(__version__, prog_name="summarizer")
def main() -> None:
    """Short and long news summaries, with the source of every sentence."""


@main.command(
    epilog="""\b
Examples:
  summarizer serve
  summarizer serve --host 0.0.0.0 --port 9000
  REDIS_URL=redis://localhost:6379 summarizer serve"""
)
@click.option("--host", help="Address to listen on (setting server.host).")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port to listen on (setting server.port)."
)
def serve(host: str | None, port: int | None) -> None:
    """Start the service under gunicorn; Ctrl-C stops it."""
    if host is not None:
        os.environ[settings.variable("server.host")] = host
    if port is not None:
        os.environ[settings.variable("server.port")] = str(port)
    loaded = loaded_settings()
    where = "Redis" if loaded.cache.redis_url.get_secret_value() else "the memory of this process"
    click.echo(
        f"summarizer {__version__}: http://{loaded.server.host}:{loaded.server.port}, "
        f"summaries are cached in {where}",
        err=True,
    )
    configuration = str(config_directory() / "gunicorn.conf.py")
    # The same process becomes gunicorn, so that signals reach it.
    os.execv(
        sys.executable,
        [sys.executable, "-m", "gunicorn", "--config", configuration, "summarizer.wsgi:app"],
    )


@main.command(
    epilog="""\b
Examples:
  summarizer summarise article.txt
  summarizer summarise --length short --json article.txt | jq -r .summaries.short.en.text
  curl -s https://example.org/story.html | summarizer summarise --html -"""
)
@click.argument("file", type=click.File("rb"))
@click.option(
    "--length",
    "lengths",
    type=click.Choice(LENGTHS),
    multiple=True,
    help="Which summary; may be given twice. Default: both.",
)
@click.option(
    "--to", "audiences", multiple=True, metavar="TAG", help="Audience: uk, ru, zh-Hans..."
)
@click.option(
    "--language", default="auto", metavar="TAG", help="Of the article. Default: detected."
)
@click.option("--title", help="The headline, if it is known.")
@click.option("--html", is_flag=True, help="FILE is a web page.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the whole answer as the service gives it."
)
def summarise(
    file: IO[bytes],
    lengths: tuple[Length, ...],
    audiences: tuple[str, ...],
    language: str,
    title: str | None,
    html: bool,
    as_json: bool,
) -> None:
    """Summarise the article in FILE (- for standard input)."""
    article = _read(file)
    serving, metrics = service()
    request = SummariseRequest(
        text=None if html else article,
        html=article if html else None,
        title=title,
        language=language,
        lengths=lengths or LENGTHS,
        translate_to=audiences,
    )
    with progress("reading and summarising"):
        serving.load()
        try:
            answer = to_schema(serving.summarise(request, terms(), Timings(metrics)))
        except (RequestError, ModelError, DeadlinePassed) as error:
            raise told(error) from None
    if as_json:
        click.echo(answer.model_dump_json(exclude_unset=True, indent=2))
    elif sys.stdout.isatty():
        show_answer(answer)
    else:
        print_plain(answer)
    for warning in answer.warnings:
        click.echo(f"note: {warning.detail}", err=True)


@main.command(
    epilog="""\b
Examples:
  echo 'The road is open.' | summarizer translate --to uk -
  summarizer translate --from ru --to zh-Hans --json report.txt"""
)
@click.argument("file", type=click.File("rb"))
@click.option(
    "--to", "target", required=True, metavar="TAG", help="Language that is wanted: uk, zh-Hant..."
)
@click.option(
    "--from", "source", default="auto", metavar="TAG", help="Of the text. Default: detected."
)
@click.option("--json", "as_json", is_flag=True, help="Print sentences, flags and route too.")
def translate(file: IO[bytes], target: str, source: str, as_json: bool) -> None:
    """Translate the text in FILE (- for standard input)."""
    text = _read(file)
    serving, _ = service()
    with progress("translating"):
        serving.load()
        try:
            translated = translations(serving.translate([text], source, target, terms()))
        except (RequestError, ModelError, DeadlinePassed) as error:
            raise told(error) from None
    if as_json:
        click.echo(translated.model_dump_json(indent=2))
        return
    (translation,) = translated.translations
    click.echo(translation.text, nl=not translation.text.endswith("\n"))
    for sentence in translation.sentences:
        for flag in sentence.flags:
            click.echo(f"{flag.severity}: {flag.message}: {flag.output}", err=True)


@main.command(
    epilog="""\b
Example:
  echo 'Що сталося?' | summarizer detect -"""
)
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print confidence and candidates too.")
def detect(file: IO[bytes], as_json: bool) -> None:
    """Tell the language of the text in FILE (- for standard input); exit 1 if it is not certain."""
    text = _read(file)
    serving, _ = service()
    try:
        detection = serving.detect(text, terms())
    except (RequestError, DeadlinePassed) as error:
        raise told(error) from None
    if as_json:
        click.echo(to_json(detection, indent=2))
    elif detection.language:
        click.echo(detection.language)
    if detection.language is None:
        likely = ", ".join(tag for tag, _ in detection.candidates) or "none"
        raise click.ClickException(f"the language is not certain; candidates: {likely}")


@main.command()
def languages() -> None:
    """List the languages that articles are read in."""
    serving, _ = service()
    serving.load()
    for tag in serving.article_languages():
        click.echo(f"{tag:8} {NAMES[tag]}")


@main.command(
    epilog="""\b
Example:
  summarizer purge a4e0c5bb35b1b4018acc63dfcf390ce31c2fb382f75ff0d78909ddf7434c88af"""
)
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
def purge(keys: tuple[str, ...]) -> None:
    """Have Redis forget stories, by the `article.key` of their answers."""
    wrong = [key for key in keys if not re.fullmatch(KEY_PATTERN, key)]
    if wrong:
        raise click.ClickException(f"{wrong[0]} is no key: it has 64 hexadecimal digits")
    loaded = loaded_settings()
    if not loaded.cache.redis_url.get_secret_value():
        raise click.ClickException(
            "summaries are in the memory of the process that serves: send it DELETE"
            " /v1/articles/KEY, or set cache.redis_url"
        )
    serving, _ = service()
    for key in keys:
        try:
            serving.purge(key)
        except NotPurged as error:
            raise click.ClickException(str(error)) from None


main.add_command(cli_models.models)
main.add_command(cli_keys.keys)
main.add_command(cli_evaluate.evaluate)


@main.group()
def config() -> None:
    """Look at the settings."""


@config.command()
def show() -> None:
    """Print every setting as it is in force, and the variable that changes it."""
    loaded = loaded_settings().model_dump(mode="json")
    for name in settings.names():
        section, key = name.split(".")
        click.echo(f"{name} = {loaded[section][key]!r}  # {settings.variable(name)}")


@main.command()
def openapi() -> None:
    """Print the OpenAPI document of the service."""
    click.echo(to_json(document(), indent=2))


def _read(file: IO[bytes]) -> str:
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"FILE is not UTF-8: {error.reason}") from None
