"""A cache in Redis (or Valkey) that makes an answer slower at worst, never wrong and never fail."""

# redis-py's pool and parser have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

import structlog
from redis import Redis
from redis._parsers import _HiredisParser
from redis.backoff import NoBackoff
from redis.connection import BlockingConnectionPool, parse_url
from redis.exceptions import InvalidResponse, RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from summarizer.cache.breaker import Breaker
from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.cache.base import Count, Result

_PREFIX = "summarizer:"
# Stories that arrive in one burst do not expire in one burst.
_JITTER = 0.1
# The first bytes of a status, an error, an integer and a string.
_SIMPLE_REPLIES = b"+-:$"

_log = structlog.get_logger(__name__)


class RedisCache:
    """Bounded in time: connecting, sending and each whole reply have `timeout_seconds` each.

    Nothing is retried. A connection that failed, or answered late, is dropped with all that are
    idle, so no reply is ever read as another's. After a fault Redis is left alone for
    `breaker_seconds`; then one caller tries it. Raises SettingsError where `url` (redis://,
    rediss:// or unix://, whose password is never logged) cannot be used; it does not connect.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_seconds: float,
        breaker_seconds: float,
        max_connections: int,
        count: Count,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = _options(url, timeout_seconds, max_connections)
        self._breaker = Breaker(breaker_seconds, clock)
        self._count = count
        self._faults: dict[str, str | None] = {}
        self._client = self._connectable()

    @property
    def name(self) -> str:
        """`redis`."""
        return "redis"

    def get(self, key: str) -> bytes | None:
        """Return what was stored under `key`; None where it is not known or cannot be had."""
        try:
            value: bytes | None = self._ask("GET", key, expected=(bytes, type(None)))
        except _NoReply as failure:
            self._count(failure.result)
            if failure.result == "invalid":
                self.delete(key)
            return None
        self._count("miss" if value is None else "hit")
        return value

    def set(self, key: str, value: bytes, ttl_seconds: float) -> None:
        """Remember `value` for `ttl_seconds` (> 0), a tenth more or less."""
        milliseconds = round(ttl_seconds * 1000 * random.uniform(1 - _JITTER, 1 + _JITTER))
        self._change("store", "SET", key, value, "PX", max(1, milliseconds), expected=bool)

    def delete(self, key: str) -> None:
        """Forget what was stored under `key`."""
        self._change("delete", "DEL", key, expected=int)

    def _change(self, done: Result, command: str, key: str, *rest: object, expected: type) -> None:
        try:
            self._ask(command, key, *rest, expected=expected)
        except _NoReply as failure:
            self._count(failure.result)
        else:
            self._count(done)

    def _ask(self, command: str, key: str, *rest: object, expected: type | tuple[type, ...]) -> Any:
        """Return Redis's reply to one command; raises _NoReply where there is no good one."""
        if not self._breaker.admits():
            raise _NoReply("skipped")
        try:
            reply = self._client.execute_command(command, _PREFIX + key, *rest)
            if not isinstance(reply, expected):
                raise InvalidResponse
        except ResponseError as error:
            # Redis is there, and answers at once: it only will not do this.
            self._breaker.succeeded()
            if str(error).startswith("WRONGTYPE"):
                raise _NoReply("invalid") from None
            self._note(command, error)
            raise _NoReply("error") from None
        except Exception as error:
            # A host name, a certificate and garbage fail in ways that are no RedisError.
            self._breaker.failed()
            self._client = self._connectable()
            self._note(command, error)
            raise _NoReply("error") from None
        self._breaker.succeeded()
        self._note(command, None)
        return reply

    def _connectable(self) -> Redis:
        """Return a client with a pool of its own; the old pool's connections close when unused."""
        return Redis(connection_pool=BlockingConnectionPool(**self._options))

    def _note(self, command: str, error: Exception | None) -> None:
        """Log when a command begins to fail, fails otherwise, or works again."""
        # Only kinds are logged: Redis quotes keys in its messages.
        cause = error and error.__context__
        kind = type(cause if isinstance(cause, OSError) else error).__name__ if error else None
        if self._faults.get(command) == kind:
            return
        self._faults[command] = kind
        if kind is None:
            _log.info("cache_recovered", backend=self.name, command=command)
        else:
            _log.warning("cache_failed", backend=self.name, command=command, error=kind)


class _NoReply(Exception):
    """There is no good reply; `result` is how that counts."""

    def __init__(self, result: Result) -> None:
        super().__init__(result)
        self.result = result


class _Parser(_HiredisParser):
    """Reads replies as the library does, held to what a cache can be answered.

    A whole reply has the time that the library gives each piece of it, or one that trickles in
    would never be late. An aggregate is refused unread: the library makes room for as many
    elements as it announces, and two billion hold up the whole process for seconds.
    """

    _until = 0.0
    _begun = False

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        self._until = time.monotonic() + self._socket_timeout
        self._begun = False
        return super().read_response(*args, **kwargs)

    def read_from_socket(self, *_args: Any, **_kwargs: Any) -> Any:
        left = self._until - time.monotonic()
        if left <= 0:
            raise RedisTimeoutError("the reply is late")
        more = super().read_from_socket(timeout=left)
        if not self._begun and self._buffer[0] not in _SIMPLE_REPLIES:
            raise InvalidResponse("not a reply to a command of the cache")
        self._begun = True
        return more


def _options(url: str, timeout_seconds: float, max_connections: int) -> dict[str, Any]:
    """Return what the pool is made with: what the URL says, then ours."""
    try:
        options: dict[str, Any] = parse_url(url) | {
            "max_connections": max_connections,
            "timeout": timeout_seconds,
            "socket_timeout": timeout_seconds,
            "socket_connect_timeout": timeout_seconds,
            "retry": Retry(NoBackoff(), 0),
            "parser_class": _Parser,
            "decode_responses": False,
            # RESP2 and no introduction: two round trips fewer before the first answer.
            "protocol": 2,
            "driver_info": None,
        }
        BlockingConnectionPool(**options).make_connection()
    except (ValueError, TypeError, RedisError):
        # The reason may quote the password.
        raise SettingsError(
            "cache.redis_url: must be a redis://, rediss:// or unix:// URL with options that"
            " redis-py knows"
        ) from None
    return options
