"""Acceptance cases from public bug reports: `pytest tests/test_cases.py [--cases DIR]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from summarizer import settings
from summarizer.app import create_service
from summarizer.domain import LENGTHS, Pair, SummariseRequest
from summarizer.errors import RequestError
from summarizer.telemetry import Metrics, Timings
from summarizer.text.article import body_text
from summarizer.text.boilerplate import body
from summarizer.text.clean import clean
from summarizer.text.html import extract
from summarizer.text.language import detect
from summarizer.text.sentences import split
from tests.cases import deploy, http
from tests.cases.properties import Answered, faults
from tests.running import RunningService, running_service
from tests.serving import PATIENT, serving
from tests.writing import ScriptedTranslator, WritingSummarizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.service import Service


SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "cases"
TASKS = ("split", "clean", "detect", "summarise", "translate", "http", "deploy")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one test of each case in the folder."""
    folder = Path(metafunc.config.getoption("--cases") or SHARED)
    lines = [
        line
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    cases = [
        pytest.param(case, variant, id=f"{case['id']}{variant and '-' + variant}")
        for case in map(json.loads, lines)
        if case["task"] in TASKS
        for variant in _variants(case)
    ]
    if not cases:
        missing = pytest.mark.skip(reason=f"there are no cases in {folder}")
        cases = [pytest.param({}, "", id="none", marks=missing)]
    metafunc.parametrize(("case", "variant"), cases)


def _variants(case: dict[str, Any]) -> tuple[str, ...]:
    """Return how a case is run: an article is summarised, and what a model may write is served."""
    written = tuple(variant for variant in ("good", "bad") if variant in case["input"])
    if case["task"] == "summarise":
        return ("extract", *written)
    return written if case["task"] == "translate" and written else ("",)


@pytest.fixture(scope="module")
def service() -> Service:
    """The service without any weights, in this process."""
    service = create_service(settings.load(), Metrics())
    service.load()
    return service


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, redis_url: str, models_directory: Path
) -> Iterator[RunningService]:
    """Yield the service under gunicorn, with Redis and the test translators."""
    with running_service(
        tmp_path_factory.mktemp("cases"),
        app="tests.scripted:app",
        environment={
            "REDIS_URL": redis_url,
            "SUMMARIZER_MODELS_DIRECTORY": str(models_directory),
        },
    ) as running:
        yield running


