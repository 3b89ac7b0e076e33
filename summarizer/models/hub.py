"""Fetches checkpoints from a Hugging Face hub (huggingface.co, or what HF_ENDPOINT names)."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import httpx2
from huggingface_hub import HfApi, constants, hf_hub_url
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import logging
from huggingface_hub.utils._headers import build_hf_headers

from summarizer.errors import HubError, HubUnreachable, StoreError
from summarizer.models import checkpoint, store
from summarizer.models.manifest import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from huggingface_hub.hf_api import RepoSibling

    from summarizer.models.catalog import ModelCard

    Progress: TypeAlias = Callable[[str, int, int], None]
    """Is told the name of a file, its bytes that are here, and its bytes in all."""

_SECONDS = 30


def download(card: ModelCard, folder: Path, progress: Progress) -> str:
    """Fetch the checkpoint of `card` into `folder`, and return the commit that it is.

    What an earlier call has left there is gone on with. Every file is held against the digest that
    the hub states, the weights against that of the card too. Raises HubError and NoSpace.
    """
    endpoint = os.environ.get("HF_ENDPOINT", constants.ENDPOINT).rstrip("/")
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    with _told(card, endpoint):
        info = HfApi(endpoint=endpoint).model_info(
            card.repository, revision=card.revision, files_metadata=True, timeout=_SECONDS
        )
        remote = {file.rfilename: file for file in info.siblings or ()}
        weights = _pinned_weights(card, remote)
        try:
            wanted = checkpoint.files(remote, card.family, weights)
        except StoreError as error:
            raise HubError(f"{endpoint}: {card.repository}@{info.sha}: {error}") from error
        missing = [name for name in wanted if not _is_here(folder / name, remote[name])]
        size = sum(remote[name].size or 0 for name in missing)
        folder.mkdir(parents=True, exist_ok=True)
        _keep_only(folder, [remote[name] for name in wanted])
        store.require_space(folder, size // 1_000_000 + 1)
        with store.honest_about_space(folder):
            for name in missing:
                url = hf_hub_url(card.repository, name, revision=info.sha, endpoint=endpoint)
                _fetch(url, folder, remote[name], partial(progress, name))
        return str(info.sha)


def _pinned_weights(card: ModelCard, remote: Mapping[str, RepoSibling]) -> str | None:
    """Return the file that has the digest of the card, where the card has one."""
    if card.weights_sha256 is None:
        return None
    for name, file in remote.items():
        if checkpoint.is_weights(name) and file.lfs and file.lfs.sha256 == card.weights_sha256:
            return name
    raise HubError(
        f"{card.repository}@{card.revision}: no file of weights has the SHA-256 of the catalogue "
        f"({card.weights_sha256}); nothing was installed"
    )


def _keep_only(folder: Path, files: Sequence[RepoSibling]) -> None:
    """Remove what is of another commit."""
    kept = {name for file in files for name in (file.rfilename, _part(file))}
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()


def _part(file: RepoSibling) -> str:
    return f"{file.rfilename}.{file.blob_id}.part"


def _is_here(path: Path, file: RepoSibling) -> bool:
    return path.is_file() and path.stat().st_size == file.size and _is_intact(path, file)


def _is_intact(path: Path, file: RepoSibling) -> bool:
    if file.lfs:
        return digest(path) == file.lfs.sha256
    # Small files have no digest of their own; git's is over a header too.
    content = path.read_bytes()
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content)).hexdigest() == file.blob_id


def _fetch(url: str, folder: Path, file: RepoSibling, progress: Callable[[int, int], None]) -> None:
    """Fetch one file; a part of the same content that is there already is gone on with."""
    part = folder / _part(file)
    with part.open("ab") as target:
        here = target.tell()
        if file.size is not None and here > file.size:
            target.truncate(0)
            here = 0
        http_get(
            url,
            target,
            resume_size=here,
            headers=build_hf_headers(),
            expected_size=file.size,
            tqdm_class=partial(_Bar, progress),  # type: ignore[arg-type]  # called, no more
        )
    if not _is_intact(part, file):
        part.unlink()
        raise HubError(
            f"{url} does not have the SHA-256 that the hub states; it was thrown away. Pull again; "
            "if it stays so, something between here and the hub changes files"
        )
    part.rename(folder / file.rfilename)


class _Bar:
    """What huggingface_hub takes for a progress bar."""

    def __init__(
        self, progress: Callable[[int, int], None], *, total: int, initial: int, **_: object
    ) -> None:
        self._progress = progress
        self._done = initial
        self._total = total

    def __enter__(self) -> _Bar:
        self.update(0)
        return self

    def __exit__(self, *_: object) -> None: ...

    def update(self, more: int) -> None:
        self._done += more
        self._progress(self._done, self._total)


@contextmanager
def _told(card: ModelCard, endpoint: str) -> Iterator[None]:
    """Tell what went wrong in the words of the operator."""
    what = f"{card.repository}@{card.revision}"
    try:
        yield
    except GatedRepoError as error:
        raise HubError(
            f"{endpoint} gives {what} only to those who accepted its terms; set HF_TOKEN"
        ) from error
    except RepositoryNotFoundError as error:
        raise HubError(
            f"{endpoint} has no repository {card.repository}, or not for everybody "
            "(set HF_TOKEN for a private one)"
        ) from error
    except RevisionNotFoundError as error:
        raise HubError(f"{card.repository} has no revision {card.revision}") from error
    except EntryNotFoundError as error:
        raise HubError(f"{what} lacks a file: {error}") from error
    except HfHubHTTPError as error:
        raise HubError(f"{endpoint} failed at {what}: {error}") from error
    except (httpx2.TransportError, OfflineModeIsEnabled) as error:
        raise HubUnreachable(endpoint, str(error)) from error
