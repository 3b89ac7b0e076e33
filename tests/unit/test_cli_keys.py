"""`summarizer keys`: making a key, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from summarizer.cli import main
from summarizer.keys import Keys

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_key_opens_what_its_line_is_written_to(tmp_path: Path) -> None:
    """The line goes to standard output, to be appended; the key to standard error, to be read."""
    path = tmp_path / "keys"
    made = []
    for _ in range(2):
        result = CliRunner().invoke(main, ["keys", "new", "desk"])
        assert result.exit_code == 0
        with path.open("a") as file:
            file.write(result.stdout)
        key = result.stderr.splitlines()[-1]
        assert key not in result.stdout
        made.append(key)
    found = Keys(path)
    assert [found.caller(key.encode()) for key in made] == ["desk", "desk"]


def test_a_name_that_cannot_be_used_is_refused() -> None:
    """As a wrong call, and without a key."""
    result = CliRunner().invoke(main, ["keys", "new", "two words"])
    assert result.exit_code == 2
    assert "NAME" in result.stderr
    assert result.stdout == ""
    assert "summarizer_" not in result.stderr


def test_help_has_an_example() -> None:
    """A newcomer copies it."""
    shown = CliRunner().invoke(main, ["keys", "new", "--help"]).stdout
    assert "summarizer keys new desk >> keys" in shown
