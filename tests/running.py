"""The real service for tests: gunicorn in a process of its own, on free ports."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.valkey import free_port

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body, read as JSON."""
        return json.loads(self.body)


@dataclass
class RunningService:
    """A service that listens; `log` grows while it runs."""

    port: int
    management_port: int
    process: subprocess.Popen[bytes]
    log: Path

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        port: int | None = None,
        timeout: float = 30,
    ) -> Reply:
        """Send one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()

    def post(self, path: str, value: object, **more: Any) -> Reply:
        """Post a JSON value."""
        return self.request(
            "POST",
            path,
            body=json.dumps(value).encode(),
            headers={"Content-Type": "application/json"},
            **more,
        )

    def summarise(self, **fields: object) -> Reply:
        """Post to /v1/summarise."""
        return self.post("/v1/summarise", fields)

    def metric(self, line: str) -> float:
        """Return the value of the metric that is written `line`; 0 where it is not there."""
        page = self.request("GET", "/metrics").body.decode()
        values = [
            float(row.rsplit(" ", 1)[1]) for row in page.splitlines() if row.startswith(line + " ")
        ]
        return values[0] if values else 0.0

    def resident_bytes(self) -> int:
        """Return the resident memory of the worker."""
        return int(self.metric("process_resident_memory_bytes"))

    def stop(self, number: int = signal.SIGTERM, seconds: float = 40) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)


@contextmanager
def running_service(
    folder: Path,
    *,
    app: str = "summarizer.wsgi:app",
    environment: Mapping[str, str] | None = None,
    ready: bool = True,
    user: int | None = None,
) -> Iterator[RunningService]:
    """Run the service until the block ends; `ready` waits for /readyz."""
    port, management_port = free_port(), free_port()
    log = folder / f"service-{port}.log"
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SUMMARIZER_") and name != "REDIS_URL"
    }
    settings = {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SUMMARIZER_SERVER_PORT": str(port),
        "SUMMARIZER_SERVER_MANAGEMENT_PORT": str(management_port),
    }
    configuration = str(ROOT / "config" / "gunicorn.conf.py")
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", configuration, app],
            env=inherited | settings | dict(environment or {}),
            cwd=folder if user is None else "/",
            stdout=sink,
            stderr=subprocess.STDOUT,
            user=user,
        )
    service = RunningService(port, management_port, process, log)
    try:
        wait(service, "/readyz" if ready else "/livez")
        yield service
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait(service: RunningService, path: str) -> None:
    """Return when the service answers at `path` that all is well."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if service.process.poll() is not None:
            break
        try:
            if service.request("GET", path, timeout=5).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"the service did not come up:\n{service.log.read_text()}")
