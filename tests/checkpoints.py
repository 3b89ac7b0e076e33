"""Small checkpoints with random weights, in the layout of the public ones, made on the spot.

They write nonsense, and the same nonsense with every engine: enough to test what carries, converts
and compares them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sentencepiece
import torch
from safetensors.torch import load_file, save_file
from tokenizers import ByteLevelBPETokenizer
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    M2M100Config,
    M2M100ForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
    MT5Config,
    MT5ForConditionalGeneration,
)
from transformers.models.m2m_100.tokenization_m2m_100 import FAIRSEQ_LANGUAGE_CODES

from summarizer import tables
from summarizer.models.catalog import ModelCard

if TYPE_CHECKING:
    from pathlib import Path

_SIZES = {
    "d_model": 32,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "init_std": 0.4,
}

_CARD = ModelCard(
    id="tiny-marian",
    repository="tests/tiny-marian",
    revision="main",
    task="translate",
    family="marian",
    licence="Apache-2.0",
    commercial=True,
    sources=("en",),
    targets=("uk", "ru"),
    labels={"uk": ">>ukr<<", "ru": ">>rus<<"},
    megabytes=1,
    context=128,
    sets=("tiny",),
    decoding={"max_tokens": 16},
)
CARDS = {
    card.family: card
    for card in (
        _CARD,
        replace(
            _CARD,
            id="tiny-bart",
            repository="tests/tiny-bart",
            task="summarise",
            family="bart",
            targets=("en",),
            labels={},
            context=512,
            decoding={"min_tokens": 8, "max_tokens": 24, "short_tokens": 12},
        ),
        replace(
            _CARD,
            id="tiny-m2m100",
            repository="tests/tiny-m2m100",
            family="m2m100",
            labels={"en": "__en__", "uk": "__uk__", "ru": "__ru__"},
        ),
        replace(
            _CARD,
            id="tiny-mt5",
            repository="tests/tiny-mt5",
            family="t5",
            targets=("ru",),
            labels={},
        ),
    )
}


def catalogue(path: Path, *cards: ModelCard) -> Path:
    """Write a catalogue of `cards`, all by default."""
    lines = []
    for card in cards or CARDS.values():
        lines += [
            "[[model]]",
            *(f"{name} = {json.dumps(value)}" for name, value in _plain(card).items()),
        ]
        for name in ("labels", "decoding"):
            pairs = (f"{key} = {json.dumps(v)}" for key, v in getattr(card, name).items())
            lines.append(f"{name} = {{ {', '.join(pairs)} }}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def build(family: str, folder: Path, **config: Any) -> Path:
    """Make the checkpoint of a family in `folder`; `config` changes its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(7)
    _BUILDERS[family](folder, config)
    return folder


def edit(path: Path, **changes: Any) -> None:
    """Change keys of a JSON file; None takes a key out."""
    content = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({k: v for k, v in content.items() if v is not None}))


def _plain(card: ModelCard) -> dict[str, Any]:
    names = [name for name in card.__slots__ if name not in ("labels", "decoding")]
    return {name: value for name in names if (value := getattr(card, name)) is not None}


def _marian(folder: Path, config: dict[str, Any]) -> None:
    pieces = _sentencepiece(folder / "source.spm", 300)
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    # As the larger public models have it: in the order of the alphabet, <pad> at the end.
    vocabulary = [*sorted({*pieces, ">>ukr<<", ">>rus<<"}), "<pad>"]
    ids = {piece: number for number, piece in enumerate(vocabulary)}
    (folder / "vocab.json").write_text(json.dumps(ids))
    (folder / "tokenizer_config.json").write_text('{"source_lang": "eng", "target_lang": "zle"}')
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(ids),
            decoder_vocab_size=len(ids),
            pad_token_id=ids["<pad>"],
            decoder_start_token_id=ids["<pad>"],
            eos_token_id=ids["</s>"],
            bos_token_id=0,
            forced_eos_token_id=None,
            max_position_embeddings=128,
            scale_embedding=True,
            share_encoder_decoder_embeddings=True,
            **_SIZES | config,
        )
    )
    with torch.no_grad():
        model.model.shared.weight[ids["<pad>"]] = 0
    model.save_pretrained(folder)


