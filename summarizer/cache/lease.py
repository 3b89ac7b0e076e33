"""Leases in Redis: of several processes, one does a piece of work, and its death frees the rest."""

from __future__ import annotations

import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

from summarizer.cache.redis import PREFIX, NoReply

if TYPE_CHECKING:
    from summarizer.cache.redis import RedisServer
    from summarizer.cache.redis_client import Command

# Only the holder changes a lease: another may have it since.
_GIVE_BACK = (
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
)
_KEEP = (
    "if redis.call('GET', KEYS[1]) == ARGV[1] then "
    "return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
)
# A lease is renewed so many times in its life, so that one late renewal costs nothing.
_RENEWALS = 3


class RedisLeases:
    """Leases that end `seconds` after the last sign of life of the process that holds them."""

    def __init__(self, server: RedisServer, seconds: float) -> None:
        self._server = server
        self._milliseconds = max(1, round(seconds * 1000))
        self._lock = Lock()
        self._held: dict[str, str] = {}
        self._holds = Event()
        Thread(target=self._renew, args=(seconds / _RENEWALS,), daemon=True).start()

    def take(self, name: str) -> bool:
        """Return whether this process has the lease now; True where Redis does not say."""
        holder = uuid4().hex
        command: Command = ("SET", _key(name), holder, "NX", "PX", self._milliseconds)
        try:
            (reply,) = self._server.ask([command], (bytes, str, bool, type(None)))
        except NoReply:
            return True
        if not reply:
            return False
        with self._lock:
            self._held[name] = holder
            self._holds.set()
        return True

    def give_back(self, name: str) -> None:
        """Let others take the lease."""
        with self._lock:
            holder = self._held.pop(name, None)
            if not self._held:
                self._holds.clear()
        if holder is not None:
            self._tell(_GIVE_BACK, name, holder)

    def _renew(self, pause_seconds: float) -> None:
        while True:
            self._holds.wait()
            with self._lock:
                held = dict(self._held)
            for name, holder in held.items():
                self._tell(_KEEP, name, holder, self._milliseconds)
            time.sleep(pause_seconds)

    def _tell(self, script: str, name: str, *arguments: str | int) -> None:
        try:
            self._server.ask([("EVAL", script, 1, _key(name), *arguments)], (int,))
        except NoReply:
            # It ends by itself.
            return


def _key(name: str) -> str:
    return f"{PREFIX}lease:{name}"
