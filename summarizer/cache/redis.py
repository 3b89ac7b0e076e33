"""A cache in Redis (or Valkey) that makes an answer slower at worst, never wrong and never fail."""

# redis-py's clients have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import random
import time
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import structlog
from redis.exceptions import InvalidResponse, ResponseError

from summarizer.cache.breaker import Breaker
from summarizer.cache.redis_reply import answered_within
from summarizer.cache.redis_url import connector

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from summarizer.cache.base import Count, Place, Result
    from summarizer.cache.redis_client import Client, Command

PREFIX = "summarizer:"
# Stories that arrive in one burst do not expire in one burst.
_JITTER = 0.1
# The names of a group as one string: a list is no reply that is read here.
_NAMES = "return table.concat(redis.call('HKEYS', KEYS[1]), ' ')"

FOREIGN: Final = object()
"""The reply to a command that met something of another type, which we did not put there."""

_log = structlog.get_logger(__name__)


class RedisServer:
    """Asks a Redis, within bounds; safe to call from many threads.

    Connecting has `timeout_seconds`, and so have all replies to one call, together. Nothing is
    retried. A connection that failed, or answered late, is dropped with all that are idle, so no
    reply is ever read as another's. After a fault Redis is left alone for `breaker_seconds`; then
    one caller tries it. Raises SettingsError where `url` (see redis_url) cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_seconds: float,
        breaker_seconds: float,
        max_connections: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._connect = connector(
            url, timeout_seconds=timeout_seconds, max_connections=max_connections
        )
        self._breaker = Breaker(breaker_seconds, clock)
        self._faults: dict[str, str | None] = {}
        self._lock = Lock()
        self._client: Client | None = None

    def ask(self, commands: Sequence[Command], expected: tuple[type, ...]) -> list[Any]:
        """Return the replies to `commands`, which are sent together.

        A reply of another type than those `expected`, save FOREIGN, is a fault. Raises NoReply
        where a command has no good one, which holds the result that this counts as.
        """
        if not self._breaker.admits():
            raise NoReply("skipped")
        name = str(commands[0][0])
        try:
            # Sending them and reading the replies each have the time.
            with answered_within(2 * self._timeout_seconds):
                replies = self._connected()(commands)
            for reply in replies:
                if not isinstance(reply, (ResponseError, *expected)):
                    raise InvalidResponse
        except Exception as error:
            # A host name, a certificate and garbage fail in ways that are no RedisError.
            self._breaker.failed()
            self._drop()
            self._note(name, error)
            raise NoReply("error") from None
        # Redis is there, and answers at once, also where it will not do this.
        self._breaker.succeeded()
        replies = [FOREIGN if _is_foreign(reply) else reply for reply in replies]
        refusal = next((reply for reply in replies if isinstance(reply, ResponseError)), None)
        self._note(name, refusal)
        if refusal is not None:
            raise NoReply("error")
        return replies

    @property
    def is_left_alone(self) -> bool:
        """Whether Redis failed a moment ago."""
        return self._breaker.is_open

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _drop(self) -> None:
        """Have the next call use new connections; the old ones close when unused."""
        with self._lock:
            self._client = None

    def _note(self, command: str, error: Exception | None) -> None:
        """Log when a command begins to fail, fails otherwise, or works again."""
        # Only kinds are logged: Redis quotes keys in its messages.
        cause = error and error.__context__
        kind = type(cause if isinstance(cause, OSError) else error).__name__ if error else None
        if self._faults.get(command) == kind:
            return
        self._faults[command] = kind
        if kind is None:
            _log.info("cache_recovered", backend="redis", command=command)
        else:
            _log.warning("cache_failed", backend="redis", command=command, error=kind)


class NoReply(Exception):
    """There is no good reply; `result` is how that counts."""

    def __init__(self, result: Result) -> None:
        super().__init__(result)
        self.result = result


class RedisCache:
    """A Cache; a group is a hash that expires as a whole."""

    def __init__(self, server: RedisServer, count: Count) -> None:
        self._server = server
        self._count = count

    @property
    def name(self) -> str:
        """`redis`."""
        return "redis"

    def get(self, places: Sequence[Place]) -> dict[Place, bytes]:
        """Return what is known of `places`; nothing where that cannot be had."""
        replies = self._ask(
            [("HGET", PREFIX + place.group, place.name) for place in places], (bytes, type(None))
        )
        if replies is None:
            return {}
        foreign = self._forget_foreign(zip((place.group for place in places), replies, strict=True))
        found = {}
        for place, reply in zip(places, replies, strict=True):
            if isinstance(reply, bytes):
                found[place] = reply
            if place.group not in foreign:
                self._count("hit" if place in found else "miss")
        return found

    def set(self, values: Mapping[Place, bytes], ttl_seconds: float) -> None:
        """Remember `values`.

        A group is forgotten `ttl_seconds` (> 0), a tenth more or less, after its first value.
        """
        milliseconds = round(ttl_seconds * 1000 * random.uniform(1 - _JITTER, 1 + _JITTER))
        groups: dict[str, list[str | bytes]] = {}
        for place, value in values.items():
            groups.setdefault(place.group, []).extend((place.name, value))
        commands: list[Command] = []
        for group, pairs in groups.items():
            commands.append(("HSET", PREFIX + group, *pairs))
            commands.append(("PEXPIRE", PREFIX + group, max(1, milliseconds), "NX"))
        replies = self._ask(commands, (int, bool))
        if replies is not None:
            foreign = self._forget_foreign(zip(groups, replies[::2], strict=True))
            for place in values:
                if place.group not in foreign:
                    self._count("store")

    def names(self, group: str) -> tuple[str, ...] | None:
        """Return the names in a group, in any order; None where Redis failed."""
        replies = self._ask([("EVAL", _NAMES, 1, PREFIX + group)], (bytes,))
        if replies is None:
            return None
        if self._forget_foreign([(group, replies[0])]):
            return ()
        return tuple(replies[0].decode("ascii", "replace").split())

    def delete(self, groups: Sequence[str]) -> bool:
        """Forget groups; return whether they are certain to be gone."""
        if self._ask([("DEL", PREFIX + group) for group in groups], (int,)) is None:
            return False
        for _ in groups:
            self._count("delete")
        return True

    def _ask(self, commands: Sequence[Command], expected: tuple[type, ...]) -> list[Any] | None:
        """Return the replies; None where there are none, which is counted."""
        if not commands:
            return []
        try:
            return self._server.ask(commands, expected)
        except NoReply as failure:
            self._count(failure.result)
            return None

    def _forget_foreign(self, replies: Iterable[tuple[str, Any]]) -> Collection[str]:
        """Forget, and return, the groups in whose place something of another type lay."""
        foreign = {group for group, reply in replies if reply is FOREIGN}
        for _ in foreign:
            self._count("invalid")
        self.delete(tuple(foreign))
        return foreign


def _is_foreign(reply: object) -> bool:
    return isinstance(reply, ResponseError) and str(reply).startswith("WRONGTYPE")
