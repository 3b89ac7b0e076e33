"""Wires the service to HTTP, and nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from summarizer.api import (
    detect,
    languages,
    models,
    observe,
    openapi,
    probes,
    problems,
    summarise,
    translate,
)
from summarizer.cache.memory import MemoryCache
from summarizer.cache.readings import Readings
from summarizer.cache.redis import RedisCache
from summarizer.cache.summaries import SummaryCache
from summarizer.models.loading import load
from summarizer.reading import Reader
from summarizer.service import Service

if TYPE_CHECKING:
    from summarizer.cache.base import Cache
    from summarizer.settings import Settings
    from summarizer.telemetry import Metrics


def create_service(settings: Settings, metrics: Metrics) -> Service:
    """Return the service that the settings describe; its models are not loaded yet."""
    return Service(
        load=partial(load, settings.models),
        reader=Reader(settings.limits, Readings(settings.cache.readings_characters)),
        cache=create_cache(settings, metrics),
        seconds=settings.limits.seconds,
    )


def create_app(settings: Settings, service: Service, metrics: Metrics) -> Flask:
    """Return the WSGI application that serves `service`."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.body_bytes
    observe.register(app, metrics)
    problems.register(app)
    for resource in (
        summarise.blueprint(service, metrics),
        translate.blueprint(service, metrics),
        detect.blueprint(service),
        languages.blueprint(service),
        models.blueprint(service),
        probes.blueprint(service, metrics),
        openapi.blueprint(),
    ):
        app.register_blueprint(resource)
    return app


def create_cache(settings: Settings, metrics: Metrics) -> SummaryCache:
    """Return the cache that the settings describe."""
    return SummaryCache(_backend(settings, metrics), settings.cache.ttl_seconds)


def _backend(settings: Settings, metrics: Metrics) -> Cache:
    cache = settings.cache
    url = cache.redis_url.get_secret_value()
    if not url:
        return MemoryCache(
            max_entries=cache.memory_entries,
            max_bytes=cache.memory_bytes,
            count=partial(metrics.cache, "memory"),
        )
    return RedisCache(
        url,
        timeout_seconds=cache.timeout_seconds,
        breaker_seconds=cache.breaker_seconds,
        max_connections=settings.server.threads,
        count=partial(metrics.cache, "redis"),
    )
