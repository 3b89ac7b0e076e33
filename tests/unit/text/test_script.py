"""Writing systems: look-alike letters, shares of scripts, the two scripts of Chinese."""

from __future__ import annotations

import pytest

from summarizer.text.script import fold, han_variants, weights


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Aрмия отхoдит", "Армия отходит"),
        ("Вiйна", "Війна"),
        ("Аpple", "Apple"),
        ("Apple і Київ", "Apple і Київ"),
        ("Zельда", "Zельда"),
    ],
)
def test_look_alike_letters_are_folded(text: str, folded: str) -> None:
    """A word of both alphabets is written in the one that most of its letters are of."""
    assert fold(text) == folded


def test_weights() -> None:
    """Words of alphabets and single characters of Chinese count; what is absent is left out."""
    assert weights("Київ і 停火 5!") == {"Cyrillic": 2.0, "Han": 2.0}
    assert weights("5!") == {}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("军队离开", (3, 0, 0)),
        ("軍隊離開", (0, 4, 0)),
        ("発表", (0, 0, 1)),
        ("台后著里干", (0, 0, 0)),
        ("臺灣", (0, 2, 0)),
        ("abc", (0, 0, 0)),
    ],
)
def test_han_variants(text: str, counts: tuple[int, int, int]) -> None:
    """Only characters that one tradition alone has are counted, each time they occur."""
    assert han_variants(text) == counts
