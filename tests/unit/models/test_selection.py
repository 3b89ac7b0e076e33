"""Which sentences tell the story: summarizer.models.selection and .salience."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.models.salience import Salience
from summarizer.models.selection import select

NTREX = Path(__file__).parents[4] / "shared" / "data" / "parallel"
CODES = {"en": "eng", "uk": "ukr", "ru": "rus", "zh-Hans": "zho_Hans", "zh-Hant": "zho_Hant"}

# One story, line by line, in four languages.
HARBOUR = {
    "en": [
        "Harbour town loses its bridge",
        "Shelling destroyed the bridge of the harbour town Verbivka on Monday, the council said.",
        "Who fired?",
        "The bridge carried the only road to the harbour and to the town's hospital.",
        "He spoke of a hard night.",
        "Crews will lay a floating bridge to the harbour by Friday, the council of Verbivka said.",
        "The weather was fine.",
    ],
    "uk": [
        "Портове місто втратило міст",
        "Обстріл зруйнував у понеділок міст портового міста Вербівка, повідомила рада.",
        "Хто стріляв?",
        "Мостом проходила єдина дорога до порту та до міської лікарні.",
        "Він говорив про важку ніч.",
        "До п’ятниці бригади наведуть понтонний міст до порту, повідомила рада Вербівки.",
        "Погода була гарна.",
    ],
    "ru": [
        "Портовый город лишился моста",
        "Обстрел разрушил в понедельник мост портового города Вербовка, сообщил совет.",
        "Кто стрелял?",
        "По мосту проходила единственная дорога к порту и к городской больнице.",
        "Он говорил о тяжёлой ночи.",
        "К пятнице бригады наведут понтонный мост к порту, сообщил совет Вербовки.",
        "Погода была хорошей.",
    ],
    "zh-Hans": [
        "港口城市失去大桥",
        "市议会表示，周一的炮击摧毁了港口城市韦尔比夫卡的大桥。",
        "是谁开的火？",
        "通往港口和市医院的唯一道路就在这座大桥上。",
        "他谈到了艰难的一夜。",
        "韦尔比夫卡市议会表示，工程队将在周五前架设通往港口的浮桥。",
        "天气晴朗。",
    ],
}


@pytest.mark.parametrize("language", HARBOUR)
def test_the_lead_and_what_the_story_is_about_are_chosen(language: str) -> None:
    """Headline, question, loose pronoun and small talk stay out, in each language alike."""
    assert select(HARBOUR[language], 3, language) == (1, 3, 5)


@pytest.mark.parametrize("language", HARBOUR)
def test_a_headline_is_the_last_that_fills_a_summary_up(language: str) -> None:
    """Whole sentences go before a headline; questions only where nothing else is left."""
    assert 0 not in select(HARBOUR[language], 5, language)
    assert select(HARBOUR[language], 6, language) == (0, 1, 3, 4, 5, 6)


def test_the_title_is_a_signal_and_never_chosen() -> None:
    """A sentence that says the title again, capitals and stops aside, is not for the summary."""
    sentences = ["Bridge of Verbivka destroyed.", "Rain fell.", "A bridge of Verbivka is gone."]
    assert select(sentences, 2, "en", title="Bridge of Verbivka destroyed") == (1, 2)


@pytest.mark.parametrize(("title", "best"), [("An ox is lost", 1), ("A yak is lost", 2)])
def test_a_title_raises_the_sentence_that_it_is_about(title: str, best: int) -> None:
    """Of sentences alike in all else, the one that says the title's words gains most."""
    sentences = [
        f"The {animal} of the northern farm ran over the field." for animal in ("cow", "ox", "yak")
    ]

    def scores(headline: str) -> list[float]:
        return Salience(sentences, [True] * 3, "en", headline, from_the_top=True).scores(2)

    gains = [a - b for a, b in zip(scores(title), scores(""), strict=True)]
    assert max(range(3), key=gains.__getitem__) == best


def test_a_longer_summary_has_more_from_beyond_the_lead() -> None:
    """The more sentences are asked for, the less a place near the first one is worth."""
    sentences = [
        f"The {animal} of the northern farm ran over the field." for animal in ("cow", "pig", "yak")
    ]
    salience = Salience(sentences, [True] * 3, "en", None, from_the_top=True)
    shares = [last / first for first, _, last in (salience.scores(count) for count in (1, 2, 4, 8))]
    assert shares == sorted(set(shares), reverse=True)


def test_a_longer_summary_has_shorter_sentences() -> None:
    """The more sentences are asked for, the less a long one gains by telling more in all."""
    sentences = [
        "The bridge of Verbivka is destroyed.",
        "The bridge of Verbivka is destroyed, and its council meets in the school by the harbour.",
        "The harbour of Verbivka is closed, and its council meets in the school.",
    ]
    salience = Salience(sentences, [False] * 3, "en", None, from_the_top=False)
    gains = [long - short for short, long, _ in (salience.scores(count) for count in (1, 2, 4, 8))]
    assert gains == sorted(set(gains), reverse=True)


