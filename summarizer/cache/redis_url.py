"""Says which Redis a URL names: one server, the primary that Sentinels watch, or a cluster."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from redis.exceptions import RedisError

from summarizer.cache.redis_client import client
from summarizer.cache.redis_cluster import Cluster
from summarizer.cache.redis_sentinel import BehindSentinels
from summarizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.cache.redis_client import Client

_SENTINEL_PORT, _PORT = 26379, 6379


def connector(url: str, *, timeout_seconds: float, max_connections: int) -> Callable[[], Client]:
    """Return what makes a client for `url`, with connections of its own.

    `redis://`, `rediss://` and `unix://` name a server; `redis+sentinel://HOST,HOST/SERVICE` the
    primary that the Sentinels know by that name; `redis+cluster://HOST,HOST` a cluster. `rediss+…`
    speaks TLS with all of them. A client connects when it is asked. Raises SettingsError where the
    URL cannot be used; it is never quoted.
    """
    make = partial(_client, url, partial(client, max_connections=max_connections), timeout_seconds)
    try:
        make()
    except (ValueError, TypeError, RedisError):
        # The reason may quote the password.
        raise SettingsError(
            "cache.redis_url: must be a redis://, rediss:// or unix:// URL with options that"
            " redis-py knows, redis+sentinel://HOST:PORT,HOST:PORT/SERVICE, or"
            " redis+cluster://HOST:PORT,HOST:PORT"
        ) from None
    return make


def _client(url: str, server: Callable[..., Client], timeout_seconds: float) -> Client:
    parts = urlsplit(url)
    scheme, plus, kind = parts.scheme.partition("+")
    if not plus:
        return server(url, timeout_seconds=timeout_seconds)
    if scheme not in ("redis", "rediss") or "db" in parse_qs(parts.query):
        raise ValueError("sockets and databases are not shared out")
    path = unquote(parts.path.strip("/"))
    secrets, sign, hosts = parts.netloc.rpartition("@")

    def at(address: str, seconds: float = timeout_seconds, user: str = secrets + sign) -> Client:
        whole = parts._replace(scheme=scheme, netloc=user + address, path="")
        return server(whole.geturl(), timeout_seconds=seconds)

    if kind == "sentinel" and path:
        addresses = _addresses(hosts, _SENTINEL_PORT)
        # Sentinels often want no password where their servers do.
        users = tuple(dict.fromkeys((secrets + sign, "")))
        # All of them can be asked in the time of one.
        share = timeout_seconds / len(addresses) / len(users)
        return BehindSentinels(
            [at(address, share, user) for user in users for address in addresses], path, at
        )
    if kind == "cluster" and not path:
        addresses = _addresses(hosts, _PORT)
        share = timeout_seconds / len(addresses)
        return Cluster({address: at(address, share) for address in addresses}, at)
    raise ValueError("another kind, or a path that it does not have")


def _addresses(hosts: str, port: int) -> list[str]:
    """Return the addresses that a URL lists, each with a port; raises ValueError."""
    addresses = []
    for address in hosts.split(","):
        one = urlsplit(f"//{address}")
        if not one.hostname:
            raise ValueError("no host")
        addresses.append(address if one.port else f"{address}:{port}")
    return addresses
