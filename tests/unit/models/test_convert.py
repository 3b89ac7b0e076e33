"""Conversion, held against the original: summarizer.models.convert."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import MT5ForConditionalGeneration

from summarizer.errors import ConversionRefused
from summarizer.languages import LANGUAGES
from summarizer.models import convert, parity
from tests.checkpoints import CARDS, build, edit

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.models.convert import Conversion
    from summarizer.models.tokens import Family


def converted(family: Family, checkpoint: Path, target: Path, **card: Any) -> Conversion:
    """Convert a checkpoint, some fields of the card changed."""
    target.mkdir()
    return convert.convert(checkpoint, replace(CARDS[family], **card), target)


@pytest.mark.parametrize("family", CARDS)
def test_every_family_answers_as_the_original(family: Family, tmp_path: Path) -> None:
    """The same pieces from beams of four, scores within the bound, and int8 counted."""
    done = converted(family, build(family, tmp_path / "in"), tmp_path / "out")
    assert done.parity.probes >= 2
    assert done.parity.score_difference < parity.SCORE_BOUND
    assert 0 <= done.parity.quantised_equal <= done.parity.probes
    assert done.quantization == "int8"
    assert set(done.versions) == {"ctranslate2", "transformers", "torch"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("family", ["marian", "bart"])
def test_there_are_texts_to_try_in_every_language(family: Family, language: str) -> None:
    """For translators and summarisers."""
    other = "uk" if language == "en" else "en"
    target = language if CARDS[family].task == "summarise" else other
    card = replace(CARDS[family], sources=(language,), targets=(target,))
    assert {probe.pair.source for probe in parity.probes(card)} == {language}


def test_the_folder_holds_what_serving_needs_and_no_more(tmp_path: Path) -> None:
    """The int8 model and the tokenizer; a quarter of the size of float32."""
    converted("marian", build("marian", tmp_path / "in"), tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "model.bin",
        "config.json",
        "shared_vocabulary.json",
        "source.spm",
        "target.spm",
        "vocab.json",
    }
    small = (tmp_path / "out" / "model.bin").stat().st_size
    assert small < (tmp_path / "in" / "model.safetensors").stat().st_size / 2


def test_a_float16_checkpoint_is_converted_from_float32(tmp_path: Path) -> None:
    """Transformers would load it as it is stored."""
    folder = build("marian", tmp_path / "in")
    weights = load_file(folder / "model.safetensors")
    halves = {name: tensor.half() for name, tensor in weights.items()}
    save_file(halves, folder / "model.safetensors", {"format": "pt"})
    edit(folder / "config.json", dtype="float16", torch_dtype="float16")
    done = converted("marian", folder, tmp_path / "out")
    assert done.parity.score_difference < 1e-5


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "of-2020"])
def test_a_pickle_of_weights_is_read(tmp_path: Path, zipped: bool) -> None:
    """The older public checkpoints have nothing else."""
    folder = build("marian", tmp_path / "in")
    weights = load_file(folder / "model.safetensors")
    torch.save(weights, folder / "pytorch_model.bin", _use_new_zipfile_serialization=zipped)
    (folder / "model.safetensors").unlink()
    assert converted("marian", folder, tmp_path / "out").parity.probes == 12


def test_a_pickle_that_runs_code_is_refused(tmp_path: Path) -> None:
    """And is not run."""

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (open, (str(tmp_path / "evil"), "w"))

    folder = build("marian", tmp_path / "in")
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"weights": Evil()}))
    with pytest.raises(ConversionRefused, match="does not load"):
        converted("marian", folder, tmp_path / "out")
    assert not (tmp_path / "evil").exists()


def test_code_of_a_checkpoint_is_never_run(tmp_path: Path) -> None:
    """One that needs it is refused."""
    folder = build("bart", tmp_path / "in")
    edit(folder / "config.json", auto_map={"AutoModelForSeq2SeqLM": "model.Model"})
    (folder / "model.py").write_text(f"open({str(tmp_path / 'evil')!r}, 'w')")
    with pytest.raises(ConversionRefused, match="program code of its own, which is never run"):
        converted("bart", folder, tmp_path / "out")
    assert not (tmp_path / "evil").exists()


def test_the_output_scale_of_t5_is_mended(tmp_path: Path) -> None:
    """Transformers says that its weights are tied where the checkpoint says that they are not."""
    done = converted("t5", build("t5", tmp_path / "in"), tmp_path / "out")
    assert done.mended == ("output weights of their own: what comes out is not scaled",)


def test_a_bart_without_normalize_before_is_mended(tmp_path: Path) -> None:
    """The converter alone stops at an AttributeError."""
    folder = build("bart", tmp_path / "in")
    edit(folder / "config.json", normalize_before=None)
    done = converted("bart", folder, tmp_path / "out")
    assert len(done.mended) == 1
    assert "normalize_before" in done.mended[0]


def test_absent_special_tokens_are_named(tmp_path: Path) -> None:
    """The labels of languages would be read as text."""
    folder = build("m2m100", tmp_path / "in")
    edit(folder / "special_tokens_map.json", additional_special_tokens=["__en__", "__ru__"])
    with pytest.raises(ConversionRefused, match=r"lacks __uk__ in additional_special_tokens"):
        converted("m2m100", folder, tmp_path / "out")


def test_a_trained_pad_row_is_refused(tmp_path: Path) -> None:
    """Transformers begins from it, CTranslate2 from zeros."""
    folder = build("marian", tmp_path / "in")
    weights = load_file(folder / "model.safetensors")
    for name in ("model.shared.weight", "lm_head.weight"):
        if name in weights:
            weights[name][-1] = 0.1
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(ConversionRefused, match="the row of <pad> is not zero"):
        converted("marian", folder, tmp_path / "out")


def test_a_pad_that_is_not_the_last_is_refused(tmp_path: Path) -> None:
    """The converter cuts the last row, whatever it is."""
    folder = build("marian", tmp_path / "in")
    ids = json.loads((folder / "vocab.json").read_text())
    other = next(piece for piece, number in ids.items() if number == 5)
    edit(folder / "vocab.json", **{"<pad>": 5, other: len(ids) - 1})
    edit(folder / "config.json", pad_token_id=5, decoder_start_token_id=5)
    edit(folder / "generation_config.json", pad_token_id=5, decoder_start_token_id=5)
    with pytest.raises(ConversionRefused, match="<pad> has the id 5, which is not the last one"):
        converted("marian", folder, tmp_path / "out")


def test_embeddings_that_are_misread_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Comparing would not show it: both sides have the same weights."""
    folder = build("t5", tmp_path / "in")
    load = MT5ForConditionalGeneration.from_pretrained

    def tied(*arguments: Any, **more: Any) -> Any:
        model = load(*arguments, **more)
        model.lm_head.weight = model.shared.weight
        return model

    monkeypatch.setattr(MT5ForConditionalGeneration, "from_pretrained", tied)
    with pytest.raises(ConversionRefused, match=r"misreads its lm_head\.weight"):
        converted("t5", folder, tmp_path / "out")


