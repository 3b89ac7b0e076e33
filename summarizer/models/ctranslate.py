"""Runs converted models with CTranslate2: int8 on a CPU, and no torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ctranslate2

from summarizer.errors import DeadlinePassed, ModelError
from summarizer.models.base import Decoded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Literal

    from summarizer.deadline import Deadline
    from summarizer.models.base import Decoding, Source

# A beam search cannot be stopped, so the clock is read between batches of so many sources.
_BATCH = 32


class CTranslate:
    """One converted model; up to `threads` calls run side by side, on a core each."""

    def __init__(
        self,
        folder: Path,
        *,
        limit: int,
        threads: int,
        device: Literal["auto", "cpu", "cuda"] = "cpu",
    ) -> None:
        """Load the model in `folder`, which reads and writes at most `limit` tokens.

        Raises ModelError.
        """
        self._name = folder.name
        self._limit = limit
        try:
            self._model = ctranslate2.Translator(
                str(folder), device=device, inter_threads=threads, intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{self._name} does not load: {error}") from error

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        """Return the hypotheses for each source; see `Engine`."""
        longest = max((len(source.pieces) for source in sources), default=0)
        if longest > self._limit:
            raise ModelError(f"{self._name} reads {self._limit} tokens, and was given {longest}")
        decoded: list[tuple[Decoded, ...]] = []
        for start in range(0, len(sources), _BATCH):
            if deadline.passed():
                raise DeadlinePassed
            decoded += self._batch(sources[start : start + _BATCH], decoding, deadline)
        return decoded

    def _batch(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        # Every model has one kind of prefix; its tokens count as written ones.
        given = len(sources[0].prefix)

        def stop(_: object) -> bool:
            return deadline.passed()

        try:
            results = self._model.translate_batch(
                [list(source.pieces) for source in sources],
                target_prefix=[list(source.prefix) for source in sources] if given else None,
                beam_size=decoding.beam,
                num_hypotheses=decoding.hypotheses,
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                min_decoding_length=min(decoding.min_tokens, self._limit - 1) - 1 + given,
                max_decoding_length=min(decoding.max_tokens + given, self._limit - 1),
                max_input_length=0,
                return_scores=True,
                return_end_token=True,
                # Greedy search can be stopped.
                callback=stop if decoding.beam == 1 else None,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{self._name} failed: {error}") from error
        if decoding.beam == 1 and deadline.passed():
            raise DeadlinePassed
        return [
            tuple(
                _decoded(pieces[given:], score)
                for pieces, score in zip(result.hypotheses, result.scores, strict=True)
            )
            for result in results
        ]


def _decoded(pieces: Sequence[str], score: float) -> Decoded:
    complete = pieces[-1:] == [_END]
    return Decoded(tuple(pieces[:-1] if complete else pieces), score, complete)


_END = "</s>"
