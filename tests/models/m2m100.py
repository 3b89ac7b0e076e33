"""A small M2M100 that translates English into Russian, Ukrainian and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoTokenizer, M2M100Config, M2M100ForConditionalGeneration
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

from tests.models.corpus import training_sentences, written_numbers
from tests.models.pieces import names, sentence_pieces, write_json, write_weights
from tests.models.training import Example, Recipe, Tokens, fit, seed

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = Recipe(steps=1000, rate=4e-3)
TARGETS = ("ru", "uk", "zh")
_PIECES = 1400
_MADE_UP = 8
_TOKENS = Tokens(start=2, end=2, pad=1)
_SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")


def train(folder: Path) -> None:
    """Train the translator and write it to `folder`."""
    sentences = training_sentences()
    size = _write_vocabulary(folder, [text for each in sentences for text in each.texts()])
    network = _write_configs(folder, size)
    tokenizer = AutoTokenizer.from_pretrained(folder, src_lang="en")
    sources = tokenizer([each.text("en") for each in sentences])["input_ids"]
    examples = []
    for language in TARGETS:
        tokenizer.tgt_lang = language
        targets = tokenizer(text_target=[each.text(language) for each in sentences])["input_ids"]
        examples += [Example(tuple(a), tuple(b)) for a, b in zip(sources, targets, strict=True)]
    seed()
    still = {"dropout": 0.0, "attention_dropout": 0.0}
    still |= {"encoder_layerdrop": 0.0, "decoder_layerdrop": 0.0}
    model = M2M100ForConditionalGeneration(M2M100Config(**(network | still)))
    fit(model, examples, _TOKENS, RECIPE)
    tied = ("model.encoder.embed_", "model.decoder.embed_", "lm_head")
    write_weights(folder / "model.safetensors", model, tied, torch.float32)


def _write_vocabulary(folder: Path, texts: list[str]) -> int:
    """Write the vocabulary, and return how many rows the network needs for it."""
    pieces = sentence_pieces(texts, _PIECES, user_defined_symbols=written_numbers())
    (folder / "sentencepiece.bpe.model").write_bytes(pieces.serialized_model_proto())
    entries = [*_SPECIALS, *names(pieces)]
    write_json(folder / "vocab.json", {piece: index for index, piece in enumerate(entries)})
    labels = [f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"]]
    specials: dict[str, Any] = {"bos_token": "<s>", "eos_token": "</s>", "sep_token": "</s>"}
    specials |= {"unk_token": "<unk>", "pad_token": "<pad>"}
    write_json(
        folder / "tokenizer_config.json",
        specials
        | {"language_codes": "m2m100", "model_max_length": 1024, "num_madeup_words": _MADE_UP}
        | {"src_lang": None, "tgt_lang": None, "sp_model_kwargs": {}}
        | {"tokenizer_class": "M2M100Tokenizer"},
    )
    write_json(folder / "special_tokens_map.json", specials | {"additional_special_tokens": labels})
    return len(entries) + len(labels) + _MADE_UP


def _write_configs(folder: Path, size: int) -> dict[str, Any]:
    """Write the configurations, and return that of the network."""
    search = {
        "bos_token_id": 0,
        "decoder_start_token_id": 2,
        "early_stopping": True,
        "eos_token_id": 2,
        "max_length": 200,
        "num_beams": 5,
        "pad_token_id": 1,
    }
    network = {
        "activation_dropout": 0.0,
        "activation_function": "relu",
        "attention_dropout": 0.1,
        "bos_token_id": 0,
        "d_model": 64,
        "decoder_attention_heads": 4,
        "decoder_ffn_dim": 256,
        "decoder_layerdrop": 0.05,
        "decoder_layers": 2,
        "decoder_start_token_id": 2,
        "dropout": 0.1,
        "encoder_attention_heads": 4,
        "encoder_ffn_dim": 256,
        "encoder_layerdrop": 0.05,
        "encoder_layers": 2,
        "eos_token_id": 2,
        "init_std": 0.02,
        "is_encoder_decoder": True,
        "max_position_embeddings": 1024,
        "pad_token_id": 1,
        "scale_embedding": True,
        "use_cache": True,
        "vocab_size": size,
    }
    layout = {
        "architectures": ["M2M100ForConditionalGeneration"],
        "gradient_checkpointing": False,
        "model_type": "m2m_100",
        "num_hidden_layers": 2,
        "torch_dtype": "float32",
    }
    write_json(folder / "config.json", layout | search | network)
    write_json(folder / "generation_config.json", {"_from_model_config": True} | search)
    return network
