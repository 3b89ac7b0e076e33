"""Logs and metrics: what they say, and what they never say."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from summarizer import __version__
from summarizer.domain import Flag
from summarizer.errors import SettingsError
from summarizer.telemetry import Metrics, Timings, configure

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGGERS = ("", "summarizer", "gunicorn.error", "flask-limiter")
NAMES = Flag("names", "error", "", "", "")
SECRET = "Bridge at Novoselivka opened"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Undo what `configure` does to the process."""
    before = [(logging.getLogger(name), logging.getLogger(name).handlers[:]) for name in LOGGERS]
    yield
    for logger, handlers in before:
        logger.handlers = handlers
    structlog.reset_defaults()


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the lines logged since the last call, parsed."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def sample(metrics: Metrics, name: str, **labels: str) -> float | None:
    """Return one value as a scraper reads it."""
    for family in text_string_to_metric_families(metrics.render()[0].decode()):
        for found in family.samples:
            if found.name == name and found.labels == labels:
                return found.value
    return None


class TestLogs:
    """One JSON object a line, on standard error."""

    def test_an_event_is_one_json_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It has the event, its level, its fields, and the time in UTC."""
        configure("info", "json")
        structlog.get_logger("summarizer.x").warning("cache_failed", backend="redis")
        (line,) = logged(capsys)
        time = datetime.fromisoformat(line.pop("timestamp"))
        assert time.utcoffset() == timedelta(0)
        assert line == {
            "event": "cache_failed",
            "level": "warning",
            "logger": "summarizer.x",
            "backend": "redis",
        }

    def test_a_line_has_the_id_of_its_request(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What is bound to the context is on every line logged in it, by whichever logger."""
        configure("info", "json")
        with structlog.contextvars.bound_contextvars(request_id="r-1"):
            structlog.get_logger("summarizer.x").info("one")
            logging.getLogger("gunicorn.error").info("two")
        structlog.get_logger("summarizer.x").info("three")
        assert [line.get("request_id") for line in logged(capsys)] == ["r-1", "r-1", None]

    def test_gunicorn_speaks_the_same_way(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Its own handlers are replaced, and its arguments are filled in."""
        logger = logging.getLogger("gunicorn.error")
        logger.addHandler(logging.StreamHandler())
        configure("info", "json")
        logger.info("Booting worker with pid: %s", 7)
        (line,) = logged(capsys)
        assert line["event"] == "Booting worker with pid: 7"
        assert line["level"] == "info"

    def test_libraries_are_not_heard(self) -> None:
        """They quote what they parse, at any level."""
        said = subprocess.run(
            [
                sys.executable,
                "-c",
                "import logging, summarizer.telemetry as telemetry\n"
                "telemetry.configure('debug', 'json')\n"
                "logging.getLogger('parser').critical('cannot parse: SECRET')\n"
                "logging.getLogger('summarizer.x').info('heard')\n",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "SECRET" not in said.stdout + said.stderr
        assert "heard" in said.stderr

    def test_the_level_is_kept_to(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What is below it is not written."""
        configure("warning", "json")
        structlog.get_logger("summarizer.x").info("quiet")
        logging.getLogger("gunicorn.error").info("quiet")
        structlog.get_logger("summarizer.x").warning("loud")
        assert [line["event"] for line in logged(capsys)] == ["loud"]

    @pytest.mark.parametrize("form", ["json", "console"])
    def test_an_exception_is_placed_but_not_quoted(
        self, form: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Its kind, its cause's kind and the lines are there; the text it fell over is not."""
        configure("info", form)
        try:
            try:
                int(SECRET)
            except ValueError as error:
                raise RuntimeError(SECRET.upper()) from error
        except RuntimeError:
            structlog.get_logger("summarizer.x").exception("request_failed")
        output = capsys.readouterr().err
        assert "RuntimeError" in output
        assert "ValueError" in output
        assert "test_telemetry.py" in output
        assert "novoselivka" not in output.lower()

    def test_an_error_of_the_system_says_what_it_is_about(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A missing file is named: that is the machine's business, not an article's."""
        configure("info", "json")
        try:
            open("/nonexistent/model.bin").close()
        except OSError:
            structlog.get_logger("summarizer.x").exception("warm_up_failed")
        (line,) = logged(capsys)
        assert "/nonexistent/model.bin" in line["exception"]

    def test_a_wrong_setting_is_told(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It stops the start, and its message is for whoever has to mend it."""
        configure("info", "json")
        number = 3
        try:
            raise SettingsError(f"api.keys_file: keys, line {number}: must be NAME SHA256")
        except SettingsError:
            logging.getLogger("gunicorn.error").exception("Exception in worker process")
        (line,) = logged(capsys)
        assert "keys, line 3" in line["exception"]

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            (f"Invalid request from ip=192.0.2.7: bad line {SECRET!r}", "Invalid request"),
            (f"Error handling request GET /{SECRET}", "Error handling request"),
            (f"Exception on /{SECRET} [GET]", "Exception on"),
        ],
    )
    def test_servers_do_not_quote_clients(
        self, said: str, kept: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What happened is said, and the kind of error; not from where, nor over which bytes."""
        configure("debug", "json")
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("gunicorn.error").warning(said)
        (line,) = logged(capsys)
        assert (line["event"], line["error"]) == (kept, "ValueError")
        assert "192.0.2.7" not in str(line)
        assert SECRET not in str(line)

    def test_servers_say_no_paths(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What gunicorn has for debugging is left out, as it names each path; ours is heard."""
        configure("debug", "json")
        logging.getLogger("gunicorn.error").debug("%s %s", "GET", f"/{SECRET}")
        structlog.get_logger("summarizer.x").debug("heard")
        assert [line["event"] for line in logged(capsys)] == ["heard"]

    def test_the_rate_limit_is_heard(self, capsys: pytest.CaptureFixture[str]) -> None:
        """That it counts in memory is for operators to know."""
        configure("info", "json")
        logging.getLogger("flask-limiter").warning("falling back")
        assert [line["event"] for line in logged(capsys)] == ["falling back"]

    def test_configuring_twice_does_not_say_everything_twice(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The second call replaces the first."""
        configure("info", "json")
        configure("info", "json")
        structlog.get_logger("summarizer.x").info("once")
        assert len(logged(capsys)) == 1

    def test_people_get_lines_without_braces(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The console form is for reading."""
        configure("info", "console")
        structlog.get_logger("summarizer.x").info("started", port=8080)
        output = capsys.readouterr().err
        assert "started" in output
        assert "{" not in output


class TestMetrics:
    """What a scraper reads."""

    def test_requests_are_counted_and_timed_by_route(self) -> None:
        """The status is a label of the count, and the seconds go into a histogram."""
        metrics = Metrics()
        metrics.request("POST", "/v1/summarise", 200, 0.02)
        metrics.request("POST", "/v1/summarise", 422, 0.02)
        labels = {"method": "POST", "route": "/v1/summarise"}
        assert sample(metrics, "summarizer_requests_total", status="200", **labels) == 1
        assert sample(metrics, "summarizer_requests_total", status="422", **labels) == 1
        assert sample(
            metrics, "summarizer_request_seconds_sum", route="/v1/summarise"
        ) == pytest.approx(0.04)

    def test_a_caller_cannot_make_labels(self) -> None:
        """Unknown paths and invented methods are one series, however many there are."""
        metrics = Metrics()
        for n in range(100):
            metrics.request(f"BREW{n}", None, 404, 0.001)
        assert (
            sample(
                metrics,
                "summarizer_requests_total",
                method="other",
                route="unmatched",
                status="404",
            )
            == 100
        )

    def test_callers_are_counted_by_name(self) -> None:
        """So that an operator sees who is served, and who is over the limit."""
        metrics = Metrics()
        metrics.caller("desk", 200)
        metrics.caller("desk", 429)
        for status in ("200", "429"):
            name = "summarizer_caller_requests_total"
            assert sample(metrics, name, caller="desk", status=status) == 1

    def test_uses_of_the_cache_are_counted(self) -> None:
        """By the cache, and what became of them."""
        metrics = Metrics()
        metrics.cache("redis", "hit")
        assert sample(metrics, "summarizer_cache_total", backend="redis", result="hit") == 1

    def test_a_sentence_is_counted_once_and_each_of_its_flags(self) -> None:
        """So that the share of flagged sentences can be told."""
        metrics = Metrics()
        metrics.served("uk", [Flag("numbers", "error", "", "", ""), NAMES, NAMES])
        metrics.served("uk", [])
        for flagged in ("true", "false"):
            assert (
                sample(metrics, "summarizer_sentences_total", language="uk", flagged=flagged) == 1
            )
        labels = {"severity": "error", "language": "uk"}
        assert sample(metrics, "summarizer_flags_total", check="numbers", **labels) == 1
        assert sample(metrics, "summarizer_flags_total", check="names", **labels) == 2

    def test_a_share_can_be_told_of_what_never_happened(self) -> None:
        """A count of 0 is there before the first time."""
        for outcome in ("hit", "miss", "collapsed", "bypass"):
            assert sample(Metrics(), "summarizer_answers_total", cache=outcome) == 0

    def test_models_and_the_gate_are_shown_as_they_are(self) -> None:
        """At the time of each scrape."""
        metrics, answering = Metrics(), {"summarise": 0, "translate": 0}
        metrics.watch_models(lambda: answering["translate"] == 3, answering.__getitem__)
        metrics.watch_gate(lambda: 4, lambda: answering["translate"], slots=4, places=32)
        for count in (0, 3):
            answering["translate"] = count
            assert sample(metrics, "summarizer_models", task="translate") == count
            assert sample(metrics, "summarizer_gate_waiting") == count
            assert sample(metrics, "summarizer_ready") == (count == 3)
        assert sample(metrics, "summarizer_gate_places") == 32

    def test_the_build_and_the_process_are_described(self) -> None:
        """A dashboard can tell what runs and what it takes."""
        body, media_type = Metrics().render()
        text = body.decode()
        assert f'version="{__version__}"' in text
        assert "summarizer_build_info{" in text
        assert "process_resident_memory_bytes" in text
        assert "python_gc_collections_total" in text
        assert media_type.startswith("text/plain")

    def test_two_applications_do_not_share_counts(self) -> None:
        """Each has a registry of its own."""
        one, other = Metrics(), Metrics()
        one.cache("memory", "hit")
        assert sample(other, "summarizer_cache_total", backend="memory", result="hit") is None


class TestTimings:
    """Where the time of a request went."""

    def test_each_stage_is_told_to_the_caller_in_order(self) -> None:
        """`Server-Timing` has a stage once, in milliseconds, in the order of its first start."""
        timings = Timings(Metrics())
        for stage in ("clean", "cache", "clean"):
            with timings.stage(stage):
                pass
        assert re.fullmatch(r"clean;dur=\d+\.\d, cache;dur=\d+\.\d", timings.server_timing())

    def test_each_stage_goes_into_the_histogram(self) -> None:
        """Every time, not once a request."""
        metrics = Metrics()
        timings = Timings(metrics)
        for _ in range(3):
            with timings.stage("clean"):
                pass
        assert sample(metrics, "summarizer_stage_seconds_count", stage="clean") == 3

    def test_a_stage_that_fails_is_timed_too(self) -> None:
        """The time was spent all the same, and the error goes on."""
        timings = Timings(Metrics())
        with pytest.raises(ZeroDivisionError), timings.stage("summarise"):
            _ = 1 / 0
        assert timings.server_timing().startswith("summarise;dur=")

    def test_nothing_done_is_nothing_said(self) -> None:
        """A request without stages has an empty value."""
        assert Timings(Metrics()).server_timing() == ""
