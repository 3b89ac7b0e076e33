"""A WSGI application whose summariser fails on command, for tests of what happens then.

`SCRIPT` in the environment names the faults, separated by commas; the rest is the real service.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from threading import Lock, Thread
from typing import TYPE_CHECKING

from summarizer import settings as process_settings
from summarizer.app import create_app, create_service
from summarizer.deadline import NEVER, Deadline
from summarizer.domain import LENGTHS
from summarizer.models.extractive import Extractive
from summarizer.models.loading import load
from summarizer.models.trial import SENTENCES
from summarizer.telemetry import Metrics
from summarizer.text.article import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.domain import Article, InstalledModel, Length, Summary
    from summarizer.models.loading import Models
    from summarizer.settings import Models as ModelSettings

FAULTS = frozenset(os.environ.get("SCRIPT", "").split(","))
SLOW_SECONDS = 1.0


class ScriptedSummarizer:
    """The extractive summariser, with faults."""

    def __init__(self, faults: frozenset[str]) -> None:
        self._faults = faults
        self._real = Extractive()
        self._lock = Lock()
        # The first run is the warm-up.
        self._runs = 0

    @property
    def installed(self) -> InstalledModel:
        """The real model, of another revision where the script says so."""
        real = self._real.installed
        changed = "model_revision_changed" in self._faults
        return replace(real, revision="changed") if changed else real

    def summarise(
        self, article: Article, lengths: Sequence[Length], deadline: Deadline
    ) -> Mapping[Length, tuple[Summary, ...]]:
        """Answer, or fail, as the script says."""
        with self._lock:
            self._runs += 1
            run = self._runs
        if "configured_model_fails_to_load" in self._faults:
            raise RuntimeError("the model does not load")
        if "model_slow" in self._faults and run > 1:
            time.sleep(SLOW_SECONDS)
        if "cold_start_slow_model" in self._faults and run == 1:
            time.sleep(SLOW_SECONDS)
        if "model_error_once" in self._faults and run == 2:
            # As libraries do, it quotes what it failed on.
            raise RuntimeError(f"the model failed on {article.submitted}")
        summaries = self._real.summarise(article, lengths, deadline)
        if "model_answers_empty_once" in self._faults and run == 2:
            return {
                length: tuple(replace(summary, sentences=()) for summary in found)
                for length, found in summaries.items()
            }
        return summaries

    def try_out(self) -> None:
        """Summarise a sentence."""
        self.summarise(read(SENTENCES["en"], "en"), LENGTHS, NEVER)


def _scripted(settings: ModelSettings) -> Models:
    """Return the installed translators, and the summariser that the script makes."""
    return replace(load(settings), summarizers=(ScriptedSummarizer(FAULTS),))


_settings = process_settings.load()
_metrics = Metrics()
_service = create_service(_settings, _metrics, _scripted)
app = create_app(_settings, _service, _metrics)
Thread(target=_service.warm_up, name="warm-up", daemon=True).start()
