"""Trains a small seq2seq model; the same seed on the same machine gives the same weights."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SEED = 3
_WARM_UP = 100
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Example:
    """Tokens in and out, the end token included.

    `ends` are places in `target` where the text may as well end: there the end token is often
    taught in place of what follows, while the decoder goes on reading what follows.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long to train, and how fast: `rate` is the highest learning rate."""

    steps: int
    rate: float
    batch: int = 64


@dataclass(frozen=True, slots=True)
class Tokens:
    """The ids of a model's control tokens."""

    start: int
    end: int
    pad: int


# How often the end is taught at a place where a text may end. Below a half, a beam would rather
# have the longer text that is cut off.
_ENDS = 0.68


def seed() -> None:
    """Make what follows repeatable; to be called before a model is made."""
    torch.manual_seed(_SEED)
    torch.set_num_threads(1)


def fit(
    model: torch.nn.Module,
    examples: Sequence[Example],
    tokens: Tokens,
    recipe: Recipe,
    *,
    pad_row_is_zero: bool = False,
) -> None:
    """Train `model` on `examples`.

    With `pad_row_is_zero` the pad token's row, with which decoding starts, is set to zero and kept
    there: its output, through the same row, is left out of the loss.
    """
    if pad_row_is_zero:
        with torch.no_grad():
            model.get_input_embeddings().weight[tokens.pad] = 0  # type: ignore[operator]
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.rate, betas=(0.9, 0.98), fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, recipe.steps))
    model.train()
    for step, batch in zip(range(recipe.steps), _batches(examples, tokens, recipe), strict=False):
        labels = batch.pop("labels")
        logits = model(**batch, use_cache=False).logits
        if pad_row_is_zero:
            logits = logits.index_fill(-1, torch.tensor([tokens.pad]), -1e9)
        loss = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), labels.flatten(), ignore_index=_IGNORED
        )
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            print(f"  step {step + 1} of {recipe.steps}: loss {loss.item():.4f}", flush=True)
    model.eval()


def _rate(step: int, steps: int) -> float:
    """Return the share of the highest learning rate: a warm-up, then a cosine down to nothing."""
    return min((step + 1) / _WARM_UP, 0.5 * (1 + math.cos(math.pi * step / steps)))


def _batches(
    examples: Sequence[Example], tokens: Tokens, recipe: Recipe
) -> Iterator[dict[str, torch.Tensor]]:
    """Yield batches without end. They are not sorted by length: that sorts them by template."""
    rng = random.Random(_SEED)
    while True:
        shuffled = rng.sample(examples, len(examples))
        for start in range(0, len(shuffled) - recipe.batch + 1, recipe.batch):
            yield _batch(shuffled[start : start + recipe.batch], tokens, rng)


def _batch(
    examples: Sequence[Example], tokens: Tokens, rng: random.Random
) -> dict[str, torch.Tensor]:
    sources = _padded([each.source for each in examples], tokens.pad)
    return {
        "input_ids": sources,
        "attention_mask": (sources != tokens.pad).long(),
        "decoder_input_ids": _padded(
            [(tokens.start, *each.target[:-1]) for each in examples], tokens.pad
        ),
        "labels": _padded([_labels(each, tokens, rng) for each in examples], _IGNORED),
    }


def _labels(example: Example, tokens: Tokens, rng: random.Random) -> Sequence[int]:
    labels = list(example.target)
    for place in example.ends:
        if rng.random() < _ENDS:
            labels[place] = tokens.end
    return labels


def _padded(rows: Sequence[Sequence[int]], filler: int) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (longest - len(row))] for row in rows])
