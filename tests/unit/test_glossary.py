"""The glossary: its tables, what it finds in a text, and a caller's terms over it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from opencc import OpenCC

from summarizer.domain import GlossaryTerm
from summarizer.glossary import KINDS, Entry, Glossary, entries, shipped
from summarizer.languages import LANGUAGES
from summarizer.tables import rows
from summarizer.text.inflection import INFLECTED, inflect, nominative

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = shipped().entries
WRITINGS = {
    "en": r"[A-Za-z\u00c0-\u024f]+",
    "uk": r"[а-щьюяєіїґ]+|[a-z]+",
    "ru": r"[а-яё]+|[a-z]+",
    "zh-Hans": r"[a-z\u3400-\u9fff]+",
    "zh-Hant": r"[a-z\u3400-\u9fff]+",
}


def spoken_of(text: str, language: str, glossary: Glossary | None = None) -> list[str]:
    """Return the keys of the entries that a text speaks of, in order."""
    found = (glossary or shipped()).mentions(text, language)
    return list(dict.fromkeys(mention.entry.key for mention in found))


def test_the_shipped_glossary_covers_the_beat() -> None:
    """There are hundreds of entries, of every kind."""
    assert len(ENTRIES) > 1000
    assert {entry.kind for entry in ENTRIES} == set(KINDS)


def test_every_entry_is_named_in_every_language() -> None:
    """No row of the shipped tables has an empty column."""
    assert [entry.key for entry in ENTRIES if set(entry.names) != set(LANGUAGES)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_belongs_to_one_entry(language: str) -> None:
    """No name is that of two entries, nor twice that of one."""
    owners = defaultdict(list)
    for entry in ENTRIES:
        for form in entry.names[language]:
            owners[nominative(form)].append(entry.key)
    assert {form: keys for form, keys in owners.items() if len(set(keys)) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_in_its_language_s_writing(language: str) -> None:
    """No word mixes alphabets, and no Ukrainian or Russian one has the other's letters."""
    said = [
        word
        for entry in ENTRIES
        for form in (*entry.names[language], *entry.words.get(language, ()))
        for word in re.findall(r"[^\W\d_]+", nominative(form))
    ]
    written = re.compile(WRITINGS[language], re.IGNORECASE)
    assert [word for word in said if not written.fullmatch(word)] == []


def test_traditional_names_are_those_of_the_simplified_column() -> None:
    """Every mainland name is found in traditional characters too, whatever Taiwan writes."""
    convert = OpenCC("s2tw").convert
    assert [
        form
        for entry in ENTRIES
        for form in entry.names["zh-Hans"]
        if convert(form) not in entry.names["zh-Hant"]
    ] == []


def test_every_ukrainian_and_russian_form_inflects() -> None:
    """Every class that a form names exists and fits it."""
    for entry in ENTRIES:
        for language in INFLECTED:
            for form in (*entry.names[language], *entry.words.get(language, ())):
                assert len(inflect(form, language)) == 6


def test_what_stands_for_what_is_in_the_glossary() -> None:
    """Both sides of every row of stands_for.tsv are entries."""
    keys = {entry.key for entry in ENTRIES}
    said = {
        name.strip()
        for one, others in rows("glossary/stands_for.tsv")
        for name in (one, *others.split(";"))
    }
    assert said - keys == set()


@pytest.mark.parametrize(
    ("language", "text", "keys"),
    [
        ("en", "Zelenskyy met Xi Jinping", ["Zelensky", "Xi Jinping"]),
        ("en", "Kyiv's mayor and the U.S. envoy", ["Kyiv", "United States"]),
        ("en", "tell us who likes turkey", []),
        ("uk", "Зеленського, Залужному, під Бахмутом", ["Zelensky", "Zaluzhny", "Bakhmut"]),
        ("uk", "у Києві, з Харкова, в Авдіївці", ["Kyiv", "Kharkiv", "Avdiivka"]),
        ("uk", "В’єтнам і ООН", ["Vietnam", "United Nations"]),
        ("uk", "Харківської області", ["Kharkiv"]),
        ("ru", "под Артемовском, в Соединенных Штатах", ["Bakhmut", "United States"]),
        ("ru", "Чёрного моря с Лавровым", ["Black Sea", "Lavrov"]),
        ("ru", "ГРАД УДАРОВ ПО КИЕВУ", ["Grad", "Kyiv"]),
        ("zh-Hans", "泽连斯基在基辅会见普京", ["Zelensky", "Kyiv", "Putin"]),
        ("zh-Hans", "扎波罗热核电站", ["Zaporizhzhia Nuclear Power Plant"]),
        ("zh-Hant", "澤倫斯基與川普", ["Zelensky", "Trump"]),
        ("zh-Hant", "澤連斯基與特朗普", ["Zelensky", "Trump"]),
    ],
)
def test_names_are_found_in_every_case(language: str, text: str, keys: list[str]) -> None:
    """Oblique forms, possessives, both spellings and both regions; the longest name counts."""
    assert spoken_of(text, language) == keys


