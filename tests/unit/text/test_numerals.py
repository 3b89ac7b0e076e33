"""The tables of numbers are whole: summarizer.text.numerals and what it reads."""

from __future__ import annotations

import pytest

from summarizer.tables import rows
from summarizer.text.chinese_amounts import signs as chinese_signs
from summarizer.text.numerals import (
    LANGUAGES,
    compound,
    expand,
    months,
    numerals,
    signs,
    tail_unit,
    unit_of,
    units,
    weekdays,
)

_SPACED = ("en", "uk", "ru")


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("text/numerals.tsv", 4),
        ("text/months.tsv", 4),
        ("text/weekdays.tsv", 5),
        ("text/units.tsv", 7),
        ("text/number_signs.tsv", 5),
        ("text/relative_days.tsv", 6),
        ("text/time_zones.tsv", 5),
        ("text/chinese_numerals.tsv", 3),
        ("checks/counted.tsv", 5),
    ],
)
def test_rows_have_all_their_cells(table: str, columns: int) -> None:
    """A row that lacks a language would be read as another one's."""
    assert {len(row) for row in rows(table)} == {columns}
    assert all(all(row) for row in rows(table))


@pytest.mark.parametrize("language", _SPACED)
def test_every_month_has_a_name(language: str) -> None:
    """Twelve months, in each language that names them."""
    assert set(months(language).values()) == set(range(1, 13))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_of_the_week_has_a_name(language: str) -> None:
    """Seven days, in each language."""
    assert set(weekdays(language).values()) == set(range(1, 8))


@pytest.mark.parametrize("language", _SPACED)
def test_every_numeral_of_a_language_is_there(language: str) -> None:
    """The words from which all numbers are made are known, as amounts and as places in a row."""
    known = {(n.role, n.value) for found in numerals(language).values() for n in found}
    units_and_tens = {*range(1, 20), *range(20, 100, 10)}
    assert units_and_tens <= {value for role, value in known if role == "cardinal"}
    assert units_and_tens <= {value for role, value in known if role == "ordinal"}
    scales = {value for role, value in known if role in ("scale", "scales")}
    assert scales >= {1e3, 1e6, 1e9, 1e12}


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_hundreds_have_words_of_their_own(language: str) -> None:
    """Ukrainian and Russian have a word for each hundred."""
    known = {(n.role, n.value) for found in numerals(language).values() for n in found}
    assert {("cardinal", hundreds) for hundreds in range(100, 1000, 100)} <= known


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_compounds_count_in_known_units(language: str) -> None:
    """What a compound counts is a unit of the table, or nothing that is measured."""
    assert set(tail_unit(language).values()) - {""} <= set(units())


def test_a_compound_may_be_of_several_numerals() -> None:
    """«Двадцатидвухлетний» is twenty and two."""
    assert compound("двадцатидвухлетний", "ru") == (22, "year")
    assert compound("семинарский", "ru") is None


def test_forms_are_spelt_out() -> None:
    """Braces stand for their parts, and a star for each ending."""
    assert expand("x{a,b} y*", ("o", "e")) == ["xa", "xb", "yo", "ye"]
    assert expand("from_to") == ["from to"]


@pytest.mark.parametrize("role", [row[0] for row in rows("text/number_signs.tsv")])
def test_signs_are_known_in_some_language(role: str) -> None:
    """Each role of the table has words."""
    assert any(signs(role, language) for language in LANGUAGES)


def test_units_are_known_by_word_and_stem() -> None:
    """A unit is known by its exact words, and by what begins like it."""
    assert unit_of("км", "uk") == "kilometre"
    assert unit_of("кілометрами", "uk") == "kilometre"
    assert unit_of("square miles", "en") == "square_mile"
    assert unit_of("комар", "uk") == ""


def test_chinese_has_both_scripts() -> None:
    """Ten thousand and a hundred million are known in either script."""
    assert chinese_signs("scale") == {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "兆": 1e12}
