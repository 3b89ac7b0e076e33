"""The server under slow clients, signals and load: greenlets carry bytes, threads do the work."""

from __future__ import annotations

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.running import RunningService, running_service

if TYPE_CHECKING:
    from collections.abc import Iterator

ARTICLE = "The dam held. Nobody was hurt. The road is open again, police said on Monday."
HEAD = b"POST /v1/summarise HTTP/1.1\r\nHost: localhost\r\n"
SLOW = {
    "silent": b"",
    "partial-headers": HEAD,
    "partial-body": HEAD + b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{",
}


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """Yield a service that gives slow clients five seconds."""
    with running_service(
        tmp_path_factory.mktemp("impatient"),
        environment={"SUMMARIZER_SERVER_IDLE_SECONDS": "5", "SUMMARIZER_SERVER_BODY_SECONDS": "5"},
    ) as service:
        yield service


@pytest.fixture
def slow_app(tmp_path: Path) -> Iterator[RunningService]:
    """Yield a service whose summariser takes a second."""
    with running_service(
        tmp_path, app="tests.scripted:app", environment={"SCRIPT": "model_slow"}
    ) as service:
        yield service


@pytest.mark.parametrize("kind", SLOW)
def test_forty_slow_clients_do_not_delay_an_honest_one(
    impatient: RunningService, kind: str
) -> None:
    """Probes and work go on beside them, and they are closed in the end."""
    with ExitStack() as stack:
        clients = []
        for _ in range(40):
            client = socket.create_connection(("127.0.0.1", impatient.port))
            stack.callback(client.close)
            client.sendall(SLOW[kind])
            clients.append(client)
        began = time.monotonic()
        for _ in range(5):
            assert impatient.request("GET", "/livez").status == 200
        assert impatient.summarise(text=ARTICLE).status == 200
        # Before the first slow client is given up.
        assert time.monotonic() - began < 4
        for client in clients:
            client.settimeout(10)
            while client.recv(4096):
                pass


def test_a_body_that_does_not_arrive_is_told_so(impatient: RunningService) -> None:
    """The client gets its problem before the connection closes."""
    with socket.create_connection(("127.0.0.1", impatient.port)) as client:
        client.sendall(SLOW["partial-body"])
        client.settimeout(10)
        reply = b""
        while piece := client.recv(4096):
            reply += piece
    assert reply.startswith(b"HTTP/1.1 408")
    assert b"/problems/body-timeout" in reply


def test_busy_threads_do_not_delay_the_probes(slow_app: RunningService) -> None:
    """With every thread at work and more requests waiting, the probes still answer."""
    with ThreadPoolExecutor(12) as pool:
        work = [pool.submit(slow_app.summarise, text=f"{ARTICLE} Report {n}.") for n in range(12)]
        began = time.monotonic()
        for path in ("/livez", "/readyz", "/metrics"):
            assert slow_app.request("GET", path).status == 200
        # The work takes three seconds: twelve requests of one second on four threads.
        assert time.monotonic() - began < 1
        assert not all(future.done() for future in work)
        assert {future.result().status for future in work} == {200}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_stops_the_service_cleanly(tmp_path: Path, number: int) -> None:
    """It exits with 0 and logs no error."""
    with running_service(tmp_path) as service:
        assert service.stop(number) == 0
        assert "Traceback" not in service.log.read_text()


def test_requests_under_way_are_answered_on_sigterm(slow_app: RunningService) -> None:
    """Nothing that was accepted is lost."""
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(slow_app.summarise, text=f"{ARTICLE} Report {n}.") for n in range(8)]
        time.sleep(0.5)
        assert slow_app.stop() == 0
        assert {future.result().status for future in work} == {200}


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    """The service answers again, and is ready only after its models have answered."""
    with running_service(tmp_path) as service:
        pid = service.process.pid
        worker = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                if service.request("GET", "/readyz", timeout=5).status == 200:
                    break
            except OSError:
                time.sleep(0.05)
        assert service.summarise(text=ARTICLE).status == 200


def test_a_model_that_fails_keeps_the_service_unready(tmp_path: Path) -> None:
    """/readyz says which; the process itself is alive."""
    with running_service(
        tmp_path,
        app="tests.scripted:app",
        environment={"SCRIPT": "configured_model_fails_to_load"},
        ready=False,
    ) as service:
        assert service.request("GET", "/livez").status == 200
        reply = service.request("GET", "/readyz")
        assert reply.status == 503
        assert reply.headers["retry-after"]
        assert "extractive" in reply.json()["detail"]


def test_a_fault_is_a_problem_and_is_not_remembered(tmp_path: Path) -> None:
    """A failing model answers 500 once; the next request is not given the failure."""
    with running_service(
        tmp_path, app="tests.scripted:app", environment={"SCRIPT": "model_error_once"}
    ) as service:
        failed = service.summarise(text=ARTICLE)
        assert failed.status == 500
        assert failed.json()["type"] == "/problems/internal"
        assert "RuntimeError" not in failed.body.decode()
        assert "RuntimeError" in service.log.read_text()
        again = service.summarise(text=ARTICLE)
        assert again.status == 200
        assert again.headers["cache-status"] == "summarizer; fwd=miss"


def test_a_wrong_setting_stops_the_start(tmp_path: Path) -> None:
    """The name of the setting is the last thing that is said."""
    with (
        pytest.raises(AssertionError, match=r"server\.threads"),
        running_service(tmp_path, environment={"SUMMARIZER_SERVER_THREADS": "none"}),
    ):
        pass


def test_redis_is_used_and_its_loss_is_no_error(tmp_path: Path, redis_url: str) -> None:
    """A summary is found in Redis by another process; without Redis it is written again."""
    with running_service(tmp_path, environment={"REDIS_URL": redis_url}) as first:
        assert first.request("GET", "/readyz").json()["cache"] == "redis"
        miss = first.summarise(text=ARTICLE)
    with running_service(tmp_path, environment={"REDIS_URL": redis_url}) as second:
        hit = second.summarise(text=ARTICLE)
        assert hit.headers["cache-status"] == "summarizer; hit"
        assert hit.body == miss.body
    with running_service(tmp_path, environment={"REDIS_URL": "redis://127.0.0.1:1"}) as alone:
        assert alone.summarise(text=ARTICLE).status == 200
        assert alone.request("GET", "/readyz").status == 200
