"""Every kind of Redis that a URL can name, on real servers, also when a part of one dies.

One server with a password, over TLS and on a socket; a primary behind Sentinels; a cluster.
"""

from __future__ import annotations

import signal
import ssl
import subprocess
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import redis
from redis.crc import key_slot
from structlog.testing import capture_logs

from summarizer.cache.base import Place
from summarizer.cache.lease import RedisLeases
from summarizer.cache.redis import RedisCache, RedisServer
from tests import valkey
from tests.faults.proxy import Proxy, deaf_port
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STORY = Place("story", "short")
# More than one server of a cluster holds some of them.
STORIES = {Place(f"story-{n}", "short"): f"summary {n}".encode() for n in range(30)}

# Of servers that answer, which a busy machine may have be late.
PATIENT_SECONDS = 2.0
# Of servers that may not answer.
TIMEOUT_SECONDS = 0.3
# Finding out whom to ask, connecting, and the replies, each with a timeout at most; the rest is for
# a busy machine.
BOUND_SECONDS = 3 * TIMEOUT_SECONDS + 0.4
BREAKER_SECONDS = 0.1
# A dead primary is noticed after 0.3 s by Sentinels and 0.5 s by a cluster; they agree on that, and
# then on who takes over, in a second or two, but in a busy hour may have to vote again.
FAILOVER_SECONDS = 15


def server_at(
    url: str, breaker_seconds: float = 60.0, timeout_seconds: float = PATIENT_SECONDS
) -> RedisServer:
    """Return the server that the URL names."""
    return RedisServer(
        url,
        timeout_seconds=timeout_seconds,
        breaker_seconds=breaker_seconds,
        max_connections=8,
    )


def cache_at(url: str, results: Counter[str] | None = None, **more: float) -> RedisCache:
    """Return a cache in the Redis that the URL names."""
    counted = Counter[str]() if results is None else results
    return RedisCache(server_at(url, **more), lambda result: counted.update([result]))


def find(cache: RedisCache) -> bytes | None:
    """Return what is known of the story."""
    return cache.get([STORY]).get(STORY)


def serves(cache: RedisCache) -> bool:
    """Say whether the cache stores and finds."""
    value = str(time.monotonic_ns()).encode()
    cache.set({STORY: value}, 60)
    return find(cache) == value


def port_of(url: str) -> int:
    """Return the port of a URL."""
    port = urlsplit(url).port
    assert port is not None
    return port


@dataclass
class Usage:
    """What uses of a cache cost while it was failing: seconds each, and what was raised."""

    seconds: list[float] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


def used_until_it_serves(cache: RedisCache) -> Usage:
    """Use a cache from four threads until it stores and finds, within FAILOVER_SECONDS."""
    usage, over = Usage(), threading.Event()
    began = time.monotonic()

    def use(thread: int) -> None:
        place = Place(f"other-{thread}", "short")
        while not over.is_set():
            for act in (lambda: cache.set({place: b"x"}, 60), lambda: cache.get([STORY, place])):
                start = time.monotonic()
                try:
                    act()
                except Exception as error:
                    usage.errors.append(error)
                usage.seconds.append(time.monotonic() - start)
            time.sleep(0.01)

    with ThreadPoolExecutor(4) as pool:
        for thread in range(4):
            pool.submit(use, thread)
        try:
            while not serves(cache):
                assert time.monotonic() - began < FAILOVER_SECONDS
                time.sleep(0.01)
        finally:
            over.set()
    return usage


def at_once(cache: RedisCache, threads: int) -> float:
    """Ask for all stories from many threads together, and return how long the last waited."""
    together = threading.Barrier(threads)

    def wait(_: int) -> float:
        together.wait()
        began = time.monotonic()
        cache.get(list(STORIES))
        return time.monotonic() - began

    with ThreadPoolExecutor(threads) as pool:
        return max(pool.map(wait, range(threads)))


# One server


