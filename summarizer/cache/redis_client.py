"""A client of one Redis server: commands go out together, and nothing is tried twice."""

# redis-py's pools and pipelines have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import BlockingConnectionPool, parse_url
from redis.retry import Retry

from summarizer.cache.redis_reply import ReplyParser

Command: TypeAlias = "tuple[str | bytes | int, ...]"

Client: TypeAlias = Callable[[Sequence[Command]], list[Any]]
"""Sends commands together and returns their replies, a ResponseError for one that was refused.

Safe to call from many threads. Raises whatever else goes wrong.
"""


def client(url: str, *, timeout_seconds: float, max_connections: int) -> Client:
    """Return a client of the server at a `redis://`, `rediss://` or `unix://` URL.

    It connects when it is called first. Connecting, sending, and each reply have `timeout_seconds`.
    Raises ValueError, TypeError or RedisError where the URL cannot be used.
    """
    parts = urlsplit(url)
    path = parts.path.strip("/")
    if not (path if parts.scheme == "unix" else parts.hostname and (path or "0").isdecimal()):
        raise ValueError("no server, or no database")
    pool = BlockingConnectionPool(
        **parse_url(url)
        | {
            "max_connections": max_connections,
            "timeout": timeout_seconds,
            "socket_timeout": timeout_seconds,
            "socket_connect_timeout": timeout_seconds,
            "retry": Retry(NoBackoff(), 0),
            "retry_on_timeout": False,
            "retry_on_error": [],
            "health_check_interval": 0,
            "decode_responses": False,
            # RESP2 and no introduction: two round trips fewer before the first answer.
            "protocol": 2,
            "driver_info": None,
            "parser_class": ReplyParser,
        }
    )
    # Whether the options of the URL can be used is told by a connection that is made.
    pool.make_connection()
    server = Redis(connection_pool=pool)

    def ask(commands: Sequence[Command]) -> list[Any]:
        pipeline = server.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        return pipeline.execute(raise_on_error=False)

    return ask


def host_port(host: str, port: str) -> str:
    """Return an address as URLs write it."""
    bare = host.strip("[]")
    return f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}"
