"""Converts a checkpoint for CTranslate2, and holds what comes out against the original.

A conversion may end without an error and answer wrongly: one that does not answer as the original
(see parity) is refused. The known faults of checkpoints are mended or named.
"""

from __future__ import annotations

import json
import re
import shutil
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import torch
from ctranslate2.converters import TransformersConverter
from safetensors import safe_open
from transformers.utils import logging

from summarizer.errors import ConversionRefused, ModelError
from summarizer.models import checkpoint, parity
from summarizer.models.manifest import Parity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summarizer.models.catalog import ModelCard

_QUANTIZATION = "int8"

_LIBRARIES = ("ctranslate2", "transformers", "torch")
_MODEL_TYPES = {
    "marian": ("marian",),
    "bart": ("bart",),
    "m2m100": ("m2m_100",),
    "nllb": ("m2m_100",),
    "t5": ("t5", "mt5"),
}
_EMBEDDINGS = re.compile(r"(shared|embed_tokens|lm_head)\.weight$")


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was converted: `mended` says which known faults of the checkpoint, in words."""

    quantization: str
    parity: Parity
    mended: tuple[str, ...]
    versions: dict[str, str]


def convert(folder: Path, card: ModelCard, target: Path) -> Conversion:
    """Convert the checkpoint in `folder` into the empty folder `target`, quantised to int8.

    Raises ConversionRefused, saying why; what is in `target` then is worth nothing.
    """
    _refuse_known_faults(folder, card)
    probes = parity.probes(card)
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    with _refusing(card), warnings.catch_warnings(action="ignore"):
        expected = parity.originals(folder, card, probes)
        mended = _run(folder, card, target, "float32")
        difference = parity.require(card, probes, expected, parity.answers(target, card, probes))
        _run(folder, card, target, _QUANTIZATION)
        quantised = parity.answers(target, card, probes)
    return Conversion(
        _QUANTIZATION,
        Parity(
            probes=len(probes),
            score_difference=difference,
            quantised_equal=sum(
                answer.pieces == original.pieces
                for answer, original in zip(quantised, expected, strict=True)
            ),
        ),
        mended,
        {library: version(library) for library in _LIBRARIES},
    )


@contextmanager
def _refusing(card: ModelCard) -> Iterator[None]:
    """Whatever a library stumbles over, it is the checkpoint that is refused."""
    try:
        yield
    except ConversionRefused:
        raise
    except ModelError as error:
        raise ConversionRefused(card.id, str(error)) from error
    except OSError as error:
        # A full disk is no fault of the checkpoint.
        if error.errno is not None:
            raise
        raise ConversionRefused(card.id, f"it does not load: {error}") from error
    except Exception as error:
        raise ConversionRefused(card.id, f"it does not load: {error}") from error


def _refuse_known_faults(folder: Path, card: ModelCard) -> None:
    """Refuse what converts without an error and answers wrongly, or fails with a riddle."""
    config = _json(folder / checkpoint.CONFIG)
    if "auto_map" in config:
        raise ConversionRefused(card.id, "it brings program code of its own, which is never run")
    kinds = _MODEL_TYPES[card.family]
    if config.get("model_type") not in kinds:
        raise ConversionRefused(
            card.id, f"its config.json says {config.get('model_type')}, not {' or '.join(kinds)}"
        )
    if card.family in ("m2m100", "nllb"):
        known = _json(folder / "special_tokens_map.json").get("additional_special_tokens", [])
        absent = sorted(set(card.labels.values()) - set(known))
        if absent:
            raise ConversionRefused(
                card.id,
                f"special_tokens_map.json lacks {', '.join(absent)} in additional_special_tokens",
            )


def _json(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _run(folder: Path, card: ModelCard, target: Path, quantization: str) -> tuple[str, ...]:
    """Write the model into `target`, what was there before gone; return what was mended."""
    shutil.rmtree(target)
    converter = _Converter(card, folder)
    converter.convert(str(target), quantization=quantization)
    for name in checkpoint.TOKENIZER[card.family]:
        shutil.copy(folder / name, target / name)
    return tuple(converter.mended)


class _Converter(TransformersConverter):  # type: ignore[misc]  # it has no types
    """The converter of CTranslate2, with the known faults of checkpoints mended."""

    def __init__(self, card: ModelCard, folder: Path) -> None:
        super().__init__(str(folder))
        self._card = card
        self._folder = folder
        self.mended: list[str] = []

    def load_model(self, model_class: Any, name: str, **kwargs: Any) -> Any:
        kwargs |= {"dtype": torch.float32, "local_files_only": True, "weights_only": True}
        model = model_class.from_pretrained(name, **kwargs)
        _refuse_other_weights(self._card, self._folder, model)
        config = model.config
        if self._card.family == "bart" and not hasattr(config, "normalize_before"):
            config.normalize_before = False
            self.mended.append("config.json lacks normalize_before: false, as in every BART")
        if self._card.family == "t5":
            # transformers says that the weights are tied where the checkpoint says that they are
            # not, and the converter would scale what comes out.
            scaled = bool(getattr(config, "scale_decoder_outputs", False))
            if config.tie_word_embeddings and not scaled:
                self.mended.append("output weights of their own: what comes out is not scaled")
            config.tie_word_embeddings = scaled
        if self._card.family == "marian":
            self._refuse_pad(model)
        return model

    def _refuse_pad(self, model: Any) -> None:
        """CTranslate2 starts to write from a zero vector, and cuts the last row off."""
        pad = model.config.pad_token_id
        rows = model.get_decoder().embed_tokens.weight
        if pad != rows.shape[0] - 1:
            raise ConversionRefused(
                self._card.id, f"<pad> has the id {pad}, which is not the last one"
            )
        if bool(rows[pad].any()):
            raise ConversionRefused(
                self._card.id,
                "the row of <pad> is not zero: it was trained on without <pad> being masked",
            )


def _refuse_other_weights(card: ModelCard, folder: Path, model: Any) -> None:
    """Refuse a model whose embeddings are not those that are stored.

    Which of them are one and the same is for transformers to find out, and its versions differ;
    both sides of the comparison would be equally wrong.
    """
    loaded = model.state_dict()
    for name, stored in _stored(folder):
        known = name in loaded and _EMBEDDINGS.search(name)
        if known and not torch.equal(loaded[name], stored.float()):
            raise ConversionRefused(
                card.id, f"transformers {version('transformers')} misreads its {name}"
            )


def _stored(folder: Path) -> Iterator[tuple[str, torch.Tensor]]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".safetensors":
            with safe_open(path, framework="pt") as file:
                for name in file.keys():  # noqa: SIM118 - it is no mapping
                    yield name, file.get_tensor(name)
        elif path.suffix == ".bin":
            yield from torch.load(path, map_location="cpu", weights_only=True).items()
