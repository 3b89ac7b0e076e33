"""A TCP proxy that does to replies what networks and broken servers do."""

from __future__ import annotations

import contextlib
import socket
import threading
from itertools import chain, repeat
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

_PIECE_BYTES = 4096

Fault: TypeAlias = "Callable[[bytes], Iterable[bytes]]"
"""Turns a piece of a reply into what the client is sent; raises _Cut to hang up."""


class Proxy:
    """Listens on a port of 127.0.0.1 and passes on to `upstream`; forwards faithfully at first.

    A fault applies at once, on open connections too, until the next method is called.
    `connections` counts those accepted so far. With `tls`, clients speak TLS with it.
    """

    def __init__(self, upstream: tuple[str, int], tls: ssl.SSLContext | None = None) -> None:
        self._upstream = upstream
        self._tls = tls
        self._fault: Fault = _faithful
        self._awaited: tuple[bytes, Callable[[Proxy], object]] | None = None
        self._stopped = threading.Event()
        self._open: set[socket.socket] = set()
        self.connections = 0
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Proxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.refuse()

    def forward(self) -> None:
        """Pass everything on, and listen again after `refuse`."""
        self._fault, self._awaited = _faithful, None
        if self._stopped.is_set():
            self._stopped = threading.Event()
            self._listener = self._listen(self.port)

    def forward_to(self, upstream: tuple[str, int]) -> None:
        """Close every connection, and pass everything on to another server."""
        self.refuse()
        self._upstream = upstream
        self.forward()

    def forward_until(self, word: bytes, fault: Callable[[Proxy], object]) -> None:
        """Pass everything on until a request holds `word`; before that one, call `fault`."""
        self.forward()
        self._awaited = (word, fault)

    def refuse(self) -> None:
        """Close every connection, and refuse new ones."""
        self._stopped.set()
        for connection in (self._listener, *self._open):
            _hang_up(connection)

    def black_hole(self) -> None:
        """Accept and never reply."""
        self._fault = lambda _reply: ()

    def delay(self, seconds: float) -> None:
        """Hold every reply back for `seconds`."""
        self._fault = lambda reply: self._slowly([reply], seconds)

    def trickle(self, seconds: float) -> None:
        """Send a byte of the reply every `seconds`."""
        self._fault = lambda reply: self._slowly((bytes([byte]) for byte in reply), seconds)

    def cut(self, after_bytes: int) -> None:
        """Send so many bytes of the reply, then hang up."""
        self._fault = lambda reply: _cut(reply[:after_bytes])

    def repeat(self) -> None:
        """Send every reply twice."""
        self._fault = lambda reply: (reply + reply,)

    def answer(self, reply: bytes) -> None:
        """Send `reply` in place of every reply."""
        self._fault = lambda _reply: (reply,)

    def flood(self, head: bytes) -> None:
        """Send `head` in place of every reply, and then more without end."""
        self._fault = lambda _reply: chain([head], repeat(bytes(_PIECE_BYTES)))

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        # Closing a socket ends what its thread waits for.
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True)
            server = socket.create_connection(self._upstream)
        except OSError:
            _hang_up(client)
            return
        self._open |= {client, server}
        threading.Thread(target=self._requests, args=(client, server), daemon=True).start()
        self._replies(client, server)

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        self._pump(client, server, self._awaiting)

    def _replies(self, client: socket.socket, server: socket.socket) -> None:
        self._pump(server, client, lambda reply: self._fault(reply))

    def _pump(self, source: socket.socket, sink: socket.socket, fault: Fault) -> None:
        with contextlib.suppress(OSError, _Cut):
            while piece := source.recv(_PIECE_BYTES):
                for part in fault(piece):
                    sink.sendall(part)
        for connection in (source, sink):
            _hang_up(connection)
            self._open.discard(connection)

    def _awaiting(self, request: bytes) -> Iterable[bytes]:
        awaited = self._awaited
        if awaited is not None and awaited[0] in request:
            self._awaited = None
            awaited[1](self)
        return (request,)

    def _slowly(self, parts: Iterable[bytes], seconds: float) -> Iterator[bytes]:
        for part in parts:
            self._stopped.wait(seconds)
            yield part


@contextlib.contextmanager
def deaf_port() -> Iterator[int]:
    """Yield a port of 127.0.0.1 on which nothing that is sent is ever answered, as behind a wall.

    Who connects hears neither yes nor no.
    """
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        # What the system itself would accept is taken, until a connection is left hanging.
        while True:
            taken = stack.enter_context(socket.socket())
            taken.settimeout(0.1)
            try:
                taken.connect(listener.getsockname())
            except TimeoutError:
                break
        yield listener.getsockname()[1]


class _Cut(Exception):
    """The connection is to be closed in the middle of a reply."""


def _faithful(piece: bytes) -> Iterable[bytes]:
    return (piece,)


def _cut(head: bytes) -> Iterator[bytes]:
    yield head
    raise _Cut


def _hang_up(connection: socket.socket) -> None:
    # shutdown wakes a thread that waits on the socket; close alone does not.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
