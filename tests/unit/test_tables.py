"""The tables of language facts, and the revision that hangs on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer import tables
from summarizer.models.extractive import Extractive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a folder of tables that stands in for `config/`."""
    (tmp_path / "text").mkdir()
    monkeypatch.setattr(tables, "config_directory", lambda: tmp_path)
    tables.rows.cache_clear()
    tables.digest.cache_clear()
    yield tmp_path
    tables.rows.cache_clear()
    tables.digest.cache_clear()


def test_comments_and_blank_lines_are_no_rows(folder: Path) -> None:
    """A linguist may explain; cells are stripped."""
    (folder / "text" / "t.tsv").write_text("# a remark\n\nuk\t вул \n", encoding="utf-8")
    assert tables.rows("text/t.tsv") == (("uk", "вул"),)


def test_a_missing_table_is_an_error(folder: Path) -> None:
    """Never an empty one."""
    with pytest.raises(FileNotFoundError):
        tables.rows("text/none.tsv")


def test_another_table_of_openers_is_another_revision(folder: Path) -> None:
    """So that no summary is remembered that the new table would not choose."""
    table = folder / "text" / "openers.tsv"
    table.write_text("en\tleans\the\n", encoding="utf-8")
    before = Extractive().installed.revision
    table.write_text("en\tleans\the;she\n", encoding="utf-8")
    tables.digest.cache_clear()
    assert Extractive().installed.revision != before


def test_the_digest_of_a_folder_changes_with_each_of_its_tables(folder: Path) -> None:
    """Edited, new, gone, or one in place of the other; what is no table does not count."""
    tables_of = folder / "text"

    def digest() -> str:
        tables.digest.cache_clear()
        return tables.digest("text")

    seen = [digest()]
    (tables_of / "a.tsv").write_text("1\n", encoding="utf-8")
    seen.append(digest())
    (tables_of / "b.tsv").write_text("2\n", encoding="utf-8")
    seen.append(digest())
    (tables_of / "a.tsv").write_text("2\n", encoding="utf-8")
    (tables_of / "b.tsv").write_text("1\n", encoding="utf-8")
    seen.append(digest())
    (tables_of / "b.tsv").write_text("1 \n", encoding="utf-8")
    seen.append(digest())
    (tables_of / "a.tsv").unlink()
    seen.append(digest())
    assert len(set(seen)) == len(seen)
    (tables_of / "README.md").write_text("how to edit them\n", encoding="utf-8")
    assert digest() == seen[-1]


def test_the_digest_of_one_table_is_its_own(folder: Path) -> None:
    """Another table of the folder does not change it; a missing one is an error."""
    (folder / "text" / "a.tsv").write_text("1\n", encoding="utf-8")
    before = tables.digest("text/a.tsv")
    (folder / "text" / "b.tsv").write_text("2\n", encoding="utf-8")
    tables.digest.cache_clear()
    assert tables.digest("text/a.tsv") == before
    with pytest.raises(FileNotFoundError):
        tables.digest("text/none.tsv")
