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

from summarizer.cache.base import Place
from summarizer.cache.envelope import MAX_BYTES
from summarizer.cache.redis import RedisCache, RedisServer
from tests import valkey
from tests.faults.proxy import Proxy, deaf_port
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.cache.base import Count

T = TypeVar("T")

TIMEOUT_SECONDS = 0.1
# For servers that answer: a busy machine has even those be late.
PATIENT_SECONDS = 2.0
# Connecting and the reply may each take the timeout; the rest is for a busy machine.
BOUND_SECONDS = 2 * TIMEOUT_SECONDS + 0.4
ROUNDS = 12
STORY = Place("story", "short")

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
    "number that is none": lambda proxy: proxy.answer(b":seven\r\n"),
    "string of another length": lambda proxy: proxy.answer(b"$3\r\nsummary\r\n"),
    "string of less than no length": lambda proxy: proxy.answer(b"$-2\r\n"),
    "array without end": lambda proxy: proxy.answer(b"*2147483647\r\n"),
    "array without end after a miss": lambda proxy: proxy.answer(b"$-1\r\n*2147483647\r\n"),
    "line without end": lambda proxy: proxy.flood(b"+"),
    "endless reply": lambda proxy: proxy.flood(b"$400000000\r\n"),
    "loading": lambda proxy: proxy.answer(b"-LOADING Redis is loading the dataset in memory\r\n"),
    "out of memory": lambda proxy: proxy.answer(
        b"-OOM command not allowed when used memory > 'maxmemory'.\r\n"
    ),
    "read only": lambda proxy: proxy.answer(
        b"-READONLY You can't write against a read only replica.\r\n"
    ),
    "wrong password": lambda proxy: proxy.answer(b"-WRONGPASS invalid username-password pair\r\n"),
    "wrong type": lambda proxy: proxy.answer(
        b"-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"
    ),
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


def nobody(_: object) -> None:
    """Count for nobody."""


def cache_at(
    port: int,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    breaker_seconds: float = 0.001,
    count: Count = nobody,
) -> RedisCache:
    """Return a cache that has its server on `port`."""
    server = RedisServer(
        f"redis://127.0.0.1:{port}/0",
        timeout_seconds=timeout_seconds,
        breaker_seconds=breaker_seconds,
        max_connections=4,
    )
    return RedisCache(server, count)


def find(cache: RedisCache) -> bytes | None:
    """Return what is known of the story."""
    return cache.get([STORY]).get(STORY)


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
    cache = cache_at(proxy.port)
    values = {
        Place(f"story-{n}", name): f"{name} {n} ".encode() * 3
        for n in range(ROUNDS)
        for name in ("short", "long")
    }

    for n in range(ROUNDS):
        proxy.forward()
        time.sleep(0.002)
        asked = {place: value for place, value in values.items() if place.group == f"story-{n}"}
        cache.set(asked, 60)
        if n % 4 != 1:
            fault(proxy)
        time.sleep(0.002)
        start = time.monotonic()
        # One alone and two together, by turns.
        found = cache.get(list(asked)[: 1 + n % 2])
        assert time.monotonic() - start < BOUND_SECONDS
        assert found.items() <= asked.items()

    fault(proxy)
    new = {Place("new", "short"): b"value", Place("newer", "short"): b"value"}
    for act in (
        lambda: cache.set(new, 60),
        lambda: cache.names("new"),
        lambda: cache.delete(["new", "newer"]),
    ):
        time.sleep(0.002)
        assert seconds_of(act) < BOUND_SECONDS

    proxy.forward()
    time.sleep(0.002)

    def works() -> bool:
        cache.set(values, 60)
        return cache.get(list(values)) == values

    # A sound server may be late too, on a busy machine.
    wait_for(works)


