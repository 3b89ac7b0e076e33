"""Counts requests in the Redis of the cache, as the library `limits` asks of a storage.

The library's own storages read other URLs than the cache does, wait seconds for Sentinels, and need
a cluster to be up when the service starts.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

from limits.storage import Storage

from summarizer.cache.breaker import Breaker
from summarizer.cache.redis_url import connector

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.cache.redis_url import Client

Reply = TypeVar("Reply")

_SCHEME = "summarizer+redis"
_PREFIX = "summarizer:count:"
# Adds to a counter that lives so many seconds from its first use on; says the count, and the
# milliseconds left.
_ADD = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
    left = 1000 * ARGV[2]
    redis.call('PEXPIRE', KEYS[1], left)
end
return count .. ' ' .. left
"""


def storage(
    url: str, *, timeout_seconds: float, breaker_seconds: float, max_connections: int
) -> tuple[str, dict[str, Any]]:
    """Return the URI and the options by which `limits` finds a storage in the Redis at `url`.

    Raises SettingsError where the URL cannot be used; it does not connect.
    """
    connect = connector(url, timeout_seconds=timeout_seconds, max_connections=max_connections)
    return f"{_SCHEME}://", {"connect": connect, "breaker": Breaker(breaker_seconds)}


class RedisCounts(Storage):
    """Counters that expire, in one round trip a request; safe to use from many threads.

    Connecting and the reply each have the timeout that `connect` sets. A fault is raised, and Redis
    is then left alone, which raises at once, until the breaker lets one caller try again.
    """

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - the library's form

    def __init__(self, uri: str, connect: Callable[[], Client], breaker: Breaker) -> None:
        super().__init__(uri)
        self._connect = connect
        self._breaker = breaker
        self._client: Client | None = None
        # By key: the count, and when it ends. There are as many keys as callers.
        self._last: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """Anything: host names, certificates and garbage fail in ways that are no RedisError."""
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add `amount` to the counter of `key`, which lives `expiry` seconds; return the count."""

        def add(client: Client) -> tuple[int, int]:
            count, left = client.eval(_ADD, 1, _PREFIX + key, str(amount), str(expiry)).split()
            return int(count), int(left)

        count, left = self._ask(add)
        self._last[key] = count, time.time() + left / 1000
        return count

    def get(self, key: str) -> int:
        """Return the count as `incr` last found it, for the headers of the same answer."""
        return self._last.get(key, (0, 0.0))[0]

    def get_expiry(self, key: str) -> float:
        """Return when the counter ends, in seconds since the epoch, as `incr` last found it."""
        return self._last.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        """Tell whether Redis answers."""
        try:
            return bool(self._ask(lambda client: client.ping()))
        except Exception:
            return False

    def reset(self) -> None:
        """Nothing asks for it."""
        raise NotImplementedError

    def clear(self, key: str) -> None:
        """Forget the counter of `key`."""
        self._ask(lambda client: client.delete(_PREFIX + key))

    def _ask(self, question: Callable[[Client], Reply]) -> Reply:
        if not self._breaker.admits():
            raise ConnectionError("Redis failed a moment ago")
        try:
            if self._client is None:
                self._client = self._connect()
            answer = question(self._client)
        except Exception:
            # Connections that are idle may be as dead as this one.
            self._client = None
            self._breaker.failed()
            raise
        self._breaker.succeeded()
        return answer
