"""The words of a sentence that say what happened."""

from __future__ import annotations

import pytest

from summarizer.tables import rows
from summarizer.text.wording import alike, words


def _of(kind: str, sentence: str, language: str) -> list[str]:
    return [word.text for word in words(sentence, language) if word.kind == kind]


@pytest.mark.parametrize(
    ("language", "sentence", "names"),
    [
        ("en", "On Friday the mayor of Lviv met Ursula Keller.", ["Lviv", "Ursula", "Keller"]),
        ("uk", "Мер Львова зустрів Урсулу Келлер.", ["Мер", "Львова", "Урсулу", "Келлер"]),
        ("ru", "Вчера мэр встретил Урсулу Келлер.", ["Урсулу", "Келлер"]),
        ("zh-Hans", "市长会见了NATO代表。", ["NATO"]),
    ],
)
def test_words_with_a_capital_are_names(language: str, sentence: str, names: list[str]) -> None:
    """In every language that has capitals; what Chinese writes in Latin letters, too."""
    assert _of("name", sentence, language) == names


@pytest.mark.parametrize(
    "sentence", ["Farmers left.", '"Farmers left," she said.', "He was clear: Farmers left."]
)
def test_a_capital_that_its_place_asks_for_makes_no_name(sentence: str) -> None:
    """The first word of a sentence or a quotation is a common one."""
    assert "Farmers" in _of("word", sentence, "en")


def test_a_name_of_several_words_is_one_at_the_head_of_a_sentence_too() -> None:
    """As "Ursula Keller" is; "Lviv's Keller" are two names."""
    assert _of("name", "Ursula Keller left.", "en") == ["Ursula", "Keller"]
    assert [word.joined for word in words("Ursula Keller left.", "en")] == [False, True, True]
    assert [word.joined for word in words("Lviv's Keller", "en")] == [False, False]


@pytest.mark.parametrize(
    ("language", "sentence", "figures", "days"),
    [
        ("en", "On Friday 1,500 of two thousand", ["1,500", "two thousand"], ["Friday"]),
        ("uk", "У п'ятницю дві тисячі", ["дві тисячі"], ["п'ятницю"]),
        ("ru", "В пятницу две тысячи", ["две тысячи"], ["пятницу"]),
        ("zh-Hans", "星期五有两千人", ["两千"], ["星期五"]),
        ("zh-Hant", "星期五有兩千人", ["兩千"], ["星期五"]),
    ],
)
def test_numbers_and_days_are_told_apart(
    language: str, sentence: str, figures: list[str], days: list[str]
) -> None:
    """A number is a figure in words too."""
    assert _of("figure", sentence, language) == figures
    assert _of("day", sentence, language) == days


@pytest.mark.parametrize(
    ("one", "other"),
    [("kill", "killed"), ("вода", "водою"), ("місто", "містами"), ("удар", "ударили")],
)
def test_forms_of_a_word_are_alike(one: str, other: str) -> None:
    """Inflection changes the end of a word."""
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("king", "kinsman"), ("переговори", "перемога"), ("un", "unit")]
)
def test_words_that_only_begin_alike_are_not_forms_of_one(one: str, other: str) -> None:
    """A prefix that many words have makes no likeness."""
    assert not alike(one, other)


def test_letters_that_take_turns_in_ukrainian_are_one() -> None:
    """So that «Києва» is a form of «Київ»."""
    keys = [words(f"у {city}", "uk")[1].key for city in ("Київ", "Києва", "Львів", "Львова")]
    assert alike(keys[0], keys[1])
    assert alike(keys[2], keys[3])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "They said that it would not have been"),
        ("uk", "Вони сказали, що цього не було"),
        ("ru", "Они сказали, что этого не было"),
    ],
)
def test_words_without_a_fact_are_plain(language: str, sentence: str) -> None:
    """Pronouns, particles, auxiliaries and verbs of saying."""
    assert {word.kind for word in words(sentence, language)} == {"plain"}


def test_an_acronym_is_a_name_though_it_reads_like_a_plain_word() -> None:
    """WHO is no pronoun."""
    assert _of("name", "She asked the WHO who came.", "en") == ["WHO"]


def test_the_table_of_plain_words_serves_each_language() -> None:
    """In small letters, as they are looked up."""
    table = rows("checks/plain_words.tsv")
    assert {language for language, _ in table} == {"en", "uk", "ru", "zh"}
    assert all(listed == listed.lower() for _, listed in table)


def test_a_sentence_may_have_no_word() -> None:
    """As a row of asterisks between two parts of an article."""
    assert words("* * *", "en") == ()
