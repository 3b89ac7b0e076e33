"""What becomes of what a model writes about an article: summarizer.models.written.

The model here is a script: it writes what the test tells it, and its pieces are words. What a real
one writes is read in test_written_by_bart.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.deadline import NEVER, Deadline
from summarizer.domain import LENGTHS, InstalledModel, Summary
from summarizer.models.base import Decoded, Source
from summarizer.models.extractive import Extractive
from summarizer.models.written import Written
from summarizer.text.article import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.domain import Article, Length, Pair
    from summarizer.models.base import Decoding
    from summarizer.models.catalog import Setting

INSTALLED = InstalledModel("writer", "1", "summarise", ("en", "uk"), "test", "Apache-2.0")
DECODING: Mapping[Setting, int] = {"min_tokens": 5, "max_tokens": 20, "short_tokens": 12, "beam": 3}

STORY = (
    "Shells hit the power station of Varen on Monday night.",
    "Two engineers were hurt, and the town of 40,000 had no light until noon.",
    "“We will mend it within a week,” said the mayor, Oksana Moroz.",
    "Schools stay closed until Thursday.",
    "Crews from three districts are on their way to Varen.",
)
FIRST = "Shells hit a power station in Varen."
SECOND = "Two engineers were hurt."
THIRD = "Moroz said it would be mended within a week."


class Words:
    """A tokenizer whose pieces are words."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def source(self, text: str, pair: Pair) -> Source:
        return Source((f"<{pair.source}>", *text.split(" "), "</s>"))

    def count(self, text: str) -> int:
        return len(text.split(" "))

    def unread(self, text: str) -> tuple[str, ...]:
        return ()

    def text(self, pieces: Sequence[str]) -> str:
        return " ".join(pieces)


class Script:
    """An engine that writes one list of hypotheses a call, the last for all further ones.

    A hypothesis that ends in "~" was cut at the limit of tokens.
    """

    def __init__(self, *calls: Sequence[str]) -> None:
        self._calls = list(calls)
        self.sources: list[Source] = []
        self.decodings: list[Decoding] = []

    def generate(
        self, sources: Sequence[Source], decoding: Decoding, deadline: Deadline
    ) -> list[tuple[Decoded, ...]]:
        self.sources += sources
        self.decodings.append(decoding)
        texts = self._calls.pop(0) if len(self._calls) > 1 else self._calls[0]
        return [
            tuple(
                Decoded(tuple(text.removesuffix("~").split(" ")), -float(rank), text[-1:] != "~")
                for rank, text in enumerate(texts)
            )
            for _ in sources
        ]


def summaries(
    engine: Script,
    sentences: Sequence[str] = STORY,
    lengths: Sequence[Length] = LENGTHS,
    *,
    limit: int = 1000,
    language: str = "en",
) -> Mapping[Length, tuple[Summary, ...]]:
    """Return what is made of the script for an article, one sentence a line."""
    article = as_article(sentences, language)
    return Written(engine, Words(limit), INSTALLED, DECODING).summarise(article, lengths, NEVER)


def as_article(sentences: Sequence[str], language: str = "en") -> Article:
    """Return an article with a sentence a line."""
    found = read("\n".join(sentences), language)
    assert [sentence.text for sentence in found.sentences] == list(sentences)
    return found


def texts(summary: Summary) -> list[str]:
    """Return the sentences of a summary."""
    return [sentence.text for sentence in summary.sentences]


def test_the_short_summary_is_the_opening_of_the_long_one() -> None:
    """One decoding gives both: the short one has two sentences while they stay under its tokens."""
    engine = Script([f"{FIRST} {SECOND} {THIRD}"])
    found = summaries(engine)
    assert texts(found["long"][0]) == [FIRST, SECOND, THIRD]
    assert texts(found["short"][0]) == [FIRST, SECOND]
    assert len(engine.decodings) == 1
    assert (engine.decodings[0].min_tokens, engine.decodings[0].max_tokens) == (5, 20)


def test_a_long_opening_is_a_short_summary_by_itself() -> None:
    """A second sentence that would pass the tokens of a short summary is left out."""
    found = summaries(Script([f"{THIRD} {FIRST}"]))
    assert texts(found["short"][0]) == [THIRD]


@pytest.mark.parametrize("lengths", [("short",), ("long",), ("short", "long")])
def test_an_article_has_one_summary_of_a_length_whoever_asks(lengths: tuple[Length, ...]) -> None:
    """The long one is decoded also where only the short one is asked for."""
    some, all_of_them = Script([f"{FIRST} {SECOND}"]), Script([f"{FIRST} {SECOND}"])
    found, both = summaries(some, lengths=lengths), summaries(all_of_them)
    assert found == {length: both[length] for length in lengths}
    assert some.decodings == all_of_them.decodings


