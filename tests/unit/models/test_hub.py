"""Fetching checkpoints, from a real HTTP server: summarizer.models.hub."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summarizer.errors import HubError, HubUnreachable, NoSpace
from summarizer.models import hub, store
from tests.checkpoints import CARDS
from tests.hub import COMMIT, Hub, running_hub
from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CARD = CARDS["marian"]
# Larger than what is read at once from a connection.
WEIGHTS = bytes(range(256)) * 100_000
SMALL = {
    "config.json": b'{"model_type": "marian"}',
    "generation_config.json": b"{}",
    "tokenizer_config.json": b"{}",
    "vocab.json": b'{"</s>": 0}',
    "source.spm": b"source",
    "target.spm": b"target",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Yield a hub that has the model, and what public repositories hold besides."""
    with running_hub() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        running.repositories[CARD.repository] = SMALL | {
            "model.safetensors": WEIGHTS,
            "pytorch_model.bin": b"pickle",
            "tf_model.h5": b"",
            "flax_model.msgpack": b"",
            "rust_model.ot": b"",
            "model.onnx": b"",
            "README.md": b"# Model",
            "benchmark_translations.zip": b"",
        }
        yield running


def fetch(folder: Path, **card: object) -> str:
    """Download the model of the card, some fields of it changed."""
    return hub.download(replace(CARD, **card), folder, lambda *_: None)  # type: ignore[arg-type]


def test_only_what_is_needed_is_fetched(server: Hub, tmp_path: Path) -> None:
    """Safetensors rather than a pickle, and the files of no other framework."""
    assert fetch(tmp_path) == COMMIT
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == SMALL | {"model.safetensors": WEIGHTS}


def test_a_pickle_is_taken_where_there_is_nothing_else(server: Hub, tmp_path: Path) -> None:
    """As in the older repositories; it is never run."""
    del server.repositories[CARD.repository]["model.safetensors"]
    fetch(tmp_path)
    assert (tmp_path / "pytorch_model.bin").read_bytes() == b"pickle"


def test_weights_in_parts_are_fetched_with_their_index(server: Hub, tmp_path: Path) -> None:
    """All parts, or it is no model."""
    files = server.repositories[CARD.repository]
    del files["model.safetensors"], files["pytorch_model.bin"]
    files["model-00001-of-00002.safetensors"] = b"1"
    files["model.safetensors.index.json"] = b"{}"
    with pytest.raises(HubError, match="no weights"):
        fetch(tmp_path)
    files["model-00002-of-00002.safetensors"] = b"2"
    fetch(tmp_path)
    assert {path.name for path in tmp_path.glob("model*")} == {
        "model-00001-of-00002.safetensors",
        "model-00002-of-00002.safetensors",
        "model.safetensors.index.json",
    }


def test_progress_is_told_by_file(server: Hub, tmp_path: Path) -> None:
    """From nothing to all of its bytes."""
    told: dict[str, list[tuple[int, int]]] = {}
    hub.download(
        CARD,
        tmp_path,
        lambda name, here, size: told.setdefault(name, []).append((here, size)),
    )
    size = len(WEIGHTS)
    assert told["model.safetensors"][0] == (0, size)
    assert told["model.safetensors"][-1] == (size, size)


