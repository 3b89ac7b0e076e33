"""Says whether a sentence is in the language and script that was asked for, all of it."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.languages import NAMES, primary
from summarizer.tables import rows
from summarizer.text import script
from summarizer.text.breaks import CJK
from summarizer.text.chinese import SIMPLIFIED, TRADITIONAL, simplified, traditional
from summarizer.text.language import detect
from summarizer.text.sentences import split
from summarizer.text.verbatim import VERBATIM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Claim, Pair, Severity

_HAN = re.compile(rf"[{CJK}]")
_WORDS = {
    "Latin": re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*"),
    "Cyrillic": re.compile(r"[\u0400-\u052f]+(?:['’-][\u0400-\u052f]+)*"),
    "Han": re.compile(r"[\u3400-\u9fff]"),
}
_WRITING = {"en": "Latin", "uk": "Cyrillic", "ru": "Cyrillic", "zh": "Han"}
# A word is longer in no language; folding takes quadratic time.
_FOLDED_AT_ONCE = re.compile(r"\w{1,60}")
_APOSTROPHES = str.maketrans("’ʼ", "''")
# So many words in another writing may be a name, left as it is if each begins with a capital.
_NAME = 3
# So many Latin words in small letters are no names, but were left as they are.
_LEFT = 3

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
    text = _FOLDED_AT_ONCE.sub(lambda word: script.fold(word[0]), VERBATIM.sub(" ", output))
    if claim.is_translation and not _is_written(source, text, pair):
        yield _flag("error", f"is not {NAMES[pair.target]}: it was left as it is", output, source)
        return
    yield from _strangers(source, text, pair.target)
    if pair.target.startswith("zh"):
        yield from _chinese(source, text, pair.target)
    for span in split(text, pair.target):
        yield from _sentence(span.of(text), pair.target)


def _flag(severity: Severity, message: str, output: str, source: str = "") -> Flag:
    return Flag("language", severity, message, output, source)


def _conversion(source: str, output: str, target: str) -> Iterator[Flag]:
    """Hold a change of script against the conversion word by word."""
    converted = {SIMPLIFIED: simplified, TRADITIONAL: traditional}[target](source)
    wanted, got = (_WORDS["Han"].findall(text) for text in (converted, output))
    if wanted != got:
        yield _flag("error", f"is not the {NAMES[target]} of these words", output, source)


def _is_written(source: str, text: str, pair: Pair) -> bool:
    """Say whether the output has the target's writing, or needs none: names alone may stay."""
    writing = _WRITING[primary(pair.target)]
    if writing == _WRITING[primary(pair.source)]:
        common = [word for word in _WORDS[writing].findall(source) if word.islower()]
        return len(common) < 3 or _WORDS[writing].findall(text) != _WORDS[writing].findall(source)
    if _WORDS[writing].search(text):
        return True
    words = _foreign_words(VERBATIM.sub(" ", source), writing)
    return len(words) <= _NAME and not any(map(_is_common, words))


def _foreign_words(text: str, writing: str) -> list[str]:
    """Return the words of `text` in another writing than that."""
    return [
        word for name, words in _WORDS.items() if name != writing for word in words.findall(text)
    ]


def _is_common(word: str) -> bool:
    """Say whether a word is no name by its look: a small letter first, or a Chinese character."""
    return word[0].islower() or bool(_HAN.match(word))


def _strangers(source: str, text: str, target: str) -> Iterator[Flag]:
    """Yield words that the target's readers cannot read, or that its alphabet cannot spell."""
    name = NAMES[target]
    writing = _WRITING[primary(target)]
    foreign = _foreign_words(text, writing)
    latin = list(filter(_WORDS["Latin"].match, foreign))
    left = [word for word in latin if word.islower() and len(word) > 1]
    unreadable = [word for word in foreign if not _WORDS["Latin"].match(word)]
    if target in _alphabets():
        unreadable += filter(partial(_is_misspelt, target), _WORDS[writing].findall(text))
    if unreadable or len(left) >= _LEFT:
        words = " ".join(unreadable or left)
        yield _flag("error", f"is not all {name}: {words}", words)
    elif any(len(word) > 3 and word in source for word in left):
        words = " ".join(left)
        yield _flag("warning", f"may not be all {name}: {words}", words)


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
        both = zip(text, simplified(text), strict=False)
        other = [sign for sign, wanted in both if sign != wanted and _HAN.match(sign)]
    else:
        other = [sign for sign in dict.fromkeys(text) if script.han_variants(sign)[0]]
    if other:
        signs = "".join(other)
        yield _flag("error", f"is not all {NAMES[target]}: {signs}", signs)
    narrow = _NARROW_MARK.search(text)
    if narrow is not None:
        mark = narrow.group()
        yield _flag("warning", f"has the mark {mark!r} where Chinese has a wide one", mark)
    elif (
        len(_WORDS["Han"].findall(text)) >= _LONG_CHINESE
        and _CLAUSE_MARK.search(source)
        and not _CHINESE_MARKS.search(text)
    ):
        yield _flag("warning", "has no Chinese punctuation", text, source)


def _sentence(sentence: str, target: str) -> Iterator[Flag]:
    """Yield what makes a sentence one of another language."""
    writing = _WRITING[primary(target)]
    words = _WORDS[writing].findall(sentence)
    if len(words) < 2 or not any(map(_is_common, words)):
        return
    detection = detect(sentence)
    if detection.language is None:
        likeliest, confidence = next(iter(detection.candidates), (target, 1.0))
        if likeliest != target and confidence >= _LIKELY and target in _alphabets():
            name = NAMES.get(likeliest, likeliest)
            yield _flag("warning", f"may be {name}: {sentence}", sentence)
    elif primary(detection.language) != primary(target):
        name = NAMES.get(detection.language, detection.language)
        yield _flag("error", f"is {name}, not {NAMES[target]}: {sentence}", sentence)
