"""Which URLs name a Redis; whether each kind is reached is in tests/faults/test_redis_kinds.py."""

from __future__ import annotations

import pytest

from summarizer.cache.base import Place
from summarizer.cache.redis import RedisCache, RedisServer
from summarizer.errors import SettingsError
from tests.valkey import free_port

A = Place("a", "n")


def server_at(url: str) -> RedisServer:
    """Return a server that the URL names."""
    return RedisServer(url, timeout_seconds=0.2, breaker_seconds=60, max_connections=4)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("http://s3cret@localhost", id="another scheme"),
        pytest.param("localhost:6379", id="no scheme"),
        pytest.param("redis+socket://:s3cret@localhost", id="another kind"),
        pytest.param("http+cluster://:s3cret@localhost", id="a kind of another scheme"),
        pytest.param("unix+cluster://:s3cret@localhost", id="a kind of sockets"),
        pytest.param("redis+://:s3cret@localhost", id="no kind"),
        pytest.param("redis://:s3cret/word@localhost:6379", id="password not encoded"),
        pytest.param("redis://:s3cret@localhost:port", id="port is no number"),
        pytest.param("redis://:s3cret@localhost:99999", id="no such port"),
        pytest.param("redis://:s3cret@[::1", id="half an address"),
        pytest.param("redis://:s3cret@localhost/0?colour=blue", id="unknown option"),
        pytest.param("redis://:s3cret@localhost/0?db=first", id="wrong option"),
        pytest.param("redis://:s3cret@localhost/first", id="database is no number"),
        pytest.param("redis://:s3cret@localhost/-1", id="no such database"),
        pytest.param("redis://:s3cret@localhost/0?ssl_ca_certs=/ca.pem", id="TLS without TLS"),
        pytest.param("rediss://:s3cret@localhost/0?ssl_cert_reqs=some", id="wrong TLS option"),
        pytest.param("unix://:s3cret@", id="no socket"),
        pytest.param("redis+sentinel://:s3cret@localhost:26379", id="no service"),
        pytest.param("redis+sentinel://:s3cret@localhost:26379/", id="empty service"),
        pytest.param("redis+sentinel://:s3cret@/service", id="no Sentinel"),
        pytest.param("redis+sentinel://:s3cret@one,,two/service", id="empty Sentinel"),
        pytest.param("redis+sentinel://:s3cret@one:port/service", id="Sentinel's port"),
        pytest.param("redis+sentinel://:s3cret@one/service?db=first", id="Sentinel's option"),
        pytest.param("redis+cluster://", id="no server"),
        pytest.param("redis+cluster://:s3cret@one,", id="empty server"),
        pytest.param("redis+cluster://:s3cret@one:99999", id="server's port"),
        pytest.param("redis+cluster://:s3cret@one/3", id="database of a cluster"),
        pytest.param("rediss+cluster://:s3cret@one?colour=blue", id="cluster's option"),
    ],
)
def test_a_url_that_cannot_be_used_stops_the_start(url: str) -> None:
    """The error names the setting, says what could stand there, and quotes no password."""
    with pytest.raises(SettingsError, match=r"cache\.redis_url.*redis\+cluster://") as caught:
        server_at(url)
    told = f"{caught.value!r} {caught.value.__cause__!r}"
    assert "s3cret" not in told
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("redis://127.0.0.1:{port}", id="refused"),
        pytest.param("rediss://127.0.0.1:{port}", id="refused with TLS"),
        pytest.param("redis://no..such..host:{port}", id="no host"),
        pytest.param("unix:///no/such/socket", id="no socket"),
        pytest.param("redis+sentinel://127.0.0.1:{port},no..such..host/service", id="no Sentinel"),
        pytest.param("redis+cluster://127.0.0.1:{port},no..such..host", id="no cluster"),
    ],
)
def test_a_server_that_is_away_does_not_stop_the_start(url: str) -> None:
    """The service starts without its cache, and every use is a miss."""
    results: list[str] = []
    cache = RedisCache(server_at(url.format(port=free_port())), results.append)
    cache.set({A: b"1"}, 60)
    assert cache.get([A]) == {}
    assert cache.names("a") is None
    assert not cache.delete(["a"])
    assert results == ["error", "skipped", "skipped", "skipped"]
