"""The rate limit when Redis fails: it goes on in memory, within its bound, and never with a 5xx."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import redis
from flask import Flask, Response, g

from summarizer.api import problems, rate_limit
from summarizer.cache import counts
from summarizer.cache.redis import RedisServer
from tests import valkey
from tests.faults.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import TestResponse

# Long enough for a sound server on a busy machine: the first request has to be counted by it.
TIMEOUT_SECONDS = 0.4
# Connecting and the reply may each take the timeout; the rest is for a busy machine.
BOUND_SECONDS = 2 * TIMEOUT_SECONDS + 0.4
PER_MINUTE = 5

FAULTS: dict[str, Callable[[Proxy], None]] = {
    "refused": Proxy.refuse,
    "black hole": Proxy.black_hole,
    "one second late": lambda proxy: proxy.delay(1.0),
    "trickle": lambda proxy: proxy.trickle(0.1),
    "cut at once": lambda proxy: proxy.cut(0),
    "cut in the middle": lambda proxy: proxy.cut(3),
    "garbage": lambda proxy: proxy.answer(b"\x16\x03\x01\x00\xff!\r\n"),
    "reply of another kind": lambda proxy: proxy.answer(b"+PONG\r\n"),
    "words for numbers": lambda proxy: proxy.answer(b"$7\r\none two\r\n"),
    "array without end": lambda proxy: proxy.answer(b"*2147483647\r\n"),
    "endless reply": lambda proxy: proxy.flood(b"$400000000\r\n"),
    "loading": lambda proxy: proxy.answer(b"-LOADING Redis is loading the dataset in memory\r\n"),
    "no scripts": lambda proxy: proxy.answer(b"-NOPERM this user has no permissions\r\n"),
    "read only": lambda proxy: proxy.answer(
        b"-READONLY You can't write against a read only replica.\r\n"
    ),
}


@pytest.fixture
def proxy(redis_url: str) -> Iterator[Proxy]:
    """Yield a proxy before a real server."""
    address = urlsplit(redis_url)
    with Proxy((str(address.hostname), address.port or 0)) as between:
        yield between


@pytest.fixture
def caller() -> str:
    """A name that the server, which all tests share, has not counted yet."""
    return uuid4().hex


def application(url: str, caller: str) -> Callable[[], TestResponse]:
    """Return what sends a request of `caller` to an application that counts at `url`."""
    app = Flask(__name__)
    problems.register(app)

    @app.before_request
    def admit() -> None:
        g.caller = caller

    server = RedisServer(
        url, timeout_seconds=TIMEOUT_SECONDS, breaker_seconds=0.2, max_connections=50
    )
    rate_limit.register(app, PER_MINUTE, *counts.storage(server))
    app.get("/work")(lambda: Response("done"))

    def call() -> TestResponse:
        start = time.monotonic()
        reply = app.test_client().get("/work")
        assert time.monotonic() - start < BOUND_SECONDS
        return reply

    return call


def at_once(threads: int, act: Callable[[], int]) -> list[int]:
    """Return what `act` returns in each of so many threads that start together."""
    together = threading.Barrier(threads)

    def work(_: int) -> int:
        together.wait()
        return act()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(threads)))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_counted_in_memory_within_the_bound(
    proxy: Proxy, caller: str, fault: Callable[[Proxy], None]
) -> None:
    """Every answer comes in time, and the limit holds without Redis too."""
    call = application(f"redis://127.0.0.1:{proxy.port}/0", caller)
    assert call().headers["RateLimit-Remaining"] == str(PER_MINUTE - 1)
    fault(proxy)
    replies = [call() for _ in range(PER_MINUTE + 2)]
    assert [reply.status_code for reply in replies] == [200] * PER_MINUTE + [429] * 2
    assert replies[-1].get_json()["type"] == "/problems/rate-limited"
    assert 1 <= int(replies[-1].headers["Retry-After"]) <= 60


def test_a_redis_that_is_away_from_the_start_delays_nothing(caller: str) -> None:
    """The first request is answered too."""
    call = application(f"redis://127.0.0.1:{valkey.free_port()}/0", caller)
    statuses = [call().status_code for _ in range(PER_MINUTE + 1)]
    assert statuses == [200] * PER_MINUTE + [429]


def test_threads_that_meet_a_fault_together_are_all_answered(proxy: Proxy, caller: str) -> None:
    """Also those that see it after another has fallen back."""
    call = application(f"redis://127.0.0.1:{proxy.port}/0", caller)
    call()
    proxy.black_hole()
    assert set(at_once(40, lambda: call().status_code)) <= {200, 429}


def test_redis_counts_again_when_it_is_back(proxy: Proxy, redis_url: str, caller: str) -> None:
    """Without a restart, within seconds."""
    call = application(f"redis://127.0.0.1:{proxy.port}/0", caller)
    proxy.refuse()
    call()
    proxy.forward()
    end = time.monotonic() + 10
    with redis.Redis.from_url(redis_url) as server:
        while not server.keys(f"*{caller}*"):
            assert time.monotonic() < end
            call()
            time.sleep(0.1)
