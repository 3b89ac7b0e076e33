"""The translator between the two scripts of Chinese: summarizer.models.chinese."""

from __future__ import annotations

from summarizer.deadline import NEVER
from summarizer.domain import Pair, Passage
from summarizer.models.chinese import ScriptConverter


def test_it_is_a_translator_of_two_pairs() -> None:
    """The converter answers like a model, and its revision follows its table."""
    converter = ScriptConverter()
    pairs = converter.installed.pairs
    passages = [Passage("走着", pairs[0]), Passage("走著", pairs[1])]
    assert pairs == (Pair("zh-Hans", "zh-Hant"), Pair("zh-Hant", "zh-Hans"))
    answers = converter.translate(passages, NEVER)
    assert [answer.hypotheses[0].text for answer in answers] == ["走著", "走着"]
    assert "-" in converter.installed.revision
