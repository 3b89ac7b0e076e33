"""Schemathesis sends what /openapi.json allows, and what it does not, to the running service."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import RunningService


def test_the_service_keeps_its_openapi_document(live: RunningService, tmp_path: Path) -> None:
    """Statuses, media types, headers and bodies are those of the document; never a 5xx."""
    configuration = tmp_path / "schemathesis.toml"
    # A well-formed text may still be no article, or in no certain language: 422 is an answer.
    configuration.write_text(
        "[checks.positive_data_acceptance]\n"
        'expected-statuses = ["2xx", "413", "422"]\n'
        "[generation]\n"
        "database = 'none'\n"
    )
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", f"--config-file={configuration}", "run"),
            f"http://127.0.0.1:{live.port}/openapi.json",
            *("--checks", "all", "--max-examples", "40", "--seed", "1", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
