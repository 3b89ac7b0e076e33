"""Checkpoints of the public sizes, for want of the public weights; see benchmarks/README.md.

Configurations and tokenizers are the public ones, the weights are random. Positions of the decoder
alone say what is written: a given text, whatever is read. So a text has its length and its end, as
with trained weights, and every matrix its size.
"""

from __future__ import annotations

import json
import lzma
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save_file
from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers.models import BPE
from transformers import AutoConfig, AutoModelForSeq2SeqLM, GenerationConfig
from transformers.utils import logging

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.models.catalog import ModelCard

SUMMARY = (
    "The council of the river town met on Monday to decide what should become of its old bridge,"
    " which was damaged in spring. Engineers told the members that repairs would take until winter,"
    " and that lorries must use another road meanwhile. Shopkeepers asked for help because fewer"
    " people come across from the eastern bank since the shelling began. A vote on money for new"
    " steel was put off for one week, so that both parties could read the report. Mayor Olena"
    " Hrytsak said afterwards that nobody would be left without a ferry during these months."
)
# Names: they pass for Ukrainian and for Russian.
_NAMES = (
    "Олена Марко Роман Тарас Назар Максим Артем Антон Остап Марта Ольга Тамара Семен Павло Дарка"
    " Захар."
)
WRITTEN = {
    "en": "The bridge across the river stays closed to lorries until the engineers have gone.",
    "uk": _NAMES,
    "ru": _NAMES,
    "zh-Hans": "市议会星期一开会讨论河上大桥的修复，工程师表示，施工将持续到冬季，届时货车须绕行。",
}
"""What the models write, by language; every sentence is translated into the same one."""

# Of a position against the token before it, and of the layers against both.
_LOUD, _QUIET = 200.0, 0.25


@dataclass(frozen=True, slots=True)
class _Recipe:
    """Whose configuration and tokenizer to take; the sides of the latter as (reads, writes)."""

    config: str
    tokenizer: str
    sides: tuple[str, str] = ("source.spm", "target.spm")


_BART = "sshleifer--distilbart-cnn-12-6"
_BIG = "Helsinki-NLP--opus-mt-tc-big-en-pt"
_UK_EN, _ZH_EN = "Helsinki-NLP--opus-mt-uk-en", "Helsinki-NLP--opus-mt-zh-en"
_TURNED = ("target.spm", "source.spm")
_RECIPES = {
    "distilbart-cnn-12-6": _Recipe(_BART, _BART),
    "opus-mt-tc-big-en-zle": _Recipe(_BIG, _UK_EN, _TURNED),
    "opus-mt-tc-big-zle-en": _Recipe(_BIG, _UK_EN),
    "opus-mt-tc-big-zle-zle": _Recipe(_BIG, _UK_EN, ("source.spm", "source.spm")),
    "opus-mt-en-zh": _Recipe(_ZH_EN, _ZH_EN, _TURNED),
    "opus-mt-zh-en": _Recipe(_ZH_EN, _ZH_EN),
}


def build(card: ModelCard, data: Path, folder: Path) -> None:
    """Write a checkpoint of the size of `card` into `folder`; `data` has the public small files."""
    folder.mkdir(parents=True)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.manual_seed(0)
    recipe = _RECIPES[card.id]
    config = AutoConfig.from_pretrained(data / recipe.config)
    if card.family == "bart":
        pieces = _byte_level(data / recipe.tokenizer, folder)
        model = AutoModelForSeq2SeqLM.from_config(config, dtype=torch.float32)  # type: ignore[no-untyped-call]
        ids = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        # What is written first is forced, and positions are counted from 2.
        _write(model, [config.eos_token_id, *(ids[p] for p in pieces), config.eos_token_id], 2)
    else:
        pieces = _sentencepiece(data / recipe.tokenizer, folder, recipe.sides, card)
        ids = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        config = _renumbered(config, ids)
        model = AutoModelForSeq2SeqLM.from_config(config, dtype=torch.float32)  # type: ignore[no-untyped-call]
        with torch.no_grad():
            model.get_input_embeddings().weight[config.pad_token_id] = 0
        _write(model, [*(ids[piece] for piece in pieces), config.eos_token_id], 0)
        model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
            max_length=512,
            num_beams=4,
            bad_words_ids=[[config.pad_token_id]],
            decoder_start_token_id=config.pad_token_id,
            pad_token_id=config.pad_token_id,
            eos_token_id=config.eos_token_id,
        )
    _save(model, folder)


def _write(model: Any, ids: list[int], offset: int) -> None:
    """Have the positions of the decoder say `ids`, and the layers not much."""
    embeddings = model.get_input_embeddings().weight
    with torch.no_grad():
        # So that the text is near certain at any width.
        embeddings *= 32 / math.sqrt(embeddings.shape[1])
        rows = embeddings[torch.tensor(ids)]
        positions = model.get_decoder().embed_positions.weight
        positions[offset : offset + len(ids)] = _LOUD * rows / rows.norm(dim=1, keepdim=True)
        for name, weight in model.named_parameters():
            if name.endswith(("out_proj.weight", "fc2.weight")):
                weight *= _QUIET


def _byte_level(tokenizer: Path, folder: Path) -> list[str]:
    """Copy the files of a tokenizer, and return the pieces of the summary."""
    for name in ("vocab.json", "merges.txt"):
        (folder / name).write_bytes(_unpacked(tokenizer / f"{name}.xz"))
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        (folder / name).write_bytes((tokenizer / name).read_bytes())
    bpe = Tokenizer(BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return list(bpe.encode(f" {SUMMARY}").tokens)


def _sentencepiece(
    tokenizer: Path, folder: Path, sides: tuple[str, str], card: ModelCard
) -> list[str]:
    """Write the files of a tokenizer, and return the pieces of the translation."""
    for name, side in zip(("source.spm", "target.spm"), sides, strict=True):
        (folder / name).write_bytes(_unpacked(tokenizer / f"{side}.xz"))
    (folder / "tokenizer_config.json").write_text('{"source_lang": "src", "target_lang": "tgt"}')
    ids: dict[str, int] = json.loads(_unpacked(tokenizer / "vocab.json.xz"))
    # Labels take the place of the rarest pieces; <pad> is the last.
    rarest = sorted(ids, key=ids.__getitem__)[-1 - len(card.labels) : -1]
    for label, piece in zip(card.labels.values(), rarest, strict=True):
        ids[label] = ids.pop(piece)
    (folder / "vocab.json").write_text(json.dumps(ids), encoding="utf-8")
    writer = SentencePieceProcessor(model_file=str(folder / "target.spm"))
    pieces: list[str] = writer.encode(WRITTEN[card.targets[0]], out_type=str)
    return pieces


def _renumbered(config: Any, ids: dict[str, int]) -> Any:
    """Return a configuration of the same size for another vocabulary."""
    pad = ids["<pad>"]
    changes = {
        "vocab_size": len(ids),
        "decoder_vocab_size": len(ids),
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
        "eos_token_id": ids["</s>"],
        "forced_eos_token_id": None,
    }
    return type(config).from_dict(config.to_dict() | changes)


def _save(model: Any, folder: Path) -> None:
    """Write a model as it lies on the hub: positions stored, and what is tied once."""
    tied = ("lm_head.weight", "embed_tokens.weight")
    weights = {k: v.contiguous() for k, v in model.state_dict().items() if not k.endswith(tied)}
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)


def _unpacked(path: Path) -> bytes:
    return lzma.decompress(path.read_bytes())
