"""Numbers held against their source: summarizer.checks.numbers."""

from __future__ import annotations

import pytest

from summarizer.checks.numbers import check
from summarizer.domain import Claim, Pair


def _worst(source: str, output: str, pair: str) -> str:
    """Return the worst severity that the check finds in a translation, empty for none."""
    claim = Claim(output, source, Pair(*pair.split(">")))
    found = {flag.severity for flag in check(claim)}
    return next((severity for severity in ("error", "warning", "note") if severity in found), "")


@pytest.mark.parametrize(
    ("pair", "source", "output"),
    [
        ("en>uk", "Shelling hit 231 houses.", "Обстріл пошкодив 231 будинок."),
        ("en>uk", "Half a million people fled.", "Утекли пів мільйона людей."),
        ("en>ru", "It cost $2.5bn.", "Это стоило 2,5 млрд долларов."),
        ("en>ru", "Rain of 2 to 4 inches fell.", "Выпало от 5 до 10 см осадков."),
        ("en>uk", "The wind reached 85 mph.", "Вітер сягав 137 км на годину."),
        ("en>zh-Hans", "He came at 7:30 p.m.", "他19时30分到达。"),
        ("en>ru", "It begins at 10:00 GMT.", "Начало в 13:00 мск."),
        ("en>zh-Hant", "A third of the troops left.", "三分之一的部隊撤離。"),
        ("en>uk", "It lasted 24 hours.", "Це тривало добу."),
        ("en>ru", "It took a decade.", "На это ушло 10 лет."),
        ("en>uk", "One in five children knew.", "Знала кожна п'ята дитина."),
        ("en>zh-Hans", "Hundreds of soldiers came.", "来了数百名士兵。"),
        ("en>ru", "He lost 3-1.", "Он проиграл 1:3."),
        ("zh-Hans>en", "20 世纪 30 年代", "the 1930s"),
        ("en>ru", "It cost 2 1/2 million.", "Это стоило два с половиной миллиона."),
        ("zh-Hans>en", "新华社北京12月11日电 雨停了。", "The rain stopped."),
        ("en>uk", "They did so in the 1800s.", "Так робили у ХІХ столітті."),
        ("en>ru", "It ran from 1981-87.", "Это длилось с 1981 по 1987 год."),
        ("zh-Hans>en", "两国军队会谈。", "The armies of both countries met."),
        ("zh-Hans>uk", "12月8日至10日", "з 8 до 10 грудня"),
        ("zh-Hant>ru", "每半年會談一次", "Встречи каждые шесть месяцев"),
        ("uk>ru", "Випало 5,08 см опадів.", "Выпало 5 см осадков."),
        ("uk>en", "Дворічний хлопчик вижив.", "A two-year-old boy survived."),
        ("ru>zh-Hans", "Полторы тысячи военных", "1500名军人"),
        ("en>uk", "He won 13-7 on Sunday.", "У неділю він переміг із рахунком 13:7."),
        (
            "en>ru",
            "12 were killed and 30 wounded.",
            "Ранены 30 человек, погибли 12.",
        ),
    ],
)
def test_the_same_number_said_differently_passes(pair: str, source: str, output: str) -> None:
    """Other words, units, clocks, zones and orders for the same number are not flagged."""
    assert _worst(source, output, pair) == ""


