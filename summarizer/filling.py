"""Fills the cells of an order: what the summariser writes, and what the translators make of it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from summarizer.domain import Pair, Passage, Summary, SummarySentence
from summarizer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.domain import Length, Terms, Translated
    from summarizer.order import Cell, Order


def written(wanted: Order, cells: Sequence[Cell], terms: Terms) -> dict[Cell, tuple[Summary, ...]]:
    """Return the hypotheses of each summary, those that say something, the likeliest first."""
    lengths = [cell.length for cell in cells]
    hypotheses = wanted.summarizer.summarise(wanted.reading.article, lengths, terms.deadline)
    summaries = {}
    for cell in cells:
        told = tuple(summary for summary in hypotheses[cell.length] if summary.sentences)
        if not told:
            raise ModelError(f"{wanted.summarizer.installed.id} wrote an empty summary")
        summaries[cell] = told
    return summaries


def passages(cells: Sequence[Cell], originals: Mapping[Length, Summary]) -> list[Passage]:
    """Return the sentences to translate, in the order of `cells`."""
    return [
        Passage(sentence.text, Pair(originals[cell.length].language, cell.language))
        for cell in cells
        for sentence in originals[cell.length].sentences
    ]


def translated(
    wanted: Order,
    cells: Sequence[Cell],
    originals: Mapping[Length, Summary],
    told: Sequence[Translated],
) -> dict[Cell, Summary]:
    """Return the translations that the sentences `told` are, in the order of `passages`.

    What is wrong with a sentence is wrong with its translations too.
    """
    left = iter(told)
    summaries = {}
    for cell in cells:
        original, route = originals[cell.length], wanted.routes[cell.language]
        sentences = islice(left, len(original.sentences))
        summaries[cell] = Summary(
            length=cell.length,
            language=cell.language,
            model=" + ".join(route.models),
            sentences=tuple(
                SummarySentence(
                    passage.text,
                    sentence.sources,
                    verbatim=False,
                    flags=(*sentence.flags, *passage.flags),
                )
                for passage, sentence in zip(sentences, original.sentences, strict=True)
            ),
            sentences_read=original.sentences_read,
            translated_from=original.language,
            route=route.languages,
        )
    return summaries
