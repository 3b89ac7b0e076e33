"""Which sentences of an article bear a written one: summarizer.models.provenance."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from summarizer.models.provenance import Provenance
from tests.models.corpus import held_out_articles

PAIRS = Path(__file__).parents[2] / "data" / "provenance.jsonl"
ARTICLES = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]

WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


def of(language: str) -> list[dict[str, Any]]:
    """Return the articles in a language."""
    return [article for article in ARTICLES if article["language"].startswith(language)]


def f1(found: list[set[int]], right: list[set[int]]) -> float:
    """Return the harmonic mean of precision and recall over all sentences named."""
    both = sum(len(one & other) for one, other in zip(found, right, strict=True))
    return 2 * both / (sum(map(len, found)) + sum(map(len, right)))


def most_words(article: list[str], written: str) -> set[int]:
    """Return the sentence that has most of the written words: the plain way."""
    words = WORD.findall(written.lower())
    has = [set(WORD.findall(sentence.lower())) for sentence in article]
    return {max(range(len(article)), key=lambda index: sum(word in has[index] for word in words))}


@pytest.mark.parametrize("language", ["en", "uk", "ru", "zh"])
def test_sources_are_the_ones_that_people_name(language: str) -> None:
    """On hand-made pairs F1 is high in each language, and well above the plain way's."""
    found, plain, right = [], [], []
    for article in of(language):
        provenance = Provenance(article["article"])
        for written in article["written"]:
            found.append(set(provenance.sources(written["text"])))
            plain.append(most_words(article["article"], written["text"]))
            right.append(set(written["sources"]))
    assert len(right) >= 15
    assert f1(found, right) >= 0.94
    assert f1(found, right) > f1(plain, right) + 0.15


@pytest.mark.parametrize("language", ["en", "uk", "ru", "zh"])
def test_sources_are_found_among_many_stories(language: str) -> None:
    """With the articles of a language run together as one, the sources are still found."""
    together: list[str] = []
    pairs = []
    for article in of(language):
        pairs += [
            (written["text"], {index + len(together) for index in written["sources"]})
            for written in article["written"]
        ]
        together += article["article"]
    provenance = Provenance(together)
    found = [set(provenance.sources(text)) for text, _ in pairs]
    assert f1(found, [right for _, right in pairs]) >= 0.85


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["article"][0][:20])
def test_a_copied_sentence_has_itself_as_its_source(article: dict[str, list[str]]) -> None:
    """A sentence taken over word for word is borne by that sentence alone."""
    provenance = Provenance(article["article"])
    for index, sentence in enumerate(article["article"]):
        assert provenance.sources(sentence) == (index,)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["article"][0][:20])
def test_two_sentences_run_together_have_both_as_sources(article: dict[str, list[str]]) -> None:
    """Two sentences of like length made one are borne by both."""
    provenance = Provenance(article["article"])
    chosen = random.Random(7)
    for _ in range(5):
        one, other = sorted(chosen.sample(range(len(article["article"])), 2))
        sentences = article["article"][one], article["article"][other]
        if min(map(len, sentences)) * 2 >= max(map(len, sentences)):
            assert provenance.sources(" ".join(sentences)) == (one, other)


@pytest.mark.parametrize(
    ("article", "written", "sources"),
    [
        (["Aid came.", "The toll is 1,200.", "The toll is 1,300."], "1300 is the toll.", (2,)),
        (["Шлях 3 500 км.", "Шлях 3 600 км.", "Дощ."], "Це 3500 км шляху.", (0,)),
        (["Цена 2,5 млн.", "Цена 2,7 млн.", "Дождь."], "Цена: 2.7 млн.", (1,)),
    ],
    ids=["commas", "blanks", "decimal comma"],
)
def test_a_number_is_the_same_however_it_is_set(
    article: list[str], written: str, sources: tuple[int, ...]
) -> None:
    """Thousands may be set apart by a comma, a blank or nothing, and decimals by either mark."""
    assert Provenance(article).sources(written) == sources


@pytest.mark.parametrize(
    ("article", "written"),
    [
        (["Мер Києва виступив уранці.", "Дощ ішов у Одесі.", "Школи закрито."], "У Києві — мер."),
        (["Дорогу закрыли.", "Сообщила Ольга Петренко.", "Идёт дождь."], "Словами Петренки: да."),
    ],
    ids=["uk", "ru"],
)
def test_inflection_hides_no_source(article: list[str], written: str) -> None:
    """A name in another case is still the name."""
    assert "Петренк" in article[Provenance(article).sources(written)[0]] or (
        "Києва" in article[Provenance(article).sources(written)[0]]
    )


@pytest.mark.parametrize("written", ["Nothing here is alike.", "……", "", "1 2 3"])
def test_there_is_always_a_source(written: str) -> None:
    """A sentence that shares nothing with the article is laid to the first."""
    assert Provenance(["Зелений гай.", "Синє море."]).sources(written) == (0,)


@pytest.mark.parametrize(
    "article",
    [
        ["а" * 200_000],
        ["讯" * 200_000],
        ["1," * 100_000],
        ["x’" * 100_000],
        [f"Crew {n} came." for n in range(10_000)],
    ],
    ids=["word", "character", "figures", "apostrophes", "sentences"],
)
def test_hostile_articles_have_sources_too(article: list[str]) -> None:
    """Whatever the article, its last sentence finds itself."""
    assert Provenance(article).sources(article[-1]) == (len(article) - 1,)


@pytest.mark.parametrize("language", ["en", "uk", "ru", "zh"])
def test_sources_are_found_in_stories_that_repeat_their_places_and_people(language: str) -> None:
    """Among sentences of one place, the one that a summary was made of is always named."""
    named = 0
    for article in held_out_articles():
        provenance = Provenance([sentence.text(language) for sentence in article.sentences])
        for sentence, source in zip(article.summary, article.sources, strict=True):
            sources = provenance.sources(sentence.text(language))
            assert source in sources
            named += len(sources)
    assert named <= 1.2 * sum(len(article.summary) for article in held_out_articles())
