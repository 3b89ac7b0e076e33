"""Words left in the language of the source: summarizer.checks.untranslated."""

from __future__ import annotations

import pytest

from summarizer.checks.untranslated import check
from summarizer.domain import Claim, Pair

EN_UK = Pair("en", "uk")


def severities(source: str, output: str, pair: Pair = EN_UK) -> list[str]:
    """Return how bad it is, what the check finds."""
    return [flag.severity for flag in check(Claim(output, source, pair))]


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        pytest.param(
            "EU envoys: talks went on all night.", "EU envoys: talks went on all night.",
            Pair("en", "ru"), id="a-copy-with-capitals",
        ),
        pytest.param(
            "It rained. It snowed again there.", "Йшов дощ. It snowed again there.", EN_UK,
            id="a-sentence",
        ),
        pytest.param(
            "The bridge was closed by the Road Service.", "Міст закрила by the Road Service.",
            EN_UK, id="a-phrase-with-a-name",
        ),
        pytest.param(
            "Rivers rise in Tisno, Drava and Mura.", "Річки: Rivers rise in Тисно, Драва й Мура.",
            EN_UK, id="three-words",
        ),
        pytest.param(
            "The old town hall burnt down.", "老town hall burnt down了。", Pair("en", "zh-Hans"),
            id="inside-chinese",
        ),
        pytest.param("Йшов сильний дощ.", "Йшов сильний дощ.", Pair("uk", "en"), id="into-english"),
        pytest.param("下了一夜的雨。", "下了一夜的雨。", Pair("zh-Hant", "en"), id="chinese"),
    ],
)  # fmt: skip
def test_what_was_left_is_an_error(source: str, output: str, pair: Pair) -> None:
    """A copy, a sentence or a row of words of the source is no translation."""
    assert severities(source, output, pair) == ["error"]


@pytest.mark.parametrize(
    ("source", "output"),
    [
        pytest.param("He reads Harbour Lights.", "Він читає Harbour Lights.", id="a-title"),
        pytest.param("Ann Lee works for Nordwind.", "Анн Лі працює в Nordwind.", id="a-firm"),
        pytest.param(
            "Friends of the Sea and the Shore won.", "Friends of the Sea and the Shore виграли.",
            id="small-words-inside-a-name",
        ),
    ],
)  # fmt: skip
def test_a_name_in_latin_letters_is_a_note(source: str, output: str) -> None:
    """Brands, clubs and titles may stay as they are; the reader is told."""
    assert severities(source, output) == ["note"]


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        pytest.param("The UN met.", "Зібралася ООН (UN).", EN_UK, id="an-abbreviation"),
        pytest.param(
            'They sang "all the way home".', "Вони співали «all the way home».", EN_UK, id="quoted"
        ),
        pytest.param("Полтава", "Полтава", Pair("uk", "ru"), id="a-name-in-both"),
        pytest.param("他走了。", "他走了。", Pair("zh-Hans", "zh-Hant"), id="a-change-of-script"),
    ],
)
def test_what_may_stay_is_nothing(source: str, output: str, pair: Pair) -> None:
    """Abbreviations, quoted titles, and words that both languages write alike are passed."""
    assert severities(source, output, pair) == []


def test_words_are_named() -> None:
    """The flag holds the words, not the sentence."""
    (flag,) = check(
        Claim("Міст закрила by the Road Service.", "Closed by the Road Service.", EN_UK)
    )
    assert flag.output == flag.source == "by the Road Service"


def test_a_summary_speaks_the_language_of_its_article() -> None:
    """Of a summary nothing is asked: it repeats its source by nature."""
    claim = Claim("It rained all day.", "It rained all day.", Pair("en", "en"), ("It rained.",))
    assert list(check(claim)) == []
