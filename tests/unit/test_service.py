"""The story of a request, in one process and without HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summarizer.cache.envelope import seal
from summarizer.cache.memory import MemoryCache
from summarizer.deadline import NEVER, Deadline
from summarizer.domain import SummariseRequest, Terms
from summarizer.errors import DeadlinePassed, ModelError, NoRoute, NotReady
from summarizer.models.extractive import Extractive
from summarizer.telemetry import Metrics, Timings
from tests.serving import PATIENT, memory, nobody, serving
from tests.writing import WritingSummarizer, WritingTranslator, to_uk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.cache.base import Place
    from summarizer.domain import Answer, Article, Candidates, Length, Passage, Summary
    from summarizer.models.base import Summarizer, Translator
    from summarizer.service import Service

ARTICLE = (
    "The council of Brindle met on Monday. It heard that the bridge will open in May. The mayor, "
    "Ada Finch, said that work goes on. Buses will run again in June. The fund has 3 million euros."
)


OTHER = "Rain fell on Brindle all day. The river stayed in its bed. The schools are open."
TOLD = "The council met about a bridge."


def make(
    *summarizers: Summarizer,
    translators: Sequence[Translator] = (),
    cache: MemoryCache | None = None,
) -> Service:
    """Return a service with these models."""
    service = serving(
        *summarizers,
        translators=translators,
        cache=cache,
    )
    service.load()
    return service


def ask(service: Service, terms: Terms = PATIENT, **fields: object) -> Answer:
    """Ask for a summary of the article."""
    request = SummariseRequest(**{"text": ARTICLE} | fields)  # type: ignore[arg-type]
    return service.summarise(request, terms, Timings(Metrics()))


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
    """It is no slice of the article."""
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
        *(
            pytest.param(
                {
                    "length": "short",
                    "language": "en",
                    "model": "written",
                    "sentences": [{"text": "Rain.", "sources": sources, "verbatim": False}],
                    "sentences_read": 5,
                },
                id=f"written-of-{sources}",
            )
            for sources in ([99], [-1], [])
        ),
    ],
)
def test_a_remembered_value_that_does_not_fit_is_a_miss_and_forgotten(payload: object) -> None:
    """Whatever somebody put into the cache, the answer is right."""
    stored: dict[Place, bytes] = {}

    class Planted(MemoryCache):
        def set(self, values: Mapping[Place, bytes], ttl_seconds: float) -> None:
            stored.update(values)
            super().set(values, ttl_seconds)

    cache = Planted(max_entries=100, max_bytes=10**6, count=nobody)
    service = make(Extractive(), cache=cache)
    right = ask(service, lengths=("short",))
    (place,) = stored
    sealed = seal(f"{place.group} {place.name}", payload)
    assert sealed is not None
    MemoryCache.set(cache, {place: sealed}, 60)
    again = ask(service, lengths=("short",))
    assert again.cache == "miss"
    assert again.summaries == right.summaries
    assert ask(service, lengths=("short",)).cache == "hit"


def test_an_empty_summary_is_a_fault_and_is_not_remembered() -> None:
    """The next request runs the model again."""

    class Mute(WritingSummarizer):
        def summarise(
            self, article: Article, lengths: Sequence[Length], deadline: Deadline
        ) -> Mapping[Length, tuple[Summary, ...]]:
            summaries = super().summarise(article, lengths, deadline)
            if self.runs > 1:
                return summaries
            return {length: (replace(told, sentences=()),) for length, (told,) in summaries.items()}

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
        def try_out(self) -> None:
            raise RuntimeError("no weights")

    service = make(Broken(TOLD), Extractive())
    service.warm_up()
    assert service.not_ready() == ("written has not answered yet",)


def test_an_article_sent_again_word_for_word_is_not_read_again() -> None:
    """The stages of reading run once; another language asked for is another reading."""
    service, timings = make(Extractive()), Timings(Metrics())
    first = ask(service)
    again = service.summarise(SummariseRequest(text=ARTICLE), PATIENT, timings)
    assert again.reading is first.reading
    assert timings.server_timing().startswith("cache;")
    assert ask(service, language="uk").reading.article.language == "uk"


def test_nothing_is_served_before_the_models_are_loaded() -> None:
    """The service says that it is not ready, whatever is asked of a model."""
    service = serving(Extractive())
    with pytest.raises(NotReady):
        ask(service)
    with pytest.raises(NotReady):
        service.translate(["The road is open."], "en", "uk", PATIENT)
    assert service.not_ready() == ("the models are being loaded",)


def test_a_model_that_cannot_be_used_keeps_the_service_from_being_ready() -> None:
    """It says which and why, and what can be used answers all the same."""
    service = serving(Extractive(), wrong=["opus: weights.bin was changed"])
    service.warm_up()
    assert service.not_ready() == ("opus: weights.bin was changed",)
    assert ask(service).summaries["short"]["en"].model == "extractive"


def test_translations_keep_the_sources_of_their_sentences() -> None:
    """Sentence by sentence, with the route and the model that the audience is served by."""
    service = make(Extractive(), translators=[writer := WritingTranslator(to_uk)])
    answer = ask(service, translate_to=("uk", "en"))
    for length in ("short", "long"):
        english, ukrainian = answer.summaries[length]["en"], answer.summaries[length]["uk"]
        assert [s.text for s in ukrainian.sentences] == [to_uk(s.text) for s in english.sentences]
        assert [s.sources for s in ukrainian.sentences] == [s.sources for s in english.sentences]
        assert not any(sentence.verbatim for sentence in ukrainian.sentences)
        assert (ukrainian.translated_from, ukrainian.route) == ("en", ("en", "uk"))
        assert ukrainian.model == "writer@1"
        assert list(answer.summaries[length]) == ["en", "uk"]
    assert writer.calls == 1


def test_a_sentence_of_both_lengths_is_translated_once() -> None:
    """One pass through the model holds each sentence of the answer once."""
    service = make(Extractive(), translators=[writer := WritingTranslator(to_uk)])
    answer = ask(service, translate_to=("uk",))
    sentences = {s.text for summary in answer.summaries.values() for s in summary["en"].sentences}
    assert sorted(writer.texts) == sorted(sentences)


def test_each_audience_is_remembered_by_itself() -> None:
    """Another audience costs its translation, and no summary."""
    service = make(Extractive(), translators=[writer := WritingTranslator(to_uk)])
    assert ask(service).cache == "miss"
    assert ask(service, translate_to=("uk",)).cache == "miss"
    assert ask(service, translate_to=("uk",)).cache == "hit"
    assert writer.calls == 1


def test_another_revision_of_a_translator_is_asked_again() -> None:
    """What the old one wrote is not served as the new one's."""
    cache = memory()
    for revision in ("1", "2"):
        translator = WritingTranslator(to_uk, revision=revision)
        service = make(Extractive(), translators=[translator], cache=cache)
        assert ask(service, translate_to=("uk",)).cache == "miss"