def test_a_mention_says_its_place_form_and_cases() -> None:
    """The dative and the locative of an adjective look alike."""
    (mention,) = shipped().mentions("доповіли Залужному", "uk")
    assert (mention.span.start, mention.span.end) == (9, 18)
    assert mention.form == "Залужний"
    assert mention.cases == {"dative", "locative"}


def test_an_adjective_speaks_of_a_state_and_does_not_name_it() -> None:
    """`Russian` is a word for Russia, no name."""
    (mention,) = shipped().mentions("a Russian drone", "en")
    assert mention.entry.key == "Russia"
    assert not mention.is_name


def test_a_caller_s_term_is_the_entry_it_names() -> None:
    """It keeps the entry's other names, and makes them names to be avoided."""
    glossary = shipped().with_terms([GlossaryTerm((("en", "Bakhmut"), ("ru", "Артёмовск")))])
    (mention,) = glossary.mentions("под Бахмутом", "ru")
    assert mention.entry.key == "Bakhmut"
    assert mention.entry.written("ru") == "Артёмовск"
    assert "Бахмут" in mention.entry.avoided["ru"]
    assert mention.entry.binding


def test_a_caller_s_term_may_be_new() -> None:
    """What the glossary does not have is found, in its cases, beside what it has."""
    term = GlossaryTerm((("en", "Iron Shield"), ("uk", "Залізний щит")))
    glossary = shipped().with_terms([term])
    assert spoken_of("Залізного щита в Києві", "uk", glossary) == ["Iron Shield", "Kyiv"]


def test_the_digest_changes_with_the_terms() -> None:
    """A cache keyed by it never serves a translation made for other terms."""
    one = shipped().with_terms([GlossaryTerm((("en", "Bakhmut"), ("ru", "Артёмовск")))])
    other = shipped().with_terms([GlossaryTerm((("en", "Bakhmut"), ("ru", "Бахмут")))])
    assert len({shipped().digest, one.digest, other.digest, shipped("mainland").digest}) == 4
    assert shipped().with_terms([]) is shipped()


def test_a_deployment_s_table_is_read_like_the_shipped_ones(tmp_path: Path) -> None:
    """Columns may be left empty, as long as two have a name."""
    table = tmp_path / "desk.tsv"
    table.write_text("# ours\nCamp Lemon\tТабір Лимон\t\t柠檬营\n", encoding="utf-8")
    (entry,) = entries(str(table), "terms")
    assert entry.names == {
        "en": ("Camp Lemon",),
        "uk": ("Табір Лимон",),
        "zh-Hans": ("柠檬营",),
    }
    assert spoken_of("з Табору Лимон", "uk", Glossary([entry])) == []
    assert spoken_of("Табір Лимон", "uk", Glossary([entry])) == ["Camp Lemon"]


def test_a_row_with_one_name_is_refused(tmp_path: Path) -> None:
    """It could translate nothing; the fault names the table."""
    table = tmp_path / "desk.tsv"
    table.write_text("Camp Lemon\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"desk\.tsv"):
        entries(str(table), "terms")


def test_glossaries_do_not_share_what_they_found() -> None:
    """A glossary knows its own entries only."""
    entry = Entry("Foo", "terms", {"en": ("Foo",), "uk": ("Фу/0",)})
    assert spoken_of("Foo in Kyiv", "en", Glossary([entry])) == ["Foo"]
