"""The alerts: right rules, each shown to fire and not to fire, each with what to do then."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.deploy.queries import ALERT_TESTS, groups, rules, tool
from tests.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RULES = {rule["alert"]: rule for rule in rules()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the rules, as promtool reads them, and their tests."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.yaml").write_text(yaml.safe_dump(groups()), encoding="utf-8")
    shutil.copy(ALERT_TESTS, folder)
    return folder


def promtool(folder: Path, *arguments: str) -> None:
    """Run promtool, which has to find all well."""
    ran = subprocess.run(
        [tool("promtool"), *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_rules_are_rules(folder: Path) -> None:
    """As Prometheus reads them."""
    promtool(folder, "check", "rules", "rules.yaml")


def test_each_alert_fires_when_it_should_and_else_does_not(folder: Path) -> None:
    """After its time, and with the words that people will read; not for a single bad minute."""
    promtool(folder, "test", "rules", ALERT_TESTS.name)


def test_no_alert_goes_untested() -> None:
    """Each has a time at which it fires, and one at which it does not."""
    tried = [
        (tried["alertname"], bool(tried.get("exp_alerts")))
        for test in yaml.safe_load(ALERT_TESTS.read_text(encoding="utf-8"))["tests"]
        for tried in test["alert_rule_test"]
    ]
    assert set(tried) == {(alert, fires) for alert in RULES for fires in (True, False)}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_an_alert_says_what_is_wrong_and_where_to_read_on(rule: dict[str, Any]) -> None:
    """Its runbook is a heading of its own, which says more than its name."""
    assert rule["labels"]["severity"] in ("critical", "warning")
    assert rule["annotations"].keys() == {"summary", "description", "runbook_url"}
    path, anchor = rule["annotations"]["runbook_url"].split("#")
    assert anchor == rule["alert"].lower()
    text = (ROOT / path).read_text(encoding="utf-8")
    entry = re.search(rf"^### {rule['alert']}\n\n(.+?)(?=^##|\Z)", text, re.DOTALL | re.MULTILINE)
    assert entry, f"{path} has no heading {rule['alert']}"
    assert len(entry[1].split()) > 20


def test_no_runbook_entry_is_for_an_alert_that_is_gone() -> None:
    """A heading of that form is an alert."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert re.findall(r"^### (Summarizer\w+)$", text, re.MULTILINE) == list(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_nobody_is_woken_for_a_moment(rule: dict[str, Any]) -> None:
    """Five minutes at least; ten for what a burst of requests can cause."""
    minutes = int(re.fullmatch(r"(\d+)m", rule["for"])[1])  # type: ignore[index]
    assert minutes >= (10 if "rate(" in rule["expr"] else 5)
