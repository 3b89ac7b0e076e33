"""All checks together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks import (
    attribution,
    coverage,
    hedges,
    language,
    negation,
    numbers,
    quotes,
    repetition,
    support,
    untranslated,
)

if TYPE_CHECKING:
    from summarizer.checks.base import Check
    from summarizer.domain import Claim, Flag

_CHECKS: tuple[Check, ...] = (
    coverage.check,
    quotes.check,
    repetition.check,
    untranslated.check,
    numbers.check,
    negation.check,
    attribution.check,
    hedges.check,
    language.check,
    support.check,
)
_LETTER = re.compile(r"[^\W_]")


def faults(claim: Claim) -> tuple[Flag, ...]:
    """Return what the checks find wrong with `claim`; nothing if all of them pass it.

    A claim without a letter or figure is covered or not, and nothing more is said of it.
    """
    if not _LETTER.search(claim.output):
        return tuple(coverage.check(claim))
    return tuple(flag for check in _CHECKS for flag in check(claim))
