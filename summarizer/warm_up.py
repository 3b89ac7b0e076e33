"""Has every model answer once, before anybody waits for it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import structlog

from summarizer.domain import LENGTHS, Passage
from summarizer.text.article import read
from summarizer.text.language import detect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.models.base import Summarizer, Translator
    from summarizer.models.loading import Models

_log = structlog.get_logger(__name__)

_TEXTS = {
    "en": "The council met on Monday. It heard that the bridge will open in May. Work goes on.",
    "uk": "Рада зібралася в понеділок. Вона почула, що міст відкриють у травні. Робота триває.",
    "ru": "Совет собрался в понедельник. Он узнал, что мост откроют в мае. Работа идёт.",
    "zh-Hans": "市议会星期一开会。会上得知，大桥将于五月通车。工程仍在继续。",
    "zh-Hant": "市議會星期一開會。會上得知，大橋將於五月通車。工程仍在繼續。",
}
# So often it is longer than any summary of it, which is what a model is needed for.
_TIMES = 12


def answering(models: Models) -> Iterator[str]:
    """Yield the id of each model once it has answered; why another does not is logged."""
    # The tables of the detector are read at its first use.
    detect(_TEXTS["en"])
    questions: dict[str, Callable[[], None]] = {
        s.installed.id: partial(_summarise, s) for s in models.summarizers
    }
    questions |= {t.installed.id: partial(_translate, t) for t in models.translation.translators}
    for model, ask in questions.items():
        try:
            ask()
        except Exception:
            _log.exception("warm_up_failed", model=model)
        else:
            yield model


def _summarise(summarizer: Summarizer) -> None:
    language = summarizer.installed.languages[0]
    article = read(" ".join([_TEXTS[language]] * _TIMES), language)
    summarizer.summarise(article, LENGTHS, math.inf)


def _translate(translator: Translator) -> None:
    pair = translator.installed.pairs[0]
    translator.translate([Passage(_TEXTS[pair.source], pair)], math.inf)