def test_nothing_half_done_is_remembered() -> None:
    """A translation that fails fails the request, its summary included."""

    class Failing(WritingTranslator):
        def translate(
            self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
        ) -> list[Candidates]:
            raise ModelError("no memory")

    cache = memory()
    service = make(Extractive(), translators=[Failing(to_uk)], cache=cache)
    with pytest.raises(ModelError, match="no memory"):
        ask(service, translate_to=("uk",))
    assert ask(make(Extractive(), cache=cache)).cache == "miss"


def test_an_audience_without_a_route_is_refused_before_any_work() -> None:
    """No model runs for a request that cannot be served whole."""
    service = make(
        written := WritingSummarizer(TOLD), translators=[writer := WritingTranslator(to_uk)]
    )
    with pytest.raises(NoRoute) as refused:
        ask(service, translate_to=("uk", "zh-Hans"))
    assert refused.value.pointer == "/translate_to/1"
    assert (written.runs, writer.calls) == (0, 0)


def test_a_request_has_its_time_and_no_more() -> None:
    """Every model is told until when."""
    deadlines = []

    class Watching(WritingTranslator):
        def translate(
            self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
        ) -> list[Candidates]:
            deadlines.append(deadline)
            return super().translate(passages, deadline, again=again)

    service = make(Extractive(), translators=[Watching(to_uk)])
    terms = Terms(Deadline.after(30))
    ask(service, terms, translate_to=("uk",))
    service.translate(["The road is shut."], "en", "uk", terms)
    assert deadlines == [terms.deadline] * len(deadlines)
    assert len(deadlines) >= 2


