"""What kubectl makes of k8s/, with the tools of `scripts/install deploy`."""

from __future__ import annotations

import os
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.running import ROOT

if TYPE_CHECKING:
    from tests.deploy.manifests import Objects

K8S = ROOT / "k8s"
TOOLS = ROOT / ".venv-deploy" / "bin"
OVERLAYS = tuple(sorted(f"overlays/{path.name}" for path in (K8S / "overlays").iterdir()))
COMPONENTS = tuple(sorted(f"components/{path.name}" for path in (K8S / "components").iterdir()))
TARGETS = ("base", *COMPONENTS, *OVERLAYS)
"""What can be rendered: the base, each component added to it by itself, and each overlay."""


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end, whatever comes of it; skip the test where it is not installed."""
    if not (TOOLS / tool).exists():
        pytest.skip(f"{tool} is missing: scripts/install deploy")
    return subprocess.run(
        [str(TOOLS / tool), *map(str, arguments)], capture_output=True, text=True, check=False
    )


@cache
def manifest(target: str) -> str:
    """Return the YAML of one of TARGETS."""
    if not target.startswith("components/"):
        return _kustomize(K8S / target)
    with tempfile.TemporaryDirectory() as folder:
        parts = {"resources": K8S / "base", "components": K8S / target}
        # kustomize wants relative paths, and follows links before it resolves them.
        here = Path(folder).resolve()
        relative = {name: [os.path.relpath(path, here)] for name, path in parts.items()}
        (here / "kustomization.yaml").write_text(yaml.safe_dump(relative), encoding="utf-8")
        return _kustomize(here)


def rendered(target: str) -> Objects:
    """Return the objects of one of TARGETS; they are the caller's own."""
    return list(yaml.load_all(manifest(target), Loader=yaml.CSafeLoader))


def _kustomize(folder: Path) -> str:
    ran = run("kubectl", "kustomize", folder)
    assert ran.returncode == 0, ran.stderr
    assert not ran.stderr, ran.stderr
    return ran.stdout
