"""What a caller should know of an answer that is good all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.domain import LENGTHS, AnswerWarning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summarizer.domain import Article, Length, Summary


def short_input(
    article: Article, summaries: Mapping[Length, Mapping[str, Summary]]
) -> tuple[AnswerWarning, ...]:
    """Say which summaries are the whole article, because there is no more of it."""
    whole = [
        length
        for length in LENGTHS
        if length in summaries and _is_whole(summaries[length][article.language], article)
    ]
    if not whole:
        return ()
    count = len(article.sentences)
    plural = "s" if count > 1 else ""
    return (
        AnswerWarning(
            "short_input",
            f"the article has {count} sentence{plural}: the {' and '.join(whole)} summary is all"
            " of it",
        ),
    )


def _is_whole(summary: Summary, article: Article) -> bool:
    return len(summary.sentences) == len(article.sentences) and all(
        sentence.verbatim for sentence in summary.sentences
    )
