"""What the cache does when Redis fails: a miss within its bound, never an error, never a mix-up."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import pytest
import redis
from structlog.testing import capture_logs

from summarizer.cache.redis import RedisCache
from tests import valkey
from tests.faults.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.cache.base import Count

T = TypeVar("T")

TIMEOUT_SECONDS = 0.1
# Connecting and the reply may each take the timeout; the rest is for a busy machine.
BOUND_SECONDS = 2 * TIMEOUT_SECONDS + 0.4
ROUNDS = 20

FAULTS: dict[str, Callable[[Proxy], None]] = {
    "refused": Proxy.refuse,
    "black hole": Proxy.black_hole,
    "one second late": lambda proxy: proxy.delay(1.0),
    "trickle": lambda proxy: proxy.trickle(0.02),
    "cut at once": lambda proxy: proxy.cut(0),
    "cut in the middle": lambda proxy: proxy.cut(7),
    "every reply twice": Proxy.repeat,
    "garbage": lambda proxy: proxy.answer(b"\x16\x03\x01\x00\xff!\r\n"),
    "error that is not text": lambda proxy: proxy.answer(b"-\xff\xfe\xfd\r\n"),
    "reply of another kind": lambda proxy: proxy.answer(b"*1\r\n:7\r\n"),
    "array without end": lambda proxy: proxy.answer(b"*2147483647\r\n"),
    "endless reply": lambda proxy: proxy.flood(b"$400000000\r\n"),
    "loading": lambda proxy: proxy.answer(b"-LOADING Redis is loading the dataset in memory\r\n"),
    "out of memory": lambda proxy: proxy.answer(
        b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"
    ),
    "read only": lambda proxy: proxy.answer(
        b"-READONLY You can't write against a read only replica.\r\n"
    ),
    "wrong password": lambda proxy: proxy.answer(b"-WRONGPASS invalid username-password pair\r\n"),
}


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    """Yield the URL of a server whose settings these tests may change."""
    with valkey.server() as url:
        yield url


@pytest.fixture
def proxy(upstream: str) -> Iterator[Proxy]:
    """Yield a proxy before that server."""
    address = urlsplit(upstream)
    assert address.hostname
    assert address.port
    with Proxy((address.hostname, address.port)) as running:
        yield running


def cache_behind(
    proxy: Proxy, *, breaker_seconds: float = 0.001, count: Count = lambda _result: None
) -> RedisCache:
    """Return a cache that reaches the server through `proxy`."""
    return RedisCache(
        f"redis://127.0.0.1:{proxy.port}/0",
        timeout_seconds=TIMEOUT_SECONDS,
        breaker_seconds=breaker_seconds,
        max_connections=4,
        count=count,
    )


def seconds_of(act: Callable[[], object]) -> float:
    """Return how long `act` took."""
    start = time.monotonic()
    act()
    return time.monotonic() - start


def at_once(threads: int, act: Callable[[], T]) -> list[T]:
    """Return what `act` returns in each of so many threads that start together."""
    together = threading.Barrier(threads)

    def work(_: int) -> T:
        together.wait()
        return act()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(threads)))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_a_miss_within_the_bound_and_never_another_answer(
    proxy: Proxy, fault: Callable[[Proxy], None]
) -> None:
    """Every use returns within two timeouts, with its own value or none, and works afterwards."""
    cache = cache_behind(proxy)
    values = {f"story-{n}": f"summary {n} ".encode() * 3 for n in range(ROUNDS)}
    for key, value in values.items():
        cache.set(key, value, 60)

    for round_, (key, value) in enumerate(values.items()):
        if round_ % 4 == 1:
            proxy.forward()
        else:
            fault(proxy)
        time.sleep(0.002)
        start = time.monotonic()
        assert cache.get(key) in (value, None)
        assert time.monotonic() - start < BOUND_SECONDS

    fault(proxy)
    time.sleep(0.002)
    assert seconds_of(lambda: cache.set("new", b"value", 60)) < BOUND_SECONDS
    time.sleep(0.002)
    assert seconds_of(lambda: cache.delete("new")) < BOUND_SECONDS

    proxy.forward()
    time.sleep(0.002)
    assert {key: cache.get(key) for key in values} == values


def test_a_hung_redis_costs_its_timeout_once(proxy: Proxy) -> None:
    """While the breaker is open, a request does not wait for Redis at all."""
    results: Counter[str] = Counter()
    cache = cache_behind(proxy, breaker_seconds=60, count=lambda result: results.update([result]))
    proxy.black_hole()

    assert seconds_of(lambda: cache.get("story")) >= TIMEOUT_SECONDS
    assert seconds_of(lambda: [cache.get("story") for _ in range(1000)]) < TIMEOUT_SECONDS
    assert results == {"error": 1, "skipped": 1000}


def test_threads_that_meet_a_hung_redis_together_wait_together(proxy: Proxy) -> None:
    """More callers than connections wait their turn within the bound, not one after another."""
    cache = cache_behind(proxy, breaker_seconds=60)
    proxy.black_hole()
    waits = at_once(40, lambda: seconds_of(lambda: cache.get("story")))
    assert max(waits) < BOUND_SECONDS + TIMEOUT_SECONDS


def test_nothing_is_retried(proxy: Proxy) -> None:
    """A command that fails has cost one connection."""
    cache = cache_behind(proxy)
    proxy.cut(0)
    cache.get("story")
    assert proxy.connections == 1


def test_after_a_fault_no_older_connection_is_used(proxy: Proxy) -> None:
    """The idle ones may be as dead as the one that failed, and would each cost a timeout."""
    cache = cache_behind(proxy)
    for connections in (4, 8):
        proxy.delay(0.05)
        cache.get("story")
        at_once(4, lambda: cache.get("story"))
        assert proxy.connections == connections
        proxy.black_hole()
        cache.get("story")
        time.sleep(0.002)


def test_an_outage_is_logged_once_without_the_key(proxy: Proxy) -> None:
    """Failing and recovering are one line each, and neither quotes the key."""
    cache = cache_behind(proxy)
    proxy.answer(b"-ERR unknown command 'GET', with args beginning with: 'summarizer:story'\r\n")
    with capture_logs() as lines:
        for _ in range(5):
            assert cache.get("story") is None
        proxy.forward()
        cache.get("story")
    assert [line["event"] for line in lines] == ["cache_failed", "cache_recovered"]
    assert "story" not in str(lines)


def test_a_full_redis_still_answers_what_it_knows(upstream: str, proxy: Proxy) -> None:
    """A server that refuses writes for want of memory does not keep its reads from being used."""
    results: Counter[str] = Counter()
    cache = cache_behind(proxy, breaker_seconds=60, count=lambda result: results.update([result]))
    cache.set("known", b"summary", 60)
    with redis.Redis.from_url(upstream) as server:
        server.config_set("maxmemory", "1")
        try:
            cache.set("new", b"summary", 60)
            assert cache.get("known") == b"summary"
        finally:
            server.config_set("maxmemory", "0")
    assert results == {"store": 1, "error": 1, "hit": 1}


def test_a_replica_that_takes_no_writes_is_still_read(upstream: str, proxy: Proxy) -> None:
    """After a failover the old primary refuses writes; reads go on, and writes return later."""
    results: Counter[str] = Counter()
    cache = cache_behind(proxy, breaker_seconds=60, count=lambda result: results.update([result]))
    cache.set("known", b"summary", 60)
    with redis.Redis.from_url(upstream) as server:
        server.replicaof("127.0.0.1", valkey.free_port())
        try:
            cache.set("known", b"other", 60)
            assert cache.get("known") == b"summary"
        finally:
            server.replicaof("NO", "ONE")
    cache.set("known", b"newer", 60)
    assert cache.get("known") == b"newer"
    assert results == {"store": 2, "error": 1, "hit": 2}


def test_random_garbage_never_raises(proxy: Proxy) -> None:
    """Two hundred replies of random bytes that look like the protocol are misses."""
    cache = cache_behind(proxy)
    dice = random.Random(7)
    for _ in range(200):
        body = bytes(dice.choices(b"\r\n0123456789-+:$*%~_,#!=(>|\xff\x00Aa", k=dice.randrange(40)))
        proxy.answer(dice.choice([b"-", b"+", b":", b"*", b"$", b""]) + body + b"\r\n")
        cache.get("story")
        cache.set("story", b"summary", 60)
    proxy.forward()
    time.sleep(0.01)
    cache.set("story", b"summary", 60)
    assert cache.get("story") == b"summary"


def test_a_server_that_restarts_is_used_again() -> None:
    """A new server on the old port is found without a restart of the service."""
    port = valkey.free_port()
    url = f"redis://127.0.0.1:{port}/0"
    cache = RedisCache(
        url,
        timeout_seconds=TIMEOUT_SECONDS,
        breaker_seconds=0.001,
        max_connections=4,
        count=lambda _result: None,
    )
    for _ in range(2):
        with valkey.server(port=port):
            cache.set("story", b"summary", 60)
            assert cache.get("story") == b"summary"
        assert cache.get("story") is None
        time.sleep(0.002)
