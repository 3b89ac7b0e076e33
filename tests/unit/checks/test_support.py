"""Sentences of a summary that their article bears, and others: summarizer.checks.support."""

from __future__ import annotations

import pytest

from summarizer.checks.support import check
from summarizer.domain import Claim, Flag, Pair

ARTICLES = {
    "en": (
        "Rescue teams pulled 14 people from a flooded apartment block in Kherson on Tuesday"
        " morning, the regional governor Oleksandr Prokudin said.",
        "Water rose by two metres overnight after the dam upstream gave way.",
        "About 300 residents were taken by bus to Mykolaiv, where schools had been turned into"
        " shelters.",
        "The International Committee of the Red Cross sent 40 tonnes of drinking water.",
        "Power is out in 12 villages, and engineers expect repairs to take at least a week.",
    ),
    "uk": (
        "Рятувальники врятували 14 людей із затопленого будинку в Херсоні у вівторок вранці,"
        " повідомив голова області Олександр Прокудін.",
        "Вода за ніч піднялася на два метри після руйнування греблі вище за течією.",
        "Близько 300 мешканців вивезли автобусами до Миколаєва, де у школах облаштували притулки.",
        "Міжнародний комітет Червоного Хреста надіслав 40 тонн питної води.",
        "Без світла лишаються 12 сіл, ремонт триватиме щонайменше тиждень.",
    ),
    "ru": (
        "Спасатели вытащили 14 человек из затопленного дома в Херсоне во вторник утром, сообщил"
        " глава области Александр Прокудин.",
        "Вода за ночь поднялась на два метра после разрушения плотины выше по течению.",
        "Около 300 жителей вывезли автобусами в Николаев, где в школах устроили приюты.",
        "Международный комитет Красного Креста отправил 40 тонн питьевой воды.",
        "Без света остаются 12 сёл, ремонт займёт не меньше недели.",
    ),
    "zh-Hans": (
        "地区行政长官普罗库金说，救援队星期二早上从赫尔松一栋被淹的公寓楼里救出14人。",
        "上游大坝决口后，水位一夜之间上涨了两米。",
        "约300名居民乘大巴撤往尼古拉耶夫，当地学校已改成避难所。",
        "12个村庄停电，工程师预计修复至少需要一周。",
    ),
    "zh-Hant": (
        "地區行政長官普羅庫金說，救援隊星期二早上從赫爾松一棟被淹的公寓樓裡救出14人。",
        "上游大壩決口後，水位一夜之間上漲了兩公尺。",
        "約300名居民搭巴士撤往尼古拉耶夫，當地學校已改成避難所。",
        "12個村莊停電，工程師預計修復至少需要一週。",
    ),
}


def flags(language: str, output: str) -> list[Flag]:
    """Return what the check says of a sentence about the flood."""
    return list(check(Claim(output, "", Pair(language, language), ARTICLES[language])))


@pytest.mark.parametrize(
    ("language", "output"),
    [
        ("en", "Rescuers saved 14 people from a flooded block of flats in Kherson on Tuesday."),
        (
            "en",
            "After a dam gave way, the water rose by 2 metres and 300 residents were bused out.",
        ),
        ("en", "The ICRC sent water."),
        ("en", "In the 12 villages without power repairs may take a week or more."),
        ("en", "Regional governor Prokudin spoke of 14 people."),
        ("uk", "У Херсоні рятувальники врятували чотирнадцять людей, сказав Олександр Прокудін."),
        ("uk", "Гребля зруйнувалася, вода піднялася на 2 метри, і 300 мешканців вивезли."),
        ("uk", "МКЧХ надіслав воду."),
        ("uk", "Ремонт у 12 селах без світла триватиме тиждень або більше."),
        ("ru", "В Херсоне спасатели вытащили четырнадцать человек, сказал Александр Прокудин."),
        ("ru", "Плотина разрушилась, вода поднялась на 2 метра, и 300 жителей вывезли."),
        ("ru", "МККК отправил воду."),
        ("ru", "Ремонт в 12 сёлах без света займёт неделю или больше."),
        ("zh-Hans", "救援队从赫尔松一栋被淹的公寓楼里救出十四人。"),
        ("zh-Hans", "大坝决口后水位上涨2米，约300名居民撤往尼古拉耶夫。"),
        ("zh-Hans", "工程师说，12个停电的村庄至少要一周才能修复。"),
        ("zh-Hant", "救援隊從赫爾松一棟被淹的公寓樓裡救出十四人。"),
        ("zh-Hant", "大壩決口後水位上漲2公尺，約300名居民撤往尼古拉耶夫。"),
    ],
)
def test_what_the_article_says_in_other_words_passes(language: str, output: str) -> None:
    """Other forms of words, numbers written otherwise, acronyms, a synonym or two."""
    assert flags(language, output) == []


