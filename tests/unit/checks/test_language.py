"""Languages and scripts: summarizer.checks.language."""

from __future__ import annotations

import pytest

from summarizer.checks.language import check
from summarizer.domain import Claim, Pair
from summarizer.tables import rows

SOURCE = "The rescuers found three people under the bridge in Sumy."
RIGHT = {
    "uk": "Рятувальники знайшли трьох людей під мостом у Сумах.",
    "ru": "Спасатели нашли троих людей под мостом в Сумах.",
    "zh-Hans": "救援人员在苏梅的一座桥下找到了三个人。",
    "zh-Hant": "救援人員在蘇梅的一座橋下找到了三個人。",
}


def checks(source: str, output: str, pair: Pair) -> set[str]:
    """Return what the check finds."""
    return {flag.check for flag in check(Claim(output, source, pair))}


@pytest.mark.parametrize(
    ("target", "served"),
    [(target, served) for target in RIGHT for served in RIGHT if target != served],
)
def test_another_language_never_passes(target: str, served: str) -> None:
    """Every other language and script is seen, the nearest neighbours included."""
    assert "language" in checks(SOURCE, RIGHT[served], Pair("en", target))


@pytest.mark.parametrize(
    ("source", "output", "target"),
    [
        pytest.param("Nobody was hurt.", "Никто не пострадал.", "uk", id="short-russian"),
        pytest.param("The bus burnt.", "Автобус сгорел.", "uk", id="two-words-of-russian"),
        pytest.param("They hid. It rained.", "Вони сховались. Шёл дождь.", "uk", id="one-sentence"),
        pytest.param("Rain fell at night.", "Ноччу ішоў дождж.", "uk", id="belarusian"),
        pytest.param("Rain fell at night.", "Валеше дъжд през нощта.", "ru", id="bulgarian"),
        pytest.param("Rain fell.", "Пішов дощ.", "ru", id="short-ukrainian"),
        pytest.param("The dog barked.", "The собака гавкав.", "en", id="foreign-word-in-english"),
        pytest.param("狗叫了。", "The 狗 barked.", "en", id="character-in-english"),
        pytest.param("The dog barked at him.", "那只狗對他叫。", "zh-Hans", id="one-character"),
    ],
)  # fmt: skip
def test_short_and_mixed_texts_are_read_by_sentence_and_letter(
    source: str, output: str, target: str
) -> None:
    """A sentence of few words, or one of several, in another language is seen."""
    origin = "zh-Hans" if source.startswith("狗") else "en" if target != "en" else "uk"
    assert "language" in checks(source, output, Pair(origin, target))


@pytest.mark.parametrize(
    "output",
    ["雨停了天亮了他们走出了地下室", "雨停了,天亮了,他们走出了地下室。"],
    ids=["none", "narrow"],
)
def test_chinese_needs_its_marks(output: str) -> None:
    """Chinese without punctuation, or with Latin marks, is not as Chinese is written."""
    source = "The rain ended, day broke, and they left the cellar."
    assert "language" in checks(source, output, Pair("en", "zh-Hans"))


def test_a_change_of_script_is_held_against_the_conversion() -> None:
    """A character that was left, or became a rare one, is seen though its script is right."""
    pair = Pair("zh-Hant", "zh-Hans")
    assert checks("他看著我，呼吸。", "他看着我，呼吸。", pair) == set()
    assert checks("他看著我，呼吸。", "他看著我，呼吸。", pair) == {"language"}
    assert checks("他看著我，呼吸。", "他看着我，唿吸。", pair) == {"language"}


def test_words_of_neighbours_are_of_languages_that_are_checked() -> None:
    """The table of neighbours' words names languages that have an alphabet, and no other."""
    assert {language for language, _ in rows("text/neighbour_words.tsv")} == {"uk", "ru"}
    assert {language for language, _ in rows("text/sizes.tsv")} == {"en", *RIGHT}


def test_foreign_names_make_no_foreign_sentence() -> None:
    """Of a sentence that is all names but for two words, nothing is sure."""
    claim = Claim("Wojciech Szczesny turned 25 on Saturday.", "...", Pair("en", "en"), ("...",))
    assert "error" not in {flag.severity for flag in check(claim)}
