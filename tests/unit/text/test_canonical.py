"""What makes two copies of a story the same: summarizer.text.canonical."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.boilerplate import body
from summarizer.text.canonical import canonical
from summarizer.text.clean import clean


def story(text: str) -> str:
    """Return the canonical text of the article in `text`, each block taken for a sentence."""
    cleaned = clean(text)
    return canonical([span.of(cleaned.text) for span in body(cleaned)])


EN = "Shelling damaged the water plant on Monday. “We hold,” the mayor said."
UK = "Обстріл пошкодив водогін у понеділок. «Тримаємося», — сказав мер Дем’янова."
RU = "Обстрел повредил водопровод в понедельник. «Держимся», — сказал мэр."
ZH = "供水设施周一在炮击中受损。市长说：“我们会坚守。”"

SAME = {
    "dateline and credit": (
        f"KYIV, Aug 3 (Agency) - {EN}\n\nReporting by A. Writer; Editing by B. Editor",
        f"LVIV, Aug 3 (Other Wire) — {EN} ",
    ),
    "wire header": (f"UPDATE 2-{EN}", EN),
    "dispatch line": (f"BC-Ukraine-Water, 1st Ld\nBy ANNA SAMPLE\nKYIV (AP) — {EN}", EN),
    "time stamp": (f"Updated: April 26, 2023 at 10:32 a.m.\n\n{EN}", EN),
    "copyright": (f"{EN}\n\n© 2023 Example Wire. All rights reserved.", EN),
    "uk dateline": (f"КИЇВ, 26 квітня (Агенція) — {UK}", f"Львів. 26 квітня. УНІАН – {UK}"),
    "uk credit": (f"{UK}\n\nФото: Агенція\nАвтор: Олена Приклад", UK),
    "ru dateline": (f"МОСКВА, 3 авг - Агентство. {RU}", f"КИЕВ, 3 августа. /ТАСС/. {RU}"),
    "zh dateline": (f"新华社基辅8月3日电 {ZH}", f"（中央社記者王小明台北3日電）{ZH}"),
    "zh credit": (f"{ZH}（责任编辑：王示例）", ZH),
    "byline": (f"By Anna Sample\n\n{EN}", f"By Borys Example, Example Wire\n\n{EN}"),
    "straight quotes": (EN, EN.replace("“", '"').replace("”", '"')),
    "single quotes": (
        "‘We hold,’ she said, ‘and don’t go.’",
        '"We hold," she said, "and don\'t go."',
    ),
    "German quotes": (UK, UK.replace("«", "„").replace("»", "“")),
    "corner quotes": (ZH, ZH.replace("“", "「").replace("”", "」")),
    "apostrophe ’ and '": (UK, UK.replace("’", "'")),
    "apostrophe ’ and ʼ": (UK, UK.replace("’", "ʼ")),
    "apostrophe ’ and ′": (UK, UK.replace("’", "′")),
    "apostrophe ’ and `": (UK, UK.replace("’", "`")),
    'apostrophe ’ and "': (UK, UK.replace("’", '"')),
    "en dash": (RU, RU.replace("—", "–")),
    "hyphen for a dash": (RU, RU.replace("—", "-")),
    "two hyphens": ("The town — the last one — held.", "The town -- the last one -- held."),
    "closed dash": ("The town — the last one — held.", "The town—the last one—held."),
    "box drawing for a dash": ("这座城——最后一座——守住了。", "这座城──最后一座──守住了。"),
    "range with a long dash": ("За 5—7 дней.", "За 5-7 дней."),
    "range with a long dash zh": ("需要3—5天。", "需要3-5天。"),
    "dash before a quotation": ("The daily — “Post” — held.", 'The daily—"Post"—held.'),
    "dash of a list": ("— 800 systems", "- 800 systems"),
    "dash before a figure": ("tanks ‒ 1361 (+3)", "tanks -- 1361 (+3)"),
    "minus with a blank zh": ("降至 -5 度。", "降至−5度。"),
    "minus signs": ("It was −5 degrees.", "It was -5 degrees."),
    "minus written as a short dash": ("It was –5 degrees.", "It was -5 degrees."),
    "percent sign": ("потерял 15% мощностей", "потерял １５％ мощностей"),
    "range dash": ("From 5–7 people fled.", "From 5-7 people fled."),
    "no-break spaces": ("Близько 12\u00a0000 осіб.", "Близько 12 000 осіб."),
    "thin spaces": ("Около 12\u2009000 человек.", "Около 12\u202f000 человек."),
    "double spaces": (EN, EN.replace(" ", "  ")),
    "line ends": (f"{EN}\n\n{RU}", f"{EN}\r\n{RU}\r\n"),
    "per cent": ("Ціни зросли на 5 %.", "Ціни зросли на 5%."),
    "blanks in Chinese": (ZH, "供水设施 周一在炮击中受损 。市长说： “ 我们会坚守 。 ”"),
    "ASCII marks in Chinese": (ZH, '供水设施周一在炮击中受损. 市长说: "我们会坚守."'),
    "full-width figures": ("射程为３．５公里，命中率９％。", "射程为3.5公里,命中率9%。"),
    "full-width letters": ("他驾驶Ｆ－１６战机。", "他驾驶F-16战机。"),
    "ellipsis": ("He waited… and left.", "He waited... and left."),
    "decomposed uk": (UK, unicodedata.normalize("NFD", UK)),
    "decomposed ru": (RU + " Её район.", unicodedata.normalize("NFD", RU + " Её район.")),
    "decomposed en": ("A café in Zürich.", unicodedata.normalize("NFD", "A café in Zürich.")),
    "invisible characters": (EN, "\ufeff" + EN.replace("water", "wa\u00adter\u200b")),
    "directional marks": (RU, RU.replace(" в ", " \u200eв\u200f ")),
}

DIFFERENT = {
    "figure": ("Killed were 12 people.", "Killed were 13 people."),
    "figure in words": ("Two people were hurt.", "Three people were hurt."),
    "sign": ("It was -5 degrees.", "It was 5 degrees."),
    "signed change": ("Tanks: 1361 (+3).", "Tanks: 1361 (-3)."),
    "range": ("Some 5-7 people fled.", "Some 57 people fled."),
    "two figures": ("Some 5 7 people fled.", "Some 57 people fled."),
    "minus after a word": ("Output was -5 percent.", "Output was 5 percent."),
    "dash and minus": ("Температура — 5 градусов.", "Температура −5 градусов."),
    "dash and hyphen": ("двое — трое ранены", "двое-трое ранены"),
    "closed dash and hyphen": ("twenty—three were hurt", "twenty-three were hurt"),
    "dash and range": ("at 3—5 fewer than reported", "at 3-5 fewer than reported"),
    "wide dash and minus": ("气温 － 5度", "气温 －5度"),
    "dash and minus zh": ("气温——5度", "气温-5度"),
    "dash between figures": ("At 10 - 12 killed.", "At 10-12 killed."),
    "decimal point": ("It took 1.5 hours.", "It took 15 hours."),
    "decimal comma": ("Це 1,5 години.", "Це 15 годин."),
    "decimal and thousands": ("It cost 1.500 dollars.", "It cost 1,500 dollars."),
    "raised figure": ("It covers 10² metres.", "It covers 102 metres."),
    "raised and plain": ("It covers 10² metres.", "It covers 10 2 metres."),
    "half": ("It took ½ hour.", "It took 12 hours."),
    "per cent": ("Prices rose by 5%.", "Prices rose by 5."),
    "currency": ("It cost $5 million.", "It cost €5 million."),
    "feet and inches": ("It is 5' long.", 'It is 5" long.'),
    "name": ("Mayor Anna Sample spoke.", "Mayor Anna Simple spoke."),
    "place": ("Обстріл Харкова тривав.", "Обстріл Херсона тривав."),
    "date": ("Встреча прошла 3 августа.", "Встреча прошла 4 августа."),
    "year": ("战争始于2014年。", "战争始于2015年。"),
    "negation en": ("He did not resign.", "He did resign."),
    "negation uk": ("Він не пішов.", "Він пішов."),
    "negation ru": ("Он не ушёл.", "Он ушёл."),
    "negation zh": ("他没有辞职。", "他有辞职。"),
    "case": ("He met the Polish team.", "He met the polish team."),
    "acronym": ("He told US to go.", "He told us to go."),
    "quotation": ("He said “yes”.", "He said yes."),
    "question": ("He resigned.", "He resigned?"),
    "letter": ("Він із Києва.", "Він із Кієва."),
    "yo": ("Все ушли.", "Всё ушли."),
    "figures beside wide blanks": ("着火的是１ ５号楼。", "着火的是１５号楼。"),
    "numerals with a blank": ("守军为第三 五旅。", "守军为第三五旅。"),
    "wide comma between figures": ("击落无人机3，500人撤离。", "击落无人机3,500人撤离。"),
    "wide stop between figures": ("“坦克3。5辆卡车”", "“坦克3.5辆卡车”"),
    "quotation within": ("“会谈失败”他说“没有结果”。", "“会谈失败“他说”没有结果”。"),
    "corner marks within": ("「失敗」他說「沒有」。", "「失敗「他說」沒有」。"),
    "single marks within": ("‘会谈失败’他说‘没有’。", "“会谈失败‘他说’没有”。"),
    "multiplier": ("约3万人离开。", "约3亿人离开。"),
    "Chinese numeral": ("二人受伤。", "三人受伤。"),
    "unit": ("射程为3公里。", "射程为3英里。"),
    "clock": ("It began at 10:30.", "It began at 1030."),
    "fraction": ("Some 1/2 of it.", "Some 12 of it."),
    "attribution": ("Kyiv said that Moscow lied.", "Moscow said that Kyiv lied."),
    "list": ("占1、5号楼。", "占15号楼。"),
    "script": ("國防部發言人說。", "国防部发言人说。"),
    "order": ("A left. B came.", "B came. A left."),
    "one more sentence": (EN, f"{EN}\nTwo were hurt."),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_copies_of_one_story_are_equal(one: str, other: str) -> None:
    """Another byline, dateline, credit, quote style, dash, blank or Unicode form is no news."""
    assert story(one) == story(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_changed_facts_are_another_story(one: str, other: str) -> None:
    """A changed figure, sign, name, place, date, negation, case or mark is another story."""
    assert story(one) != story(other)


def test_sentences_stay_apart() -> None:
    """The same characters, cut into other sentences, are another text."""
    assert canonical(["a b", "c"]) != canonical(["a", "b c"])
    assert canonical([]) == ""


@given(st.text() | st.text(alphabet="aйя中三5５ -—–−－─.,!，。．％%\"'“”「」『‘’…№+\n"))
def test_the_canonical_text_is_its_own(text: str) -> None:
    """What is canonical stays as it is, so that the order of steps cannot matter."""
    once = canonical(clean(text).text.split("\n"))
    assert canonical(once.split("\n")) == once


SENTENCES = (
    "The 3rd army lost 12 of its 1,200 vehicles near Odesa, “twenty-two” of them on May 14.",
    "Мер Дем’янова сказав, що 3–5 об’єктів утратили 1,5 млн грн, — «і не більше».",
    "По данным военных, на севере было −5 градусов, а 12 000 домов — без света.",
    "军方称，涡轮机厅被两枚导弹击中，导弹从3.5万米外发射，市长说：“我们不会离开。”",
)
LETTERS = {
    "en": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъАБВГҐДЕЄЖЗИІЇЙ",
    "zh": "不未没有无一二三四五六七八九十百千万亿年月日人说称",
}


def told(sentence: str) -> str:
    """Return the canonical text of one sentence as submitted."""
    return canonical([clean(sentence).text])


@given(st.sampled_from(SENTENCES), st.data())
def test_another_letter_or_digit_is_another_text(sentence: str, data: st.DataObject) -> None:
    """Whatever letter or digit is changed, the text is another."""
    at = data.draw(
        st.sampled_from([place for place, mark in enumerate(sentence) if mark.isalnum()])
    )
    alphabet = "0123456789" if sentence[at].isdigit() else "".join(LETTERS.values())
    other = data.draw(st.sampled_from([mark for mark in alphabet if mark != sentence[at]]))
    assert told(sentence[:at] + other + sentence[at + 1 :]) != told(sentence)


@given(st.sampled_from(SENTENCES), st.data())
def test_a_text_without_one_of_its_words_is_another(sentence: str, data: st.DataObject) -> None:
    """Whatever word, figure or Chinese character is left out, with its blank or without."""
    words = list(re.finditer(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+ ?", sentence))
    word = data.draw(st.sampled_from(words))
    assert told(sentence[: word.start()] + sentence[word.end() :]) != told(sentence)


@given(st.sampled_from(SENTENCES), st.data())
def test_blanks_and_invisible_characters_say_nothing(sentence: str, data: st.DataObject) -> None:
    """However many blanks stand between two words, and wherever a soft hyphen stands."""
    pieces = re.split(r"( |(?<=[，：]))", sentence)
    blanks = st.text(alphabet=" \t\u00a0\u2009\u202f\u3000\u200b\u00ad\ufeff", max_size=3)
    spread = [f"{piece}{data.draw(blanks)}" if piece in (" ", "") else piece for piece in pieces]
    at = data.draw(st.integers(0, len(sentence)))
    hidden = data.draw(st.sampled_from("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e"))
    assert told("".join(spread)) == told(sentence)
    assert told(sentence[:at] + hidden + sentence[at:]) == told(sentence)


@given(
    st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["{} km", "在{}日", "до {} осіб"])
)
def test_two_numbers_are_never_one(one: int, other: int, frame: str) -> None:
    """Different numbers give different texts."""
    assert (canonical([frame.format(one)]) == canonical([frame.format(other)])) == (one == other)


@given(st.text(alphabet="0123456789.,-+%'\"/:² ½−"), st.text(alphabet="0123456789.,-+%'\"/:² ½−"))
def test_figures_are_equal_only_as_written(one: str, other: str) -> None:
    """Between digits only the look of dashes, quotes and blanks is folded."""

    def digits(text: str) -> str:
        return "".join(mark for mark in text if mark.isdigit() or mark == "½")

    if canonical([one]) == canonical([other]):
        assert digits(one) == digits(other)
