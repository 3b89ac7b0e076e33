"""The text that a reader may see: summarizer.text.clean and its line breaks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.clean import CleanText, clean

# Texts of the characters that cleaning is about: marks, jamo, blanks, line ends, invisible ones.
texts = st.text() | st.text(
    alphabet="aAбБїй停。，. ,-\u0301\u0306\u0308\u0323\u1100\u1161\u11a8\n\r\t\u00a0\u3000\u2028"
    "\u00ad\u200b\u202e\ufeff\x00\ud800'’«»“—"
)


def source(cleaned: CleanText, submitted: str, part: str) -> str:
    """Return what was submitted where `part` stands in the cleaned text."""
    start = cleaned.text.index(part)
    return cleaned.span(start, start + len(part)).of(submitted)


@pytest.mark.parametrize(
    ("submitted", "text"),
    [
        ("Kyiv\x00 \x07held\x9d.", "Kyiv held."),
        ("Some 3\x965 of \x93us\x94 paid \x8020\x85", "Some 3–5 of “us” paid €20"),
        ("Killed\x1f3\x1f14", "Killed 3 14"),
        ("\ufeffKyiv \u202eheld\u202c\u200f.", "Kyiv held."),
        ("Ky\u00adiv he\u200bl\u2060d\u200d.", "Kyiv held."),
        ("Kyiv\ufe0f held\U000e0041.", "Kyiv held."),
        ("Kyiv \ud800held\udfff.", "Kyiv held."),
        ("Kyiv\u00a0held\u202fthe\u3000\tline .", "Kyiv held the line ."),
        ("  Kyiv   held.  \n ", "Kyiv held."),
        ("Кии\u0306в", "Кий" + "в"),
        ("Cafe\u0301 \u1112\u1161\u11ab", "Café 한"),
        ("e\u200d\u0301", "é"),
        ("“Ні”, — «так» 「好」", "“Ні”, — «так» 「好」"),
        ("", ""),
        (" \u00a0\n\u200b", ""),
    ],
)
def test_what_a_reader_sees(submitted: str, text: str) -> None:
    """Invisible characters go, blanks are single, letters are composed, typography stays."""
    assert clean(submitted).text == text


def test_plain_folds_quotes_apostrophes_and_dashes_one_to_one() -> None:
    """`plain` is as long as `text` and keeps one style of each mark."""
    cleaned = clean("«А» “b” „c‟ 「停」 ‘d’ п’ять пʼять п′ять п`ять 1–2 — 3−4 ‒ 5‑6 ＂x＂ ＇y＇")
    assert cleaned.plain == (
        '"А" "b" "c" "停" \'d\' п\'ять п\'ять п\'ять п\'ять 1-2 - 3-4 - 5-6 "x" \'y\''
    )
    assert len(cleaned.plain) == len(cleaned.text)


def test_look_alike_letters_are_left_alone() -> None:
    """A Latin letter inside a Cyrillic word is what was submitted, and stays."""
    assert clean("Aрмия").text == "Aрмия"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_ends_a_block(end: str) -> None:
    """All line ends are one, and a blank line is kept as one blank line."""
    assert clean(f"One fell.{end}Two rose.").text == "One fell.\nTwo rose."
    assert clean(f"One fell. {end} {end}{end}Two rose.").text == "One fell.\n\nTwo rose."


@pytest.mark.parametrize(
    ("submitted", "part", "origin"),
    [
        ("A  B\u00a0\u00a0C", "B C", "B\u00a0\u00a0C"),
        ("\ufeffwa\u00adter is", "water", "wa\u00adter"),
        ("кии\u0306в", "й", "и\u0306"),
        ("x\u1112\u1161\u11aby", "한", "\u1112\u1161\u11ab"),
        ("Rain fell on\r\nthe town.", "on the", "on\r\nthe"),
        ("\u200bend\u200b", "end", "end"),
    ],
)
def test_a_span_leads_back_to_the_text_as_submitted(submitted: str, part: str, origin: str) -> None:
    """The span covers all that a part was made of, and no more at its ends."""
    assert source(clean(submitted), submitted, part) == origin


@pytest.mark.parametrize(
    ("submitted", "text"),
    [
        ("Shelling damaged the plant on\nthe river.", "Shelling damaged the plant on the river."),
        ("Обстріл пошкодив водогін\nу понеділок.", "Обстріл пошкодив водогін у понеділок."),
        ("The well-\nknown mayor spoke.", "The well-known mayor spoke."),
    ],
)
def test_a_line_that_goes_on_with_a_small_letter_is_joined(submitted: str, text: str) -> None:
    """A break in mid-sentence becomes a blank, and nothing after a hyphen."""
    assert clean(submitted).text == text


def test_a_text_wrapped_at_a_column_becomes_paragraphs() -> None:
    """Where the next word had no room the break is soft, before a capital too."""
    wrapped = (
        "Shelling damaged the water plant and two schools in the town on\n"
        "Monday morning, the regional council said. Crews restored supply\n"
        "to half of the town by evening, and trucks brought water to the\n"
        "hospital. The mayor, Anna Sample, asked residents to boil it.\n"
        "\n"
        "The plant will be repaired by June, said the engineer from Lviv\n"
        "Polytechnic who leads the works.\n"
        "He came on Sunday."
    )
    first, second, third = clean(wrapped).text.replace("\n\n", "\n").split("\n")
    assert first.startswith("Shelling")
    assert first.endswith("boil it.")
    assert second.endswith("from Lviv Polytechnic who leads the works.")
    assert third == "He came on Sunday."


def test_a_wrapped_chinese_text_is_joined_without_blanks() -> None:
    """Chinese lines that fill the same columns are one paragraph."""
    lines = [
        "供水设施周一早上在炮击中受损，两所学校也被击中，地区委员会当天",
        "发表声明说，抢修人员傍晚恢复了半个城镇的供水，卡车把饮用水送到",
        "医院。市长要求居民把水煮沸，直到实验室检测完所有的管道为止。",
    ]
    assert clean("\n".join(lines)).text == "".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "Killed: 3\nWounded: 14\nMissing: 2",
        "Kharkiv region\nSumy region\nChernihiv region",
        "Water plant hit\nBy Anna Sample\nShelling damaged the plant.",
        "Troops near the town\nThe army left the town on Monday, the council said.",
        "The talks have three aims:\nan exchange of prisoners\nsafe passage\na pause",
        "- 800 systems;\n- 200 launchers and\n- 20 boats",
        "He came.\nshe left.",
        "死亡：3人\n受伤：14人\n失踪：2人",
        "乌克兰供水设施受损\n供水设施周一早上在炮击中受损，两所学校也被击中，地区委员会说。",
        "Обстріл пошкодив водогін.\nВоду дали надвечір.",
        "Міст відкрили в червні\nВодогін полагодили в липні\nШколу відбудували у серпні цього року",
    ],
)
def test_lists_headlines_and_sentences_keep_their_lines(text: str) -> None:
    """A line of its own stays one."""
    assert clean(text).text == text


@given(texts)
def test_cleaning_twice_changes_nothing(submitted: str) -> None:
    """A clean text is clean."""
    text = clean(submitted).text
    assert clean(text).text == text


@given(texts)
def test_the_map_is_complete_and_in_order(submitted: str) -> None:
    """Each character has a source that is not empty, inside the text, and in order."""
    cleaned = clean(submitted)
    assert len(cleaned.text) == len(cleaned.plain) == len(cleaned.starts) == len(cleaned.ends)
    assert list(cleaned.starts) == sorted(cleaned.starts)
    assert list(cleaned.ends) == sorted(cleaned.ends)
    assert all(
        0 <= start < end <= len(submitted)
        for start, end in zip(cleaned.starts, cleaned.ends, strict=True)
    )


@given(texts, st.data())
def test_a_span_holds_what_it_shows(submitted: str, data: st.DataObject) -> None:
    """The source of a part, made clean again, has the letters of that part."""
    cleaned = clean(submitted)
    if not cleaned.text:
        return
    start = data.draw(st.integers(0, len(cleaned.text) - 1))
    end = data.draw(st.integers(start + 1, len(cleaned.text)))
    again = clean(cleaned.span(start, end).of(submitted)).text
    assert "".join(cleaned.text[start:end].split()) in "".join(again.split())


@given(texts)
def test_the_text_is_composed_and_shows_nothing_invisible(submitted: str) -> None:
    """The text is in NFC, can be encoded, and holds no control but the line end."""
    text = clean(submitted).text
    assert unicodedata.is_normalized("NFC", text)
    text.encode("utf-8")
    assert not {mark for mark in text if unicodedata.category(mark) == "Cc"} - {"\n"}
    assert text == text.strip()
    assert not any(twins in text for twins in ("  ", " \n", "\n ", "\n\n\n"))


@pytest.mark.parametrize(
    "submitted",
    [
        "a" * 200_000,
        "\n" * 200_000,
        "a\n" * 100_000,
        "A\na" * 66_000,
        "a" + "\u0301\u0323" * 100_000,
        "a\u200b" * 100_000,
        " \t" * 100_000,
        ("停" * 30 + "\n") * 6_000,
    ],
    ids=["word", "lines", "letters", "joins", "marks", "hidden", "blanks", "wrapped"],
)
def test_hostile_text_comes_to_an_end(submitted: str) -> None:
    """No text makes cleaning take quadratic time (such a one would hang this test)."""
    assert len(clean(submitted).text) <= len(submitted)
