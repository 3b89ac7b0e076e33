"""Which words of a sentence are names."""

from __future__ import annotations

import pytest

from summarizer.text.names import is_common, names


@pytest.mark.parametrize(
    ("language", "text", "sure"),
    [
        ("en", "The mayor, Petro Melnyk, met Bean's envoy.", ["Petro", "Melnyk", "Bean"]),
        ("en", "Yesterday the Supreme Court met on Monday in May.", []),
        ("en", "Nothing new. Everybody said “Enough” and I'm here.", []),
        ("en", "The Berners-Lee plan", ["Berners", "Lee"]),
        ("uk", "Про це сказав Петро Мельник у Верховному Суді.", ["Петро", "Мельник"]),
        ("uk", "Книга «Воскресіння» та О’Коннор", ["О’Коннор"]),
        ("ru", "Вчера Министерство обороны и Сэнфорд молчали.", ["Сэнфорд"]),
        ("zh-Hans", "拉米雷斯·桑托斯说，Reuters报道", ["拉米雷斯·桑托斯", "Reuters"]),
    ],
)
def test_names_are_told_by_how_they_are_written(language: str, text: str, sure: list[str]) -> None:
    """By a capital that nothing else explains; in Chinese by the dot, or Latin letters."""
    assert [name.text for name in names(text, language) if name.is_sure] == sure


def test_the_first_word_may_be_a_name() -> None:
    """A capital there says nothing, so it is found and not sure."""
    (name,) = names("Melnyk said so.", "en")
    assert (name.text, name.is_sure) == ("Melnyk", False)


def test_foreign_characters_in_a_row_may_be_a_name() -> None:
    """A Chinese transcription without a dot is found and not sure."""
    (name,) = names("他和斯特林格谈了", "zh-Hans")
    assert (name.text, name.is_sure) == ("斯特林格", False)


@pytest.mark.parametrize(
    ("word", "language", "common"),
    [
        ("Courts", "en", True),
        ("Commission", "en", True),
        ("Didn't", "en", True),
        ("Sanford", "en", False),
        ("Верховного", "ru", True),
        ("Мёртвых", "ru", True),
        ("Миссури", "ru", False),
        ("Справедливості", "uk", True),
        ("Мельник", "uk", False),
    ],
)
def test_words_that_names_translate_are_known(word: str, language: str, common: bool) -> None:
    """By the table, in any number and case, or by how they end."""
    assert is_common(word, language) is common
