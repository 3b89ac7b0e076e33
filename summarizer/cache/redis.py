"""A cache in Redis (or Valkey) that makes an answer slower at worst, never wrong and never fail."""

# redis-py's clients have no annotations.
# mypy: allow-untyped-calls

from __future__ import annotations

import random
import time
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

import structlog
from redis.exceptions import InvalidResponse, ResponseError

from summarizer.cache.breaker import Breaker
from summarizer.cache.redis_url import answered_within, connector

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from summarizer.cache.base import Count, Place, Result
    from summarizer.cache.redis_url import Client

PREFIX = "summarizer:"
# Stories that arrive in one burst do not expire in one burst.
_JITTER = 0.1
# The names of a group as one string: a list is no reply that is read here.
_NAMES = "return table.concat(redis.call('HKEYS', KEYS[1]), ' ')"

Command: TypeAlias = "tuple[str, *tuple[str | bytes | int, ...]]"

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
        """Return the replies to `commands`, which are sent together; a refused one is None.

        A reply of another type than those `expected` is a fault. Raises NoReply where there is no
        good one at all, which holds the result that this counts as.
        """
        if not self._breaker.admits():
            raise NoReply("skipped")
        name = commands[0][0]
        try:
            # Sending them and reading the replies each have the time.
            with answered_within(2 * self._timeout_seconds):
                pipeline = self._connected().pipeline(transaction=False)
                for command in commands:
                    pipeline.execute_command(*command)
                replies: list[Any] = pipeline.execute(raise_on_error=False)
            for reply in replies:
                if isinstance(reply, ResponseError):
                    continue
                if isinstance(reply, Exception):
                    raise reply
                if not isinstance(reply, expected):
                    raise InvalidResponse
        except Exception as error:
            # A host name, a certificate and garbage fail in ways that are no RedisError.
            self._breaker.failed()
            self._drop()
            self._note(name, error)
            raise NoReply("error") from None
        # Redis is there, and answers at once, also where it will not do this.
        self._breaker.succeeded()
        refusals = [reply for reply in replies if isinstance(reply, ResponseError)]
        foreign = [error for error in refusals if str(error).startswith("WRONGTYPE")]
        others = [error for error in refusals if error not in foreign]
        self._note(name, others[0] if others else None)
        if foreign:
            raise NoReply("invalid")
        if others:
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
        if not places:
            return {}
        commands: list[Command] = [("HGET", PREFIX + p.group, p.name) for p in places]
        replies = self._ask(commands, (bytes, type(None)), places)
        if replies is None:
            return {}
        found = {p: reply for p, reply in zip(places, replies, strict=True) if reply is not None}
        for place in places:
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
        if commands and self._ask(commands, (int, bool), tuple(values)) is not None:
            for _ in values:
                self._count("store")

    def names(self, group: str) -> tuple[str, ...] | None:
        """Return the names in a group, in any order; None where Redis failed."""
        replies = self._ask([("EVAL", _NAMES, 1, PREFIX + group)], (bytes,), ())
        return None if replies is None else tuple(replies[0].decode("ascii", "replace").split())

    def delete(self, groups: Sequence[str]) -> bool:
        """Forget groups; return whether they are certain to be gone."""
        commands: list[Command] = [("DEL", PREFIX + group) for group in groups]
        if commands and self._ask(commands, (int,), ()) is None:
            return False
        for _ in groups:
            self._count("delete")
        return True

    def _ask(
        self, commands: Sequence[Command], expected: tuple[type, ...], places: Sequence[Place]
    ) -> list[Any] | None:
        """Return the replies; None where there are none, which is counted.

        Where something of another type lies in the way, the groups of `places` make room for it.
        """
        try:
            return self._server.ask(commands, expected)
        except NoReply as failure:
            self._count(failure.result)
            if failure.result == "invalid":
                self.delete(tuple({place.group for place in places}))
            return None
