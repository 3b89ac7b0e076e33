"""Translates sentences and texts; a sentence that was translated before is remembered."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from summarizer.domain import Passage, TranslatedSentence, TranslatedText
from summarizer.models.layout import layout

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from summarizer.cache.sentences import SentenceMemory
    from summarizer.domain import Terms, Translated
    from summarizer.judging import Judge
    from summarizer.models.layout import Layout
    from summarizer.models.routes import Route
    from summarizer.models.translation import Translation


class Translating:
    """Translates by the models that it is given; safe to call from many threads."""

    def __init__(self, memory: SentenceMemory) -> None:
        self._memory = memory

    def sentences(
        self,
        passages: Sequence[Passage],
        translation: Translation,
        terms: Terms,
        slot: AbstractContextManager[None],
        judge: Judge,
    ) -> list[Translated]:
        """Return the translation of each passage, a sentence, in order.

        Those that are not remembered go to the models together, in `slot`, which is not entered
        where all of them are. Raises what `Translation.translate` raises; then nothing is stored.
        """
        routes = {passage: _made_by(translation.way(passage.pair), judge) for passage in passages}
        told = self._memory.recall(routes) if terms.recalls else {}
        new = [passage for passage in routes if passage not in told]
        if new:
            with slot:
                made = translation.translate(new, terms.deadline, judge)
            fresh = dict(zip(new, made, strict=True))
            told |= fresh
            if terms.stores:
                self._memory.store(fresh, routes)
        return [told[passage] for passage in passages]

    def texts(
        self,
        texts: Sequence[Passage],
        translation: Translation,
        terms: Terms,
        slot: AbstractContextManager[None],
        judge: Judge,
    ) -> list[TranslatedText]:
        """Return the translation of each passage, a text of any length, in order.

        Lines, blank lines and the marks of lists are kept; each sentence is translated by itself,
        all of them together, as `sentences` does it.
        """
        layouts = [layout(text.text, text.pair.source) for text in texts]
        sentences = [
            Passage(sentence, text.pair)
            for text, found in zip(texts, layouts, strict=True)
            for sentence in found.sentences
        ]
        translated = iter(self.sentences(sentences, translation, terms, slot, judge))
        return [
            _text(
                text,
                found,
                list(islice(translated, len(found.sentences))),
                translation.way(text.pair),
            )
            for text, found in zip(texts, layouts, strict=True)
        ]


def _text(
    text: Passage, found: Layout, translated: Sequence[Translated], route: Route
) -> TranslatedText:
    filled = found.filled([sentence.text for sentence in translated], text.pair.target)
    return TranslatedText(
        text=filled if route.steps else text.text,
        pair=text.pair,
        model=" + ".join(route.models),
        route=route.languages,
        sentences=tuple(
            TranslatedSentence(sentence.text, span, sentence.flags)
            for sentence, span in zip(translated, found.spans, strict=True)
        ),
    )


def _made_by(route: Route, judge: Judge) -> str:
    return " ".join((*route.models, *route.languages, judge.digest))
