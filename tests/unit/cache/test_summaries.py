"""Summaries in a cache: what does not fit is a miss and forgotten, and a purge wins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.cache.base import Place
from summarizer.cache.envelope import seal
from summarizer.cache.memory import MemoryCache
from summarizer.cache.redis import RedisCache, RedisServer
from summarizer.cache.sentences import SentenceMemory, group
from summarizer.cache.summaries import SummaryCache
from summarizer.domain import Flag, Pair, Passage, Summary, SummarySentence, Translated
from summarizer.text.article import read
from tests.serving import memory, nobody

if TYPE_CHECKING:
    from collections import Counter

    from summarizer.cache.base import Cache, Count, Result
    from tests.clock import Clock

ARTICLE = read("The dam held. Nobody was hurt. The road is open again, police said.", "en")
STORY, OTHER_STORY = "a" * 64, "b" * 64
PASSAGE = Passage("The dam held.", Pair("en", "uk"))
TRANSLATED = Translated("Дамба вистояла.")
ROUTE = "opus@1 en uk"

VERBATIM = SummarySentence("The dam held.", (0,), verbatim=True)
FLAG = Flag("numbers", "warning", "a figure is missing", "", "3")
WRITTEN = SummarySentence("All is well.", (1, 2), verbatim=False, flags=(FLAG,))
SHORT = Summary("short", "en", "extractive@1", (VERBATIM,), 3)
LONG = Summary("long", "en", "bart@1", (VERBATIM, WRITTEN), 3, score=-0.5)
UK = Summary(
    "short", "uk", "opus@1", (replace(WRITTEN, text=TRANSLATED.text),), 3,
    translated_from="en", route=("en", "uk"),
)  # fmt: skip
PAYLOAD: dict[str, Any] = {
    "length": "short",
    "language": "en",
    "model": "extractive@1",
    "sentences": [{"text": "The dam held.", "sources": [0], "verbatim": True, "flags": []}],
    "sentences_read": 3,
}


@pytest.fixture
def cache() -> MemoryCache:
    """Return a cache, whose own counting is not looked at."""
    return memory()


@pytest.fixture
def summaries(cache: Cache, count: Count) -> SummaryCache:
    """Return the summaries in that cache."""
    return SummaryCache(cache, 60, count)


@pytest.fixture
def sentences(cache: Cache) -> SentenceMemory:
    """Return the translated sentences in that cache."""
    return SentenceMemory(cache, 60, nobody)


def place(name: str, story: str = STORY) -> Place:
    """Return where a summary lies."""
    return Place(f"story:{story}", name)


def sealed_for(at: Place, payload: object) -> bytes:
    """Return `payload` as whoever knows the form would plant it: whole, and for that place."""
    whole = seal(f"{at.group} {at.name}", payload)
    assert whole is not None
    return whole


def recalled(summaries: SummaryCache, *names: str, story: str = STORY) -> dict[str, Summary]:
    """Return what is known of the article's summaries."""
    return summaries.recall(story, names, ARTICLE)


def test_a_summary_comes_back_as_it_was_stored(summaries: SummaryCache) -> None:
    """Flags, scores, routes and all, each under its name; another story has none of them."""
    stored = {"short": SHORT, "long": LONG, "uk": UK}
    summaries.store(STORY, stored, (), None)
    assert recalled(summaries, "short", "long", "uk", "none") == stored
    assert recalled(summaries, "short", story=OTHER_STORY) == {}


def test_verbatim_sentences_come_back_in_the_words_of_the_article_at_hand(
    summaries: SummaryCache,
) -> None:
    """Copies of a story differ in quotes and dashes; written sentences are as they were."""
    summaries.store(STORY, {"long": LONG}, (), None)
    copy = read("The dam held! “Nobody” was hurt. The road is open again, police said.", "en")
    first, second = summaries.recall(STORY, ["long"], copy)["long"].sentences
    assert first.text == "The dam held!"
    assert second == WRITTEN


def test_a_summary_is_forgotten_when_its_time_is_over(clock: Clock) -> None:
    """The time is that of the settings."""
    cache = MemoryCache(max_entries=10, max_bytes=10**6, count=nobody, clock=clock)
    summaries = SummaryCache(cache, 60, nobody)
    summaries.store(STORY, {"short": SHORT}, (), None)
    clock.now += 59
    assert recalled(summaries, "short") == {"short": SHORT}
    clock.now += 1
    assert recalled(summaries, "short") == {}


