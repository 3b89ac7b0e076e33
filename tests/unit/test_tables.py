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
