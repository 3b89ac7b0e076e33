"""What lies beside an installed model: where it comes from, and what every file of it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from summarizer.errors import NotAsRecorded
from summarizer.models.catalog import ModelCard  # noqa: TC001

if TYPE_CHECKING:
    from pathlib import Path

NAME = "manifest.json"

EngineName: TypeAlias = Literal["ctranslate2", "transformers"]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was installed."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    bytes: Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Parity:
    """How a converted model was held against the original, on `probes` texts with beam 4.

    The float32 conversion wrote the same tokens, `score_difference` apart at most; of the texts
    that the quantised one writes, `quantised_equal` are the same.
    """

    probes: int
    score_difference: float
    quantised_equal: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """An installed model.

    `files` are all that belong to it, by name. `source` is `repository@commit`, or the folder that
    it was imported from. `versions` are of the libraries that converted it, `mended` the faults of
    the checkpoint that were known and mended, in words; `parity` is missing where nothing was
    converted. `created` is a time in UTC (ISO 8601).
    """

    model: ModelCard
    engine: EngineName
    quantization: str
    files: Mapping[Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]*$")], FileRecord]
    source: str
    versions: Mapping[str, str]
    mended: tuple[str, ...]
    parity: Parity | None
    created: str

    __pydantic_config__ = ConfigDict(extra="forbid")

    @property
    def revision(self) -> str:
        """Twelve hex digits that change whenever the model may write another text."""
        answers = {
            "files": {name: record.sha256 for name, record in self.files.items()},
            "labels": dict(self.model.labels),
            "context": self.model.context,
            "decoding": dict(self.model.decoding),
        }
        written = json.dumps(answers, sort_keys=True).encode()
        return hashlib.sha256(written).hexdigest()[:12]


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def read(folder: Path) -> Manifest:
    """Return the manifest of the model in `folder`; raises NotAsRecorded if it cannot be read."""
    path = folder / NAME
    try:
        return _adapter().validate_json(path.read_bytes())
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise NotAsRecorded(f"{path}: {where}: {problem['msg']}") from None
    except OSError as error:
        raise NotAsRecorded(f"{path}: {error.strerror}") from error


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of the model in `folder`."""
    (folder / NAME).write_bytes(_adapter().dump_json(manifest, indent=2) + b"\n")


def records(folder: Path) -> dict[str, FileRecord]:
    """Return what the files in `folder` are, the manifest left out."""
    return {
        path.name: FileRecord(digest(path), path.stat().st_size)
        for path in sorted(folder.iterdir())
        if path.name != NAME
    }


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verified(folder: Path) -> Manifest:
    """Return the manifest of the model in `folder`, every file of it having been read.

    Raises NotAsRecorded, naming each file that is changed, missing or not of the model.
    """
    described = read(folder)
    found = {path.name for path in folder.iterdir()} - {NAME}
    recorded = described.files
    faults = [f"{name} is missing" for name in sorted(recorded.keys() - found)]
    faults += [f"{name} does not belong to it" for name in sorted(found - recorded.keys())]
    faults += [
        f"{name} was changed"
        for name in sorted(found & recorded.keys())
        if not _is_as_recorded(folder / name, recorded[name])
    ]
    if faults:
        raise NotAsRecorded(
            f"{folder}: {', '.join(faults)}; `summarizer models pull {described.model.id}` or "
            "`import` installs it anew"
        )
    return described


def _is_as_recorded(path: Path, record: FileRecord) -> bool:
    return path.is_file() and path.stat().st_size == record.bytes and digest(path) == record.sha256
