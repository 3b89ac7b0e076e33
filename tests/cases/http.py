"""Runs the cases of task `http` against the real service, with the faults that they ask for."""

from __future__ import annotations

import base64
import copy
import gzip
import http.client
import json
import os
import shutil
import signal
import socket
import stat
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import redis

from summarizer.models import manifest, store
from tests.faults.proxy import Proxy
from tests.running import Reply, RunningService, running_service
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PATHS = ("/v1/", "/livez", "/readyz", "/metrics", "/openapi.json", "/problems/")
MODEL_FAULTS = {
    "model_error_once",
    "model_answers_empty_once",
    "model_slow",
    "cold_start_slow_model",
    "configured_model_fails_to_load",
}
# The service is asked before it is ready.
COLD_FAULTS = (
    "cold_start_slow_model",
    "configured_model_fails_to_load",
    "converted_model_differs_from_reference",
)
REDIS_FAULTS: dict[str, Callable[[Proxy], None]] = {
    "redis_loading": lambda proxy: proxy.answer(b"-LOADING Redis is loading the dataset\r\n"),
    "redis_oom": lambda proxy: proxy.answer(b"-OOM command not allowed\r\n"),
    "redis_readonly_then_back": lambda proxy: proxy.answer(b"-READONLY a replica\r\n"),
    "redis_cut_reply_then_reconnect": lambda proxy: proxy.cut(7),
}
# These come and go; the others stay.
PASSING_REDIS_FAULTS = ("redis_readonly_then_back", "redis_cut_reply_then_reconnect")
DIFFERENT = "converted_model_differs_from_reference"
OTHER_FAULTS = {"slow_clients", "sigterm_under_load", "worker_sigkill", "random_uid", DIFFERENT}
MODEL_RUNS = 'summarizer_stage_seconds_count{stage="summarise"}'
HANG_SECONDS = 60
MOST_OTHERS = 16


@dataclass
class Outcome:
    """What came of a case: the replies in order, and what was measured on the way."""

    replies: list[Reply] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    measured: dict[str, Any] = field(default_factory=dict)


def unreachable(case: Mapping[str, Any]) -> str | None:
    """Return why the case cannot be run here yet, or None."""
    given = case["input"]
    for request in _all_requests(given):
        if not request["path"].startswith(PATHS):
            return f"{request['path']} is not served"
    fault = given.get("fault")
    known = MODEL_FAULTS | set(REDIS_FAULTS) | OTHER_FAULTS
    if fault and fault not in known:
        return f"the fault {fault} cannot be made here"
    if given.get("between") not in (None, "model_revision_changed", "redis_value_garbage"):
        return f"{given['between']} cannot be made here"
    if fault == "random_uid" and os.geteuid() != 0:
        return "another user needs root"
    if fault == "random_uid" and not _everybody_may_run(Path(sys.executable)):
        return f"no other user may run {sys.executable}"
    return None


def _everybody_may_run(program: Path) -> bool:
    """Say whether the program, and every folder on the way to it, is open to all users."""
    real = program.resolve()
    ways = [*program.absolute().parents, *real.parents, real]
    return all(way.stat().st_mode & stat.S_IXOTH for way in ways)


def run(
    case: Mapping[str, Any], folder: Path, redis_url: str, shared: RunningService, models: Path
) -> list[str]:
    """Run one case and return what is wrong; nothing where every property holds.

    `shared` is a service on the same Redis, for the cases that leave it as it was, and `models` a
    folder of installed models.
    """
    given, expect = case["input"], case["expect"]
    with ExitStack() as stack:
        outcome = _outcome(given, folder, redis_url, shared, models, stack)
    found = []
    for name, wanted in expect.items():
        check = _CHECKS.get(name)
        if check is None:
            found.append(f"{name}: this property is not known")
        else:
            found += [f"{name}: {fault}" for fault in check(wanted, outcome, given)]
    return found


