"""Whatever a text is made of, its numbers are read: summarizer.text.numbers."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.checks.numbers import check
from summarizer.domain import Claim, Pair
from summarizer.text.numbers import mentions

_LANGUAGES = st.sampled_from(["en", "uk", "ru", "zh-Hans", "zh-Hant"])
_PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        """
        0 1 7 12 19 24 300 1990 1,5 3.400 7:30 13-7 24.02.2022 3/4 1/0 half a past to and of the
        seven hundred thousand million dozen dozens third quarter point 's s st p.m. noon % $ € km
        T-72 MH17 II century May in п'ять двадцять пів на з половиною тисяч млн третіх й х серпня
        кожна п'ята полтора десятка сотен половине восьмого целых десятых мск 三 百 万 亿 两 半 几
        多 分之 成 点 时 月 日 第 年代 世纪 上 - – : , . ( ) ² ٣ İ
        """,
    )
)
_TEXTS = st.text(max_size=40) | st.lists(_PIECES, max_size=12).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda mark: mark.join(pieces))
)


@settings(max_examples=400)
@given(_TEXTS, _LANGUAGES)
def test_any_text_is_read(text: str, language: str) -> None:
    """Nothing makes the parser fail, and each mention covers a piece of the text."""
    for mention in mentions(text, language):
        assert 0 <= mention.span.start < mention.span.end <= len(text)


@settings(max_examples=200)
@given(_TEXTS, _LANGUAGES)
def test_a_text_agrees_with_itself(text: str, language: str) -> None:
    """What is said word for word is no fault, in a summary or a translation."""
    pair = Pair(language, language)
    assert [f for f in check(Claim(text, text, pair)) if f.severity == "error"] == []
    assert list(check(Claim(text, text, pair, (text,)))) == []
