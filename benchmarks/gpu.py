"""The transformers engine on a GPU, in bfloat16, beside CTranslate2 int8 on one core of the CPU.

    .venv/bin/python -m benchmarks.gpu

Tokens a second of the models of benchmarks/serving.py, in batches of many sizes; says so where
there is no GPU.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from benchmarks.serving import ARTICLE, NEEDED, default_cards, prepare
from summarizer.deadline import NEVER
from summarizer.models.base import Decoding
from summarizer.models.ctranslate import CTranslate
from summarizer.models.tokens import tokens
from summarizer.models.torch import Transformers

if TYPE_CHECKING:
    from summarizer.models.base import Engine, Source

BATCHES = (1, 8, 32, 128)
RUNS = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/checkpoints"))
    parser.add_argument("--cache", type=Path, default=Path("~/.cache/summarizer-benchmarks"))
    options = parser.parse_args()
    if not torch.cuda.is_available():
        print("there is no GPU here: nothing was measured")
        return
    raw, models = ((options.cache / name).expanduser() for name in ("checkpoints", "models"))
    print(f"{torch.cuda.get_device_name()}, tokens a second, beam 4")
    print(f"{'':24}{'CPU, 1':>8}" + "".join(f"{f'GPU, {size}':>10}" for size in BATCHES))
    for card in default_cards():
        if card.id not in NEEDED:
            continue
        prepare(card, options.data, raw, models)
        cut = tokens(models / card.id, card.family, card.labels, card.context)
        text = ARTICLE if card.task == "summarise" else ARTICLE[:100]
        source = cut.source(text, card.pairs[0])
        cpu = rate(CTranslate(models / card.id, limit=card.context, threads=1), source, 1)
        gpu = Transformers(raw / card.id, limit=card.context, device="cuda")
        rates = "".join(f"{rate(gpu, source, size):10.0f}" for size in BATCHES)
        print(f"{card.id:24}{cpu:8.0f}{rates}", flush=True)


def rate(engine: Engine, source: Source, batch: int) -> float:
    """Return the tokens that an engine writes a second, the best of some runs."""
    decoding = Decoding(max_tokens=300)
    best = 0.0
    for _ in range(RUNS):
        began = time.perf_counter()
        found = engine.generate([source] * batch, decoding, NEVER)
        written = sum(len(hypotheses[0].pieces) + 1 for hypotheses in found)
        best = max(best, written / (time.perf_counter() - began))
    return best


if __name__ == "__main__":
    main()
