"""Reads Kubernetes objects: the pods that they make, the settings of those, paths, quantities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Object = dict[str, Any]
Objects = list[Object]

_UNITS = {
    "m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30,
}  # fmt: skip

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True)
class Pod:
    """The template of a pod; `owner` is `Kind/name`."""

    owner: str
    labels: Mapping[str, str]
    spec: Mapping[str, Any]

    @property
    def containers(self) -> list[Object]:
        """All of them, those that run before the others first."""
        return [*self.spec.get("initContainers", ()), *self.spec["containers"]]

    @property
    def ports(self) -> dict[str, int]:
        """The ports that it names."""
        return {
            port["name"]: port["containerPort"]
            for container in self.containers
            for port in container.get("ports", ())
        }


def identity(thing: Object) -> str:
    """Return `Kind/name`."""
    return f"{thing['kind']}/{thing['metadata']['name']}"


def of_kind(objects: Objects, kind: str) -> Iterator[Object]:
    """Yield the objects of a kind."""
    return (thing for thing in objects if thing["kind"] == kind)


def pods(objects: Objects) -> list[Pod]:
    """Return the templates of Deployments and Jobs."""
    found = []
    for thing in (*of_kind(objects, "Deployment"), *of_kind(objects, "Job")):
        template = thing["spec"]["template"]
        found.append(Pod(identity(thing), template["metadata"]["labels"], template["spec"]))
    return found


def service(objects: Objects) -> tuple[Pod, Object]:
    """Return the pod of the service, and its container."""
    pod = next(pod for pod in pods(objects) if pod.owner == "Deployment/summarizer")
    return pod, next(c for c in pod.containers if c["name"] == "summarizer")


def environment(container: Object, objects: Objects) -> dict[str, str]:
    """Return the variables of a container, out of its ConfigMaps and its own."""
    maps = {thing["metadata"]["name"]: thing["data"] for thing in of_kind(objects, "ConfigMap")}
    found: dict[str, str] = {}
    for source in container.get("envFrom", ()):
        found |= maps.get(source.get("configMapRef", {}).get("name"), {})
    return found | {row["name"]: row["value"] for row in container.get("env", ()) if "value" in row}


def pre_stop_seconds(container: Object) -> float:
    """Return how long a container waits before it is told to stop."""
    return float(find(container, "lifecycle.preStop.sleep.seconds") or 0)


def quantity(value: str | float) -> float:
    """Return a quantity of Kubernetes as a number: `500m` is 0.5, `1Ki` is 1024."""
    matched = re.fullmatch(r"([\d.]+)([A-Za-z]*)", str(value))
    assert matched, f"{value} is no quantity"
    return float(matched[1]) * _UNITS[matched[2]]


def find(value: Any, path: str) -> Any:
    """Return what stands at a path as `spec.ports[0].name`; None where nothing does."""
    for step in _steps(path):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def put(value: Any, path: str, new: Any) -> None:
    """Put something at a path whose last step alone may be missing."""
    *steps, last = _steps(path)
    for step in steps:
        value = value[step]
    value[last] = new


def _steps(path: str) -> list[Any]:
    return [int(index) if index else name for index, name in _STEP.findall(path)]
