"""The folder of installed models: summarizer.models.store."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from summarizer.errors import NoSpace, NotAsRecorded, NotInstalled, StoreError
from summarizer.models import manifest, store
from summarizer.models.manifest import Manifest
from tests.checkpoints import CARDS


def put(directory: Path, model: str = "tiny-marian", weights: bytes = b"weights") -> Path:
    """Install a model of one file."""
    directory.mkdir(parents=True, exist_ok=True)
    with store.staging(directory) as staged:
        (staged / "model.bin").write_bytes(weights)
        described = Manifest(
            model=replace(CARDS["marian"], id=model),
            engine="ctranslate2",
            quantization="int8",
            files=manifest.records(staged),
            source="tests",
            versions={},
            mended=(),
            parity=None,
            created="2026-01-01T00:00:00+00:00",
        )
        return store.install(directory, staged, described)


def names(directory: Path) -> list[str]:
    """Return the ids of what is installed."""
    return [found.model.id for _, found in store.installed(directory)]


def test_models_are_listed_by_name(tmp_path: Path) -> None:
    """The lock and what is half done are no models."""
    put(tmp_path, "b")
    put(tmp_path, "a")
    (tmp_path / ".staging-c").mkdir()
    (tmp_path / "notes.txt").touch()
    assert names(tmp_path) == ["a", "b"]
    assert names(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("setting", "variable", "expected"),
    [
        ("/models", None, "/models"),
        ("~/models", None, "/home/desk/models"),
        ("", "/data", "/data/summarizer/models"),
        ("", None, "/home/desk/.local/share/summarizer/models"),
        ("", "", "/home/desk/.local/share/summarizer/models"),
    ],
)
def test_models_lie_in_the_data_directory_of_the_user(
    monkeypatch: pytest.MonkeyPatch, setting: str, variable: str | None, expected: str
) -> None:
    """Unless a setting says otherwise."""
    monkeypatch.setenv("HOME", "/home/desk")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if variable is not None:
        monkeypatch.setenv("XDG_DATA_HOME", variable)
    assert store.place(setting) == Path(expected)


def test_a_model_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """What fails on the way leaves nothing, and the model that was there before stays."""
    put(tmp_path, weights=b"before")
    with pytest.raises(ZeroDivisionError), store.staging(tmp_path) as staged:
        (staged / "model.bin").write_bytes(b"half" * (1 // 0))
    assert [path.name for path in tmp_path.iterdir()] == ["tiny-marian"]
    assert (tmp_path / "tiny-marian" / "model.bin").read_bytes() == b"before"


def test_a_model_is_replaced(tmp_path: Path) -> None:
    """Nothing of the former one stays."""
    put(tmp_path, weights=b"before")
    folder = put(tmp_path, weights=b"after")
    assert (folder / "model.bin").read_bytes() == b"after"
    assert manifest.verified(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["tiny-marian"]


@pytest.mark.parametrize("size", [7, 8], ids=["same-size", "other-size"])
def test_a_changed_file_is_refused(tmp_path: Path, size: int) -> None:
    """Every byte is read; size and time of a file prove nothing."""
    folder = put(tmp_path)
    (folder / "model.bin").write_bytes(b"X" * size)
    with pytest.raises(NotAsRecorded, match=r"model\.bin was changed; .*models pull tiny-marian"):
        manifest.verified(folder)


def test_a_missing_and_an_additional_file_are_refused(tmp_path: Path) -> None:
    """Each is named."""
    folder = put(tmp_path)
    (folder / "model.bin").unlink()
    (folder / "extra.py").write_text("print()")
    with pytest.raises(
        NotAsRecorded, match=r"model\.bin is missing, extra\.py does not belong to it"
    ):
        manifest.verified(folder)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """It is no file of the model."""
    folder = put(tmp_path)
    (folder / "model.bin").unlink()
    (folder / "model.bin").mkdir()
    with pytest.raises(NotAsRecorded, match=r"model\.bin was changed"):
        manifest.verified(folder)


def test_installed_files_can_be_read_by_others(tmp_path: Path) -> None:
    """Who serves need not be who installs."""
    assert put(tmp_path).stat().st_mode & 0o055 == 0o055


@pytest.mark.parametrize("final", [False, True], ids=["before-the-new-one", "after-it"])
def test_what_a_killed_process_left_is_put_right(tmp_path: Path, final: bool) -> None:
    """The former model comes back where the new one had not come; staged files go."""
    folder = put(tmp_path, weights=b"before")
    folder.rename(tmp_path / ".replaced-tiny-marian")
    (tmp_path / ".staging-x").mkdir()
    if final:
        put(tmp_path, weights=b"after")
    with store.locked(tmp_path, "test", pytest.fail):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "tiny-marian"]
    expected = b"after" if final else b"before"
    assert (tmp_path / "tiny-marian" / "model.bin").read_bytes() == expected


HOLDER = """
import sys
from pathlib import Path
from summarizer.models import store
with store.locked(Path(sys.argv[1]), "holding", print):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_process_waits_and_says_for_whom(tmp_path: Path) -> None:
    """Two pods on one volume do not convert at once."""
    told = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        def let_go(who: str) -> None:
            told.append(who)
            holder.communicate("\n")

        with store.locked(tmp_path, "second", let_go):
            assert holder.poll() == 0
    assert told[0].startswith(f"holding (process {holder.pid} on ")


