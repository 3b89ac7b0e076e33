"""Has the checks tell pairs of phrases that say the same from pairs that do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.domain import Claim, Pair
from summarizer.errors import EvaluationError
from summarizer.languages import canonical_tag

if TYPE_CHECKING:
    from pathlib import Path

    from summarizer.domain import Flag
    from summarizer.evaluation.faithfulness import Faults

CHECKS = {"number": "numbers", "name": "names"}
"""The check that a pair of each kind is for."""

_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class PhrasePair:
    """Two phrases, and whether the second `is_same` as the first in what the check `kind` reads."""

    kind: str
    pair: Pair
    source: str
    output: str
    is_same: bool
    note: str


def read(path: Path) -> list[PhrasePair]:
    """Return the pairs of a file; docs/faithfulness.md has its columns.

    Raises EvaluationError, naming the line.
    """
    pairs = []
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line or line.startswith(("#", "kind\t")):
            continue
        try:
            pairs.append(_pair(line.split("\t")))
        except ValueError as error:
            raise EvaluationError(f"{path}, line {number}: {error}") from None
    return pairs


def objections(pair: PhrasePair, faults: Faults) -> list[Flag]:
    """Return what the check of the pair's kind says is wrong with it, notes aside."""
    claim = Claim(pair.output, pair.source, pair.pair)
    return [
        flag
        for flag in faults(claim)
        if flag.check == CHECKS[pair.kind] and flag.severity != "note"
    ]


def _pair(fields: list[str]) -> PhrasePair:
    if len(fields) < _COLUMNS:
        raise ValueError(f"has {len(fields)} columns, not {_COLUMNS}")
    kind, source_language, target_language, source, output, same, *note = fields
    if kind not in CHECKS:
        raise ValueError(f"kind is {kind!r}, neither {' nor '.join(CHECKS)}")
    if same not in ("same", "different"):
        raise ValueError(f"{same!r} is neither same nor different")
    languages = [canonical_tag(tag) for tag in (source_language, target_language)]
    if languages[0] is None or languages[1] is None:
        raise ValueError(f"{source_language} or {target_language} is not a language served")
    return PhrasePair(
        kind, Pair(languages[0], languages[1]), source, output, same == "same", "\t".join(note)
    )
