"""Cuts a sentence between its clauses."""

from __future__ import annotations

import re

# Where one clause may end and another begin; a mark inside a number has no blank after it.
_BETWEEN = re.compile(r"(?<=[,;:])\s+|(?<=[，；：])|\s+(?=[—–-]\s)")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
# A piece of fewer words, or Chinese characters, is no clause but an item, a date, an apposition.
_FEWEST = 5


def clauses(sentence: str) -> list[str]:
    """Return the parts of `sentence` between its marks, each of several words, in order.

    A shorter piece goes with the one before it, or the one after it at the beginning; a sentence
    without such marks is one part.
    """
    cuts = [0]
    for between in _BETWEEN.finditer(sentence):
        if not _is_short(sentence[cuts[-1] : between.start()]):
            cuts.append(between.end())
    if len(cuts) > 1 and _is_short(sentence[cuts[-1] :]):
        cuts.pop()
    ends = [*cuts[1:], len(sentence)]
    return [sentence[start:end].strip() for start, end in zip(cuts, ends, strict=True)]


def _is_short(piece: str) -> bool:
    return len(_WORD.findall(piece)) < _FEWEST