def test_a_sentence_without_letters_has_no_salience_however_many_are_asked_for() -> None:
    """A line of marks tells nothing, in a summary of one as of thousands."""
    salience = Salience(["Rain fell.", "—", "Rain."], [True] * 3, "en", None, from_the_top=True)
    assert [salience.scores(count)[1] for count in (1, 5_000)] == [0, 0]


def test_a_sentence_that_says_nearly_the_same_is_worth_nothing() -> None:
    """One word changed is no second fact, however well the sentence is placed."""
    sentences = [
        "The council of Verbivka will rebuild the bridge over the harbour by May.",
        "Koval said the council of Verbivka will rebuild the bridge over the harbour by June.",
        "Rain fell on the plain for the third day.",
        "Trains run again.",
    ]
    assert select(sentences, 2, "en") == (0, 2)


def test_what_refers_back_comes_with_what_it_refers_to() -> None:
    """A sentence that leans on the one before is chosen only along with it."""
    sentences = [
        "Council member Olena Hrytsenko opened the bridge over the harbour of Verbivka.",
        "She said that the bridge over the harbour of Verbivka had been rebuilt in a year.",
        "Rain fell on Monday.",
        "He drove home over the new bridge of Verbivka and along the harbour at night.",
        "Snow is near.",
    ]
    assert select(sentences, 2, "en") == (0, 1)
    for count in range(1, 6):
        chosen = select(sentences, count, "en")
        assert all(index - 1 in chosen for index in (1, 3) if index in chosen)


def test_a_list_is_read_from_its_top_with_what_announces_it() -> None:
    """Where items are what a text says, the announcement comes with the first of them."""
    losses = [
        "The losses of the garrison by 3 May were about:",
        "people – 120 (+4),",
        "boats – 7 (+0),",
        "lorries – 31 (+2),",
        "cranes – 2 (+0).",
        "Together to victory!",
    ]
    assert select(losses, 2, "en") == (0, 1)
    assert select(losses, 3, "en")[:2] == (0, 1)
    assert 0 not in select(losses, 1, "en")


def test_an_announcement_is_not_chosen_in_prose() -> None:
    """'The mayor said:' tells nothing."""
    sentences = [
        "The mayor of Verbivka said of the bridge over the harbour:",
        "Rain fell on Monday.",
        "Crews worked on the bridge of Verbivka until the evening.",
    ]
    assert select(sentences, 2, "en") == (1, 2)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@given(
    sentences=st.lists(st.text(min_size=1, max_size=50), min_size=1, max_size=25, unique=True),
    count=st.integers(1, 30),
)
def test_there_are_as_many_as_asked_for(language: str, sentences: list[str], count: int) -> None:
    """Whatever the sentences are, `count` of them come back, fewer only where they repeat."""
    chosen = select(sentences, count, language)
    assert list(chosen) == sorted(set(chosen))
    assert 1 <= len(chosen) <= min(count, len(sentences))


@pytest.mark.parametrize(
    "sentence",
    [
        "a" * 200_000,
        "(" * 100_000,
        '"' * 199_999,
        "." * 200_000,
        "it is " + "a " * 99_000,
        "« " * 9**5,
    ],
    ids=["one word", "brackets", "quotation marks", "stops", "opener", "opening marks"],
)
def test_one_monstrous_sentence_is_weighed_like_any_other(sentence: str) -> None:
    """No mark or opener is searched for again and again: this ends at once."""
    assert select([sentence, "Rain fell on Monday."], 1, "en")


def test_ten_thousand_sentences_are_all_weighed() -> None:
    """The last of very many sentences can still be chosen."""
    sentences = [f"Item {number} rests." for number in range(9_999)] + [
        "Truce: Item 7 rests no more."
    ]
    assert len(select(sentences, 8, "en")) == 8


@pytest.mark.skipif(
    not NTREX.is_dir(), reason="the parallel documents are not beside this checkout"
)
@pytest.mark.parametrize("count", [2, 5])
def test_translations_of_a_document_get_the_same_sentences(count: int) -> None:
    """The choice in a translation is the one in English for .85 of the sentences and more."""
    names = (NTREX / "ntrex128.docids.txt").read_text(encoding="utf-8").split()
    lines = {
        tag: (NTREX / f"ntrex128.{code}.txt").read_text(encoding="utf-8").splitlines()
        for tag, code in CODES.items()
    }
    documents = [[i for i, of in enumerate(names) if of == name] for name in dict.fromkeys(names)]
    chosen = {
        tag: [set(select([of[i].strip() for i in numbers], count, tag)) for numbers in documents]
        for tag, of in lines.items()
    }
    for tag in CODES:
        shared = [
            len(theirs & english) / len(english)
            for theirs, english in zip(chosen[tag], chosen["en"], strict=True)
        ]
        assert sum(shared) / len(shared) >= 0.85, tag
