"""Which sentences can be read alone: summarizer.models.standing."""

from __future__ import annotations

import pytest

from summarizer.languages import primary
from summarizer.models.standing import Standing, leans, standings
from summarizer.tables import rows

OPENERS = [
    (language, kind, opener.strip())
    for language, kind, openers in rows("text/openers.tsv")
    for opener in openers.split(";")
]
TAGS = {"en": "en", "uk": "uk", "ru": "ru", "zh": "zh-Hans"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Crews restored supply by evening.", Standing.WHOLE),
        ("Мер заявив: «Ми готові».", Standing.WHOLE),
        ("「我們準備好了。」市長說。", Standing.WHOLE),
        ('Він згадав об"єкт на околиці.', Standing.WHOLE),
        ("70-летний мэр вернулся в город.", Standing.WHOLE),
        ("Harbour reopens after shelling", Standing.FRAGMENT),
        ("• Two bridges were repaired.", Standing.FRAGMENT),
        ("3) two bridges", Standing.FRAGMENT),
        ("special equipment – 27.", Standing.FRAGMENT),
        ("MAYOR KOVAL: We shall rebuild.", Standing.FRAGMENT),
        ("Разом переможемо!", Standing.CALL),
        ("The mayor said the following:", Standing.ANNOUNCEMENT),
        ("市长表示：", Standing.ANNOUNCEMENT),
        ("Who shelled the harbour?", Standing.PART),
        ("他问：“谁干的？”", Standing.PART),
        ('"We are ready, the mayor said.', Standing.PART),
        ("Мы готовы», — сказал мэр.", Standing.PART),
        ("市長說：「我們準備好了。", Standing.PART),
    ],
)
def test_marks_tell_what_a_sentence_is(sentence: str, expected: Standing) -> None:
    """A headline, an item, a call, an announcement, a question and half a quotation show."""
    assert standings([sentence]) == (expected,)


def test_the_last_item_of_a_list_is_an_item() -> None:
    """What follows a line that ends in a comma goes on with its list, full stop or not."""
    assert standings(["Tanks – 8,", "Boats – 4."]) == (Standing.FRAGMENT, Standing.FRAGMENT)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "He also said that the road was open."),
        ("en", "However, the road is closed."),
        ("en", "It’s the second attack this week."),
        ("en", '"We are ready," the mayor said.'),
        ("uk", "Однак дорогу закрито."),
        ("uk", "За його словами, дорогу відкриють у травні."),
        ("uk", "«Ми готові», — сказав мер."),
        ("ru", "Он добавил, что дорога открыта."),
        ("ru", "Об этом сообщил мэр."),
        ("zh-Hans", "但是道路仍然关闭。"),
        ("zh-Hans", "“我们准备好了，”市长说。"),
        ("zh-Hant", "他還表示，道路已經開放。"),
    ],
)
def test_a_sentence_that_refers_back_leans(language: str, sentence: str) -> None:
    """Pronouns, connectives and direct speech at the start need the sentence before."""
    assert leans(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The road is open, he said."),
        ("en", "IT specialists left the town."),
        ("en", "This week the road reopened."),
        ("en", "It is not known who fired."),
        ("en", "It was confirmed on Monday that the road is open."),
        ("en", '"Harbour" is the name of the operation.'),
        ("uk", "«Гавань» відкрили у травні."),
        ("uk", "Цього тижня дорогу відкрили."),
        ("ru", "И. Ковальчук открыл дорогу."),
        ("ru", "Иван Ковальчук открыл дорогу."),
        ("zh-Hans", "也门首都传出爆炸声。"),
        ("zh-Hans", "这名市长周一宣布开放道路。"),
        ("zh-Hant", "其他道路仍然關閉。"),
    ],
)
def test_a_sentence_that_only_looks_so_stands(language: str, sentence: str) -> None:
    """Initials, capitals, dates, dummy subjects and names in quotation marks refer to nothing."""
    assert not leans(sentence, language)


@pytest.mark.parametrize(("language", "kind", "opener"), OPENERS)
def test_every_opener_of_the_table_works(language: str, kind: str, opener: str) -> None:
    """Each row is found at the start of a sentence, and its kind decides."""
    filled = opener.replace("…", "known by now")
    rest = "港口。" if language == "zh" else " harbour."
    sentence = filled[:1].upper() + filled[1:] + rest
    assert leans(sentence, TAGS[language]) is (kind == "leans")


def test_the_table_knows_only_its_columns() -> None:
    """A linguist's slip (another language, another kind, a comma for a tab) is seen."""
    assert {language for language, _, _ in OPENERS} == {primary(tag) for tag in TAGS.values()}
    assert {kind for _, kind, _ in OPENERS} == {"leans", "stands"}
    assert all(opener and opener == opener.lower() for _, _, opener in OPENERS)


@pytest.mark.parametrize(
    ("language", "pronouns"),
    [
        ("en", "He|She|They|It|His|Her|Their|Its|These|Those|The latter|The former|Both of them"),
        (
            "uk",
            "Він|Вона|Воно|Вони|Його|Її|Їх|Їхній|Йому|Їй|Їм|Цей|Ця|Це|Обидва|За його словами",
        ),
        ("ru", "Он|Она|Оно|Они|Его|Её|Их|Ему|Ей|Им|Этот|Эта|Это|Эти|Оба|По его словам"),
        ("zh-Hans", "他|她|它|他们|她们|它们|他的|其|后者|前者|这些|两人|双方|该组织|其中|此举"),
        ("zh-Hant", "他|她|它|他們|她們|它們|他的|其|後者|前者|這些|兩人|雙方|該組織|其中|此舉"),
    ],
)
def test_a_pronoun_leans_on_whom_it_means(language: str, pronouns: str) -> None:
    """A sentence that opens with any pronoun of the third person needs the one before it."""
    blank = "" if language.startswith("zh") else " "
    for pronoun in pronouns.split("|"):
        assert leans(f"{pronoun}{blank}...", language), pronoun
