"""What a summary made of the article's own sentences holds: summarizer.models.extractive."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.deadline import NEVER
from summarizer.domain import Article, Length, Sentence, Span, Summary
from summarizer.languages import LANGUAGES
from summarizer.models.extractive import Extractive
from summarizer.models.standing import leans
from summarizer.text.article import read

SHARED = Path(__file__).parents[4] / "shared" / "data"
LENGTHS: tuple[Length, ...] = ("short", "long")

WORDS = ("harbour", "convoy", "mayor", "grain", "shelling", "bridge", "council", "water", "crews")
PROSE = st.lists(st.sampled_from(WORDS), min_size=2, max_size=12).map(
    lambda words: " ".join(words).capitalize() + "."
)
ANYTHING = st.text(min_size=1, max_size=60).map(str.strip).filter(bool)


def article(*sentences: str, language: str = "en", title: str | None = None) -> Article:
    """Return an article of the sentences given, one a paragraph."""
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return Article(
        submitted="\n".join(sentences),
        language=language,
        sentences=tuple(
            Sentence(sentence, sentence, paragraph, span)
            for paragraph, (sentence, span) in enumerate(zip(sentences, spans, strict=True))
        ),
        title=title,
    )


def summary(given_article: Article, length: Length) -> Summary:
    """Return the one summary of that length."""
    return summaries(given_article, length)[length]


def summaries(given_article: Article, *lengths: Length) -> dict[Length, Summary]:
    """Return the only hypothesis of each length."""
    found = Extractive().summarise(given_article, lengths, NEVER)
    assert all(len(hypotheses) == 1 for hypotheses in found.values())
    return {length: hypotheses[0] for length, hypotheses in found.items()}


def sources(given_article: Article, length: Length) -> list[int]:
    """Return the indices of the sentences chosen."""
    return [sentence.sources[0] for sentence in summary(given_article, length).sentences]


def numbered(count: int) -> list[str]:
    """Return so many different sentences."""
    return [f"Crew {n} cleared street {n * 7} of {WORDS[n % 9]} debris." for n in range(count)]


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    sentences=st.lists(st.one_of(PROSE, ANYTHING), min_size=1, max_size=40), title=st.none() | PROSE
)
def test_any_article_gets_verbatim_sentences_in_its_order(
    language: str, sentences: list[str], title: str | None
) -> None:
    """Whatever the sentences, a summary has some of them, word for word, once, in order."""
    read = article(*sentences, language=language, title=title)
    found = summaries(read, *LENGTHS)
    assert set(found) == set(LENGTHS)
    for length, summary in found.items():
        chosen = summary.sentences
        indices = [sentence.sources[0] for sentence in chosen]
        assert 1 <= len(chosen) <= {"short": 2, "long": 8}[length]
        assert indices == sorted(set(indices))
        assert all(len(sentence.sources) == 1 and sentence.verbatim for sentence in chosen)
        assert [sentence.text for sentence in chosen] == [sentences[index] for index in indices]


@given(st.lists(PROSE, min_size=1, max_size=30))
def test_the_same_article_gets_the_same_summary(sentences: list[str]) -> None:
    """Two runs, asked for together or alone, agree."""
    read = article(*sentences)
    together = summaries(read, *LENGTHS)
    assert together == {length: summary(read, length) for length in LENGTHS}


@pytest.mark.parametrize(
    ("count", "short", "long"),
    [(1, 1, 1), (2, 2, 2), (3, 2, 3), (4, 2, 4), (17, 2, 4), (24, 2, 6), (32, 2, 8), (200, 2, 8)],
)
def test_a_long_summary_grows_with_the_article(count: int, short: int, long: int) -> None:
    """Short is two; long a fourth of the article, four to eight; fewer where there are fewer."""
    read = article(*numbered(count))
    assert len(sources(read, "short")) == short
    assert len(sources(read, "long")) == long


def test_the_summary_says_what_was_read() -> None:
    """All sentences are read, whatever is chosen; the model and language are named."""
    read = article(*numbered(50), language="uk")
    made = summary(read, "short")
    assert (made.sentences_read, made.language, made.model) == (50, "uk", "extractive")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "the northern harbour "), ("zh-Hant", "北部港口的居民")],
    ids=["en", "zh-Hant"],
)
def test_a_first_choice_that_is_very_long_is_a_short_summary(language: str, words: str) -> None:
    """A sentence as long as two is not followed by a second one."""
    stop = "。" if language.startswith("zh") else "."
    read = article(f"{words * 20}{stop}", f"{words}{stop}", language=language)
    assert sources(read, "short") == [0]


def test_a_sentence_said_again_is_not_said_twice() -> None:
    """A sentence repeated hundreds of times takes one place, and the rest is still found."""
    read = article(
        "Talks opened in the morning.",
        *["Delegates spoke about roads and grain in turn."] * 260,
        "In the last minute both sides signed a truce for 30 days.",
    )
    assert sources(read, "long") == [0, 1, 261]


def test_it_serves_every_language_and_names_itself() -> None:
    """Callers see what it is without running it."""
    installed = Extractive().installed
    assert (installed.id, installed.task, installed.languages) == (
        "extractive",
        "summarise",
        LANGUAGES,
    )
    assert installed.revision


def real_articles() -> list[Any]:
    """Return (language, text) of each real article, and of each that a case summarises."""
    stories = [json.loads(path.read_text("utf-8")) for path in SHARED.glob("articles/*.json")]
    cases = [
        json.loads(line)
        for path in SHARED.glob("cases/*.jsonl")
        for line in path.read_text("utf-8").splitlines()
    ]
    stories += [
        {"language": case["language"], "text": case["input"]["text"], "id": case["id"]}
        for case in cases
        if case["task"] == "summarise" and "text" in case["input"]
    ]
    return [
        pytest.param(story["language"], story["text"], id=story["id"])
        for story in sorted(stories, key=lambda story: str(story["id"]))
    ] or [pytest.param("", "", marks=pytest.mark.skip(reason=f"there are no articles in {SHARED}"))]


@pytest.mark.parametrize(("language", "text"), real_articles())
def test_no_sentence_of_an_extract_is_cut_loose(language: str, text: str) -> None:
    """What opens with "He", «Он» or 他 comes with the sentence before it, at either length."""
    story = read(text, {"zh": "zh-Hans"}.get(language, language))
    for found in Extractive().summarise(story, LENGTHS, NEVER).values():
        chosen = {index for sentence in found[0].sentences for index in sentence.sources}
        for index in chosen - {0}:
            leaning = leans(story.sentences[index].text, story.language)
            assert not leaning or index - 1 in chosen, story.sentences[index].text
