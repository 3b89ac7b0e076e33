"""Whose word it is: summarizer.checks.attribution."""

from __future__ import annotations

import pytest

from summarizer.checks.attribution import check
from summarizer.domain import Claim, Pair
from summarizer.languages import LANGUAGES, primary
from summarizer.tables import rows

TOLD = {
    "en": "The mayor said on Friday that the dam was safe.",
    "uk": "Мер сказав у п’ятницю, що гребля безпечна.",
    "ru": "Мэр сказал в пятницу, что плотина безопасна.",
    "zh-Hans": "市长周五表示，大坝是安全的。",
    "zh-Hant": "市長週五表示，大壩是安全的。",
}
BARE = {
    "en": "The dam was safe on Friday.",
    "uk": "Гребля в п’ятницю була безпечна.",
    "ru": "Плотина в пятницу была безопасна.",
    "zh-Hans": "周五大坝是安全的。",
    "zh-Hant": "週五大壩是安全的。",
}


@pytest.mark.parametrize("target", LANGUAGES)
@pytest.mark.parametrize("source", LANGUAGES)
def test_a_statement_stays_somebodys_word(source: str, target: str) -> None:
    """A translation that leaves out who says it is to be looked at, one that keeps it is not."""
    pair = Pair(source, target)
    assert list(check(Claim(TOLD[target], TOLD[source], pair))) == []
    (flag,) = check(Claim(BARE[target], TOLD[source], pair))
    assert (flag.check, flag.severity) == ("attribution", "warning")
    assert flag.source in TOLD[source]


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        pytest.param("According to police, two left.", "За даними поліції, пішли двоє.",
                     Pair("en", "uk"), id="according-to"),
        pytest.param("По словам врача, ему лучше.", "He is better, the doctor noted.",
                     Pair("ru", "en"), id="another-verb"),
        pytest.param("据当地媒体报道，桥已关闭。", "Как пишут местные газеты, мост закрыт.",
                     Pair("zh-Hans", "ru"), id="papers-write"),
        pytest.param("Все идёт по плану.", "All goes according to plan.", Pair("ru", "en"),
                     id="a-plan-says-nothing"),
        pytest.param("这座城市被称为桥城。", "This is the City of Bridges.", Pair("zh-Hans", "en"),
                     id="a-name-is-no-statement"),
    ],
)  # fmt: skip
def test_other_words_do_as_well(source: str, output: str, pair: Pair) -> None:
    """Any word of telling will do; words that only look like one ask for nothing."""
    assert list(check(Claim(output, source, pair))) == []


def test_one_word_of_telling_does_not_stand_for_two() -> None:
    """What the source tells besides stands for itself, not for the statement."""
    source = "The driver knew the road, and police said that it was icy."
    wrong = "Водій знав дорогу, а вона була слизька."
    assert [flag.severity for flag in check(Claim(wrong, source, Pair("en", "uk")))] == ["warning"]


@pytest.mark.parametrize(
    ("source", "severities"),
    [
        pytest.param("The mayor said the dam was safe.", ["note"], id="said"),
        pytest.param("The mayor claimed the dam was safe.", ["warning"], id="claimed"),
        pytest.param("Engineers checked the dam.", [], id="nobodys-word"),
    ],
)
def test_a_summary_may_shorten_what_was_said(source: str, severities: list[str]) -> None:
    """It says so in a note; what the article itself keeps away from is more than that."""
    claim = Claim("The dam was safe.", source, Pair("en", "en"), (source,))
    assert [flag.severity for flag in check(claim)] == severities


def test_every_language_has_all_kinds() -> None:
    """Words of claiming, saying and telling are known for each."""
    kinds = {(language, kind) for language, kind, _ in rows("checks/attribution.tsv")}
    for language in map(primary, LANGUAGES):
        assert {kind for tag, kind in kinds if tag == language} == {
            "none", "claimed", "said", "told",
        }  # fmt: skip
