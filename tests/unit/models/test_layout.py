"""A text, its sentences, and what is between them: summarizer.models.layout."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.models.layout import layout

TEXT = "  Losses\r\n\r\n\r\n- Tanks burnt. Guns did not.\r\n- Ships: 1\r\n"


def test_lines_blanks_and_list_marks_stay() -> None:
    """Only sentences are replaced; what is around them is as it was, character by character."""
    found = layout(TEXT, "en")
    assert found.sentences == ("Losses", "Tanks burnt.", "Guns did not.", "Ships: 1")
    translated = ["Втрати", "Танки згоріли.", "Гармати ні.", "Кораблі: 1"]
    assert found.filled(translated, "uk") == (
        "  Втрати\r\n\r\n\r\n- Танки згоріли. Гармати ні.\r\n- Кораблі: 1\r\n"
    )


def test_spans_count_in_the_text_as_submitted() -> None:
    """A sentence's span is where it stands in the text, invisible characters and all."""
    text = "Він\u200b пішов.\r\nВона лишилась."
    found = layout(text, "uk")
    assert found.sentences == ("Він пішов.", "Вона лишилась.")
    assert [span.of(text) for span in found.spans] == ["Він\u200b пішов.", "Вона лишилась."]


def test_wrapped_lines_are_one_sentence() -> None:
    """A break that software made in mid-sentence does not cut the sentence."""
    found = layout("The mayor said that\nthe bridge is closed.\n\nHe left.", "en")
    assert found.sentences == ("The mayor said that the bridge is closed.", "He left.")
    assert found.gaps == ("", "\n\n", "")


@pytest.mark.parametrize(
    ("language", "sentences", "text"),
    [
        ("zh-Hans", ["他走了。", "她没走。"], "他走了。她没走。"),
        ("uk", ["Він пішов.", "Вона ні."], "Він пішов. Вона ні."),
    ],
)
def test_sentences_of_a_line_are_set_off_as_the_language_has_it(
    language: str, sentences: list[str], text: str
) -> None:
    """Chinese has no blank between sentences; others have one."""
    assert layout("He left. She did not.", "en").filled(sentences, language) == text


@pytest.mark.parametrize("text", ["", "\n\n", " \t "])
def test_a_text_without_sentence_stays(text: str) -> None:
    """Where there is nothing to translate, the text is what it was."""
    found = layout(text, "en")
    assert found.sentences == ()
    assert found.filled([], "uk") == text


@given(st.lists(st.sampled_from(["A man left.", "Two came.", "\n", "\n\n", "- ", "5", " "])))
def test_its_own_sentences_give_the_text_again(parts: list[str]) -> None:
    """Filled with the same sentences, every line is there, in its place."""
    text = "".join(parts)
    found = layout(text, "en")
    again = found.filled(found.sentences, "en")
    assert "".join(again.split()) == "".join(text.split())
    assert again.count("\n") <= text.count("\n")
