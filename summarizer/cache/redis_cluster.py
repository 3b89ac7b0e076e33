"""A client of a Redis cluster, whose servers share the keys by their slots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redis.crc import key_slot
from redis.exceptions import AskError
from redis.exceptions import ConnectionError as RedisConnectionError

from summarizer.cache.redis_client import host_port

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from summarizer.cache.redis_client import Client, Command


class Cluster:
    """Asks each primary for what it holds; safe to call from many threads.

    Which holds what is learnt from the first of the servers that says it, at first and whenever a
    key has moved. A key on the move is refused; a primary that is gone is an error, and whoever
    makes a new client learns who took its place.
    """

    def __init__(self, servers: Mapping[str, Client], client: Callable[[str], Client]) -> None:
        """`servers` are known by their addresses HOST:PORT; `client` makes those of the others."""
        self._servers = servers
        self._client = client
        self._clients: dict[str, Client] = {}
        self._holders: dict[int, str] = {}

    def __call__(self, commands: Sequence[Command]) -> list[Any]:
        """Return the replies, each of the server that holds the key of its command."""
        holders = self._holders
        if not holders:
            holders = self._holders = self._learnt()
        by_holder: dict[str, list[int]] = {}
        for position, command in enumerate(commands):
            by_holder.setdefault(holders[key_slot(_key(command))], []).append(position)
        replies: list[Any] = [None] * len(commands)
        for address, positions in by_holder.items():
            if address not in self._clients:
                self._clients[address] = self._client(address)
            answers = self._clients[address]([commands[position] for position in positions])
            for position, answer in zip(positions, answers, strict=True):
                replies[position] = answer
        if any(isinstance(reply, AskError) for reply in replies):
            self._holders = {}
        return replies

    def _learnt(self) -> dict[int, str]:
        for address, server in self._servers.items():
            try:
                # One string, where CLUSTER SLOTS answers with lists, which are not read here.
                (nodes,) = server([("CLUSTER", "NODES")])
                holders = _holders(nodes.decode("ascii"), address)
            except Exception:
                # Dead, or not of a cluster: the next one may know.
                continue
            if holders:
                return holders
        raise RedisConnectionError("no server knows the cluster")


def _holders(nodes: str, asked: str) -> dict[int, str]:
    """Return the address HOST:PORT of the primary of each slot.

    A line is "<id> <ip:port@bus,name> <flags> <primary> <ping> <pong> <epoch> <link> <slots>...".
    A server is called by the name that it gives itself, else by its address; one that does not
    know its own is at that of the server `asked`.
    """
    holders: dict[int, str] = {}
    for line in nodes.splitlines():
        _, where, _, _, _, _, _, _, *slots = line.split(" ")
        address, _, more = where.partition("@")
        host, _, port = address.rpartition(":")
        name = more.split(",")[1] if "," in more else ""
        holder = host_port(name or host or asked.rpartition(":")[0], port)
        for held in slots:
            # What is in brackets is on the move.
            if not held.startswith("["):
                first, _, last = held.partition("-")
                holders |= dict.fromkeys(range(int(first), int(last or first) + 1), holder)
    return holders


def _key(command: Command) -> bytes:
    key = command[3] if command[0] == "EVAL" else command[1]
    return key if isinstance(key, bytes) else str(key).encode()
