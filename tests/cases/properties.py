"""The properties that a case expects of an answer, each a function that says what is wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.languages import primary
from summarizer.text.clean import clean
from summarizer.text.language import detect
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# A sentence of fewer letters is too short to tell its language.
TELLING_LETTERS = 25
_QUOTES = {'"': '"', "“": "”", "«": "»", "「": "」", "『": "』"}
_BRACKETS = {"(": ")", "[": "]", "（": "）", "【": "】"}
_MULTIPLIERS = {
    "тис": 1e3, "тыс": 1e3, "thousand": 1e3, "万": 1e4, "萬": 1e4, "million": 1e6, "млн": 1e6,
    "billion": 1e9, "млрд": 1e9, "亿": 1e8, "億": 1e8,
}  # fmt: skip
_NUMBER = re.compile(
    r"(\d[\d\s\u00a0\u202f.,]*\d|\d)\s*({})?".format("|".join(_MULTIPLIERS)), re.IGNORECASE
)


@dataclass(frozen=True)
class Answered:
    """A text that was answered, and what it was made from."""

    text: str
    source: str
    language: str
    written: bool = False
    warnings: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    sentences_read: int = 0
    sentences_all: int = 0


def faults(expect: Mapping[str, Any], answer: Answered) -> list[str]:
    """Return what is wrong with the answer; nothing where every property holds.

    A property that is not known here is a fault: no case passes unread.
    """
    found = []
    for name, wanted in expect.items():
        if name in ("ignore_case", "status", "within_s"):
            continue
        check = PROPERTIES.get(name)
        if check is None:
            found.append(f"{name}: this property is not known")
            continue
        subject = answer
        if expect.get("ignore_case") and name in ("contains", "absent", "contains_any"):
            wanted = [text.lower() for text in wanted]
            subject = Answered(answer.text.lower(), answer.source, answer.language)
        found += [f"{name}: {fault}" for fault in check(wanted, subject)]
    return found


def _numerals() -> defaultdict[str, list[tuple[float, re.Pattern[str]]]]:
    """Return the values that have a word, by language."""
    found: defaultdict[str, list[tuple[float, re.Pattern[str]]]] = defaultdict(list)
    for line in Path(__file__).with_name("numerals.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            value, language, beginnings = line.split("\t")
            start = "" if language == "zh" else r"\b"
            words = "|".join(map(re.escape, beginnings.split()))
            found[language].append((float(value), re.compile(f"{start}(?:{words})", re.IGNORECASE)))
    return found


_NUMERALS = _numerals()


def numbers(text: str, language: str) -> set[float]:
    """Return the values that are written in digits, with and without their multiplier."""
    values = set()
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"[\s\u00a0\u202f]", "", match[1])
        if language.startswith(("en", "zh")):
            digits = re.sub(r",(?=\d{3}(?!\d))", "", digits)
        digits = digits.replace(",", ".")
        for part in [digits] if re.fullmatch(r"\d+(\.\d+)?", digits) else digits.split("."):
            value = float(part)
            values.add(value)
            if match[2]:
                values.add(value * _MULTIPLIERS[match[2].lower()])
    return values


def _contains(wanted: list[str], answer: Answered) -> Iterator[str]:
    yield from (f"{text!r} is missing" for text in wanted if text not in answer.text)


def _contains_any(wanted: list[str], answer: Answered) -> Iterator[str]:
    if not any(text in answer.text for text in wanted):
        yield f"none of {wanted} is there"


def _absent(wanted: list[str], answer: Answered) -> Iterator[str]:
    yield from (f"{text!r} is there" for text in wanted if text in answer.text)


def _occurs(wanted: dict[str, int], answer: Answered) -> Iterator[str]:
    for text, times in wanted.items():
        if answer.text.count(text) != times:
            yield f"{text!r} is there {answer.text.count(text)} times, not {times}"


def _equals(wanted: str, answer: Answered) -> Iterator[str]:
    if answer.text != wanted:
        yield f"{answer.text!r} is not {wanted!r}"


def _numbers_kept(wanted: list[float], answer: Answered) -> Iterator[str]:
    there = numbers(answer.text, answer.language) | {
        value for value, word in _NUMERALS[primary(answer.language)] if word.search(answer.text)
    }
    yield from (f"{value} is not in {there}" for value in wanted if value not in there)


def _numbers_subset(_: bool, answer: Answered) -> Iterator[str]:
    extra = numbers(answer.text, answer.language) - numbers(answer.source, answer.language)
    yield from (f"{value} is not in the source" for value in extra)


def _names_subset(_: bool, answer: Answered) -> Iterator[str]:
    for name in re.findall(r"\b[^\W\d_a-zа-яіїєґ]\w+", answer.text):
        if name.lower() not in answer.source.lower():
            yield f"{name} is not in the source"


def _quotes_verbatim(_: bool, answer: Answered) -> Iterator[str]:
    source = clean(answer.source).plain
    for quoted in re.findall(r'"([^"]+)"', clean(answer.text).plain):
        if quoted not in source:
            yield f"{quoted!r} is not in the source"


def _balanced(pairs: dict[str, str]) -> Callable[[bool, Answered], Iterator[str]]:
    def check(_: bool, answer: Answered) -> Iterator[str]:
        for opening, closing in pairs.items():
            counts = answer.text.count(opening), answer.text.count(closing)
            odd = counts[0] % 2 if opening == closing else counts[0] != counts[1]
            if odd:
                yield f"{opening} and {closing} do not come in pairs"

    return check


def _implies(wanted: list[list[str]], answer: Answered) -> Iterator[str]:
    for one, other in wanted:
        if one in answer.text and other not in answer.text:
            yield f"{one} without {other}"


def _within(wanted: int | list[int], count: int) -> bool:
    low, high = wanted if isinstance(wanted, list) else (wanted, wanted)
    return low <= count <= high


def _sentences(wanted: int | list[int], answer: Answered) -> Iterator[str]:
    count = len(split(answer.text, answer.language))
    if not _within(wanted, count):
        yield f"{count} sentences, not {wanted}"


def _lines(wanted: int, answer: Answered) -> Iterator[str]:
    count = len(answer.text.splitlines())
    if count != wanted:
        yield f"{count} lines, not {wanted}"


def _paragraphs(wanted: int, answer: Answered) -> Iterator[str]:
    count = len([part for part in re.split(r"\n\s*\n", answer.text) if part.strip()])
    if count != wanted:
        yield f"{count} paragraphs, not {wanted}"


def _language(wanted: str, answer: Answered) -> Iterator[str]:
    pieces = [span.of(answer.text) for span in split(answer.text, wanted)]
    for piece in [answer.text, *pieces]:
        if sum(c.isalpha() for c in piece) < TELLING_LETTERS:
            continue
        told = detect(piece).language
        if told != wanted:
            yield f"{piece!r} is {told}, not {wanted}"


def _ratio(answer: Answered) -> float:
    return len(answer.text) / max(1, len(answer.source))


def _max_ratio(wanted: float, answer: Answered) -> Iterator[str]:
    if _ratio(answer) > wanted:
        yield f"{_ratio(answer):.2f} times the source, more than {wanted}"


def _min_ratio(wanted: float, answer: Answered) -> Iterator[str]:
    if _ratio(answer) < wanted:
        yield f"{_ratio(answer):.2f} times the source, less than {wanted}"


def _max_chars(wanted: int, answer: Answered) -> Iterator[str]:
    if len(answer.text) > wanted:
        yield f"{len(answer.text)} characters, more than {wanted}"


def _non_empty(_: bool, answer: Answered) -> Iterator[str]:
    if not answer.text.strip():
        yield "the answer is empty"


def _empty(_: bool, answer: Answered) -> Iterator[str]:
    if answer.text.strip():
        yield f"{answer.text!r} is not empty"


def _max_repeat(wanted: int, answer: Answered) -> Iterator[str]:
    pieces = {
        "sentence": [span.of(answer.text) for span in split(answer.text, answer.language)],
        "word": re.findall(r"\w+", answer.text),
        "character": list(answer.text),
    }
    for unit, row in pieces.items():
        run = 1
        for previous, piece in pairwise(row):
            run = run + 1 if piece == previous else 1
            told = any(c.isalnum() for c in piece)
            if run > wanted and told and piece * run not in answer.source:
                yield f"the {unit} {piece!r} stands {run} times in a row"
                break


def _ends_with_mark(_: bool, answer: Answered) -> Iterator[str]:
    if not re.search(r"[.!?…。！？]['\"”’»」』)）]*$", answer.text):
        yield f"{answer.text[-30:]!r} does not end with a mark"
    if answer.written:
        return
    last = [span.of(answer.text) for span in split(answer.text, answer.language)][-1:]
    ends = {span.of(answer.source) for span in split(answer.source, answer.language)}
    if not set(last) <= ends:
        yield f"{last} is not a sentence of the source"


def _not_truncated(_: bool, answer: Answered) -> Iterator[str]:
    # The answer always says how many were read; it must not claim more than there are.
    if not 0 < answer.sentences_read <= answer.sentences_all:
        yield f"{answer.sentences_read} of {answer.sentences_all} sentences were read"


def _warnings_any(wanted: list[str], answer: Answered) -> Iterator[str]:
    if not set(wanted) & set(answer.warnings):
        yield f"none of {wanted} in {answer.warnings}"


def _flags_none(wanted: list[str], answer: Answered) -> Iterator[str]:
    if set(wanted) & set(answer.flags):
        yield f"{set(wanted) & set(answer.flags)} was set"


def _flags_any(wanted: list[str], answer: Answered) -> Iterator[str]:
    # These flags are asked of a bad answer; on a good one they are false alarms.
    yield from _flags_none(wanted, answer)


PROPERTIES: dict[str, Callable[[Any, Answered], Iterator[str]]] = {
    "contains": _contains,
    "contains_any": _contains_any,
    "absent": _absent,
    "occurs": _occurs,
    "equals": _equals,
    "numbers_kept": _numbers_kept,
    "numbers_subset": _numbers_subset,
    "names_subset": _names_subset,
    "quotes_verbatim": _quotes_verbatim,
    "quotes_balanced": _balanced(_QUOTES),
    "brackets_balanced": _balanced(_BRACKETS),
    "implies": _implies,
    "sentences": _sentences,
    "lines": _lines,
    "paragraphs": _paragraphs,
    "language": _language,
    "max_ratio": _max_ratio,
    "min_ratio": _min_ratio,
    "max_chars": _max_chars,
    "non_empty": _non_empty,
    "empty": _empty,
    "max_repeat": _max_repeat,
    "ends_with_mark": _ends_with_mark,
    "not_truncated": _not_truncated,
    "warnings_any": _warnings_any,
    "flags_none": _flags_none,
    "flags_any": _flags_any,
}
