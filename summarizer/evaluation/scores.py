"""How near texts come to references that people wrote."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarizer.errors import EvaluationError
from summarizer.languages import canonical_tag, primary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_ROUGE = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """An article, and a summary of it that a person wrote."""

    text: str
    language: str
    summary: str


class _Words:
    """Words of any script, for rouge-score, whose own tokenizer drops all but Latin ones."""

    def tokenize(self, text: str) -> list[str]:
        """Return words, and characters of Chinese."""
        return _WORD.findall(text.casefold())


def read_aligned(source: Path, reference: Path) -> list[tuple[str, str]]:
    """Return the lines of two files beside each other, those that are blank left out.

    Raises EvaluationError where one has more lines, or neither has any.
    """
    sources, references = (
        path.read_text(encoding="utf-8").splitlines() for path in (source, reference)
    )
    if len(sources) != len(references):
        raise EvaluationError(
            f"{source} has {len(sources)} lines, {reference} has {len(references)}:"
            " they must be translations of each other, line by line"
        )
    pairs = zip(sources, references, strict=True)
    found = [(line, other) for line, other in pairs if line.strip() and other.strip()]
    if not found:
        raise EvaluationError(f"{source} has no line")
    return found


def read_summaries(path: Path) -> list[Reference]:
    """Return the articles of a file, a JSON object a line with `text`, `language` and `summary`.

    Raises EvaluationError, naming the line, and where there is none.
    """
    references = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                references.append(_reference(json.loads(line)))
            except ValueError as error:
                raise EvaluationError(f"{path}, line {number}: {error}") from None
    if not references:
        raise EvaluationError(f"{path} has no line")
    return references


def translation_scores(
    outputs: Sequence[str], references: Sequence[str], language: str
) -> dict[str, float]:
    """Return chrF and BLEU of translations into `language`, 0 to 100, as sacrebleu defines them.

    BLEU counts characters of Chinese, and words of sacrebleu's 13a of others. Raises
    EvaluationError where sacrebleu is not installed.
    """
    try:
        import sacrebleu
    except ImportError:
        raise _missing("sacrebleu") from None
    tokens = "zh" if primary(language) == "zh" else "13a"
    return {
        "chrF": sacrebleu.corpus_chrf(outputs, [references]).score,
        "BLEU": sacrebleu.corpus_bleu(outputs, [references], tokenize=tokens).score,
    }


def summary_scores(outputs: Sequence[str], references: Sequence[str]) -> dict[str, float]:
    """Return ROUGE-1, ROUGE-2, ROUGE-L (F1, mean over the texts) and chrF, 0 to 100.

    ROUGE counts words, and characters of Chinese. Raises EvaluationError where rouge-score or
    sacrebleu is not installed.
    """
    try:
        import sacrebleu
        from rouge_score import rouge_scorer
    except ImportError as error:
        raise _missing(error.name or "rouge-score") from None
    scorer = rouge_scorer.RougeScorer(list(_ROUGE), tokenizer=_Words())
    found = [
        scorer.score(reference, output)
        for output, reference in zip(outputs, references, strict=True)
    ]
    means = {
        name: 100 * sum(score[measure].fmeasure for score in found) / len(found)
        for measure, name in _ROUGE.items()
    }
    return means | {"chrF": sacrebleu.corpus_chrf(outputs, [references]).score}


def _reference(row: Any) -> Reference:
    if not isinstance(row, dict):
        raise ValueError("is no JSON object")
    for name in ("text", "language", "summary"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise ValueError(f"{name} is missing, or is no text")
    language = canonical_tag(row["language"])
    if language is None:
        raise ValueError(f"{row['language']!r} is not one of the languages served")
    return Reference(row["text"], language, row["summary"])


def _missing(library: str) -> EvaluationError:
    return EvaluationError(
        f"{library} is not installed, which counts the scores: pip install 'summarizer[evaluate]'"
    )
