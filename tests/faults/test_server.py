"""The server under slow clients, signals and load: greenlets carry bytes, threads do the work."""

from __future__ import annotations

import json
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
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL_RUNS = 'summarizer_stage_seconds_count{stage="summarise"}'
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


def test_who_finds_no_place_is_told_at_once_when_to_come_back(tmp_path: Path) -> None:
    """One works and one waits; the third gets its problem before the first has its answer."""
    environment = {
        "SCRIPT": "model_slow",
        "SUMMARIZER_GATE_SLOTS": "1",
        "SUMMARIZER_GATE_WAITING": "1",
    }
    with (
        running_service(tmp_path, app="tests.scripted:app", environment=environment) as service,
        ThreadPoolExecutor(4) as pool,
    ):
        known = service.summarise(text=ARTICLE)
        work = [pool.submit(service.summarise, text=f"{ARTICLE} Report {n}.") for n in range(2)]
        wait_for(lambda: service.metric("summarizer_gate_waiting") == 1)
        began = time.monotonic()
        refused = service.summarise(text=f"{ARTICLE} Report 2.")
        assert time.monotonic() - began < 0.5
        assert (refused.status, refused.json()["type"]) == (503, "/problems/busy")
        assert int(refused.headers["retry-after"]) >= 1
        # What is remembered waits for nobody.
        hit = service.summarise(text=ARTICLE)
        assert hit.headers["cache-status"] == "summarizer; hit"
        assert hit.body == known.body
        assert not all(future.done() for future in work)
        assert [future.result().status for future in work] == [200, 200]


def test_more_requests_than_threads_are_turned_away_at_once(tmp_path: Path) -> None:
    """Nobody waits for a thread; the probes need none."""
    environment = {
        "SCRIPT": "model_slow",
        "SUMMARIZER_GATE_SLOTS": "1",
        "SUMMARIZER_GATE_WAITING": "1",
        "SUMMARIZER_SERVER_THREADS": "3",
    }
    with (
        running_service(tmp_path, app="tests.scripted:app", environment=environment) as service,
        ThreadPoolExecutor(8) as pool,
    ):
        # Who asks for the same waits for whoever was first, each in a thread.
        work = [pool.submit(service.summarise, text=ARTICLE) for _ in range(8)]
        replies = [future.result() for future in work]
        assert sorted({reply.status for reply in replies}) == [200, 503]
        assert sum(reply.status == 200 for reply in replies) == 3
        assert {r.headers["retry-after"] for r in replies if r.status == 503} == {"1"}
        assert all(reply.headers["x-request-id"] for reply in replies)
        refusals = 'summarizer_requests_total{method="POST",route="/v1/summarise",status="503"}'
        assert service.metric(refusals) == 5
        assert service.request("GET", "/livez").status == 200


def test_a_request_is_given_up_when_its_time_is_over(slow_app: RunningService) -> None:
    """In the queue it costs no run; its caller is told at its own time, not ours."""
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(slow_app.summarise, text=f"{ARTICLE} Report {n}.") for n in range(8)]
        wait_for(lambda: slow_app.metric("summarizer_gate_waiting") == 4)
        runs = slow_app.metric(MODEL_RUNS)
        began = time.monotonic()
        late = slow_app.request(
            "POST",
            "/v1/summarise",
            body=json.dumps({"text": f"{ARTICLE} Late."}).encode(),
            headers={"Content-Type": "application/json", "Request-Timeout": "1"},
        )
        assert 0.9 < time.monotonic() - began < 1.5
        assert (late.status, late.json()["type"]) == (504, "/problems/deadline")
        assert {future.result().status for future in work} == {200}
    assert slow_app.metric(MODEL_RUNS) - runs <= 8


def test_a_client_that_hangs_up_costs_no_more(slow_app: RunningService) -> None:
    """What it waited for is not run, and the log says that it left."""
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(slow_app.summarise, text=f"{ARTICLE} Report {n}.") for n in range(4)]
        wait_for(lambda: slow_app.metric("summarizer_gate_working") == 4)
        body = json.dumps({"text": f"{ARTICLE} Gone."}).encode()
        with socket.create_connection(("127.0.0.1", slow_app.port)) as client:
            length = f"Content-Length: {len(body)}\r\n".encode()
            client.sendall(HEAD + b"Content-Type: application/json\r\n" + length + b"\r\n" + body)
            wait_for(lambda: slow_app.metric("summarizer_gate_waiting") == 1)
        wait_for(lambda: slow_app.metric("summarizer_gate_waiting") == 0, seconds=0.9)
        assert {future.result().status for future in work} == {200}
    wait_for(lambda: '"status": 499' in slow_app.log.read_text())
    # The warm-up is none of them.
    assert slow_app.metric(MODEL_RUNS) == 4


def test_it_is_not_ready_from_the_moment_that_it_is_stopped(slow_app: RunningService) -> None:
    """/readyz says so while what was sent before is still answered; then the process ends well."""
    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(slow_app.summarise, text=f"{ARTICLE} Report {n}.") for n in range(4)]
        wait_for(lambda: slow_app.metric("summarizer_gate_working") == 4)
        slow_app.process.send_signal(signal.SIGTERM)
        wait_for(lambda: slow_app.request("GET", "/readyz").status == 503, seconds=0.4)
        assert slow_app.request("GET", "/livez").status == 200
        # Sent while the process listens yet.
        late = pool.submit(slow_app.summarise, text=f"{ARTICLE} Report 0.")
        assert late.result().status == 200
        assert {future.result().status for future in work} == {200}
        assert slow_app.process.wait(10) == 0
    assert "Traceback" not in slow_app.log.read_text()


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
