"""What gunicorn serves: one application a process, warming up while it already answers."""

from threading import Thread

import structlog

from summarizer import heap
from summarizer import settings as process_settings
from summarizer.app import create_app, create_service
from summarizer.telemetry import Metrics

heap.keep_small()
_settings = process_settings.load()
_metrics = Metrics()
_service = create_service(_settings, _metrics)

app = create_app(_settings, _service, _metrics)


def _warm_up() -> None:
    _service.warm_up()
    heap.trim()


structlog.get_logger(__name__).info("cache", backend=_service.cache_name)
Thread(target=_warm_up, name="warm-up", daemon=True).start()