def test_every_hypothesis_is_kept_the_best_first() -> None:
    """A beam of three gives three summaries of each length, with their scores."""
    engine = Script([f"{FIRST} {SECOND}", f"{SECOND} {THIRD}", f"{THIRD} {FIRST}"])
    found = summaries(engine)
    assert [texts(summary)[0] for summary in found["long"]] == [FIRST, SECOND, THIRD]
    assert [texts(summary)[0] for summary in found["short"]] == [FIRST, SECOND, THIRD]
    assert [summary.score for summary in found["short"]] == [0.0, -1.0, -2.0]
    assert (engine.decodings[0].beam, engine.decodings[0].hypotheses) == (3, 3)


def test_a_summary_says_who_wrote_it_and_what_was_read() -> None:
    """It names its model, language and length, and how many sentences the model was given."""
    summary = summaries(Script([FIRST]))["long"][0]
    assert (summary.model, summary.language, summary.length) == ("writer", "en", "long")
    assert summary.sentences_read == len(STORY)
    assert summary.translated_from is None


def test_the_model_reads_the_sentences_in_their_order() -> None:
    """The sentences are joined by a blank, and the tokenizer is told the language."""
    engine = Script([FIRST])
    summaries(engine)
    assert engine.sources == [Source(("<en>", *" ".join(STORY).split(" "), "</s>"))]


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        (f"{FIRST} Two engineers~", [FIRST]),
        (f"{FIRST} The station lost 3.~", [FIRST]),
        (f"{FIRST} The accord was made by Iryna Hnatiuk and F.~", [FIRST]),
        (f"{FIRST} “We will mend it. We will~", [FIRST]),
        (f'{FIRST} "We will mend it. We have. We will~', [FIRST]),
        (f"{FIRST} Two engineers", [FIRST]),
    ],
    ids=["words", "figure", "initial", "quotation", "long quotation", "no mark"],
)
def test_what_stops_in_mid_sentence_is_cut_back(written: str, sentences: list[str]) -> None:
    """What was cut at the limit of tokens, or ends without a mark, loses its last sentence."""
    assert texts(summaries(Script([written]))["long"][0]) == sentences


def test_what_has_no_whole_sentence_is_decoded_again_with_more_room() -> None:
    """Where every hypothesis was cut within its first sentence, the model gets twice the tokens."""
    engine = Script(["Shells hit a~", "A power~"], [f"{FIRST} {SECOND}"])
    assert texts(summaries(engine)["long"][0]) == [FIRST, SECOND]
    assert [decoding.max_tokens for decoding in engine.decodings] == [20, 40]


def test_a_hypothesis_without_a_whole_sentence_is_dropped() -> None:
    """The others are served, and nothing is decoded again for it."""
    engine = Script(["Shells hit a~", FIRST, "Shells"])
    assert [texts(summary) for summary in summaries(engine)["long"]] == [[FIRST]]
    assert len(engine.decodings) == 1


@pytest.mark.parametrize("written", ["", "…", ". . .", "Shells hit a", "Shells hit a~"])
def test_where_nothing_is_written_the_article_speaks_for_itself(written: str) -> None:
    """A model that writes nothing whole leaves the summary to the extractive one."""
    extract = Extractive().summarise(as_article(STORY), LENGTHS, NEVER)
    assert summaries(Script([written])) == extract


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        (" Shells hit Varen . Two were hurt .", ["Shells hit Varen.", "Two were hurt."]),
        ("Shells hit Varen .<n>Two were hurt .", ["Shells hit Varen.", "Two were hurt."]),
        ("Shells  hit Varen , twice .", ["Shells hit Varen, twice."]),
        ("He said : “ It is over .”", ["He said: “ It is over.”"]),
        ("It cost .5 million .", ["It cost .5 million."]),
    ],
    ids=["stops", "line mark", "blanks", "quotation", "figure"],
)
def test_the_marks_of_tokenised_news_are_mended(written: str, sentences: list[str]) -> None:
    """Blanks before marks and doubled ones go, and a model's own line mark ends a sentence."""
    assert texts(summaries(Script([written]))["long"][0]) == sentences


def test_a_sentence_is_said_once() -> None:
    """What a model says again, in another case or with other marks, is dropped."""
    engine = Script([f"{FIRST} {FIRST} {SECOND} {FIRST.upper()}"])
    assert texts(summaries(engine)["long"][0]) == [FIRST, SECOND]


def test_a_long_summary_has_eight_sentences_at_most() -> None:
    """A model that writes on is cut after the eighth sentence."""
    engine = Script([" ".join(f"Crew {n} came." for n in range(12))])
    assert len(summaries(engine)["long"][0].sentences) == 8


def test_a_written_sentence_names_its_sources() -> None:
    """Its sources are indices of the article's sentences; it is not verbatim."""
    sentence = summaries(Script([f"{FIRST} {THIRD}"]))["long"][0].sentences[1]
    assert (sentence.sources, sentence.verbatim, sentence.flags) == ((2,), False, ())


