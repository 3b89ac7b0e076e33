"""A server with the API of a Hugging Face hub, over real HTTP, for tests.

It serves repositories from memory: the listing with digests, files with ranges, large ones (LFS)
through a redirect to another host. It can cut connections, and serve what it does not announce.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"

_LISTING = re.compile(r"/api/models/(?P<repository>[^/]+/[^/]+)/revision/(?P<revision>.+)")
_FILE = re.compile(r"/(?P<repository>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<name>.+)")
_LARGE = (".bin", ".safetensors", ".spm", ".model", ".h5", ".msgpack", ".onnx")


@dataclass(frozen=True)
class Request:
    """What was asked."""

    method: str
    path: str
    range: str | None
    token: str | None


@dataclass
class Hub:
    """The hub; tests add repositories and faults, and read what was asked."""

    port: int = 0
    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    cuts: dict[str, int] = field(default_factory=dict)
    """Names of files whose next connection is cut after so many bytes."""
    served: dict[str, bytes] = field(default_factory=dict)
    """Names of files that are served with another content than the listing says."""

    @property
    def url(self) -> str:
        """The address to set as HF_ENDPOINT."""
        return f"http://127.0.0.1:{self.port}"

    def add(self, repository: str, folder: Path) -> dict[str, bytes]:
        """Add the files of a folder as a repository; return them, to be changed at will."""
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        self.repositories[repository] = files
        return files

    def downloads(self, name: str) -> list[Request]:
        """Return the requests that content of a file was sent for."""
        return [r for r in self.requests if r.method == "GET" and r.path.endswith(f"/{name}")]


@contextmanager
def running_hub() -> Iterator[Hub]:
    """Run a hub on a free port until the block ends."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        hub.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.requests.append(
            Request(
                self.command, path, self.headers.get("Range"), self.headers.get("Authorization")
            )
        )
        if match := _LISTING.fullmatch(path):
            self._list(match["repository"], match["revision"])
        elif path.startswith("/storage/"):
            self._send(path.removeprefix("/storage"))
        elif _FILE.fullmatch(path):
            self._resolve(path)
        else:
            self._refuse("RepoNotFound")

    def _list(self, repository: str, revision: str) -> None:
        files = self.hub.repositories.get(repository)
        if files is None:
            return self._refuse("RepoNotFound")
        if revision not in ("main", COMMIT):
            return self._refuse("RevisionNotFound")
        siblings = [_sibling(name, content) for name, content in files.items()]
        body = {"id": repository, "sha": COMMIT, "siblings": siblings}
        return self._reply(200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _resolve(self, path: str) -> None:
        name = path.rsplit("/", 1)[1]
        if not name.endswith(_LARGE):
            return self._send(path)
        # To another host, as the real one does.
        location = f"http://localhost:{self.hub.port}/storage{path}"
        return self._reply(302, b"", {"Location": location, "X-Repo-Commit": COMMIT})

    def _send(self, path: str) -> None:
        match = _FILE.fullmatch(path)
        assert match
        name = match["name"]
        content = self.hub.repositories.get(match["repository"], {}).get(name)
        if content is None:
            return self._refuse("EntryNotFound")
        content = self.hub.served.get(name, content)
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Repo-Commit": COMMIT}
        if asked:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return self._reply(
            206 if asked else 200, content[start:], headers, cut=self.hub.cuts.pop(name, None)
        )

    def _refuse(self, code: str) -> None:
        self._reply(404, b"", {"X-Error-Code": code, "X-Error-Message": code})

    def _reply(
        self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            # Who stops a download closes the connection.
            with suppress(ConnectionError):
                self.wfile.write(body[:cut])
        if cut is not None:
            self.close_connection = True


def _sibling(name: str, content: bytes) -> dict[str, object]:
    header = b"blob %d\0" % len(content)
    described: dict[str, object] = {
        "rfilename": name,
        "size": len(content),
        "blobId": hashlib.sha1(header + content).hexdigest(),
    }
    if name.endswith(_LARGE):
        sha256 = hashlib.sha256(content).hexdigest()
        described["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
    return described
