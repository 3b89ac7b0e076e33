"""Names that were lost, made up or changed for others."""

from __future__ import annotations

import pytest

from summarizer.checks.names import check
from summarizer.domain import Claim, GlossaryTerm, Pair
from summarizer.glossary import shipped


def worst(source: str, output: str, pair: str) -> str | None:
    """Return the gravest severity found in a translation, None where nothing is found."""
    found = {
        flag.severity for flag in check(Claim(output, source, Pair(*pair.split(">"))), shipped())
    }
    return next((one for one in ("error", "warning", "note") if one in found), None)


@pytest.mark.parametrize(
    ("pair", "source", "output"),
    [
        ("en>uk", "Zelenskyy met Biden in Kyiv.", "Зеленський зустрівся з Байденом у Києві."),
        ("en>uk", "It was reported to Zaluzhny.", "Про це доповіли Залужному."),
        ("en>ru", "Petro Melnyk and Cole Sanford left.", "Петро Мельник и Коул Сэнфорд ушли."),
        ("en>zh-Hans", "Cole Sanford met Xi Jinping.", "科尔·桑福德会见了习近平。"),
        ("en>zh-Hant", "Putin spoke with Trump.", "普丁與川普通話。"),
        ("ru>en", "Об этом сообщил Зеленский.", "Zelensky said so."),
        ("ru>en", "Удар пришёлся по Курахову и Бахмуту.", "The strike hit Kurakhov and Bakhmut."),
        ("zh-Hans>en", "陈光明在重庆说。", "Chen Guangming said in Chongqing."),
        ("uk>ru", "У Харкові виступив Мельник.", "В Харькове выступил Мельник."),
        # Seats, demonyms and short forms answer for a state.
        ("en>zh-Hans", "Beijing refused.", "中国拒绝了。"),
        ("en>ru", "Washington will help.", "США помогут."),
        ("zh-Hans>en", "美国经济增长。", "The American economy grew."),
        ("zh-Hans>en", "俄军撤退。", "Russian forces withdrew."),
        ("en>uk", "The Kremlin denied it.", "У Росії це заперечили."),
        ("en>uk", "Holland sent tanks.", "Нідерланди надіслали танки."),
        # Words with a capital that are no names.
        ("en>uk", "The Supreme Court met on Monday.", "Верховний суд зібрався в понеділок."),
        ("en>ru", "He leads the Red Tide Alert Office.", "Он возглавляет службу оповещения."),
    ],
)
def test_a_faithful_name_is_not_flagged(pair: str, source: str, output: str) -> None:
    """Every spelling, case, seat and demonym."""
    assert worst(source, output, pair) is None


@pytest.mark.parametrize(
    ("pair", "source", "output"),
    [
        ("en>ru", "Explosions in Kharkiv.", "Взрывы в Херсоне."),
        ("en>uk", "It was reported to Zaluzhny.", "Про це доповіли Сирському."),
        ("en>zh-Hans", "Zelensky said", "卢卡申科说"),
        ("ru>en", "Германия поможет.", "Italy will help."),
        ("zh-Hans>en", "普京出席了阅兵式。", "Zelensky attended the parade."),
        ("uk>en", "Збили «Калібр».", "An Iskander was shot down."),
    ],
)
def test_another_entry_of_the_kind_is_an_error(pair: str, source: str, output: str) -> None:
    """A man for a man, a place for a place."""
    assert worst(source, output, pair) == "error"


@pytest.mark.parametrize(
    ("pair", "source", "output"),
    [
        ("en>ru", "Captain Bean and Major Black spoke.", "Капитан Боб и майор Блэк говорили."),
        ("en>uk", "The lawyer Cole Sanford spoke.", "Адвокат Алан Сенфорд говорив."),
        ("en>zh-Hans", "The envoy, Cole Sanford, spoke.", "特使拉米雷斯·桑托斯发言。"),
        ("ru>en", "Об этом сказал Пётр Мельник.", "It was said by Duisburg."),
        ("ru>en", "Это было в Бахмуте.", "It was in the town."),
        ("zh-Hans>en", "靠近卢旺达。", "It is close to it."),
        ("zh-Hans>en", "天气多云。", "It was cloudy in Wolfgang."),
    ],
)
def test_a_name_lost_or_made_up_is_a_warning(pair: str, source: str, output: str) -> None:
    """It may have been said in other words, so it is not an error."""
    assert worst(source, output, pair) == "warning"


@pytest.mark.parametrize(
    ("pair", "source", "output"),
    [
        ("zh-Hans>en", "哈尔科夫遭到袭击。", "The city of Harkov was attacked."),
        ("en>ru", "The envoy met Mueller.", "Посланник встретил Роберта Мюллера."),
    ],
)
def test_another_name_of_the_same_is_a_note(pair: str, source: str, output: str) -> None:
    """An unknown spelling, a fuller name."""
    assert worst(source, output, pair) == "note"


@pytest.mark.parametrize(
    ("pair", "source", "output"),
    [
        ("en>ru", "near Bakhmut", "под Артёмовском"),
        ("en>uk", "Explosions were heard in Dnipro.", "У Дніпропетровську лунали вибухи."),
    ],
)
def test_an_old_name_is_the_same_name(pair: str, source: str, output: str) -> None:
    """What a thing is to be called is put right elsewhere."""
    assert worst(source, output, pair) is None


def test_a_flag_says_both_sides() -> None:
    """In plain words, with the words of each side."""
    (flag,) = check(
        Claim("Взрывы в Херсоне.", "Explosions in Kharkiv.", Pair("en", "ru")), shipped()
    )
    assert (flag.check, flag.output, flag.source) == ("names", "Херсоне", "Kharkiv")
    assert flag.message == "says Херсоне where the source has Kharkiv"


def test_a_caller_s_terms_count() -> None:
    """A name that the caller wants is no fault."""
    term = GlossaryTerm((("en", "Bean"), ("ru", "Фасоль")))
    claim = Claim("Капитан Фасоль молчал.", "The captain, Bean, was silent.", Pair("en", "ru"))
    assert [flag.severity for flag in check(claim, shipped())] == ["warning"]
    assert list(check(claim, shipped().with_terms([term]))) == []


ARTICLE = (
    "Poland's prime minister received the Turkish envoy.",
    "In Ankara, the parliament's speaker, Emre Aksoy, called for a truce.",
)


def told(output: str) -> list[str]:
    """Return the severities found in a sentence of a summary of the article."""
    claim = Claim(output, ARTICLE[1], Pair("en", "en"), ARTICLE)
    return [flag.severity for flag in check(claim, shipped())]


@pytest.mark.parametrize(
    "output",
    [
        "The speaker of the Turkish parliament, Emre Aksoy, called for a truce.",
        "Turkey called for a truce.",
        "Aksoy called for a truce in Ankara on Monday.",
    ],
)
def test_a_summary_s_names_are_those_of_the_article(output: str) -> None:
    """In full or in part, or by another name that the glossary knows."""
    assert told(output) == []


def test_a_name_that_the_article_lacks_is_an_error() -> None:
    """No word of it is there."""
    assert told("The envoy, Cole Sanford, called for a truce.") == ["error"]


def test_another_man_s_office_is_a_warning() -> None:
    """The article gives it to nobody of that name."""
    assert told("Poland's prime minister, Emre Aksoy, called for a truce.") == ["warning"]
