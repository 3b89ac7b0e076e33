"""The key: equal exactly when every component is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import tables
from summarizer.cache import key as module
from summarizer.cache.key import answer_key, key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

names = st.text("abcdefghij_", min_size=1, max_size=8)
values = st.text(max_size=20) | st.lists(st.text(max_size=10), max_size=4)
fields = st.dictionaries(names, values, max_size=6)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a folder of tables of language facts that stands in for `config/text`."""
    (tmp_path / "text").mkdir()
    monkeypatch.setattr(tables, "config_directory", lambda: tmp_path)
    tables.digest.cache_clear()
    yield tmp_path / "text"
    tables.digest.cache_clear()


def test_a_key_is_64_hexadecimal_digits() -> None:
    """It fits every cache, whatever the length and script of the text."""
    assert re.fullmatch(r"[0-9a-f]{64}", key(text="Міст відкрили. " * 10_000, language="uk"))


def test_the_order_of_the_fields_does_not_matter() -> None:
    """Callers may name the fields in any order."""
    assert key(text="a", language="en") == key(language="en", text="a")


@given(st.lists(st.text("ab|, ", max_size=4), max_size=4), st.lists(st.text("ab|, ", max_size=4)))
def test_lists_are_equal_only_item_by_item(one: list[str], other: list[str]) -> None:
    """No mark inside an item looks like a border between two."""
    assert (key(texts=one) == key(texts=other)) == (one == other)


@given(fields, fields)
def test_keys_are_equal_exactly_when_the_fields_are(
    one: dict[str, str | list[str]], other: dict[str, str | list[str]]
) -> None:
    """No two different sets of fields share a key."""
    assert (key(**one) == key(**other)) == (one == other)


@given(fields.filter(bool), st.data())
def test_any_change_of_a_component_changes_the_key(
    before: dict[str, str | list[str]], data: st.DataObject
) -> None:
    """One field with another value is another key."""
    name = data.draw(st.sampled_from(sorted(before)))
    after = before | {name: data.draw(values.filter(lambda value: value != before[name]))}
    assert key(**after) != key(**before)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"a": "b", "c": "d"}, {"a": "bc", "d": ""}, id="shifted border"),
        pytest.param({"a": "1:b"}, {"a": "b"}, id="looks like a prefix"),
        pytest.param({"a": ""}, {}, id="empty is not absent"),
        pytest.param({"a": "\u0439"}, {"a": "\u0438\u0306"}, id="composed and decomposed"),
        pytest.param({"a": "\ud800"}, {"a": "?"}, id="lone surrogate"),
        pytest.param({"a": ["a|b"]}, {"a": ["a", "b"]}, id="joined with a bar"),
        pytest.param({"a": ["a b"]}, {"a": ["a", "b"]}, id="joined with a blank"),
        pytest.param({"a": ["ab"]}, {"a": ["a", "b"]}, id="joined with nothing"),
        pytest.param({"a": ["a", "b"]}, {"a": ["b", "a"]}, id="another order"),
        pytest.param({"a": []}, {"a": [""]}, id="no item and an empty one"),
        pytest.param({"a": ["b"]}, {"a": "b"}, id="a list of one and its item"),
        pytest.param({"a": ["b", "c", "d"]}, {"a": ["b"], "c": "d"}, id="items and a field"),
    ],
)
def test_fields_that_look_alike_do_not_meet(
    one: dict[str, str | list[str]], other: dict[str, str | list[str]]
) -> None:
    """Joining the fields would mistake one of these for the other."""
    assert key(**one) != key(**other)


def test_a_new_pipeline_version_is_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older pipeline stored is not found any more."""
    before = key(text="a")
    monkeypatch.setattr(module, "PIPELINE_VERSION", module.PIPELINE_VERSION + 1)
    assert key(text="a") != before


def test_an_edited_table_of_language_facts_is_another_key_of_an_answer(folder: Path) -> None:
    """Whichever it is: what the old one chose is not found; a story keeps its name."""
    story = key(text="a")
    (folder.parent / "glossary").mkdir()
    (folder.parent / "glossary" / "people.tsv").write_text("Finch\tФінч\n", encoding="utf-8")
    (folder / "abbreviations.tsv").write_text("uk\tвул\n", encoding="utf-8")
    (folder / "openers.tsv").write_text("en\tleans\tthe\n", encoding="utf-8")
    keys = [answer_key(text="a"), answer_key()]
    for table in sorted(folder.parent.rglob("*.tsv")):
        table.write_text(table.read_text("utf-8") + "ru\tул\n", encoding="utf-8")
        tables.digest.cache_clear()
        keys += [answer_key(text="a"), answer_key()]
    assert len(set(keys)) == len(keys) == 8
    assert key(text="a") == story


def test_the_tables_of_the_house_are_part_of_every_key_of_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those that linguists edit, and no others."""
    asked = []

    def digest(name: str) -> str:
        asked.append(name)
        return "0"

    before = answer_key(text="a")
    monkeypatch.setattr(tables, "digest", digest)
    assert answer_key(text="a") != before
    assert asked == ["text", "glossary"]
    assert all(list((tables.config_directory() / name).glob("*.tsv")) for name in asked)