@pytest.mark.parametrize(
    ("pair", "source", "output"),
    [
        pytest.param("en>uk", "It hit 231 houses.", "Пошкоджено 239 будинків.", id="digit"),
        pytest.param("en>zh-Hans", "1.5 million fled.", "1500万人逃离。", id="ten-thousands"),
        pytest.param("zh-Hans>en", "4.244亿美元", "$424.4 billion", id="hundred-millions"),
        pytest.param("en>ru", "It cost $61bn.", "Цена 61 млн долларов.", id="million-for-billion"),
        pytest.param("en>ru", "3,400 soldiers came.", "Пришли 3,4 солдата.", id="decimal-comma"),
        pytest.param("en>ru", "It cost $5,000.", "Цена 5000 евро.", id="currency"),
        pytest.param("zh-Hans>en", "10日宣布", "announced on July 10", id="month-invented"),
        pytest.param("en>zh-Hans", "Feb. 24, 2022", "2022年3月24日", id="other-month"),
        pytest.param("en>uk", "They met on Monday.", "Вони зустрілися у середу.", id="weekday"),
        pytest.param("en>uk", "He came at 7:30 p.m.", "Він прийшов о 7:30.", id="afternoon-lost"),
        pytest.param("en>zh-Hans", "a T-72 tank", "T-90坦克", id="designation"),
        pytest.param("en>ru", "two-thirds of it", "три четверти этого", id="fraction"),
        pytest.param("en>zh-Hans", "30 percent", "百分之三", id="percent"),
        pytest.param("en>zh-Hant", "hundreds of people", "數千人", id="order-of-magnitude"),
        pytest.param("zh-Hans>en", "未来三天有雨。", "It will rain for nine days.", id="small"),
        pytest.param("en>ru", "He won 13-7.", "Он победил со счётом 7:13.", id="score"),
        pytest.param(
            "en>uk",
            "12 were killed and 30 wounded.",
            "30 загинули і 12 поранені.",
            id="changed-places",
        ),
        pytest.param(
            "en>uk", "Two houses and two schools.", "Два будинки і п'ять шкіл.", id="one-of-two"
        ),
        pytest.param("en>ru", "The 19th century", "1900-е годы", id="century"),
        pytest.param("en>ru", "It killed 200.", "Убито 201, сотни ранены.", id="not-hundreds"),
        pytest.param("en>uk", "Seven of the 12 fell.", "Сім упали.", id="left-out"),
        pytest.param("en>ru", "It fell 4 inches.", "Выпало 11,16 см.", id="converted-wrong"),
    ],
)
def test_another_number_is_an_error(pair: str, source: str, output: str) -> None:
    """What the source does not say is not served, whatever kind of number it is."""
    assert _worst(source, output, pair) == "error"


@pytest.mark.parametrize(
    ("pair", "source", "output", "severity"),
    [
        ("en>ru", "the third attack", "три атаки", "warning"),
        ("en>uk", "He raced past three defenders.", "Він пробіг повз захисників.", "warning"),
        ("en>ru", "It snowed on Sunday.", "Шёл снег.", "warning"),
        ("en>zh-Hans", "a sixth-former", "一名高中生", "note"),
        ("en>zh-Hans", "It was his first visit.", "他访问了该国。", ""),
    ],
)
def test_small_words_of_one_side_are_no_errors(
    pair: str, source: str, output: str, severity: str
) -> None:
    """A small number in words that the other language may do without is looked at, or left."""
    assert _worst(source, output, pair) == severity


def test_a_flag_names_both_numbers() -> None:
    """The words of both sides are shown, and the message says it plainly."""
    claim = Claim("1500万难民", "1.5 million refugees", Pair("en", "zh-Hans"))
    (flag,) = check(claim)
    assert (flag.output, flag.source) == ("1500万", "1.5 million")
    assert flag.message == "says '1500万' where the source has '1.5 million'"


_ARTICLE = (
    "Officials said on Wednesday that 4,237 people had been treated since October.",
    "Shelling of Kharkiv killed 12 people and wounded 30 others.",
    "The mayor, Ivan Petrenko, 47, has led the city for three years.",
    "Of the hospitals, two were closed for a week after the attack.",
    "Nearly 103 trucks crossed the border in 2021.",
)


def _summary(output: str) -> str:
    claim = Claim(output, _ARTICLE[1], Pair("en", "en"), _ARTICLE)
    found = {flag.severity for flag in check(claim)}
    return next((severity for severity in ("error", "warning", "note") if severity in found), "")


@pytest.mark.parametrize(
    ("output", "severity"),
    [
        ("Shelling killed 12 people.", ""),
        ("Shelling killed 12 and wounded 30.", ""),
        ("Some 4,237 people were treated.", "note"),
        ("More than 100 trucks crossed the border in the 2020s.", "note"),
        ("The mayor, Petrenko, 47, has led the city.", "note"),
        ("Shelling killed 13 people.", "error"),
        ("4,327 people had been treated.", "error"),
        ("Three soldiers fled.", "error"),
        ("It is to close next week.", "error"),
        ("The closure was on Friday.", "error"),
        ("The exhibition drew 47 painters.", "warning"),
    ],
)
def test_a_summary_says_what_its_article_counts(output: str, severity: str) -> None:
    """A number must be in the article, of the same thing; beside its sentences it is noted."""
    assert _summary(output) == severity


def test_a_summary_may_leave_numbers_out() -> None:
    """What a summary does not repeat is no fault of it."""
    assert _summary("Shelling killed people.") == ""


def test_an_empty_output_leaves_everything_out() -> None:
    """A translation without a word has none of the numbers of its source."""
    flags = list(check(Claim("", "12 houses", Pair("en", "uk"))))
    assert [(flag.severity, flag.source) for flag in flags] == [("error", "12")]
