"""Reads the tables of language facts in `config/`, which linguists extend without code."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def config_directory() -> Path:
    """Return the folder `config/`: of the checkout, or of the installed package."""
    installed = _PACKAGE / "config"
    return installed if installed.is_dir() else _PACKAGE.parent / "config"


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the tab-separated table `name` (as `text/abbreviations.tsv`).

    Blank lines and lines that start with `#` are left out; cells are stripped. Raises OSError
    where the table is missing.
    """
    lines = (config_directory() / name).read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(cell.strip() for cell in line.split("\t"))
        for line in lines
        if line.strip() and not line.startswith("#")
    )


@cache
def digest(name: str) -> str:
    """Return eight hex digits that change with a table, or with any table of the folder `name`."""
    place = config_directory() / name
    files = sorted(place.glob("*.tsv")) if place.is_dir() else [place]
    contents = b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)
    return hashlib.sha256(contents).hexdigest()[:8]
