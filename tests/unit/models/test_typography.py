"""The signs of print, for a model and for readers: summarizer.models.typography."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.models.tokens import tokens
from summarizer.models.typography import readable, typeset
from summarizer.tables import rows
from summarizer.text.article import read
from tests.public import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.models.tokens import Tokens

ARTICLES = Path(__file__).parents[4] / "shared" / "data" / "articles"


def lacking(signs: str) -> Callable[[str], tuple[str, ...]]:
    """Return what a model says of a text that knows every sign but these."""
    return lambda text: tuple(word for word in text.split() if set(word) & set(signs))


@pytest.mark.parametrize(
    ("text", "signs", "read"),
    [
        pytest.param("«Азов» тримає", "«»", '"Азов" тримає', id="quotation-marks"),
        pytest.param("«Азов» тримає", "", "«Азов» тримає", id="known-signs-stay"),
        pytest.param("“He left”", "“", '"He left"', id="both-ends-of-a-quotation"),
        pytest.param("п’ять і м’яч", "’", "п'ять і м'яч", id="apostrophe"),
        pytest.param("aid—and food", "—", "aid - and food", id="long-dash-gets-blanks"),
        pytest.param("aid — and food", "—", "aid - and food", id="blanks-are-not-doubled"),
        pytest.param("10–12 May", "–", "10-12 May", id="short-dash-gets-none"),
        pytest.param("It rose by €5…", "€…", "It rose by EUR 5...", id="money-and-dots"),
        pytest.param("a\u00a0b\u202fc\u2009d", "", "a b c d", id="blanks-of-all-widths"),
        pytest.param("so\u00adft\u200b\ufeff\x00", "", "soft", id="what-has-no-width"),
        pytest.param("half \ud800 a pair", "", "half a pair", id="lone-surrogate"),
    ],
)
def test_marks_are_rewritten_where_the_model_lacks_them(text: str, signs: str, read: str) -> None:
    """A mark that the model does not know becomes one that it does; the others stay."""
    assert readable(text, lacking(signs)) == (read, ())


def test_a_letter_that_the_model_lacks_loses_its_accent_and_is_told() -> None:
    """The model reads a name rather than half of one, and the caller is told which it was."""
    text, unread = readable("Erdoğan met Łukasz in Kyiv.", lacking("ğŁ"))
    assert text == "Erdogan met Lukasz in Kyiv."
    assert unread == ("Erdoğan", "Łukasz")


def test_letters_of_other_alphabets_are_never_swapped() -> None:
    """A Cyrillic letter with an accent is another letter: ї is no і."""
    text, unread = readable("Її чай", lacking("їй"))
    assert text == "Її чай"
    assert unread == ("Її", "чай")


def test_of_a_chinese_sentence_the_characters_are_told() -> None:
    """A sentence without blanks is no word: what is told are the characters."""
    assert readable("他在陝北。", lacking("陝"))[1] == ("陝",)


@pytest.mark.parametrize(
    ("language", "written", "printed"),
    [
        pytest.param("uk", '"Ні", - сказав він...', "«Ні», — сказав він…", id="uk-speech"),
        pytest.param("uk", "п'ять м'ячів", "п’ять м’ячів", id="uk-apostrophe"),
        pytest.param("ru", '"Полк "Азов" ушёл"', "«Полк „Азов“ ушёл»", id="ru-inner-quotation"),
        pytest.param("ru", "- Нет.", "— Нет.", id="ru-dialogue"),
        pytest.param("ru", "счёт 2 - 0, 10-12 мая", "счёт 2 - 0, 10-12 мая", id="ru-figures-stay"),
        pytest.param("uk", "O'Neil і 5'10\"", "O'Neil і 5'10\"", id="uk-latin-and-inches-stay"),
        pytest.param("en", '"No" - he left...', '"No" — he left...', id="en-stays-straight"),
        pytest.param("zh-Hans", '他说:"我们守住了."', "他说：“我们守住了。”", id="zh-speech"),
        pytest.param(
            "zh-Hans",
            "泽连斯基(Zelensky)于14:30说,3,000人走了;增长5%.",
            "泽连斯基（Zelensky）于14:30说，3,000人走了；增长5%。",
            id="zh-times-and-figures-stay",
        ),
        pytest.param("zh-Hans", "J.K.罗琳去了NATO.", "J.K.罗琳去了NATO。", id="zh-initials-stay"),
        pytest.param(
            "zh-Hans", "见http://a.b/c?d=1,好吗?", "见http://a.b/c?d=1，好吗？", id="zh-url"
        ),
        pytest.param(
            "zh-Hans", "等等...他走了 -- 走了!", "等等……他走了——走了！", id="zh-dots-dash"
        ),
        pytest.param("zh-Hans", "NATO, EU.", "NATO, EU.", id="zh-latin-alone-stays"),
        pytest.param("zh-Hant", '他說: "走"', "他說：「走」", id="zh-hant-corners"),
    ],
)
def test_readers_get_the_marks_of_their_language(language: str, written: str, printed: str) -> None:
    """What a model writes with the marks it has is printed with those that readers expect."""
    assert typeset(written, language) == printed


PROSE = st.text(alphabet="аїб中文ab19 .,:;!?\"'()-—«»“”", max_size=60)


@given(text=PROSE, language=st.sampled_from(["uk", "ru", "en", "zh-Hans", "zh-Hant"]))
def test_letters_and_figures_are_never_touched(text: str, language: str) -> None:
    """Whatever the marks are, the words and figures are those that the model wrote."""
    assert re.findall(r"\w", typeset(text, language)) == re.findall(r"\w", text)


def test_the_table_writes_nothing_that_it_rewrites() -> None:
    """Every row has one sign, once, and what it is written as needs no row of its own."""
    table = rows("text/typography.tsv")
    signs = [sign for sign, _ in table]
    assert all(len(sign) == 1 for sign in signs)
    assert len(signs) == len(set(signs))
    assert not {sign for _, to in table for sign in to.replace("␣", "")} & set(signs)


@pytest.mark.parametrize("text", ["(" * 50_000, '"' * 50_000, "中 , " * 20_000, "- " * 50_000])
def test_hostile_text_takes_bounded_time(text: str) -> None:
    """A text of marks only is read and printed (and the test ends)."""
    readable(text, lacking("(—"))
    for language in ("uk", "zh-Hans"):
        typeset(text, language)


@pytest.fixture(scope="module")
def ukrainian(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """The real vocabulary of opus-mt-uk-en."""
    public = PUBLIC["opus-mt-uk-en"]
    return tokens(public.unpack(tmp_path_factory.mktemp("uk-en")), "marian", {}, public.context)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    """The real vocabulary of opus-mt-tc-big-en-pt."""
    public = PUBLIC["opus-mt-tc-big-en-pt"]
    folder: Path = public.unpack(tmp_path_factory.mktemp("en-pt"))
    return tokens(folder, "marian", public.labels, public.context)


@pytest.mark.parametrize(
    "text",
    [
        "«Тримаємо оборону», — сказав командир…",
        "П’ять сіл, м’яч, об’єкт, мʼята та м'ята.",
        "“Лапки” й „лапки“, 10–12 травня, ‒ 5 %, №\u00a03",
        "Запоріжжя — Дніпро – Одеса −5 °C",
    ],
)
def test_a_real_vocabulary_reads_all_of_ukrainian_print(ukrainian: Tokens, text: str) -> None:
    """No sign of Ukrainian print is unknown to opus-mt-uk-en once it is rewritten."""
    assert ukrainian.unread(text) or "'" in text
    found, unread = readable(text, ukrainian.unread)
    assert unread == ()
    assert ukrainian.unread(found) == ()


def test_a_real_vocabulary_reads_all_of_the_news(ukrainian: Tokens) -> None:
    """No sentence of real Ukrainian articles has an unknown sign left; a third had one before."""
    sentences = [
        sentence.text
        for path in sorted(ARTICLES.glob("uk-*.json"))
        for sentence in read(json.loads(path.read_text(encoding="utf-8"))["text"], "uk").sentences
    ]
    if not sentences:
        pytest.skip(f"there are no articles in {ARTICLES}")
    assert [text for text in sentences if readable(text, ukrainian.unread)[1]] == []
    assert sum(bool(ukrainian.unread(text)) for text in sentences) > len(sentences) / 4


def test_a_real_vocabulary_reads_foreign_names(english: Tokens) -> None:
    """Names with letters that the vocabulary lacks are read without accents, and told."""
    found, unread = readable(
        "Erdoğan, Müller and Şükrü met in Zaporizhzhia — for €5.", english.unread
    )
    assert found == "Erdogan, Muller and Sukru met in Zaporizhzhia - for EUR 5."
    assert unread == ("Erdoğan,", "Müller", "Şükrü")
    assert english.unread(found) == ()
