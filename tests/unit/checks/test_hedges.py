"""What is uncertain: summarizer.checks.hedges."""

from __future__ import annotations

import pytest

from summarizer.checks.hedges import check
from summarizer.domain import Claim, Pair
from summarizer.languages import LANGUAGES, primary
from summarizer.tables import rows

UNSURE = {
    "en": "The ship reportedly sank at night.",
    "uk": "Корабель нібито затонув уночі.",
    "ru": "Корабль якобы затонул ночью.",
    "zh-Hans": "据称这艘船在夜间沉没。",
    "zh-Hant": "據稱這艘船在夜間沉沒。",
}
SURE = {
    "en": "The ship sank at night.",
    "uk": "Корабель затонув уночі.",
    "ru": "Корабль затонул ночью.",
    "zh-Hans": "这艘船在夜间沉没。",
    "zh-Hant": "這艘船在夜間沉沒。",
}


@pytest.mark.parametrize("target", LANGUAGES)
@pytest.mark.parametrize("source", LANGUAGES)
def test_what_is_uncertain_stays_so(source: str, target: str) -> None:
    """A lost hedge is to be looked at; a kept one is not."""
    pair = Pair(source, target)
    assert list(check(Claim(UNSURE[target], UNSURE[source], pair))) == []
    (flag,) = check(Claim(SURE[target], UNSURE[source], pair))
    assert (flag.check, flag.severity) == ("attribution", "warning")
    assert flag.source in UNSURE[source]


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        pytest.param("It may rain.", "Може піти дощ.", Pair("en", "uk"), id="may"),
        pytest.param("They met in May.", "Вони зустрілися в травні.", Pair("en", "uk"), id="May"),
        pytest.param("可能会下雨。", "Вероятно, будет дождь.", Pair("zh-Hans", "ru"), id="likely"),
        pytest.param("Похоже, он ушёл.", "He seems to be gone.", Pair("ru", "en"), id="seems"),
    ],
)  # fmt: skip
def test_other_hedges_do_as_well(source: str, output: str, pair: Pair) -> None:
    """Any word of doubt will do, and the month of May is none."""
    assert list(check(Claim(output, source, pair))) == []


def test_a_summary_answers_for_doubt_and_not_for_what_may_be_done() -> None:
    """To be allowed to do a thing is not to be uncertain; an allegation is."""
    article = "Visitors may enter from noon and the guard was allegedly asleep."
    told = Claim("Visitors enter from noon.", "Visitors may enter.", Pair("en", "en"), (article,))
    assert list(check(told)) == []
    told = Claim("The guard was asleep.", article, Pair("en", "en"), (article,))
    assert [flag.source for flag in check(told)] == ["allegedly"]


def test_every_language_has_all_kinds() -> None:
    """Doubt, what may be, and words that may stand for either are known for each."""
    kinds = {(language, kind) for language, kind, _ in rows("checks/hedges.tsv")}
    for language in map(primary, LANGUAGES):
        assert {"hedge", "soft"} <= {kind for tag, kind in kinds if tag == language}
