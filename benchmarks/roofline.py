"""How near to what the machine can do the CTranslate2 engine comes; for benchmarks/serving.py."""

from __future__ import annotations

import json
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from summarizer.deadline import NEVER
from summarizer.models.base import Decoding
from summarizer.models.ctranslate import CTranslate
from summarizer.models.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summarizer.models.catalog import ModelCard

# As many as are a full batch, about.
_BATCHES = {"translate": 32, "summarise": 2}
_RUNS = 3


@dataclass(frozen=True, slots=True)
class Machine:
    """What one core does at best: bytes read a second, int8 operations a second."""

    bandwidth: float
    operations: float


@dataclass(frozen=True, slots=True)
class Shape:
    """The int8 weights, in bytes, that a model goes through."""

    encoder: int
    decoder: int

    @staticmethod
    def of(checkpoint: Path) -> Shape:
        """Read the configuration of a checkpoint."""
        config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
        width = config["d_model"]
        encoder = 4 * width**2 + 2 * width * config["encoder_ffn_dim"]
        # Its keys and values of the source are made once, which is left out.
        decoder = 6 * width**2 + 2 * width * config["decoder_ffn_dim"]
        return Shape(
            config["encoder_layers"] * encoder,
            config["decoder_layers"] * decoder + width * config["vocab_size"],
        )


def machine() -> Machine:
    """Measure one core."""
    torch.set_num_threads(1)
    numbers = torch.zeros(64 * 2**20)
    bandwidth = numbers.nbytes / _seconds(numbers.sum)
    size = 2048
    left, right = torch.randn(size, size), torch.randn(size, size)
    with warnings.catch_warnings(action="ignore"):
        right = torch.quantize_per_tensor(right, 0.05, 0, torch.qint8)
    packed = torch.ops.quantized.linear_prepack(right, None)
    multiply: Any = torch.ops.quantized.linear_dynamic
    return Machine(bandwidth, 2 * size**3 / _seconds(lambda: multiply(left, packed)))


def table(models: Path, checkpoints: Path, cards: list[ModelCard], text: str) -> dict[str, int]:
    """Print the shares, and return the tokens that each model writes, its end included."""
    best = machine()
    print(
        f"\none core: {best.bandwidth / 1e9:.1f} GB/s, "
        f"{best.operations / 1e9:.0f} G int8 operations/s"
    )
    print(f"{'':24}{'batch':>6}{'beam':>6}{'tokens/s':>10}{'of bandwidth':>14}{'of int8 peak':>14}")
    written = {}
    for card in cards:
        engine = CTranslate(models / card.id, limit=card.context, threads=1)
        cut = tokens(models / card.id, card.family, card.labels, card.context)
        source = cut.source(text if card.task == "summarise" else text[:100], card.pairs[0])
        shape = Shape.of(checkpoints / card.id)
        for batch, beam in ((1, 1), (1, 4), (_BATCHES[card.task], 4)):
            decoding = Decoding(max_tokens=card.context, beam=beam)
            runs = [source] * batch
            found = engine.generate(runs, decoding, NEVER)
            seconds = _seconds(lambda: engine.generate(runs, decoding, NEVER))  # noqa: B023
            count = len(found[0][0].pieces) + found[0][0].complete
            read = count * shape.decoder + shape.encoder
            done = 2 * batch * (count * beam * shape.decoder + len(source.pieces) * shape.encoder)
            print(
                f"{card.id:24}{batch:6}{beam:6}{batch * count / seconds:10.0f}"
                f"{read / seconds / best.bandwidth:14.0%}{done / seconds / best.operations:14.0%}",
                flush=True,
            )
        written[card.id] = count
    return written


def _seconds(work: Callable[[], Any]) -> float:
    """Return how long `work` takes, the best of some runs."""
    taken = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)
