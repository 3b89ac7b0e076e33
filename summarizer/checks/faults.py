"""All checks together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks import (
    attribution,
    coverage,
    hedges,
    language,
    names,
    negation,
    numbers,
    quotes,
    repetition,
    roles,
    support,
    untranslated,
)
from summarizer.checks.named import nothing
from summarizer.glossary import shipped

if TYPE_CHECKING:
    from summarizer.checks.base import Check
    from summarizer.checks.named import Recognise
    from summarizer.domain import Claim, Flag
    from summarizer.glossary import Glossary

_CHECKS: tuple[Check, ...] = (
    coverage.check,
    quotes.check,
    repetition.check,
    untranslated.check,
    numbers.check,
    negation.check,
    attribution.check,
    hedges.check,
    roles.check,
    language.check,
    support.check,
)
_LETTER = re.compile(r"[^\W_]")


def faults(
    claim: Claim, glossary: Glossary | None = None, recognise: Recognise = nothing
) -> tuple[Flag, ...]:
    """Return what the checks find wrong with `claim`; nothing if all of them pass it.

    Of a claim without a letter or figure, and of one that is still in the words of its source, only
    that is said. Names are those that `glossary` knows, the one that comes with the service by
    default, and others; `recognise` says where a Russian text has some.
    """
    if not _LETTER.search(claim.output):
        return tuple(coverage.check(claim))
    if untranslated.is_left(claim):
        return tuple(untranslated.check(claim))
    found = [flag for check in _CHECKS for flag in check(claim)]
    return (*found, *names.check(claim, glossary or shipped(), recognise))