def test_another_family_is_told(tmp_path: Path) -> None:
    """As when a wrong folder is imported."""
    folder = build("bart", tmp_path / "in")
    edit(folder / "config.json", model_type="pegasus")
    with pytest.raises(ConversionRefused, match="says pegasus, not bart"):
        converted("bart", folder, tmp_path / "out")


def test_a_label_that_the_model_does_not_know_is_told(tmp_path: Path) -> None:
    """It would be an unknown word in front of every text."""
    folder = build("marian", tmp_path / "in")
    with pytest.raises(ConversionRefused, match=r">>bel<<"):
        converted("marian", folder, tmp_path / "out", labels={"uk": ">>bel<<", "ru": ">>rus<<"})


@pytest.mark.parametrize(
    ("family", "unmended", "told"),
    [
        pytest.param("t5", {"mend": "t5"}, "does not answer as the original", id="pieces-or-score"),
        pytest.param("marian", {"labels": {}}, "is read as", id="source"),
    ],
)
def test_a_conversion_that_answers_otherwise_is_refused(
    family: Family,
    unmended: dict[str, Any],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the cause: it is the answers that are compared."""
    folder = build(family, tmp_path / "in")
    if "mend" in unmended:
        # As the converter alone would do it.
        monkeypatch.setattr(
            convert._Converter,
            "load_model",
            lambda _, kind, name, **more: kind.from_pretrained(name),
        )
    else:
        original = parity._encode
        monkeypatch.setattr(
            parity, "_encode", lambda tokenizer, card, probe: original(tokenizer, card, probe)[1:]
        )
    with pytest.raises(ConversionRefused, match=told):
        converted(family, folder, tmp_path / "out")