def _outcome(
    given: dict[str, Any],
    folder: Path,
    redis_url: str,
    shared: RunningService,
    models: Path,
    stack: ExitStack,
) -> Outcome:
    fault = given.get("fault")
    outcome = Outcome()
    remembered = redis.Redis.from_url(redis_url)
    remembered.flushall()
    proxy = None
    if fault in REDIS_FAULTS:
        address = urlsplit(redis_url)
        proxy = stack.enter_context(Proxy((address.hostname or "", address.port or 0)))
        redis_url = f"redis://127.0.0.1:{proxy.port}/0"
        REDIS_FAULTS[fault](proxy)

    def start(script: str = "", **more: Any) -> RunningService:
        return stack.enter_context(
            running_service(
                folder,
                app="tests.scripted:app",
                environment={
                    "REDIS_URL": redis_url,
                    "SCRIPT": script,
                    "SUMMARIZER_MODELS_DIRECTORY": str(models),
                },
                **more,
            )
        )

    if fault == DIFFERENT:
        models = _never_compared(models, folder / "models")
    if fault in (None, "slow_clients") and "poll" not in given:
        service = shared
    else:
        service = start(
            fault if fault in MODEL_FAULTS else "",
            ready=fault not in COLD_FAULTS and "poll" not in given,
            user=54321 if fault == "random_uid" else None,
        )
    for number in range(given.get("warm_up", 0)):
        _send(service, _varied(given["request"], number))
    if fault == DIFFERENT:
        # What is wrong with a model is known, and logged, when it was loaded.
        wait_for(lambda: "loaded" not in service.request("GET", "/readyz").json()["detail"])
    runs, memory = service.metric(MODEL_RUNS), service.resident_bytes()

    if fault == "slow_clients":
        stack.enter_context(_slow_clients(service, given, outcome))
    if "poll" in given and fault != "worker_sigkill":
        _keep(outcome, *_poll(service, given["poll"]))
        _keep(outcome, *_send(service, given["then"]))
        outcome.measured["first_ready_answer_within_s"] = outcome.seconds[-1]
        return outcome
    if fault == "sigterm_under_load":
        _sigterm_under_load(service, given, outcome)
        return outcome
    if fault == "worker_sigkill":
        _kill_worker(service, given, outcome)
        return outcome
    if "steps" in given:
        for _ in range(given.get("repeat", 1)):
            for position, request in enumerate(given["steps"]):
                if position == 1 and given.get("between") == "model_revision_changed":
                    outcome.measured["model_runs"] = service.metric(MODEL_RUNS) - runs
                    service, runs = start("model_revision_changed"), 0
                if position == 1 and given.get("between") == "redis_value_garbage":
                    for key in remembered.scan_iter():
                        remembered.set(key, b"\x00garbage")
                _keep(outcome, *_send(service, request))
                if proxy is not None and fault in PASSING_REDIS_FAULTS:
                    (proxy.forward if position == 0 else partial(REDIS_FAULTS[fault], proxy))()
    else:
        _load(service, given, outcome)
    outcome.measured["model_runs"] = (
        outcome.measured.get("model_runs", 0) + service.metric(MODEL_RUNS) - runs
    )
    after = service.resident_bytes()
    outcome.measured |= {"rss_growth_mb": (after - memory) / 2**20, "rss_ratio": after / memory}
    outcome.measured["log"] = service.log.read_text()
    return outcome


def _never_compared(models: Path, copy: Path) -> Path:
    """Copy installed models, one of which was not shown to answer as its original does."""
    shutil.copytree(models, copy)
    folder = store.folders(copy)[0]
    manifest.write(folder, replace(manifest.read(folder), parity=None))
    return copy


def _load(service: RunningService, given: dict[str, Any], outcome: Outcome) -> None:
    """Send the request so many times, so many at once, among others where the case says so."""
    requests = given.get("requests") or [given["request"]]
    times = given.get("repeat", 1)
    concurrent = given.get("concurrent", 1)
    total = times if "among" in given else max(times, concurrent)
    queue = [requests[n % len(requests)] for n in range(total)]
    if given.get("distinct"):
        queue = [_varied(request, 10_000 + n) for n, request in enumerate(queue)]
    if "among" in given:
        outcome.measured["alone"] = _send(service, given["request"])[0]
    others = [other for other in given.get("among", ()) for _ in range(times)]
    if "saturate" in given:
        load = given["saturate"].get("request", given["saturate"])
        others += [_varied(load, number) for number in range(given["saturate"].get("times", 50))]
    with ThreadPoolExecutor(concurrent + min(len(others), MOST_OTHERS)) as pool:
        noise = [pool.submit(_send, service, other) for other in others]
        for sent in [pool.submit(_send, service, request) for request in queue]:
            _keep(outcome, *sent.result(HANG_SECONDS * 2))
        for sent in noise:
            sent.result(HANG_SECONDS * 2)


