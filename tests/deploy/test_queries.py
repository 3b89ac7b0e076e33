"""What is asked of Prometheus is what the service exports: names, labels, and their values."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from summarizer import settings
from tests.deploy.queries import (
    NAMESPACE,
    Query,
    fed_series,
    groups,
    load,
    queries,
    rules,
    tool,
)
from tests.running import ROOT, running_service
from tests.valkey import free_port
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.running import RunningService

Exported = dict[str, dict[str, set[str]]]

# What the Prometheus Operator adds to everything that a ServiceMonitor finds.
ATTACHED = frozenset({"namespace", "pod", "instance"})
ARTICLE = "The dam at {} held overnight. Nobody was hurt. The road is open again, police said."
QUERIES = list(queries())


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, models_directory: Path, redis_url: str
) -> Iterator[RunningService]:
    """Yield the service after it has answered, remembered, failed, and turned away."""
    environment = {
        "SUMMARIZER_MODELS_DIRECTORY": str(models_directory),
        "SUMMARIZER_GATE_SLOTS": "1",
        "SUMMARIZER_GATE_WAITING": "0",
        "REDIS_URL": redis_url,
        "SCRIPT": "model_slow,model_error_once",
    }
    with running_service(
        tmp_path_factory.mktemp("queries"), app="tests.scripted:app", environment=environment
    ) as service:
        text = ARTICLE.format("Kremenchuk")
        assert service.summarise(text=text).status == 500
        with ThreadPoolExecutor(2) as pool:
            texts = [ARTICLE.format(town) for town in ("Irpin", "Bucha")]
            both = list(pool.map(lambda text: service.summarise(text=text).status, texts))
        assert sorted(both) == [200, 503]
        assert [service.summarise(text=text).status for _ in range(2)] == [200, 200]
        # No model knows the sign, so its sentence is flagged; the others come again in an update.
        for update in (f"{text} Snow fell ☃ at night.", f"{text} Snow fell ☃ all day."):
            assert service.summarise(text=update, translate_to=["uk"]).status == 200
        yield service


@pytest.fixture(scope="module")
def exported(service: RunningService) -> Exported:
    """Return every value of every label, by the name of the series."""
    found: Exported = defaultdict(lambda: defaultdict(set))
    page = service.request("GET", "/metrics", port=service.management_port).body.decode()
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            values = found[sample.name]
            for label, value in sample.labels.items():
                values[label].add(value)
    return found


@pytest.mark.parametrize("query", [*QUERIES, *fed_series()], ids=lambda query: query.where)
def test_every_series_is_exported(query: Query, exported: Exported) -> None:
    """By its name, with the labels that it is asked by; a wrong one would be silent for ever."""
    assert query.series
    for series in query.series:
        assert series.name in exported
        for label, _, _ in series.matchers:
            assert label in ATTACHED | exported[series.name].keys(), series
    labels = {label for series in query.series for label in exported[series.name]}
    assert set(query.grouped) <= ATTACHED | labels


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.where)
def test_every_value_is_one_that_the_service_uses(query: Query, exported: Exported) -> None:
    """As a status, or what the cache did."""
    for series in query.series:
        for label, operator, value in series.matchers:
            if label == "namespace":
                assert value == NAMESPACE
            elif operator == "=":
                assert value in exported[series.name][label], series
            else:
                assert operator == "=~"
                assert any(re.fullmatch(value, had) for had in exported[series.name][label])


def test_every_metric_of_the_service_is_documented(exported: Exported) -> None:
    """With its labels, in docs/operations.md; and nothing else is."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text[text.index("## What to watch") : text.index("### In a cluster")]
    documented = {
        name: set(filter(None, labels.split(",")))
        for name, labels in re.findall(r"`(summarizer_\w+)(?:\{([\w,]*)\})?`", table)
    }
    # Only a service that has keys counts callers.
    documented.pop("summarizer_caller_requests_total")
    measured = {
        name.removesuffix("_count"): set(labels)
        for name, labels in exported.items()
        if name.startswith("summarizer_") and not name.endswith(("_created", "_sum", "_bucket"))
    }
    assert measured == documented