def test_case(
    case: dict[str, Any], variant: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Every property that the case expects holds."""
    request.node.user_properties.append(("kind", case["kind"]))
    task = case["task"]
    if task == "http":
        reason = http.unreachable(case)
        if reason:
            pytest.skip(reason)
        # The service may run as another user, who writes nothing but reads the checkout.
        tmp_path.chmod(0o777)
        fixtures = ("redis_url", "shared", "models_directory")
        redis_url, shared, models = map(request.getfixturevalue, fixtures)
        found = http.run(case, tmp_path, redis_url, shared, models)
    elif task == "deploy":
        reason = deploy.missing(case)
        if reason:
            pytest.skip(reason)
        found = deploy.run(case)
    elif task == "summarise":
        found = _summarise(case, variant, request.getfixturevalue("service"))
    elif task == "translate":
        if case["input"].get("format") == "html":
            pytest.skip("markup is not translated")
        found = _translate(case, variant)
    else:
        found = {"split": _split, "clean": _clean, "detect": _detect}[task](case)
    assert not found, "\n".join(found)


def _split(case: dict[str, Any]) -> list[str]:
    text, expect = case["input"]["text"], case["expect"]
    spans = split(text, case["input"]["language"])
    pieces = [span.of(text) for span in spans]
    found = []
    low, high = (lambda n: n if isinstance(n, list) else (n, n))(
        expect.get("sentences", [0, len(text)])
    )
    if not low <= len(pieces) <= high:
        found.append(f"{len(pieces)} sentences: {pieces}")
    if expect.get("lossless") and "".join("".join(pieces).split()) != "".join(text.split()):
        found.append(f"characters were lost: {pieces}")
    for start in expect.get("boundary_before", ()):
        if not any(piece.startswith(start) for piece in pieces):
            found.append(f"no sentence starts with {start!r}: {pieces}")
    for start in expect.get("no_boundary_before", ()):
        if any(piece.startswith(start) for piece in pieces):
            found.append(f"a sentence starts with {start!r}: {pieces}")
    fewest = expect.get("min_letters", 0)
    found += [
        f"{piece!r} has fewer than {fewest} letters"
        for piece in pieces
        if sum(c.isalnum() for c in piece) < fewest
    ]
    known = {
        "sentences", "lossless", "boundary_before", "no_boundary_before", "min_letters",
    }  # fmt: skip
    return found + [f"{name}: this property is not known" for name in expect.keys() - known]


def _clean(case: dict[str, Any]) -> list[str]:
    given = case["input"]
    submitted = extract(given["html"]).text if "html" in given else given["text"]
    cleaned = clean(submitted)
    blocks = body(cleaned)
    warnings = () if blocks else ("no_article",)
    source = given.get("html") or given["text"]
    text = body_text(cleaned, blocks)
    return faults(case["expect"], Answered(text, source, case["language"], warnings=warnings))


def _detect(case: dict[str, Any]) -> list[str]:
    text, expect = case["input"]["text"], dict(case["expect"])
    runs = [detect(clean(text).text).language for _ in range(expect.pop("deterministic", 1))]
    told, found = runs[0], []
    if len(set(runs)) > 1:
        found.append(f"the answers differ: {runs}")
    if "language" in expect and told != expect.pop("language"):
        found.append(f"{told}, not {case['expect']['language']}")
    unwanted = expect.pop("not_language", [])
    if told in unwanted or (told and told.split("-")[0] in unwanted):
        found.append(f"{told} is one of {unwanted}")
    if expect.pop("abstain", False) and told is not None:
        found.append(f"{told}, and should have abstained")
    if "abstain_or" in expect and told not in (None, *expect.pop("abstain_or")):
        found.append(f"{told}, not one of {case['expect']['abstain_or']}")
    expect.pop("abstain_or", None)
    return found + [f"{name}: this property is not known" for name in expect]


def _summarise(case: dict[str, Any], variant: str, service: Service) -> list[str]:
    given, expect = case["input"], dict(case["expect"])
    text = given.get("text")
    if text is None:
        parts = given["generate"]
        text = " ".join([parts["head"], *[parts["repeat"]] * parts["times"], parts["tail"]])
    if variant == "extract" and "absent" in expect:
        # An extract is the source's own words: what the source has cannot be forbidden to it.
        expect["absent"] = [words for words in expect["absent"] if words not in text]
    if variant in ("good", "bad"):
        service = serving(WritingSummarizer(given[variant]))
        service.load()
    if variant == "good":
        expect["equals"] = given["good"]
    lengths = LENGTHS if given["length"] == "both" else (given["length"],)
    request = SummariseRequest(text=text, language=case["language"], lengths=lengths)
    try:
        answer = service.summarise(request, PATIENT, Timings(Metrics()))
    except RequestError as error:
        return [] if variant == "bad" else [f"refused: {error}"]
    found = []
    for length in lengths:
        (summary,) = answer.summaries[length].values()
        joint = "" if summary.language.startswith("zh") else " "
        answered = Answered(
            text=joint.join(sentence.text for sentence in summary.sentences),
            source=text,
            language=summary.language,
            written=variant != "extract",
            warnings=tuple(warning.code for warning in answer.warnings),
            flags=tuple(flag.check for s in summary.sentences for flag in s.flags),
            sentences_read=summary.sentences_read,
            sentences_all=len(answer.reading.article.sentences),
        )
        found += [f"{length}: {fault}" for fault in _wrong(variant, expect, answered)]
    return found


def _wrong(variant: str, expect: dict[str, Any], answered: Answered) -> list[str]:
    """Return what is wrong; nothing where a bad answer is served with one of the flags asked."""
    asked = expect.get("flags_any", answered.flags)
    if variant == "bad" and set(asked) & set(answered.flags):
        return []
    return faults(expect, answered)


def _translate(case: dict[str, Any], variant: str) -> list[str]:
    """Translate with a model that writes what the case says, a sentence for a sentence."""
    given, expect = case["input"], dict(case["expect"])
    source, target = given["source"], given["target"]
    texts = given.get("variants") or [given["text"]]
    written = given.get(variant, "") if variant else ""
    service = serving(translators=[ScriptedTranslator(texts[0], written, Pair(source, target))])
    service.load()
    found = []
    for text in texts:
        try:
            (told,) = service.translate([text], source, target, PATIENT)
        except RequestError as error:
            if variant == "bad":
                continue
            return [f"refused: {error}"]
        flags = tuple(flag.check for sentence in told.sentences for flag in sentence.flags)
        answered = Answered(text=told.text, source=text, language=target, written=True, flags=flags)
        wrong = _wrong(variant, expect, answered)
        if variant == "good" and told.text != written:
            wrong.append(f"served as {told.text!r}")
        found += wrong
    return found
