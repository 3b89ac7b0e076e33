"""The service and its errors, for the commands that use it in their own process."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import click
from rich.console import Console

from summarizer import settings
from summarizer.app import create_service
from summarizer.deadline import Deadline
from summarizer.domain import Terms
from summarizer.errors import RequestError, SettingsError, SummarizerError
from summarizer.telemetry import Metrics, configure

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from summarizer.service import Service


def loaded_settings() -> settings.Settings:
    """Return the settings in force; raises ClickException, naming the one that is wrong."""
    try:
        return settings.load()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def service() -> tuple[Service, Metrics]:
    """Return the service that the settings describe, its models not loaded yet."""
    configure("warning", "console")
    metrics = Metrics()
    return create_service(loaded_settings(), metrics), metrics


def terms() -> Terms:
    """Return the terms on which the command line is served, from now on."""
    return Terms(Deadline.after(loaded_settings().limits.seconds))


def told(error: SummarizerError) -> click.ClickException:
    """Return `error` in the words of the command line."""
    if isinstance(error, RequestError):
        return click.ClickException(f"{error.pointer.removeprefix('/')}: {error.detail}")
    return click.ClickException(str(error) or "the time is over (setting limits.seconds)")


def progress(what: str) -> AbstractContextManager[object]:
    """Say what is going on, to people."""
    console = Console(stderr=True)
    return console.status(what) if console.is_terminal else nullcontext()
