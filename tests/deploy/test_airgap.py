"""On a machine without a network all works, and nothing even tries to leave it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.models import store
from tests.deploy.walled import Outcome, outside, walled
from tests.valkey import free_port

if TYPE_CHECKING:
    from pathlib import Path


def clean() -> dict[str, str]:
    """Return the environment of a machine that is set up for nothing yet."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SUMMARIZER_", "HF_", "REDIS_", "COV_", "COVERAGE_"))
    }


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, models_directory: Path) -> Outcome:
    """Return what came of a whole session behind the wall, from the bundle on."""
    folder = tmp_path_factory.mktemp("airgap")
    bundle = folder / "models.tar"
    store.export(
        models_directory, [found.name for found in store.folders(models_directory)], bundle
    )
    return walled(folder, ["-m", "tests.deploy.airgapped", str(bundle), str(folder)], clean())


@pytest.fixture(scope="module")
def told(session: Outcome) -> Any:
    """Return what the session printed at its end."""
    assert session.code == 0, session.output
    return json.loads(session.output.splitlines()[-1])


def test_models_are_installed_from_the_bundle(told: Any, models_directory: Path) -> None:
    """And every file of them is as it was exported."""
    models = [folder.name for folder in store.folders(models_directory)]
    assert [line.split("@")[0] for line in told["import"].splitlines()] == models
    assert [line.split("@")[0] for line in told["verify"].splitlines()] == [
        f"ok    {model}" for model in models
    ]


def test_articles_and_texts_are_served(told: Any) -> None:
    """Summaries are written and translated, languages are detected, and metrics say so."""
    assert told["summaries"].keys() == {"short", "long"}
    for by_language in told["summaries"].values():
        assert by_language.keys() == {"en", "uk", "ru", "zh-Hans"}
        assert by_language["en"]["model"] == "test-bart-news"
    assert [text["translated_from"] for text in told["translations"]] == ["en"]
    assert told["language"] == "uk"
    assert told["ready"] == 1


def test_nothing_tries_to_leave(session: Outcome) -> None:
    """No connection, no packet, and nobody is asked for a name."""
    assert session.code == 0, session.output
    assert session.tried == ()


LEAVING = {
    "tcp": (
        "import socket; socket.create_connection(('192.0.2.7', 443), 1)",
        "192.0.2.7:443",
    ),
    "tcp over ipv6": (
        "import socket; socket.create_connection(('2001:db8::7', 443), 1)",
        "2001:db8::7:443",
    ),
    "without waiting": (
        "import socket; s = socket.socket(); s.setblocking(False); s.connect(('192.0.2.7', 80))",
        "192.0.2.7:80",
    ),
    "a packet": (
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.7', 9))",
        "192.0.2.7:9",
    ),
    "a message": (
        "import socket; socket.socket(type=socket.SOCK_DGRAM)"
        ".sendmsg([b'x'], [], 0, ('192.0.2.7', 9))",
        "192.0.2.7:9",
    ),
    "a child": (
        "import subprocess, sys; subprocess.run([sys.executable, '-c',"
        " 'import socket; socket.create_connection((\"192.0.2.7\", 443), 1)'], check=True)",
        "192.0.2.7:443",
    ),
    "a thread": (
        "import socket, threading; threading.Thread("
        "target=socket.create_connection, args=(('192.0.2.7', 443), 1)).start()",
        "192.0.2.7:443",
    ),
    "a name": ("import socket; socket.gethostbyname('hub.example.org')", ":53"),
}


@pytest.mark.parametrize(("program", "address"), LEAVING.values(), ids=LEAVING)
def test_what_tries_to_leave_is_caught(tmp_path: Path, program: str, address: str) -> None:
    """By the same check, however it goes about it; and it does not get out."""
    found = walled(tmp_path, ["-c", program], clean())
    assert any(tried.endswith(address) for tried in found.tried), found
    assert "unreachable" in found.output or "resolution" in found.output


def test_a_pull_is_caught(tmp_path: Path) -> None:
    """The one command that wants a network is seen to ask for it."""
    environment = clean() | {"XDG_DATA_HOME": str(tmp_path), "HF_ENDPOINT": "https://192.0.2.7"}
    arguments = ["-m", "summarizer", "models", "pull", "opus-mt-en-zh"]
    found = walled(tmp_path, arguments, environment)
    assert found.code == 1
    assert "cannot be reached" in found.output
    assert "192.0.2.7:443" in found.tried


def test_who_stays_on_the_machine_is_not_caught(tmp_path: Path) -> None:
    """The loopback is up, by its address and by its name."""
    port = free_port()
    program = (
        f"import socket; server = socket.create_server(('127.0.0.1', {port}));"
        f" socket.create_connection(('127.0.0.1', {port}));"
        f" socket.create_connection(('localhost', {port}))"
    )
    assert walled(tmp_path, ["-c", program], clean()) == Outcome(0, "", ())


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ('7 connect(3, {sa_family=AF_UNIX, sun_path="/run/x"}, 9) = 0', []),
        (
            '7 connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd"}, 9) = 0',
            ["/run/systemd/resolve/io.systemd"],
        ),
        (
            "7 connect(3, {sa_family=AF_INET, sin_port=htons(53),"
            ' sin_addr=inet_addr("127.0.0.53")}, 16) = 0',
            ["127.0.0.53:53"],
        ),
        (
            "7 connect(3, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0),"
            ' inet_pton(AF_INET6, "::ffff:127.0.0.1", &sin6_addr), sin6_scope_id=0}, 28) = 0',
            [],
        ),
        (
            "7 accept4(3, {sa_family=AF_INET, sin_port=htons(80),"
            ' sin_addr=inet_addr("192.0.2.7")}, [16], 0) = 4',
            [],
        ),
    ],
)
def test_traced_calls_are_read(line: str, addresses: list[str]) -> None:
    """Also those that no program here makes."""
    assert outside(line) == addresses
