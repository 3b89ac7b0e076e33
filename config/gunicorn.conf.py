"""How gunicorn runs the service; the numbers come from the settings."""

from summarizer import settings as _process_settings

_settings = _process_settings.load()
_server = _settings.server

bind = [f"{_server.host}:{_server.port}"]
if _server.management_port:
    bind.append(f"{_server.host}:{_server.management_port}")

# One worker a pod: models are loaded once, in the worker and never before the fork; scale by pods.
workers = 1
worker_class = "summarizer.server.Worker"
logger_class = "summarizer.server.Logger"
preload_app = False
max_requests = 0

worker_connections = _server.connections
# gunicorn gives the head of a request, the first one included, so many seconds.
keepalive = _server.idle_seconds
graceful_timeout = _server.graceful_seconds
timeout = 60

# The control socket wants a writable home, which a hardened container does not have.
control_socket_disable = True
