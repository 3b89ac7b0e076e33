"""The folder of installed models: a folder a model, complete or not there at all."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from summarizer.errors import NoSpace, NotAsRecorded, NotInstalled, StoreError
from summarizer.models import bundle, manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from summarizer.models.manifest import Manifest

# Names with a dot in front are no models: the lock, and what is not complete.
_LOCK = ".lock"
_STAGING = ".staging-"
_REPLACED = ".replaced-"
# Whoever got the lock has so many seconds to say who it is.
_INTRODUCTION_SECONDS = 1.0


def place(setting: str) -> Path:
    """Return the folder of models that the setting `models.directory` means."""
    if setting:
        return Path(setting).expanduser()
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "summarizer" / "models"


def folders(directory: Path) -> list[Path]:
    """Return the folders of the installed models, by name; none where `directory` is missing."""
    if not directory.is_dir():
        return []
    return sorted(
        path for path in directory.iterdir() if path.is_dir() and not path.name.startswith(".")
    )


def downloads(directory: Path, model: str) -> Path:
    """Return the folder where what is fetched of a model is kept until it is installed."""
    return directory / f".download-{model}"


def installed(directory: Path) -> list[tuple[Path, Manifest]]:
    """Return the installed models; their files are not read yet (`verified` does).

    Raises NotAsRecorded where a manifest cannot be read.
    """
    return [(folder, manifest.read(folder)) for folder in folders(directory)]


def find(directory: Path, model: str) -> Path:
    """Return the folder of an installed model; raises NotInstalled."""
    known = {folder.name: folder for folder in folders(directory)}
    if model not in known:
        raise NotInstalled(model, list(known))
    return known[model]


@contextmanager
def locked(directory: Path, purpose: str, waits: Callable[[str], None]) -> Iterator[None]:
    """Keep every other process from changing the folder of models, which is made if need be.

    Where another one is at it, `waits` is told who, and its end is waited for. The lock goes with
    the process that holds it. What a process that was killed left half done is put right.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / _LOCK).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits(_holder(file))
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"{purpose} (process {os.getpid()} on {socket.gethostname()})\n")
        file.flush()
        _put_right(directory)
        yield


def _holder(file: TextIO) -> str:
    """Return who has the lock, who says so a moment after getting it; nothing if it does not."""
    end = time.monotonic() + _INTRODUCTION_SECONDS
    while True:
        file.seek(0)
        told = file.read().strip()
        if told or time.monotonic() >= end:
            return told
        time.sleep(0.01)


@contextmanager
def staging(directory: Path) -> Iterator[Path]:
    """Give a folder, on the disk of `directory`, that is gone afterwards unless it was installed.

    A full disk is told as NoSpace.
    """
    folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=directory))
    # Other users serve what this one installs.
    folder.chmod(0o755)
    try:
        with honest_about_space(directory):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def honest_about_space(directory: Path) -> Iterator[None]:
    """Tell a full disk (or quota) as NoSpace."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise NoSpace(
            f"{directory}: {error.strerror}; nothing was installed. Free some space, or set "
            "models.directory to a larger disk"
        ) from error


def require_space(directory: Path, megabytes: int) -> None:
    """Raise NoSpace unless so much is free in `directory` (10^6 bytes a megabyte)."""
    free = shutil.disk_usage(directory).free // 1_000_000
    if free < megabytes:
        raise NoSpace(f"{directory} has {free} MB free; {megabytes} MB are needed")


def install(directory: Path, staged: Path, described: Manifest) -> Path:
    """Move the folder `staged` into its place in one step, its manifest beside it.

    The caller holds the lock; a model of the same id is replaced.
    """
    manifest.write(staged, described)
    for path in staged.iterdir():
        _flush(path)
    _flush(staged)
    final = directory / described.model.id
    replaced = directory / f"{_REPLACED}{final.name}"
    if final.exists():
        final.rename(replaced)
    staged.rename(final)
    _flush(directory)
    shutil.rmtree(replaced, ignore_errors=True)
    return final


def remove(directory: Path, model: str) -> None:
    """Remove an installed model, or what was fetched of one; the caller holds the lock.

    Raises NotInstalled.
    """
    fetched = downloads(directory, model)
    if fetched.is_dir():
        shutil.rmtree(fetched)
        if model not in {folder.name for folder in folders(directory)}:
            return
    folder = find(directory, model)
    going = directory / f"{_STAGING}{model}"
    folder.rename(going)
    shutil.rmtree(going)


def export(directory: Path, models: Sequence[str], target: Path) -> None:
    """Copy installed models, each verified, into the folder or the new `.tar` file `target`.

    Raises NotInstalled, NotAsRecorded, and StoreError where `target` holds something already.
    """
    chosen = {folder: manifest.verified(folder) for folder in (find(directory, m) for m in models)}
    there = [target] if target.suffix == ".tar" else [target / folder.name for folder in chosen]
    for path in there:
        if path.exists():
            raise StoreError(f"{path} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    with honest_about_space(target.parent):
        if target.suffix == ".tar":
            bundle.pack(chosen, target)
        else:
            for folder in chosen:
                shutil.copytree(folder, target / folder.name)


def exported(given: Path) -> list[Path]:
    """Return the folders of exported models in the folder `given`: itself, or those in it."""
    if (given / manifest.NAME).is_file():
        return [given]
    return [path for path in folders(given) if (path / manifest.NAME).is_file()]


def adopt(directory: Path, folder: Path) -> Manifest:
    """Install a copy of the exported model in `folder`; the caller holds the lock.

    Raises NotAsRecorded.
    """
    described = manifest.verified(folder)
    with staging(directory) as staged:
        for name in described.files:
            shutil.copy(folder / name, staged / name)
        if manifest.records(staged) != described.files:
            raise NotAsRecorded(f"{folder} was changed while it was copied")
        install(directory, staged, described)
    return described


def _put_right(directory: Path) -> None:
    for replaced in directory.glob(f"{_REPLACED}*"):
        final = directory / replaced.name.removeprefix(_REPLACED)
        if final.exists():
            shutil.rmtree(replaced)
        else:
            replaced.rename(final)
    for staged in directory.glob(f"{_STAGING}*"):
        shutil.rmtree(staged)


def _flush(path: Path) -> None:
    """Have the disk keep what was written, before anything relies on it."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
