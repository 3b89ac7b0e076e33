"""The command line for models: summarizer.cli_models, and summarizer.models.install under it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from summarizer.cli import main
from summarizer.models import manifest, store
from tests.checkpoints import CARDS, build, catalogue, edit
from tests.hub import COMMIT, Hub, running_hub
from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

# The same commands in a process of their own, without what only serving needs to import.
MODELS = [sys.executable, "-c", "from summarizer.cli_models import models; models()"]

CLOSED = replace(
    CARDS["marian"], id="tiny-closed", commercial=False, licence="CC-BY-NC-4.0", sets=()
)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small checkpoint, in the layout of a hub."""
    return build("marian", tmp_path_factory.mktemp("checkpoints") / "tiny-marian")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of models that the settings name; the catalogue holds the tiny ones."""
    own = catalogue(tmp_path / "models.toml", *CARDS.values(), CLOSED)
    monkeypatch.setenv("SUMMARIZER_MODELS_CATALOG", str(own))
    monkeypatch.setenv("SUMMARIZER_MODELS_DIRECTORY", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def server(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Yield a hub that has the model."""
    with running_hub() as running:
        running.add("tests/tiny-marian", checkpoint)
        monkeypatch.setenv("HF_ENDPOINT", running.url)
        yield running


def run(*arguments: str) -> Result:
    """Run the command in this process, with its output in a pipe."""
    return CliRunner().invoke(main, ["models", *arguments])


def test_a_model_is_pulled_converted_and_installed(server: Hub, place: Path) -> None:
    """With its commit, licence, versions and figures of parity in the manifest."""
    result = run("pull", "tiny-marian")
    assert result.exit_code == 0, result.output
    assert "tiny-marian: about 1 MB from tests/tiny-marian, not pinned" in result.stderr
    assert "model.safetensors: 0.1 MB" in result.stderr
    ((folder, found),) = store.installed(place)
    assert result.stdout.startswith(f"tiny-marian@{found.revision}: installed  ")
    assert f"tests/tiny-marian@{COMMIT}, ctranslate2, int8: " in result.stdout
    assert manifest.verified(folder) == found
    assert found.parity is not None
    assert set(found.versions) == {"ctranslate2", "transformers", "torch"}
    assert [path.name for path in place.iterdir() if path.name != ".lock"] == ["tiny-marian"]


def test_what_is_installed_is_not_pulled_again(server: Hub, place: Path) -> None:
    """So that a start can ask for it each time."""
    run("pull", "tiny-marian", "--engine", "transformers")
    server.requests.clear()
    result = run("pull", "--engine", "transformers", "tiny-marian")
    assert result.exit_code == 0
    assert "tiny-marian: installed already" in result.stderr
    assert not server.requests


def test_a_model_is_installed_as_it_is_for_transformers(server: Hub, place: Path) -> None:
    """Nothing is converted."""
    result = run("pull", "tiny-marian", "--engine", "transformers")
    assert result.exit_code == 0, result.output
    ((folder, found),) = store.installed(place)
    assert (found.engine, found.quantization, found.parity) == ("transformers", "none", None)
    assert (folder / "model.safetensors").read_bytes() == server.repositories["tests/tiny-marian"][
        "model.safetensors"
    ]


def test_a_refused_conversion_leaves_nothing_behind(
    server: Hub, place: Path, tmp_path: Path
) -> None:
    """But the download, which need not be made again; other models are pulled all the same."""
    broken = build("bart", tmp_path / "broken")
    edit(broken / "config.json", auto_map={"AutoModel": "code.Model"})
    server.add("tests/tiny-bart", broken)
    result = run("pull", "tiny-bart", "tiny-marian")
    assert result.exit_code == 1
    assert "tiny-bart was not converted: it brings program code of its own" in result.stderr
    assert result.stderr.endswith("Error: not installed: tiny-bart\n")
    assert [folder.name for folder in store.folders(place)] == ["tiny-marian"]
    assert not list(place.glob(".staging*"))


