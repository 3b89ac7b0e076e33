"""Counts requests in the Redis of the cache, as the library `limits` asks of a storage.

The library's own storages read other URLs than the cache does, wait seconds for Sentinels, and need
a cluster to be up when the service starts.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from limits.storage import Storage

from summarizer.cache.redis import FOREIGN, PREFIX, NoReply

if TYPE_CHECKING:
    from summarizer.cache.redis import RedisServer

_SCHEME = "summarizer+redis"
_PREFIX = PREFIX + "count:"
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


def storage(server: RedisServer) -> tuple[str, dict[str, Any]]:
    """Return the URI and the options by which `limits` finds a storage that asks `server`."""
    return f"{_SCHEME}://", {"server": server}


class RedisCounts(Storage):
    """Counters that expire, in one round trip a request; safe to use from many threads.

    A fault is raised, for the library to count in memory.
    """

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - the library's form

    def __init__(self, uri: str, server: RedisServer) -> None:
        super().__init__(uri)
        self._server = server
        # By key: the count, and when it ends. There are as many keys as callers.
        self._last: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a fault of Redis is raised as."""
        return NoReply

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add `amount` to the counter of `key`, which lives `expiry` seconds; return the count."""
        command = ("EVAL", _ADD, 1, _PREFIX + key, amount, expiry)
        (reply,) = self._server.ask([command], (bytes,))
        if reply is FOREIGN:
            raise NoReply("invalid")
        count, left = map(int, reply.split())
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
            # A command with a key: in a cluster, others belong to no server.
            self._server.ask([("EXISTS", _PREFIX)], (int,))
        except NoReply:
            return False
        return True

    def reset(self) -> None:
        """Nothing asks for it."""
        raise NotImplementedError

    def clear(self, key: str) -> None:
        """Forget the counter of `key`."""
        self._server.ask([("DEL", _PREFIX + key)], (int,))
