"""The command line for models: `summarizer models list`, `pull`, `import`, `verify`, ..."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summarizer import settings
from summarizer.cli_display import bars, list_models, provenance, say_installed
from summarizer.errors import HubUnreachable, NotAsRecorded, SettingsError, StoreError
from summarizer.models import bundle, catalog, install, manifest, store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.models.catalog import Catalog, ModelCard
    from summarizer.models.manifest import EngineName

_ENGINES = ("ctranslate2", "transformers")
_engine = click.option(
    "--engine",
    type=click.Choice(_ENGINES),
    default="ctranslate2",
    show_default=True,
    help="What will run it: ctranslate2 converts it; transformers takes it as it is (torch).",
)


@click.group()
def models() -> None:
    """Install models, and look after those that are installed."""


@models.command("list")
@click.option("--set", "name", metavar="SET", help="Only models of the set.")
@click.option("--missing", is_flag=True, help="Only the ids of those that are not installed.")
def list_(name: str | None, missing: bool) -> None:
    """List the models of the catalogue and the installed ones."""
    with _told():
        known, place = _catalogue()
        installed = {found.model.id: found for _, found in store.installed(place)}
        cards = known.members(name) if name else tuple(known.cards.values())
        if missing:
            for card in cards:
                if card.id not in installed:
                    click.echo(card.id)
            return
        foreign = (
            [] if name else [m.model for m in installed.values() if m.model.id not in known.cards]
        )
        list_models([*cards, *foreign], installed)
        if sys.stdout.isatty():
            click.echo(f"\nModels are kept in {place}.")


@models.command(
    epilog="""\b
Examples:
  summarizer models pull --set default
  summarizer models pull opus-mt-en-zh
  HF_ENDPOINT=https://hub.example.org summarizer models pull --set small"""
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--set", "name", metavar="SET", help="A whole set: default, small or large.")
@_engine
@click.option("--fetch-only", is_flag=True, help="Install nothing yet; another pull does.")
def pull(ids: tuple[str, ...], name: str | None, engine: EngineName, fetch_only: bool) -> None:
    """Fetch models from the hub, convert and install them.

    A pull that was broken off goes on where it stopped. Models that are installed already are left
    as they are.
    """
    if bool(ids) == bool(name):
        raise click.UsageError("name models, or a set with --set: default, small or large")
    with _told():
        known, place = _catalogue()
        cards = known.members(name) if name else tuple(known.card(id_) for id_ in ids)
        _require_licences(cards)
        with store.locked(place, "summarizer models pull", _waits):
            try:
                failed = [c.id for c in cards if not _pull(place, c, engine, fetch_only)]
            except HubUnreachable as error:
                missing = [c.id for c in cards if not install.is_installed(place, c, engine)]
                raise StoreError(f"{error}.\n{_without_network(missing)}") from error
    if failed:
        raise click.ClickException(f"not installed: {', '.join(failed)}")


@models.command(
    "import",
    epilog="""\b
Examples:
  summarizer models import /mnt/models
  summarizer models import models.tar
  summarizer models import --id opus-mt-en-zh ~/checkpoints/opus-mt-en-zh""",
)
@click.argument("given", type=click.Path(exists=True, path_type=Path), metavar="DIR")
@click.option("--id", "id_", metavar="ID", help="Which model of the catalogue a checkpoint is.")
@_engine
def import_(given: Path, id_: str | None, engine: EngineName) -> None:
    """Install models from DIR: as `export` wrote them (or a .tar), or a checkpoint of a hub.

    Of a .tar nothing is installed unless every byte of all its models is as it was exported.
    """
    with _told():
        known, place = _catalogue()
        with store.locked(place, "summarizer models import", _waits):
            if given.is_file():
                _import_bundle(place, given)
            elif exported := store.exported(given):
                for folder in exported:
                    _require_licences([manifest.read(folder).model])
                    say_installed(store.adopt(place, folder))
            else:
                card = known.card(id_ or given.resolve().name)
                _require_licences([card])
                click.echo(f"{card.id}: installing from {given}", err=True)
                source = given.resolve().name
                say_installed(install.from_checkpoint(place, given, card, engine, source))


