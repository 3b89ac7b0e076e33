"""Sentences that are remembered, and texts that are taken apart into sentences."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from summarizer.cache.sentences import SentenceMemory
from summarizer.deadline import NEVER
from summarizer.domain import Pair, Passage, Terms
from summarizer.errors import ModelError
from summarizer.models.translation import Translation
from summarizer.translating import Translating
from tests.serving import JUDGE, PATIENT, memory, nobody
from tests.writing import PhraseBook

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from summarizer.domain import Candidates, TranslatedText

EN_UK, EN_RU = Pair("en", "uk"), Pair("en", "ru")
RAIN = "Rain fell on the town."
RAIN_UK, RAIN_RU = "На місто впав дощ.", "На город упал дождь."


class Slot:
    """A slot that notes how often it was entered."""

    def __init__(self) -> None:
        self.entered = 0

    def __enter__(self) -> None:
        self.entered += 1

    def __exit__(self, *_: object) -> None:
        """Leave."""


@pytest.fixture
def translating() -> Translating:
    """Return one with an empty memory."""
    return Translating(SentenceMemory(memory(), 60, nobody))


def translated(
    translating: Translating,
    book: PhraseBook,
    *passages: Passage,
    terms: Terms = PATIENT,
    slot: AbstractContextManager[None] | None = None,
) -> list[TranslatedText]:
    """Return the translations of texts."""
    return translating.texts(passages, Translation([book]), terms, slot or nullcontext(), JUDGE)


def test_a_text_keeps_its_lines_and_says_how_it_was_made(translating: Translating) -> None:
    """Each sentence is translated by itself; line breaks, lists and figures stay."""
    book = PhraseBook([EN_UK], {RAIN: [RAIN_UK], "It was cold.": ["Було холодно."]})
    text = f"* {RAIN} It was cold.\n\n14:30\n{RAIN}\n"
    (found,) = translated(translating, book, Passage(text, EN_UK))
    assert found.text == f"* {RAIN_UK} Було холодно.\n\n14:30\n{RAIN_UK}\n"
    assert [sentence.span.of(text) for sentence in found.sentences] == [
        RAIN, "It was cold.", "14:30", RAIN,
    ]  # fmt: skip
    assert found.route == ("en", "uk")
    assert found.model == "script@1"
    assert book.calls == [(False, [RAIN, "It was cold."])]


def test_texts_of_several_pairs_are_translated_together(translating: Translating) -> None:
    """A request's texts meet in one call."""
    book = PhraseBook([EN_UK, EN_RU], {f"{RAIN}>uk": [RAIN_UK], f"{RAIN}>ru": [RAIN_RU]})
    found = translated(
        translating, book, Passage(RAIN, EN_UK), Passage(RAIN, EN_RU), Passage("", EN_UK)
    )
    assert [one.text for one in found] == [RAIN_UK, RAIN_RU, ""]
    assert len(book.calls) == 1


def test_a_text_in_the_wanted_language_stays_as_it_is(translating: Translating) -> None:
    """To its own language a text needs no model, and no character of it changes."""
    text = " Дощ\u00a0 йшов.\r\n"
    (found,) = translated(translating, PhraseBook([], {}), Passage(text, Pair("uk", "uk")))
    assert (found.text, found.model, found.route) == (text, "", ("uk",))


def test_a_sentence_is_translated_once(translating: Translating) -> None:
    """What comes again, in whatever text, costs no model and no slot."""
    book, slot = PhraseBook([EN_UK], {RAIN: [RAIN_UK], "It was cold.": ["Було холодно."]}), Slot()
    first = translated(translating, book, Passage(f"{RAIN} It was cold.", EN_UK), slot=slot)
    again = translated(translating, book, Passage(f"It was cold. {RAIN}", EN_UK), slot=slot)
    assert again[0].text == f"Було холодно. {RAIN_UK}"
    assert first[0].sentences[0].text == again[0].sentences[1].text
    assert (len(book.calls), slot.entered) == (1, 1)


def test_another_language_or_another_model_is_another_translation(
    translating: Translating,
) -> None:
    """Nothing is served that another model, or another route, has made."""
    book = PhraseBook([EN_UK, EN_RU], {f"{RAIN}>uk": [RAIN_UK], f"{RAIN}>ru": [RAIN_RU]})
    newer = PhraseBook([EN_UK], {RAIN: ["Пішов дощ над містом."]}, revision="2")
    assert translated(translating, book, Passage(RAIN, EN_UK))[0].text == RAIN_UK
    assert translated(translating, book, Passage(RAIN, EN_RU))[0].text == RAIN_RU
    (found,) = translated(translating, newer, Passage(RAIN, EN_UK))
    assert found.text == "Пішов дощ над містом."


def test_flags_are_remembered_with_their_sentence(translating: Translating) -> None:
    """What was doubtful stays doubtful."""
    book = PhraseBook([EN_UK], {RAIN: [RAIN_RU]})
    first, again = (translated(translating, book, Passage(RAIN, EN_UK))[0] for _ in range(2))
    assert first.sentences[0].flags
    assert again == first


def test_a_failure_is_not_remembered(translating: Translating) -> None:
    """Nor is anything that was translated beside it."""

    class Failing(PhraseBook):
        def translate(self, *_: object, **__: object) -> list[Candidates]:
            raise ModelError("no memory")

    book = PhraseBook([EN_UK], {RAIN: [RAIN_UK]})
    with pytest.raises(ModelError):
        translated(translating, Failing([EN_UK], {}), Passage(RAIN, EN_UK))
    assert translated(translating, book, Passage(RAIN, EN_UK))[0].text == RAIN_UK
    assert len(book.calls) == 1


def test_who_wants_no_memory_leaves_none_behind(translating: Translating) -> None:
    """Nor is anything taken from it."""
    book = PhraseBook([EN_UK], {RAIN: [RAIN_UK]})
    private = Terms(NEVER, recalls=False, stores=False)
    for _ in range(2):
        translated(translating, book, Passage(RAIN, EN_UK), terms=private)
    translated(translating, book, Passage(RAIN, EN_UK))
    assert len(book.calls) == 3
