"""What a real model writes about articles that it never saw: summarizer.models.written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ctranslate2.converters import TransformersConverter

from summarizer.deadline import NEVER
from summarizer.domain import LENGTHS, InstalledModel
from summarizer.models import catalog, checkpoint
from summarizer.models.ctranslate import CTranslate
from summarizer.models.tokens import tokens
from summarizer.models.written import Written
from summarizer.text.article import read
from tests.models.corpus import held_out_articles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summarizer.domain import Length, Summary
    from tests.models.corpus import Article

MODELS = Path(__file__).parents[2] / "models"
ARTICLES = held_out_articles()


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The summariser on the small BART of the tests, converted to int8."""
    card = catalog.load(str(MODELS / "catalog.toml")).card("test-bart-news")
    original, converted = MODELS / "bart-news", tmp_path_factory.mktemp("converted")
    TransformersConverter(
        str(original), copy_files=list(checkpoint.TOKENIZER[card.family])
    ).convert(str(converted), quantization="int8", force=True)
    return Written(
        CTranslate(converted, limit=card.context, threads=1),
        tokens(converted, card.family, card.labels, card.context),
        InstalledModel(card.id, "1", "summarise", card.sources, "ctranslate2", card.licence),
        card.decoding,
    )


@pytest.fixture(scope="module")
def written(writer: Written) -> list[tuple[Article, Mapping[Length, tuple[Summary, ...]]]]:
    """Every held-out article, and the summaries of it."""
    return [
        (article, writer.summarise(read(article.text("en"), "en"), LENGTHS, NEVER))
        for article in ARTICLES
    ]


def texts(summary: Summary) -> list[str]:
    """Return the sentences of a summary."""
    return [sentence.text for sentence in summary.sentences]


def test_the_long_summary_is_right(
    written: list[tuple[Article, Mapping[Length, tuple[Summary, ...]]]],
) -> None:
    """Nearly every sentence is the one that should be written, its full stop mended."""
    right = [
        sentence == expected.text("en")
        for article, found in written
        for sentence, expected in zip(texts(found["long"][0]), article.summary, strict=False)
    ]
    assert len(right) >= 0.95 * 4 * len(ARTICLES)
    assert sum(right) >= 0.95 * len(right)


def test_the_short_summary_opens_the_long_one(
    written: list[tuple[Article, Mapping[Length, tuple[Summary, ...]]]],
) -> None:
    """Every hypothesis has a short summary of one or two sentences, the first of its long one."""
    for _, found in written:
        assert len(found["short"]) == len(found["long"])
        for short, long in zip(found["short"], found["long"], strict=True):
            assert 1 <= len(short.sentences) <= 2
            assert long.sentences[: len(short.sentences)] == short.sentences


def test_hypotheses_come_best_first_and_whole(
    written: list[tuple[Article, Mapping[Length, tuple[Summary, ...]]]],
) -> None:
    """The scores fall, and every sentence of every hypothesis ends with a mark."""
    for _, found in written:
        scores = [summary.score for summary in found["long"]]
        assert len(scores) > 1
        assert scores == sorted(scores, reverse=True)
        for summary in found["long"]:
            assert all(text.endswith((".", '."')) and " ." not in text for text in texts(summary))


def test_every_sentence_names_what_it_was_made_of(
    written: list[tuple[Article, Mapping[Length, tuple[Summary, ...]]]],
) -> None:
    """A sentence written right has the sentence that bears it among its sources."""
    for article, found in written:
        source_of = {
            sentence.text("en"): source
            for sentence, source in zip(article.summary, article.sources, strict=True)
        }
        for sentence in found["long"][0].sentences:
            if sentence.text in source_of:
                assert source_of[sentence.text] in sentence.sources


def test_an_article_beyond_the_context_is_read_in_part(writer: Written) -> None:
    """A day's articles together are more than the model reads; the answer says how many it read."""
    article = read(" ".join(each.text("en") for each in ARTICLES), "en")
    found = writer.summarise(article, LENGTHS, NEVER)
    summary = found["long"][0]
    assert summary.model == writer.installed.id
    assert 20 < summary.sentences_read < len(article.sentences)
    assert all(index < len(article.sentences) for s in summary.sentences for index in s.sources)


def test_an_article_has_one_short_summary_whoever_asks(writer: Written) -> None:
    """Asked for alone, it is the one that comes with the long summary."""
    article = read(ARTICLES[0].text("en"), "en")
    both = writer.summarise(article, LENGTHS, NEVER)
    assert writer.summarise(article, ("short",), NEVER) == {"short": both["short"]}
