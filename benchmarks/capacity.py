"""Pods, cores and memory for so many articles a second, from what one pod was measured to do.

    .venv/bin/python -m benchmarks.capacity [--hit-rate 0.6] [--busy 0.7]

Prints the tables of docs/capacity.md, which says what the arithmetic leaves out. A pod that makes
`made` articles a second is busy for 1 / `made` seconds with each; one that is remembered costs
1 / `remembered`. Pods are planned to be busy for a share of the time, and one more is there so that
another may fail.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass

RATES = (1, 10, 100, 1000)
SECONDS_REMEMBERED = 86400
_FEWEST = 2


@dataclass(frozen=True)
class Pod:
    """A pod as it was measured: cores, peak of resident memory (10^6 bytes), articles a second.

    `made` are those that no cache knows, `remembered` those that it does; `entry_bytes` is what
    Redis keeps of one.
    """

    name: str
    cores: int
    megabytes: int
    made: float
    remembered: float
    entry_bytes: int


# Two cores, without a GPU; how it was measured: docs/capacity.md.
FULL = Pod("Default set of models", 2, 1957, 0.371, 830, 22_000)
EXTRACTIVE = Pod("Chosen sentences, no model", 2, 165, 100, 830, 2_280)


@dataclass(frozen=True)
class Plan:
    """What so many articles a second need; memory in 10^9 bytes."""

    rate: float
    pods: int
    cores: int
    gigabytes: float
    redis_gigabytes: float


def plan(pod: Pod, rate: float, *, hit_rate: float, busy: float) -> Plan:
    """Return what `rate` articles a second need, of which the share `hit_rate` is remembered.

    `busy` (0 to 1) is the share of the time that pods are at work.
    """
    at_work = rate * ((1 - hit_rate) / pod.made + hit_rate / pod.remembered)
    pods = max(_FEWEST, math.ceil(at_work / busy) + 1)
    stories = rate * (1 - hit_rate) * SECONDS_REMEMBERED
    return Plan(
        rate=rate,
        pods=pods,
        cores=pods * pod.cores,
        gigabytes=pods * pod.megabytes / 1000,
        redis_gigabytes=stories * pod.entry_bytes / 1e9,
    )


def table(pod: Pod, *, hit_rate: float, busy: float) -> str:
    """Return the plans for a kind of pod, as Markdown."""
    rows = [
        "| articles a second | pods | cores | memory of pods | memory of Redis for a day |",
        "| ---: | ---: | ---: | ---: | ---: |",
    ]
    for rate in RATES:
        found = plan(pod, rate, hit_rate=hit_rate, busy=busy)
        rows.append(
            f"| {found.rate:,} | {found.pods:,} | {found.cores:,} | {found.gigabytes:,.1f} GB "
            f"| {found.redis_gigabytes:,.1f} GB |"
        )
    return "\n".join(rows)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hit-rate", type=float, default=0.6, help="share that is remembered")
    parser.add_argument("--busy", type=float, default=0.7, help="share of the time, at most")
    options = parser.parse_args()
    for pod in (FULL, EXTRACTIVE):
        print(f"### {pod.name}\n\n{table(pod, hit_rate=options.hit_rate, busy=options.busy)}\n")


if __name__ == "__main__":
    main()
