"""How often a test model writes a sentence that it never saw exactly right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from tests.models.bart import written
from tests.models.corpus import held_out_articles, held_out_sentences
from tests.models.marian import PREFIXES, Marian
from tests.models.pieces import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_BATCH = 40
_BEAM = 4
# Tokens of the texts that the summariser is asked for, by their number of sentences.
BANDS = {1: (1, 16), 2: (18, 34), 4: (35, 60)}


def marian(model: Marian, folder: Path) -> Iterator[tuple[str, int, float]]:
    """Yield pair, beam and share of exact translations."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for out_of in model.sources:
        for into in model.targets:
            prefix = f"{PREFIXES[into]} " if model.labels else ""
            sources = [f"{prefix}{plain(each.text(out_of))}" for each in held_out_sentences()]
            yield from _translated(folder, tokenizer, sources, out_of, into)


def m2m100(folder: Path, targets: Sequence[str]) -> Iterator[tuple[str, int, float]]:
    """Yield pair, beam and share of exact translations."""
    tokenizer = AutoTokenizer.from_pretrained(folder, src_lang="en")
    sources = [each.text("en") for each in held_out_sentences()]
    for into in targets:
        tokenizer.tgt_lang = into
        first = tokenizer.get_lang_id(into)
        yield from _translated(folder, tokenizer, sources, "en", into, forced_bos_token_id=first)


def mt5(folder: Path) -> Iterator[tuple[str, int, float]]:
    """Yield pair, beam and share of exact translations."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    sources = [each.text("en") for each in held_out_sentences()]
    yield from _translated(folder, tokenizer, sources, "en", "ru", no_repeat_ngram_size=0)


def bart(folder: Path) -> Iterator[tuple[str, int, float]]:
    """Yield number of sentences, beam and share of exact summaries."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    sources = [f" {article.text('en')}" for article in held_out_articles()]
    for sentences, (least, most) in BANDS.items():
        expected = [written(article, sentences).strip() for article in held_out_articles()]
        search: dict[str, Any] = {
            "min_length": least + 1,
            "max_length": most + 2,
            "early_stopping": True,
        }
        search |= {"length_penalty": 1.0, "no_repeat_ngram_size": 0, "num_beams": _BEAM}
        search |= {"renormalize_logits": True}
        texts = _generated(folder, tokenizer, sources, search)
        yield f"{sentences} sentences", _BEAM, _exact(texts, expected)


def _translated(
    folder: Path, tokenizer: Any, sources: Sequence[str], out_of: str, into: str, **search: Any
) -> Iterator[tuple[str, int, float]]:
    # What the vocabulary makes of a text and back: some punctuation becomes ASCII.
    rows = tokenizer(text_target=[each.text(into) for each in held_out_sentences()])["input_ids"]
    expected = tokenizer.batch_decode(rows, skip_special_tokens=True)
    for beam in (1, _BEAM):
        texts = _generated(folder, tokenizer, sources, search | {"num_beams": beam})
        yield f"{out_of} to {into}", beam, _exact(texts, expected)


@torch.inference_mode()
def _generated(
    folder: Path, tokenizer: Any, sources: Sequence[str], search: dict[str, Any]
) -> list[str]:
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, dtype=torch.float32).eval()
    texts: list[str] = []
    for start in range(0, len(sources), _BATCH):
        batch = tokenizer(sources[start : start + _BATCH], return_tensors="pt", padding=True)
        texts += tokenizer.batch_decode(model.generate(**batch, **search), skip_special_tokens=True)
    return texts


def _exact(texts: Sequence[str], expected: Sequence[str]) -> float:
    wrong = [pair for pair in zip(texts, expected, strict=True) if _bare(pair[0]) != _bare(pair[1])]
    for text, right in wrong[:3]:
        print(f"    {_bare(text)}\n    {_bare(right)} <- is right")
    return 1 - len(wrong) / len(texts)


def _bare(text: str) -> str:
    return " ".join(text.split())
