"""Sentences: where one ends, and where a stop does not end one.

In the examples a bar marks each boundary; it is taken out before the text is split.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.languages import LANGUAGES
from summarizer.tables import rows
from summarizer.text.sentences import split

SHARED = Path(__file__).parents[4] / "shared" / "data"


def cut(text: str, language: str) -> list[str]:
    """Return the sentences of `text` as strings."""
    return [span.of(text) for span in split(text, language)]


def holds(marked: str, language: str) -> None:
    """Assert that the text of `marked` is cut at its bars and nowhere else."""
    wanted = [sentence.strip() for sentence in marked.split("|")]
    assert cut(marked.replace("|", ""), language) == wanted


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "The shelling stopped at dawn. |Buses came! |Who sent them? |Nobody knew."),
        ("uk", "Удар стався вночі. |Їх вивезли. |Є поранені. |Ґрати зрізали. |Інші втекли."),
        ("ru", "Обстрел стих. |Подъехали автобусы! |Кто их прислал? |Ёлка сгорела."),
        ("zh-Hans", "炮击停止了。|车来了！|谁派来的？|没人知道"),
        ("zh-Hant", "砲擊停止了。|車來了！|誰派來的？|沒人知道"),
        ("zh-Hans", "停火。 |他们说。 |真的吗?|是的!|好"),
        ("en", "THE TOWN IS FREE. |THE ROAD IS OPEN. |GEN. COLE SPOKE."),
        ("en", "the town is free. |the road is open, e.g. for buses."),
        ("en", "One #Kyiv stands. |#Odesa too. |@marsh agrees."),
        ("en", "What?! |Never!.. |So be it."),
        ("en", "The town fell .  |The road did not ."),
    ],
)
def test_a_stop_ends_a_sentence(language: str, marked: str) -> None:
    """A stop before a capital or a Chinese character ends a sentence, in every language."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "Gen. Ray met Lt. Col. Cole and Dr. Edgar F. Marsh. |He left."),
        ("en", "Sgt. 1st Class Cole (bn. 3) and Rep. Marsh (D-Calif.) spoke. |Fine."),
        ("en", "It was Army vs. Navy, i.e. the old game, e.g. in St. Petersburg. |It ended."),
        ("uk", "Прибув ген. Мельник із полк. Іваненком. |Бій ішов у м. Суми на вул. Садовій."),
        ("uk", "Дзвонили з смт. Велике, т. зв. «республіки», див. Карту. |Усе."),
        ("ru", "В город, т. е. в г. Лесной, приехал ген. Петров с ул. Садовой. |Всё."),
    ],
)
def test_an_abbreviation_before_a_name_ends_nothing(language: str, marked: str) -> None:
    """Titles, ranks, places and "that is" are never ends."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "They took guns, vans, etc. |The rest burned."),
        ("en", "The raid began at 5 p.m. |Two men fell."),
        ("en", "The raid began at 5 p.m. Monday, or 10.30 a.m. EST. |Two men fell."),
        ("en", "He lives in the U.S. |The U.S. Army left. |U.N.-led talks failed."),
        ("en", "Acme Inc. Chairman Cole left Acme Inc. |The firm closed."),
        ("uk", "Привезли воду, ліки і т. д. |Жителям роздали їжу."),
        ("uk", "Це сталося восени у 2024 р. |Армія відійшла за р. Дніпро."),
        ("uk", "Зібрали 5 тис. грн. і 3 млн. дол. |Їх передали."),
        ("uk", "Дали 3 млрд дол. США. |Він подякував."),
        ("ru", "Ущерб 10 млн долл. США. |Он вырос."),
        ("ru", "Война шла до весны 2014 г. |Армия ушла. |Это было в XIX в. |Так говорят."),
        ("ru", "Привезли хлеб и др. |Всё раздали. |Помогли им. |Они ушли в театр им. Чехова."),
    ],
)
def test_an_abbreviation_may_end_a_sentence(language: str, marked: str) -> None:
    """Years, hours, firms and "etc." end a sentence where what follows begins one."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "On Jan. 5 No. 7 of the list came. |It was in Jan. |No. |Never."),
        ("uk", "Див. ст. 5 ч. 2 і рис. 3. |Усе."),
        ("ru", "Дом по ул. Лесной, д. 5, кв. 6. |Там тихо."),
    ],
)
def test_an_abbreviation_of_a_number_needs_the_number(language: str, marked: str) -> None:
    """Before a figure No. is an abbreviation, and otherwise a word."""
    holds(marked, language)


