"""One command to serve with models: scripts/serve --models.

The packages that scripts/install would fetch are those of the tests here; everything else is real.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.checkpoints import CARDS, build, catalogue
from tests.hub import running_hub
from tests.running import ROOT, RunningService, wait
from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INSTALL = f"""#!/bin/sh
set -eu
cd -- "$(dirname -- "$0")/.."
echo "$1" >>installs
venv=.venv
[ "$1" != convert ] || venv=.venv-convert
mkdir -p "$venv/bin"
printf '#!/bin/sh\\nexec "%s" "$@"\\n' '{sys.executable}' >"$venv/bin/python"
chmod +x "$venv/bin/python"
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with the script in it, and what it was told by the environment."""

    root: Path
    environment: dict[str, str]

    def serve(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the script to its end."""
        return subprocess.run(
            [self.root / "scripts" / "serve", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @contextmanager
    def serving(self, *arguments: str) -> Iterator[RunningService]:
        """Run the script until the block ends."""
        ports = free_port(), free_port()
        names = ("SUMMARIZER_SERVER_PORT", "SUMMARIZER_SERVER_MANAGEMENT_PORT")
        log = self.root / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self.root / "scripts" / "serve", *arguments],
                env=self.environment | dict(zip(names, map(str, ports), strict=True)),
                stdout=output,
                stderr=output,
            )
        service = RunningService(*ports, process, log)
        try:
            wait(service, "/readyz")
            yield service
        finally:
            process.terminate()
            process.wait(40)

    def installs(self) -> list[str]:
        """Return what was installed, in order."""
        return (self.root / "installs").read_text().split()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout whose catalogue has a set of one small model."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    shutil.copy(ROOT / "scripts" / "serve", scripts)
    (scripts / "install").write_text(INSTALL)
    (scripts / "install").chmod(0o755)
    own = catalogue(tmp_path / "models.toml", CARDS["marian"])
    return Checkout(
        tmp_path,
        {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SUMMARIZER_MODELS_CATALOG": str(own),
            "SUMMARIZER_MODELS_DIRECTORY": str(tmp_path / "models"),
            "HF_ENDPOINT": f"http://127.0.0.1:{free_port()}",
        },
    )


def test_the_models_of_a_set_are_installed_once_and_served(
    checkout: Checkout, tmp_path: Path
) -> None:
    """What converting needs is removed again; the next start needs neither it nor the hub."""
    with running_hub() as hub:
        hub.add("tests/tiny-marian", build("marian", tmp_path / "tiny-marian"))
        checkout.environment["HF_ENDPOINT"] = hub.url
        with checkout.serving("--models", "tiny") as service:
            served = service.request("GET", "/v1/models").json()
    assert "tiny-marian" in [model["id"] for model in served["models"]]
    assert checkout.installs() == ["serve", "convert"]
    assert not (tmp_path / ".venv-convert").exists()
    with checkout.serving("--models", "tiny") as service:
        assert service.request("GET", "/v1/models").json() == served
    assert checkout.installs() == ["serve", "convert", "serve"]


def test_without_a_hub_nothing_is_started(checkout: Checkout) -> None:
    """It says what is missing and the way by another machine, before it installs anything big."""
    done = checkout.serve("--models", "tiny")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "summarizer models import models.tar" in done.stderr
    assert "not started, for want of models of the set tiny" in done.stderr
    assert checkout.installs() == ["serve"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param(["--models"], 2, "wants the name of a set", id="no-set"),
        pytest.param(["--models", "huge"], 1, "there is no set huge", id="unknown-set"),
    ],
)
def test_a_set_that_there_is_not_is_told(
    checkout: Checkout, arguments: list[str], code: int, told: str
) -> None:
    """Nothing is started."""
    done = checkout.serve(*arguments)
    assert done.returncode == code
    assert told in done.stderr
