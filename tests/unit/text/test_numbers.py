"""The numbers of a text and what they are: summarizer.text.numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.text.numbers import mentions

if TYPE_CHECKING:
    from summarizer.text.mention import Mention


def _counted(text: str, language: str) -> list[Mention]:
    """Return the mentions that are numbers of their own."""
    return [m for m in mentions(text, language) if m.kind not in ("score", "bare")]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "3,400 soldiers", {3400}),
        ("en", "1.5 million refugees", {1_500_000}),
        ("en", "$61bn", {61e9}),
        ("en", "half a million people", {500_000}),
        ("en", "two and a half million", {2_500_000}),
        ("en", "two hundred and five", {205}),
        ("en", "twenty-one drones", {21}),
        ("en", "two dozen", {24, 20}),
        ("en", "two-thirds", {2 / 3}),
        ("en", "three-tenths", {0.3}),
        ("en", "one point five", {1.5}),
        ("en", "£5m", {5e6}),
        ("en", "5m away", {5, 5e6}),
        ("en", "a 6-foot-6 guard", {6.5}),
        ("en", "13, 000 soldiers", {13_000}),
        ("uk", "3,5 тис. людей", {3500}),
        ("uk", "1 200 цивільних", {1200}),
        ("uk", "двадцять п'ять", {25}),
        ("uk", "двадцять п’ять", {25}),
        ("uk", "двохсот сорока тисяч", {240_000}),
        ("uk", "п'ятьмастами двадцятьма", {520}),
        ("uk", "пів мільйона", {500_000}),
        ("uk", "півмільйона", {500_000}),
        ("uk", "півтора десятка", {15}),
        ("uk", "дві з половиною тисячі", {2500}),
        ("uk", "дві третини", {2 / 3}),
        ("uk", "третина військ", {1 / 3}),
        ("uk", "дворічний хлопчик", {2}),
        ("ru", "двести тысяч человек", {200_000}),
        ("ru", "полторы тысячи", {1500}),
        ("ru", "полтора десятка", {15}),
        ("ru", "2 млн 300 тыс. рублей", {2_300_000}),
        ("ru", "трёх четвертей", {0.75}),
        ("ru", "две целых пять десятых", {2.5}),
        ("ru", "сорокасемилетний офицер", {47}),
        ("ru", "трехсот пятидесяти двух", {352}),
        ("ru", "к 3.500 солдатам", {3500, 3.5}),
        ("zh-Hans", "150万难民", {1_500_000}),
        ("zh-Hant", "1億2000萬美元", {120_000_000}),
        ("zh-Hans", "３５ 万美元", {350_000}),
        ("zh-Hans", "三千五百人", {3500}),
        ("zh-Hans", "两百五", {250}),
        ("zh-Hans", "两百零五人", {205}),
        ("zh-Hans", "一万二", {12_000}),
        ("zh-Hans", "3万亿元", {3e12}),
        ("zh-Hans", "三分之一的部队", {1 / 3}),
        ("zh-Hans", "二〇二二年", {2022}),
        ("zh-Hans", "两年半", {2.5}),
    ],
)
def test_reads_amounts_in_full(language: str, text: str, values: set[float]) -> None:
    """One number in digits, words or both is one mention with each reading it allows."""
    (mention,) = _counted(text, language)
    assert mention.values == {float(f"{value:.12g}") for value in values}


@pytest.mark.parametrize(
    ("language", "text", "unit", "value"),
    [
        ("en", "30 percent", "percent", 30),
        ("en", "2 percentage points", "point", 2),
        ("uk", "30 відсотків", "percent", 30),
        ("ru", "на 5 п.п.", "point", 5),
        ("zh-Hans", "百分之三十", "percent", 30),
        ("zh-Hans", "三成", "percent", 30),
        ("zh-Hans", "三成五", "percent", 35),
        ("zh-Hant", "3個百分點", "point", 3),
        ("en", "€5", "eur", 5),
        ("uk", "200 грн", "uah", 200),
        ("ru", "100 рублей", "rub", 100),
        ("zh-Hans", "5美元", "usd", 5),
        ("en", "155mm shells", "millimetre", 155),
        ("en", "27 consecutive days", "day", 27),
        ("en", "a 47-year-old", "year", 47),
        ("ru", "47-летний", "year", 47),
        ("zh-Hans", "47岁", "year", 47),
        ("uk", "п'ятиденний візит", "day", 5),
    ],
)
def test_reads_units(language: str, text: str, unit: str, value: float) -> None:
    """What a number measures is read with it, wherever the language puts it."""
    (mention,) = _counted(text, language)
    assert (mention.unit, set(mention.values)) == (unit, {value})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Feb. 24, 2022"),
        ("en", "24 February 2022"),
        ("en", "2022-02-24"),
        ("en", "24/02/2022"),
        ("uk", "24 лютого 2022 року"),
        ("uk", "24.02.2022"),
        ("ru", "24 февраля 2022 года"),
        ("zh-Hans", "2022年2月24日"),
        ("zh-Hant", "2022 年 2 月 24 日"),
        ("zh-Hans", "二〇二二年二月二十四日"),
    ],
)
def test_dates_have_three_parts_in_any_order(language: str, text: str) -> None:
    """Day, month and year are mentions of their own, the month as such."""
    found = {(m.kind == "month", *m.values) for m in _counted(text, language)}
    assert found == {(True, 2), (False, 24), (False, 2022)}


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("en", "at 7 p.m.", {7, 19}),
        ("en", "at 7:30pm", {7.5, 19.5}),
        ("en", "at 7 a.m.", {7}),
        ("en", "at 19:30", {19.5}),
        ("uk", "о 7-й вечора", {7, 19}),
        ("ru", "в 7 часов утра", {7}),
        ("zh-Hans", "下午3点", {3, 15}),
        ("zh-Hans", "晚上7点30分", {7.5, 19.5}),
        ("zh-Hant", "上午九點半", {9.5}),
    ],
)
def test_clock_times_have_both_readings(language: str, text: str, hours: set[float]) -> None:
    """An hour of the afternoon may be said with 12 hours or with 24."""
    (mention,) = _counted(text, language)
    assert (mention.kind, set(mention.values)) == ("clock", hours)


@pytest.mark.parametrize(
    ("language", "text", "kind", "values"),
    [
        ("en", "the 1990s", "decade", {1990, 90}),
        ("uk", "1990-ті роки", "decade", {1990, 90}),
        ("ru", "90-х годов", "decade", {90}),
        ("zh-Hans", "上世纪90年代", "decade", {90, 1990}),
        ("zh-Hant", "十九世紀六十年代", "decade", {60, 1860}),
        ("en", "the 19th century", "century", {19}),
        ("uk", "ХІХ століття", "century", {19}),
        ("zh-Hans", "19世纪", "century", {19}),
        ("en", "the 21st brigade", "ordinal", {21}),
        ("uk", "21-й", "ordinal", {21}),
        ("ru", "двадцать первая бригада", "ordinal", {21}),
        ("zh-Hans", "第三次袭击", "ordinal", {3}),
        ("en", "a T-72 tank", "designation", {72}),
        ("ru", "танк Т-72", "designation", {72}),
        ("en", "flight MH17", "designation", {17}),
        ("zh-Hans", "歼-20", "designation", {20}),
        ("en", "on Monday", "weekday", {1}),
        ("uk", "у п’ятницю", "weekday", {5}),
        ("zh-Hant", "禮拜日", "weekday", {7}),
        ("ru", "на прошлой неделе", "relative", {-1}),
    ],
)
def test_knows_what_a_number_is(language: str, text: str, kind: str, values: set[float]) -> None:
    """Decades, centuries, places in a row, days and names like T-72 are told apart."""
    found = [m for m in _counted(text, language) if m.kind == kind]
    assert [m.values for m in found] == [values]


@pytest.mark.parametrize(
    ("language", "text", "order"),
    [
        ("en", "dozens of drones", 10),
        ("en", "tens of thousands", 10_000),
        ("en", "several hundred", 100),
        ("uk", "сотні тисяч", 100_000),
        ("uk", "кілька тисяч", 1000),
        ("ru", "десятки беспилотников", 10),
        ("ru", "тысячи людей", 1000),
        ("zh-Hans", "数百名士兵", 100),
        ("zh-Hant", "數十萬人", 100_000),
        ("zh-Hans", "几十人", 10),
    ],
)
def test_vague_amounts_are_orders_of_magnitude(language: str, text: str, order: float) -> None:
    """Hundreds, «сотні» and 数百 say how many digits there are, no more."""
    (mention,) = _counted(text, language)
    assert (mention.kind, set(mention.values)) == ("vague", {order})


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "5-10 million", [{5, 5e6}, {1e7}]),
        ("en", "from five to ten million", [{5, 5e6}, {1e7}]),
        ("uk", "5–7 тис. осіб", [{5, 5000}, {7000}]),
        ("zh-Hans", "5至10万人", [{5, 50_000}, {100_000}]),
        ("zh-Hans", "五六百人", [{500, 600}]),
        ("en", "from 1981-87", [{1981}, {87, 1987}]),
    ],
)
def test_ranges_have_two_ends(language: str, text: str, values: list[set[float]]) -> None:
    """What multiplies the second end of a range may be meant for the first as well."""
    assert [m.values for m in _counted(text, language)] == values


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-Hans", "他们一起统一了意见，十分高兴"),
        ("zh-Hant", "五角大樓的萬一"),
        ("en", "They may march again."),
        ("ru", "Семинар пятится"),
        ("uk", "тримати семінар"),
    ],
)
def test_words_that_look_like_numbers_are_none(language: str, text: str) -> None:
    """Idioms and names with a numeral's sign, and words that begin like one, say no number."""
    assert [m for m in mentions(text, language) if m.weight != "loose"] == []


def test_a_mention_knows_its_place_and_noun() -> None:
    """The span covers the number as written, and the noun is what comes after it."""
    text = "Seven of the 12 drones were shot down."
    seven, twelve = mentions(text, "en")
    assert [seven.span.of(text), twelve.span.of(text)] == ["Seven", "12"]
    assert [seven.noun, twelve.noun] == ["drone", "drone"]


def test_a_score_keeps_its_order() -> None:
    """Both sides of a score are its parts, in order."""
    (score,) = [m for m in mentions("won 13-7", "en") if m.kind == "score"]
    assert score.parts == (13, 7)
