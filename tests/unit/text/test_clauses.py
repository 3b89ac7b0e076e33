"""Where a sentence is cut between its clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.clauses import clauses


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        pytest.param(
            "The general, who spoke in Kyiv on Monday, said that 1,200 men had left; nobody knows "
            "where they are now.",
            [
                "The general, who spoke in Kyiv on Monday,",
                "said that 1,200 men had left;",
                "nobody knows where they are now.",
            ],
            id="en",
        ),
        pytest.param(
            "Місто обстріляли вночі з трьох боків, а вранці рятувальники знайшли ще двох людей.",
            [
                "Місто обстріляли вночі з трьох боків,",
                "а вранці рятувальники знайшли ще двох людей.",
            ],
            id="uk",
        ),
        pytest.param(
            "俄军发射了三十枚导弹；没有人员伤亡，他补充说。",
            ["俄军发射了三十枚导弹；", "没有人员伤亡，他补充说。"],
            id="zh",
        ),
        pytest.param("Shells hit Kharkiv, Sumy, Odesa.", ["Shells hit Kharkiv, Sumy, Odesa."]),
        pytest.param("The bridge is closed until May.", ["The bridge is closed until May."]),
        pytest.param("", [""]),
    ],
)
def test_a_sentence_is_cut_where_clauses_meet(sentence: str, parts: list[str]) -> None:
    """Lists, appositions and numbers stay whole."""
    assert clauses(sentence) == parts


@given(
    st.lists(st.sampled_from(["a", "bb c", "，", ", ", "; ", " — ", "乌克兰", "1,5"])).map("".join)
)
def test_nothing_is_lost(sentence: str) -> None:
    """All but blanks at a cut is in the parts, in order."""
    assert "".join("".join(clauses(sentence)).split()) == "".join(sentence.split())