def test_a_server_that_does_not_even_accept_costs_its_timeout() -> None:
    """As behind a firewall that says nothing."""
    with deaf_port() as port:
        cache = cache_at(port, breaker_seconds=60)
        assert TIMEOUT_SECONDS <= seconds_of(lambda: find(cache)) < BOUND_SECONDS
        assert seconds_of(lambda: [find(cache) for _ in range(100)]) < TIMEOUT_SECONDS


@pytest.mark.parametrize("fault", ["refused", "black hole", "read only", "garbage"])
def test_a_deletion_is_confirmed_only_when_it_was_done(proxy: Proxy, fault: str) -> None:
    """Whoever wants a story gone is not told so by a server that did not say it."""
    cache = cache_at(proxy.port)
    cache.set({STORY: b"summary"}, 60)
    FAULTS[fault](proxy)
    assert not cache.delete(["story"])
    time.sleep(0.002)
    assert cache.names("story") is None
    proxy.forward()
    wait_for(lambda: cache.delete(["story"]))
    assert find(cache) is None


def test_a_hung_redis_costs_its_timeout_once(proxy: Proxy) -> None:
    """While the breaker is open, a request does not wait for Redis at all."""
    results: Counter[str] = Counter()
    cache = cache_at(proxy.port, breaker_seconds=60, count=lambda result: results.update([result]))
    proxy.black_hole()

    assert seconds_of(lambda: find(cache)) >= TIMEOUT_SECONDS
    assert seconds_of(lambda: [find(cache) for _ in range(1000)]) < TIMEOUT_SECONDS
    assert results == {"error": 1, "skipped": 1000}


def test_many_values_cost_a_hung_redis_its_timeout_once(proxy: Proxy) -> None:
    """They are asked for together, and given up together."""
    cache = cache_at(proxy.port, breaker_seconds=60)
    proxy.black_hole()
    places = [Place(str(n), "short") for n in range(100)]
    assert seconds_of(lambda: cache.get(places)) < BOUND_SECONDS


def test_many_values_that_trickle_in_are_late_together(proxy: Proxy) -> None:
    """Each reply is in time; all of them would take a second."""
    cache = cache_at(proxy.port)
    places = [Place(str(n), "short") for n in range(50)]
    cache.set(dict.fromkeys(places, b"x"), 60)
    proxy.trickle(0.003)
    assert seconds_of(lambda: cache.get(places)) < BOUND_SECONDS


def test_threads_that_meet_a_hung_redis_together_wait_together(proxy: Proxy) -> None:
    """More callers than connections wait their turn within the bound, not one after another."""
    cache = cache_at(proxy.port, breaker_seconds=60)
    proxy.black_hole()
    waits = at_once(40, lambda: seconds_of(lambda: find(cache)))
    assert max(waits) < BOUND_SECONDS + TIMEOUT_SECONDS


def test_nothing_is_retried(proxy: Proxy) -> None:
    """A command that fails has cost one connection."""
    cache = cache_at(proxy.port)
    proxy.cut(0)
    find(cache)
    assert proxy.connections == 1


def test_after_a_fault_no_older_connection_is_used(proxy: Proxy) -> None:
    """The idle ones may be as dead as the one that failed, and would each cost a timeout."""
    cache = cache_at(proxy.port, timeout_seconds=PATIENT_SECONDS)
    for connections in (4, 8):
        proxy.delay(0.05)
        find(cache)
        at_once(4, lambda: find(cache))
        assert proxy.connections == connections
        proxy.black_hole()
        find(cache)
        time.sleep(0.002)


def test_a_connection_that_was_closed_while_idle_costs_nothing(proxy: Proxy) -> None:
    """Servers and firewalls do that at night; the first to come in the morning finds its value."""
    cache = cache_at(proxy.port, timeout_seconds=PATIENT_SECONDS, breaker_seconds=60)
    cache.set({STORY: b"summary"}, 60)
    proxy.refuse()
    proxy.forward()
    assert find(cache) == b"summary"
    assert proxy.connections == 2


