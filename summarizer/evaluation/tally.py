"""Counts what checks caught, and what they flagged without need."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from summarizer.domain import Severity
    from summarizer.evaluation.faithfulness import Item, Judged, Task

ANY = "any"
"""The name under which all checks, kinds of errors, pairs or origins are counted together."""

# What tells the parts of a data set's name apart: "CLIFF/cnndm/BART via AggreFact".
_PARTS = re.compile(r"[/ :,]+")


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """Items that are counted together: all of one task, of one pair of languages, or origin."""

    task: Task
    pair: str = ANY
    origin: str = ANY


@dataclass(slots=True)
class Tally:
    """How one check did on one group.

    `caught` counts, by kind of error, the unfaithful items that it flagged, of `unfaithful`.
    `false_flags` are the faithful items that it flagged, of `faithful`.
    """

    faithful: int = 0
    false_flags: int = 0
    unfaithful: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)

    @property
    def false_flag_rate(self) -> float | None:
        """The share of faithful items that were flagged; None where there are none."""
        return self.false_flags / self.faithful if self.faithful else None

    def recall(self, kind: str = ANY) -> float | None:
        """Return the share of items with that kind of error that were flagged."""
        return self.caught[kind] / self.unfaithful[kind] if self.unfaithful[kind] else None

    def precision(self, kind: str = ANY) -> float | None:
        """Return the share of these among them and the faithful ones that were flagged."""
        flagged = self.caught[kind] + self.false_flags
        return self.caught[kind] / flagged if flagged else None

    @property
    def balanced_accuracy(self) -> float | None:
        """The mean of the shares of unfaithful items flagged and of faithful ones not flagged."""
        recall, false_flags = self.recall(), self.false_flag_rate
        return None if recall is None or false_flags is None else (recall + 1 - false_flags) / 2


def tally(
    judged: Iterable[Judged], severities: Sequence[Severity]
) -> dict[Group, dict[str, Tally]]:
    """Return how each check, and `ANY` of them, did on each group.

    A flag counts where it has one of `severities`.
    """
    tallies: defaultdict[Group, defaultdict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    judged = list(judged)
    checks = {flag.check for one in judged for flag in one.flags} | {ANY}
    for one in judged:
        flagged = {flag.check for flag in one.flags if flag.severity in severities}
        flagged |= {ANY} if flagged else set()
        for group in _groups(one.item):
            for check in checks:
                _count(tallies[group][check], one.item, is_flagged=check in flagged)
    return {group: dict(by_check) for group, by_check in tallies.items()}


def _count(counted: Tally, item: Item, *, is_flagged: bool) -> None:
    if item.is_faithful:
        counted.faithful += 1
        counted.false_flags += is_flagged
        return
    for kind in {ANY, *item.kinds}:
        counted.unfaithful[kind] += 1
        counted.caught[kind] += is_flagged


def _groups(item: Item) -> Iterator[Group]:
    pair = f"{item.pair.source}-{item.pair.target}"
    yield Group(item.task)
    yield Group(item.task, pair=pair)
    parts = _PARTS.split(item.origin)
    if not parts[0]:
        return
    yield Group(item.task, origin=parts[0])
    yield Group(item.task, pair=pair, origin=parts[0])
    if item.origin.startswith(f"{parts[0]}/") and len(parts) > 2:
        yield Group(item.task, origin="/".join(parts[:2]))