def _keep(outcome: Outcome, reply: Reply, seconds: float) -> None:
    outcome.replies.append(reply)
    outcome.seconds.append(seconds)


def _send(service: RunningService, request: Mapping[str, Any]) -> tuple[Reply, float]:
    body, headers = _body(request)
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=HANG_SECONDS)
    chunked = headers.get("Transfer-Encoding") == "chunked"
    try:
        connection.request(
            request["method"],
            request["path"],
            body=_pieces(body or b"") if chunked else body,
            headers=headers,
            encode_chunked=chunked,
        )
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, names, response.read()), time.monotonic() - began
    finally:
        connection.close()


def _pieces(body: bytes) -> Iterator[bytes]:
    return (body[start : start + 65536] for start in range(0, len(body), 65536))


def _body(request: Mapping[str, Any]) -> tuple[bytes | None, dict[str, str]]:
    headers = dict(request.get("headers", {}))
    if "json" in request:
        body: bytes | None = json.dumps(request["json"], ensure_ascii=False).encode()
    elif "form" in request:
        fields = request["form"].items()
        body = "&".join(f"{name}={value}" for name, value in fields).encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    elif "body_text" in request:
        body = request["body_text"].encode()
    elif "body_base64" in request:
        body = base64.b64decode(request["body_base64"])
    elif "body_repeat" in request:
        repeat = request["body_repeat"]
        times = repeat.get("times") or repeat["times_varied"][0]
        body = json.dumps({repeat["as"]: repeat["unit"] * times}, ensure_ascii=False).encode()
    elif "body_gzip" in request:
        body = gzip.compress(request["body_gzip"].encode())
    elif "body_gzip_repeat" in request:
        repeat = request["body_gzip_repeat"]
        body = gzip.compress((repeat["unit"] * repeat["times"]).encode())
    else:
        return None, headers
    headers.setdefault("Content-Type", "application/json")
    return body, headers


