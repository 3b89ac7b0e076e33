"""What schemas and scanners miss: whether the parts of a deployment find each other.

Each check takes the rendered objects and returns what is wrong, a line each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.deploy.manifests import environment, find, identity, of_kind, pods, service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.deploy.manifests import Object, Objects, Pod

OPERATORS = frozenset(
    {"Secret/summarizer-redis", "Secret/summarizer-api-keys", "Secret/summarizer-tls"}
)
"""What the operator brings; docs/deployment.md says how."""

WRITABLE = {"Deployment/summarizer": {"/tmp"}, "Job/summarizer-models": {"/tmp", "/models"}}


def selectors(objects: Objects) -> list[str]:
    """Every selector finds pods, and a workload its own."""
    found = []
    for pod in pods(objects):
        owner = next(thing for thing in objects if identity(thing) == pod.owner)
        own = [find(owner, "spec.selector.matchLabels")] if owner["kind"] == "Deployment" else []
        spread = pod.spec.get("topologySpreadConstraints", ())
        for wanted in (*own, *(find(row, "labelSelector.matchLabels") for row in spread)):
            if not _selects(wanted, pod):
                found.append(f"{pod.owner} does not select its own pods: {wanted}")
    places = {
        "Service": "spec.selector",
        "PodDisruptionBudget": "spec.selector.matchLabels",
        "NetworkPolicy": "spec.podSelector.matchLabels",
    }
    for thing in objects:
        if thing["kind"] in places and not _selected(thing, places[thing["kind"]], objects):
            found.append(f"{identity(thing)} selects no pod")
    for scaler in of_kind(objects, "HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        if f"{target['kind']}/{target['name']}" not in map(identity, objects):
            found.append(f"{identity(scaler)} scales {target['name']}, which is not there")
    return found


def peers(objects: Objects, everywhere: Sequence[Pod]) -> list[str]:
    """Pods that a NetworkPolicy lets talk are among those of all that can be rendered."""
    return [
        f"{identity(policy)} names peers that are nowhere: {wanted}"
        for policy in of_kind(objects, "NetworkPolicy")
        for rule in (*policy["spec"].get("ingress", ()), *policy["spec"].get("egress", ()))
        for peer in (*rule.get("from", ()), *rule.get("to", ()))
        if (wanted := find(peer, "podSelector.matchLabels"))
        and not any(_selects(wanted, pod) for pod in everywhere)
    ]


def ports(objects: Objects) -> list[str]:
    """Ports line up by name: probes, Services, policies, Ingresses; and with the settings."""
    found = []
    for pod in pods(objects):
        for container in pod.containers:
            for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
                asked = find(container, f"{probe}.httpGet") or find(container, f"{probe}.tcpSocket")
                if asked and asked["port"] not in pod.ports:
                    found.append(f"{pod.owner}: {probe} asks port {asked['port']}")
    for thing in of_kind(objects, "Service"):
        for port in thing["spec"]["ports"]:
            for pod in _selected(thing, "spec.selector", objects):
                if port["targetPort"] not in pod.ports:
                    found.append(f"{identity(thing)} leads to port {port['targetPort']}")
    for policy in of_kind(objects, "NetworkPolicy"):
        named = {
            port["port"]
            for rule in policy["spec"].get("ingress", ())
            for port in rule.get("ports", ())
        }
        for pod in _selected(policy, "spec.podSelector.matchLabels", objects):
            found += [f"{identity(policy)} opens port {port}" for port in named - set(pod.ports)]
    offered = {
        (thing["metadata"]["name"], port["name"])
        for thing in of_kind(objects, "Service")
        for port in thing["spec"]["ports"]
    }
    for thing in of_kind(objects, "Ingress"):
        for path in thing["spec"]["rules"][0]["http"]["paths"]:
            backend = path["backend"]["service"]
            if (backend["name"], backend["port"]["name"]) not in offered:
                found.append(f"{identity(thing)} leads to {backend}")
    pod, container = service(objects)
    variables = environment(container, objects)
    listened = {
        "http": int(variables["SUMMARIZER_SERVER_PORT"]),
        "management": int(variables["SUMMARIZER_SERVER_MANAGEMENT_PORT"]),
    }
    if listened != pod.ports:
        found.append(f"it listens on {listened}, and its ports are {pod.ports}")
    return found


def mounts(objects: Objects) -> list[str]:
    """Every mount has its volume, every volume its mount; and nothing else can be written to."""
    found = []
    for pod in pods(objects):
        volumes = {volume["name"] for volume in pod.spec.get("volumes", ())}
        mounted = {mount["name"] for c in pod.containers for mount in c.get("volumeMounts", ())}
        found += [f"{pod.owner}: no volume {name}" for name in sorted(mounted - volumes)]
        found += [f"{pod.owner}: nobody mounts {name}" for name in sorted(volumes - mounted)]
        for container in pod.containers:
            rows = container.get("volumeMounts", ())
            paths = [row["mountPath"] for row in rows]
            if len(set(paths)) < len(paths):
                found.append(f"{pod.owner}: two mounts at one path: {paths}")
            written = {row["mountPath"] for row in rows if not row.get("readOnly")}
            if written - WRITABLE.get(pod.owner, set()):
                found.append(f"{pod.owner}: {sorted(written)} can be written to")
    return found


def references(objects: Objects) -> list[str]:
    """What is named is there, or is the operator's to bring."""
    there = {identity(thing) for thing in objects} | OPERATORS
    return [
        f"{owner} names {wanted}, which is not there"
        for owner, wanted in _named(objects)
        if wanted not in there
    ]