def test_a_download_that_was_stopped_goes_on(server: Hub, tmp_path: Path) -> None:
    """Another process need not fetch again what the first one had."""

    def ctrl_c(name: str, here: int, _: int) -> None:
        if name == "model.safetensors" and here > len(WEIGHTS) / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hub.download(CARD, tmp_path, ctrl_c)
    server.requests.clear()
    fetch(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == WEIGHTS
    first, *more = server.downloads("model.safetensors")
    assert first.range is not None
    assert 0 < int(first.range.removeprefix("bytes=").removesuffix("-")) < len(WEIGHTS)
    # The redirect is followed; nothing else is asked for.
    assert [request.path.split("/")[1] for request in more] == ["storage"]
    assert not server.downloads("vocab.json")


def test_a_cut_connection_is_gone_on_with(server: Hub, tmp_path: Path) -> None:
    """Within the same call."""
    server.cuts["model.safetensors"] = 20_000_000
    fetch(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == WEIGHTS
    ranges = [request.range for request in server.downloads("model.safetensors")]
    assert ranges[0] is None
    assert ranges[-1] is not None


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
def test_a_wrong_checksum_is_refused(server: Hub, tmp_path: Path, name: str) -> None:
    """Of large files and small ones; the wrong file does not stay."""
    right = server.repositories[CARD.repository][name]
    server.served[name] = b"?" + right[1:]
    with pytest.raises(HubError, match=f"{name} does not have the SHA-256"):
        fetch(tmp_path)
    assert not list(tmp_path.glob(f"{name}*"))
    server.served.clear()
    fetch(tmp_path)
    assert (tmp_path / name).read_bytes() == right


def test_a_file_that_was_spoilt_on_the_disk_is_fetched_again(server: Hub, tmp_path: Path) -> None:
    """A file of the right size need not be the right one."""
    fetch(tmp_path)
    (tmp_path / "source.spm").write_bytes(b"sourcE")
    fetch(tmp_path)
    assert (tmp_path / "source.spm").read_bytes() == b"source"


def test_what_is_of_another_commit_does_not_stay(server: Hub, tmp_path: Path) -> None:
    """Or it would be taken for a part of the model."""
    fetch(tmp_path)
    del server.repositories[CARD.repository]["model.safetensors"]
    (tmp_path / "source.spm.0123.part").touch()
    fetch(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*SMALL, "pytorch_model.bin"}


def test_the_weights_are_those_of_the_catalogue(server: Hub, tmp_path: Path) -> None:
    """Where it has their digest: the file that has it, be it a pickle, or none."""
    fetch(tmp_path / "1", weights_sha256=hashlib.sha256(b"pickle").hexdigest())
    assert {p.name for p in (tmp_path / "1").glob("*model*")} == {"pytorch_model.bin"}
    with pytest.raises(HubError, match="no file of weights has the SHA-256 of the catalogue"):
        fetch(tmp_path / "2", weights_sha256="0" * 64)
    assert not (tmp_path / "2").exists()


@pytest.mark.parametrize(
    ("card", "told"),
    [
        pytest.param(
            {"repository": "tests/none"}, r"has no repository tests/none", id="repository"
        ),
        pytest.param({"revision": "f" * 40}, r"tests/tiny-marian has no revision f+", id="commit"),
        pytest.param(
            {"family": "bart"}, rf"tests/tiny-marian@{COMMIT}: merges\.txt is missing", id="file"
        ),
    ],
)
def test_what_the_hub_has_not_got_is_told(
    server: Hub, tmp_path: Path, card: dict[str, object], told: str
) -> None:
    """By repository, revision and file."""
    with pytest.raises(HubError, match=told):
        fetch(tmp_path, **card)


def test_nobody_home_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a minute of trying."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("HF_ENDPOINT", nowhere)
    with pytest.raises(HubUnreachable, match=f"{nowhere} cannot be reached"):
        fetch(tmp_path)


def test_a_full_disk_is_told_when_it_comes(server: Hub, tmp_path: Path) -> None:
    """/dev/full takes no byte."""
    files = server.repositories[CARD.repository]
    blob = hashlib.sha1(b"blob %d\0" % len(WEIGHTS) + files["model.safetensors"]).hexdigest()
    (tmp_path / f"model.safetensors.{blob}.part").symlink_to("/dev/full")
    with pytest.raises(NoSpace, match="No space left"):
        fetch(tmp_path)


def test_a_full_disk_is_told_before_anything_is_fetched(
    server: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what is free and what is needed."""
    usage = shutil.disk_usage(tmp_path)._replace(free=3_000_000)
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _: usage)  # type: ignore[attr-defined]
    with pytest.raises(NoSpace, match="has 3 MB free; 26 MB are needed"):
        fetch(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_token_is_given_to_the_hub_and_nobody_else(
    server: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files come from other hosts."""
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fetch(tmp_path)
    tokens = {(r.path.split("/")[1], r.token) for r in server.requests}
    assert tokens == {("api", "Bearer hf_secret"), ("tests", "Bearer hf_secret"), ("storage", None)}
