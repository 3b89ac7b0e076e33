"""Language: named where it is certain, and never guessed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from summarizer.domain import Detection
from summarizer.tables import rows
from summarizer.text.language import detect

SHARED = Path(__file__).parents[4] / "shared" / "data" / "parallel"

# Short lines of our own, as a news desk meets them.
LINES = {
    "en": """
        The army left the town at dawn.
        What happened in the harbour?
        Two people were hurt when a shell hit the market.
        THE TOWN IS FREE AGAIN
        Talks between the two sides ended without a deal.
        The mayor said that the bridge would stay closed.
        A drone was shot down over the river.
        She wrote to her brother about the war.
        Café owner Müller was hurt in the attack.
        No one has been found under the rubble yet.
        """,
    "uk": """
        Що сталося?
        Доброго ранку з Одеси
        ЗСУ ЗВІЛЬНИЛИ СЕЛО ПІД ХАРКОВОМ
        Дякую за допомогу
        Слава Україні!
        Мешканців вивезли до сусіднього міста.
        Вночі було чутно вибухи.
        Вiйна триває вже третiй рiк
        Міст закрили, бо його треба лагодити.
        П'ятеро людей зникли безвісти.
        Він каже: «Это война», — повідомили у штабі.
        Київ
        """,
    "ru": """
        Что случилось?
        Aрмия начaлa отхoд от городa
        Жителей вывезли в соседний город.
        Ночью были слышны взрывы.
        Спасибо за помощь
        МОСТ ЗАКРЫЛИ, ЕГО НУЖНО ЧИНИТЬ
        Пять человек пропали без вести.
        Съезд прошёл в областном центре.
        Он говорит, что переговоры сорваны.
        Мэр сообщил об этом в субботу.
        """,
    "be": """
        Што здарылася?
        Жыхароў вывезлі ў суседні горад.
        Уначы былі чутныя выбухі.
        Дзякуй за дапамогу, сябры
        Мост зачынілі, яго трэба рамантаваць.
        Пяць чалавек зніклі без вестак.
        Ён кажа, што перамовы сарваныя.
        Мэр паведаміў пра гэта ў суботу.
        ВОЙСКА ПАКІНУЛА ГОРАД УНАЧЫ
        Гэта наша зямля і наш дом.
        """,
    "bg": """
        Войските на границата получиха нова заповед.
        Жителите бяха изведени в съседния град.
        През нощта се чуха взривове.
        Благодаря ви за помощта
        Мостът беше затворен за ремонт.
        Петима души са в неизвестност.
        Той каза, че преговорите са прекъснати.
        Кметът съобщи за това в събота.
        АРМИЯТА НАПУСНА ГРАДА ПРЕЗ НОЩТА
        Какво се случи в града снощи?
        """,
    "sr": """
        Војска је напустила град.
        Становници су пребачени у суседни град.
        Током ноћи чуле су се експлозије.
        Хвала вам на помоћи
        Мост је затворен због поправке.
        Пет људи се води као нестало.
        Он каже да су преговори прекинути.
        Градоначелник је то рекао у суботу.
        ШТА СЕ ДОГОДИЛО У ГРАДУ НОЋАС
        Председник је говорио у скупштини.
        """,
    "mk": """
        Војската го напушти градот.
        Жителите беа однесени во соседниот град.
        Ноќта се слушаа експлозии.
        Ви благодариме за помошта
        Мостот е затворен поради поправка.
        Пет луѓе се водат како исчезнати.
        Тој рече дека преговорите се прекинати.
        Градоначалникот го изјави тоа во сабота.
        ШТО СЕ СЛУЧИ ВО ГРАДОТ СИНОЌА
        Претседателот зборуваше во собранието за војната.
        """,
    "kk": """
        Әскер қаладан шықты.
        Тұрғындар көрші қалаға көшірілді.
        Түнде жарылыстар естілді.
        Көмегіңіз үшін рахмет
        Көпір жөндеу үшін жабылды.
        Бес адам хабарсыз кетті.
        Ол келіссөздер тоқтады деп айтты.
        Әкім бұл туралы сенбіде хабарлады.
        ҚАЛАДА НЕ БОЛДЫ
        Президент парламентте сөз сөйледі.
        """,
    "pl": """
        Wojsko opuściło miasto o świcie.
        Mieszkańców wywieziono do sąsiedniego miasta.
        W nocy słychać było wybuchy.
        Dziękuję za pomoc, przyjaciele
        Most zamknięto, bo trzeba go naprawić.
        Pięć osób zaginęło bez wieści.
        On mówi, że rozmowy zostały zerwane.
        Burmistrz poinformował o tym w sobotę.
        CO SIĘ STAŁO W NOCY W MIEŚCIE
        Prezydent przemawiał wczoraj w parlamencie.
        """,
    "ja": """
        軍は夜明けに町を離れた。
        住民は隣の町へ避難しました。
        夜に爆発音が聞こえた。
        ご支援ありがとうございます
        橋は修理のため閉鎖されている。
        五人が行方不明になった。
        首相「撤退する」
        市長は土曜日にそれを発表した。
        昨夜、町で何が起きたのか
        防衛省がイージス艦を派遣
        """,
    "ko": """
        군대가 새벽에 도시를 떠났다.
        주민들은 이웃 도시로 대피했다.
        밤에 폭발음이 들렸다.
        도와주셔서 감사합니다
        다리는 수리를 위해 폐쇄되었다.
        다섯 명이 실종되었다.
        그는 회담이 중단되었다고 말했다.
        시장은 토요일에 발표했다.
        어젯밤 도시에서 무슨 일이 있었나
        대통령 연설
        """,
    "zh-Hans": """
        军队黎明时离开了城市。
        居民被转移到邻近的城镇。
        夜里传来爆炸声。
        感谢你们的帮助
        大桥因维修关闭。
        五人失踪。
        他说：“CEASEFIRE NOW”，并要求各方停火
        市长在星期六宣布了这件事。
        昨晚城里发生了什么
        乌克兰
        """,
    "zh-Hant": """
        軍隊黎明時離開了城市。
        居民被轉移到鄰近的城鎮。
        夜裡傳來爆炸聲。
        感謝你們的幫助
        大橋因維修關閉。
        五人失蹤，臺北派出醫療隊。
        他說：CEASEFIRE NOW，並要求各方停火
        日本防衛省「イージス」艦已抵達港口，記者在現場報導
        昨晚城裡發生了甚麼
        烏克蘭
        """,
}
SERVED = ("en", "uk", "ru", "zh-Hans", "zh-Hant")


def lines(language: str) -> list[str]:
    """Return our lines in `language`."""
    return [line.strip() for line in LINES[language].strip().splitlines()]


@pytest.mark.parametrize("language", SERVED)
def test_served_languages_are_named(language: str) -> None:
    """A short line in a served language is called by its name."""
    assert {line: detect(line).language for line in lines(language)} == dict.fromkeys(
        lines(language), language
    )


@pytest.mark.parametrize("language", [tag for tag in LINES if tag not in SERVED])
def test_neighbours_are_named_or_left_open(language: str) -> None:
    """A line in a neighbouring language is called by its name or by none, and mostly named."""
    named = [detect(line).language for line in lines(language)]
    assert set(named) <= {language, None}
    assert named.count(language) >= 8


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n", id="blank"),
        pytest.param("12345 !!! 🙂", id="no letters"),
        pytest.param("https://example.com/a @marsh #war a@example.com", id="addresses only"),
        pytest.param("на", id="one Cyrillic word"),
        pytest.param("Москва", id="one name"),
        pytest.param("OK", id="one Latin word"),
        pytest.param("停火", id="Chinese, Japanese, or either script"),
        pytest.param("東京都議会選挙結果発表", id="Japanese without kana"),
        pytest.param("٣", id="a figure of another script"),
        pytest.param("Hello world привет мир", id="two scripts"),
        pytest.param("Так і не так, да и нет, было", id="two languages"),
    ],
)
def test_it_abstains(text: str) -> None:
    """Where there is nothing to tell a language by, none is named."""
    assert detect(text).language is None


def test_ukrainian_is_not_called_russian_for_want_of_its_letters() -> None:
    """A Ukrainian line without і, ї, є or ґ is Ukrainian or left open."""
    for line in [
        "Наказ командира",
        "У Нью-Йорку",
        "зараз там тихо",
        "Ворог атакував",
        "Позов подано",
    ]:
        assert detect(line).language in ("uk", None)


def test_two_languages_in_like_parts_are_left_open_and_the_greater_part_wins() -> None:
    """A text is in the language of most of it; a Ukrainian one with Russian in it never Russian."""
    uk, ru = (" ".join(lines(tag)[5:10]) for tag in ("uk", "ru"))
    assert detect(f"{uk} {uk} {uk} {ru}").language == "uk"
    assert detect(f"{uk} {ru}").language in ("uk", None)
    assert detect(f"{ru} {ru} {ru} {ru} {ru} {uk[:60]}").language == "ru"


def test_a_quotation_does_not_change_the_language() -> None:
    """A sentence in another language inside a text leaves the text what it is."""
    for outer in SERVED:
        for inner in SERVED:
            if outer[:2] != inner[:2]:
                text = " ".join([*lines(outer)[:8], lines(inner)[-2]])
                assert detect(text).language == outer


def test_chinese_scripts_go_by_the_majority_of_telling_characters() -> None:
    """One character of the other script does not turn a text; without any, it is less certain."""
    assert detect("軍隊離開了城市，台灣的后座").language == "zh-Hant"
    assert detect("军队离开了城市，他名叫陳某").language == "zh-Hans"
    plain = detect("他今天早上在家")
    assert (plain.language, plain.confidence) == ("zh-Hans", 0.5)


def test_other_alphabets_are_named() -> None:
    """A language that has a script to itself is named."""
    assert detect("Ο στρατός εγκατέλειψε την πόλη").language == "el"
    assert detect("הצבא עזב את העיר").language == "he"


def test_candidates_are_ranked() -> None:
    """At most five candidates are given, the likeliest first, with their probabilities."""
    detection = detect("Наказ командира")
    shares = [share for _, share in detection.candidates]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
    assert detection.confidence == shares[0]
    assert sum(shares) <= 1.000001
    assert detect("...") == Detection(None, 0.0)


def test_a_long_text_is_judged_by_all_of_it_and_always_alike() -> None:
    """A foreign beginning does not decide for a long text, and the answer is the same each time."""
    text = " ".join(lines("en") + lines("uk") * 40)
    assert len({detect(text) for _ in range(3)}) == 1
    assert detect(text).language == "uk"


@pytest.mark.parametrize(
    "hostile", ["a", "ы", "аa", ".", "「", "@", "a@", "w-", "http://", "а'", "\n"]
)
def test_hostile_texts_are_answered(hostile: str) -> None:
    """Two hundred thousand characters of nothing are only text."""
    assert detect(hostile * (200_000 // len(hostile))).confidence <= 1


def test_the_tables_are_well_formed() -> None:
    """Letters are small and unique, patterns compile, small words are words in small letters."""
    for _, letters, *foreign in rows("text/letters.tsv"):
        assert letters == letters.lower()
        assert len(set(letters)) == len(letters)
        assert len(foreign) <= 1
        re.compile("".join(foreign))
    for _, words in rows("text/function_words.tsv"):
        assert words == words.lower()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared parallel texts are not here")
@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "eng"), ("uk", "ukr"), ("ru", "rus"), ("zh-Hans", "zho_Hans"), ("zh-Hant", "zho_Hant")],
)
def test_real_sentences(language: str, code: str) -> None:
    """Of real sentences hardly any is left open, and no beginning of a Ukrainian one is Russian."""
    sentences = (SHARED / f"ntrex128.{code}.txt").read_text(encoding="utf-8").splitlines()[::5]
    named = [detect(sentence).language for sentence in sentences]
    assert named.count(language) >= 0.98 * len(named)
    if language == "uk":
        beginnings = [" ".join(sentence.split()[:3]) for sentence in sentences]
        assert "ru" not in {detect(beginning).language for beginning in beginnings}