def test_who_has_just_got_the_lock_has_a_moment_to_say_who_it_is(tmp_path: Path) -> None:
    """A second process that comes in between does not wait for nobody."""
    told = []
    with (tmp_path / ".lock").open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)

        def introduce() -> None:
            time.sleep(0.1)
            file.write("late (process 1 on host)\n")
            file.flush()

        def let_go(who: str) -> None:
            told.append(who)
            fcntl.flock(file, fcntl.LOCK_UN)

        introduction = Thread(target=introduce)
        introduction.start()
        with store.locked(tmp_path, "second", let_go):
            introduction.join()
    assert told == ["late (process 1 on host)"]


def test_the_lock_goes_with_a_killed_process(tmp_path: Path) -> None:
    """Nothing has to be cleaned up by hand."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    with store.locked(tmp_path, "second", pytest.fail):
        pass


def test_a_removed_model_is_gone(tmp_path: Path) -> None:
    """One that is not installed is told, with those that are."""
    put(tmp_path, "a")
    put(tmp_path, "b")
    store.remove(tmp_path, "a")
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    with pytest.raises(NotInstalled, match="a is not installed; installed: b"):
        store.remove(tmp_path, "a")


def test_what_was_fetched_of_a_model_can_be_removed(tmp_path: Path) -> None:
    """As when its conversion was refused."""
    put(tmp_path, "a")
    store.downloads(tmp_path, "b").mkdir()
    store.remove(tmp_path, "b")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_exported_models_are_adopted_elsewhere(tmp_path: Path) -> None:
    """The same files, the same manifest, and no network in between."""
    here, there = tmp_path / "here", tmp_path / "there"
    there.mkdir()
    put(here, "a", b"A")
    put(here, "b", b"B")
    store.export(here, ["a", "b"], tmp_path / "disk" / "models")
    for folder in store.exported(tmp_path / "disk" / "models"):
        store.adopt(there, folder)
    assert [found for _, found in store.installed(there)] == [
        found for _, found in store.installed(here)
    ]
    assert all(manifest.verified(folder) for folder in store.folders(there))
    assert [path.name for path in (tmp_path / "disk").iterdir()] == ["models"]


def test_one_exported_model_is_found_by_its_own_folder(tmp_path: Path) -> None:
    """As by the folder above it."""
    put(tmp_path, "a")
    store.export(tmp_path, ["a"], tmp_path / "out")
    for given in (tmp_path / "out", tmp_path / "out" / "a"):
        assert store.exported(given) == [tmp_path / "out" / "a"]


def test_a_folder_without_a_manifest_holds_no_exported_model(tmp_path: Path) -> None:
    """It may be a checkpoint."""
    (tmp_path / "config.json").touch()
    assert store.exported(tmp_path) == []


def test_a_changed_model_is_neither_exported_nor_adopted(tmp_path: Path) -> None:
    """What is wrong does not spread."""
    put(tmp_path, "a")
    store.export(tmp_path, ["a"], tmp_path / "out")
    for folder in (tmp_path / "a", tmp_path / "out" / "a"):
        (folder / "model.bin").write_bytes(b"changed")
    with pytest.raises(NotAsRecorded):
        store.export(tmp_path, ["a"], tmp_path / "again")
    assert not (tmp_path / "again").exists()
    (tmp_path / "there").mkdir()
    with pytest.raises(NotAsRecorded):
        store.adopt(tmp_path / "there", tmp_path / "out" / "a")
    assert names(tmp_path / "there") == []


def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    """What is there already is told."""
    put(tmp_path, "a")
    (tmp_path / "models.tar").touch()
    with pytest.raises(StoreError, match=r"models\.tar is there already"):
        store.export(tmp_path, ["a"], tmp_path / "models.tar")


def test_a_full_disk_is_told_before_and_when_it_comes(tmp_path: Path) -> None:
    """By what is needed, and by what to do; /dev/full refuses every byte."""
    with pytest.raises(NoSpace, match=r"MB free; \d+ MB are needed"):
        store.require_space(tmp_path, 10**12)
    store.require_space(tmp_path, 1)
    with (
        pytest.raises(NoSpace, match=r"No space left.*models\.directory"),
        store.staging(tmp_path),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        full.write(b"x")
    assert list(tmp_path.iterdir()) == []