def test_a_sentence_taken_word_for_word_is_the_article_s() -> None:
    """It is verbatim, as the article sets it, whatever marks and case the model gave it."""
    engine = Script([f'{FIRST} "We Will mend it within a week", said the mayor, Oksana Moroz.'])
    sentence = summaries(engine)["long"][0].sentences[1]
    assert (sentence.text, sentence.sources, sentence.verbatim) == (STORY[2], (2,), True)


@pytest.mark.parametrize(
    "sentences",
    [
        ("Kyiv was quiet overnight.",),
        ("The road is open again, the council said. " + "Aid came. " * 1,),
        ("Shelling hit the plant.", "Crews came.", "Water is back.", "No one was hurt."),
        ("The ministry said that " + "a convoy, " * 30 + "came.", "It goes on."),
    ],
    ids=["one sentence", "two sentences", "few words", "two long sentences"],
)
def test_an_article_no_longer_than_a_summary_comes_back_as_it_is(sentences: Sequence[str]) -> None:
    """The long summary is all of it, word for word, and no model runs."""
    article = read("\n".join(sentences), "en")
    engine = Script(["Something else altogether happened."])
    found = Written(engine, Words(1000), INSTALLED, DECODING).summarise(article, LENGTHS, NEVER)
    assert texts(found["long"][0]) == [sentence.text for sentence in article.sentences]
    assert [s.sources for s in found["long"][0].sentences] == [
        (index,) for index in range(len(article.sentences))
    ]
    assert all(s.verbatim for length in LENGTHS for s in found[length][0].sentences)
    assert found["short"] == Extractive().summarise(article, ("short",), NEVER)["short"]
    assert engine.decodings == []


@pytest.mark.parametrize("long_ones", [0, 20, 150], ids=["alike", "some long", "half of them long"])
def test_of_an_article_beyond_the_context_what_matters_is_read(long_ones: int) -> None:
    """As many sentences as the context holds are read, in their order, and counted."""
    story = [
        f"Crew {n} cleared street {n * 7} near the harbour of Varen"
        + (", where the mayor of the town met them," * 2 if n < 2 * long_ones and n % 2 else "")
        + "."
        for n in range(300)
    ]
    engine = Script([FIRST])
    summary = summaries(engine, story, limit=200)["long"][0]
    (source,) = engine.sources
    assert 0.8 * 200 <= len(source.pieces) <= 200
    given = " ".join(source.pieces[1:-1])
    chosen = [index for index, sentence in enumerate(story) if sentence in given]
    assert " ".join(story[index] for index in chosen) == given
    assert summary.sentences_read == len(chosen) < len(story)
    assert all(index in chosen for s in summary.sentences for index in s.sources)


def test_a_sentence_beyond_the_context_is_left_out() -> None:
    """One that would not fit alone is not cut: the others are read, and the count says so."""
    endless = "It was said that " + "on and " * 500 + "on."
    engine = Script([FIRST])
    summary = summaries(engine, (*STORY, endless), limit=100)["long"][0]
    assert "on and on" not in " ".join(engine.sources[0].pieces)
    assert summary.sentences_read == len(STORY)


def test_where_too_little_fits_the_article_is_extracted() -> None:
    """What fits beside endless sentences is nothing to write of, if no longer than a summary."""
    endless = ["It was said that " + "on and " * 500 + f"on {n}." for n in range(3)]
    sentences = ("Talks began.", *endless, "Aid came.")
    engine = Script([FIRST])
    extract = Extractive().summarise(as_article(sentences), LENGTHS, NEVER)
    assert summaries(engine, sentences, limit=100) == extract
    assert engine.decodings == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "word " * 40_000,
        "\n".join(f"C{n} came." for n in range(10_000)),
        "Talks began. " + "x" * 150_000 + ". Aid came. Crews came. Light is back. It rains.",
    ],
    ids=["one word", "one sentence", "10,000 sentences", "a long word between"],
)
def test_hostile_articles_get_summaries(text: str) -> None:
    """Whatever the article, there is a summary, and the model is given no more than it reads."""
    engine = Script([FIRST])
    article = read(text, "en")
    found = Written(engine, Words(100), INSTALLED, DECODING).summarise(article, LENGTHS, NEVER)
    assert all(found[length][0].sentences for length in LENGTHS)
    assert all(len(source.pieces) <= 100 for source in engine.sources)


def test_other_languages_get_their_own_marks() -> None:
    """A model that knows ASCII marks only is read in the typography of its language."""
    story = (
        "Уночі обстріляли порт Варен, повідомив мер.",
        "Двоє людей дістали поранення, місто лишилося без світла.",
        "Рятувальники розбирають завали з шостої ранку.",
        "Школи зачинені до четверга, сказала очільниця громади.",
    )
    engine = Script(['"П\'ять годин" місто було без світла.'])
    found = summaries(engine, story, language="uk")
    assert texts(found["long"][0]) == ["«П’ять годин» місто було без світла."]
