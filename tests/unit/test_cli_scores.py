"""`summarizer evaluate translation` and `summaries` with real models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from summarizer.cli import main
from tests.models import corpus

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SENTENCES = corpus.held_out_sentences()[:20]
ARTICLES = corpus.held_out_articles()[:4]


@pytest.fixture
def run(models_directory: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to work in, beside the test models."""
    monkeypatch.setenv("SUMMARIZER_MODELS_DIRECTORY", str(models_directory))
    return tmp_path


def evaluate(*arguments: str | Path) -> Result:
    """Return what the command line answers."""
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def write(path: Path, lines: list[str]) -> Path:
    """Return `path` with these lines in it."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_translations_are_scored_against_those_of_people(run: Path) -> None:
    """The test models know these sentences well; against others the score falls."""
    source = write(run / "en", [sentence.text("en") for sentence in SENTENCES])
    right = [sentence.text("uk") for sentence in SENTENCES]
    languages = ("--from", "en", "--to", "uk", "--json")
    told = json.loads(evaluate("translation", *languages, source, write(run / "uk", right)).stdout)
    assert (told["lines"], told["sentences"]) == (20, 20)
    assert told["scores"]["chrF"] > 90
    (model,) = told["models"]
    assert "en-zle" in model
    other = write(run / "other", right[1:] + right[:1])
    worse = json.loads(evaluate("translation", *languages, source, other).stdout)
    assert worse["scores"]["chrF"] < told["scores"]["chrF"] - 20


def test_a_route_that_no_model_goes_is_told(run: Path) -> None:
    """With the command that installs one."""
    source = write(run / "ru", ["Мост закрыт."])
    answer = evaluate("translation", "--from", "uk", "--to", "fr", source, source)
    assert answer.exit_code == 1
    assert "fr" in answer.stderr


def test_summaries_are_scored_against_those_of_people(run: Path) -> None:
    """Those of the model that was taught to write them are nearer than an extract."""
    rows = [
        json.dumps({"text": a.text("en"), "language": "en", "summary": a.summarised("en")})
        for a in ARTICLES
    ]
    file = write(run / "rows", rows)
    command = ("summaries", "--length", "long", "--json", file)
    written = json.loads(evaluate(*command).stdout)
    extract = json.loads(evaluate(*command, "--model", "extractive").stdout)
    assert (written["articles"], extract["models"]) == (4, ["extractive"])
    assert written["scores"]["ROUGE-2"] > extract["scores"]["ROUGE-2"]
    plain = evaluate("summaries", file).stdout
    assert "articles: 4" in plain
    assert "ROUGE-L: " in plain


@pytest.mark.parametrize("command", [["summaries"], ["translation", "--from", "en", "--to", "uk"]])
def test_a_file_without_a_line_is_refused(run: Path, command: list[str]) -> None:
    """Nothing is divided by nothing."""
    empty = write(run / "empty", [])
    answer = evaluate(*command, *([empty] if command[0] == "summaries" else [empty, empty]))
    assert answer.exit_code == 1
    assert "has no line" in answer.stderr
