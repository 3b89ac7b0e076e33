"""The command line behaves as people and pipes expect."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from summarizer.cli import main
from tests.valkey import free_port

if TYPE_CHECKING:
    from click.testing import Result

ARTICLE = """KYIV, May 3 (Agency) — The river Arle cut the only road to Brindle on Tuesday, the
council said. About 400 people were taken to schools in Corley. Rain is expected until Friday."""


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    """Run the command in this process, with its output in a pipe."""
    return CliRunner().invoke(main, list(arguments), input=given)


def test_summarise_prints_plain_text_into_a_pipe() -> None:
    """Both summaries under their names, nothing else, no colours."""
    result = run("summarise", "-", given=ARTICLE)
    assert result.exit_code == 0
    short, long = result.stdout.strip().split("\n\n")
    assert short.splitlines()[0] == "short en"
    assert long.splitlines()[0] == "long en"
    assert "\x1b" not in result.stdout
    assert "Agency" not in result.stdout
    assert "note: the article has 3 sentences" in result.stderr


def test_one_summary_is_printed_without_a_heading() -> None:
    """So that it can be piped on."""
    result = run("summarise", "--length", "short", "-", given=ARTICLE)
    assert result.stdout.startswith("The river Arle")


def test_summarise_prints_the_whole_answer_as_json() -> None:
    """The same answer as the service gives."""
    result = run("summarise", "--json", "-", given=ARTICLE)
    answer = json.loads(result.stdout)
    assert set(answer) == {"article", "summaries", "warnings"}
    assert answer["article"]["sentences"] == 3


def test_summarise_reads_a_file_and_html(tmp_path: Path) -> None:
    """`--html` reads a page."""
    page = tmp_path / "page.html"
    page.write_text(
        "<body><nav>Home</nav><article>"
        + "".join(f"<p>{sentence.strip()}.</p>" for sentence in ARTICLE[23:].split(".")[:-1])
        + "</article></body>"
    )
    result = run("summarise", "--html", "--length", "long", str(page))
    assert result.exit_code == 0, result.output
    assert "Home" not in result.stdout
    assert "400 people" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "given", "code", "told"),
    [
        pytest.param(["summarise", "no-such-file"], None, 2, "no-such-file", id="no-file"),
        pytest.param(["summarise", "-"], b"\xff\xfe", 1, "not UTF-8", id="not-utf-8"),
        pytest.param(["summarise", "-"], "", 1, "text: has no sentence", id="empty"),
        pytest.param(["summarise", "-"], "Ok.", 1, "cannot be told", id="uncertain"),
        pytest.param(["summarise", "--to", "uk", "-"], ARTICLE, 1, "models pull", id="no-route"),
        pytest.param(["summarise", "--length", "x", "-"], ARTICLE, 2, "--length", id="length"),
        pytest.param(["summarise", "--language", "xx", "-"], ARTICLE, 1, "language", id="language"),
        pytest.param(["detect", "-"], "12:30", 1, "not certain", id="detect-nothing"),
        pytest.param(["detect", "-"], "a" * 200_001, 1, "200000", id="detect-too-long"),
        pytest.param(["fly"], None, 2, "No such command", id="unknown-command"),
    ],
)
def test_errors_are_told_on_standard_error(
    arguments: list[str], given: str | bytes | None, code: int, told: str
) -> None:
    """Exit 2 for a wrong call, 1 for what cannot be done; nothing on standard output."""
    result = run(*arguments, given=given)
    assert result.exit_code == code
    assert told in result.stderr
    assert result.stdout == ""


def test_detect_prints_the_tag() -> None:
    """And nothing else, so that scripts can use it."""
    assert run("detect", "-", given="Що сталося вчора ввечері?").stdout == "uk\n"


def test_detect_prints_candidates_as_json() -> None:
    """`--json` shows how certain it is."""
    answer = json.loads(run("detect", "--json", "-", given="Що сталося вчора ввечері?").stdout)
    assert answer["language"] == "uk"
    assert 0 < answer["confidence"] <= 1


def test_languages_lists_the_tags() -> None:
    """One a line, with its name."""
    lines = run("languages").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["en", "uk", "ru", "zh-Hans", "zh-Hant"]


def test_config_show_names_every_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the value in force; a secret stays one."""
    monkeypatch.setenv("SUMMARIZER_SERVER_CONNECTIONS", "7")
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@localhost")
    shown = run("config", "show").stdout
    assert "server.connections = 7  # SUMMARIZER_SERVER_CONNECTIONS" in shown
    assert "hunter2" not in shown


def test_a_wrong_setting_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """By every command."""
    monkeypatch.setenv("SUMMARIZER_SERVER_PORT", "none")
    for command in (["serve"], ["config", "show"], ["languages"]):
        result = run(*command)
        assert result.exit_code == 1
        assert "server.port" in result.stderr


def test_openapi_prints_the_document() -> None:
    """As it is checked in."""
    checked_in = Path(__file__).parents[2] / "docs" / "openapi.json"
    assert json.loads(run("openapi").stdout) == json.loads(checked_in.read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", ["serve", "summarise", "detect"])
def test_help_has_examples(command: str) -> None:
    """A newcomer copies one."""
    assert f"summarizer {command}" in run(command, "--help").stdout.split("Example")[1]


def test_a_terminal_shows_the_places() -> None:
    """On a terminal each sentence has its source beside it."""
    leader, follower = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "summarizer", "summarise", "-"],
        stdin=subprocess.PIPE,
        stdout=follower,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "200"},
    ) as process:
        process.communicate(ARTICLE.encode(), timeout=60)
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert "\x1b[1m" in shown
    assert f"[0: 23-{ARTICLE.index('said.') + 5}]" in shown


def test_serve_listens_where_it_is_told_and_stops_on_ctrl_c() -> None:
    """It says where, and where summaries are cached."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "summarizer", "serve", "--host", "127.0.0.1", "--port", str(port)],
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "REDIS_URL"},
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline().decode()
        while b"Booting worker" not in process.stderr.readline():
            assert process.poll() is None
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=30) as reply:
            assert reply.status == 200
        process.send_signal(signal.SIGINT)
        process.stderr.read()
        assert process.wait(30) == 0
    assert f"http://127.0.0.1:{port}" in first
    assert "memory of this process" in first
