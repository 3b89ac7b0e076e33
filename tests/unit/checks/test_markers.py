"""The words that the checks know: summarizer.checks.markers."""

from __future__ import annotations

import pytest

from summarizer.checks.markers import markers
from summarizer.languages import LANGUAGES, primary
from summarizer.tables import rows

TABLES = ("negators", "attribution", "hedges")


def found(text: str, language: str) -> list[tuple[str, str]]:
    """Return the kinds and words of the negators in a text."""
    return [(one.kind, one.text) for one in markers("negators", text, language)]


def test_words_are_whole_and_in_order() -> None:
    """A word inside another is none; case and the kind of apostrophe do not matter."""
    assert found("Nothing is known; he didn’t knot it.", "en") == [
        ("explicit", "Nothing"),
        ("explicit", "didn’t"),
    ]
    assert found("Нема снігу, а він не йде.", "uk") == [("explicit", "Нема"), ("explicit", "не")]


def test_an_earlier_row_goes_before() -> None:
    """A longer word of an earlier kind takes the negator in it along."""
    assert found("not only rain", "en") == [("also", "not only")]
    assert found("无论如何，他不断努力。", "zh-Hans") == []
    assert found("тем не менее", "ru") == []


def test_a_place_in_the_text_is_told() -> None:
    """Where a word begins, so that a reader finds it."""
    (one,) = markers("negators", "Вони не йдуть.", "uk")
    assert one.start == 5


def test_both_scripts_of_chinese_are_read_by_one_table() -> None:
    """The table is written in simplified characters."""
    assert found("他没有来。", "zh-Hans") == [("explicit", "没有")]
    assert found("他沒有來。", "zh-Hant") == [("explicit", "沒有")]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_every_language(table: str) -> None:
    """Three cells a row, no language missing, and looks-alike before all else."""
    read = rows(f"checks/{table}.tsv")
    assert all(len(row) == 3 for row in read)
    assert {language for language, _, _ in read} == set(map(primary, LANGUAGES))
    for language in map(primary, LANGUAGES):
        kinds = [kind for tag, kind, _ in read if tag == language]
        assert "none" not in kinds[kinds.count("none") :]


@pytest.mark.parametrize("table", TABLES)
def test_no_word_stands_in_a_row_twice(table: str) -> None:
    """So that whoever extends a table sees what is there."""
    for _, kind, words in rows(f"checks/{table}.tsv"):
        cells = [word.strip() for word in words.split(";")]
        assert len(cells) == len(set(cells)), (kind, sorted(c for c in cells if cells.count(c) > 1))
        assert all(cells), (kind, words)