def test_a_password_opens_the_server_and_is_never_logged() -> None:
    """The right one is used; the wrong one is a miss that names the kind of the fault alone."""
    with valkey.server("--requirepass", "s3cret/word") as url, capture_logs() as lines:
        right = cache_at(url.replace("//", "//:s3cret%2Fword@"))
        assert serves(right)
        assert find(cache_at(url.replace("//", "//:wr0ng@"))) is None
        assert find(cache_at(url)) is None
    assert [line["error"] for line in lines] == ["AuthenticationError"] * 2
    assert "s3cret" not in str(lines)
    assert "wr0ng" not in str(lines)


def test_a_user_of_the_url_is_used() -> None:
    """With its password, and what it may do."""
    rights = ("~summarizer:*", "+hset", "+hget", "+pexpire", "+del", "+eval", "+hkeys")
    acl = ("--user", "cache", "on", ">s3cret", *rights)
    with valkey.server(*acl, "--requirepass", "another") as url:
        cache = cache_at(url.replace("//", "//cache:s3cret@"))
        assert serves(cache)
        assert cache.names("story") == ("short",)
        assert cache.delete(["story"])
        assert not serves(cache_at(url.replace("//", "//nobody:s3cret@")))


def test_a_database_of_the_url_is_used(redis_url: str) -> None:
    """Databases of one server do not see each other's keys."""
    other = cache_at(redis_url.removesuffix("/0") + "/3")
    place = Place("only-in-3", "short")
    other.set({place: b"1"}, 60)
    assert other.get([place]) == {place: b"1"}
    assert cache_at(redis_url).get([place]) == {}
    assert cache_at(redis_url.removesuffix("/0") + "?db=3").get([place]) == {place: b"1"}


def test_a_unix_socket_is_reached() -> None:
    """The URL may name a socket of the same machine, with a database and a password."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        with valkey.server("--unixsocket", str(path), "--requirepass", "s3cret") as url:
            assert serves(cache_at(f"unix://:s3cret@{path}?db=2"))
            assert find(cache_at(url.replace("//", "//:s3cret@"))) is None
            assert find(cache_at(f"unix://:s3cret@{path}?db=2")) is not None


def test_options_of_the_url_do_not_undo_the_bounds(redis_url: str) -> None:
    """Timeouts, retries, health checks and decoding are the cache's, whatever the URL says."""
    options = (
        "socket_timeout=60&socket_connect_timeout=60&timeout=60&retry_on_timeout=yes"
        "&health_check_interval=1&decode_responses=yes&protocol=3&client_name=stories"
    )
    assert serves(cache_at(f"{redis_url}?{options}"))
    with Proxy(("127.0.0.1", port_of(redis_url))) as proxy:
        proxy.black_hole()
        cache = cache_at(
            f"redis://127.0.0.1:{proxy.port}/0?{options}", timeout_seconds=TIMEOUT_SECONDS
        )
        began = time.monotonic()
        assert find(cache) is None
        assert time.monotonic() - began < BOUND_SECONDS
        assert proxy.connections == 1


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for this machine, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    paths = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-out", str(paths[0]), "-keyout", str(paths[1])),
        ],
        check=True,
        capture_output=True,
    )
    return paths


