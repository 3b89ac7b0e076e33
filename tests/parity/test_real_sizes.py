"""Public checkpoints with random weights of their real size convert, and answer as they did.

Their configurations and tokenizers are the real ones. Random weights show that paths, ids and
scores are right; they say nothing of quality, and near-ties between them make int8 differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from transformers import AutoConfig, AutoModelForSeq2SeqLM
from transformers.models.marian.modeling_marian import MarianSinusoidalPositionalEmbedding

from summarizer.models.catalog import ModelCard
from summarizer.models.convert import convert
from summarizer.models.parity import SCORE_BOUND
from tests.public import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from summarizer.models.catalog import Setting
    from tests.public import PublicFiles

pytestmark = pytest.mark.real_size

TOKENS = 8
# As wide as this, outputs depend on what is read; wider, they are decided by rounding.
SPREAD = {"marian": 0.08, "bart": 0.02, "m2m100": 0.04}


@pytest.fixture(scope="module", autouse=True)
def _positions_are_computed_once() -> Iterator[None]:
    """Spare transformers the seconds in which it computes the positions of a Marian each time."""
    compute = MarianSinusoidalPositionalEmbedding.create_weight
    computed: dict[tuple[torch.Size, torch.dtype], torch.Tensor] = {}

    def create_weight(embedding: MarianSinusoidalPositionalEmbedding) -> torch.Tensor:
        kind = (embedding.weight.shape, embedding.weight.dtype)
        if kind not in computed:
            computed[kind] = compute(embedding)  # type: ignore[no-untyped-call]
        return computed[kind].clone()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MarianSinusoidalPositionalEmbedding, "create_weight", create_weight)
        yield


@pytest.mark.parametrize("name", PUBLIC)
def test_the_conversion_answers_as_the_original(name: str, tmp_path: Path) -> None:
    """The same ids in, the same beams of four out, the scores apart by rounding."""
    public = PUBLIC[name]
    folder = public.unpack(tmp_path / "checkpoint")
    half = _fill(folder, SPREAD[public.family])
    target = tmp_path / "converted"
    target.mkdir()
    done = convert(folder, _card(name, public), target)
    assert done.parity.probes >= 2
    assert done.parity.score_difference < SCORE_BOUND
    stored = (folder / "pytorch_model.bin").stat().st_size
    assert (target / "model.bin").stat().st_size < stored / (1.8 if half else 3.6)


def _fill(folder: Path, spread: float) -> bool:
    """Write random weights as the hub has them; return whether they are in half precision."""
    torch.manual_seed(1)
    config = AutoConfig.from_pretrained(folder)
    config.init_std = spread
    model = AutoModelForSeq2SeqLM.from_config(config, dtype=torch.float32)  # type: ignore[no-untyped-call]
    if config.model_type == "marian":
        with torch.no_grad():
            model.get_input_embeddings().weight[config.pad_token_id] = 0
    half = bool(config.dtype == torch.float16)
    stored = {
        key: weights.half() if half else weights
        for key, weights in model.state_dict().items()
        if key != "lm_head.weight"
    }
    torch.save(stored, folder / "pytorch_model.bin")
    return half


def _card(name: str, public: PublicFiles) -> ModelCard:
    summarises = public.family == "bart"
    source, target = public.pair.source, public.pair.target
    if source == "fr":
        # No probe is French, and a tokenizer reads anything: these ids need not mean much.
        source, target = "en", "uk"
    # distilbart's own settings.
    searching: dict[Setting, int | float] = (
        {"length_penalty": 2.0, "no_repeat_ngram": 3, "min_tokens": 4, "short_tokens": 8}
        if summarises
        else {}
    )
    return ModelCard(
        id=name,
        repository=public.name.replace("--", "/"),
        revision="main",
        task="summarise" if summarises else "translate",
        family=public.family,
        licence="Apache-2.0",
        commercial=True,
        sources=(source,),
        targets=(target,),
        labels=public.labels,
        megabytes=1,
        context=public.context,
        sets=("real",),
        decoding={"max_tokens": TOKENS, **searching},
    )