def test_a_date_alone_is_no_sentence() -> None:
    """A year mark after no more than a date leaves the sentence open."""
    holds("У 2024 р. Мельник очолив штаб. |Так.", "uk")
    holds("24 февраля 2022 г. Киев услышал взрывы. |Так.", "ru")


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "Envoy Lester B. Marsh met J. R. R. Cole and A.B. Ray. |He left."),
        (
            "en",
            "World War I. |The men of Plan B. |They stayed in the 1930s. |A man saw Lloyd's. |Yes.",
        ),
        ("uk", "В. В. Мельник, Дж. Марш і Ф. Лисенко. |Кінець."),
        ("ru", "А. В. Петров и Ж.-П. Марш. |Группа Б. |В городе тихо."),
    ],
)
def test_initials(language: str, marked: str) -> None:
    """A single letter is an initial, unless a word that begins sentences follows."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "Talks took 3.5 hours and cost $2.4 bn. |The fall was 1.5. |2 men left."),
        ("uk", "О 10.30 26.04.2023 почалося. |№ 5 і № 6. |Усе."),
        ("ru", "Он умер 26. 4. 2023 года. |Всё."),
        ("zh-Hans", "射程为３．５公里或3.5公里。|导弹未命中。"),
        ("en", "Version 2.0.1 is at www.acme.mil. |See https://acme.com/a.Html?b=C now. |Go."),
        ("zh-Hans", "见http://acme.cn/a?b=1。|完。"),
        ("en", "1. First we go. |2. Second we stay. |The aims: 1. Peace. |2. Land."),
        ("uk", "а) перший. |б) другий. |1. Третій."),
    ],
)
def test_figures_addresses_and_list_numbers(language: str, marked: str) -> None:
    """Stops inside figures, dates and addresses, and after list numbers, end nothing."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("uk", "Він… пішов. |… Потім повернувся."),
        ("en", "Well... maybe not. |Well… |The end."),
        ("zh-Hans", "我不知道……他走了。|是吗？！|真的！！"),
    ],
)
def test_ellipses(language: str, marked: str) -> None:
    """An ellipsis is a pause, unless a new sentence visibly begins after it."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "“Yes. No,” said Cole. |He left."),
        ("en", "“Who fired?” Colonel Ray asked. |Nobody answered."),
        ("en", "“We stay. We hold.” Colonel Ray said. |He left."),
        ("en", "He said: “We ‘stay. And hold.’ Yes.” |The men left."),
        ("en", '"Who fired?" Colonel Ray asked. |"Nobody did."'),
        ("en", "Ray said: 'We stay. We hold.' |He left."),
        ("en", "“We hold the town.” |The army left."),
        ("en", "“Is it over?” |Nobody knew that the colonel said yes."),
        ("uk", "«Хто стріляв?» — спитав полковник. |Ніхто."),
        ("uk", 'Він сказав: "Ми йдемо. Усе." |Вона мовчала.'),
        ("uk", "Він сказав: „Ми йдемо. Усе.“ |Вона мовчала."),
        ("ru", "«Мы держимся. Помощь близко.» |Так сказал мэр."),
        ("ru", "Он крикнул: «Стой! Кто идёт?» — и выстрелил. |Тишина."),
        ("ru", "Газета «Да! Нет!» вышла. |Её читают."),
        ("zh-Hans", "“停火了。炮声停了。”发言人周三对记者说。|各方欢迎。"),
        ("zh-Hans", "发言人说：“停火了。”|各方欢迎。"),
        ("zh-Hant", "「停火了。」發言人說。|『真的嗎？』他問。|各方歡迎。"),
        ("zh-Hans", "“停火了。”|各方表示欢迎。"),
        ("zh-Hans", "人们高喊“自由！”的口号。|《你好！》出版了。|完。"),
        ("zh-Hans", "炮击停了 。 ” |他们走了 。"),
    ],
)
def test_a_quotation_stays_whole_and_with_its_speaker(language: str, marked: str) -> None:
    """What stands between quotation marks is not cut, nor torn from who said it."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("uk", "— Так, — сказав він. — Ми підемо. |Усі мовчали."),
        ("ru", "— Кто там? |— Это я. |Он вошёл."),
    ],
)
def test_dialogue_dashes(language: str, marked: str) -> None:
    """Speech that its speaker interrupts goes on; another speaker's dash begins a sentence."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "He said “we stay. |The rest fled. |They ran."),
        ("en", "The soldiers' camp was hit. |The boys' school was not. |It's fine."),
        ("uk", "П'ять об’єктів. |Об\"єкт знищено. |Сім'я ціла."),
        ("ru", "ООО «Фирма «Рога» закрыто. |Все ушли. |Конец."),
        ("en", 'The 5" gun fired. |The 6" gun did not.'),
    ],
)
def test_a_lost_mark_glues_nothing(language: str, marked: str) -> None:
    """A quotation mark without its partner, or an apostrophe, does not join sentences."""
    holds(marked, language)


def test_a_very_long_quotation_is_cut_at_its_sentences() -> None:
    """A page of direct speech does not become one sentence."""
    speech = (
        "“" + "We stood there and we waited for the morning. " * 20 + "Then we left,” Cole said."
    )
    assert len(cut(speech, "en")) == 21


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "The army (it left. It did.) came back. |(He stayed.) |The end."),
        ("en", "The team (Go Army!) Colonel Ray leads won. |Fine."),
        ("zh-Hans", "（停火。撤军。）|他说。"),
        ("zh-Hant", "據悉（約3人受傷。）。|美軍抵達。"),
    ],
)
def test_brackets(language: str, marked: str) -> None:
    """A stop inside brackets does not cut; a sentence in brackets is one."""
    holds(marked, language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "He was hurt.|The army left."),
        ("uk", "Є багато поранених.|Пізніше приїхали."),
        ("en", "Node.js and Ukr.Net run. |The U.S.Army too."),
    ],
)
def test_a_missing_blank(language: str, marked: str) -> None:
    """Sentences that lost the blank between them are cut where that is plain."""
    holds(marked, language)


def test_a_line_break_always_ends_a_sentence() -> None:
    """Headings and list items, which have no stop, are sentences of their own."""
    assert cut("Heading\nThe U.S.\nArmy left.\n\n  他走了\n", "en") == [
        "Heading",
        "The U.S.",
        "Army left.",
        "他走了",
    ]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. ” \n”\nShe stayed.", ["He left. ” \n”", "She stayed."]),
        ("…\nHe left.", ["…\nHe left."]),
        ("He left! ! !", ["He left! ! !"]),
        ("***", ["***"]),
        (" \n\t", []),
        ("", []),
    ],
)
def test_a_mark_alone_is_no_sentence(text: str, sentences: list[str]) -> None:
    """A piece without letter or digit belongs to its neighbour."""
    assert cut(text, "en") == sentences


PIECES = (
    "The army|U.S.|т. д.|停火|«|»|“|”|\"|'|(|)|[1]|. |.|!|?|…|。|」|「|\n| |— |5|Cole|р.|їх|- |:|#"
)


@given(
    st.lists(st.sampled_from(PIECES.split("|")), max_size=40).map("".join),
    st.sampled_from(LANGUAGES),
)
def test_no_character_is_lost(text: str, language: str) -> None:
    """The sentences are trimmed, in order, apart, and hold every character but blanks."""
    spans = split(text, language)
    pieces = [span.of(text) for span in spans]
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece == piece.strip() != "" for piece in pieces)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize("hostile", [".", "«", '"', "(", "a", "\n", "A. ", "т. ", "“.", ". ” "])
def test_hostile_texts_are_split(hostile: str) -> None:
    """A mark repeated without end is only text."""
    text = hostile * (20_000 // len(hostile))
    assert "".join("".join(cut(text, "uk")).split()) == "".join(text.split())


def test_the_abbreviations_are_well_formed() -> None:
    """Each row has a language, an abbreviation without blanks or last stop, a class, an example."""
    classes = {"never", "number", "amount", "clause", "name"}
    seen = set()
    for language, abbreviation, meaning, example in rows("text/abbreviations.tsv"):
        assert language in {"en", "uk", "ru"}
        assert abbreviation == abbreviation.rstrip(".").replace(" ", "")
        assert meaning in classes
        assert example
        assert (language, abbreviation) not in seen
        seen.add((language, abbreviation))


def test_the_sentence_words_are_well_formed() -> None:
    """Each row has a language, a role and words in small letters."""
    for language, role, words in rows("text/sentence_words.tsv"):
        assert language in {"en", "uk", "ru", "zh"}
        assert role in {"starts", "goes_on", "says"}
        assert words == words.lower()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
@pytest.mark.parametrize("language", LANGUAGES)
def test_real_articles_lose_nothing(language: str) -> None:
    """Every article of the shared data is cut without loss, and no sentence is a monster."""
    for path in sorted((SHARED / "articles").glob(f"{language.split('-')[0]}-*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        if article["language"] == language:
            sentences = cut(article["text"], language)
            assert "".join("".join(sentences).split()) == "".join(article["text"].split())
            assert max(map(len, sentences)) < 1500
