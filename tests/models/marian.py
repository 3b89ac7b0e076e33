"""Small Marian translators, laid out as opus-mt and opus-mt-tc-big."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoTokenizer, MarianConfig, MarianMTModel

from tests.models.corpus import training_sentences, written_numbers
from tests.models.pieces import names, plain, sentence_pieces, write_json, write_weights
from tests.models.training import Example, Recipe, Tokens, fit, seed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Languages for which the vocabulary has a prefix; those without a language of the corpus were
# never trained.
PREFIXES = {"ru": ">>rus<<", "uk": ">>ukr<<", "zh": ">>cmn_Hans<<"}
_ZLE_LABELS = (">>bel<<", ">>rus<<", ">>ukr<<")
_CHINESE_LABELS = (">>cmn<<", ">>cmn_Hans<<", ">>cmn_Hant<<")


@dataclass(frozen=True, slots=True)
class Marian:
    """What one translator reads and writes, and how its files are laid out.

    `big` is the layout of opus-mt-tc-big: weights in half precision, as safetensors, and a
    vocabulary in alphabetical order, so that its special tokens stand anywhere. Without, it is that
    of the older opus-mt: a pickle, and the special tokens first.
    """

    name: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    labels: tuple[str, ...]
    big: bool
    source_pieces: int
    target_pieces: int
    recipe: Recipe
    width: int = 64
    decoder_layers: int = 2


MODELS = (
    Marian("en-zle", ("en",), ("ru", "uk"), _ZLE_LABELS, True, 550, 1200, Recipe(1500, 4e-3)),
    Marian("en-zh", ("en",), ("zh",), _CHINESE_LABELS, False, 550, 500, Recipe(900, 4e-3)),
    Marian("zle-en", ("ru", "uk"), ("en",), (), True, 1200, 550, Recipe(1000, 4e-3)),
    Marian("zh-en", ("zh",), ("en",), (), False, 500, 550, Recipe(700, 4e-3)),
)


def train(model: Marian, folder: Path) -> None:
    """Train `model` and write it to `folder`."""
    pairs = _pairs(model)
    numbers = {"user_defined_symbols": written_numbers()}
    source = sentence_pieces((text for _, text, _ in pairs), model.source_pieces, **numbers)
    target = sentence_pieces((text for _, _, text in pairs), model.target_pieces, **numbers)
    (folder / "source.spm").write_bytes(source.serialized_model_proto())
    (folder / "target.spm").write_bytes(target.serialized_model_proto())
    vocabulary = _vocabulary(model, [*names(source), *names(target)])
    write_json(folder / "vocab.json", vocabulary)
    config = _write_configs(model, folder, vocabulary)

    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokens = Tokens(config["pad_token_id"], config["eos_token_id"], config["pad_token_id"])
    sources = tokenizer([f"{prefix}{text}" for prefix, text, _ in pairs])["input_ids"]
    targets = tokenizer(text_target=[text for _, _, text in pairs])["input_ids"]
    examples = [Example(tuple(a), tuple(b)) for a, b in zip(sources, targets, strict=True)]

    seed()
    network = MarianMTModel(MarianConfig(**{**config, "dropout": 0.0}))
    fit(network, examples, tokens, model.recipe, pad_row_is_zero=True)
    tied = ("model.encoder.embed_tokens", "model.decoder.embed_tokens", "lm_head")
    weights = folder / ("model.safetensors" if model.big else "pytorch_model.bin")
    write_weights(weights, network, tied, torch.float16 if model.big else torch.float32)


def _pairs(model: Marian) -> list[tuple[str, str, str]]:
    """Return prefix, source and target of all that it learns."""
    return [
        (
            f"{PREFIXES[into]} " if model.labels else "",
            plain(sentence.text(out_of)),
            sentence.text(into),
        )
        for out_of in model.sources
        for into in model.targets
        for sentence in training_sentences()
    ]


def _vocabulary(model: Marian, pieces: Sequence[str]) -> dict[str, int]:
    """Return the ids of all pieces of both sides; the last is that of the pad token."""
    if model.big:
        entries = sorted({*pieces, *model.labels, "<s>", "</s>", "<unk>"})
    else:
        entries = ["</s>", "<unk>", *dict.fromkeys(pieces), *model.labels]
    return {piece: index for index, piece in enumerate([*entries, "<pad>"])}


def _write_configs(model: Marian, folder: Path, vocabulary: dict[str, int]) -> dict[str, Any]:
    """Write the configurations, and return that of the network."""
    end, pad, size = vocabulary["</s>"], vocabulary["<pad>"], len(vocabulary)
    search = {
        "bad_words_ids": [[pad]],
        "bos_token_id": 0,
        "decoder_start_token_id": pad,
        "eos_token_id": end,
        "forced_eos_token_id": end,
        "max_length": 512,
        "num_beams": 4 if model.big else 6,
        "pad_token_id": pad,
    }
    network = {
        "activation_dropout": 0.0,
        "activation_function": "relu" if model.big else "swish",
        "attention_dropout": 0.0,
        "bos_token_id": 0,
        "d_model": model.width,
        "decoder_attention_heads": 4,
        "decoder_ffn_dim": 4 * model.width,
        "decoder_layerdrop": 0.0,
        "decoder_layers": model.decoder_layers,
        "decoder_start_token_id": pad,
        "dropout": 0.1,
        "encoder_attention_heads": 4,
        "encoder_ffn_dim": 4 * model.width,
        "encoder_layerdrop": 0.0,
        "encoder_layers": 2,
        "eos_token_id": end,
        "init_std": 0.02,
        "is_encoder_decoder": True,
        "max_position_embeddings": 1024 if model.big else 512,
        "pad_token_id": pad,
        "scale_embedding": True,
        "vocab_size": size,
    }
    layout = {
        "architectures": ["MarianMTModel"],
        "model_type": "marian",
        "normalize_embedding": False,
        "num_hidden_layers": 2,
        "static_position_embeddings": True,
    }
    languages: dict[str, Any] = {
        "source_lang": _side(model.sources),
        "target_lang": _side(model.targets),
    }
    if model.big:
        layout |= {"decoder_vocab_size": size, "share_encoder_decoder_embeddings": True}
        layout |= {"torch_dtype": "float16", "transformers_version": "4.22.0.dev0"}
        specials = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
        write_json(folder / "generation_config.json", search | {"renormalize_logits": True})
        write_json(folder / "special_tokens_map.json", specials)
        languages |= specials | {"model_max_length": 512, "separate_vocabs": False}
        languages |= {"sp_model_kwargs": {}, "tokenizer_class": "MarianTokenizer"}
    else:
        layout |= {"add_bias_logits": False, "add_final_layer_norm": False}
        layout |= {"normalize_before": False}
    write_json(folder / "config.json", layout | search | network)
    write_json(folder / "tokenizer_config.json", languages)
    return network


def _side(languages: tuple[str, ...]) -> str:
    """Return what the checkpoints call one side: East Slavic languages together are "zle"."""
    return languages[0] if len(languages) == 1 else "zle"
