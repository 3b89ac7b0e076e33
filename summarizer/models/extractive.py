"""Summarises an article in its own sentences; needs no weights and no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.domain import InstalledModel, Summary, SummarySentence
from summarizer.languages import LANGUAGES, primary
from summarizer.models.selection import Selection
from summarizer.models.trial import SENTENCES
from summarizer.tables import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.deadline import Deadline
    from summarizer.domain import Article, Length

# A first choice of more characters is a short summary by itself; Chinese says as much in a third.
_LONG_ENOUGH_ALONE = 360
_LONG_ENOUGH_ALONE_CHINESE = 120
# A long summary has a sentence for so many of the article's, within these bounds.
_SENTENCES_FOR_ONE = 4
_LONG_LEAST, _LONG_MOST = 4, 8


class Extractive:
    """Chooses sentences of the article and leaves them word for word, in their order.

    A short summary has two sentences, or one where the first choice is long by itself. A long
    one has a fourth of the article's whole sentences, at least four and at most eight. Both have
    fewer where the article has fewer that differ. It is deterministic.
    """

    @property
    def installed(self) -> InstalledModel:
        """What it is; `revision` changes whenever the same article may get another summary."""
        return InstalledModel(
            id="extractive",
            revision=f"1-{digest('text/openers.tsv')}",
            task="summarise",
            languages=LANGUAGES,
            engine="extractive",
            licence="Apache-2.0",
        )

    def summarise(
        self,
        article: Article,
        lengths: Sequence[Length],
        deadline: Deadline,  # noqa: ARG002 - it takes milliseconds
    ) -> Mapping[Length, tuple[Summary, ...]]:
        """Return one summary for each of `lengths`; an article has at least one sentence."""
        texts = [sentence.text for sentence in article.sentences]
        selection = Selection(texts, article.language, article.title)
        chosen = {
            length: _short(selection, texts, article.language)
            if length == "short"
            else _long(selection)
            for length in lengths
        }
        return {
            length: (
                Summary(
                    length=length,
                    language=article.language,
                    model=self.installed.id,
                    sentences=tuple(
                        SummarySentence(texts[index], (index,), verbatim=True) for index in indices
                    ),
                    sentences_read=len(texts),
                ),
            )
            for length, indices in chosen.items()
        }

    def try_out(self) -> None:
        """Choose a sentence, for which all tables are read."""
        Selection([SENTENCES["en"]], "en", None).choose(1)


def _short(selection: Selection, texts: Sequence[str], language: str) -> tuple[int, ...]:
    first = selection.choose(1)
    chinese = primary(language) == "zh"
    enough = _LONG_ENOUGH_ALONE_CHINESE if chinese else _LONG_ENOUGH_ALONE
    return first if len(texts[first[0]]) > enough else selection.choose(2)


def _long(selection: Selection) -> tuple[int, ...]:
    share = sum(selection.statements) // _SENTENCES_FOR_ONE
    return selection.choose(min(_LONG_MOST, max(_LONG_LEAST, share)))
