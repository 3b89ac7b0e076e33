"""The arithmetic of docs/capacity.md: benchmarks.capacity."""

from __future__ import annotations

import pytest

from benchmarks.capacity import EXTRACTIVE, FULL, Pod, plan, table
from tests.running import ROOT

# Ten articles a second made, or a thousand remembered.
POD = Pod("round", cores=2, megabytes=500, made=10, remembered=1000, entry_bytes=1000)


@pytest.mark.parametrize(
    ("rate", "hit_rate", "busy", "pods"),
    [
        pytest.param(100, 0, 1, 11, id="all-made: ten at work, one to spare"),
        pytest.param(100, 1, 1, 2, id="all-remembered: a tenth of a pod, two at the least"),
        pytest.param(100, 0, 0.5, 21, id="half-busy: twice as many, one to spare"),
        pytest.param(100, 0.5, 1, 7, id="half-remembered: 5.05 at work, rounded up, one to spare"),
        pytest.param(0.1, 0, 0.7, 2, id="hardly-anything: two"),
    ],
)
def test_pods_are_counted_by_what_keeps_them_busy(
    rate: float, hit_rate: float, busy: float, pods: int
) -> None:
    """And one is there so that another may fail."""
    assert plan(POD, rate, hit_rate=hit_rate, busy=busy).pods == pods


def test_cores_and_memory_follow_from_the_pods() -> None:
    """And those of Redis from the stories of a day."""
    found = plan(POD, 100, hit_rate=0.5, busy=1)
    assert (found.cores, found.gigabytes) == (14, 3.5)
    assert found.redis_gigabytes == pytest.approx(50 * 86400 * 1000 / 1e9)


@pytest.mark.parametrize("pod", [FULL, EXTRACTIVE], ids=lambda pod: pod.name)
def test_the_document_has_what_the_script_prints(pod: Pod) -> None:
    """With its defaults."""
    document = (ROOT / "docs" / "capacity.md").read_text(encoding="utf-8")
    assert f"### {pod.name}\n\n{table(pod, hit_rate=0.6, busy=0.7)}\n" in document
