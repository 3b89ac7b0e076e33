"""The command line for API keys: `summarizer keys new`."""

from __future__ import annotations

import click

from summarizer import keys as api_keys


@click.group()
def keys() -> None:
    """Make API keys, for the file that the setting api.keys_file names."""


@keys.command(
    epilog="""\b
Examples:
  summarizer keys new desk >> keys
  summarizer keys new desk"""
)
@click.argument("name")
def new(name: str) -> None:
    """Make a key for the caller NAME.

    The line for the file goes to standard output; the key itself, which nobody can read from it, to
    standard error, once. A name may have several lines: the keys of all of them are good, until
    their line is taken out.
    """
    key = api_keys.new()
    try:
        line = api_keys.line(name, key)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="NAME") from None
    click.echo(line)
    click.echo(f"The key of {name}, which is shown only now:\n{key}", err=True)
