"""Which words an article has, where, and how far apart."""

from __future__ import annotations

import pytest

from summarizer.text.vocabulary import Vocabulary
from summarizer.text.wording import Word, words

ARTICLE = (
    "The World Health Organization sent two doctors to Sumy.",
    "Engineers repaired a bridge near the city university.",
    "The OSCE counted 1,500 vehicles.",
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Return the words of an English article."""
    return Vocabulary(ARTICLE, "en")


def _word(text: str) -> Word:
    return words(f"to {text}", "en")[1]


@pytest.mark.parametrize("text", ["doctor", "repairs", "Sumy", "2", "1500", "WHO", "OSCE"])
def test_it_has_a_word_in_any_form(vocabulary: Vocabulary, text: str) -> None:
    """Another ending, a number written otherwise, the initials of words."""
    assert vocabulary.has(_word(text))


@pytest.mark.parametrize("text", ["nurse", "Lviv", "3", "150", "UNO", "OSC"])
def test_it_lacks_other_words(vocabulary: Vocabulary, text: str) -> None:
    """A figure or an acronym is had as a whole or not at all."""
    assert not vocabulary.has(_word(text))


def test_words_that_spell_out_an_acronym_are_told() -> None:
    """An article that has the acronym bears the words."""
    found = words("The Organization for Security and Cooperation in Europe left", "en")
    vocabulary = Vocabulary(("The OSCE left.",), "en")
    assert [found[place].text for place in sorted(vocabulary.spelled_out(found))] == [
        "Organization",
        "Security",
        "Cooperation",
        "Europe",
    ]
