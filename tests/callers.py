"""Files of API keys for tests, and the headers that send a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer import keys

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def write_keys(path: Path, *callers: tuple[str, str], more: Iterable[str] = ()) -> Path:
    """Have the file let these callers in, each a name and a key; `more` are lines as they stand.

    It is put in place whole, as whoever runs the service should.
    """
    lines = [keys.line(name, key) for name, key in callers]
    new = path.with_suffix(".new")
    new.write_text("\n".join([*lines, *more, ""]), encoding="utf-8")
    new.replace(path)
    return path


def bearer(key: str) -> dict[str, str]:
    """Return the header that sends `key`."""
    return {"Authorization": f"Bearer {key}"}
