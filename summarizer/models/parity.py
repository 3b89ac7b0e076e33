"""Holds a converted model against the original, text by text.

The texts are put through transformers, as its authors mean it to be used (its own tokenizer, beams
of four, float32), and through the tokens and the engine that serve the converted model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer, GenerationConfig

from summarizer import tables
from summarizer.deadline import NEVER
from summarizer.errors import ConversionRefused
from summarizer.models.base import Decoding
from summarizer.models.ctranslate import CTranslate
from summarizer.models.tokens import tokens

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.domain import Pair
    from summarizer.models.catalog import ModelCard

SCORE_BOUND = 1e-4
"""Scores (log probabilities a token) of the same text differ by less; some 1e-6 were measured."""

_SENTENCES = 12
_TRANSLATED_TOKENS = 96


@dataclass(frozen=True, slots=True)
class Probe:
    """A text to be translated, or summarised in its own language."""

    text: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class Answer:
    """The pieces that a model reads, and those that it writes."""

    source: tuple[str, ...]
    pieces: tuple[str, ...]
    score: float


def probes(card: ModelCard) -> list[Probe]:
    """Return the texts to try a model on: of every pair some, and two at least."""
    texts: dict[str, list[str]] = {}
    for task, language, text in tables.rows("models/probes.tsv"):
        if task == card.task:
            texts.setdefault(language, []).append(text)
    share = max(2, math.ceil(_SENTENCES / len(card.pairs)))
    return [Probe(text, pair) for pair in card.pairs for text in texts.get(pair.source, [])[:share]]


def _decoding(card: ModelCard) -> Decoding:
    set_here = card.decoding
    return Decoding(
        max_tokens=int(set_here.get("max_tokens", _TRANSLATED_TOKENS)),
        min_tokens=int(set_here.get("min_tokens", 1)),
        length_penalty=set_here.get("length_penalty", 1.0),
        no_repeat_ngram=int(set_here.get("no_repeat_ngram", 0)),
    )


def answers(folder: Path, card: ModelCard, probes: list[Probe]) -> list[Answer]:
    """Return what the converted model in `folder` answers, as it is served."""
    cut = tokens(folder, card.family, card.labels, card.context)
    engine = CTranslate(folder, limit=card.context, threads=1)
    sources = [cut.source(probe.text, probe.pair) for probe in probes]
    found = engine.generate(sources, _decoding(card), NEVER)
    return [
        Answer(source.pieces, best.pieces, best.score)
        for source, (best, *_) in zip(sources, found, strict=True)
    ]


def require(
    card: ModelCard, probes: list[Probe], expected: list[Answer], found: list[Answer]
) -> float:
    """Return the largest difference of scores; refuse other pieces, and too large a one."""
    for probe, original, answer in zip(probes, expected, found, strict=True):
        if answer.source != original.source:
            differs = f"is read as {answer.source}, not as {original.source}"
        elif answer.pieces != original.pieces:
            differs = f"gives {''.join(answer.pieces)!r}, not {''.join(original.pieces)!r}"
        elif abs(answer.score - original.score) > SCORE_BOUND:
            differs = f"has the score {answer.score:.6f}, not {original.score:.6f}"
        else:
            continue
        raise ConversionRefused(
            card.id, f"it does not answer as the original: {probe.text!r} {differs}"
        )
    return max(abs(a.score - o.score) for a, o in zip(found, expected, strict=True))


@torch.inference_mode()
def originals(folder: Path, card: ModelCard, probes: list[Probe]) -> list[Answer]:
    """Return what transformers answers, with its own tokenizer, in float32."""
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model: Any = AutoModelForSeq2SeqLM.from_pretrained(
        folder, dtype=torch.float32, local_files_only=True, weights_only=True
    ).eval()
    stated = model.generation_config
    answers = {}
    # What a text has to begin with is one setting of a whole batch.
    for begin in dict.fromkeys(_begin(tokenizer, card, probe) for probe in probes):
        batch = [probe for probe in probes if _begin(tokenizer, card, probe) == begin]
        given = 1 if begin is None else 2
        sources = [_encode(tokenizer, card, probe) for probe in batch]
        width = max(map(len, sources))
        padded = [ids + [stated.pad_token_id] * (width - len(ids)) for ids in sources]
        model.generation_config = _settings(card, stated, begin, given)
        output = model.generate(
            input_ids=torch.tensor(padded),
            attention_mask=torch.tensor([[i < len(ids) for i in range(width)] for ids in sources]),
        )
        rows = zip(batch, sources, output.sequences.tolist(), output.sequences_scores, strict=True)
        for probe, ids, sequence, score in rows:
            written = sequence[given:]
            if stated.eos_token_id in written:
                written = written[: written.index(stated.eos_token_id)]
            answers[probe] = Answer(
                tuple(tokenizer.convert_ids_to_tokens(ids)),
                tuple(tokenizer.convert_ids_to_tokens(written)),
                float(score),
            )
    return [answers[probe] for probe in probes]


def _settings(
    card: ModelCard, stated: GenerationConfig, begin: int | None, given: int
) -> GenerationConfig:
    """Return how to search; transformers counts the tokens that are `given`.

    Beams end as those of CTranslate2 do, and scores are over what is not masked.
    """
    decoding = _decoding(card)
    return GenerationConfig(  # type: ignore[no-untyped-call]
        decoder_start_token_id=stated.decoder_start_token_id,
        pad_token_id=stated.pad_token_id,
        eos_token_id=stated.eos_token_id,
        bad_words_ids=[[stated.pad_token_id]] if card.family == "marian" else None,
        forced_bos_token_id=begin,
        num_beams=decoding.beam,
        length_penalty=decoding.length_penalty,
        no_repeat_ngram_size=decoding.no_repeat_ngram,
        min_length=decoding.min_tokens - 1 + given,
        max_length=decoding.max_tokens + given,
        early_stopping=True,
        renormalize_logits=True,
        return_dict_in_generate=True,
        output_scores=True,
    )


def _encode(tokenizer: Any, card: ModelCard, probe: Probe) -> list[int]:
    text = probe.text
    if card.family in ("m2m100", "nllb"):
        tokenizer.src_lang = card.labels[probe.pair.source].strip("_")
    elif card.family == "bart":
        text = f" {text}"
    elif label := card.labels.get(probe.pair.target):
        text = f"{label} {text}"
    ids: list[int] = tokenizer(text).input_ids
    return ids


def _begin(tokenizer: Any, card: ModelCard, probe: Probe) -> int | None:
    """Return the token that a target has to begin with, if any."""
    if card.family == "bart":
        return int(tokenizer.bos_token_id)
    if card.family in ("m2m100", "nllb"):
        return int(tokenizer.convert_tokens_to_ids(card.labels[probe.pair.target]))
    return None