@pytest.fixture
def wire(redis_url: str, certificate: tuple[Path, Path]) -> Iterator[Proxy]:
    """Yield what speaks TLS before the shared server, as many hosts of Redis do it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Proxy(("127.0.0.1", port_of(redis_url)), tls=context) as proxy:
        yield proxy


def test_tls_is_spoken_with_a_server_whose_certificate_is_known(
    wire: Proxy, certificate: tuple[Path, Path]
) -> None:
    """On many connections, used again and again, as everywhere else."""
    results: Counter[str] = Counter()
    cache = cache_at(f"rediss://127.0.0.1:{wire.port}/0?ssl_ca_certs={certificate[0]}", results)
    cache.set(STORIES, 60)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(cache.get, [list(STORIES)] * 100))
    assert all(stories == STORIES for stories in found)
    assert set(results) == {"store", "hit"}
    assert wire.connections <= 8


def test_a_server_whose_certificate_is_not_known_is_not_spoken_with(wire: Proxy) -> None:
    """A miss, whose kind is logged."""
    with capture_logs() as lines:
        assert find(cache_at(f"rediss://127.0.0.1:{wire.port}/0")) is None
    assert [line["error"] for line in lines] == ["SSLCertVerificationError"]


def test_a_tls_url_of_a_server_without_tls_is_a_miss(redis_url: str) -> None:
    """Nothing is sent in the clear, and nothing fails."""
    results: Counter[str] = Counter()
    assert find(cache_at(redis_url.replace("redis://", "rediss://"), results)) is None
    assert results == {"error": 1}


@pytest.mark.parametrize("when", ["before the handshake", "afterwards"])
def test_a_tls_server_that_hangs_costs_its_timeout(
    wire: Proxy, certificate: tuple[Path, Path], redis_url: str, when: str
) -> None:
    """Whether it has shaken hands or not."""
    with Proxy(("127.0.0.1", wire.port)) as hanging:
        if when == "before the handshake":
            hanging.black_hole()
        else:
            wire.black_hole()
        cache = cache_at(
            f"rediss://127.0.0.1:{hanging.port}/0?ssl_ca_certs={certificate[0]}",
            timeout_seconds=TIMEOUT_SECONDS,
        )
        began = time.monotonic()
        assert find(cache) is None
        assert TIMEOUT_SECONDS <= time.monotonic() - began < BOUND_SECONDS


def test_a_server_that_speaks_tls_itself_is_reached(certificate: tuple[Path, Path]) -> None:
    """Where there is one on this machine."""
    port = valkey.free_port()
    options = (
        *("--tls-port", str(port), "--tls-auth-clients", "no"),
        *("--tls-cert-file", str(certificate[0]), "--tls-key-file", str(certificate[1])),
        *("--tls-ca-cert-file", str(certificate[0])),
    )
    with ExitStack() as stack:
        try:
            stack.enter_context(valkey.server(*options))
        except RuntimeError as error:
            if "TLS support" not in str(error):
                raise
            pytest.skip(f"{valkey.executable()} was built without TLS")
        assert serves(cache_at(f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate[0]}"))


# Sentinels


def sentinel_url(addresses: Sequence[str], secret: str = "") -> str:
    """Return the URL of the primary that these Sentinels know."""
    return f"redis+sentinel://{secret}{','.join(addresses)}/{valkey.SERVICE}"


@pytest.fixture(scope="module")
def watched() -> Iterator[tuple[str, list[str]]]:
    """Yield the URL of a primary that stays one, and the addresses of the Sentinels that watch."""
    with valkey.server() as primary, valkey.sentinels(primary, 1) as addresses:
        yield primary, addresses


def test_the_primary_that_the_sentinels_know_is_used(watched: tuple[str, list[str]]) -> None:
    """It is the one that stores."""
    primary, addresses = watched
    assert serves(cache_at(sentinel_url(addresses)))
    assert find(cache_at(primary)) is not None


@pytest.mark.parametrize("password", ["", "s3ntinel"], ids=["open", "with the same password"])
def test_passwords_of_sentinels_and_servers_are_used(password: str) -> None:
    """One for both; Sentinels often have none."""
    secret = password or "s3cret"
    with ExitStack() as stack:
        url = stack.enter_context(valkey.server("--requirepass", secret))
        primary = url.replace("//", f"//:{secret}@")
        addresses = stack.enter_context(valkey.sentinels(primary, 1, password=password))
        assert serves(cache_at(sentinel_url(addresses, f":{secret}@")))
        assert not serves(cache_at(sentinel_url(addresses, ":wr0ng@")))
        assert not serves(cache_at(sentinel_url(addresses)))


def test_sentinels_that_do_not_answer_are_passed_over(watched: tuple[str, list[str]]) -> None:
    """Dead, hung, no Sentinels at all, or of another service: the last one is heard in time."""
    primary, addresses = watched
    with deaf_port() as deaf, Proxy(("127.0.0.1", port_of(primary))) as mute:
        mute.black_hole()
        others = [
            f"127.0.0.1:{port}" for port in (valkey.free_port(), deaf, mute.port, port_of(primary))
        ]
        cache = cache_at(sentinel_url([*others, *addresses]), timeout_seconds=TIMEOUT_SECONDS)
        began = time.monotonic()
        assert serves(cache)
        assert time.monotonic() - began < BOUND_SECONDS


@pytest.mark.parametrize("kind", ["unknown service", "black hole", "hung"])
def test_without_a_sentinel_that_knows_the_primary_every_use_is_a_miss(
    watched: tuple[str, list[str]], kind: str
) -> None:
    """Within the bound of one use, for forty threads together too."""
    primary, addresses = watched
    with ExitStack() as stack:
        if kind == "unknown service":
            url = sentinel_url(addresses) + "-of-others"
        elif kind == "black hole":
            deaf = [f"127.0.0.1:{stack.enter_context(deaf_port())}" for _ in range(3)]
            url = sentinel_url(deaf)
        else:
            mute = [stack.enter_context(Proxy(("127.0.0.1", port_of(primary)))) for _ in range(3)]
            for proxy in mute:
                proxy.black_hole()
            url = sentinel_url([f"127.0.0.1:{proxy.port}" for proxy in mute])
        results: Counter[str] = Counter()
        assert at_once(cache_at(url, results, timeout_seconds=TIMEOUT_SECONDS), 40) < BOUND_SECONDS
        assert set(results) <= {"error", "skipped"}


def killed(primary: str) -> None:
    """End the process of a server, at once."""
    valkey.send_signal(primary, signal.SIGKILL)


@pytest.mark.parametrize("end", ["killed", "hung"])
def test_after_a_failover_the_new_primary_is_used(end: str) -> None:
    """Without a restart; until then each use is a miss within its bound, and none fails."""
    with ExitStack() as stack:
        primary = stack.enter_context(valkey.server())
        successor = stack.enter_context(valkey.replica(primary))
        addresses = stack.enter_context(valkey.sentinels(primary, 3))
        cache = cache_at(
            sentinel_url(addresses),
            breaker_seconds=BREAKER_SECONDS,
            timeout_seconds=TIMEOUT_SECONDS,
        )
        assert serves(cache)
        if end == "killed":
            killed(primary)
        else:
            stack.enter_context(valkey.hung(primary))
        usage = used_until_it_serves(cache)
        assert usage.errors == []
        assert max(usage.seconds) < BOUND_SECONDS
        assert find(cache_at(successor)) is not None


def test_a_primary_that_was_demoted_is_left_for_the_new_one() -> None:
    """It still answers, and refuses to write: the next that comes asks the Sentinels again."""
    with ExitStack() as stack:
        primary, successor = (stack.enter_context(valkey.server()) for _ in range(2))
        (address,) = stack.enter_context(valkey.sentinels(primary, 1))
        cache = cache_at(
            sentinel_url([address]),
            breaker_seconds=BREAKER_SECONDS,
            timeout_seconds=TIMEOUT_SECONDS,
        )
        assert serves(cache)
        with redis.Redis.from_url(f"redis://{address}") as sentinel:
            sentinel.execute_command("SENTINEL REMOVE", valkey.SERVICE)
            monitor = (valkey.SERVICE, "127.0.0.1", port_of(successor), 1)
            sentinel.execute_command("SENTINEL MONITOR", *monitor)
        with redis.Redis.from_url(primary) as demoted:
            demoted.replicaof("127.0.0.1", port_of(successor))
        usage = used_until_it_serves(cache)
        assert usage.errors == []
        assert max(usage.seconds) < BOUND_SECONDS
        assert find(cache_at(successor)) is not None


# Clusters


def cluster_url(urls: Sequence[str], secret: str = "") -> str:
    """Return the URL of the cluster that these servers belong to."""
    hosts = ",".join(f"127.0.0.1:{port_of(url)}" for url in urls)
    return f"redis+cluster://{secret}{hosts}"


@pytest.fixture(scope="module")
def three() -> Iterator[list[str]]:
    """Yield the URLs of the servers of a cluster that nobody dies of."""
    with valkey.cluster(3) as urls:
        yield urls


def test_a_cluster_stores_and_finds_whatever_server_it_is_on(three: list[str]) -> None:
    """Values, names, deletions and leases, from the address of any one server."""
    results: Counter[str] = Counter()
    cache = cache_at(cluster_url(three[:1]), results)
    cache.set(STORIES, 60)
    assert cache.get(list(STORIES)) == STORIES
    assert [valkey.info(url, "keyspace")["db0"]["keys"] > 0 for url in three] == [True] * 3
    assert {cache.names(place.group) for place in STORIES} == {("short",)}
    assert cache.delete([place.group for place in STORIES])
    assert cache.get(list(STORIES)) == {}
    assert set(results) == {"store", "hit", "delete", "miss"}

    one, other = (RedisLeases(server_at(cluster_url(three)), 5.0) for _ in range(2))
    for place in STORIES:
        assert one.take(place.group)
        assert not other.take(place.group)
        one.give_back(place.group)
        assert other.take(place.group)
        other.give_back(place.group)


def test_a_value_of_another_type_in_a_cluster_makes_room(three: list[str]) -> None:
    """And costs nothing that is on other servers."""
    cache = cache_at(cluster_url(three))
    cache.set(STORIES, 60)
    with redis.RedisCluster.from_url(three[0]) as client:
        client.set("summarizer:story-7", "x")
    found = cache.get(list(STORIES))
    assert found.keys() == STORIES.keys() - {Place("story-7", "short")}
    assert cache.get([Place("story-7", "short")]) == {}
    cache.set(STORIES, 60)
    assert cache.get(list(STORIES)) == STORIES


def test_a_cluster_of_one_with_a_password_is_used() -> None:
    """It does not even know its own address."""
    with valkey.cluster(1) as (url,):
        with redis.Redis.from_url(url) as client:
            client.config_set("requirepass", "s3cret")
        assert serves(cache_at(cluster_url([url], ":s3cret@")))
        assert not serves(cache_at(cluster_url([url], ":wr0ng@")))
        assert not serves(cache_at(cluster_url([url])))


def test_a_server_that_is_no_cluster_is_a_miss(redis_url: str) -> None:
    """The kind of the fault is logged, and nothing fails."""
    with capture_logs() as lines:
        assert find(cache_at(cluster_url([redis_url]))) is None
    assert [line["event"] for line in lines] == ["cache_failed"]


def test_a_cluster_over_tls_is_used(certificate: tuple[Path, Path]) -> None:
    """Each of its servers is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with (
        valkey.cluster(1) as (url,),
        Proxy(("127.0.0.1", port_of(url)), tls=context) as wire,
        redis.Redis.from_url(url) as client,
    ):
        client.config_set("cluster-announce-port", wire.port)
        cache = cache_at(f"rediss+cluster://127.0.0.1:{wire.port}?ssl_ca_certs={certificate[0]}")
        assert serves(cache)


