"""chrF, BLEU and ROUGE against references."""

from __future__ import annotations

import builtins
import json
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.errors import EvaluationError
from summarizer.evaluation import scores

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "language"),
    [("Міст закрито до травня місяця.", "uk"), ("大桥关闭至五月。", "zh-Hans")],
)
def test_the_reference_itself_scores_a_hundred(text: str, language: str) -> None:
    """In any script."""
    found = scores.translation_scores([text], [text], language)
    assert {name: round(score, 6) for name, score in found.items()} == {"chrF": 100, "BLEU": 100}
    summary = scores.summary_scores([text], [text])
    assert [round(score, 6) for score in summary.values()] == [100] * 4


def test_a_nearer_text_scores_higher() -> None:
    """By every score."""
    reference = "The northern bridge is closed until the end of May."
    near = "The northern bridge is closed until the first of May."
    far = "Buses run on the northern bridge until night."
    better, worse = (
        scores.translation_scores([text], [reference], "en")
        | scores.summary_scores([text], [reference])
        for text in (near, far)
    )
    assert all(better[name] > worse[name] for name in better)


def test_rouge_counts_words_of_cyrillic_and_characters_of_chinese() -> None:
    """Half of the words, half of the score."""
    for output, reference in (("міст відкрито", "міст закрито"), ("开桥", "关桥")):
        assert scores.summary_scores([output], [reference])["ROUGE-1"] == pytest.approx(50)


def test_lines_are_aligned_and_blank_ones_left_out(tmp_path: Path) -> None:
    """A blank line of either side has nothing to say."""
    for name, text in (("a", "One.\n\nTwo.\nThree.\n"), ("b", "Один.\nx\nДва.\n \n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert scores.read_aligned(tmp_path / "a", tmp_path / "b") == [
        ("One.", "Один."),
        ("Two.", "Два."),
    ]


@pytest.mark.parametrize(("lines", "said"), [("a\nb\n", "has 2 lines"), ("", "has no line")])
def test_files_that_are_not_aligned_are_refused(tmp_path: Path, lines: str, said: str) -> None:
    """Saying how many lines each has."""
    (tmp_path / "a").write_text(lines, encoding="utf-8")
    (tmp_path / "b").write_text("a\n" if lines else "", encoding="utf-8")
    with pytest.raises(EvaluationError, match=said):
        scores.read_aligned(tmp_path / "a", tmp_path / "b")


ROW: dict[str, Any] = {"text": "An article.", "language": "en", "summary": "A summary."}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({**ROW, "summary": " "}, "line 1: summary is missing"),
        ({**ROW, "text": None}, "line 1: text is missing"),
        ({**ROW, "language": "fr"}, "line 1: 'fr' is not one"),
        ("text", "line 1: is no JSON object"),
    ],
)
def test_a_summary_file_in_another_format_is_refused(tmp_path: Path, row: Any, said: str) -> None:
    """With its line."""
    (tmp_path / "rows").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(EvaluationError, match=said):
        scores.read_summaries(tmp_path / "rows")
    (tmp_path / "rows").write_text("\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="has no line"):
        scores.read_summaries(tmp_path / "rows")


@pytest.mark.parametrize(
    "score",
    [
        lambda: scores.translation_scores(["a"], ["a"], "en"),
        lambda: scores.summary_scores(["a"], ["a"]),
    ],
)
def test_a_library_that_is_missing_is_named_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, score: Callable[[], dict[str, float]]
) -> None:
    """The service itself needs neither."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "sacrebleu":
            raise ImportError(name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(EvaluationError, match=r"sacrebleu is not .* 'summarizer\[evaluate\]'"):
        score()
