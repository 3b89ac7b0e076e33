"""Recall, precision and false flags, by check, kind of error, pair and origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.domain import Flag, Pair
from summarizer.evaluation.faithfulness import Item, Judged
from summarizer.evaluation.tally import ANY, Group, Tally, tally

if TYPE_CHECKING:
    from summarizer.domain import Severity


def judged(
    *flags: tuple[str, Severity], kinds: tuple[str, ...] = (), origin: str = "Set/news/Model A"
) -> Judged:
    """Return an item with errors of these kinds and these flags (check, severity)."""
    item = Item("x", "translation", Pair("en", "uk"), "a", "б", not kinds, kinds, origin)
    return Judged(item, tuple(Flag(check, severity, "", "", "") for check, severity in flags), 0.0)


JUDGED = [
    judged(("numbers", "error"), kinds=("number",)),
    judged(("names", "warning"), kinds=("number",)),
    judged(kinds=("name", "number")),
    judged(("numbers", "note")),
    judged(("numbers", "warning")),
    judged(),
    judged(),
]
ALL = Group("translation")


def test_recall_is_of_the_items_with_that_kind_of_error() -> None:
    """Whatever other errors they have, and only by that check."""
    numbers = tally(JUDGED, ["error", "warning"])[ALL]["numbers"]
    assert numbers.recall("number") == pytest.approx(1 / 3)
    assert numbers.recall("name") == 0
    assert numbers.recall("omission") is None


def test_false_flags_are_those_on_faithful_items_with_a_severity_that_counts() -> None:
    """A note is none; a warning is one where warnings count."""
    assert tally(JUDGED, ["error", "warning"])[ALL]["numbers"].false_flag_rate == 1 / 4
    assert tally(JUDGED, ["error"])[ALL]["numbers"].false_flag_rate == 0


def test_precision_holds_what_was_caught_against_false_flags() -> None:
    """And there is none where nothing was flagged."""
    counted = tally(JUDGED, ["error", "warning"])[ALL]
    assert counted["numbers"].precision("number") == 1 / 2
    assert counted["names"].precision("name") is None


def test_any_check_counts_an_item_once() -> None:
    """However many checks object."""
    twice = judged(("numbers", "error"), ("names", "error"), kinds=("number",))
    together = tally([*JUDGED, twice], ["error", "warning"])[ALL][ANY]
    assert (together.caught[ANY], together.unfaithful[ANY], together.false_flags) == (3, 4, 1)
    assert together.balanced_accuracy == pytest.approx((3 / 4 + 3 / 4) / 2)


def test_nothing_is_said_of_what_was_not_seen() -> None:
    """No share of nothing."""
    empty = Tally()
    assert (empty.recall(), empty.precision(), empty.false_flag_rate) == (None, None, None)
    assert empty.balanced_accuracy is None


def test_items_are_counted_by_pair_and_by_origin() -> None:
    """A data set's name stands for its parts too."""
    groups = set(tally([judged(origin="Set/news/Model A"), judged(origin="Other: a part")], []))
    assert groups == {
        ALL,
        Group("translation", pair="en-uk"),
        Group("translation", origin="Set"),
        Group("translation", origin="Set/news"),
        Group("translation", pair="en-uk", origin="Set"),
        Group("translation", origin="Other"),
        Group("translation", pair="en-uk", origin="Other"),
    }