def test_a_name_that_is_not_exported_would_be_found() -> None:
    """Of a query, nothing but words of the language and names of functions is left out."""
    query = Query(
        "test",
        'sum by (a, b) (rate(one_total{c="x(y)", d=~"z.*"}[5m])) / on (e) two > 2 and three or'
        " histogram_quantile(0.9, sum without (le) (four_bucket))",
    )
    assert [series.name for series in query.series] == ["one_total", "two", "three", "four_bucket"]
    assert query.series[0].matchers == (("c", "=", "x(y)"), ("d", "=~", "z.*"))
    assert query.grouped == ["a", "b", "e", "le"]


def test_the_metrics_are_as_prometheus_wants_them(service: RunningService) -> None:
    """Names, units and explanations; promtool objects to others."""
    page = service.request("GET", "/metrics").body
    ran = subprocess.run(
        [tool("promtool"), "check", "metrics"], input=page, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_pods_are_added_before_a_queue_is_full() -> None:
    """The autoscaler wants fewer requests a pod than work at a time by default."""
    (trigger,) = load("keda", "scaledobject.yaml")["spec"]["triggers"]
    assert float(trigger["metadata"]["threshold"]) < settings.load().gate.slots


class Prometheus:
    """A Prometheus that scrapes the service each second."""

    def __init__(self, url: str) -> None:
        self._url = url

    def get(self, path: str, **parameters: str) -> Any:
        """Return the data of an answer of its API."""
        with urlopen(f"{self._url}/api/v1/{path}?{urlencode(parameters)}", timeout=10) as answer:
            told = json.load(answer)
        assert told["status"] == "success"
        return told["data"]

    def value(self, expression: str) -> float | None:
        """Return the one value of an expression; None where it has none."""
        found = self.get("query", query=expression)["result"]
        return float(found[0]["value"][1]) if found else None

    def states(self) -> Mapping[str, str]:
        """Return the state of each alert: `inactive`, `pending` or `firing`."""
        return {
            rule["name"]: rule["state"]
            for group in self.get("rules")["groups"]
            for rule in group["rules"]
        }


@contextmanager
def prometheus(folder: Path, service: RunningService) -> Iterator[Prometheus]:
    """Run a Prometheus with our rules until the block ends."""
    program, port = tool("prometheus"), free_port()
    target = {
        "targets": [f"127.0.0.1:{service.management_port}"],
        "labels": {"namespace": NAMESPACE, "pod": "summarizer-1"},
    }
    configuration = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yaml"],
        "scrape_configs": [{"job_name": "summarizer", "static_configs": [target]}],
    }
    (folder / "prometheus.yaml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
    (folder / "rules.yaml").write_text(yaml.safe_dump(groups()), encoding="utf-8")
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [
                program,
                f"--config.file={folder / 'prometheus.yaml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
        )
    running = Prometheus(f"http://127.0.0.1:{port}")
    try:
        wait_for(lambda: answers(running), seconds=30)
        yield running
    finally:
        process.terminate()
        process.wait(20)


def answers(running: Prometheus) -> bool:
    """Say whether a Prometheus has scraped the service, and evaluated its rules."""
    try:
        seen = running.value("summarizer_ready") is not None
        groups = running.get("rules")["groups"]
    except OSError:
        return False
    return seen and all(group["evaluationTime"] > 0 for group in groups)


def test_a_real_prometheus_scrapes_the_service_and_has_an_answer_to_every_query(
    tmp_path: Path, service: RunningService
) -> None:
    """Rules are evaluated without a fault, and no alert is raised by a service that is well."""
    with prometheus(tmp_path, service) as running:
        for query in QUERIES:
            running.get("query", query=query.expression)
        calm = dict.fromkeys((rule["alert"] for rule in rules()), "inactive")
        wait_for(lambda: running.states() == calm)
        (scaled,) = [query for query in QUERIES if query.where == "ScaledObject"]
        assert running.value(scaled.expression) == 0
        assert running.value('summarizer_requests_total{status="500"}') == 1
        (group,) = running.get("rules")["groups"]
        assert {rule["health"] for rule in group["rules"]} == {"ok"}


def test_a_real_prometheus_sees_that_no_model_is_loaded(tmp_path: Path) -> None:
    """Of a service that lives, and that waits for a model that is not there."""
    environment = {"SUMMARIZER_MODELS_SERVE": "opus-mt-en-zh"}
    with (
        running_service(tmp_path, environment=environment, ready=False) as service,
        prometheus(tmp_path, service) as running,
    ):
        assert running.value("summarizer_ready") == 0
        wait_for(lambda: running.states()["SummarizerNoModelLoaded"] == "pending")
        wait_for(lambda: running.states()["SummarizerDown"] == "inactive")
