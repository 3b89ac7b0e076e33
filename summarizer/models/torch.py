"""Runs checkpoints as they are with transformers and torch: for GPUs and what does not convert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from transformers import (
    AutoModelForSeq2SeqLM,
    AutoTokenizer,
    GenerationConfig,
    StoppingCriteria,
    StoppingCriteriaList,
)

from summarizer.errors import DeadlinePassed, ModelError
from summarizer.models.base import Decoded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Literal

    from summarizer.deadline import Deadline
    from summarizer.models.base import Decoding, Source


class Transformers:
    """One checkpoint, in float32 on a CPU and in bfloat16 on a GPU."""

    def __init__(
        self, folder: Path, *, limit: int, device: Literal["auto", "cpu", "cuda"] = "auto"
    ) -> None:
        """Load the checkpoint in `folder`, which reads and writes at most `limit` tokens.

        Raises ModelError.
        """
        self._name = folder.name
        self._limit = limit
        self._device = _device(device)
        dtype = torch.bfloat16 if self._device == "cuda" else torch.float32
        try:
            # Only its vocabulary is used: text is cut into pieces elsewhere.
            self._vocabulary: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModelForSeq2SeqLM.from_pretrained(
                folder, dtype=dtype, local_files_only=True, trust_remote_code=False
            )
        except (OSError, RuntimeError, ValueError, TypeError, KeyError) as error:
            raise ModelError(f"{self._name} does not load: {error}") from error
        self._model: Any = model.to(self._device).eval()
        config = self._model.generation_config
        # What a search does not say is taken from here, so nothing but the ids may stand in it.
        # Marian never writes <pad>, which old checkpoints do not say.
        self._model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
            decoder_start_token_id=config.decoder_start_token_id,
            pad_token_id=config.pad_token_id,
            eos_token_id=config.eos_token_id,
            bad_words_ids=(
                [[config.pad_token_id]] if model.config.model_type == "marian" else None
            ),
        )

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        """Return the hypotheses for each source; see `Engine`."""
        longest = max((len(source.pieces) for source in sources), default=0)
        if longest > self._limit:
            raise ModelError(f"{self._name} reads {self._limit} tokens, and was given {longest}")
        decoded: dict[int, tuple[Decoded, ...]] = {}
        # What a text has to begin with is one setting of a whole batch.
        for prefix in dict.fromkeys(source.prefix for source in sources):
            if deadline.passed():
                raise DeadlinePassed
            places = [i for i, source in enumerate(sources) if source.prefix == prefix]
            try:
                batch = self._batch([sources[i].pieces for i in places], prefix, decoding, deadline)
            except (RuntimeError, ValueError, IndexError) as error:
                raise ModelError(f"{self._name} failed: {error}") from error
            decoded.update(zip(places, batch, strict=True))
        return [decoded[i] for i in range(len(sources))]

    @torch.inference_mode()
    def _batch(
        self,
        sources: Sequence[Sequence[str]],
        prefix: Sequence[str],
        decoding: Decoding,
        deadline: Deadline,
    ) -> list[tuple[Decoded, ...]]:
        rows: list[list[int]] = [self._ids(pieces) for pieces in sources]
        width = max(map(len, rows))
        padding = self._model.generation_config.pad_token_id
        ids = torch.tensor([row + [padding] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        # transformers counts the start token, and takes at most one token to begin with.
        given = 1 + len(prefix)
        longest = min(decoding.max_tokens + given, self._limit)
        output = self._model.generate(
            input_ids=ids.to(self._device),
            attention_mask=mask.to(self._device),
            generation_config=GenerationConfig(  # type: ignore[no-untyped-call]
                forced_bos_token_id=self._ids(prefix)[0] if prefix else None,
                num_beams=decoding.beam,
                num_return_sequences=decoding.hypotheses,
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                min_length=min(decoding.min_tokens - 1 + given, longest),
                max_length=longest,
                # The beam ends as that of CTranslate2 does, and masked tokens count for nothing.
                early_stopping=decoding.beam > 1,
                renormalize_logits=True,
                return_dict_in_generate=True,
                output_scores=True,
            ),
            stopping_criteria=StoppingCriteriaList([_Deadline(deadline)]),
        )
        scores = self._scores(output, decoding)
        hypotheses = [
            self._decoded(row[given:], score)
            for row, score in zip(output.sequences.tolist(), scores, strict=True)
        ]
        n = decoding.hypotheses
        return [tuple(hypotheses[i * n : (i + 1) * n]) for i in range(len(sources))]

    def _ids(self, pieces: Sequence[str]) -> list[int]:
        ids: list[int] = self._vocabulary.convert_tokens_to_ids(list(pieces))
        return ids

    def _scores(self, output: Any, decoding: Decoding) -> list[float]:
        if decoding.beam > 1:
            return [float(score) for score in output.sequences_scores]
        steps = self._model.compute_transition_scores(
            output.sequences, output.scores, normalize_logits=False
        )
        # A row that ended before the others is padded with scores of minus infinity.
        written = torch.isfinite(steps)
        sums = torch.where(written, steps, 0.0).sum(dim=1)
        return [
            float(total) / max(1, int(count)) ** decoding.length_penalty
            for total, count in zip(sums, written.sum(dim=1), strict=True)
        ]

    def _decoded(self, ids: list[int], score: float) -> Decoded:
        end = self._model.generation_config.eos_token_id
        complete = end in ids
        written = ids[: ids.index(end)] if complete else ids
        return Decoded(tuple(self._vocabulary.convert_ids_to_tokens(written)), score, complete)


class _Deadline(StoppingCriteria):
    """Raises DeadlinePassed in the midst of a generation, which leaves the model usable."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def __call__(self, input_ids: Any, *_: Any, **__: Any) -> Any:
        if self._deadline.passed():
            raise DeadlinePassed
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)


def _device(wanted: str) -> str:
    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if wanted == "cuda" and not torch.cuda.is_available():
        raise ModelError("cuda is asked for, and there is none")
    return wanted