def test_a_forgery_of_these_tests_is_as_good_as_the_real_thing(
    cache: MemoryCache, summaries: SummaryCache
) -> None:
    """The refusals below are for what each has wrong, not for a slip in the planting."""
    cache.set({place("short"): sealed_for(place("short"), PAYLOAD)}, 60)
    assert recalled(summaries, "short") == {"short": SHORT}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00garbage", id="garbage"),
        pytest.param(b'{"length":"short"}', id="not sealed"),
        pytest.param(sealed_for(place("short"), PAYLOAD)[:-1], id="truncated"),
        pytest.param(sealed_for(place("short"), PAYLOAD) + b" ", id="prolonged"),
        pytest.param(sealed_for(place("short", OTHER_STORY), PAYLOAD), id="of another story"),
        pytest.param(sealed_for(place("long"), PAYLOAD), id="of another name"),
    ],
)
def test_a_value_that_is_not_whole_and_its_own_is_a_miss_and_forgotten(
    cache: MemoryCache, summaries: SummaryCache, results: Counter[Result], value: bytes
) -> None:
    """It is counted, and what replaces it is found again."""
    cache.set({place("short"): value}, 60)
    assert recalled(summaries, "short") == {}
    assert cache.names(f"story:{STORY}") == ()
    assert results == {"invalid": 1}
    summaries.store(STORY, {"short": SHORT}, (), None)
    assert recalled(summaries, "short") == {"short": SHORT}


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(None, id="null"),
        pytest.param("The dam held.", id="a text"),
        pytest.param([PAYLOAD], id="a list"),
        pytest.param({}, id="nothing said"),
        pytest.param(PAYLOAD | {"length": "middling"}, id="a length that is none"),
        pytest.param(PAYLOAD | {"model": None}, id="no model"),
        pytest.param(PAYLOAD | {"sentences": "The dam held."}, id="sentences are a text"),
        pytest.param(PAYLOAD | {"sentences": []}, id="no sentence"),
        *(
            pytest.param(
                PAYLOAD | {"sentences": PAYLOAD["sentences"] + [PAYLOAD["sentences"][0] | wrong]},
                id=name,
            )
            for name, wrong in {
                "source out of range": {"sources": [3]},
                "one source out of range": {"sources": [0, 3], "verbatim": False},
                "negative source": {"sources": [-1]},
                "no source": {"sources": []},
                "no source of a written one": {"sources": [], "verbatim": False},
                "source is no number": {"sources": ["first"]},
                "a sentence that says nothing": {"text": " ", "verbatim": False},
                "text is no text": {"text": 7},
                "flags are none": {"flags": [{"check": "numbers"}]},
            }.items()
        ),
    ],
)
def test_a_whole_value_that_is_no_summary_of_the_article_is_a_miss_and_forgotten(
    cache: MemoryCache, summaries: SummaryCache, results: Counter[Result], payload: object
) -> None:
    """Whoever wrote it knew the form; the answer is right all the same."""
    summaries.store(STORY, {"long": LONG}, (), None)
    cache.set({place("short"): sealed_for(place("short"), payload)}, 60)
    assert recalled(summaries, "short", "long") == {}
    assert cache.names(f"story:{STORY}") == ()
    assert results == {"invalid": 1}


def test_a_summary_that_is_too_large_is_left_out(
    summaries: SummaryCache, results: Counter[Result]
) -> None:
    """It is counted, and the others of the story are stored."""
    endless = replace(WRITTEN, text="x" * 5_000_000)
    summaries.store(STORY, {"short": SHORT, "long": replace(LONG, sentences=(endless,))}, (), None)
    assert recalled(summaries, "short", "long") == {"short": SHORT}
    assert results == {"skipped": 1}


@pytest.mark.parametrize(
    "empty",
    [(), (replace(WRITTEN, text=""),), (VERBATIM, replace(WRITTEN, text=" \n"))],
    ids=["no sentence", "no text", "one without text"],
)
def test_a_summary_that_says_nothing_is_never_stored(
    cache: MemoryCache,
    summaries: SummaryCache,
    results: Counter[Result],
    empty: tuple[SummarySentence, ...],
) -> None:
    """Nor a part of one."""
    summaries.store(STORY, {"short": replace(SHORT, sentences=empty), "long": LONG}, (), None)
    assert cache.names(f"story:{STORY}") == ("long",)
    assert results == {"skipped": 1}


