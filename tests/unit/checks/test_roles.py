"""Who holds which office: summarizer.checks.roles."""

from __future__ import annotations

import pytest

from summarizer.checks.roles import check
from summarizer.domain import Claim, Pair
from summarizer.tables import rows

ARTICLES = {
    "en": (
        "The president of Norland met the mayor of Brindle, Ada Finch.",
        "The defence minister, Tom Reed, was there too.",
    ),
    "uk": ("Президент Норландії зустрів мера Бріндла Аду Фінч.", "Був і міністр оборони Том Рід."),
    "ru": ("Президент Норландии встретил мэра Бриндла Аду Финч.", "Был и министр обороны Том Рид."),
}


@pytest.mark.parametrize(
    ("language", "output", "person"),
    [
        pytest.param("en", "Norland's president, Ada Finch, was met.", "Finch", id="en"),
        pytest.param("en", "The mayor of Brindle, Tom Reed, came.", "Reed", id="en-of"),
        pytest.param("uk", "Приїхала президентка Ада Фінч.", "Фінч", id="uk"),
        pytest.param("ru", "Приехала президент Ада Финч.", "Финч", id="ru"),
    ],
)
def test_nobody_gets_the_office_of_another(language: str, output: str, person: str) -> None:
    """Who is mayor in the article is no president in its summary."""
    article = ARTICLES[language]
    (flag,) = check(Claim(output, article[0], Pair(language, language), article))
    assert (flag.check, flag.severity, flag.output) == ("attribution", "error", person)


@pytest.mark.parametrize(
    ("language", "output"),
    [
        ("en", "Mayor Ada Finch was met."),
        ("en", "The minister Tom Reed came with the president of Norland."),
        ("en", "The president, Ann Lowe, came."),
        ("uk", "Міністр Том Рід зустрів меру Аду Фінч."),
        ("ru", "Министр Том Рид встретил мэра Аду Финч."),
    ],
)
def test_right_and_unknown_offices_pass(language: str, output: str) -> None:
    """A shorter title is the same office; of people without one in the article nothing is known."""
    article = ARTICLES[language]
    assert list(check(Claim(output, article[0], Pair(language, language), article))) == []


def test_a_translation_and_chinese_are_not_read_for_offices() -> None:
    """A translation names the offices of its source, and Chinese names have no capitals."""
    assert list(check(Claim("Президент Ада Фінч.", "Mayor Ada Finch.", Pair("en", "uk")))) == []
    pair = Pair("zh-Hans", "zh-Hans")
    assert list(check(Claim("市长李明来了。", "总统李明来了。", pair, ("总统李明来了。",)))) == []


def test_offices_are_of_languages_with_capitals() -> None:
    """The table names English, Ukrainian and Russian, and each office in each is told once."""
    assert {language for language, _, _ in rows("checks/roles.tsv")} == {"en", "uk", "ru"}
