"""What is said again and again: summarizer.checks.repetition."""

from __future__ import annotations

import pytest

from summarizer.checks.repetition import repeated


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        pytest.param("нет, нет, нет", "нет", id="word-three-times"),
        pytest.param("a b a b a b", "a b", id="phrase-three-times"),
        pytest.param(
            "one two three four one two three four", "one two three four", id="long-twice"
        ),
        pytest.param("他走了走了走了", "走了", id="characters"),
        pytest.param("哈哈哈哈", "哈", id="one-character"),
        pytest.param("Ааааааа!", "а", id="letter"),
        pytest.param("! ! ! ! ! ! !", "!", id="mark"),
    ],
)
def test_loops_are_found(text: str, phrase: str) -> None:
    """A phrase that follows itself too often is named."""
    assert repeated(text, "They left.") == phrase


@pytest.mark.parametrize(
    "text",
    ["так, так", "one by one by two", "100000 та 3 000 000", "一个个看看", "крок за кроком, крок"],
)
def test_speech_repeats_a_little(text: str) -> None:
    """A word twice, figures, and doubled characters are no loop."""
    assert repeated(text, "They left.") is None


def test_what_the_source_repeats_may_be_repeated() -> None:
    """As often as in the source is not too often; once more is."""
    assert repeated("ні, ні, ні", "no, no, no") is None
    assert repeated("ні, ні, ні, ні", "no, no, no") == "ні"
