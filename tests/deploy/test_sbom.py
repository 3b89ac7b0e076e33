"""The software bill of materials that scripts/sbom makes of the lock file."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from typing import Any

import pytest

from tests.running import ROOT


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """The document, made in the environment of the tests."""
    document: dict[str, Any] = json.loads(_printed())
    return document


def _printed() -> str:
    command = [sys.executable, str(ROOT / "scripts" / "sbom")]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_every_pin_of_the_lock_is_in_it(bill: dict[str, Any]) -> None:
    """With its version, those for other systems among them, and nothing else."""
    lines = (ROOT / "locks" / "serve.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split()[0] for line in lines if "==" in line and not line.startswith(" ")]
    assert len(pins) > 50
    assert [f"{each['name']}=={each['version']}" for each in bill["components"]] == pins


def test_what_is_installed_has_a_licence(bill: dict[str, Any]) -> None:
    """As its own metadata state it; what is not installed is excluded, and says nothing."""
    scopes = {each["name"]: each["scope"] for each in bill["components"]}
    assert scopes["flask"] == scopes["ctranslate2"] == "required"
    assert scopes["httpx2-jsfetch"] == "excluded"
    unlicensed = [each["name"] for each in bill["components"] if not each["licenses"]]
    assert unlicensed
    assert {scopes[name] for name in unlicensed} == {"excluded"}


def test_dependencies_are_references_to_components(bill: dict[str, Any]) -> None:
    """So that a reader can follow what came with what."""
    own, *_ = bill["dependencies"]
    components = {each["bom-ref"] for each in bill["components"]}
    named = {there for each in bill["dependencies"] for there in each["dependsOn"]}
    assert named <= components
    assert f"pkg:pypi/flask@{version('flask')}" in own["dependsOn"]


def test_it_is_the_same_each_time() -> None:
    """Byte for byte, so that an image with it can be."""
    assert _printed() == _printed()
