"""Models in one file: summarizer.models.bundle, and the commands that write and read it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from summarizer.cli import main
from summarizer.errors import StoreError
from summarizer.models import bundle, manifest, store
from tests.unit.models.test_store import put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

MODELS = {"a": b"A" * 1000, "b": b"B" * 700}


def run(place: Path, *arguments: object) -> Result:
    """Run a command on the models in `place`."""
    environment = {"SUMMARIZER_MODELS_DIRECTORY": str(place)}
    return CliRunner().invoke(main, ["models", *map(str, arguments)], env=environment)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bundle of two models."""
    folder = tmp_path_factory.mktemp("packed")
    return pack(folder / "models", folder / "models.tar")


def pack(place: Path, target: Path) -> Path:
    """Install the models in `place`, and export them all."""
    for model, weights in MODELS.items():
        put(place, model, weights)
    result = run(place, "export", target)
    assert result.exit_code == 0, result.output
    return target


def contents(place: Path) -> dict[str, bytes]:
    """Return all files of the installed models."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for folder in store.folders(place)
        for path in folder.iterdir()
    }


def test_all_models_go_elsewhere_in_one_file(packed: Path, tmp_path: Path) -> None:
    """With their manifests; nothing else is left behind."""
    result = run(tmp_path / "there", "import", packed)
    assert result.exit_code == 0, result.output
    assert [line.split("@")[0] for line in result.stdout.splitlines()] == ["a", "b"]
    assert contents(tmp_path / "there") == contents(packed.parent / "models")
    assert run(tmp_path / "there", "verify").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == [".lock", "a", "b"]
    assert sorted(path.name for path in packed.parent.iterdir()) == ["models", "models.tar"]


def test_named_models_go_without_the_others(packed: Path, tmp_path: Path) -> None:
    """As where the other side has the rest."""
    run(packed.parent / "models", "export", "b", tmp_path / "b.tar")
    run(tmp_path / "there", "import", tmp_path / "b.tar")
    assert [folder.name for folder in store.folders(tmp_path / "there")] == ["b"]


def test_a_bundle_is_the_same_wherever_it_is_written(packed: Path, tmp_path: Path) -> None:
    """Neither times, nor modes, nor the order of a folder get into it."""
    for model in reversed(MODELS):
        put(tmp_path / "models", model, MODELS[model])
    for path in (tmp_path / "models").rglob("*"):
        os.utime(path, (1, 1))
    (tmp_path / "models" / "a" / "model.bin").chmod(0o600)
    run(tmp_path / "models", "export", "b", "a", tmp_path / "again.tar")
    assert (tmp_path / "again.tar").read_bytes() == packed.read_bytes()


def test_a_bundle_says_what_its_models_may_be_used_for(packed: Path) -> None:
    """A line a model, for whoever has to approve what is carried in."""
    with tarfile.open(packed) as opened:
        table = opened.extractfile(bundle.LICENCES)
        assert table
        header, *rows = (line.split("\t") for line in table.read().decode().splitlines())
    assert header == ["model", "licence", "commercial use", "source"]
    assert [row[0] for row in rows] == list(MODELS)
    assert {row[2] for row in rows} == {"allowed"}


def test_a_bundle_can_be_checked_without_this_program(packed: Path, tmp_path: Path) -> None:
    """By tar and sha256sum, on the machine where it is approved."""
    subprocess.run(["tar", "-xf", packed, "-C", tmp_path], check=True)
    subprocess.run(["sha256sum", "--check", "--strict", bundle.SUMS], cwd=tmp_path, check=True)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bit_is_refused_or_changes_nothing(
    packed: Path, tmp_path_factory: pytest.TempPathFactory, place: float, bit: int
) -> None:
    """Only in what fills up a block of the archive can one be of no account."""
    folder = tmp_path_factory.mktemp("changed")
    damaged = bytearray(packed.read_bytes())
    damaged[int(place * len(damaged))] ^= 1 << bit
    (folder / "models.tar").write_bytes(damaged)
    result = run(folder / "there", "import", folder / "models.tar")
    if result.exit_code == 0:
        assert contents(folder / "there") == contents(packed.parent / "models")
    else:
        assert result.stderr.startswith("Error: "), result.output
        assert contents(folder / "there") == {}


@given(share=st.floats(0, 1, exclude_max=True))
def test_what_is_cut_short_is_refused_or_lacks_nothing(
    packed: Path, tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    """Also between two files, where an archive looks whole."""
    folder = tmp_path_factory.mktemp("cut")
    (folder / "models.tar").write_bytes(packed.read_bytes()[: int(share * packed.stat().st_size)])
    result = run(folder / "there", "import", folder / "models.tar")
    if result.exit_code == 0:
        assert contents(folder / "there") == contents(packed.parent / "models")
    else:
        assert result.stderr.startswith("Error: "), result.output
        assert contents(folder / "there") == {}


def test_a_bundle_cut_between_two_models_installs_neither(packed: Path, tmp_path: Path) -> None:
    """The first one is whole, but it is not all that was packed."""
    with tarfile.open(packed) as opened:
        first_of_b = next(entry for entry in opened if entry.name.startswith("b/"))
    (tmp_path / "cut.tar").write_bytes(packed.read_bytes()[: first_of_b.offset])
    result = run(tmp_path / "there", "import", tmp_path / "cut.tar")
    assert result.exit_code == 1
    assert "b/manifest.json is missing, b/model.bin is missing; nothing was" in result.stderr
    assert contents(tmp_path / "there") == {}


def rewritten(
    packed: Path,
    target: Path,
    change: Callable[[tarfile.TarInfo, bytes], tuple[tarfile.TarInfo, bytes]],
) -> Path:
    """Write a bundle anew, every entry changed, with sums that are right for what it holds."""
    entries = {}
    with tarfile.open(packed) as opened:
        for entry in opened:
            file = opened.extractfile(entry)
            assert file
            if entry.name != bundle.SUMS:
                entry, content = change(entry, file.read())
                entries[entry.name] = (entry, content)
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, (_, content) in entries.items()
    ).encode()
    sums_entry = tarfile.TarInfo(bundle.SUMS)
    with tarfile.open(target, "w") as opened:
        for entry, content in ((sums_entry, sums), *entries.values()):
            entry.size = len(content) if entry.isreg() else 0
            opened.addfile(entry, BytesIO(content))
    return target


def test_a_model_that_its_manifest_does_not_know_is_refused(packed: Path, tmp_path: Path) -> None:
    """Sums that somebody made anew do not help."""

    def change(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        return entry, b"poison" if entry.name == "b/model.bin" else content

    given = rewritten(packed, tmp_path / "poisoned.tar", change)
    result = run(tmp_path / "there", "import", given)
    assert result.exit_code == 1
    assert "model.bin was changed" in result.stderr
    assert contents(tmp_path / "there") == {}


def as_link(entry: tarfile.TarInfo) -> None:
    """Make a symbolic link of an entry."""
    entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"


def as_hard_link(entry: tarfile.TarInfo) -> None:
    """Make another name of a file of it."""
    entry.type, entry.linkname = tarfile.LNKTYPE, bundle.SUMS


def as_device(entry: tarfile.TarInfo) -> None:
    """Make a device of it."""
    entry.type, entry.devmajor, entry.devminor = tarfile.CHRTYPE, 1, 3


def as_folder(entry: tarfile.TarInfo) -> None:
    """Make a folder of it."""
    entry.type = tarfile.DIRTYPE


def named(name: str) -> Callable[[tarfile.TarInfo], None]:
    """Give an entry another name."""
    return lambda entry: setattr(entry, "name", name)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        pytest.param(named("../../evil"), "'../../evil' is no place", id="climbs"),
        pytest.param(named("b/../../evil"), "is no place in a bundle", id="climbs-later"),
        pytest.param(named("/tmp/evil"), "'/tmp/evil' is no place", id="absolute"),
        pytest.param(named("b/deeper/evil"), "is no place in a bundle", id="too-deep"),
        pytest.param(named(".lock/evil"), "is no place in a bundle", id="hidden"),
        pytest.param(named("evil"), "is no place in a bundle", id="beside-the-models"),
        pytest.param(as_link, "'b/model.bin' is no plain file", id="link"),
        pytest.param(as_hard_link, "is no plain file", id="hard-link"),
        pytest.param(as_device, "is no plain file", id="device"),
        pytest.param(as_folder, "is no plain file", id="folder"),
    ],
)
def test_what_is_no_file_of_a_model_is_refused(
    packed: Path, tmp_path: Path, wrong: Callable[[tarfile.TarInfo], None], told: str
) -> None:
    """By its name, before anything is unpacked; nothing is written anywhere."""

    def change(entry: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
        if entry.name == "b/model.bin":
            wrong(entry)
        return entry, content

    given = rewritten(packed, tmp_path / "models.tar", change)
    result = run(tmp_path / "there", "import", given)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "nothing was installed" in result.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".lock", "models.tar", "there"]


def test_a_file_that_is_there_twice_is_refused(packed: Path, tmp_path: Path) -> None:
    """Which one was meant is not guessed."""
    twice = tmp_path / "models.tar"
    twice.write_bytes(packed.read_bytes())
    with tarfile.open(twice, "a") as opened:
        opened.addfile(tarfile.TarInfo("b/model.bin"))
    with pytest.raises(StoreError, match=r"'b/model\.bin' is there twice"):
        bundle.unpack(twice, tmp_path / "there")


@pytest.mark.parametrize("content", [b"", b"no", b"\x1f\x8b" + b"no" * 600])
def test_what_is_no_bundle_is_told(tmp_path: Path, content: bytes) -> None:
    """And the file stays as it is."""
    (tmp_path / "models.tar").write_bytes(content)
    result = run(tmp_path / "there", "import", tmp_path / "models.tar")
    assert result.exit_code == 1
    assert "models.tar is no bundle of models" in result.stderr
    assert (tmp_path / "models.tar").read_bytes() == content


def test_an_archive_of_something_else_is_told(tmp_path: Path) -> None:
    """It has no sums."""
    with tarfile.open(tmp_path / "models.tar", "w") as opened:
        opened.addfile(tarfile.TarInfo("b/model.bin"))
    result = run(tmp_path / "there", "import", tmp_path / "models.tar")
    assert "no bundle of models, having no SHA256SUMS" in result.stderr


def test_a_model_that_is_there_stays_while_a_bundle_is_refused(
    packed: Path, tmp_path: Path
) -> None:
    """An import that fails takes nothing away."""
    put(tmp_path / "there", "b", b"before")
    (tmp_path / "cut.tar").write_bytes(packed.read_bytes()[:-9000])
    assert run(tmp_path / "there", "import", tmp_path / "cut.tar").exit_code == 1
    assert manifest.verified(tmp_path / "there" / "b")
    assert (tmp_path / "there" / "b" / "model.bin").read_bytes() == b"before"


def test_an_export_that_fails_leaves_no_file(tmp_path: Path) -> None:
    """Half a bundle is none."""
    folder = put(tmp_path / "models", "a")
    described = manifest.verified(folder)
    (folder / "model.bin").unlink()
    with pytest.raises(FileNotFoundError):
        bundle.pack({folder: described}, tmp_path / "models.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["models"]
