"""Wires the service to HTTP, and nothing else."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from summarizer.api import (
    articles,
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
    refusal,
    security_headers,
    summarise,
    translate,
)
from summarizer.api.terms import SECONDS
from summarizer.cache import counts
from summarizer.cache.lease import RedisLeases
from summarizer.cache.memory import MemoryCache
from summarizer.cache.readings import Readings
from summarizer.cache.redis import RedisCache, RedisServer
from summarizer.cache.sentences import SentenceMemory
from summarizer.cache.summaries import SummaryCache
from summarizer.errors import SettingsError
from summarizer.gate import Gate
from summarizer.glossary import binding, shipped
from summarizer.house_style import HouseStyle
from summarizer.judging import Judge
from summarizer.keys import Keys
from summarizer.models.loading import load
from summarizer.reading import Reader
from summarizer.service import Service
from summarizer.translating import Translating
from summarizer.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.cache.base import Cache, Leases
    from summarizer.models.loading import Models as Loaded
    from summarizer.settings import Glossary, Models, Settings
    from summarizer.telemetry import Metrics


def create_service(
    settings: Settings, metrics: Metrics, models: Callable[[Models], Loaded] = load
) -> Service:
    """Return the service that the settings describe; `models` will load what it serves."""
    cache, leases = create_cache(settings, metrics)
    ttl = settings.cache.ttl_seconds
    gate = Gate(slots=settings.gate.slots, places=settings.gate.waiting)
    metrics.watch_gate(
        lambda: gate.working,
        lambda: gate.waiting,
        slots=settings.gate.slots,
        places=settings.gate.waiting,
    )
    service = Service(
        load=partial(models, settings.models),
        reader=Reader(settings.limits, Readings(settings.cache.readings_characters)),
        cache=SummaryCache(cache, ttl, partial(metrics.cache, cache.name)),
        translating=Translating(SentenceMemory(cache, ttl, metrics.sentence)),
        gate=gate,
        judge=create_judge(settings),
        leases=leases,
    )
    metrics.watch_models(lambda: not service.not_ready(), service.answering)
    return service


def create_app(settings: Settings, service: Service, metrics: Metrics) -> Flask:
    """Return the WSGI application that serves `service`."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.body_bytes
    app.config[SECONDS] = settings.limits.seconds
    observe.register(app, metrics)
    problems.register(app)
    refusal.register(app)
    _register_callers(app, settings, metrics)
    for resource in (
        summarise.blueprint(service, metrics),
        translate.blueprint(service, metrics),
        detect.blueprint(service),
        articles.blueprint(service),
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
    if not settings.cache.redis_url.get_secret_value():
        return "memory://", {}
    return counts.storage(_redis(settings))


def create_judge(settings: Settings) -> Judge:
    """Return what judges and words what models write; raises SettingsError."""
    wording = create_wording(settings.glossary)
    if not settings.models.ner_ru:
        return Judge(wording)
    try:
        # Most do without it, and it takes a second to load.
        from summarizer.models.recogniser import RussianNames
    except ImportError as error:
        raise SettingsError(
            f"models.ner_ru: {error.name} is not installed: `pip install summarizer[ner-ru]`"
        ) from None
    return Judge(wording, RussianNames())


def create_wording(settings: Glossary) -> Wording:
    """Return what the house calls things; raises SettingsError for a glossary that is not one."""
    style = HouseStyle(settings.russian_in_ukraine, settings.traditional)
    glossary = shipped(settings.traditional)
    files = [name.strip() for name in settings.files.split(",") if name.strip()]
    try:
        own = [entry for file in files for entry in binding(file, settings.traditional)]
    except (OSError, ValueError) as error:
        raise SettingsError(f"glossary.files: {error}") from None
    return Wording(glossary.with_entries(own), style)


def create_cache(settings: Settings, metrics: Metrics) -> tuple[Cache, Leases | None]:
    """Return the cache that the settings describe, and leases where processes share it."""
    cache = settings.cache
    if not cache.redis_url.get_secret_value():
        memory = MemoryCache(
            max_entries=cache.memory_entries,
            max_bytes=cache.memory_bytes,
            count=partial(metrics.cache, "memory"),
        )
        return memory, None
    server = _redis(settings)
    metrics.watch_redis(lambda: server.is_left_alone)
    return (
        RedisCache(server, partial(metrics.cache, "redis")),
        RedisLeases(server, cache.lease_seconds),
    )


def _redis(settings: Settings) -> RedisServer:
    """Return the Redis that the settings name, with connections of its own."""
    return RedisServer(
        settings.cache.redis_url.get_secret_value(),
        timeout_seconds=settings.cache.timeout_seconds,
        breaker_seconds=settings.cache.breaker_seconds,
        # One for each request, and one that renews leases.
        max_connections=settings.server.threads + 1,
    )
