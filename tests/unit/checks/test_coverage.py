"""How much of the source is said: summarizer.checks.coverage."""

from __future__ import annotations

import pytest

from summarizer.checks.coverage import check
from summarizer.domain import Claim, Pair

SOURCE = "The river rose by two metres overnight, and the people of the lower town had to leave."
WHOLE = {
    "uk": "Річка за ніч піднялася на два метри, і мешканцям нижнього міста довелося піти.",
    "ru": "Река за ночь поднялась на два метра, и жителям нижнего города пришлось покинуть дома.",
    "zh-Hans": "河水一夜之间上涨了两米，下城的居民不得不离开家园。",
    "zh-Hant": "河水一夜之間上漲了兩米，下城的居民不得不離開家園。",
}
PART = {
    "uk": "Річка за ніч піднялася на два метри.",
    "ru": "Река за ночь поднялась на два метра.",
    "zh-Hans": "河水上涨了两米。",
    "zh-Hant": "河水上漲了兩米。",
}


def severities(output: str, source: str, pair: Pair) -> list[str]:
    """Return how bad it is, what the check finds."""
    return [flag.severity for flag in check(Claim(output, source, pair))]


@pytest.mark.parametrize("target", WHOLE)
def test_a_lost_clause_is_an_error(target: str) -> None:
    """In both directions, a translation of half a sentence is seen, one of it all is not."""
    assert severities(WHOLE[target], SOURCE, Pair("en", target)) == []
    assert severities(PART[target], SOURCE, Pair("en", target)) == ["error"]
    assert severities(SOURCE, WHOLE[target], Pair(target, "en")) == []
    assert severities("The river rose.", WHOLE[target], Pair(target, "en")) == ["error"]


def test_what_was_made_up_is_an_error() -> None:
    """Twice what the source says is more than it says."""
    output = f"{WHOLE['uk']} {WHOLE['uk']} {WHOLE['uk']}"
    assert severities(output, SOURCE, Pair("en", "uk")) == ["error"]


def test_names_in_latin_letters_make_no_text_longer() -> None:
    """Chinese is short, and a name in Latin letters is as long there as in English."""
    source = "Aleksandra Worthington met Christopher Montgomery."
    output = "Aleksandra Worthington会见了Christopher Montgomery。"
    assert severities(output, source, Pair("en", "zh-Hans")) == []


def test_a_summary_leaves_out() -> None:
    """Its length is no matter; that it says something is."""
    pair = Pair("en", "en")
    assert list(check(Claim("It rose.", SOURCE, pair, (SOURCE,)))) == []
    assert [flag.severity for flag in check(Claim("…", SOURCE, pair, (SOURCE,)))] == ["error"]


@pytest.mark.parametrize(
    ("output", "severities"),
    [
        pytest.param("The talks were led by Anna Lee and F. Ortiz in May.", [], id="whole"),
        pytest.param("The talks were led by Anna Lee", ["warning"], id="no-mark"),
        pytest.param("The talks were led by Anna Lee and F.", ["warning"], id="an-initial"),
        pytest.param("Talks in May", [], id="a-headline"),
        pytest.param("The talks were led by Anna Lee.", [], id="a-clause"),
    ],
)
def test_a_summary_does_not_break_off(output: str, severities: list[str]) -> None:
    """A sentence that ends without a mark where the article goes on was cut."""
    article = "The talks were led by Anna Lee and F. Ortiz in May."
    claim = Claim(output, article, Pair("en", "en"), (article,))
    assert [flag.severity for flag in check(claim)] == severities


@pytest.mark.parametrize("text", ["A" * 100_000, "据" * 50_000, '"' * 50_000], ids=["a", "zh", "q"])
def test_hostile_summaries_take_bounded_time(text: str) -> None:
    """No text makes the end of a sentence hard to find (and the test ends)."""
    list(check(Claim(text, text, Pair("en", "en"), (text,))))
