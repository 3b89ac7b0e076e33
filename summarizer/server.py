"""The gunicorn worker: greenlets carry bytes, native threads do the work.

Slow clients cost a greenlet each and never a thread. The process is not monkey-patched: Redis,
locks and models in the threads are the ordinary, blocking ones.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from io import BytesIO
from threading import Event
from typing import TYPE_CHECKING, Any

import gevent
from gevent import Timeout, socket
from gevent.threadpool import ThreadPool
from gunicorn.glogging import Logger as GunicornLogger
from gunicorn.workers.ggevent import GeventWorker

from summarizer import settings
from summarizer.api import probes
from summarizer.api.problems import busy, not_ready, problem
from summarizer.api.refusal import refused
from summarizer.api.terms import LEFT
from summarizer.telemetry import configure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# A client that was refused is listened to so far, in bytes, so that it gets to read the refusal.
_DISCARD = 64 * 1024 * 1024
_CHUNK = 64 * 1024
# Seconds after which a thread at work lets the greenlets run; Python's own 5 ms, times the threads
# that wait as well, would keep the probes waiting.
_SWITCH_SECONDS = 0.0005
# A worker that is to stop listens for so many seconds yet: who connected before is heard, and who
# asks whether it is ready is told that it is not.
_LISTENS_SECONDS = 0.5
# From then on it is looked whether the client is still there.
_PATIENT_SECONDS = 0.25
_READY_PATH = "/readyz"
# One of many threads is free again in a moment.
_SOON_SECONDS = 1


class Worker(GeventWorker):
    """gunicorn's gevent worker without monkey patching, over a bounded pool of native threads."""

    sockets: list[Any]
    wsgi: Any
    _leaves = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Be ready no more, and stop a moment later."""
        self._leaves = True
        gevent.spawn_later(_LISTENS_SECONDS, super().handle_exit, sig, frame)

    def patch(self) -> None:
        """Let greenlets wait on the listening sockets; patch nothing else."""
        self.sockets = [
            socket.socket(s.FAMILY, socket.SOCK_STREAM, fileno=s.sock.detach())
            for s in self.sockets
        ]

    def load_wsgi(self) -> None:
        """Load the application and put its work on native threads."""
        super().load_wsgi()
        sys.setswitchinterval(_SWITCH_SECONDS)
        configured = settings.load()
        pool = ThreadPool(configured.server.threads)
        self.wsgi = OffloadedApp(
            self.wsgi,
            pool.apply,
            lambda: self._leaves,
            most=configured.server.threads,
            body_bytes=configured.limits.body_bytes,
            body_seconds=configured.server.body_seconds,
        )


class Logger(GunicornLogger):
    """gunicorn's own log lines, in the form of all others from the first one on."""

    def setup(self, cfg: Any) -> None:
        """Take over the logging that gunicorn sets up."""
        super().setup(cfg)
        log = settings.load().log
        configure(log.level, log.format)


class OffloadedApp:
    """Reads a request's body in the greenlet, then answers it through `offload`.

    Probes are answered in the greenlet itself: they wait for no thread. With `most` requests under
    way, one more is turned away at once.
    """

    def __init__(
        self,
        app: WSGIApplication,
        offload: Callable[..., Any],
        leaves: Callable[[], bool],
        *,
        most: int,
        body_bytes: int,
        body_seconds: float,
    ) -> None:
        self._app = app
        self._offload = offload
        self._leaves = leaves
        self._most = most
        self._under_way = 0
        self._body_bytes = body_bytes
        self._body_seconds = body_seconds

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"]
        if path == _READY_PATH and self._leaves():
            leaving = not_ready("the service is being stopped")
            return refused(self._app, leaving, environ, start_response)
        if path in probes.PATHS:
            return self._app(environ, start_response)
        try:
            with Timeout(self._body_seconds):
                self._receive(environ)
        except Timeout:
            late = problem(
                "body-timeout", f"the body did not arrive within {self._body_seconds:g} seconds"
            )
            # The rest of the body is not waited for: gunicorn finds the end, and closes.
            environ["gunicorn.socket"].shutdown(socket.SHUT_RD)
            return refused(self._app, late, environ, start_response)
        if self._under_way >= self._most:
            full = busy(f"{self._most} requests are under way", _SOON_SECONDS)
            return refused(self._app, full, environ, start_response)
        self._under_way += 1
        try:
            with _watched(environ):
                status, headers, body = self._offload(_collect, (self._app, environ))
        finally:
            self._under_way -= 1
        start_response(status, headers)
        return [body]

    def _receive(self, environ: WSGIEnvironment) -> None:
        """Put the whole body, or the size that it is too large by, into `environ`."""
        stream = environ["wsgi.input"]
        body = stream.read(self._body_bytes + 1)
        size = len(body)
        if size > self._body_bytes:
            while size < _DISCARD and (chunk := stream.read(_CHUNK)):
                size += len(chunk)
            body = b""
        environ["wsgi.input"] = BytesIO(body)
        environ["CONTENT_LENGTH"] = str(size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)


@contextmanager
def _watched(environ: WSGIEnvironment) -> Iterator[None]:
    """Have `environ` say, while the block runs, whether the client has hung up."""
    left = Event()
    environ[LEFT] = left.is_set
    client = environ["gunicorn.socket"]

    def watch() -> None:
        try:
            socket.wait_read(client.fileno())
            if not client.recv(1, socket.MSG_PEEK):
                left.set()
        except OSError:
            left.set()

    watcher = gevent.spawn_later(_PATIENT_SECONDS, watch)
    try:
        yield
    finally:
        watcher.kill(block=False)


def _collect(
    app: WSGIApplication, environ: WSGIEnvironment
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return the whole response of `app`: status, headers, body."""
    began: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], object]:
        del exc_info  # nothing was sent yet, so a second start simply replaces the first
        began[:] = [(status, headers)]
        return bytes  # the write() of old, which nothing here calls

    chunks = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    return (*began[0], body)
