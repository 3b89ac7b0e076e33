"""Installs models from the hub, or from a checkpoint on the disk."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from summarizer.errors import StoreError
from summarizer.models import checkpoint, manifest, store
from summarizer.models.manifest import Manifest

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.models.catalog import ModelCard
    from summarizer.models.convert import Conversion
    from summarizer.models.hub import Progress
    from summarizer.models.manifest import EngineName

# A converted model is written in float32 first; a checkpoint may be in float16.
_ROOM = 2.5


def is_installed(directory: Path, card: ModelCard, engine: EngineName) -> bool:
    """Tell whether just this model is installed; its files are not read."""
    return any(
        found.model == card and found.engine == engine for _, found in store.installed(directory)
    )


def fetch(directory: Path, card: ModelCard, progress: Progress) -> tuple[Path, str]:
    """Fetch a checkpoint from the hub; return its folder, which stays there, and its commit.

    The caller holds the lock. Raises StoreError.
    """
    # It takes a second to import, and only this needs it.
    from summarizer.models import hub

    folder = store.downloads(directory, card.id)
    return folder, hub.download(card, folder, progress)


def pull(directory: Path, card: ModelCard, engine: EngineName, progress: Progress) -> Manifest:
    """Fetch a model from the hub and install it; the caller holds the lock. Raises StoreError."""
    folder, commit = fetch(directory, card, progress)
    described = from_checkpoint(directory, folder, card, engine, f"{card.repository}@{commit}")
    shutil.rmtree(folder)
    return described


def from_checkpoint(
    directory: Path, folder: Path, card: ModelCard, engine: EngineName, source: str
) -> Manifest:
    """Install the checkpoint in `folder`; the caller holds the lock. Raises StoreError."""
    there = [path.name for path in folder.iterdir()]
    try:
        names = checkpoint.files(there, card.family, _pinned_weights(folder, card))
    except StoreError as error:
        raise StoreError(f"{folder}: {error}") from error
    size = sum((folder / name).stat().st_size for name in names)
    store.require_space(directory, int(_ROOM * size) // 1_000_000 + 1)
    with store.staging(directory) as staged:
        conversion = None
        if engine == "ctranslate2":
            with store.staging(directory) as alone:
                # What else lies there is nothing that the libraries should find.
                for name in names:
                    (alone / name).symlink_to(folder.resolve() / name)
                conversion = _convert(alone, card, staged)
        else:
            for name in names:
                shutil.copy(folder / name, staged / name)
        described = Manifest(
            model=card,
            engine=engine,
            quantization=conversion.quantization if conversion else "none",
            files=manifest.records(staged),
            source=source,
            versions=conversion.versions if conversion else {},
            mended=conversion.mended if conversion else (),
            parity=conversion.parity if conversion else None,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        store.install(directory, staged, described)
    return described


def _pinned_weights(folder: Path, card: ModelCard) -> str | None:
    """Return the file that has the digest of the card, where the card has one."""
    if card.weights_sha256 is None:
        return None
    for path in folder.iterdir():
        if checkpoint.is_weights(path.name) and manifest.digest(path) == card.weights_sha256:
            return path.name
    raise StoreError(
        f"no file of weights has the SHA-256 of the catalogue ({card.weights_sha256}); weights of "
        "your own go into a catalogue of your own (models.catalog)"
    )


def _convert(folder: Path, card: ModelCard, staged: Path) -> Conversion:
    try:
        # Serving goes without the libraries that this needs.
        from summarizer.models.convert import convert
    except ImportError as error:
        raise StoreError(
            f"{card.id} was not converted: {error.name} is not installed. "
            "`scripts/serve --models SET` installs what converting needs, and removes it "
            "afterwards; docs/models.md says how to do it by hand"
        ) from error
    return convert(folder, card, staged)
