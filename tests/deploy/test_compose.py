"""compose.yaml, which runs on a laptop what k8s/ runs in a cluster."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from summarizer import settings
from tests.deploy.manifests import service
from tests.deploy.rendering import rendered
from tests.running import ROOT

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "compose.yaml").read_text(encoding="utf-8")
)["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_it_is_as_hardened_as_a_pod(name: str) -> None:
    """A numeric user, a root that is read-only, no capability and no way to get one, bounds."""
    container = SERVICES[name]
    assert container["user"] == "10001:10001"
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["mem_limit"]
    assert container["pids_limit"]


def test_only_this_machine_can_call() -> None:
    """The one port that is published is bound to 127.0.0.1; Valkey has no way out."""
    assert [row for each in SERVICES.values() for row in each.get("ports", ())] == [
        "127.0.0.1:8080:8080"
    ]
    assert SERVICES["valkey"]["networks"] == ["cache"]


def test_it_runs_the_valkey_of_the_cluster() -> None:
    """The same image with the same arguments."""
    deployment = yaml.safe_load(
        (ROOT / "k8s" / "components" / "redis" / "deployment.yaml").read_text(encoding="utf-8")
    )
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    ours = SERVICES["valkey"]
    assert ours["image"] == container["image"]
    assert set(ours["command"]) == {*container["command"], *container["args"]}


def test_it_is_given_the_memory_of_a_pod_and_the_time_to_finish() -> None:
    """Whatever stops it waits for server.graceful_seconds and 5 more."""
    _, container = service(rendered("base"))
    limit = container["resources"]["limits"]["memory"]
    assert SERVICES["summarizer"]["mem_limit"] == limit.replace("Mi", "m")
    seconds = int(SERVICES["summarizer"]["stop_grace_period"].removesuffix("s"))
    assert seconds >= settings.load().server.graceful_seconds + 5
