"""What stands in every language as it is: summarizer.text.verbatim."""

from __future__ import annotations

import pytest

from summarizer.text.verbatim import is_verbatim


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "—", "! ! !", "14:30", "1 200,5", "3,8 %", "https://example.org/a?b=c",
        "www.example.ua", "press@example.org", "@desk_kyiv", "#StandUp", "example.com.ua", "</s>",
        ">>rus<<", "…", "🙂",
    ],
)  # fmt: skip
def test_what_has_no_word_stays(text: str) -> None:
    """Marks, figures, addresses, handles and tags are not for a model."""
    assert is_verbatim(text)


@pytest.mark.parametrize("text", ["Київ", "5 km", "See www.example.ua", "三", "No.", "a@ b"])
def test_what_has_a_word_is_translated(text: str) -> None:
    """One word is enough, even one letter."""
    assert not is_verbatim(text)


@pytest.mark.parametrize("text", ["a@" * 50_000, "a-" * 50_000, "a." * 50_000, "<" * 100_000])
def test_hostile_text_takes_bounded_time(text: str) -> None:
    """A long line of what might be an address is read at once (and the test ends)."""
    is_verbatim(text)
