"""A small BART that summarises news, laid out as distilbart-cnn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import AutoTokenizer, BartConfig, BartForConditionalGeneration

from tests.models.corpus import training_articles
from tests.models.pieces import write_json, write_weights
from tests.models.training import Example, Recipe, Tokens, fit, seed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.models.corpus import Article

RECIPE = Recipe(steps=1500, rate=4e-3, batch=32)
_PIECES = 1400
_TOKENS = Tokens(start=2, end=2, pad=1)
_SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]


def train(folder: Path) -> None:
    """Train the summariser and write it to `folder`."""
    articles = training_articles()
    vocabulary = _write_vocabulary(folder, articles)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = _write_configs(folder, len(vocabulary) - 1)
    sources = tokenizer([f" {article.text('en')}" for article in articles])["input_ids"]
    targets = [
        tokenizer([written(article, count) for article in articles])["input_ids"]
        for count in (1, 2, 4)
    ]
    examples = [
        Example(tuple(source), tuple(four), (len(one) - 1, len(two) - 1))
        for source, one, two, four in zip(sources, *targets, strict=True)
    ]
    seed()
    model = BartForConditionalGeneration(BartConfig(**{**network, "dropout": 0.0}))
    fit(model, examples, _TOKENS, RECIPE)
    tied = ("model.encoder.embed_tokens", "model.decoder.embed_tokens", "lm_head")
    write_weights(folder / "model.safetensors", model, tied, torch.float32)


def written(article: Article, sentences: int) -> str:
    """Return the first sentences of the summary as such models write them: " Two died ."."""
    texts = (each.text("en").removesuffix(".") for each in article.summary[:sentences])
    return "".join(f" {text} ." for text in texts)


def _write_vocabulary(folder: Path, articles: tuple[Article, ...]) -> dict[str, int]:
    """Learn the pieces, and return their ids."""
    pieces = ByteLevelBPETokenizer()
    pieces.train_from_iterator(
        (f" {article.text('en')}{written(article, 4)}" for article in articles),
        vocab_size=_PIECES,
        special_tokens=_SPECIALS,
        show_progress=False,
    )
    pieces.save_model(str(folder))
    vocabulary: dict[str, int] = pieces.get_vocab()
    vocabulary["<mask>"] = len(vocabulary)
    write_json(folder / "vocab.json", dict(sorted(vocabulary.items(), key=lambda entry: entry[1])))
    named = {"bos": "<s>", "eos": "</s>", "unk": "<unk>", "sep": "</s>", "pad": "<pad>"}
    named |= {"cls": "<s>", "mask": "<mask>"}
    specials = {f"{name}_token": token for name, token in named.items()}
    write_json(
        folder / "tokenizer_config.json",
        specials
        | {"add_prefix_space": False, "errors": "replace", "model_max_length": 1024}
        | {"tokenizer_class": "BartTokenizer"},
    )
    mask = {"content": "<mask>", "single_word": False, "lstrip": True, "rstrip": False}
    mask |= {"normalized": False}
    write_json(folder / "special_tokens_map.json", specials | {"mask_token": mask})
    return vocabulary


def _write_configs(folder: Path, size: int) -> dict[str, Any]:
    """Write the configurations, and return that of the network; `<mask>` is beyond its `size`."""
    search = {
        "bos_token_id": 0,
        "decoder_start_token_id": 2,
        "early_stopping": True,
        "eos_token_id": 2,
        "forced_bos_token_id": 0,
        "forced_eos_token_id": 2,
        "length_penalty": 2.0,
        "max_length": 142,
        "min_length": 56,
        "no_repeat_ngram_size": 3,
        "num_beams": 4,
        "pad_token_id": 1,
    }
    network = {
        "activation_dropout": 0.0,
        "activation_function": "gelu",
        "attention_dropout": 0.0,
        "bos_token_id": 0,
        "d_model": 64,
        "decoder_attention_heads": 4,
        "decoder_ffn_dim": 256,
        "decoder_layerdrop": 0.0,
        "decoder_layers": 2,
        "decoder_start_token_id": 2,
        "dropout": 0.1,
        "encoder_attention_heads": 4,
        "encoder_ffn_dim": 256,
        "encoder_layerdrop": 0.0,
        "encoder_layers": 2,
        "eos_token_id": 2,
        "init_std": 0.02,
        "is_encoder_decoder": True,
        "max_position_embeddings": 1024,
        "pad_token_id": 1,
        "scale_embedding": False,
        "vocab_size": size,
    }
    layout = {
        "add_bias_logits": False,
        "add_final_layer_norm": False,
        "architectures": ["BartForConditionalGeneration"],
        "extra_pos_embeddings": 2,
        "force_bos_token_to_be_generated": True,
        "gradient_checkpointing": False,
        "model_type": "bart",
        "normalize_before": False,
        "normalize_embedding": True,
        "num_hidden_layers": 2,
        "output_past": True,
        "prefix": " ",
        "replacing_rate": 0,
        "static_position_embeddings": False,
        "student_decoder_layers": None,
        "student_encoder_layers": None,
        "torch_dtype": "float32",
        "use_cache": True,
    }
    write_json(folder / "config.json", layout | search | network)
    write_json(folder / "generation_config.json", {"_from_model_config": True} | search)
    return network
