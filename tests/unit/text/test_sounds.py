"""How alike names sound, across alphabets and in Chinese."""

from __future__ import annotations

import pytest

from summarizer.text.sounds import (
    Sound,
    chinese_sound,
    is_transcribing,
    likeness,
    sounds,
    syllable,
    syllables,
)


def alike(one: str, other: str) -> float:
    """Return how alike two words are at best."""
    return max(likeness(a, b) for a in sounds(one) for b in sounds(other))


@pytest.mark.parametrize(
    ("english", "cyrillic"),
    [
        ("Trump", "Трампом"),
        ("Juncker", "Юнкера"),
        ("George", "Джордж"),
        ("Wright", "Райт"),
        ("Willoughby", "Вілоубі"),
        ("Rosenstein", "Розенштейну"),
        ("Weijia", "Вэйцзя"),
        ("Lombok", "Ломбоці"),
        ("Sanford", "Сэнфорда"),
    ],
)
def test_a_name_sounds_like_its_transcription(english: str, cyrillic: str) -> None:
    """In Ukrainian and Russian, in any case."""
    assert alike(english, cyrillic) >= 0.9


@pytest.mark.parametrize(
    ("english", "cyrillic"),
    [("Bean", "Боб"), ("Black", "Чёрный"), ("Trump", "Джонсон"), ("Tellis", "Дэвис")],
)
def test_another_name_does_not(english: str, cyrillic: str) -> None:
    """Another name of much the same length is another name."""
    assert alike(english, cyrillic) < 0.8


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Gallagher", "加拉格尔"),
        ("Rosenstein", "羅森斯坦"),
        ("Farage", "法拉奇"),
        ("Sanford", "桑福德"),
    ],
)
def test_a_name_sounds_like_its_characters(english: str, chinese: str) -> None:
    """Of either script."""
    said = sum(map(chinese_sound, chinese), Sound((), 0))
    assert likeness(sounds(english)[0], said) >= 0.9


def test_characters_have_their_syllables() -> None:
    """Common ones by the order of GB 2312, rarer and traditional ones too."""
    assert [syllable(sign) for sign in "北京习普澤瑾"] == ["bei", "jing", "xi", "pu", "ze", "jin"]
    assert syllable("x") == ""


def test_pinyin_is_told_from_other_spellings() -> None:
    """A Chinese name is its syllables; another word has none."""
    assert syllables("Guangming") == ("guang", "ming")
    assert syllables("Zelensky") == ()


def test_foreign_names_are_written_with_certain_characters() -> None:
    """斯 and 澤 are of them, 的 and 是 are not."""
    assert [is_transcribing(sign) for sign in "斯澤的是"] == [True, True, False, False]


def test_no_sound_is_like_nothing() -> None:
    """A word of vowels alone is like no other."""
    assert likeness(sounds("Oia")[0], sounds("Трамп")[0]) == 0
    assert likeness(sounds("Oia")[0], sounds("Aia")[0]) == 0
