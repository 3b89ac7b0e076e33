"""Both engines: the same hypotheses, a limit, a deadline, and many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from ctranslate2.converters import TransformersConverter

from summarizer.deadline import NEVER, Deadline
from summarizer.errors import DeadlinePassed, ModelError
from summarizer.models import checkpoint
from summarizer.models.base import Decoding, Source
from summarizer.models.ctranslate import CTranslate
from summarizer.models.tokens import tokens
from summarizer.models.torch import Transformers
from tests.checkpoints import CARDS, build

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.models.base import Decoded, Engine
    from summarizer.models.tokens import Family

TEXTS = (
    "Fighting went on.",
    "The governor said that 12 of the 30 drones had been shot down over the river on Monday.",
    "No one was hurt.",
)
SEARCHES = (
    pytest.param(Decoding(max_tokens=14, beam=1), id="greedy"),
    pytest.param(Decoding(max_tokens=14, hypotheses=4), id="beam"),
    pytest.param(
        Decoding(max_tokens=12, min_tokens=12, length_penalty=2.0, no_repeat_ngram=3), id="forced"
    ),
    pytest.param(Decoding(max_tokens=5, min_tokens=3, length_penalty=0.6), id="short"),
)


@dataclass(frozen=True)
class Both:
    """One model in both engines, in float32, and texts as it reads them."""

    family: Family
    transformers: Engine
    ctranslate2: Engine
    sources: tuple[Source, ...]

    @property
    def engines(self) -> tuple[Engine, Engine]:
        return self.transformers, self.ctranslate2


@pytest.fixture(scope="module", params=["marian", "bart", "m2m100"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A small model of each architecture with random weights."""
    card = CARDS[request.param]
    folder = build(card.family, tmp_path_factory.mktemp("original"))
    converted = tmp_path_factory.mktemp("converted")
    TransformersConverter(str(folder), copy_files=list(checkpoint.TOKENIZER[card.family])).convert(
        str(converted), quantization="float32", force=True
    )
    cut = tokens(folder, card.family, card.labels, card.context)
    pairs = [card.pairs[i % len(card.pairs)] for i in range(len(TEXTS))]
    return Both(
        card.family,
        Transformers(folder, limit=card.context, device="cpu"),
        CTranslate(converted, limit=card.context, threads=2),
        tuple(cut.source(text, pair) for text, pair in zip(TEXTS, pairs, strict=True)),
    )


@pytest.mark.parametrize("search", SEARCHES)
def test_the_engines_agree(both: Both, search: Decoding) -> None:
    """On the pieces of every hypothesis, its score, and whether the model ended it."""
    expected, found = (engine.generate(both.sources, search, NEVER) for engine in both.engines)
    for original, converted in zip(expected, found, strict=True):
        assert len(original) == search.hypotheses
        for one, other in zip(original, converted, strict=True):
            assert (other.pieces, other.complete) == (one.pieces, one.complete)
            assert other.score == pytest.approx(one.score, abs=1e-4)


def test_hypotheses_come_best_first_and_within_bounds(both: Both) -> None:
    """Tokens are counted with the end, without start and prefix."""
    search = Decoding(max_tokens=9, min_tokens=4, hypotheses=4)
    for engine in both.engines:
        for hypotheses in engine.generate(both.sources, search, NEVER):
            scores = [hypothesis.score for hypothesis in hypotheses]
            assert scores == sorted(scores, reverse=True)
            assert all(4 <= written(hypothesis) <= 9 for hypothesis in hypotheses)
            for source in both.sources:
                assert not set(source.prefix) & set(hypotheses[0].pieces[:1])


def written(hypothesis: Decoded) -> int:
    """Return the tokens of a hypothesis, the end included."""
    return len(hypothesis.pieces) + hypothesis.complete


