"""The runner of acceptance cases of task `deploy` tells a right deployment from a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.deploy import OPERATIONS, instructions

DNS = [{"ports": [{"port": 53, "protocol": "UDP"}]}, {"ports": [{"port": 6379}]}]


@pytest.mark.parametrize(
    ("operation", "right", "wrong", "value"),
    [
        ("exists", 0, None, None),
        ("absent", None, 0, None),
        ("==", 1, 2, 1),
        ("in", "0%", 1, [0, "0%"]),
        (">=", "2Gi", "1Gi", "1500Mi"),
        ("product>=", [2, 60], [2, None], 120),
        ("contains", ["ALL"], [], "ALL"),
        ("contains_key", [{"secret": {}}], [{"emptyDir": {}}], "secret"),
        ("contains_text", "allkeys-lru", "noeviction", "lru"),
        ("contains_port", DNS, DNS[1:], {"port": 53, "protocol": "UDP"}),
        ("contains_port", DNS, DNS[:1], {"port": 6379, "protocol": "TCP"}),
        ("exec_form", '["summarizer", "serve"]', "summarizer serve", None),
        ("exec_form", '["sh", "-c", "a && exec b"]', '["/bin/sh", "-c", "exec a; b"]', None),
        ("exec_form", '["sh", "-c", "exec b"]', None, None),
    ],
)
def test_an_operation(operation: str, right: Any, wrong: Any, value: Any) -> None:
    """It holds for the one and not for the other."""
    assert OPERATIONS[operation](right, {"value": value})
    assert not OPERATIONS[operation](wrong, {"value": value})


def test_the_sum_is_read_from_the_manifest_and_from_gunicorns_configuration() -> None:
    """10 before the signal, 125 after it, and the terms that are numbers."""
    claim = {"terms": ["preStop_seconds", "gunicorn.graceful_timeout", 5]}
    assert OPERATIONS["sum>="](140, claim)
    assert not OPERATIONS["sum>="](139, claim)


def test_the_last_stage_of_a_dockerfile_counts() -> None:
    """With what it has from the stage it starts from; comments and line ends aside."""
    dockerfile = """\
FROM python AS build
CMD make
FROM python AS service
# CMD none
CMD ["summarizer", \\
     "serve"]
FROM scratch AS models
FROM service
USER 10001
"""
    counts = instructions(dockerfile)
    assert counts["USER"] == "10001"
    assert OPERATIONS["exec_form"](counts["CMD"], {})
