"""Wires the service to HTTP, and nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from summarizer.api import (
    auth,
    cors,
    detect,
    languages,
    models,
    observe,
    openapi,
    probes,
    problems,
    rate_limit,
    security_headers,
    summarise,
    translate,
)
from summarizer.cache import counts
from summarizer.cache.memory import MemoryCache
from summarizer.cache.readings import Readings
from summarizer.cache.redis import RedisCache
from summarizer.cache.summaries import SummaryCache
from summarizer.errors import SettingsError
from summarizer.keys import Keys
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
    _register_callers(app, settings, metrics)
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


def _register_callers(app: Flask, settings: Settings, metrics: Metrics) -> None:
    """Let in who may call; each step stands on the one before it."""
    api = settings.api
    keys = Keys(Path(api.keys_file)) if api.keys_file else None
    security_headers.register(app)
    cors.register(app, api.cors_origins)
    auth.register(app, keys, metrics)
    if api.requests_per_minute:
        if keys is None:
            raise SettingsError(
                "api.requests_per_minute: requests are counted by key; api.keys_file names no file"
            )
        rate_limit.register(app, api.requests_per_minute, *_counts(settings))


def _counts(settings: Settings) -> tuple[str, dict[str, Any]]:
    """Return where requests are counted, as Flask-Limiter takes it."""
    cache = settings.cache
    url = cache.redis_url.get_secret_value()
    if not url:
        return "memory://", {}
    return counts.storage(
        url,
        timeout_seconds=cache.timeout_seconds,
        breaker_seconds=cache.breaker_seconds,
        max_connections=settings.server.threads,
    )


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
