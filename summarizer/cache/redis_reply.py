"""Reads the replies of a Redis, within bounds of time, size and kind."""

# redis-py's parsers have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLWantReadError
from typing import TYPE_CHECKING, Any

from redis._parsers.base import BaseParser
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse
from redis.exceptions import TimeoutError as RedisTimeoutError

from summarizer.cache.envelope import MAX_BYTES

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from redis.connection import Connection

# The largest value that is stored, with what is written around it.
_MOST_BYTES = MAX_BYTES + 4096
_END = b"\r\n"

_answered_until: ContextVar[float] = ContextVar("answered_until", default=math.inf)


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """Have all replies that this thread waits for inside be late after so many seconds."""
    token = _answered_until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _answered_until.reset(token)


class ReplyParser(BaseParser):
    """Reads what a cache can be answered: a status, an error, an integer or a string.

    The library's own parsers give each piece of a reply the whole time, so that one that trickles
    in is never late, and make room for as much as a reply announces: two billion elements hold up
    the process for seconds. Here a reply as a whole has the time of the connection, and nothing
    that is not one of the four kinds, or is larger than any value, is read.
    """

    def __init__(self, socket_read_size: int) -> None:
        self._piece_bytes = socket_read_size
        self._buffer = bytearray()
        self._sock: socket.socket | None = None
        self._seconds = 0.0

    def on_connect(self, connection: Connection) -> None:
        """Read from a new connection."""
        self._sock = connection._sock
        self._seconds = connection.socket_timeout or 0.0
        self._buffer.clear()

    def on_disconnect(self) -> None:
        """Forget the connection."""
        self._sock = None
        self._buffer.clear()

    def can_read(self, timeout: float = 0) -> bool:
        """Return whether an idle connection is spoilt: hung up, or with more than was asked for."""
        del timeout  # nobody waits for it
        sock = self._connected()
        sock.settimeout(0)
        try:
            sock.recv(1)
        except (BlockingIOError, SSLWantReadError):
            return bool(self._buffer)
        finally:
            sock.settimeout(self._seconds)
        return True

    def read_response(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return the next reply; an error is returned, or raised where no other will be better."""
        until = min(time.monotonic() + self._seconds, _answered_until.get())
        line = self._line(until)
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest
        if kind == b"-":
            error = self.parse_error(rest.decode("utf-8", "replace"))
            if isinstance(error, RedisConnectionError):
                raise error
            return error
        try:
            number = int(rest)
        except ValueError:
            raise InvalidResponse("not a number") from None
        if kind == b":":
            return number
        if kind != b"$" or not -1 <= number <= _MOST_BYTES:
            raise InvalidResponse("not a reply to a command of the cache")
        return None if number == -1 else self._string(number, until)

    def _line(self, until: float) -> bytes:
        while (end := self._buffer.find(_END)) < 0:
            if len(self._buffer) > self._piece_bytes:
                raise InvalidResponse("a line without end")
            self._receive(until)
        return self._taken(end)

    def _string(self, length: int, until: float) -> bytes:
        while len(self._buffer) < length + len(_END):
            self._receive(until)
        if self._buffer[length : length + len(_END)] != _END:
            raise InvalidResponse("a string of another length")
        return self._taken(length)

    def _taken(self, length: int) -> bytes:
        """Return so many bytes, and drop them with the end that follows."""
        taken = bytes(self._buffer[:length])
        del self._buffer[: length + len(_END)]
        return taken

    def _receive(self, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise RedisTimeoutError("the reply is late")
        sock = self._connected()
        sock.settimeout(left)
        try:
            piece = sock.recv(self._piece_bytes)
        finally:
            sock.settimeout(self._seconds)
        if not piece:
            raise RedisConnectionError("the server hung up")
        self._buffer += piece

    def _connected(self) -> socket.socket:
        if self._sock is None:
            raise RedisConnectionError("not connected")
        return self._sock