def test_a_source_of_any_length_is_read_or_refused(both: Both) -> None:
    """Up to the limit it is read whole; beyond it nothing is cut in silence, and nothing breaks."""
    source, limit = both.sources[0], CARDS[both.family].context
    full = Source((*(*(source.pieces[:-1] * limit),)[: limit - 1], "</s>"), source.prefix)
    longer = Source((source.pieces[0], *full.pieces), source.prefix)
    nothing = Source(("</s>",), source.prefix)
    for engine in both.engines:
        assert len(engine.generate([full, nothing], Decoding(max_tokens=3), NEVER)) == 2
        with pytest.raises(ModelError, match=f"reads {limit} tokens, and was given {limit + 1}"):
            engine.generate([longer], Decoding(max_tokens=3), NEVER)


def test_a_text_is_never_longer_than_the_model_can_write(both: Both) -> None:
    """However many tokens are asked for."""
    limit = CARDS[both.family].context
    # Transformers takes its time to write a long text, and does it the same for every architecture.
    engines = both.engines if both.family == "marian" else (both.ctranslate2,)
    for engine in engines:
        search = Decoding(max_tokens=10_000, min_tokens=10_000, beam=1)
        ((hypothesis,),) = engine.generate(both.sources[:1], search, NEVER)
        assert limit - 3 <= written(hypothesis) < limit


def test_no_sources_need_no_run(both: Both) -> None:
    """Nothing in, nothing out."""
    for engine in both.engines:
        assert engine.generate([], Decoding(max_tokens=3), NEVER) == []


def test_a_deadline_in_the_past_starts_nothing(both: Both) -> None:
    """Whatever waits too long costs no run."""
    for engine in both.engines:
        with pytest.raises(DeadlinePassed):
            engine.generate(both.sources, Decoding(max_tokens=3), Deadline.after(-1))


def test_a_greedy_search_stops_at_its_deadline(both: Both) -> None:
    """In the midst of it, and the engine goes on working afterwards."""
    endless = Decoding(max_tokens=10_000, min_tokens=10_000, beam=1)
    for engine in both.engines:
        with pytest.raises(DeadlinePassed):
            engine.generate(both.sources * 300, endless, Deadline.after(0.02))
        assert engine.generate(both.sources, Decoding(max_tokens=3), NEVER)


def test_a_beam_search_stops_at_its_deadline(both: Both) -> None:
    """Transformers between two tokens, CTranslate2 between two small batches."""
    endless = Decoding(max_tokens=10_000, min_tokens=10_000)
    for engine in both.engines:
        with pytest.raises(DeadlinePassed):
            engine.generate(both.sources * 100, endless, Deadline.after(0.02))


def test_sixteen_threads_get_what_one_gets(both: Both) -> None:
    """Hundreds of calls at once, of other sources each, and none is answered with another's."""
    engine, search = both.ctranslate2, Decoding(max_tokens=8, beam=2)
    calls = [[both.sources[i % 3], both.sources[(i * i) % 3]] for i in range(400)]
    alone = {source: engine.generate([source], search, NEVER)[0] for source in both.sources}
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda call: engine.generate(call, search, NEVER), calls))
    for call, results in zip(calls, found, strict=True):
        for source, hypotheses in zip(call, results, strict=True):
            assert [h.pieces for h in hypotheses] == [h.pieces for h in alone[source]]


@pytest.mark.parametrize("engine", [CTranslate, Transformers])
def test_a_folder_without_a_model_is_refused(engine: type, tmp_path: Path) -> None:
    """With its name, and no traceback of a library."""
    options = {"threads": 1} if engine is CTranslate else {}
    with pytest.raises(ModelError, match="does not load"):
        engine(tmp_path, limit=512, **options)


def test_a_gpu_that_is_not_there_is_said(tmp_path: Path) -> None:
    """An accelerator that is asked for is never replaced in silence."""
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(ModelError, match="cuda"):
        Transformers(tmp_path, limit=512, device="cuda")
    with pytest.raises(ModelError):
        CTranslate(tmp_path, limit=512, threads=1, device="cuda")
