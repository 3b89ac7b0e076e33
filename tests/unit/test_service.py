"""The story of a request, in one process and without HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summarizer import settings
from summarizer.cache.envelope import seal
from summarizer.cache.memory import MemoryCache
from summarizer.cache.readings import Readings
from summarizer.cache.summaries import SummaryCache
from summarizer.domain import SummariseRequest
from summarizer.errors import ModelError
from summarizer.models.extractive import Extractive
from summarizer.service import Service
from summarizer.telemetry import Metrics, Timings
from tests.writing import WritingSummarizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.domain import Answer, Article, Length, Summary
    from summarizer.models.base import Summarizer

ARTICLE = (
    "The council of Brindle met on Monday. It heard that the bridge will open in May. The mayor, "
    "Ada Finch, said that work goes on. Buses will run again in June. The fund has 3 million euros."
)


TOLD = "The council met about a bridge."


def make(*summarizers: Summarizer, cache: MemoryCache | None = None) -> Service:
    """Return a service with these summarisers."""
    return Service(
        limits=settings.load().limits,
        summarizers=summarizers,
        cache=SummaryCache(cache or memory(), ttl_seconds=60),
        readings=Readings(max_characters=10_000),
    )


def memory() -> MemoryCache:
    """Return a cache."""
    return MemoryCache(max_entries=100, max_bytes=10**6, count=lambda _: None)


def ask(service: Service, **fields: object) -> Answer:
    """Ask for a summary of the article."""
    request = SummariseRequest(**{"text": ARTICLE} | fields)  # type: ignore[arg-type]
    return service.summarise(request, Timings(Metrics()))


def test_a_model_that_is_asked_for_writes() -> None:
    """`auto` takes the first that reads the language."""
    service = make(Extractive(), WritingSummarizer(TOLD))
    assert ask(service).summaries["short"]["en"].model == "extractive"
    assert ask(service, model="written").summaries["short"]["en"].model == "written@1"


def test_each_model_has_its_own_place_in_the_cache() -> None:
    """A summary of one is never served as another's."""
    service = make(Extractive(), WritingSummarizer(TOLD))
    assert ask(service).cache == "miss"
    assert ask(service, model="written").cache == "miss"
    assert ask(service, model="written").cache == "hit"


def test_the_lengths_are_remembered_one_by_one() -> None:
    """Who asks for both gets the one that is there, and one run for the other."""
    service = make(written := WritingSummarizer(TOLD))
    assert ask(service, lengths=("short",)).cache == "miss"
    assert ask(service, lengths=("short", "long")).cache == "miss"
    assert ask(service, lengths=("long",)).cache == "hit"
    assert written.runs == 2


def test_a_title_is_part_of_the_question() -> None:
    """The choice may depend on it."""
    service = make(WritingSummarizer(TOLD))
    assert ask(service, title="A bridge").cache == "miss"
    assert ask(service, title="A fund").cache == "miss"
    assert ask(service, title="A fund").cache == "hit"


def test_a_written_sentence_comes_back_as_it_was_written() -> None:
    """It is no slice of the article, and stays unverified until a check has read it."""
    service = make(WritingSummarizer(TOLD))
    first, again = ask(service), ask(service)
    assert again.summaries == first.summaries
    (sentence,) = again.summaries["long"]["en"].sentences
    assert (sentence.text, sentence.verbatim) == ("The council met about a bridge.", False)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("text", id="no-summary"),
        pytest.param({"length": "short"}, id="half-a-summary"),
        pytest.param(
            {
                "length": "short",
                "language": "en",
                "model": "extractive",
                "sentences": [{"text": "", "sources": [99], "verbatim": True}],
                "sentences_read": 5,
            },
            id="of-a-longer-article",
        ),
    ],
)
def test_a_remembered_value_that_does_not_fit_is_a_miss_and_forgotten(payload: object) -> None:
    """Whatever somebody put into the cache, the answer is right."""
    stored: dict[str, bytes] = {}

    class Planted(MemoryCache):
        def set(self, key: str, value: bytes, ttl_seconds: float) -> None:
            stored[key] = value
            super().set(key, value, ttl_seconds)

    cache = Planted(max_entries=100, max_bytes=10**6, count=lambda _: None)
    service = make(Extractive(), cache=cache)
    right = ask(service, lengths=("short",))
    (key,) = stored
    sealed = seal(key, payload)
    assert sealed is not None
    MemoryCache.set(cache, key, sealed, 60)
    again = ask(service, lengths=("short",))
    assert again.cache == "miss"
    assert again.summaries == right.summaries
    assert ask(service, lengths=("short",)).cache == "hit"


def test_an_empty_summary_is_a_fault_and_is_not_remembered() -> None:
    """The next request runs the model again."""

    class Mute(WritingSummarizer):
        def summarise(
            self, article: Article, lengths: Sequence[Length]
        ) -> Mapping[Length, Summary]:
            summaries = super().summarise(article, lengths)
            if self.runs > 1:
                return summaries
            return {length: replace(told, sentences=()) for length, told in summaries.items()}

    service = make(Mute(TOLD))
    with pytest.raises(ModelError, match="written"):
        ask(service)
    assert ask(service).cache == "miss"


def test_a_service_without_summarisers_is_never_ready() -> None:
    """Nothing that answers is not the same as everything answers."""
    service = make()
    service.warm_up()
    assert service.not_ready() == ("no summariser is configured",)


def test_a_service_is_ready_when_every_model_has_answered() -> None:
    """And says until then which has not."""
    service = make(Extractive(), WritingSummarizer(TOLD))
    assert len(service.not_ready()) == 2
    service.warm_up()
    assert service.not_ready() == ()


def test_a_model_whose_warm_up_fails_is_named() -> None:
    """The others are still warmed up."""

    class Broken(WritingSummarizer):
        def summarise(
            self, article: Article, lengths: Sequence[Length]
        ) -> Mapping[Length, Summary]:
            raise RuntimeError("no weights")

    service = make(Broken(TOLD), Extractive())
    service.warm_up()
    assert service.not_ready() == ("written has not answered yet",)


def test_an_article_sent_again_word_for_word_is_not_read_again() -> None:
    """The stages of reading run once; another language asked for is another reading."""
    service, timings = make(Extractive()), Timings(Metrics())
    first = ask(service)
    again = service.summarise(SummariseRequest(text=ARTICLE), timings)
    assert again.reading is first.reading
    assert timings.server_timing().startswith("cache;")
    assert ask(service, language="uk").reading.article.language == "uk"
