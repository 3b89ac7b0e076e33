"""What the schemas of Kubernetes and the scanners of others say of k8s/ and of the Dockerfile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.deploy.rendering import TARGETS, manifest, run
from tests.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILES = ("Dockerfile", "k8s/components/models-pvc/Dockerfile")
OLDEST, NEWEST = "1.32", "1.37"
"""Versions of Kubernetes that docs/deployment.md names."""

ACCEPTED = {
    # It takes every figure of three digits for a secret: ports, seconds.
    "KSV-01010",
    # It trusts the registries of some clouds; which one it is, is up to the operator.
    "KSV-0125",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that can be rendered, a file each."""
    folder = tmp_path_factory.mktemp("rendered")
    for target in TARGETS:
        file = folder / f"{target}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(manifest(target), encoding="utf-8")
    return folder


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_the_schemas_of_kubernetes_know_every_field(folder: Path, version: str) -> None:
    """In the oldest version that is supported, and in the newest."""
    ran = run("kubernetes-validate", "-k", version, "--strict", *sorted(folder.rglob("*.yaml")))
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_versions_that_are_checked_are_those_that_are_documented() -> None:
    """No other is promised."""
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert f"Kubernetes {OLDEST} to {NEWEST}" in guide


def test_the_schemas_refuse_a_field_that_is_misspelt(tmp_path: Path) -> None:
    """So the test above can fail."""
    misspelt = tmp_path / "misspelt.yaml"
    misspelt.write_text(manifest("base").replace("maxSurge", "maxSurges"), encoding="utf-8")
    assert run("kubernetes-validate", "-k", OLDEST, "--strict", misspelt).returncode == 1


def test_checkov_finds_nothing_in_production(folder: Path) -> None:
    """Not one check that failed, and none that is skipped."""
    report = _checkov(
        "kubernetes", *(folder / f"overlays/{name}.yaml" for name in ("prod", "gpu", "airgapped"))
    )
    assert report["summary"]["passed"]
    assert report["summary"]["skipped"] == 0
    assert _failed(report) == []


def test_trivy_finds_nothing_that_is_not_accounted_for(folder: Path) -> None:
    """Whatever its severity, in every overlay."""
    assert _trivy(folder / "overlays") == []


def test_the_scanners_refuse_a_careless_deployment(folder: Path) -> None:
    """So the tests above can fail."""
    careless = folder.parent / "careless.yaml"
    hardened = (folder / "overlays/prod.yaml").read_text(encoding="utf-8")
    careless.write_text(
        hardened.replace("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"),
        encoding="utf-8",
    )
    assert any("CKV_K8S_20" in fault for fault in _failed(_checkov("kubernetes", careless)))
    assert any("KSV-0001" in fault for fault in _trivy(careless))


@pytest.mark.parametrize("name", DOCKERFILES)
def test_the_scanners_find_nothing_in_a_dockerfile(name: str) -> None:
    """Not hadolint at any level, not checkov, not trivy."""
    dockerfile = ROOT / name
    if not dockerfile.exists():
        pytest.skip(f"there is no {name}")
    ran = run("hadolint", "--failure-threshold", "style", dockerfile)
    assert ran.returncode == 0, ran.stdout
    # It wants a tag, and does not read the variable that has a digest.
    report = _checkov("dockerfile", dockerfile, skipped="CKV_DOCKER_7")
    assert report["summary"]["passed"]
    assert _failed(report) == []
    assert _trivy(dockerfile) == []


def _checkov(framework: str, *files: Path, skipped: str = "") -> dict[str, Any]:
    named = [argument for file in files for argument in ("--file", file)]
    named += ["--skip-check", skipped] if skipped else []
    options = ("--framework", framework, "--skip-download", "--compact", "--output", "json")
    report: dict[str, Any] = json.loads(run("checkov", *options, *named).stdout)
    return report


def _failed(report: dict[str, Any]) -> list[str]:
    return [
        f"{check['check_id']} {check['check_name']}: {check['resource']}"
        for check in report["results"]["failed_checks"]
    ]


def _trivy(path: Path) -> list[str]:
    """Return what is found, and not ACCEPTED, in a file or in each file of a folder."""
    ran = run("trivy", "config", "--skip-check-update", "--quiet", "--format", "json", path)
    assert ran.returncode == 0, ran.stderr
    results = json.loads(ran.stdout)["Results"]
    assert len(results) == (len(list(path.iterdir())) if path.is_dir() else 1)
    return [
        f"{result['Target']}: {fault['ID']} {fault['Message']}"
        for result in results
        for fault in result.get("Misconfigurations", ())
        if fault["ID"] not in ACCEPTED
    ]
