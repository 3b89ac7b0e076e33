"""What counts as the same story, in every language: pairs of copies, and pairs of stories.

`tests/data/sameness.jsonl` holds them. A pair is the `same` story where it differs in what a wire
desk does to a text (byline, dateline, credit, header, quotes, dashes, white space, Unicode form),
and another story where it differs in what happened, or in who says so.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.domain import SummariseRequest
from summarizer.models.extractive import Extractive
from summarizer.telemetry import Metrics, Timings
from summarizer.text.clean import clean
from tests.languages.test_articles import articles
from tests.serving import PATIENT, serving

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.domain import Answer
    from summarizer.service import Service

FILE = Path(__file__).parents[1] / "data" / "sameness.jsonl"
PAIRS: list[dict[str, Any]] = [
    json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()
]
SAME = [pytest.param(pair, id=pair["id"]) for pair in PAIRS if pair["same"]]
DIFFERENT = [pytest.param(pair, id=pair["id"]) for pair in PAIRS if not pair["same"]]

# So many pairs there are at least: of the same story, and of two.
LANGUAGES = {
    "en": (43, 86),
    "uk": (38, 53),
    "ru": (35, 53),
    "zh-Hans": (36, 57),
    "zh-Hant": (8, 9),
}
KINDS = {
    "apostrophe": (7, 0),
    "attribution": (0, 28),
    "byline": (9, 0),
    "case": (0, 2),
    "credit": (14, 0),
    "currency": (0, 13),
    "dash": (22, 0),
    "date": (0, 25),
    "dateline": (17, 0),
    "ellipsis": (5, 0),
    "figure": (0, 53),
    "fraction": (0, 8),
    "full-width": (8, 0),
    "gender": (0, 1),
    "hedge": (0, 12),
    "letter": (0, 1),
    "minus": (0, 11),
    "name": (0, 17),
    "negation": (0, 14),
    "order-of-sentences": (0, 5),
    "place": (0, 18),
    "question": (0, 4),
    "quotes": (20, 0),
    "range": (0, 12),
    "roman": (0, 3),
    "sentence-added": (0, 5),
    "sentence-dropped": (0, 4),
    "superscript": (0, 6),
    "time-stamp": (4, 0),
    "unicode": (9, 0),
    "unit": (0, 16),
    "white-space": (18, 0),
    "wire-header": (27, 0),
}


@pytest.fixture
def service() -> Service:
    """The service without any weights and with an empty cache, in this process."""
    service = serving(Extractive())
    service.load()
    return service


def ask(service: Service, text: str, title: str | None = None) -> Answer:
    """Ask for both summaries of a text, whose language is to be found out."""
    return service.summarise(SummariseRequest(text=text, title=title), PATIENT, Timings(Metrics()))


def letters(text: str) -> str:
    """Return `text` as a reader sees it, without white space, which a line break may have been."""
    return re.sub(r"\s+", "", clean(text).text)


def assert_in_place(answer: Answer, submitted: str) -> None:
    """Every sentence served stands in the text as submitted where its source says."""
    article = answer.reading.article
    for by_language in answer.summaries.values():
        for summary in by_language.values():
            for sentence in summary.sentences:
                (source,) = sentence.sources
                cut = article.sentences[source].span.of(submitted)
                assert letters(cut) == letters(sentence.text) != ""


def test_the_pairs_are_all_there() -> None:
    """The file has an id for each pair, and no fewer pairs of a language or kind than it had."""
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS)
    languages = Counter((pair["language"], pair["same"]) for pair in PAIRS)
    for language, (same, different) in LANGUAGES.items():
        assert languages[language, True] >= same, language
        assert languages[language, False] >= different, language
    kinds = Counter((pair["kind"], pair["same"]) for pair in PAIRS)
    for kind, (same, different) in KINDS.items():
        assert kinds[kind, True] >= same, kind
        assert kinds[kind, False] >= different, kind


@pytest.mark.parametrize("pair", SAME)
def test_a_copy_of_a_story_is_a_hit(service: Service, pair: dict[str, Any]) -> None:
    """It has the key of the other copy, costs no run, and comes in its own words and places."""
    one, other = ask(service, pair["a"]), ask(service, pair["b"])
    assert one.reading.key == other.reading.key
    assert one.reading.article.language == other.reading.article.language == pair["language"]
    assert (one.cache, other.cache) == ("miss", "hit")
    assert_in_place(one, pair["a"])
    assert_in_place(other, pair["b"])


@pytest.mark.parametrize("pair", DIFFERENT)
def test_another_story_is_a_miss(service: Service, pair: dict[str, Any]) -> None:
    """It has a key of its own, and is never served what was said of the other."""
    one, other = ask(service, pair["a"]), ask(service, pair["b"])
    assert one.reading.key != other.reading.key
    assert (one.cache, other.cache) == ("miss", "miss")
    assert_in_place(one, pair["a"])
    assert_in_place(other, pair["b"])


_STRAIGHT = str.maketrans({**dict.fromkeys("“”«»„「」", '"'), **dict.fromkeys("‘’ʼ", "'")})
# What the software of another desk makes of a text.
SETTINGS: dict[str, Callable[[str], str]] = {
    "straight quotes": lambda text: text.translate(_STRAIGHT),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "line ends": lambda text: "\ufeff" + text.replace("\n", "\r\n") + "\r\n",
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "short dashes": lambda text: text.replace(" — ", " – "),
    "hyphens": lambda text: text.replace(" — ", " - ").replace(" – ", " - "),
    "soft hyphens": lambda text: text.replace("on", "o\u00adn").replace("ст", "с\u00adт"),
    "byline and credit": lambda text: (
        f"By Anna Sample\n\n{text}\n\n(Reporting by A. Writer; Editing by B. Editor)"
    ),
}


@pytest.mark.parametrize(("text", "title", "language"), articles())
def test_a_real_article_is_one_story_however_it_is_set(
    service: Service, text: str, title: str | None, language: str
) -> None:
    """Each setting is a hit, in its own words and places."""
    key = ask(service, text).reading.key
    for name, set_anew in SETTINGS.items():
        copy = set_anew(text)
        answer = ask(service, copy)
        assert (answer.reading.key, answer.cache) == (key, "hit"), name
        assert_in_place(answer, copy)


def test_no_two_real_articles_are_one_story(service: Service) -> None:
    """Not even the reports of two days, which differ in a few figures."""
    texts = [parameters.values[0] for parameters in articles()]
    assert len({ask(service, text).reading.key for text in texts}) == len(texts)