@pytest.mark.parametrize(
    ("language", "output", "new"),
    [
        ("en", "Rescue teams pulled 14 people from a block in Odesa.", "Odesa"),
        ("en", "Rescue teams pulled 17 people from a block in Kherson.", "17"),
        ("en", "Rescue teams pulled 14 people from a block in Kherson on Friday.", "Friday"),
        ("en", "The UNHCR sent 40 tonnes of drinking water.", "UNHCR"),
        ("uk", "Рятувальники врятували 14 людей із затопленого будинку в Одесі.", "Одесі"),
        ("uk", "Рятувальники врятували 17 людей із затопленого будинку.", "17"),
        ("uk", "Рятувальники врятували 14 людей у п'ятницю.", "п'ятницю"),
        ("ru", "Спасатели вытащили 14 человек из затопленного дома в Одессе.", "Одессе"),
        ("ru", "Спасатели вытащили 17 человек из затопленного дома.", "17"),
        ("ru", "Спасатели вытащили 14 человек в пятницу.", "пятницу"),
        ("zh-Hans", "救援队从一栋被淹的公寓楼里救出17人。", "17"),
        ("zh-Hans", "救援队星期五从一栋被淹的公寓楼里救出14人。", "星期五"),
        ("zh-Hans", "UNHCR已将学校改成避难所。", "UNHCR"),
        ("zh-Hant", "救援隊從一棟被淹的公寓樓裡救出17人。", "17"),
        ("zh-Hant", "救援隊星期五從一棟被淹的公寓樓裡救出14人。", "星期五"),
    ],
)
def test_one_fact_that_the_article_lacks_is_told(language: str, output: str, new: str) -> None:
    """A place, a figure, a day, a body, by the word that is new."""
    (flag,) = flags(language, output)
    assert (flag.check, flag.severity) == ("support", "warning")
    assert flag.message.startswith(f"says what the article does not: {new}")
    assert flag.output.startswith(new)


@pytest.mark.parametrize(
    ("language", "output"),
    [
        ("en", "Insurance companies promised that farmers would receive compensation."),
        ("uk", "Страхові компанії обіцяють фермерам щедру компенсацію ще до початку зими."),
        ("ru", "Страховые компании обещают фермерам щедрую компенсацию ещё до начала зимы."),
        ("zh-Hans", "保险公司承诺冬季来临以前向农民发放丰厚赔偿。"),
        ("zh-Hant", "保險公司承諾冬季來臨以前向農民發放豐厚賠償。"),
    ],
)
def test_a_sentence_from_another_story_is_told(language: str, output: str) -> None:
    """Though there is neither figure nor name in it."""
    assert [flag.check for flag in flags(language, output)] == ["support"]


@pytest.mark.parametrize(
    ("language", "output"),
    [
        ("en", "Power is out in 300 villages, and the Red Cross sent 12 tonnes of water."),
        ("uk", "Без світла лишаються 300 сіл, Червоний Хрест надіслав 12 тонн води."),
        ("ru", "Без света остаются 300 сёл, Красный Крест отправил 12 тонн воды."),
    ],
)
def test_figures_that_changed_places_are_told(language: str, output: str) -> None:
    """The article has both, but with other things."""
    (flag,) = flags(language, output)
    assert flag.message.startswith("joins what the article says apart: 300, 12")


def test_a_first_name_alone_is_no_fault() -> None:
    """A reader of the news knows it; with more that is new, it counts."""
    article = ("Prokudin said that rescue teams had left.",)
    pair = Pair("en", "en")
    known = Claim("Oleksandr Prokudin said that rescue teams had left.", "", pair, article)
    more = Claim("Oleksandr Prokudin and Ihor Prokudin had left.", "", pair, article)
    assert list(check(known)) == []
    assert [flag.output for flag in check(more)] == ["Oleksandr, Ihor"]


def test_a_common_word_makes_no_name_known() -> None:
    """The article's university may be anywhere."""
    article = ("An explosion was heard at the university.",)
    claim = Claim("An explosion was heard at Cardiff University.", "", Pair("en", "en"), article)
    assert [flag.output for flag in check(claim)] == ["Cardiff"]


@pytest.mark.parametrize(("said", "is_borne"), [("T-72", True), ("T-90", False)])
def test_a_designation_is_a_name(said: str, is_borne: bool) -> None:
    """One that differs in its number is another weapon."""
    claim = Claim(f"They lost a {said}.", "", Pair("en", "en"), ("They lost a T-72 on the road.",))
    assert (list(check(claim)) == []) == is_borne


def test_a_day_is_no_month() -> None:
    """Though both are the fifth."""
    claim = Claim("They left in May.", "", Pair("en", "en"), ("They left on Friday.",))
    assert [flag.output for flag in check(claim)] == ["May"]


def test_much_that_is_new_is_an_error() -> None:
    """Such a sentence is not to be served."""
    (flag,) = flags("en", "Rescue teams pulled 17 people from a block in Odesa on Friday.")
    assert flag.severity == "error"


@pytest.mark.parametrize("language", ARTICLES)
def test_the_article_bears_its_own_sentences(language: str) -> None:
    """Whole, and to the first comma."""
    for sentence in ARTICLES[language]:
        assert flags(language, sentence) == []
        assert flags(language, sentence.replace("，", ",").split(",")[0]) == []


def test_a_translation_is_not_read() -> None:
    """Its words are another language's."""
    assert list(check(Claim("Рятувальники", "Rescuers", Pair("en", "uk")))) == []