@models.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
def verify(ids: tuple[str, ...]) -> None:
    """Read every file of the installed models; exit 1 if one is not as it was installed."""
    with _told():
        _, place = _catalogue()
        folders = [store.find(place, id_) for id_ in ids] if ids else store.folders(place)
    wrong = False
    for folder in folders:
        try:
            found = manifest.verified(folder)
        except NotAsRecorded as error:
            wrong = True
            click.echo(f"WRONG {folder.name}: {error}")
        else:
            click.echo(f"ok    {found.model.id}@{found.revision}  {provenance(found)}")
    if not folders:
        click.echo(f"no model is installed in {place}", err=True)
    if wrong:
        raise SystemExit(1)


@models.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def remove(ids: tuple[str, ...]) -> None:
    """Remove installed models."""
    with _told():
        _, place = _catalogue()
        with store.locked(place, "summarizer models remove", _waits):
            for id_ in ids:
                store.remove(place, id_)
                click.echo(f"{id_}: removed")


@models.command(
    epilog="""\b
Examples:
  summarizer models export models.tar
  summarizer models export opus-mt-en-zh /mnt/models"""
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR")
def export(ids: tuple[str, ...], target: Path) -> None:
    """Copy installed models, all or those named, into DIR, or into the one file DIR.tar.

    A .tar of the same models is the same byte for byte, wherever and whenever it is written.
    """
    with _told():
        _, place = _catalogue()
        chosen = list(ids) or [folder.name for folder in store.folders(place)]
        if not chosen:
            raise StoreError(f"no model is installed in {place}")
        store.export(place, chosen, target)
        click.echo(f"{', '.join(chosen)}: copied to {target}")


def _catalogue() -> tuple[Catalog, Path]:
    """Return what can be installed, and where installed models lie."""
    try:
        set_ = settings.load().models
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    return catalog.load(set_.catalog), store.place(set_.directory)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        # A folder that may not be written, a volume that went away.
        raise click.ClickException(f"{error.filename}: {error.strerror}") from None


def _require_licences(cards: Sequence[ModelCard]) -> None:
    accepted = settings.load().models.accept_noncommercial
    for card in cards:
        if not (card.commercial or accepted):
            raise StoreError(
                f"{card.id} may not be used commercially ({card.licence}); "
                f"{settings.variable('models.accept_noncommercial')}=true accepts that"
            )


def _import_bundle(place: Path, given: Path) -> None:
    """Install every model of a bundle, once all of them have proved whole."""
    with store.staging(place) as staged:
        found = {folder: manifest.verified(folder) for folder in bundle.unpack(given, staged)}
        _require_licences([described.model for described in found.values()])
        for folder, described in found.items():
            store.install(place, folder, described)
            say_installed(described)


def _without_network(missing: Sequence[str]) -> str:
    ids = " ".join(missing)
    return (
        f"Not installed: {', '.join(missing)}.\n"
        "Without a network, on a machine that has one:\n"
        f"  summarizer models pull {ids}\n"
        f"  summarizer models export {ids} models.tar\n"
        "and here:\n"
        "  summarizer models import models.tar"
    )


def _waits(holder: str) -> None:
    click.echo(f"waiting for {holder or 'another process'} to end", err=True)


def _pull(place: Path, card: ModelCard, engine: EngineName, fetch_only: bool) -> bool:
    """Fetch or install one model, and tell whether that went well. Raises HubUnreachable."""
    if install.is_installed(place, card, engine):
        click.echo(f"{card.id}: installed already", err=True)
        return True
    pin = "" if card.revision != catalog.UNPINNED else ", not pinned: its newest commit is taken"
    click.echo(f"{card.id}: about {card.megabytes} MB from {card.repository}{pin}", err=True)
    try:
        with bars() as progress:
            if fetch_only:
                install.fetch(place, card, progress)
                return True
            described = install.pull(place, card, engine, progress)
    except HubUnreachable:
        raise
    except StoreError as error:
        click.echo(f"Error: {error}", err=True)
        return False
    say_installed(described)
    return True
