"""A client of the primary that Redis Sentinels watch, whichever server that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ReadOnlyError

from summarizer.cache.redis_client import host_port

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarizer.cache.redis_client import Client, Command


class BehindSentinels:
    """Asks the primary of `service`; safe to call from many threads.

    It is found once, at the first Sentinel that knows it in health. When it is gone, or is a
    primary no more, that is an error, and whoever makes a new client finds the new one.
    """

    def __init__(
        self, sentinels: Sequence[Client], service: str, client: Callable[[str], Client]
    ) -> None:
        """`client` makes the client of a server, by its address HOST:PORT."""
        self._sentinels = sentinels
        self._service = service
        self._client = client
        self._primary: Client | None = None

    def __call__(self, commands: Sequence[Command]) -> list[Any]:
        """Return the replies of the primary."""
        primary = self._primary
        if primary is None:
            primary = self._primary = self._client(self._address())
        replies = primary(commands)
        if any(isinstance(reply, ReadOnlyError) for reply in replies):
            raise RedisConnectionError("the server is the primary no more")
        return replies

    def _address(self) -> str:
        for sentinel in self._sentinels:
            try:
                # One string, where the Sentinels' own commands answer with lists, which are not
                # read here.
                (info,) = sentinel([("INFO", "sentinel")])
                for name, state in info.items():
                    if name.startswith("master") and state["name"] == self._service:
                        if state["status"] == "ok":
                            host, _, port = state["address"].rpartition(":")
                            return host_port(host, port)
                        break
            except Exception:
                # Dead, or not a Sentinel: the next one may know.
                continue
        raise RedisConnectionError("no Sentinel knows a primary")