def _varied(request: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return the request with another text, or another length, each time."""
    varied = copy.deepcopy(dict(request))
    if "json" in varied and "text" in (varied["json"] or {}):
        varied["json"]["text"] += f" Report {number} was filed."
    if "times_varied" in varied.get("body_repeat", {}):
        low, high = varied["body_repeat"].pop("times_varied")
        varied["body_repeat"]["times"] = low + number * 7919 % (high - low + 1)
    return varied


def _all_requests(given: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("request", "poll", "then", "saturate"):
        request = given.get(name, {}).get("request", given.get(name, {}))
        if "path" in request:
            yield request
    for name in ("requests", "steps", "among"):
        yield from given.get(name, ())


class _slow_clients:  # noqa: N801 - used as a block
    """Holds slow connections open, and measures when the service closes them."""

    def __init__(self, service: RunningService, given: Mapping[str, Any], outcome: Outcome) -> None:
        kind = given.get("slow_kind", "silent")
        head = b"POST /v1/summarise HTTP/1.1\r\nHost: localhost\r\n"
        body = b'Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{"text":'
        self._first = {"silent": b"", "partial_headers": head, "partial_body": head + body}[kind]
        self._count, self._service, self._outcome = given["slow_clients"], service, outcome
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> None:
        self._began = time.monotonic()
        for _ in range(self._count):
            client = socket.create_connection(("127.0.0.1", self._service.port))
            client.sendall(self._first)
            self._sockets.append(client)

    def __exit__(self, *_: object) -> None:
        def closed(client: socket.socket) -> float:
            client.settimeout(HANG_SECONDS)
            try:
                while client.recv(65536):
                    pass
            except ConnectionResetError:
                pass
            return time.monotonic() - self._began

        with ThreadPoolExecutor(self._count) as pool:
            self._outcome.measured["slow_closed_within_s"] = max(pool.map(closed, self._sockets))
        for client in self._sockets:
            client.close()


def _sigterm_under_load(
    service: RunningService, given: Mapping[str, Any], outcome: Outcome
) -> None:
    lost = []

    def send(number: int) -> None:
        try:
            _keep(outcome, *_send(service, _varied(given["request"], number)))
        except OSError as error:
            lost.append(error)

    threads = [threading.Thread(target=send, args=(n,)) for n in range(given.get("concurrent", 16))]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    service.process.send_signal(signal.SIGTERM)
    for thread in threads:
        thread.join(HANG_SECONDS)
    outcome.measured["lost"] = len(lost)
    service.process.wait(HANG_SECONDS)


def _kill_worker(service: RunningService, given: Mapping[str, Any], outcome: Outcome) -> None:
    for _ in range(given.get("times", 1)):
        children = f"/proc/{service.process.pid}/task/{service.process.pid}/children"
        with open(children) as listing:
            worker = int(listing.read().split()[0])
        os.kill(worker, signal.SIGKILL)
        began = time.monotonic()
        _keep(outcome, *_poll(service, given.get("poll") or given["request"]))
        outcome.measured["recovers_within_s"] = time.monotonic() - began
        if "then" in given:
            _keep(outcome, *_send(service, given["then"]))
            outcome.measured["first_ready_answer_within_s"] = outcome.seconds[-1]


def _poll(service: RunningService, request: Mapping[str, Any]) -> tuple[Reply, float]:
    """Ask until the answer is 200, and return that one."""
    end = time.monotonic() + HANG_SECONDS
    while time.monotonic() < end:
        try:
            reply, seconds = _send(service, request)
        except OSError:
            reply = None
        if reply is not None and reply.status == 200:
            return reply, seconds
        time.sleep(0.05)
    raise AssertionError(f"{request['path']} never answered 200")


def _check_status(wanted: Any, outcome: Outcome, given: Mapping[str, Any]) -> Iterator[str]:
    steps = len(given.get("steps", ()))
    for position, reply in enumerate(outcome.replies):
        allowed = wanted[position % steps] if steps else wanted
        if reply.status not in (allowed if isinstance(allowed, list) else [allowed]):
            yield f"{reply.status} is not in {allowed}: {reply.body[:200]!r}"


def _check_field(wanted: str, outcome: Outcome, _: object) -> Iterator[str]:
    for reply in outcome.replies:
        pointers = [error["pointer"] for error in reply.json().get("errors", [])]
        if f"/{wanted}" not in pointers:
            yield f"{wanted} is not named in {pointers}"


def _check_states_limit(_: bool, outcome: Outcome, __: object) -> Iterator[str]:
    for reply in outcome.replies:
        if reply.status != 200 and not any(c.isdigit() for c in reply.json()["detail"]):
            yield "the refusal states no limit"


def _check_content_type(wanted: str, outcome: Outcome, _: object) -> Iterator[str]:
    for reply in outcome.replies:
        if reply.headers["content-type"].split(";")[0] not in (
            wanted if isinstance(wanted, list) else [wanted]
        ):
            yield f"{reply.headers['content-type']} is not {wanted}"


def _check_raw(there: bool) -> Callable[..., Iterator[str]]:
    def check(wanted: list[str], outcome: Outcome, _: object) -> Iterator[str]:
        for reply in outcome.replies:
            for text in wanted:
                if (text.encode() in reply.body) is not there:
                    yield f"{text!r}: {'missing' if there else 'there'}"

    return check


def _check_answers(wanted: int, outcome: Outcome, _: object) -> Iterator[str]:
    count = sum(reply.status == 200 for reply in outcome.replies)
    if count != wanted:
        yield f"{count} answers, not {wanted}"


def _check_detected(wanted: list[str], outcome: Outcome, _: object) -> Iterator[str]:
    told = [
        (reply.json().get("article") or reply.json()).get("language") for reply in outcome.replies
    ]
    if told != wanted:
        yield f"{told} is not {wanted}"


def _check_cache(wanted: list[str], outcome: Outcome, given: Mapping[str, Any]) -> Iterator[str]:
    for position, reply in enumerate(outcome.replies):
        status = reply.headers.get("cache-status", "miss")
        told = "hit" if "hit" in status else "miss"
        if told != wanted[position % len(given["steps"])]:
            yield f"step {position + 1} was a {told}"


def _check_measured(name: str, factor: float = 1) -> Callable[..., Iterator[str]]:
    def check(wanted: float, outcome: Outcome, _: object) -> Iterator[str]:
        if outcome.measured[name] > wanted * factor:
            yield f"{outcome.measured[name]} is more than {wanted}"

    return check


def _check_runs(wanted: int, outcome: Outcome, _: object) -> Iterator[str]:
    if outcome.measured["model_runs"] != wanted:
        yield f"{outcome.measured['model_runs']} runs, not {wanted}"


def _check_equal(_: bool, outcome: Outcome, __: object) -> Iterator[str]:
    if len({reply.body for reply in outcome.replies}) != 1:
        yield "the answers differ"


def _check_distinct(_: bool, outcome: Outcome, __: object) -> Iterator[str]:
    if len({reply.body for reply in outcome.replies}) != len(outcome.replies):
        yield "two answers are the same"


def _check_match(_: bool, outcome: Outcome, given: Mapping[str, Any]) -> Iterator[str]:
    requests = given.get("steps") or given.get("requests") or [given["request"]]
    for position, reply in enumerate(outcome.replies):
        text = requests[position % len(requests)]["json"]["text"]
        for summary in reply.json()["summaries"].values():
            for by_language in summary.values():
                for sentence in by_language["sentences"]:
                    if sentence["text"] not in text:
                        yield f"{sentence['text']!r} is of another request"


def _check_alone(_: bool, outcome: Outcome, __: object) -> Iterator[str]:
    alone = outcome.measured["alone"].body
    if any(reply.body != alone for reply in outcome.replies):
        yield "an answer differs from the one that the request gets alone"


def _check_within(wanted: float, outcome: Outcome, _: object) -> Iterator[str]:
    if max(outcome.seconds) > wanted:
        yield f"took {max(outcome.seconds):.2f} s, more than {wanted}"


def _check_log(wanted: list[str], outcome: Outcome, _: object) -> Iterator[str]:
    yield from (f"{text!r} is missing" for text in wanted if text not in outcome.measured["log"])


def _check_metrics_files(wanted: int, outcome: Outcome, __: object) -> Iterator[str]:
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
    count = len(list(Path(folder).iterdir())) if folder else 0
    if count > wanted:
        yield f"{count} files of metrics lie in {folder}"


def _no_hang(_: bool, outcome: Outcome, __: object) -> Iterator[str]:
    if not outcome.replies:
        yield "nobody got an answer"


_CHECKS: dict[str, Callable[[Any, Outcome, Any], Iterator[str]]] = {
    "status": _check_status,
    "problem_field": _check_field,
    "problem_states_limit": _check_states_limit,
    "content_type": _check_content_type,
    "content_type_any": _check_content_type,
    "raw_contains": _check_raw(True),
    "raw_absent": _check_raw(False),
    "answers": _check_answers,
    "detected": _check_detected,
    "cache": _check_cache,
    "model_runs": _check_runs,
    "answers_equal": _check_equal,
    "answers_distinct": _check_distinct,
    "answers_match_input": _check_match,
    "same_as_alone": _check_alone,
    "within_s": _check_within,
    "no_hang": _no_hang,
    "recovers_within_s": _check_measured("recovers_within_s"),
    "first_ready_answer_within_s": _check_measured("first_ready_answer_within_s"),
    "slow_closed_within_s": _check_measured("slow_closed_within_s"),
    "metrics_files_growth": _check_metrics_files,
    "lost": _check_measured("lost"),
    "rss_growth_mb": _check_measured("rss_growth_mb"),
    "rss_growth_ratio": _check_measured("rss_ratio"),
    "log_contains": _check_log,
}
