"""What watches and scales a deployment finds it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.deploy.manifests import find, identity, of_kind, service
from tests.deploy.queries import NAMESPACE
from tests.deploy.rendering import rendered

if TYPE_CHECKING:
    from tests.deploy.manifests import Object, Objects


def only(objects: Objects, kind: str) -> Object:
    """Return the one object of a kind."""
    (found,) = of_kind(objects, kind)
    return found


@pytest.mark.parametrize("component", ["monitoring", "keda"])
def test_everything_is_in_the_namespace_that_is_asked_for(component: str) -> None:
    """Queries name it."""
    objects = rendered(f"components/{component}")
    assert only(objects, "Namespace")["metadata"]["name"] == NAMESPACE
    assert {
        thing["metadata"]["namespace"] for thing in objects if thing["kind"] != "Namespace"
    } == {NAMESPACE}


def test_prometheus_is_led_to_the_metrics() -> None:
    """By a Service that is selected, on a port that the pods have and the policy opens to it."""
    objects = rendered("components/monitoring")
    monitor = only(objects, "ServiceMonitor")
    wanted = monitor["spec"]["selector"]["matchLabels"].items()
    (target,) = [
        thing for thing in of_kind(objects, "Service")
        if wanted <= thing["metadata"].get("labels", {}).items()
    ]  # fmt: skip
    (endpoint,) = monitor["spec"]["endpoints"]
    ports = {port["name"]: port["targetPort"] for port in target["spec"]["ports"]}
    pod, _ = service(objects)
    assert ports[endpoint["port"]] in pod.ports
    admitted = [
        (find(peer, "namespaceSelector.matchLabels"), port["port"])
        for policy in of_kind(objects, "NetworkPolicy")
        for rule in policy["spec"].get("ingress", ())
        for peer in rule["from"]
        for port in rule["ports"]
    ]
    monitoring = {"kubernetes.io/metadata.name": "monitoring"}
    assert (monitoring, ports[endpoint["port"]]) in admitted


def test_grafana_finds_a_dashboard() -> None:
    """By the label that its sidecar looks for; panels do not lie on each other."""
    objects = rendered("components/monitoring")
    (found,) = [
        thing for thing in of_kind(objects, "ConfigMap")
        if thing["metadata"].get("labels", {}).get("grafana_dashboard") == "1"
    ]  # fmt: skip
    (dashboard,) = found["data"].values()
    places = [panel["gridPos"] for panel in json.loads(dashboard)["panels"]]
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_keda_takes_the_place_of_the_autoscaler() -> None:
    """With as few and as many pods, of the same Deployment; two of them would fight."""
    former = only(rendered("base"), "HorizontalPodAutoscaler")["spec"]
    objects = rendered("components/keda")
    scaled = only(objects, "ScaledObject")["spec"]
    assert not list(of_kind(objects, "HorizontalPodAutoscaler"))
    assert f"Deployment/{scaled['scaleTargetRef']['name']}" in map(identity, objects)
    assert scaled["scaleTargetRef"]["name"] == former["scaleTargetRef"]["name"]
    assert scaled["minReplicaCount"] == former["minReplicas"]
    assert scaled["maxReplicaCount"] == former["maxReplicas"]
    behaviour = find(scaled, "advanced.horizontalPodAutoscalerConfig.behavior.scaleDown")
    assert behaviour == former["behavior"]["scaleDown"]
