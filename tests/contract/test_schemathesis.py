"""Schemathesis sends what /openapi.json allows, and what it does not, to the running service."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from summarizer import keys
from tests.callers import write_keys
from tests.running import running_service

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.running import RunningService


def test_the_service_keeps_its_openapi_document(live: RunningService, tmp_path: Path) -> None:
    """Statuses, media types, headers and bodies are those of the document; never a 5xx."""
    run_schemathesis(live, tmp_path, "--max-examples", "40")


def test_the_document_holds_for_callers_too(tmp_path: Path) -> None:
    """Where keys are asked for, and once the caller has sent as many requests as it may."""
    key = keys.new()
    environment = {
        "SUMMARIZER_API_KEYS_FILE": str(write_keys(tmp_path / "keys", ("desk", key))),
        "SUMMARIZER_API_REQUESTS_PER_MINUTE": "200",
    }
    with running_service(tmp_path, environment=environment) as service:
        sent = ("--header", f"X-API-Key: {key}")
        run_schemathesis(service, tmp_path, "--max-examples", "10", *sent, accepted=("429",))
        counted = 'summarizer_caller_requests_total{caller="desk",status="%s"}'
        assert service.metric(counted % "200") > 0
        assert service.metric(counted % "429") > 0


def run_schemathesis(
    service: RunningService, tmp_path: Path, *options: str, accepted: Sequence[str] = ()
) -> None:
    """Hold the service to its document; well-formed data may also be answered as `accepted`."""
    configuration = tmp_path / "schemathesis.toml"
    # A well-formed text may still be no article, or in no certain language: 422 is an answer.
    statuses = json.dumps(["2xx", "413", "422", *accepted])
    configuration.write_text(
        "[checks.positive_data_acceptance]\n"
        f"expected-statuses = {statuses}\n"
        "[generation]\n"
        "database = 'none'\n"
        # A request may have headers that no document knows.
        "allow-extra-parameters = false\n"
    )
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", f"--config-file={configuration}", "run"),
            f"http://127.0.0.1:{service.port}/openapi.json",
            *("--checks", "all", "--seed", "1", "--no-color", *options),
        ],
        cwd=tmp_path,
        # Nothing of ours runs there. Traced by coverage, which watches greenlets, its many threads
        # have hung at their end.
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
