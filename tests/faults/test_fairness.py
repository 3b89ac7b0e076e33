"""One caller's archive run does not starve the desk: under gunicorn, with keys."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from summarizer import keys
from tests.callers import bearer, write_keys
from tests.running import running_service
from tests.waiting import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import Reply

ARTICLE = "The dam held. Nobody was hurt. The road is open again, police said on Monday."
WAITING = 4


def test_the_desk_is_served_in_the_midst_of_an_archive_run(tmp_path: Path) -> None:
    """It takes the place of the archive's newest, and its turn is the next but one."""
    known = {name: keys.new() for name in ("archive", "desk")}
    environment = {
        "SCRIPT": "model_slow",
        "SUMMARIZER_GATE_SLOTS": "1",
        "SUMMARIZER_GATE_WAITING": str(WAITING),
        "SUMMARIZER_API_KEYS_FILE": str(write_keys(tmp_path / "keys", *known.items())),
    }
    answered: list[str] = []
    with (
        running_service(tmp_path, app="tests.scripted:app", environment=environment) as service,
        ThreadPoolExecutor(WAITING + 2) as pool,
    ):

        def ask(caller: str, number: int) -> Reply:
            reply = service.request(
                "POST",
                "/v1/summarise",
                body=json.dumps({"text": f"{ARTICLE} Report {number}."}).encode(),
                headers={"Content-Type": "application/json"} | bearer(known[caller]),
            )
            if reply.status == 200:
                answered.append(caller)
            return reply

        archive = [pool.submit(ask, "archive", number) for number in range(WAITING + 1)]
        wait_for(lambda: service.metric("summarizer_gate_waiting") == WAITING)
        desk = pool.submit(ask, "desk", 100)
        assert desk.result().status == 200
        # One worked when the desk came, and one may have been next in turn.
        assert len(answered) <= 3
        statuses = sorted(future.result().status for future in archive)
        assert statuses == [200] * WAITING + [503]
