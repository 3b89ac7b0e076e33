"""The Redis cache on a real server; what happens when the server fails is in tests/faults."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
import redis
from structlog.testing import capture_logs

from summarizer.cache.redis import RedisCache
from summarizer.errors import SettingsError
from tests import valkey


@pytest.fixture
def results() -> Counter[str]:
    """Return what the cache reported."""
    return Counter()


def cache_at(url: str, results: Counter[str]) -> RedisCache:
    """Return a cache at `url` that reports to `results`."""
    return RedisCache(
        url,
        timeout_seconds=1.0,
        breaker_seconds=60,
        max_connections=4,
        count=lambda result: results.update([result]),
    )


@pytest.fixture
def cache(redis_url: str, results: Counter[str]) -> RedisCache:
    """Return a cache on an empty server."""
    with redis.Redis.from_url(redis_url) as server:
        server.flushall()
    return cache_at(redis_url, results)


def test_two_processes_share_what_they_know(
    cache: RedisCache, redis_url: str, results: Counter[str]
) -> None:
    """A second cache on the same server finds what the first has stored."""
    cache.set("a", b"1", 60)
    assert cache_at(redis_url, results).get("a") == b"1"


def test_a_value_is_forgotten_when_its_time_is_over(cache: RedisCache) -> None:
    """Even a fraction of a second is kept to."""
    cache.set("a", b"1", 0.02)
    time.sleep(0.05)
    assert cache.get("a") is None


def test_values_stored_together_do_not_expire_together(cache: RedisCache, redis_url: str) -> None:
    """Lifetimes are spread over a tenth more and less than what was asked."""
    for n in range(50):
        cache.set(str(n), b"1", 1000)
    with redis.Redis.from_url(redis_url) as server:
        lifetimes = [server.pttl(key) / 1000 for key in server.scan_iter()]
    assert 899 < min(lifetimes) < 960
    assert 1040 < max(lifetimes) <= 1100


def test_its_keys_have_a_prefix(cache: RedisCache, redis_url: str) -> None:
    """A server that others use too shows whose the keys are."""
    cache.set("a", b"1", 60)
    with redis.Redis.from_url(redis_url) as server:
        assert server.keys() == [b"summarizer:a"]


def test_a_value_of_another_type_is_a_miss_and_deleted(
    cache: RedisCache, redis_url: str, results: Counter[str]
) -> None:
    """A list where a string should be makes room for the string."""
    with redis.Redis.from_url(redis_url) as server:
        server.rpush("summarizer:a", "x")
        assert cache.get("a") is None
        assert not server.exists("summarizer:a")
    assert results == {"invalid": 1, "delete": 1}


def test_a_password_opens_the_server_and_is_never_logged(results: Counter[str]) -> None:
    """The right one is used; the wrong one is a miss that names the kind of the fault alone."""
    with valkey.server("--requirepass", "s3cret/word") as url, capture_logs() as lines:
        right = cache_at(url.replace("//", "//:s3cret%2Fword@"), results)
        right.set("a", b"1", 60)
        assert right.get("a") == b"1"
        assert cache_at(url.replace("//", "//:wr0ng@"), results).get("a") is None
        assert cache_at(url, results).get("a") is None
    assert [line["error"] for line in lines] == ["AuthenticationError"] * 2
    assert "s3cret" not in str(lines)
    assert "wr0ng" not in str(lines)


def test_a_database_of_the_url_is_used(redis_url: str, results: Counter[str]) -> None:
    """Databases of one server do not see each other's keys."""
    other = cache_at(redis_url.removesuffix("/0") + "/3", results)
    other.set("only-in-3", b"1", 60)
    assert other.get("only-in-3") == b"1"
    assert cache_at(redis_url, results).get("only-in-3") is None


def test_a_unix_socket_is_reached(results: Counter[str]) -> None:
    """The URL may name a socket of the same machine."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        with valkey.server("--unixsocket", str(path)):
            cache = cache_at(f"unix://{path}", results)
            cache.set("a", b"1", 60)
            assert cache.get("a") == b"1"


def test_a_tls_url_of_a_server_without_tls_is_a_miss(redis_url: str, results: Counter[str]) -> None:
    """Nothing is sent in the clear, and nothing fails."""
    cache = cache_at(redis_url.replace("redis://", "rediss://"), results)
    assert cache.get("a") is None
    assert results == {"error": 1}


def test_options_of_the_url_do_not_undo_the_bounds(redis_url: str, results: Counter[str]) -> None:
    """Timeouts, retries and decoding are the cache's, whatever the URL says."""
    cache = cache_at(redis_url + "?socket_timeout=60&decode_responses=yes&protocol=3", results)
    cache.set("a", b"1", 60)
    assert cache.get("a") == b"1"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://s3cret@localhost", id="another scheme"),
        pytest.param("localhost:6379", id="no scheme"),
        pytest.param("redis://:s3cret/word@localhost:6379", id="password not encoded"),
        pytest.param("redis://:s3cret@localhost/0?colour=blue", id="unknown option"),
        pytest.param("redis://:s3cret@localhost/0?db=first", id="wrong option"),
        pytest.param("rediss://:s3cret@localhost/0?ssl_cert_reqs=some", id="wrong TLS option"),
    ],
)
def test_a_url_that_cannot_be_used_stops_the_start(url: str, results: Counter[str]) -> None:
    """The error names the setting and does not quote the password."""
    with pytest.raises(SettingsError, match=r"cache\.redis_url") as caught:
        cache_at(url, results)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "no..such..host:{port}"], ids=["refused", "no host"]
)
def test_a_server_that_is_away_does_not_stop_the_start(host: str, results: Counter[str]) -> None:
    """The service starts without its cache, and every use is a miss."""
    cache = cache_at("redis://" + host.format(port=valkey.free_port()), results)
    cache.set("a", b"1", 60)
    assert cache.get("a") is None
    assert results == {"error": 1, "skipped": 1}
