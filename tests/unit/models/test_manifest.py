"""What lies beside an installed model: summarizer.models.manifest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summarizer.errors import NotAsRecorded
from summarizer.models import manifest
from summarizer.models.manifest import FileRecord, Manifest, Parity
from tests.checkpoints import CARDS

if TYPE_CHECKING:
    from pathlib import Path

SWAPPED = {"uk": ">>rus<<", "ru": ">>ukr<<"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a model of two files, with its manifest."""
    (tmp_path / "model.bin").write_bytes(b"weights")
    (tmp_path / "vocab.json").write_text("{}")
    manifest.write(tmp_path, described(tmp_path))
    return tmp_path


def described(folder: Path) -> Manifest:
    """Return the manifest of what is in `folder`."""
    return Manifest(
        model=CARDS["marian"],
        engine="ctranslate2",
        quantization="int8",
        files=manifest.records(folder),
        source="tests/tiny-marian@0123",
        versions={"ctranslate2": "4.8.5"},
        mended=(),
        parity=Parity(probes=12, score_difference=1e-6, quantised_equal=11),
        created="2026-01-01T00:00:00+00:00",
    )


def test_it_is_read_as_it_was_written(folder: Path) -> None:
    """Files, origin, licence, versions and figures of parity."""
    assert manifest.read(folder) == described(folder)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"files": {"model.bin": FileRecord("0" * 64, 7)}}, id="files"),
        pytest.param({"model": replace(CARDS["marian"], decoding={"beam": 2})}, id="decoding"),
        pytest.param({"model": replace(CARDS["marian"], labels=SWAPPED)}, id="labels"),
        pytest.param({"model": replace(CARDS["marian"], context=64)}, id="context"),
    ],
)
def test_the_revision_changes_with_what_changes_a_text(
    folder: Path, changed: dict[str, object]
) -> None:
    """Remembered texts of the former model are not served then."""
    before = manifest.read(folder)
    after = replace(before, **changed)  # type: ignore[arg-type]
    assert len(before.revision) == 12
    assert after.revision != before.revision


def test_the_revision_stays_where_nothing_changes_a_text(folder: Path) -> None:
    """The same files installed another day are the same model."""
    before = manifest.read(folder)
    again = replace(before, created="2027-01-01T00:00:00+00:00", source="models.tar")
    assert again.revision == before.revision


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(None, "No such file", id="missing"),
        pytest.param("{", "Invalid JSON", id="no-json"),
        pytest.param("{}", "Field required", id="incomplete"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_told(
    folder: Path, content: str | None, told: str
) -> None:
    """With its path."""
    (folder / manifest.NAME).unlink()
    if content is not None:
        (folder / manifest.NAME).write_text(content)
    with pytest.raises(NotAsRecorded, match=told) as raised:
        manifest.read(folder)
    assert manifest.NAME in str(raised.value)


def test_a_manifest_cannot_name_files_elsewhere(folder: Path) -> None:
    """A name with a path in it is no name of a file of the model."""
    path = folder / manifest.NAME
    path.write_text(path.read_text().replace('"vocab.json"', '"../vocab.json"'))
    with pytest.raises(NotAsRecorded, match="files"):
        manifest.read(folder)
