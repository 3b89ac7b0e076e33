"""The Deployment of k8s/, run by podman on this machine: a pod without a cluster."""

from __future__ import annotations

import shlex
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from tests.deploy import manifests
from tests.running import RunningService, wait
from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.deploy.manifests import Objects


@dataclass(frozen=True)
class RunningPod:
    """A pod whose service is ready; it took `start_seconds` from nothing to there."""

    container: str
    service: RunningService
    start_seconds: float

    def run(self, *command: str, variables: Sequence[str] = ()) -> str:
        """Return what a command in the container prints; CalledProcessError where it fails."""
        options = [part for variable in variables for part in ("--env", variable)]
        return podman("exec", *options, self.container, *command)

    def figures(self, what: str) -> str:
        """Return a line of what was measured, for people."""
        resident, peak = self.service.resident_bytes() / 1e6, self._peak_bytes() / 1e6
        return (
            f"{what}: ready after {self.start_seconds:.1f} s; the worker has {resident:.0f} MB,"
            f" the pod had {peak:.0f} MB at most"
        )

    def _peak_bytes(self) -> int:
        """Return what the kernel counted, the cache of files among it."""
        peak = "/sys/fs/cgroup/memory/memory.max_usage_in_bytes"
        return int(self.run("sh", "-c", f"cat {peak} || cat /sys/fs/cgroup/memory.peak"))

    def stop(self, grace_seconds: int) -> int:
        """Send SIGTERM, then SIGKILL once the grace period is over; return the exit code."""
        podman("stop", "--time", str(grace_seconds), self.container)
        return int(podman("inspect", "--format", "{{.State.ExitCode}}", self.container))


def podman(*arguments: str | Path) -> str:
    """Run podman and return what it prints."""
    ran = subprocess.run(["podman", *arguments], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise subprocess.CalledProcessError(ran.returncode, ran.args, ran.stdout, ran.stderr)
    return ran.stdout.strip()


@contextmanager
def running_pod(
    folder: Path, objects: Objects, image: str, *, redis_url: str = "", user: int | None = None
) -> Iterator[RunningPod]:
    """Run the Deployment until the block ends, its Secret filled with a URL.

    A `user` stands for the one that OpenShift chooses, in the group 0.
    """
    secret, manifest, log = folder / "secret", folder / "pod.yaml", folder / "pod.log"
    secret.mkdir()
    if redis_url:
        (secret / "cache_redis_url").write_text(redis_url)
    ports = {"http": free_port(), "management": free_port()}
    maps = [thing for thing in objects if thing["kind"] == "ConfigMap"]
    (deployment,) = (t for t in objects if manifests.identity(t) == "Deployment/summarizer")
    deployment["metadata"]["name"] += f"-{ports['http']}"
    # Several pods share the network of this machine; to podman, a ConfigMap goes before `env`.
    for each in maps:
        each["data"] |= {
            "SUMMARIZER_SERVER_PORT": str(ports["http"]),
            "SUMMARIZER_SERVER_MANAGEMENT_PORT": str(ports["management"]),
        }
    _change(deployment["spec"]["template"]["spec"], image, ports, secret, user)
    manifest.write_text(yaml.safe_dump_all([*maps, deployment]))
    began = time.monotonic()
    container = podman("play", "kube", manifest).split()[-1]
    with log.open("wb") as sink:
        follower = subprocess.Popen(
            ["podman", "logs", "--follow", container], stdout=sink, stderr=subprocess.STDOUT
        )
    service = RunningService(ports["http"], ports["management"], follower, log)
    try:
        wait(service, "/readyz")
        yield RunningPod(container, service, time.monotonic() - began)
    finally:
        podman("play", "kube", "--down", manifest)
        follower.wait(10)


def _change(
    spec: dict[str, Any], image: str, ports: Mapping[str, int], secret: Path, user: int | None
) -> None:
    """Replace what podman cannot do: a network of its own, probes over HTTP, optional Secrets."""
    (container,) = spec["containers"]
    container |= {"image": image, "imagePullPolicy": "Never"}
    spec["hostNetwork"] = True
    del container["ports"]
    get = container["livenessProbe"].pop("httpGet")
    url = f"http://127.0.0.1:{ports[get['port']]}{get['path']}"
    # podman hands the words to a shell.
    ask = shlex.join(["python", "-c", f"from urllib.request import urlopen; urlopen('{url}')"])
    container["livenessProbe"]["exec"] = {"command": [ask]}
    for volume in spec["volumes"]:
        if volume.pop("secret", None):
            volume["hostPath"] = {"path": str(secret), "type": "Directory"}
    if user is not None:
        spec["securityContext"] |= {"runAsUser": user, "runAsGroup": 0}
