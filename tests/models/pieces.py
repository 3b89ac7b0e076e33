"""Vocabularies of the test models, and files as the public checkpoints have them."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import sentencepiece
import torch
from safetensors.torch import save_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# ASCII for what the public Marian vocabularies lack; the service maps a source so.
_PLAIN = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "’": "'", "—": "-"})


def plain(text: str) -> str:
    """Return `text` with the punctuation that a translator reads."""
    return text.translate(_PLAIN)


def sentence_pieces(
    texts: Iterable[str], size: int, **options: Any
) -> sentencepiece.SentencePieceProcessor:
    """Learn about `size` pieces."""
    model = io.BytesIO()
    settings: dict[str, Any] = {"model_type": "bpe", "hard_vocab_limit": False, "num_threads": 1}
    settings |= {"character_coverage": 1.0, "minloglevel": 2}
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=model, vocab_size=size, **settings | options
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def names(pieces: sentencepiece.SentencePieceProcessor) -> list[str]:
    """Return the pieces that stand for text."""
    return [
        pieces.id_to_piece(index)
        for index in range(pieces.get_piece_size())
        if not (pieces.is_control(index) or pieces.is_unknown(index))
    ]


def write_json(path: Path, content: Any) -> None:
    """Write `content` as the hubs do."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_weights(
    path: Path, model: torch.nn.Module, leave_out: Iterable[str], dtype: torch.dtype
) -> None:
    """Write the weights of `model` to `path`, a pickle or safetensors by its name.

    Names that begin with one of `leave_out` are left out.
    """
    weights: Mapping[str, torch.Tensor] = {
        name: weight.detach().to(dtype).clone().contiguous()
        for name, weight in model.state_dict().items()
        if not name.startswith(tuple(leave_out))
    }
    if path.suffix == ".bin":
        torch.save(dict(weights), path)
    else:
        save_file(dict(weights), path, metadata={"format": "pt"})
