"""Sentences, by the first hypothesis that looks right: summarizer.models.translation."""

from __future__ import annotations

import pytest

from summarizer.deadline import NEVER, Deadline
from summarizer.domain import Pair, Passage
from summarizer.errors import DeadlinePassed, NoRoute
from summarizer.models.translation import Translation
from tests.serving import JUDGE
from tests.writing import PhraseBook

EN_UK, EN_RU, EN_HANS = Pair("en", "uk"), Pair("en", "ru"), Pair("en", "zh-Hans")
RAIN = "Rain fell on the town."
RAIN_UK, RAIN_RU = "На місто впав дощ.", "На город упал дождь."
RAIN_HANS, RAIN_HANT = "雨落在小镇上。", "雨落在小鎮上。"


def translated(translator: PhraseBook, text: str, pair: Pair = EN_UK) -> tuple[str, list[str]]:
    """Return the translation of one sentence, and the checks that it was flagged by."""
    (found,) = Translation([translator]).translate([Passage(text, pair)], NEVER, JUDGE)
    return found.text, [flag.check for flag in found.flags]


def test_the_best_hypothesis_is_taken_where_it_looks_right() -> None:
    """One call of the model, and nothing is flagged."""
    script = PhraseBook([EN_UK], {RAIN: [RAIN_UK, "Дощ."]})
    assert translated(script, RAIN) == (RAIN_UK, [])
    assert script.calls == [(False, [RAIN])]


def test_russian_for_ukrainian_does_not_get_through() -> None:
    """The next hypothesis is taken, else what another search finds, else it is flagged."""
    assert translated(PhraseBook([EN_UK], {RAIN: [RAIN_RU, RAIN_UK]}), RAIN) == (RAIN_UK, [])
    again = PhraseBook([EN_UK], {RAIN: [RAIN_RU]}, again={RAIN: [RAIN_RU, RAIN_UK]})
    assert translated(again, RAIN) == (RAIN_UK, [])
    assert [call[0] for call in again.calls] == [False, True]
    text, checks = translated(PhraseBook([EN_UK], {RAIN: [RAIN_RU]}), RAIN)
    assert text == RAIN_RU
    assert "language" in checks


def test_of_faulty_hypotheses_the_least_faulty_is_taken() -> None:
    """A warning is better than an error."""
    script = PhraseBook([EN_UK], {RAIN: [RAIN_RU, "На місто впав впав дощ."]})
    assert translated(script, RAIN) == ("На місто впав впав дощ.", ["repetition"])


def test_only_doubtful_passages_are_decoded_again() -> None:
    """The second search is for those that need one."""
    script = PhraseBook(
        [EN_UK], {RAIN: [RAIN_UK], "Snow fell.": [""]}, {"Snow fell.": ["Впав сніг."]}
    )
    found = Translation([script]).translate(
        [Passage(RAIN, EN_UK), Passage("Snow fell.", EN_UK)], NEVER, JUDGE
    )
    assert [one.text for one in found] == [RAIN_UK, "Впав сніг."]
    assert script.calls[1:] == [(True, ["Snow fell."])]


def test_what_the_model_cut_off_is_no_answer() -> None:
    """A hypothesis that ran into the limit is passed over; alone, it is flagged."""
    assert translated(PhraseBook([EN_UK], {RAIN: [RAIN_UK + "|", RAIN_UK]}), RAIN) == (RAIN_UK, [])
    assert translated(PhraseBook([EN_UK], {RAIN: [RAIN_UK + "|"]}), RAIN) == (RAIN_UK, ["coverage"])


def test_where_there_is_no_answer_the_source_stands_flagged() -> None:
    """A sentence is never lost: an empty translation shows the source."""
    assert translated(PhraseBook([EN_UK], {RAIN: [""]}), RAIN) == (RAIN, ["coverage"])


def test_unread_words_are_flagged() -> None:
    """A word that the model could not read is told, without a second search."""
    script = PhraseBook([EN_UK], {RAIN: [RAIN_UK]}, unread=("Łódź",))
    (found,) = Translation([script]).translate([Passage(RAIN, EN_UK)], NEVER, JUDGE)
    assert [(flag.check, flag.severity, flag.source) for flag in found.flags] == [
        ("unread", "warning", "Łódź")
    ]
    assert len(script.calls) == 1


