"""Leases in Redis: of several processes, one does a piece of work, and its death frees the rest."""

from __future__ import annotations

import time
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

from summarizer.cache.redis import PREFIX, NoReply

if TYPE_CHECKING:
    from summarizer.cache.redis import RedisServer

# A process gets a lease that it has already: what could not be given back would keep it waiting.
_TAKE = (
    "if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end "
    "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end "
    "return redis.call('PEXPIRE', KEYS[1], ARGV[2])"
)
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
        self._holder = uuid4().hex
        self._lock = Lock()
        self._held: set[str] = set()
        self._holds = Event()
        Thread(target=self._renew, args=(seconds / _RENEWALS,), daemon=True).start()

    def take(self, name: str) -> bool:
        """Return whether this process has the lease now; True where Redis does not say."""
        reply = self._tell(_TAKE, name, self._milliseconds)
        if reply == 1:
            with self._lock:
                self._held.add(name)
                self._holds.set()
        return reply != 0

    def give_back(self, name: str) -> None:
        """Let others take the lease."""
        with self._lock:
            held = name in self._held
            self._held.discard(name)
            if not self._held:
                self._holds.clear()
        if held:
            self._tell(_GIVE_BACK, name)

    def _renew(self, pause_seconds: float) -> None:
        while True:
            self._holds.wait()
            with self._lock:
                held = tuple(self._held)
            for name in held:
                self._tell(_KEEP, name, self._milliseconds)
            time.sleep(pause_seconds)

    def _tell(self, script: str, name: str, *arguments: int) -> object:
        """Return what a script says; None where Redis does not, and the lease ends by itself."""
        key = f"{PREFIX}lease:{name}"
        try:
            (reply,) = self._server.ask(
                [("EVAL", script, 1, key, self._holder, *arguments)], (int,)
            )
        except NoReply:
            return None
        return reply
