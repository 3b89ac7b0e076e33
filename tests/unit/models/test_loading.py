"""What is installed becomes what is served, or a fault that says why not."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from summarizer import settings
from summarizer.deadline import NEVER
from summarizer.domain import Pair, Passage
from summarizer.models import install, manifest, store
from summarizer.models.loading import load
from tests.checkpoints import CARDS, build
from tests.inference import checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.models.catalog import ModelCard
    from summarizer.models.loading import Models
    from summarizer.models.manifest import EngineName


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two models for CTranslate2, and one as it is."""
    directory = tmp_path_factory.mktemp("models")
    put(directory, CARDS["marian"])
    put(directory, CARDS["bart"])
    put(directory, replace(CARDS["marian"], id="as-it-is"), "transformers")
    return directory


def put(directory: Path, card: ModelCard, engine: EngineName = "ctranslate2") -> Path:
    """Install a small model with random weights."""
    checkpoint = build(card.family, directory.parent / f"{directory.name}-{card.id}")
    with store.locked(directory, "tests", lambda holder: None):
        install.from_checkpoint(directory, checkpoint, card, engine, "tests")
    return directory / card.id


def loaded(directory: Path, **changed: Any) -> Models:
    """Load the models of a folder."""
    models = settings.load().models
    changed = {"directory": str(directory), "device": "cpu"} | changed
    return load(models.model_copy(update=changed))


def test_an_empty_folder_leaves_the_extractive_summariser(tmp_path: Path) -> None:
    """Nothing installed is no fault."""
    models = loaded(tmp_path / "nowhere")
    assert [s.installed.id for s in models.summarizers] == ["extractive"]
    assert models.translation.translators == ()
    assert models.faults == ()


def test_everything_that_is_installed_is_served(directory: Path) -> None:
    """The extractive summariser last, each as its manifest describes it."""
    models = loaded(directory)
    assert models.faults == ()
    assert [s.installed.id for s in models.summarizers] == ["tiny-bart", "extractive"]
    one, other = models.translation.translators
    assert (one.installed.id, one.installed.engine) == ("as-it-is", "transformers")
    assert (other.installed.id, other.installed.engine) == ("tiny-marian", "ctranslate2")
    assert other.installed.revision == manifest.read(directory / "tiny-marian").revision
    assert other.installed.pairs == (Pair("en", "uk"), Pair("en", "ru"))


def test_a_model_of_inference_is_loaded_where_one_is_named(tmp_path: Path) -> None:
    """It has a revision, by which answers are remembered; another checkpoint has another."""

    def revision() -> str:
        models = loaded(tmp_path / "models", nli=str(tmp_path / "nli"))
        assert models.faults == ()
        assert models.entailment is not None
        return models.entailment.revision

    checkpoint(tmp_path / "nli")
    first = revision()
    assert revision() == first
    with (tmp_path / "nli" / "config.json").open("a", encoding="utf-8") as config:
        config.write("\n")
    assert revision() != first
    assert loaded(tmp_path / "models").entailment is None


def test_a_model_of_inference_that_cannot_be_used_is_a_fault(tmp_path: Path) -> None:
    """Whoever named it wants it."""
    models = loaded(tmp_path / "models", nli=str(tmp_path / "nowhere"))
    assert models.entailment is None
    (fault,) = models.faults
    assert fault.startswith("models.nli: nowhere does not load")


def test_a_model_for_few_languages_goes_before_one_for_many(tmp_path: Path) -> None:
    """Where the settings do not say otherwise: it is usually better at them."""
    labels = {"en": "__en__", "uk": "__uk__", "ru": "__ru__"}
    many = replace(CARDS["m2m100"], id="a-model", sources=("en", "uk"), labels=labels)
    put(tmp_path / "models", many)
    put(tmp_path / "models", CARDS["marian"])
    translators = loaded(tmp_path / "models").translation.translators
    assert [one.installed.id for one in translators] == ["tiny-marian", "a-model"]
    translators = loaded(tmp_path / "models", serve="a-model,tiny-marian").translation.translators
    assert [one.installed.id for one in translators] == ["a-model", "tiny-marian"]


