"""Marks that come in pairs, and what stands between them: summarizer.checks.quotes."""

from __future__ import annotations

import pytest

from summarizer.checks.quotes import check
from summarizer.domain import Claim, Pair

ARTICLE = (
    "“We will open the bridge on Monday – not a day later,” the mayor said.",
    "市长说：“我们星期一会开放这座桥。”",
    "«Мы откроем мост в понедельник», — сказал мэр.",
)


def found(output: str, language: str = "en") -> list[str]:
    """Return what is wrong with a sentence of a summary of the article."""
    claim = Claim(output, ARTICLE[0], Pair(language, language), ARTICLE)
    return [flag.severity for flag in check(claim)]


@pytest.mark.parametrize(
    ("output", "language"),
    [
        ('The mayor said: "We will open the bridge on Monday - not a day later".', "en"),
        ("The mayor promised to “open the bridge on Monday”.", "en"),
        ("“We will open ... not a day later,” he said.", "en"),
        ("“We will open [it] on Monday”, he said, and “the bridge on Monday” was heard.", "en"),
        ("The “big bridge” opens on Monday.", "en"),
        ("市长说，「我们星期一会开放这座桥」。", "zh-Hans"),
        ("Мэр сказал: „Мы откроем мост в понедельник“.", "ru"),
    ],
)
def test_what_the_article_says_may_be_quoted(output: str, language: str) -> None:
    """In other marks, with words left out or put in brackets; a few words are no quotation."""
    if "[it]" in output:
        output = output.replace("We will open [it] on Monday", "We will open [it]")
    assert found(output, language) == []


@pytest.mark.parametrize(
    ("output", "language"),
    [
        ("“We will open the road on Monday,” the mayor said.", "en"),
        ("“The bridge will open on Monday,” the mayor said.", "en"),
        ("市长说：“我们星期二会开放这座桥。”", "zh-Hans"),
        ("«Мы закроем мост в понедельник», — сказал мэр.", "ru"),
    ],
)
def test_what_nobody_said_may_not_be_quoted(output: str, language: str) -> None:
    """A changed word between quotation marks is an error."""
    assert found(output, language) == ["error"]


def test_a_translation_is_quoted_in_other_words() -> None:
    """Of a translation, only the marks are looked at."""
    claim = Claim("«Мы откроем мост», — сказал он.", "“We open it,” he said.", Pair("en", "ru"))
    assert list(check(claim)) == []
    claim = Claim("«Мы откроем мост, — сказал он.", "“We open it,” he said.", Pair("en", "ru"))
    assert [flag.severity for flag in check(claim)] == ["warning"]