def test_an_outage_is_logged_once_without_the_key(proxy: Proxy) -> None:
    """Failing and recovering are one line each, and neither quotes the key."""
    cache = cache_at(proxy.port, timeout_seconds=PATIENT_SECONDS)
    proxy.answer(b"-ERR unknown command 'HGET', with args beginning with: 'summarizer:story'\r\n")
    with capture_logs() as lines:
        for _ in range(5):
            assert find(cache) is None
        proxy.forward()
        find(cache)
    assert [line["event"] for line in lines] == ["cache_failed", "cache_recovered"]
    assert "story" not in str(lines)


def test_a_full_redis_still_answers_what_it_knows(upstream: str, proxy: Proxy) -> None:
    """A server that refuses writes for want of memory does not keep its reads from being used."""
    results: Counter[str] = Counter()
    cache = cache_at(
        proxy.port,
        timeout_seconds=PATIENT_SECONDS,
        breaker_seconds=60,
        count=lambda result: results.update([result]),
    )
    cache.set({STORY: b"summary"}, 60)
    with redis.Redis.from_url(upstream) as server:
        server.config_set("maxmemory", "1")
        try:
            cache.set({Place("new", "short"): b"summary"}, 60)
            assert find(cache) == b"summary"
        finally:
            server.config_set("maxmemory", "0")
    assert results == {"store": 1, "error": 1, "hit": 1}


def test_a_replica_that_takes_no_writes_is_still_read(upstream: str, proxy: Proxy) -> None:
    """After a failover the old primary refuses writes; reads go on, and writes return later."""
    results: Counter[str] = Counter()
    cache = cache_at(
        proxy.port,
        timeout_seconds=PATIENT_SECONDS,
        breaker_seconds=60,
        count=lambda result: results.update([result]),
    )
    cache.set({STORY: b"summary"}, 60)
    with redis.Redis.from_url(upstream) as server:
        server.replicaof("127.0.0.1", valkey.free_port())
        try:
            cache.set({STORY: b"other"}, 60)
            assert find(cache) == b"summary"
        finally:
            server.replicaof("NO", "ONE")
    cache.set({STORY: b"newer"}, 60)
    assert find(cache) == b"newer"
    assert results == {"store": 2, "error": 1, "hit": 2}


def test_a_value_larger_than_any_of_ours_is_not_read(upstream: str, proxy: Proxy) -> None:
    """Whoever put it there does not have it fill the memory; the largest of ours is read."""
    cache = cache_at(proxy.port, timeout_seconds=PATIENT_SECONDS)
    cache.set({STORY: b"x" * MAX_BYTES}, 60)
    assert find(cache) == b"x" * MAX_BYTES
    with redis.Redis.from_url(upstream) as server:
        server.hset("summarizer:story", "short", b"x" * (MAX_BYTES + 10_000))
    assert find(cache) is None


def test_random_garbage_never_raises(proxy: Proxy) -> None:
    """Two hundred replies of random bytes that look like the protocol are misses."""
    cache = cache_at(proxy.port)
    dice = random.Random(7)
    for _ in range(200):
        body = bytes(dice.choices(b"\r\n0123456789-+:$*%~_,#!=(>|\xff\x00Aa", k=dice.randrange(40)))
        proxy.answer(dice.choice([b"-", b"+", b":", b"*", b"$", b""]) + body + b"\r\n")
        find(cache)
        cache.set({STORY: b"summary"}, 60)
        cache.names("story")
        cache.delete(["story"])
    proxy.forward()

    def works() -> bool:
        cache.set({STORY: b"summary"}, 60)
        return find(cache) == b"summary"

    wait_for(works)


def test_a_server_that_restarts_is_used_again() -> None:
    """A new server on the old port is found without a restart of the service."""
    port = valkey.free_port()
    cache = cache_at(port)
    for _ in range(2):
        with valkey.server(port=port):
            cache.set({STORY: b"summary"}, 60)
            assert find(cache) == b"summary"
        assert find(cache) is None
        time.sleep(0.002)