def test_servers_of_a_cluster_that_do_not_answer_are_passed_over(three: list[str]) -> None:
    """Dead, hung or no cluster: the last one is heard in time."""
    with deaf_port() as deaf, Proxy(("127.0.0.1", port_of(three[0]))) as mute:
        mute.black_hole()
        others = [f"redis://127.0.0.1:{port}" for port in (valkey.free_port(), deaf, mute.port)]
        cache = cache_at(cluster_url([*others, three[2]]), timeout_seconds=TIMEOUT_SECONDS)
        began = time.monotonic()
        assert serves(cache)
        assert time.monotonic() - began < BOUND_SECONDS


def test_without_any_server_of_the_cluster_every_use_is_a_miss() -> None:
    """Within the bound of one use, for forty threads together too."""
    with ExitStack() as stack:
        deaf = [f"redis://127.0.0.1:{stack.enter_context(deaf_port())}" for _ in range(3)]
        results: Counter[str] = Counter()
        assert (
            at_once(cache_at(cluster_url(deaf), results, timeout_seconds=TIMEOUT_SECONDS), 40)
            < BOUND_SECONDS
        )
        assert set(results) <= {"error", "skipped"}


def test_a_hung_server_of_a_cluster_costs_its_timeout(three: list[str]) -> None:
    """Forty threads wait for it together, and it is used again when it goes on."""
    cache = cache_at(
        cluster_url(three), breaker_seconds=BREAKER_SECONDS, timeout_seconds=TIMEOUT_SECONDS
    )
    cache.set(STORIES, 60)
    with valkey.hung(three[1]):
        assert at_once(cache, 40) < BOUND_SECONDS
        # Its fellows take it for dead after a while, and say no for it.
        time.sleep(BREAKER_SECONDS)
        assert at_once(cache, 1) < BOUND_SECONDS
    wait_for(lambda: cache.get(list(STORIES)) == STORIES, FAILOVER_SECONDS)


