"""`summarizer evaluate`, as an operator uses it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from summarizer.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ITEM = {
    "task": "translation",
    "source_language": "en",
    "target_language": "uk",
    "source": "The bridge in the town of Brindle is closed.",
}
ROWS = [
    ITEM | {"id": "right", "label": "faithful", "output": "Міст у місті Бріндл закрито."},
    ITEM
    | {
        "id": "copied",
        "label": "unfaithful",
        "error_types": ["untranslated"],
        "output": ITEM["source"],
    },
]
PAIRS = [
    "number\ten\tuk\t12 towns\t12 міст\tsame\t",
    "number\ten\tuk\t12 towns\t13 міст\tdifferent\t",
]


def run(*arguments: str) -> Result:
    """Return what the command line answers."""
    return CliRunner().invoke(main, ["evaluate", *arguments])


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """A file of labelled outputs."""
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return file


def test_faithfulness_says_what_was_caught_and_what_was_flagged_falsely(labelled: Path) -> None:
    """As figures for a program."""
    answer = json.loads(run("faithfulness", str(labelled), "--json").stdout)
    together = {"task": "translation", "pair": "any", "origin": "any", "check": "any"}
    (row,) = (
        row
        for row in answer["rows"]
        if together.items() <= row.items() and (row["severity"], row["kind"]) == ("error", "any")
    )
    assert (row["caught"], row["unfaithful"], row["recall"]) == (1, 1, 1.0)
    assert (row["false_flags"], row["faithful"], row["balanced_accuracy"]) == (0, 1, 1.0)
    assert answer["milliseconds"]["translation"] > 0


def test_faithfulness_prints_a_table_and_what_went_wrong(labelled: Path) -> None:
    """Items are listed where they are asked for."""
    wrong = ITEM | {"id": "odd", "label": "faithful", "output": ITEM["source"]}
    with labelled.open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps(wrong))
    answer = run("faithfulness", str(labelled), "--items")
    assert answer.exit_code == 0
    assert "untranslated" in answer.stdout
    (line,) = [line for line in answer.stdout.splitlines() if line.startswith("false flag")]
    assert "odd" in line


def test_one_check_can_be_looked_at_alone(labelled: Path) -> None:
    """The rows of others are left out."""
    answer = json.loads(run("faithfulness", str(labelled), "--json", "--check", "language").stdout)
    assert {row["check"] for row in answer["rows"]} == {"language"}


def test_pairs_that_are_taken_wrongly_are_named(tmp_path: Path) -> None:
    """And the exit status says that there are some."""
    file = tmp_path / "pairs.tsv"
    file.write_text("\n".join(PAIRS), encoding="utf-8")
    assert (run("pairs", str(file)).stdout, run("pairs", str(file)).exit_code) == (
        "number: 2 of 2\nname: 0 of 0\n",
        0,
    )
    file.write_text(PAIRS[0].replace("same", "different"), encoding="utf-8")
    answer = run("pairs", str(file))
    assert answer.exit_code == 1
    assert "wrong: en '12 towns' and uk '12 міст' are different: nothing said" in answer.stdout
    told = json.loads(run("pairs", str(file), "--json").stdout)
    assert (told["pairs"], told["right"], told["wrong"][0]["source"]) == (1, 0, "12 towns")


@pytest.mark.parametrize("command", ["faithfulness", "pairs"])
def test_a_file_in_another_format_is_refused_with_its_line(tmp_path: Path, command: str) -> None:
    """In a line, without a traceback."""
    file = tmp_path / "other"
    file.write_text("[1]\n", encoding="utf-8")
    answer = run(command, str(file))
    assert answer.exit_code == 1
    assert "line 1" in answer.stderr
