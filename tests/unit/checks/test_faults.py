"""All checks together: summarizer.checks.faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from summarizer.checks.faults import faults
from summarizer.domain import Claim, Pair

SHARED = Path(__file__).parents[4] / "shared" / "data"

SOURCE = "The rescuers found three people under the bridge in Sumy."
RIGHT = {
    "uk": "Рятувальники знайшли трьох людей під мостом у Сумах.",
    "ru": "Спасатели нашли троих людей под мостом в Сумах.",
    "zh-Hans": "救援人员在苏梅的一座桥下找到了三个人。",
    "zh-Hant": "救援人員在蘇梅的一座橋下找到了三個人。",
}


def checks(source: str, output: str, pair: Pair) -> set[str]:
    """Return the checks that fired."""
    return {flag.check for flag in faults(Claim(output, source, pair))}


@pytest.mark.parametrize("target", RIGHT)
def test_a_right_translation_has_nothing_wrong(target: str) -> None:
    """No check fires on what is right."""
    assert faults(Claim(RIGHT[target], SOURCE, Pair("en", target))) == ()


@pytest.mark.parametrize(
    ("source", "output", "pair"),
    [
        pytest.param("Kyiv Post", "Kyiv Post", Pair("en", "uk"), id="a-name"),
        pytest.param("See www.a.ua.", "Див. www.a.ua.", Pair("en", "uk"), id="an-address"),
        pytest.param("Полтава.", "Полтава.", Pair("uk", "ru"), id="a-name-in-like-alphabets"),
        pytest.param("The HIMARS hit it.", "Це вразила HIMARS.", Pair("en", "uk"), id="latin-name"),
        pytest.param("No, no, no!", "Ні, ні, ні!", Pair("en", "uk"), id="repeated-as-in-source"),
        pytest.param("Five left.", "П'ять пішли.", Pair("en", "uk"), id="straight-apostrophe"),
        pytest.param('"No," he said.', "「不，」他說。", Pair("en", "zh-Hant"), id="corners"),
        pytest.param('He said: "No.', "Він сказав: «Ні.", Pair("en", "uk"), id="open-in-both"),
        pytest.param("It is 5'10\" tall.", "Його зріст 5'10\".", Pair("en", "uk"), id="inches"),
    ],
)
def test_what_only_looks_strange_passes(source: str, output: str, pair: Pair) -> None:
    """Names, addresses, and what the source has too are no faults; a name left is a note."""
    assert {flag.severity for flag in faults(Claim(output, source, pair))} <= {"note"}


@pytest.mark.parametrize(
    ("source", "output", "check"),
    [
        pytest.param("They left.", "", "coverage", id="empty"),
        pytest.param("They left.", "...", "coverage", id="marks-only"),
        pytest.param("***", "Ні, ні.", "coverage", id="words-out-of-nothing"),
        pytest.param(SOURCE + " " + SOURCE, "Рятувальники знайшли.", "coverage", id="short"),
        pytest.param("They left.", f"{RIGHT['uk']} Їх було троє.", "coverage", id="long"),
        pytest.param("Dead: 3\nHurt: 9", "Загинули: 3 Поранені: 9", "coverage", id="lines"),
        pytest.param("They <b>left</b> it.", "Вони <b></b>пішли.", "coverage", id="tags"),
        pytest.param("They left it.", "Вони ⁇ пішли.", "coverage", id="a-sign-without-name"),
        pytest.param("They left town!", "Вони йшли, йшли, йшли, йшли.", "repetition", id="word"),
        pytest.param("Olena Bondar", "Бондар Бондар", "repetition", id="a-doubled-name"),
        pytest.param(
            "They left the town of Izium.",
            "Вони покинули місто Ізюм, вони покинули місто Ізюм.",
            "repetition",
            id="phrase",
        ),
        pytest.param("They left.", "Вониииииии пішли.", "repetition", id="letter"),
        pytest.param('"No," he said.', "«Ні, — сказав він.", "quotes", id="quotation-mark"),
        pytest.param("Truce", "Перемир’я (", "quotes", id="bracket"),
    ],
)  # fmt: skip
def test_faults_of_form_are_seen(source: str, output: str, check: str) -> None:
    """What is empty, too short or long, repeated, or without its partner is flagged."""
    assert check in checks(source, output, Pair("en", "uk"))


def test_flags_hold_both_places() -> None:
    """A flag says what is wrong, and carries the output and its source."""
    (flag,) = faults(Claim("", "They left.", Pair("en", "uk")))
    assert (flag.check, flag.severity, flag.source) == ("coverage", "error", "They left.")
    assert flag.message


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "中" * 50_000,
        "Він пішов. " * 2_000,
        "(" * 50_000,
        "a." * 50_000,
        "ї-" * 50_000,
    ],
    ids=["word", "characters", "sentences", "brackets", "stops", "hyphens"],
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    """No text makes the checks slow (and the test ends)."""
    faults(Claim(text, text, Pair("en", "uk")))


def cases() -> list[Any]:
    """Return the translation cases whose faults are of form, each with its faulty answer."""
    kinds = ("language", "omission", "surface")
    return [
        pytest.param(case["input"], case["expect"], id=case["id"])
        for path in sorted((SHARED / "cases").glob("*.jsonl"))
        for case in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if case["task"] == "translate" and case["kind"] in kinds and "bad" in case["input"]
    ] or [pytest.param({}, {}, marks=pytest.mark.skip(reason=f"there are no cases in {SHARED}"))]


@pytest.mark.parametrize(("given", "expect"), cases())
def test_reported_faults_are_flagged_and_right_answers_are_not(
    given: dict[str, str], expect: dict[str, list[str]]
) -> None:
    """A faulty answer of a public report has a flag that was asked for, the right one has none."""
    pair = Pair(given["source"], given["target"])
    bad = checks(given["text"], given["bad"], pair)
    assert bad & set(expect.get("flags_any", bad))
    assert faults(Claim(given["good"], given["text"], pair)) == ()


@pytest.mark.parametrize("target", ["uk", "ru", "zh-Hant"])
def test_people_are_hardly_ever_blamed(target: str) -> None:
    """Of human translations of the news, at most six in a hundred are said to be wrong."""
    names = {"en": "eng", "uk": "ukr", "ru": "rus", "zh-Hant": "zho_Hant"}
    paths = [SHARED / "parallel" / f"ntrex128.{names[tag]}.txt" for tag in ("en", target)]
    if not all(path.is_file() for path in paths):
        pytest.skip(f"there are no parallel texts in {SHARED}")
    lines = [path.read_text(encoding="utf-8").splitlines()[::4] for path in paths]
    blamed = [
        output
        for source, output in zip(*lines, strict=True)
        if any(f.severity == "error" for f in faults(Claim(output, source, Pair("en", target))))
    ]
    assert len(blamed) <= len(lines[0]) * 6 / 100, blamed
