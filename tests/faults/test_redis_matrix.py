"""The whole service when Redis fails, whatever it does and whenever in a request: 200, in time."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import redis

from tests import valkey
from tests.faults.proxy import Proxy
from tests.running import Reply, RunningService, running_service
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TIMEOUT_SECONDS, BREAKER_SECONDS = 0.1, 0.3
# A request asks Redis up to seven times, one after another. The first that meets a fault pays for
# connecting and for the reply, a timeout each, and opens the breaker, which spares the others that;
# if the rest of the request takes so long that it has closed again, one more pays. What is left is
# for the work itself, which takes some hundredths of a second where the machine is not busy.
BOUND_SECONDS = 2 * (2 * TIMEOUT_SECONDS) + 0.6

ARTICLE = (
    "The council of Brindle met on Monday. It heard that bridge {n} will open in May. The mayor, "
    "Ada Finch, said that work goes on. Buses will run again in June. The fund has {n} million "
    "euros. The river stayed in its bed."
)
HIT = "summarizer; hit"


@dataclass
class Setting:
    """A service, and all that lies between it and what it remembers.

    The proxy leads to `active`; `standby` has all that this has.
    """

    service: RunningService
    proxy: Proxy
    active: redis.Redis
    standby: redis.Redis
    articles: int = 0

    def new_article(self) -> str:
        """Return the text of a story that nobody has asked for."""
        self.articles += 1
        return ARTICLE.format(n=self.articles)

    def ask(self, text: str, control: str = "max-age=1") -> Reply:
        """Ask for summaries."""
        return self.service.request(
            "POST",
            "/v1/summarise",
            body=json.dumps({"text": text}).encode(),
            headers={"Content-Type": "application/json", "Cache-Control": control},
        )

    def hits(self, text: str) -> bool:
        """Say whether the story is remembered; it is from then on."""
        return self.ask(text).headers["cache-status"] == HIT

    def fail_over(self) -> None:
        """Have the standby take over, and the other obey it, while the proxy leads to that yet."""
        self.active.wait(1, 1000)
        wait_for(lambda: self.standby.info("replication")["master_link_status"] == "up")
        self.standby.replicaof("NO", "ONE")
        self.active.replicaof("127.0.0.1", _port(self.standby))
        self.active, self.standby = self.standby, self.active


def _port(server: redis.Redis) -> int:
    port: int = server.connection_pool.connection_kwargs["port"]
    return port


def _plant(setting: Setting, story: str) -> None:
    setting.active.delete(f"summarizer:story:{story}")
    setting.active.set(f"summarizer:story:{story}", "not a hash")


# What makes a fault, for the story at hand.
FAULTS: dict[str, Callable[[Setting, str], object]] = {
    "refused": lambda setting, _: setting.proxy.refuse(),
    "black hole": lambda setting, _: setting.proxy.black_hole(),
    "one second late": lambda setting, _: setting.proxy.delay(1.0),
    "cut mid-frame": lambda setting, _: setting.proxy.cut(7),
    "out of memory": lambda setting, _: setting.active.config_set("maxmemory", "1"),
    "loading": lambda setting, _: setting.proxy.answer(
        b"-LOADING Redis is loading the dataset\r\n"
    ),
    "wrong type": _plant,
    "garbage": lambda setting, _: setting.proxy.answer(b"\x16\x03\x01\x00\xff!\r\n"),
    "failover": lambda setting, _: setting.fail_over(),
}


def mend(setting: Setting) -> None:
    """Undo any fault, as time or an operator would; the service is left as it is."""
    setting.active.config_set("maxmemory", "0")
    setting.proxy.forward_to(("127.0.0.1", _port(setting.active)))


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    """Yield the service behind a proxy."""
    with ExitStack() as stack:
        primary = stack.enter_context(valkey.server())
        replica = stack.enter_context(valkey.replica(primary))
        proxy = stack.enter_context(Proxy(("127.0.0.1", urlsplit(primary).port or 0)))
        service = stack.enter_context(
            running_service(
                tmp_path_factory.mktemp("matrix"),
                environment={
                    "REDIS_URL": f"redis://127.0.0.1:{proxy.port}/0",
                    "SUMMARIZER_CACHE_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
                    "SUMMARIZER_CACHE_BREAKER_SECONDS": str(BREAKER_SECONDS),
                },
            )
        )
        clients = [
            stack.enter_context(redis.Redis.from_url(url, decode_responses=True))
            for url in (primary, replica)
        ]
        yield Setting(service, proxy, *clients)


@pytest.mark.parametrize("moment", ["hit", "miss", "store"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_request_is_answered_whatever_redis_does(
    setting: Setting, fault: str, moment: str
) -> None:
    """With the right text, in time; and Redis is used again when it is back, without a restart.

    It fails before a request for what is remembered, or for what is not, or when that is to be
    stored.
    """
    text = setting.new_article()
    right = setting.ask(text, "no-store")
    story = right.json()["article"]["key"]
    if moment == "hit":
        wait_for(lambda: setting.hits(text))
    if moment == "store":
        setting.proxy.forward_until(b"HSET", lambda _: FAULTS[fault](setting, story))
    else:
        FAULTS[fault](setting, story)

    began = time.monotonic()
    reply = setting.ask(text)
    seconds = time.monotonic() - began

    mend(setting)
    assert (reply.status, reply.body) == (200, right.body)
    assert seconds < BOUND_SECONDS
    wait_for(lambda: setting.hits(text), BREAKER_SECONDS + 2)
    assert setting.ask(text).body == right.body


def test_a_hung_redis_costs_its_timeout_once_and_not_once_a_request(setting: Setting) -> None:
    """While the breaker is open nobody asks it; /metrics says so, and the service is ready."""
    failed = 'summarizer_cache_total{backend="redis",result="error"}'
    setting.proxy.black_hole()
    before, began = setting.service.metric(failed), time.monotonic()
    replies = [setting.ask(setting.new_article()) for _ in range(20)]
    tries = setting.service.metric(failed) - before
    allowed = 1 + (time.monotonic() - began) / BREAKER_SECONDS
    left_alone = setting.service.metric("summarizer_redis_left_alone")
    ready = setting.service.request("GET", "/readyz").status
    mend(setting)
    assert {reply.status for reply in replies} == {200}
    assert 1 <= tries <= allowed
    assert (left_alone, ready) == (1, 200)


@pytest.mark.parametrize("fault", ["black hole", "one second late", "refused"])
def test_requests_that_meet_a_fault_together_wait_together(setting: Setting, fault: str) -> None:
    """Twenty at once, each for another story, pay no more than one."""
    texts = [setting.new_article() for _ in range(20)]
    FAULTS[fault](setting, "")
    with ThreadPoolExecutor(len(texts)) as pool:
        began = time.monotonic()
        replies = list(pool.map(setting.ask, texts))
        seconds = time.monotonic() - began
    mend(setting)
    assert {reply.status for reply in replies} == {200}
    # Twenty pieces of work, where the bound has one.
    assert seconds < BOUND_SECONDS + 1


def test_nobody_is_told_that_a_story_is_gone_while_redis_does_not_say_so(setting: Setting) -> None:
    """503, to be repeated; afterwards it is gone."""
    text = setting.new_article()
    wait_for(lambda: setting.hits(text))
    story = setting.ask(text).json()["article"]["key"]
    setting.proxy.black_hole()
    refused = setting.service.request("DELETE", f"/v1/articles/{story}")
    mend(setting)
    assert (refused.status, refused.json()["type"]) == (503, "/problems/not-purged")
    assert refused.headers["retry-after"]
    wait_for(
        lambda: setting.service.request("DELETE", f"/v1/articles/{story}").status == 204,
        BREAKER_SECONDS + 2,
    )
    assert not setting.hits(text)
