"""What tests of several kinds share."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import valkey
from tests.running import RunningService, running_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# A busy machine is no fault of the code; figures of time live in benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let acceptance cases come from another folder."""
    parser.addoption("--cases", help="folder of acceptance cases (*.jsonl)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many acceptance cases of each kind passed, failed and were skipped."""
    outcomes = ("passed", "failed", "skipped")
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        for report in terminalreporter.getreports(outcome):
            kind = dict(report.user_properties).get("kind")
            if kind:
                counts[kind][outcome] += 1
    if counts:
        terminalreporter.section("acceptance cases")
    for kind, found in sorted(counts.items()):
        told = ", ".join(f"{found[outcome]} {outcome}" for outcome in outcomes)
        terminalreporter.write_line(f"{kind:14}{told}")


@pytest.fixture(scope="session", autouse=True)
def _no_models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hide the models that the user of this machine has installed."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def models_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the installed test models, which a test must not change."""
    # torch takes seconds to import, and few tests need it.
    from tests.installed import install_test_models

    return install_test_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def multilingual(
    tmp_path_factory: pytest.TempPathFactory, models_directory: Path
) -> Iterator[RunningService]:
    """Yield the service under gunicorn with the test models."""
    with running_service(
        tmp_path_factory.mktemp("multilingual"),
        environment={"SUMMARIZER_MODELS_DIRECTORY": str(models_directory)},
    ) as service:
        yield service


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Yield the URL of a real Redis-protocol server that all tests share."""
    with valkey.server() as url:
        yield url


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """Yield the service as operators run it: under gunicorn, with its own memory as the cache."""
    with running_service(tmp_path_factory.mktemp("live")) as service:
        yield service
