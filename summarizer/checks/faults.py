"""All checks together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks import coverage, language, quotes, repetition, support

if TYPE_CHECKING:
    from summarizer.checks.base import Check
    from summarizer.domain import Claim, Flag

_CHECKS: tuple[Check, ...] = (
    coverage.check,
    repetition.check,
    quotes.check,
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
