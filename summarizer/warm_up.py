"""Has every model answer once, before anybody waits for it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog

from summarizer.domain import Claim, Pair
from summarizer.models.trial import SENTENCES
from summarizer.text.article import read
from summarizer.text.language import detect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.models.base import Judge, Summarizer, Translator
    from summarizer.models.loading import Models

_log = structlog.get_logger(__name__)


def _judged(models: Models) -> set[Pair]:
    """Return the pairs of languages that sentences of `models` are judged in; a summary has one.

    What is chosen from the article is not judged.
    """
    pairs = {pair for one in models.translation.translators for pair in one.installed.pairs}
    written = [one.installed for one in models.summarizers if one.installed.engine != "extractive"]
    return pairs | {Pair(tag, tag) for installed in written for tag in installed.languages}


def answering(models: Models, judge: Judge) -> Iterator[str]:
    """Yield the id of each model once it has answered; why another does not is logged."""
    # What articles are read by, and sentences judged, is made ready at its first use in a language.
    for language, sentence in SENTENCES.items():
        detect(sentence)
        read(sentence, language)
    for pair in _judged(models):
        source, output = SENTENCES[pair.source], SENTENCES[pair.target]
        is_summary = pair.source == pair.target
        judge.faults(Claim(output, source, pair, (source,) if is_summary else ()))
        judge.worded(source, output, pair)
    tried: tuple[Summarizer | Translator, ...] = (
        *models.summarizers,
        *models.translation.translators,
    )
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for model, trial in [(model, pool.submit(model.try_out)) for model in tried]:
            try:
                trial.result()
            except Exception:
                _log.exception("warm_up_failed", model=model.installed.id)
            else:
                yield model.installed.id