def test_a_purged_story_is_forgotten_with_its_translated_sentences(
    summaries: SummaryCache, sentences: SentenceMemory
) -> None:
    """No other story is."""
    sentences.store({PASSAGE: TRANSLATED}, {PASSAGE: ROUTE})
    summaries.store(STORY, {"short": SHORT}, {group(PASSAGE)}, None)
    summaries.store(OTHER_STORY, {"short": SHORT}, (), None)
    assert sentences.recall({PASSAGE: ROUTE}) == {PASSAGE: TRANSLATED}
    assert summaries.purge(STORY)
    assert recalled(summaries, "short") == {}
    assert sentences.recall({PASSAGE: ROUTE}) == {}
    assert recalled(summaries, "short", story=OTHER_STORY) == {"short": SHORT}


def test_to_purge_what_is_not_there_is_certain(summaries: SummaryCache) -> None:
    """It is gone, which is what was wanted."""
    assert summaries.purge(STORY)


def test_a_purge_while_the_work_is_under_way_wins(
    cache: MemoryCache,
    summaries: SummaryCache,
    sentences: SentenceMemory,
    results: Counter[Result],
) -> None:
    """What it makes is not remembered, nor the sentences that it translated before the purge."""
    before = summaries.purges(STORY)
    sentences.store({PASSAGE: TRANSLATED}, {PASSAGE: ROUTE})
    summaries.purge(STORY)
    summaries.store(STORY, {"short": SHORT}, {group(PASSAGE)}, before)
    assert recalled(summaries, "short") == {}
    assert cache.names(f"story:{STORY}") == ()
    assert sentences.recall({PASSAGE: ROUTE}) == {}
    assert results == {}


def test_a_second_purge_while_the_work_is_under_way_wins_too(summaries: SummaryCache) -> None:
    """The work began after the first."""
    summaries.purge(STORY)
    before = summaries.purges(STORY)
    summaries.purge(STORY)
    summaries.store(STORY, {"short": SHORT}, (), before)
    assert recalled(summaries, "short") == {}


def test_what_is_made_after_a_purge_is_remembered(summaries: SummaryCache) -> None:
    """And so is what is made of another story at the time of a purge."""
    before = summaries.purges(OTHER_STORY)
    summaries.purge(STORY)
    summaries.store(STORY, {"short": SHORT}, (), summaries.purges(STORY))
    summaries.store(OTHER_STORY, {"short": SHORT}, (), before)
    assert recalled(summaries, "short") == {"short": SHORT}
    assert recalled(summaries, "short", story=OTHER_STORY) == {"short": SHORT}


def test_a_purge_in_another_process_wins(redis_url: str) -> None:
    """What is under way here is not remembered there, sentences and all."""

    def process() -> tuple[SummaryCache, SentenceMemory]:
        server = RedisServer(redis_url, timeout_seconds=1.0, breaker_seconds=60, max_connections=2)
        cache = RedisCache(server, nobody)
        return SummaryCache(cache, 60, nobody), SentenceMemory(cache, 60, nobody)

    (here, told), (there, known) = process(), process()
    before = here.purges(STORY)
    told.store({PASSAGE: TRANSLATED}, {PASSAGE: ROUTE})
    assert there.purge(STORY)
    here.store(STORY, {"short": SHORT}, {group(PASSAGE)}, before)
    assert recalled(there, "short") == {}
    assert known.recall({PASSAGE: ROUTE}) == {}
    here.store(STORY, {"short": SHORT}, (), here.purges(STORY))
    assert recalled(there, "short") == {"short": SHORT}


def test_a_purge_that_cannot_be_confirmed_says_so() -> None:
    """Redis is away: the story may be there when it is back."""
    server = RedisServer(
        "redis://127.0.0.1:1", timeout_seconds=0.2, breaker_seconds=60, max_connections=2
    )
    assert not SummaryCache(RedisCache(server, nobody), 60, nobody).purge(STORY)