def test_a_request_whose_time_is_over_costs_no_run() -> None:
    """Neither of a summariser nor of a translator."""
    written, writer = WritingSummarizer(TOLD), WritingTranslator(to_uk)
    service = make(written, translators=[writer])
    late = Terms(Deadline.after(0))
    with pytest.raises(DeadlinePassed):
        ask(service, late, translate_to=("uk",))
    with pytest.raises(DeadlinePassed):
        service.translate(["The road is shut."], "en", "uk", late)
    assert (written.runs, writer.calls) == (0, 0)


def test_what_a_request_wants_of_the_cache_is_done() -> None:
    """`no-cache` makes it anew and remembers that; `no-store` leaves nothing behind."""
    written, writer = WritingSummarizer(TOLD), WritingTranslator(to_uk)
    service = make(written, translators=[writer])
    private, fresh = Terms(NEVER, recalls=False, stores=False), Terms(NEVER, recalls=False)
    assert [ask(service, terms, translate_to=("uk",)).cache for terms in (private, private)] == [
        "bypass",
        "bypass",
    ]
    assert ask(service, translate_to=("uk",)).cache == "miss"
    assert ask(service, fresh, translate_to=("uk",)).cache == "bypass"
    assert ask(service, private, translate_to=("uk",)).cache == "bypass"
    assert ask(service, translate_to=("uk",)).cache == "hit"
    assert (written.runs, writer.calls) == (5, 5)


def test_an_updated_story_pays_for_its_new_sentences() -> None:
    """Of twenty sentences one is new: one is translated."""
    writer = WritingTranslator(to_uk)
    service = make(Extractive(), translators=[writer])
    story = [f"Road {number} was opened again by the council." for number in range(20)]
    before = service.translate([" ".join(story)], "en", "uk", PATIENT)
    assert len(writer.texts) == 20
    story[7] = "Road 7 stays closed until Monday, the council said."
    writer.texts.clear()
    after = service.translate([" ".join(story)], "en", "uk", PATIENT)
    assert writer.texts == [story[7]]
    pairs = zip(before[0].sentences, after[0].sentences, strict=True)
    assert [was.text == now.text for was, now in pairs].count(False) == 1


def test_a_purged_story_is_made_again_with_its_translations() -> None:
    """Nothing of it is remembered, and no other story is forgotten."""
    written, writer = WritingSummarizer(TOLD), WritingTranslator(to_uk)
    service = make(written, translators=[writer])
    story = ask(service, translate_to=("uk",)).reading.key
    ask(service, text=OTHER)
    service.purge(story)
    assert ask(service, text=OTHER).cache == "hit"
    assert ask(service, translate_to=("uk",)).cache == "miss"
    assert (written.runs, writer.calls) == (3, 2)


def test_what_was_being_made_when_its_story_was_purged_is_not_remembered() -> None:
    """The caller gets it, the cache does not."""
    service: Service

    class Purged(WritingSummarizer):
        def summarise(
            self, article: Article, lengths: Sequence[Length], deadline: Deadline
        ) -> Mapping[Length, tuple[Summary, ...]]:
            if self.runs == 0:
                service.purge(story)
            return super().summarise(article, lengths, deadline)

    story = ask(make(Extractive())).reading.key
    service = make(Purged(TOLD))
    assert [ask(service).cache for _ in range(3)] == ["miss", "miss", "hit"]


def test_a_written_summary_as_long_as_the_article_is_no_short_input() -> None:
    """It is not the article: only its own sentences are."""
    service = make(WritingSummarizer(TOLD))
    answer = ask(service, text="The council of Brindle met on Monday about the bridge.")
    assert answer.warnings == ()
