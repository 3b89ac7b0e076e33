"""What the tests of the caches share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.clock import Clock

if TYPE_CHECKING:
    from summarizer.cache.base import Count, Result


@pytest.fixture
def results() -> Counter[Result]:
    """Return what was counted."""
    return Counter()


@pytest.fixture
def count(results: Counter[Result]) -> Count:
    """Return what counts into `results`."""
    return lambda result: results.update([result])


@pytest.fixture
def clock() -> Clock:
    """Return a clock that the test moves."""
    return Clock()