def test_a_list_says_which_and_in_which_order(directory: Path) -> None:
    """The first that knows a pair is taken; what is not named is not loaded."""
    models = loaded(directory, serve="tiny-marian, as-it-is")
    names = [translator.installed.id for translator in models.translation.translators]
    assert names == ["tiny-marian", "as-it-is"]
    assert [s.installed.id for s in models.summarizers] == ["extractive"]


def test_loaded_models_work_with_both_engines(directory: Path) -> None:
    """The same checkpoint translates alike, converted (in eight bits) or not."""
    passage = Passage("The road is open.", Pair("en", "uk"))
    for translator in loaded(directory).translation.translators:
        (candidates,) = translator.translate([passage], NEVER)
        assert len(candidates.hypotheses) == 4


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(
            lambda folder: (folder / "model.bin").write_bytes(b"x"), "was changed", id="changed"
        ),
        pytest.param(lambda folder: (folder / "source.spm").unlink(), "is missing", id="missing"),
        pytest.param(
            lambda folder: (folder / "extra.bin").touch(), "does not belong", id="foreign"
        ),
        pytest.param(
            lambda folder: (folder / "manifest.json").write_text("{}"), "manifest", id="manifest"
        ),
        pytest.param(
            lambda folder: rewrite(folder, parity=None), "never held to parity", id="no-parity"
        ),
        pytest.param(
            lambda folder: rewrite(
                folder, model=replace(manifest.read(folder).model, commercial=False)
            ),
            "models.accept_noncommercial",
            id="licence",
        ),
    ],
)
def test_a_model_that_may_not_be_used_is_a_fault(spoil: Any, told: str, tmp_path: Path) -> None:
    """It says which and why, and the others are served."""
    put(tmp_path / "models", CARDS["bart"])
    spoil(put(tmp_path / "models", CARDS["marian"]))
    models = loaded(tmp_path / "models")
    (fault,) = models.faults
    assert "tiny-marian" in fault
    assert told in fault
    assert [s.installed.id for s in models.summarizers] == ["tiny-bart", "extractive"]
    assert models.translation.translators == ()


def rewrite(folder: Path, **changes: Any) -> None:
    """Change what the manifest of a model says."""
    manifest.write(folder, replace(manifest.read(folder), **changes))


def test_a_licence_that_was_accepted_is_no_fault(tmp_path: Path) -> None:
    """The operator has the last word."""
    put(tmp_path / "models", replace(CARDS["marian"], commercial=False))
    assert loaded(tmp_path / "models", accept_noncommercial=True).faults == ()


def test_a_model_that_is_asked_for_and_absent_is_a_fault(directory: Path) -> None:
    """The service does not run with less than it was told to."""
    models = loaded(directory, serve="tiny-bart,opus-mt-en-zh")
    (fault,) = models.faults
    assert "opus-mt-en-zh is not installed" in fault


def test_converted_models_are_served_without_torch(directory: Path) -> None:
    """Neither torch nor transformers is imported, by anything that serving imports."""
    program = (
        "import sys\n"
        "from summarizer import settings\n"
        "from summarizer.app import create_service\n"
        "from summarizer.telemetry import Metrics\n"
        "service = create_service(settings.load(), Metrics())\n"
        "assert service.load() == (), service.load()\n"
        "service.warm_up()\n"
        "assert service.not_ready() == (), service.not_ready()\n"
        "print({'torch', 'transformers'} & sys.modules.keys())\n"
    )
    environment = os.environ | {
        "SUMMARIZER_MODELS_DIRECTORY": str(directory),
        "SUMMARIZER_MODELS_SERVE": "tiny-bart,tiny-marian",
    }
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout == "set()\n"
