"""What alerts, dashboard and autoscaler ask of Prometheus, and which series they mean by it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPONENTS = ROOT / "k8s" / "components"
ALERT_TESTS = ROOT / "tests" / "deploy" / "alerts.yaml"
NAMESPACE = "summarizer"

_STRING = re.compile(r'"[^"]*"')
_MATCHERS = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")
_RANGE = re.compile(r"\[[^\]]*\]")
# A name, unless it is that of a function.
_SERIES = re.compile(r"\b([a-zA-Z_:][\w:]*)\b(?!\s*\()\s*(\{[^}]*\})?")
_WORDS = frozenset({"and", "or", "unless", "bool", "offset"})


@dataclass(frozen=True)
class Series:
    """The series that a selector means: a name, and (label, operator, value) for each matcher."""

    name: str
    matchers: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Query:
    """An expression, and where it stands."""

    where: str
    expression: str

    @property
    def series(self) -> list[Series]:
        """What it selects."""
        bare = _RANGE.sub("", _GROUPING.sub("", self.expression))
        return [
            Series(name, tuple(_MATCHERS.findall(braces)))
            for name, braces in _SERIES.findall(bare)
            if name not in _WORDS
        ]

    @property
    def grouped(self) -> list[str]:
        """The labels that it groups or joins by."""
        lists = _GROUPING.findall(_STRING.sub('""', self.expression))
        return [label.strip() for found in lists for label in found.split(",")]


def tool(name: str) -> str:
    """Return the path of a program of Debian's package `prometheus`; skip where it is missing."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is missing: on Debian, apt-get install prometheus")
    return path


def load(component: str, file: str) -> Any:
    """Return an object of a component."""
    return yaml.safe_load((COMPONENTS / component / file).read_text(encoding="utf-8"))


def groups() -> dict[str, Any]:
    """Return the groups of rules as Prometheus itself takes them."""
    return {"groups": load("monitoring", "prometheusrule.yaml")["spec"]["groups"]}


def rules() -> list[dict[str, Any]]:
    """Return all alerts."""
    return [rule for group in groups()["groups"] for rule in group["rules"]]


def queries() -> Iterator[Query]:
    """Yield every query of k8s/components."""
    for rule in rules():
        yield Query(rule["alert"], rule["expr"])
    dashboard = load("monitoring", "dashboard.json")
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            expression = target["expr"].replace("$namespace", NAMESPACE)
            yield Query(f"panel {panel['title']!r}", expression)
    for variable in dashboard["templating"]["list"]:
        if isinstance(variable["query"], dict):
            shown = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["query"]["query"])
            assert shown
            yield Query(f"variable {variable['name']}", f"max by ({shown[2]}) ({shown[1]})")
    for trigger in load("keda", "scaledobject.yaml")["spec"]["triggers"]:
        yield Query("ScaledObject", trigger["metadata"]["query"])


def fed_series() -> Iterator[Query]:
    """Yield the series that the tests of the alerts are fed with."""
    for test in yaml.safe_load(ALERT_TESTS.read_text(encoding="utf-8"))["tests"]:
        for fed in test["input_series"]:
            yield Query(f"{ALERT_TESTS.name}: {json.dumps(fed['values'])}", fed["series"])
