"""How pairs of phrases are read and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.domain import Flag, Pair
from summarizer.errors import EvaluationError
from summarizer.evaluation.pairs import objections, read

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "kind\tsource_language\ttarget_language\tsource\toutput\tsame\tnote"
LINE = "number\ten\tuk\ttwo towns\tтри міста\tdifferent\tone more"


def written(path: Path, *lines: str) -> Path:
    """Return a file with these lines."""
    file = path / "pairs.tsv"
    file.write_text("\n".join((HEAD, *lines)), encoding="utf-8")
    return file


def test_a_pair_is_read_with_its_note(tmp_path: Path) -> None:
    """The head and comments are passed over."""
    (pair,) = read(written(tmp_path, "# numbers", LINE))
    assert pair.pair == Pair("en", "uk")
    assert (pair.source, pair.output, pair.is_same) == ("two towns", "три міста", False)
    assert (pair.kind, pair.note) == ("number", "one more")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("number\ten\tuk\ttwo", "has 4 columns, not 6"),
        (LINE.replace("number", "colour"), "'colour', neither number nor name"),
        (LINE.replace("different", "other"), "'other' is neither same nor different"),
        (LINE.replace("uk", "fr"), "en or fr is not a language served"),
    ],
)
def test_what_is_not_in_the_format_is_refused_with_its_line(
    tmp_path: Path, wrong: str, said: str
) -> None:
    """Nothing is left out in silence."""
    with pytest.raises(EvaluationError, match="line 3: ") as refused:
        read(written(tmp_path, LINE, wrong))
    assert said in str(refused.value)


def test_only_the_check_of_its_kind_judges_a_pair(tmp_path: Path) -> None:
    """A note is no objection, nor is what other checks say of a phrase."""
    (pair,) = read(written(tmp_path, LINE))
    flags = [
        Flag("numbers", "warning", "says 3", "три", "two"),
        Flag("numbers", "note", "a word", "", ""),
        Flag("language", "error", "is not Ukrainian", "", ""),
    ]
    assert objections(pair, lambda _: tuple(flags)) == flags[:1]