def test_without_a_hub_it_says_what_is_missing_and_what_can_be_done(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way by another machine, in commands to copy."""
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    result = run("pull", "--set", "tiny")
    assert result.exit_code == 1
    assert "cannot be reached" in result.stderr
    assert "Not installed: tiny-marian, tiny-bart, tiny-m2m100, tiny-mt5." in result.stderr
    assert "summarizer models export tiny-marian tiny-bart" in result.stderr
    assert "summarizer models import models.tar" in result.stderr


def test_fetching_and_converting_can_be_done_apart(server: Hub, place: Path) -> None:
    """The first needs a network, the second torch; nothing is fetched twice."""
    assert run("pull", "--fetch-only", "tiny-marian").exit_code == 0
    assert store.folders(place) == []
    server.requests.clear()
    assert run("pull", "tiny-marian").exit_code == 0
    assert [folder.name for folder in store.folders(place)] == ["tiny-marian"]
    assert [request.path.split("/")[1] for request in server.requests] == ["api"]


def test_two_processes_pull_one_model_once(server: Hub, place: Path) -> None:
    """The second one waits, says for whom, and finds it installed."""
    command = [*MODELS, "pull", "tiny-marian", "--engine", "transformers"]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    assert "waiting for summarizer models pull (process " in "".join(told)
    assert "installed already" in "".join(told)
    stored = [r for r in server.downloads("model.safetensors") if r.path.startswith("/storage")]
    assert len(stored) == 1


def test_models_go_to_a_machine_without_a_network(
    checkpoint: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a checkpoint, converted, exported, and imported without torch or a hub."""
    result = run("import", str(checkpoint))
    assert result.exit_code == 0, result.output
    assert run("export", str(tmp_path / "models.tar")).exit_code == 0
    monkeypatch.setenv("SUMMARIZER_MODELS_DIRECTORY", str(tmp_path / "elsewhere"))
    result = run("import", str(tmp_path / "models.tar"))
    assert result.exit_code == 0, result.output
    assert "tiny-marian@" in result.stdout
    ((_, there),) = store.installed(tmp_path / "elsewhere")
    ((_, here),) = store.installed(place)
    assert there == here
    assert here.source == "tiny-marian"


def test_an_imported_checkpoint_has_the_weights_of_the_catalogue(
    checkpoint: Path, place: Path, tmp_path: Path
) -> None:
    """Where it states their digest: that file is taken, and no other."""
    given = tmp_path / "tiny-marian"
    shutil.copytree(checkpoint, given)
    (given / "pytorch_model.bin").write_bytes(b"no weights at all")
    right = manifest.digest(given / "model.safetensors")
    catalogue(tmp_path / "models.toml", replace(CARDS["marian"], weights_sha256=right))
    assert run("import", str(given)).exit_code == 0
    catalogue(tmp_path / "models.toml", replace(CARDS["marian"], weights_sha256="0" * 64))
    result = run("import", str(given))
    assert result.exit_code == 1
    assert "no file of weights has the SHA-256 of the catalogue" in result.stderr


def test_importing_needs_no_torch_where_nothing_is_converted(
    checkpoint: Path, place: Path, tmp_path: Path
) -> None:
    """Converting does, and says what to do."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "torch.py").write_text("raise ModuleNotFoundError(name='torch')")
    environment = os.environ | {"PYTHONPATH": f"{hidden}:{Path(__file__).parents[2]}"}
    command = [*MODELS, "import", str(checkpoint)]
    plain = subprocess.run(
        [*command, "--engine", "transformers"], env=environment, capture_output=True, text=True
    )
    assert plain.returncode == 0, plain.stderr
    refused = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "tiny-marian was not converted: torch is not installed" in refused.stderr
    assert "scripts/serve --models" in refused.stderr


def test_verify_reads_every_file(checkpoint: Path, place: Path) -> None:
    """Exit 0 where all is well, and 1 where a file was changed."""
    run("import", "--engine", "transformers", str(checkpoint))
    result = run("verify")
    assert result.exit_code == 0
    assert result.stdout.startswith("ok    tiny-marian@")
    (place / "tiny-marian" / "vocab.json").write_text("{}")
    result = run("verify", "tiny-marian")
    assert result.exit_code == 1
    assert result.stdout.startswith("WRONG tiny-marian: ")
    assert "vocab.json was changed" in result.stdout


def test_list_shows_what_there_is_and_what_is_installed(checkpoint: Path, place: Path) -> None:
    """Tab-separated in a pipe; a licence that forbids commercial use stands out."""
    run("import", "--engine", "transformers", str(checkpoint))
    rows = {line.split("\t")[0]: line.split("\t") for line in run("list").stdout.splitlines()}
    assert rows["distilbart-cnn-12-6"][1:] == [
        "-", "summarise", "en", "Apache-2.0", "1225", "default",
    ]  # fmt: skip
    ((_, found),) = store.installed(place)
    assert rows["tiny-marian"][1] == found.revision
    assert rows["tiny-marian"][3] == "en > uk,ru"
    assert rows["tiny-closed"][4] == "CC-BY-NC-4.0 (not commercial)"
    missing = run("list", "--set", "tiny", "--missing").stdout.split()
    assert missing == ["tiny-bart", "tiny-m2m100", "tiny-mt5"]


def test_a_removed_model_is_gone(checkpoint: Path, place: Path) -> None:
    """It is told; one that is not there is told too."""
    run("import", "--engine", "transformers", str(checkpoint))
    result = run("remove", "tiny-marian")
    assert (result.exit_code, result.stdout) == (0, "tiny-marian: removed\n")
    assert store.folders(place) == []
    result = run("remove", "tiny-marian")
    assert result.exit_code == 1
    assert "tiny-marian is not installed; installed: none" in result.stderr


def test_a_licence_has_to_be_accepted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the operator, in the settings."""
    result = run("pull", "tiny-closed")
    assert result.exit_code == 1
    assert "SUMMARIZER_MODELS_ACCEPT_NONCOMMERCIAL=true accepts that" in result.stderr
    monkeypatch.setenv("SUMMARIZER_MODELS_ACCEPT_NONCOMMERCIAL", "true")
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    assert "cannot be reached" in run("pull", "tiny-closed").stderr


def test_a_folder_that_cannot_be_written_is_told(place: Path) -> None:
    """By its path, without a traceback."""
    place.write_text("a file")
    result = run("pull", "tiny-marian")
    assert result.exit_code == 1
    assert result.stderr == f"Error: {place}: File exists\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["pull"], 2, "name models, or a set", id="pull-nothing"),
        pytest.param(["pull", "x", "--set", "small"], 2, "name models, or a set", id="pull-both"),
        pytest.param(["pull", "opus"], 1, "opus is in no catalogue", id="pull-unknown"),
        pytest.param(["pull", "--set", "all"], 1, "there is no set all", id="pull-no-set"),
        pytest.param(["import", "no-such-folder"], 2, "no-such-folder", id="import-nothing"),
        pytest.param(["import", "."], 1, "is in no catalogue", id="import-unnamed"),
        pytest.param(["import", ".", "--id", "tiny-bart"], 1, "is missing", id="import-no-model"),
        pytest.param(["verify", "opus"], 1, "opus is not installed", id="verify-unknown"),
        pytest.param(["export", "opus", "out"], 1, "opus is not installed", id="export-unknown"),
        pytest.param(["export", "out.tar"], 1, "no model is installed", id="export-none"),
    ],
)
def test_a_wrong_command_is_told(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], code: int, told: str,
) -> None:  # fmt: skip
    """Without a traceback."""
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, told in result.stderr) == (code, True), result.output


def test_a_terminal_shows_bars_and_a_table(server: Hub, place: Path) -> None:
    """With colours and names of columns."""
    pulled = on_terminal(*MODELS, "pull", "tiny-marian", "--engine", "transformers")
    assert "model.safetensors" in pulled
    assert "\x1b[" in pulled
    listed = on_terminal(*MODELS, "list", "--set", "tiny")
    assert "licence" in listed
    assert str(place) in listed


def on_terminal(*command: str) -> str:
    """Return what the command shows on a terminal."""
    leader, follower = os.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "200"}
    process = subprocess.Popen(command, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 65536):
            shown += chunk
    except OSError:
        # So a terminal tells that nobody writes any more.
        pass
    os.close(leader)
    assert process.wait(60) == 0
    return shown.decode()
