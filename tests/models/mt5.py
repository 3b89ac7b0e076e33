"""A small mT5 that translates English into Russian, with an output layer of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoTokenizer, MT5Config, MT5ForConditionalGeneration

from tests.models.corpus import training_sentences
from tests.models.pieces import sentence_pieces, write_json, write_weights
from tests.models.training import Example, Recipe, Tokens, fit, seed

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = Recipe(steps=700, rate=4e-3, batch=48)
_PIECES = 800
# The public vocabularies are rounded up, beyond the last piece.
_ROUNDED_UP = 12
_TOKENS = Tokens(start=0, end=1, pad=0)


def train(folder: Path) -> None:
    """Train the translator and write it to `folder`."""
    english = [each.text("en") for each in training_sentences()]
    russian = [each.text("ru") for each in training_sentences()]
    pieces = sentence_pieces(
        [*english, *russian],
        _PIECES,
        model_type="unigram",
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
    )
    (folder / "spiece.model").write_bytes(pieces.serialized_model_proto())
    network = _write_configs(folder, pieces.get_piece_size() + _ROUNDED_UP)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    sources, targets = tokenizer(english)["input_ids"], tokenizer(russian)["input_ids"]
    examples = [Example(tuple(a), tuple(b)) for a, b in zip(sources, targets, strict=True)]
    seed()
    model = MT5ForConditionalGeneration(MT5Config(**network))
    # Some releases of transformers tie the two whatever the configuration says.
    model.lm_head.weight = torch.nn.Parameter(0.05 * torch.randn_like(model.shared.weight))
    fit(model, examples, _TOKENS, RECIPE)
    tied = ("encoder.embed_tokens", "decoder.embed_tokens")
    write_weights(folder / "model.safetensors", model, tied, torch.float32)


def _write_configs(folder: Path, size: int) -> dict[str, Any]:
    """Write the configurations, and return that of the network."""
    search = {
        "decoder_start_token_id": 0,
        "eos_token_id": 1,
        "length_penalty": 0.6,
        "max_length": 84,
        "no_repeat_ngram_size": 2,
        "num_beams": 4,
        "pad_token_id": 0,
    }
    network = {
        "d_ff": 256,
        "d_kv": 16,
        "d_model": 64,
        "decoder_start_token_id": 0,
        "dropout_rate": 0.0,
        "eos_token_id": 1,
        "feed_forward_proj": "gated-gelu",
        "initializer_factor": 1.0,
        "layer_norm_epsilon": 1e-06,
        "num_decoder_layers": 2,
        "num_heads": 4,
        "num_layers": 2,
        "pad_token_id": 0,
        "relative_attention_max_distance": 128,
        "relative_attention_num_buckets": 32,
        "tie_word_embeddings": False,
        "vocab_size": size,
    }
    layout = {
        "architectures": ["MT5ForConditionalGeneration"],
        "is_encoder_decoder": True,
        "model_type": "mt5",
        "output_past": True,
        "tokenizer_class": "T5Tokenizer",
        "use_cache": True,
    }
    write_json(folder / "config.json", layout | search | network)
    write_json(folder / "generation_config.json", {"_from_model_config": True} | search)
    specials = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    write_json(folder / "special_tokens_map.json", specials)
    write_json(
        folder / "tokenizer_config.json",
        specials
        | {"additional_special_tokens": [], "extra_ids": 0, "model_max_length": 512}
        | {"sp_model_kwargs": {}, "tokenizer_class": "T5Tokenizer"},
    )
    return network
