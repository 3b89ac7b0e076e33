"""Models carried in one file: a tar that comes out the same, byte for byte, whoever packs them.

SHA256SUMS          of every other file, as sha256sum writes and checks it
LICENCES.tsv        what each model may be used for, and where it comes from
MODEL/manifest.json
MODEL/...           the files of a model
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from io import BytesIO
from typing import TYPE_CHECKING

from summarizer.errors import StoreError
from summarizer.models import manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from summarizer.models.manifest import Manifest

SUMS = "SHA256SUMS"
LICENCES = "LICENCES.tsv"

_TOP = frozenset({SUMS, LICENCES})
_NAME = "[A-Za-z0-9_][A-Za-z0-9._-]*"
_OF_A_MODEL = re.compile(f"{_NAME}/{_NAME}")


def pack(models: Mapping[Path, Manifest], target: Path) -> None:
    """Write models, verified, each by its folder, into the new file `target`, whole or not at all.

    Nothing of the machine, the user or the time goes into it.
    """
    licences = _licences(models).encode()
    sums = {LICENCES: hashlib.sha256(licences).hexdigest()}
    files = {}
    for folder, described in sorted(models.items()):
        for name in sorted((*described.files, manifest.NAME)):
            path = folder / name
            record = described.files.get(name)
            sums[f"{folder.name}/{name}"] = record.sha256 if record else manifest.digest(path)
            files[f"{folder.name}/{name}"] = path
    part = target.with_name(f".{target.name}.part")
    try:
        with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as bundle:
            _add(bundle, SUMS, "".join(f"{sums[name]}  {name}\n" for name in sums).encode())
            _add(bundle, LICENCES, licences)
            for name, path in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = path.stat().st_size
                with path.open("rb") as file:
                    bundle.addfile(entry, file)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def unpack(given: Path, folder: Path) -> list[Path]:
    """Unpack the bundle `given` into the empty `folder`, and return the folder of each model.

    Raises StoreError, naming what is wrong, unless every file is there as it was packed, and no
    other. The manifests are still to be held against their files.
    """
    try:
        with tarfile.open(given, "r:") as bundle:
            _require_files(given, bundle.getmembers())
            bundle.extractall(folder, filter="data")
    except (tarfile.TarError, ValueError) as error:
        raise StoreError(f"{given} is no bundle of models, or is damaged: {error}") from error
    faults = _faults(folder)
    if faults:
        raise StoreError(f"{given}: {', '.join(faults)}; nothing was installed")
    models = sorted(path for path in folder.iterdir() if path.is_dir())
    for model in models:
        # Other users serve what this one installs.
        model.chmod(0o755)
    return models


def _licences(models: Mapping[Path, Manifest]) -> str:
    rows = [("model", "licence", "commercial use", "source")]
    for _, described in sorted(models.items()):
        card = described.model
        allowed = "allowed" if card.commercial else "forbidden"
        rows.append((card.id, card.licence, allowed, described.source))
    return "".join("\t".join(row) + "\n" for row in rows)


def _add(bundle: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    bundle.addfile(entry, BytesIO(content))


def _require_files(given: Path, members: list[tarfile.TarInfo]) -> None:
    """Raise StoreError for whatever no bundle has: links, devices, names that lead elsewhere."""
    seen = set()
    for member in members:
        name = member.name
        if not member.isreg():
            fault = "is no plain file"
        elif name not in _TOP and not _OF_A_MODEL.fullmatch(name):
            fault = "is no place in a bundle"
        elif name in seen:
            fault = "is there twice"
        else:
            seen.add(name)
            continue
        raise StoreError(f"{given}: {name!r} {fault}; nothing was installed")


def _faults(folder: Path) -> list[str]:
    """Return in what the unpacked files differ from the sums that came with them."""
    sums = folder / SUMS
    if not sums.is_file():
        return [f"it is no bundle of models, having no {SUMS}"]
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    found = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and path != sums
    }
    faults = [f"{name} is missing" for name in sorted(listed.keys() - found)]
    faults += [f"{name} is in no {SUMS}" for name in sorted(found.keys() - listed)]
    return faults + [
        f"{name} was changed"
        for name in sorted(found.keys() & listed)
        if manifest.digest(found[name]) != listed[name]
    ]
