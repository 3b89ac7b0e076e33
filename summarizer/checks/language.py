"""Says whether a sentence is in the language and script that was asked for, all of it."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from summarizer.checks.writing import WORDS, foreign_words, is_common, readable, writing
from summarizer.domain import Flag
from summarizer.languages import NAMES, primary
from summarizer.tables import rows
from summarizer.text import script
from summarizer.text.breaks import CJK
from summarizer.text.chinese import SIMPLIFIED, TRADITIONAL, respelt, simplified, traditional
from summarizer.text.language import detect
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim, Severity

_HAN = re.compile(rf"[{CJK}]")
_APOSTROPHES = str.maketrans("’ʼ", "''")

# Foreign names make a sentence of fewer common words look foreign.
_SURE = 3
# Detection is this sure before Ukrainian or Russian is doubted, though it names no language.
_LIKELY = 0.5

_CHINESE_MARKS = re.compile(r"[，。！？；：、…“”「」]")
_NARROW_MARK = re.compile(rf"(?<=[{CJK}])[,;!?](?=[{CJK}]|\Z)|(?<=[\u3400-\u9fff])\.\Z")
_CLAUSE_MARK = re.compile(r"[,;]\s|[.!?]\Z|[，；。！？]")
_LONG_CHINESE = 10


def check(claim: Claim) -> Iterator[Flag]:
    """Yield what is not the language, or not the script, that was asked for."""
    source, output, pair = claim.source, claim.output, claim.pair
    if primary(pair.source) == primary(pair.target) == "zh" and pair.source != pair.target:
        yield from _conversion(source, output, pair.target)
        return
    text = readable(output)
    yield from _strangers(text, pair.target)
    if pair.target.startswith("zh"):
        yield from _chinese(source, text, pair.target)
    for span in split(text, pair.target):
        yield from _sentence(span.of(text), pair.target)


def _flag(severity: Severity, message: str, output: str, source: str = "") -> Flag:
    return Flag("language", severity, message, output, source)


def _conversion(source: str, output: str, target: str) -> Iterator[Flag]:
    """Hold a change of script against the conversion word by word."""
    converted = {SIMPLIFIED: simplified, TRADITIONAL: traditional}[target](source)
    wanted, got = (WORDS["Han"].findall(text) for text in (converted, output))
    if wanted != got:
        yield _flag("error", f"is not the {NAMES[target]} of these words", output, source)


def _strangers(text: str, target: str) -> Iterator[Flag]:
    """Yield words that the target's readers cannot read, or that its alphabet cannot spell."""
    strange = [
        word for word in foreign_words(text, writing(target)) if not WORDS["Latin"].match(word)
    ]
    if target in _alphabets():
        strange += filter(partial(_is_misspelt, target), WORDS[writing(target)].findall(text))
    if strange:
        words = " ".join(strange)
        yield _flag("error", f"is not all {NAMES[target]}: {words}", words)


def _is_misspelt(language: str, word: str) -> bool:
    """Say whether a word has a letter that the language does not, or is one of its neighbour's."""
    plain = word.lower().translate(_APOSTROPHES)
    letters = filter(str.isalpha, plain)
    return not _alphabets()[language].issuperset(letters) or bool(
        _neighbours(language).fullmatch(plain)
    )


@cache
def _alphabets() -> dict[str, frozenset[str]]:
    """Return the letters of the languages whose neighbours have others."""
    return {tag: frozenset(row[0]) for tag, *row in rows("text/letters.tsv") if tag in ("uk", "ru")}


@cache
def _neighbours(language: str) -> re.Pattern[str]:
    """Return what words of the nearest neighbour look like."""
    table = rows("text/neighbour_words.tsv")
    return re.compile("|".join(w for tag, words in table if tag == language for w in words.split()))


def _chinese(source: str, text: str, target: str) -> Iterator[Flag]:
    """Yield characters of the other script, and marks that are missing or not Chinese."""
    if target == SIMPLIFIED:
        other = list(_not_simplified(text))
    else:
        other = [sign for sign in dict.fromkeys(text) if script.han_variants(sign)[0]]
    if other:
        signs = "".join(other)
        yield _flag("error", f"is not all {NAMES[target]}: {signs}", signs)
    narrow = _NARROW_MARK.search(text)
    if narrow is not None:
        mark = narrow.group()
        yield _flag("note", f"has the mark {mark!r} where Chinese has a wide one", mark)
    elif (
        len(WORDS["Han"].findall(text)) >= _LONG_CHINESE
        and _CLAUSE_MARK.search(source)
        and not _CHINESE_MARKS.search(text)
    ):
        yield _flag("note", "has no Chinese punctuation", text, source)


def _not_simplified(text: str) -> Iterator[str]:
    """Yield the characters of `text` that its words do not have in simplified Chinese."""
    plain = simplified(text)
    # Words are looked up where a character is in doubt only: their table takes 45 MB.
    if plain != text:
        both = zip(text, plain, respelt(text), strict=False)
        yield from (sign for sign, *wanted in both if sign not in wanted and _HAN.match(sign))


def _sentence(sentence: str, target: str) -> Iterator[Flag]:
    """Yield what makes a sentence one of another language."""
    words = WORDS[writing(target)].findall(sentence)
    common = sum(map(is_common, words))
    if len(words) < 2 or not common:
        return
    detection = detect(sentence)
    if detection.language is None:
        likeliest, confidence = next(iter(detection.candidates), (target, 1.0))
        if likeliest != target and confidence >= _LIKELY and target in _alphabets():
            name = NAMES.get(likeliest, likeliest)
            yield _flag("warning", f"may be {name}: {sentence}", sentence)
    elif primary(detection.language) != primary(target):
        name = NAMES.get(detection.language, detection.language)
        sure = detection.language in NAMES or common >= _SURE
        severity: Severity = "error" if sure else "warning"
        yield _flag(severity, f"is {name}, not {NAMES[target]}: {sentence}", sentence)