def images(objects: Objects) -> list[str]:
    """Every image is named by a digest or a tag, and by none that moves with each release."""
    found = []
    for pod in pods(objects):
        volumes = [find(volume, "image.reference") for volume in pod.spec.get("volumes", ())]
        for image in [c["image"] for c in pod.containers] + [name for name in volumes if name]:
            tag = image.rpartition("/")[2].partition(":")[2]
            if not tag or tag == "latest":
                found.append(f"{pod.owner}: {image} may be another one tomorrow")
    return found


def namespaces(objects: Objects) -> list[str]:
    """All is in the one namespace, which holds its pods to the restricted standard."""
    (home,) = of_kind(objects, "Namespace")
    found = [
        f"{identity(thing)} is not in {home['metadata']['name']}"
        for thing in objects
        if thing["kind"] != "Namespace"
        and thing["metadata"].get("namespace") != home["metadata"]["name"]
    ]
    if home["metadata"]["labels"].get("pod-security.kubernetes.io/enforce") != "restricted":
        found.append("the namespace is not restricted")
    return found


def restarts(objects: Objects) -> list[str]:
    """What serves is started again, and how many there are is said in one place."""
    scaled = {
        scaler["spec"]["scaleTargetRef"]["name"]
        for scaler in of_kind(objects, "HorizontalPodAutoscaler")
    }
    found = []
    for thing in of_kind(objects, "Deployment"):
        if find(thing, "spec.template.spec.restartPolicy") not in (None, "Always"):
            found.append(f"{identity(thing)} is not started again")
        if thing["metadata"]["name"] in scaled and "replicas" in thing["spec"]:
            found.append(f"{identity(thing)} has a number of replicas, and an autoscaler")
    return found


def _selects(wanted: Mapping[str, str] | None, pod: Pod) -> bool:
    return wanted is not None and wanted.items() <= pod.labels.items()


def _selected(thing: Object, path: str, objects: Objects) -> list[Pod]:
    # A policy with an empty selector is for all pods.
    wanted = find(thing, path) or ({} if thing["kind"] == "NetworkPolicy" else None)
    return [pod for pod in pods(objects) if _selects(wanted, pod)]


def _named(objects: Objects) -> Iterator[tuple[str, str]]:
    for pod in pods(objects):
        if "serviceAccountName" in pod.spec:
            yield pod.owner, f"ServiceAccount/{pod.spec['serviceAccountName']}"
        for volume in pod.spec.get("volumes", ()):
            if "secret" in volume:
                yield pod.owner, f"Secret/{volume['secret']['secretName']}"
            if "persistentVolumeClaim" in volume:
                claim = volume["persistentVolumeClaim"]["claimName"]
                yield pod.owner, f"PersistentVolumeClaim/{claim}"
        for container in pod.containers:
            for source in container.get("envFrom", ()):
                yield pod.owner, f"ConfigMap/{source['configMapRef']['name']}"
    for thing in of_kind(objects, "Ingress"):
        for row in thing["spec"]["tls"]:
            yield identity(thing), f"Secret/{row['secretName']}"
