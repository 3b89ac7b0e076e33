"""How labelled outputs are read, and what of them the checks are given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.domain import Flag, Pair
from summarizer.errors import EvaluationError
from summarizer.evaluation.faithfulness import judge, read

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.domain import Claim

ROW = {
    "id": "1",
    "task": "translation",
    "source_language": "en",
    "target_language": "zh-TW",
    "source": "Two bridges are closed.",
    "output": "兩座橋樑關閉。",
    "label": "unfaithful",
    "error_types": ["number"],
    "origin": "desk",
}
ARTICLE = "The council met in Brindle. Two bridges are closed until May. Buses run as before."


def as_flags(claim: Claim) -> tuple[Flag, ...]:
    """Return the claim as a flag, so that a test can look at it."""
    held_against = "a translation" if claim.is_translation else " ".join(claim.article)
    return (Flag("language", "warning", held_against, claim.output, claim.source),)


def row(**changes: Any) -> dict[str, Any]:
    """Return a row with these fields changed, and those that are None left out."""
    return {name: value for name, value in (ROW | changes).items() if value is not None}


def written(path: Path, *rows: Any) -> Path:
    """Return a file with these rows."""
    file = path / "labelled.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    return file


def test_an_item_is_read_with_the_languages_that_are_served(tmp_path: Path) -> None:
    """Whatever tag the file has for them; blank lines are passed over."""
    (item,) = read(written(tmp_path, row()))
    assert item.pair == Pair("en", "zh-Hant")
    assert (item.is_faithful, item.kinds, item.origin) == (False, ("number",), "desk")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (row(output=None), "output is missing"),
        (row(source=7), "source is missing, or is no text"),
        (row(task="poem"), "neither summary nor translation"),
        (row(label="good"), "neither faithful nor unfaithful"),
        (row(target_language="fr"), "'fr' is not one of the languages"),
        ([], "is no JSON object"),
    ],
)
def test_what_is_not_in_the_format_is_refused_with_its_line(
    tmp_path: Path, wrong: Any, said: str
) -> None:
    """Nothing is left out in silence."""
    with pytest.raises(EvaluationError, match="line 2: ") as refused:
        read(written(tmp_path, row(), wrong))
    assert said in str(refused.value)


def test_a_line_that_is_not_json_is_refused(tmp_path: Path) -> None:
    """Also with its line."""
    file = tmp_path / "labelled.jsonl"
    file.write_text("{\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 1: "):
        read(file)


def test_a_translation_is_one_claim(tmp_path: Path) -> None:
    """The whole source against the whole output."""
    (item,) = read(written(tmp_path, row()))
    judged = judge(item, as_flags)
    (flag,) = judged.flags
    assert (flag.output, flag.source) == (ROW["output"], ROW["source"])
    assert flag.message == "a translation"
    assert judged.seconds >= 0


def test_a_summary_is_a_claim_a_sentence_each_held_against_what_bears_it(tmp_path: Path) -> None:
    """With the whole article beside it; the flags of all of them are the summary's."""
    (item,) = read(
        written(
            tmp_path,
            row(
                task="summary",
                target_language="en",
                source=ARTICLE,
                output="Two bridges stay closed. The council met.",
            ),
        )
    )
    judged = judge(item, as_flags)
    assert [(flag.output, flag.source) for flag in judged.flags] == [
        ("Two bridges stay closed.", "Two bridges are closed until May."),
        ("The council met.", "The council met in Brindle."),
    ]
    assert {flag.message for flag in judged.flags} == {ARTICLE}
