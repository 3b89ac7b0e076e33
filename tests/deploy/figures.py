"""What schemas and scanners miss: whether the figures of a deployment fit the service.

Each check takes the rendered objects and returns what is wrong, a line each.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarizer import settings
from summarizer.errors import SettingsError
from tests.deploy.manifests import environment, find, pods, pre_stop_seconds, quantity, service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.deploy.manifests import Object, Objects, Pod

GRACE_SECONDS = 5


def accepted_settings(objects: Objects) -> list[str]:
    """Every variable of the service is a setting, and its value is one that it starts with."""
    found = []
    for pod in pods(objects):
        for container in pod.containers:
            variables = environment(container, objects)
            if any(name.startswith(settings.PREFIX) for name in variables):
                fault = _refusal(variables, _secret_files(pod, container, variables))
                found += [f"{pod.owner}, {container['name']}: {fault}"] if fault else []
    return found


def grace(objects: Objects) -> list[str]:
    """A pod that is stopped has time for preStop, for what is under way, and to exit."""
    pod, container = service(objects)
    under_way = float(environment(container, objects)["SUMMARIZER_SERVER_GRACEFUL_SECONDS"])
    needed = pre_stop_seconds(container) + under_way + GRACE_SECONDS
    given = pod.spec["terminationGracePeriodSeconds"]
    found = [] if needed <= given else [f"{needed:g} s are needed to stop, and {given} given"]
    if not pre_stop_seconds(container):
        found.append("preStop does not wait until nobody sends requests any more")
    return found


def resources(objects: Objects) -> list[str]:
    """Every container asks for CPU and memory, and for no more than it may use."""
    found = []
    for pod in pods(objects):
        for container in pod.containers:
            asked = find(container, "resources.requests") or {}
            bounds = find(container, "resources.limits") or {}
            for name in ("cpu", "memory"):
                if name not in asked or name not in bounds:
                    found.append(f"{pod.owner}, {container['name']}: {name} is not bounded")
            for name in asked.keys() & bounds.keys():
                if quantity(asked[name]) > quantity(bounds[name]):
                    found.append(f"{pod.owner}, {container['name']}: asks for more {name}")
    return found


def memory(objects: Objects, peak: float) -> list[str]:
    """The limit has room for `peak` bytes, as measured, and for all that /tmp may hold."""
    pod, container = service(objects)
    limit = quantity(container["resources"]["limits"]["memory"])
    needed = peak + sum(
        quantity(find(volume, "emptyDir.sizeLimit"))
        for volume in pod.spec["volumes"]
        if find(volume, "emptyDir.medium") == "Memory"
    )
    return [] if limit >= needed else [f"{limit:.0f} bytes of memory, and {needed:.0f} were used"]


def threads(objects: Objects) -> list[str]:
    """A model has a thread for each CPU that the pod may use, not for each of the node."""
    _, container = service(objects)
    given = int(environment(container, objects).get("SUMMARIZER_MODELS_THREADS", "0"))
    limit = quantity(container["resources"]["limits"]["cpu"])
    return [] if given == limit else [f"{given} threads on {limit:g} CPUs"]


def _refusal(variables: Mapping[str, str], secrets: Iterable[str]) -> str:
    """Return why the service would not start with these variables, and these files of secrets."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(settings.PREFIX):
                patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        for name in secrets:
            (Path(folder) / name).write_text("redis://redis:6379", encoding="utf-8")
        patch.setenv(settings.SECRETS_VARIABLE, folder)
        try:
            settings.load()
        except SettingsError as error:
            return str(error)
    return ""


def _secret_files(pod: Pod, container: Object, variables: Mapping[str, str]) -> list[str]:
    """Return the files that the Secret has which is mounted as the folder of secrets."""
    mounted = {row["mountPath"]: row["name"] for row in container["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod.spec["volumes"]}
    name = mounted.get(variables.get(settings.SECRETS_VARIABLE, ""), "")
    return [item["path"] for item in find(volumes, f"{name}.secret.items") or ()]
