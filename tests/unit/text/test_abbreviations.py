"""Abbreviations: what kind of word stands before a full stop."""

from __future__ import annotations

import pytest

from summarizer.text.abbreviations import kind


@pytest.mark.parametrize(
    ("language", "before", "expected"),
    [
        ("en", "He met Lt. Col", "never"),
        ("en", "He met GEN", "never"),
        ("zh-Hans", "他说 Mr", "never"),
        ("en", "No", "number"),
        ("en", "at 5 p.m", "clause"),
        ("en", "in the U.S", "name"),
        ("en", "Lester B", "initial"),
        ("en", "in the 1930s", None),
        ("en", "at Lloyd's", None),
        ("en", "It was a mass", None),
        ("en", "Lowell, Mass", "name"),
        ("uk", "і т. д", "clause"),
        ("uk", "у 2024 р", "amount"),
        ("uk", "2024р", "amount"),
        ("uk", "біля р", "never"),
        ("uk", "В", "initial"),
        ("ru", "до н. э", "clause"),
        ("ru", "в XIX в", "amount"),
        ("ru", "скорость 19 км/ч", None),
        ("ru", "Это был я", None),
        ("en", "Он жил в г", "initial"),
        ("en", "What", None),
        ("en", "5", None),
        ("en", "", None),
    ],
)
def test_the_word_before_a_stop(language: str, before: str, expected: str | None) -> None:
    """The longest abbreviation at the end counts, in the table of the language and of English."""
    assert kind(before, language) == expected