LONG = "The mayor of the town said on Monday, that the old bridge will open in May."
CLAUSES_UK = {
    "The mayor of the town said on Monday,": ["Мер міста сказав у понеділок,"],
    "that the old bridge will open in May.": ["що старий міст відкриють у травні."],
}


def test_a_sentence_that_stays_wrong_is_translated_clause_by_clause() -> None:
    """Each clause by itself is easier; they are joined, and judged as a whole."""
    script = PhraseBook([EN_UK], {LONG: [LONG], **CLAUSES_UK})
    expected = "Мер міста сказав у понеділок, що старий міст відкриють у травні."
    assert translated(script, LONG) == (expected, [])
    assert script.calls == [(False, [LONG]), (True, [LONG]), (False, list(CLAUSES_UK))]


def test_clauses_that_are_no_better_are_not_taken() -> None:
    """The sentence is served as it was, flagged."""
    script = PhraseBook([EN_UK], {text: [text] for text in (LONG, *CLAUSES_UK)})
    text, checks = translated(script, LONG)
    assert text == LONG
    assert checks == ["language"]


def test_a_sentence_without_clauses_is_searched_twice_and_no_more() -> None:
    """There is nothing to cut."""
    script = PhraseBook([EN_UK], {RAIN: [RAIN]})
    assert translated(script, RAIN)[1] == ["language"]
    assert len(script.calls) == 2


@pytest.mark.parametrize("text", ["—", " ", "14:30", "https://example.org/a", "@desk", "! ! !"])
def test_what_has_no_word_is_sent_to_no_model(text: str) -> None:
    """Marks, figures and addresses pass through."""
    script = PhraseBook([EN_UK], {})
    assert translated(script, text) == (text, [])
    assert script.calls == []


def test_all_audiences_meet_in_one_call_of_a_model() -> None:
    """Sentences of all pairs of a model go to it together, each once."""
    script = PhraseBook([EN_UK, EN_RU], {f"{RAIN}>uk": [RAIN_UK], f"{RAIN}>ru": [RAIN_RU]})
    found = Translation([script]).translate(
        [Passage(RAIN, EN_UK), Passage(RAIN, EN_RU), Passage(RAIN, EN_UK)], NEVER, JUDGE
    )
    assert [one.text for one in found] == [RAIN_UK, RAIN_RU, RAIN_UK]
    assert script.calls == [(False, [RAIN, RAIN])]


def test_both_scripts_of_chinese_cost_one_translation() -> None:
    """Traditional Chinese is converted from the simplified that the model writes."""
    script = PhraseBook([EN_HANS], {RAIN: [RAIN_HANS]})
    found = Translation([script]).translate(
        [Passage(RAIN, Pair("en", "zh-Hant")), Passage(RAIN, EN_HANS)], NEVER, JUDGE
    )
    assert [one.text for one in found] == [RAIN_HANT, RAIN_HANS]
    assert script.calls == [(False, [RAIN])]


def test_a_pivot_hands_on_what_was_chosen_and_its_flags() -> None:
    """The second model gets the hypothesis taken, and what was wrong on the way is kept."""
    first = PhraseBook([Pair("ru", "en")], {RAIN_RU: ["", RAIN]}, unread=("упал",))
    second = PhraseBook([EN_UK], {RAIN: [RAIN_UK]})
    (found,) = Translation([first, second]).translate(
        [Passage(RAIN_RU, Pair("ru", "uk"))], NEVER, JUDGE
    )
    assert found.text == RAIN_UK
    assert [flag.check for flag in found.flags] == ["unread"]
    assert second.calls == [(False, [RAIN])]


def test_without_a_route_nothing_is_translated() -> None:
    """A pair that no model serves is refused before any work."""
    script = PhraseBook([EN_UK], {RAIN: [RAIN_UK]})
    with pytest.raises(NoRoute):
        Translation([script]).translate(
            [Passage(RAIN, EN_UK), Passage("雨", EN_HANS)], NEVER, JUDGE
        )
    assert script.calls == []


def test_a_deadline_ends_it() -> None:
    """A deadline that has passed is raised as the model raises it."""
    with pytest.raises(DeadlinePassed):
        Translation([PhraseBook([EN_UK], {})]).translate(
            [Passage(RAIN, EN_UK)], Deadline.after(0), JUDGE
        )
