"""Connects to the Redis that a URL names: one server, behind Sentinels, or a cluster."""

# redis-py's pools and parsers have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from redis import Redis, RedisCluster
from redis._parsers import _HiredisParser
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode
from redis.connection import BlockingConnectionPool, parse_url
from redis.exceptions import InvalidResponse, RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry
from redis.sentinel import Sentinel

from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Client: TypeAlias = "Redis | RedisCluster"

_SENTINEL_PORT, _PORT = 26379, 6379
# The first bytes of a status, an error, an integer and a string.
_SIMPLE_REPLIES = b"+-:$"

_answered_until: ContextVar[float] = ContextVar("answered_until", default=math.inf)


def connector(url: str, *, timeout_seconds: float, max_connections: int) -> Callable[[], Client]:
    """Return what makes a client for `url`, with connections of its own.

    `redis://`, `rediss://` and `unix://` name a server; `redis+sentinel://HOST,HOST/SERVICE` the
    primary that the Sentinels know by that name; `redis+cluster://HOST,HOST` a cluster. `rediss+…`
    speaks TLS. Connecting and each reply have `timeout_seconds`; nothing is retried. Only a cluster
    is connected to at once. Raises SettingsError where the URL cannot be used; it is never quoted.
    """
    options: dict[str, Any] = {
        "max_connections": max_connections,
        "socket_timeout": timeout_seconds,
        "socket_connect_timeout": timeout_seconds,
        "decode_responses": False,
        # RESP2 and no introduction: two round trips fewer before the first answer.
        "protocol": 2,
        "driver_info": None,
    }
    parts = urlsplit(url)
    kind = parts.scheme.partition("+")[2]
    try:
        make = {"sentinel": _behind_sentinels, "cluster": _cluster, "": _server}[kind]
        return make(url, parts, options)
    except (KeyError, ValueError, TypeError, RedisError):
        # The reason may quote the password.
        raise SettingsError(
            "cache.redis_url: must be a redis://, rediss:// or unix:// URL with options that"
            " redis-py knows, redis+sentinel://HOST:PORT,HOST:PORT/SERVICE, or"
            " redis+cluster://HOST:PORT,HOST:PORT"
        ) from None


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """Have all replies that this thread waits for inside be late after so many seconds."""
    token = _answered_until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _answered_until.reset(token)


def _server(url: str, parts: SplitResult, options: dict[str, Any]) -> Callable[[], Client]:
    del parts  # the library reads the URL itself
    options = (
        parse_url(url)
        | options
        | {
            "timeout": options["socket_timeout"],
            "retry": Retry(NoBackoff(), 0),
            "parser_class": _Parser,
        }
    )
    BlockingConnectionPool(**options).make_connection()
    return lambda: Redis(connection_pool=BlockingConnectionPool(**options))


def _behind_sentinels(
    url: str, parts: SplitResult, options: dict[str, Any]
) -> Callable[[], Client]:
    del url
    service = unquote(parts.path.strip("/"))
    if not service:
        raise ValueError("no service")
    secrets = _secrets(parts)
    timeouts = {name: value for name, value in options.items() if name.startswith("socket_")}

    def client() -> Client:
        sentinels = Sentinel(
            _hosts(parts, _SENTINEL_PORT),
            sentinel_kwargs=timeouts | secrets | {"retry": Retry(NoBackoff(), 0)},
        )
        found: Client = sentinels.master_for(
            service,
            parser_class=_Parser,
            retry=Retry(NoBackoff(), 0),
            **options,
            **secrets,
            **_tls(parts),
        )
        return found

    client()
    return client


def _cluster(url: str, parts: SplitResult, options: dict[str, Any]) -> Callable[[], Client]:
    del url
    _hosts(parts, _PORT)
    return partial(_connected_cluster, parts, options)


def _connected_cluster(parts: SplitResult, options: dict[str, Any]) -> Client:
    return RedisCluster(
        startup_nodes=[ClusterNode(host, port) for host, port in _hosts(parts, _PORT)],
        retry=Retry(NoBackoff(), 0),
        **options,
        **_secrets(parts),
        **_tls(parts),
    )


def _hosts(parts: SplitResult, port: int) -> list[tuple[str, int]]:
    """Return the addresses that a URL lists; raises ValueError where there are none."""
    found = []
    for address in parts.netloc.rpartition("@")[2].split(","):
        one = urlsplit(f"//{address}")
        if not one.hostname:
            raise ValueError("no host")
        found.append((one.hostname, one.port or port))
    return found


def _secrets(parts: SplitResult) -> dict[str, str]:
    """Return the user and the password that a URL has."""
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    given = {"username": unquote(user), "password": unquote(password)}
    return {name: value for name, value in given.items() if value}


def _tls(parts: SplitResult) -> dict[str, bool]:
    return {"ssl": True} if parts.scheme.startswith("rediss") else {}


class _Parser(_HiredisParser):
    """Reads replies as the library does, held to what a cache can be answered.

    A whole reply has the time that the library gives each piece of it, or one that trickles in
    would never be late. An aggregate is refused unread: the library makes room for as many
    elements as it announces, and two billion hold up the whole process for seconds.
    """

    _until = 0.0
    _begun = False

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        self._until = min(time.monotonic() + self._socket_timeout, _answered_until.get())
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
