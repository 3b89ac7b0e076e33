"""The parts of every deployment under k8s/ fit each other and the service; a broken one is told."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis

from tests import valkey
from tests.deploy import figures, wiring
from tests.deploy.manifests import environment, identity, of_kind, pods, put, quantity, service
from tests.deploy.rendering import OVERLAYS, TARGETS, rendered
from tests.installed import CATALOG
from tests.running import ROOT, running_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.deploy.manifests import Objects, Pod

    Check = Callable[[Objects], list[str]]

# As measured: the default set of models with 16 clients on two cores; without models.
PEAK_BYTES, EXTRACTIVE_PEAK_BYTES = 1957e6, 165e6
WITHOUT_MODELS = ("overlays/dev",)


@cache
def _everywhere() -> tuple[Pod, ...]:
    return tuple(pod for target in TARGETS for pod in pods(rendered(target)))


def _peers(objects: Objects) -> list[str]:
    return wiring.peers(objects, _everywhere())


CHECKS: dict[str, Check] = {
    "selectors": wiring.selectors,
    "peers": _peers,
    "ports": wiring.ports,
    "mounts": wiring.mounts,
    "references": wiring.references,
    "namespaces": wiring.namespaces,
    "restarts": wiring.restarts,
    "settings": figures.accepted_settings,
    "grace": figures.grace,
    "resources": figures.resources,
    "threads": figures.threads,
    "memory": partial(figures.memory, peak=PEAK_BYTES),
    "images": wiring.images,
}
# These have something else to fit in some of the targets.
EVERYWHERE = {name: check for name, check in CHECKS.items() if name not in ("memory", "images")}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("check", EVERYWHERE.values(), ids=EVERYWHERE.keys())
def test_the_parts_fit(target: str, check: Check) -> None:
    """In the base, with each component, and in each overlay."""
    assert check(rendered(target)) == []


@pytest.mark.parametrize("target", OVERLAYS)
def test_an_overlay_says_which_images_it_means(target: str) -> None:
    """The base leaves that to them."""
    assert wiring.images(rendered(target)) == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_memory_limit_has_room_for_what_was_measured(target: str) -> None:
    """With models, save where there are none."""
    peak = EXTRACTIVE_PEAK_BYTES if target in WITHOUT_MODELS else PEAK_BYTES
    assert figures.memory(rendered(target), peak) == []


BROKEN = [
    line.split("\t")
    for line in (Path(__file__).parent / "broken.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("check", "target", "thing", "path", "value", "told"), BROKEN)
def test_a_broken_deployment_is_told(
    check: str, target: str, thing: str, path: str, value: str, told: str
) -> None:
    """Each check sees what it is there for."""
    objects = rendered(target)
    # The name of a ConfigMap ends in a hash.
    broken = next(found for found in objects if identity(found).startswith(thing))
    put(broken, path, json.loads(value))
    assert told in "\n".join(CHECKS[check](objects))


def test_what_the_operator_has_to_bring_is_documented() -> None:
    """The Secrets that no file here makes, by their names."""
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    for wanted in wiring.OPERATORS:
        assert wanted.removeprefix("Secret/") in guide


def test_the_ingress_leads_callers_to_the_api_and_to_nothing_else() -> None:
    """Metrics and probes are for those inside; they name callers, and need no key."""
    (ingress,) = of_kind(rendered("components/ingress"), "Ingress")
    led = [
        re.compile(re.escape(row["path"]) + ("(/.*)?" if row["pathType"] == "Prefix" else ""))
        for row in ingress["spec"]["rules"][0]["http"]["paths"]
    ]
    contract = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    kept = {path for path in contract["paths"] if not any(way.fullmatch(path) for way in led)}
    assert kept == {"/livez", "/readyz", "/metrics"}


def test_openshift_is_left_to_choose_the_user() -> None:
    """It refuses pods that name one."""
    for pod in pods(rendered("components/openshift")):
        assert pod.spec["securityContext"].keys() == {"runAsNonRoot", "seccompProfile"}


def test_the_service_starts_with_the_settings_and_answers_the_probes(tmp_path: Path) -> None:
    """What production sets, on other ports and without its Secrets."""
    objects = rendered("overlays/prod")
    _, container = service(objects)
    variables = environment(container, objects)
    bound_here = (
        *("SUMMARIZER_SERVER_PORT", "SUMMARIZER_SERVER_MANAGEMENT_PORT"),
        *("SUMMARIZER_SECRETS_DIR", "SUMMARIZER_API_KEYS_FILE"),
    )
    for name in bound_here:
        del variables[name]
    with running_service(tmp_path, environment=variables) as running:
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            path = container[probe]["httpGet"]["path"]
            assert running.request("GET", path, port=running.management_port).status == 200


def test_the_arguments_of_the_redis_component_bound_a_real_server() -> None:
    """It takes no more memory than it is given, forgets what is old, and writes nothing."""
    (pod,) = (pod for pod in pods(rendered("components/redis")) if pod.owner == "Deployment/redis")
    (container,) = pod.containers
    wanted = {"maxmemory": str(384 * 2**20), "maxmemory-policy": "allkeys-lru", "save": ""}
    with valkey.server(*container["args"]) as url, redis.Redis.from_url(url) as server:
        assert {name: server.config_get(name)[name] for name in wanted} == wanted
        limit = quantity(container["resources"]["limits"]["memory"])
        assert limit >= 1.25 * int(wanted["maxmemory"])


def test_pods_wait_until_the_models_are_there(models_directory: Path, tmp_path: Path) -> None:
    """The command that goes before the service: it names what is missing, and ends without."""
    pod = next(
        pod
        for pod in pods(rendered("components/models-pvc"))
        if pod.owner == "Deployment/summarizer"
    )
    command = pod.spec["initContainers"][0]["command"]
    # The test models are a set of their own.
    command[-1] = command[-1].replace("--set default", "--set test")
    variables = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "SUMMARIZER_MODELS_CATALOG": str(CATALOG),
    }
    there = variables | {"SUMMARIZER_MODELS_DIRECTORY": str(models_directory)}
    done = subprocess.run(command, env=there, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    missing = variables | {"SUMMARIZER_MODELS_DIRECTORY": str(tmp_path)}
    with subprocess.Popen(
        command, env=missing, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as waiting:
        assert waiting.stdout
        assert waiting.stdout.readline().startswith("waiting for ")
        os.killpg(waiting.pid, signal.SIGKILL)