def _bart(folder: Path, config: dict[str, Any]) -> None:
    controls = ["<s>", "<pad>", "</s>", "<unk>"]
    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator(_texts(), 400, special_tokens=[*controls, "<mask>"])
    bpe.save_model(str(folder))
    # The public ones count <mask> beyond the rows that the model has.
    ids = json.loads((folder / "vocab.json").read_text())
    order = [piece for piece in sorted(ids, key=ids.__getitem__) if piece != "<mask>"]
    ids = {piece: number for number, piece in enumerate([*order, "<mask>"])}
    (folder / "vocab.json").write_text(json.dumps(ids))
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BartTokenizer"}')
    BartForConditionalGeneration(
        BartConfig(
            vocab_size=len(order),
            max_position_embeddings=512,
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
            decoder_start_token_id=2,
            **_SIZES | {"normalize_before": False} | config,
        )
    ).save_pretrained(folder)


def _m2m100(folder: Path, config: dict[str, Any]) -> None:
    pieces = _sentencepiece(folder / "sentencepiece.bpe.model", 300)
    controls = ["<s>", "<pad>", "</s>", "<unk>"]
    rest = [piece for piece in pieces if piece not in controls]
    ids = {piece: number for number, piece in enumerate([*controls, *rest])}
    (folder / "vocab.json").write_text(json.dumps(ids))
    # transformers knows these labels by itself, and numbers them behind the pieces.
    labels = [f"__{code}__" for code in FAIRSEQ_LANGUAGE_CODES["m2m100"]]
    (folder / "special_tokens_map.json").write_text(
        json.dumps(
            {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
            | {"additional_special_tokens": labels}
        )
    )
    (folder / "tokenizer_config.json").write_text(
        '{"tokenizer_class": "M2M100Tokenizer", "src_lang": "en", "tgt_lang": "uk"}'
    )
    # The public ones have eight rows more that no token has; nothing is written with them.
    model = M2M100ForConditionalGeneration(
        M2M100Config(
            vocab_size=len(ids) + len(labels) + 8,
            max_position_embeddings=128,
            pad_token_id=1,
            bos_token_id=0,
            eos_token_id=2,
            decoder_start_token_id=2,
            **_SIZES | config,
        )
    )
    with torch.no_grad():
        model.model.shared.weight[-8:] = 0
    model.save_pretrained(folder)


def _mt5(folder: Path, config: dict[str, Any]) -> None:
    _sentencepiece(folder / "spiece.model", 300)
    (folder / "tokenizer_config.json").write_text(
        '{"tokenizer_class": "T5Tokenizer", "extra_ids": 0}'
    )
    model = MT5ForConditionalGeneration(
        MT5Config(
            vocab_size=300,
            d_model=32,
            d_kv=8,
            d_ff=64,
            num_layers=1,
            num_decoder_layers=1,
            num_heads=4,
            pad_token_id=0,
            eos_token_id=1,
            decoder_start_token_id=0,
            initializer_factor=2.0,
            **config,
        )
    )
    model.save_pretrained(folder)
    # The public ones have output weights of their own, which the class would not save.
    weights = load_file(folder / "model.safetensors")
    weights["lm_head.weight"] = torch.randn(300, 32) * 0.3
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    edit(folder / "config.json", tie_word_embeddings=False)


def _sentencepiece(path: Path, size: int) -> list[str]:
    """Train the pieces on the texts that conversions are tried on; return them."""
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(_texts()),
            model_writer=file,
            vocab_size=size,
            model_type="unigram" if path.name == "spiece.model" else "bpe",
            hard_vocab_limit=False,
            pad_id=0 if path.name == "spiece.model" else -1,
            eos_id=1,
            unk_id=2,
            bos_id=-1,
            character_coverage=0.98,
            minloglevel=2,
        )
    made = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [made.id_to_piece(number) for number in range(made.get_piece_size())]


def _texts() -> list[str]:
    return [text for _, _, text in tables.rows("models/probes.tsv")]


_BUILDERS = {"marian": _marian, "bart": _bart, "m2m100": _m2m100, "t5": _mt5}
