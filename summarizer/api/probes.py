"""GET /livez, /readyz, /metrics: what an operator and a cluster watch.

They touch neither Redis nor a model, so that a busy service still answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from summarizer.api.problems import not_ready
from summarizer.api.respond import as_json
from summarizer.api.schemas import LiveAnswer, ReadyAnswer

if TYPE_CHECKING:
    from summarizer.service import Service
    from summarizer.telemetry import Metrics

PATHS = frozenset({"/livez", "/readyz", "/metrics"})


def blueprint(service: Service, metrics: Metrics) -> Blueprint:
    """Return the resources."""
    resource = Blueprint("probes", __name__)

    @resource.get("/livez")
    def live() -> Response:
        return as_json(LiveAnswer(status="ok"))

    @resource.get("/readyz")
    def ready() -> Response:
        missing = service.not_ready()
        if missing:
            return not_ready("; ".join(missing))
        return as_json(ReadyAnswer(status="ready", cache=service.cache_name))

    @resource.get("/metrics")
    def metrics_page() -> Response:
        page, content_type = metrics.render()
        return Response(page, content_type=content_type)

    return resource