def test_keys_that_moved_are_found_where_they_are_now(three: list[str]) -> None:
    """The first use is a miss, and learns it; nothing is left alone for that."""
    place, key, slot = Place("moved", "short"), "summarizer:moved", key_slot(b"summarizer:moved")
    results, results_later = Counter[str](), Counter[str]()
    cache, later = (
        cache_at(cluster_url(three), results),
        cache_at(cluster_url(three), results_later),
    )
    cache.set({place: b"1"}, 60)
    assert later.get([place]) == {place: b"1"}
    with ExitStack() as stack:
        clients = [stack.enter_context(redis.Redis.from_url(url)) for url in three]
        ids = [client.execute_command("CLUSTER MYID").decode() for client in clients]
        source = slot * 3 // 16384
        target, other = (source + 1) % 3, (source + 2) % 3
        clients[target].execute_command("CLUSTER SETSLOT", slot, "IMPORTING", ids[source])
        clients[source].execute_command("CLUSTER SETSLOT", slot, "MIGRATING", ids[target])
        clients[source].migrate("127.0.0.1", port_of(three[target]), [key], 0, 1000)
        assert cache.get([place]) == {}
        for position in (target, source, other):
            clients[position].execute_command("CLUSTER SETSLOT", slot, "NODE", ids[target])
    for either in (cache, later):
        assert [either.get([place]) for _ in range(2)][1] == {place: b"1"}
    assert results == {"store": 1, "error": 1, "hit": 2}
    assert results_later == {"error": 1, "hit": 2}


def test_after_a_failover_in_a_cluster_the_new_primary_is_used() -> None:
    """Without a restart; until then each use is a miss within its bound, and none fails."""
    with valkey.cluster(3, replicas=1) as urls:
        cache = cache_at(
            cluster_url(urls), breaker_seconds=BREAKER_SECONDS, timeout_seconds=TIMEOUT_SECONDS
        )
        # The story is in the last third of the slots, whose primary has a replica.
        assert key_slot(f"summarizer:{STORY.group}".encode()) > 16384 * 2 / 3
        assert serves(cache)
        killed(urls[2])
        usage = used_until_it_serves(cache)
        assert usage.errors == []
        assert max(usage.seconds) < BOUND_SECONDS
