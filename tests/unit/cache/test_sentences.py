"""Translated sentences in a cache: known by their words, their languages and their models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.cache.base import Place
from summarizer.cache.envelope import seal
from summarizer.cache.memory import MemoryCache
from summarizer.cache.sentences import SENTENCE, SentenceMemory, group
from summarizer.domain import Flag, Pair, Passage, Translated
from tests.serving import memory, nobody

if TYPE_CHECKING:
    from collections import Counter

    from summarizer.cache.base import Cache, Count, Result
    from tests.clock import Clock

EN_UK, EN_RU, UK_EN = Pair("en", "uk"), Pair("en", "ru"), Pair("uk", "en")
RAIN = Passage("Rain fell on 3 towns.", EN_UK)
SNOW = Passage("Snow fell.", EN_UK)
FLAG = Flag("numbers", "error", "a figure is missing", "", "3")
RAIN_UK = Translated("На 3 міста впав дощ.", (FLAG,))
ROUTE = "opus@1 en uk"


@pytest.fixture
def cache() -> MemoryCache:
    """Return a cache, whose own counting is not looked at."""
    return memory()


@pytest.fixture
def sentences(cache: Cache, count: Count) -> SentenceMemory:
    """Return the sentences in that cache."""
    return SentenceMemory(cache, 60, count)


def known(sentences: SentenceMemory, passage: Passage = RAIN, route: str = ROUTE) -> bool:
    """Say whether a translation is known."""
    return passage in sentences.recall({passage: route})


def test_a_translation_comes_back_as_it_was_stored(
    sentences: SentenceMemory, results: Counter[Result]
) -> None:
    """Flags and all; each sentence is counted as known or not."""
    sentences.store({RAIN: RAIN_UK}, {RAIN: ROUTE})
    assert sentences.recall({RAIN: ROUTE, SNOW: ROUTE}) == {RAIN: RAIN_UK}
    assert results == {"hit": 1, "miss": 1}


@pytest.mark.parametrize(
    ("passage", "route"),
    [
        pytest.param(Passage("Rain fell on 4 towns.", EN_UK), ROUTE, id="another figure"),
        pytest.param(Passage("Rain fell on 3 towns!", EN_UK), ROUTE, id="another mark"),
        pytest.param(Passage("rain fell on 3 towns.", EN_UK), ROUTE, id="another letter"),
        pytest.param(Passage("Rain  fell on 3 towns.", EN_UK), ROUTE, id="another blank"),
        pytest.param(Passage(RAIN.text, EN_RU), ROUTE, id="into another language"),
        pytest.param(Passage(RAIN.text, Pair("ru", "uk")), ROUTE, id="from another language"),
        pytest.param(RAIN, "opus@2 en uk", id="by another revision"),
        pytest.param(RAIN, "opus@1 pivot@1 en ru uk", id="by another route"),
    ],
)
def test_what_differs_in_anything_is_another_sentence(
    sentences: SentenceMemory, passage: Passage, route: str
) -> None:
    """No translation is served for a sentence that it was not made of."""
    sentences.store({RAIN: RAIN_UK}, {RAIN: ROUTE})
    assert not known(sentences, passage, route)
    assert known(sentences)


def test_all_translations_of_a_sentence_are_one_group() -> None:
    """Into whichever language, by whichever models: they are forgotten together."""
    assert group(RAIN) == group(Passage(RAIN.text, EN_RU))
    assert group(RAIN).startswith(SENTENCE)
    assert group(RAIN) != group(SNOW)
    assert group(RAIN) != group(Passage(RAIN.text, UK_EN))


def test_a_sentence_is_forgotten_when_its_time_is_over(clock: Clock) -> None:
    """The time is that of the settings."""
    cache = MemoryCache(max_entries=10, max_bytes=10**6, count=nobody, clock=clock)
    sentences = SentenceMemory(cache, 60, nobody)
    sentences.store({RAIN: RAIN_UK}, {RAIN: ROUTE})
    clock.now += 59
    assert known(sentences)
    clock.now += 1
    assert not known(sentences)


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_translation_that_says_nothing_is_never_stored(
    cache: MemoryCache, sentences: SentenceMemory, text: str
) -> None:
    """Those beside it are."""
    sentences.store({RAIN: RAIN_UK, SNOW: Translated(text)}, {RAIN: ROUTE, SNOW: ROUTE})
    assert known(sentences)
    assert cache.names(group(SNOW)) == ()


def planted(cache: MemoryCache, value: bytes) -> None:
    """Have a value lie where the translation would."""
    (name,) = cache.names(group(RAIN))
    cache.set({Place(group(RAIN), name): value}, 60)


def sealed_for(label: str, payload: object) -> bytes:
    """Return `payload` as whoever knows the form would plant it."""
    whole = seal(label, payload)
    assert whole is not None
    return whole


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(None, id="null"),
        pytest.param("Дощ.", id="a text"),
        pytest.param(["Дощ."], id="a list"),
        pytest.param({}, id="nothing said"),
        pytest.param({"text": ""}, id="no text"),
        pytest.param({"text": " "}, id="a blank"),
        pytest.param({"text": 7}, id="text is no text"),
        pytest.param({"text": "Дощ.", "flags": "none"}, id="flags are a text"),
        pytest.param({"text": "Дощ.", "flags": [{}]}, id="a flag says nothing"),
    ],
)
def test_a_whole_value_that_is_no_translation_is_a_miss_and_forgotten(
    cache: MemoryCache, sentences: SentenceMemory, results: Counter[Result], payload: object
) -> None:
    """It is counted, and those beside it are found."""
    sentences.store({RAIN: RAIN_UK, SNOW: RAIN_UK}, {RAIN: ROUTE, SNOW: ROUTE})
    (name,) = cache.names(group(RAIN))
    planted(cache, sealed_for(f"{group(RAIN)} {name}", payload))
    assert sentences.recall({RAIN: ROUTE, SNOW: ROUTE}) == {SNOW: RAIN_UK}
    assert cache.names(group(RAIN)) == ()
    assert results == {"invalid": 1, "miss": 1, "hit": 1}


def test_a_forgery_of_these_tests_is_as_good_as_the_real_thing(
    cache: MemoryCache, sentences: SentenceMemory
) -> None:
    """The refusals are for what each has wrong, not for a slip in the planting."""
    sentences.store({RAIN: RAIN_UK}, {RAIN: ROUTE})
    (name,) = cache.names(group(RAIN))
    planted(cache, sealed_for(f"{group(RAIN)} {name}", {"text": "Дощ.", "flags": []}))
    assert sentences.recall({RAIN: ROUTE}) == {RAIN: Translated("Дощ.")}


@pytest.mark.parametrize("kind", ["nothing", "garbage", "truncated", "of another sentence"])
def test_a_value_that_is_not_whole_and_its_own_is_a_miss_and_forgotten(
    cache: MemoryCache, sentences: SentenceMemory, results: Counter[Result], kind: str
) -> None:
    """It is counted, and what replaces it is found again."""
    sentences.store({RAIN: RAIN_UK, SNOW: RAIN_UK}, {RAIN: ROUTE, SNOW: ROUTE})
    (name,) = cache.names(group(RAIN))
    (own,) = cache.get([Place(group(RAIN), name)]).values()
    (foreign,) = cache.get([Place(group(SNOW), *cache.names(group(SNOW)))]).values()
    planted(
        cache,
        {
            "nothing": b"",
            "garbage": b"\x00garbage",
            "truncated": own[:-1],
            "of another sentence": foreign,
        }[kind],
    )
    assert not known(sentences)
    assert cache.names(group(RAIN)) == ()
    assert results == {"invalid": 1, "miss": 1}
    sentences.store({RAIN: RAIN_UK}, {RAIN: ROUTE})
    assert known(sentences)
