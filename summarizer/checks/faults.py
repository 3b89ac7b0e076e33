"""All checks together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.checks.base import Check, Claim
    from summarizer.domain import Flag

_CHECKS: tuple[Check, ...] = ()


def faults(claim: Claim) -> tuple[Flag, ...]:
    """Return everything that the checks find wrong with `claim`."""
    return tuple(flag for check in _CHECKS for flag in check(claim))
