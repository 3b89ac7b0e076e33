"""Says what is wrong with a translation at first sight, whatever it means."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.languages import NAMES, primary
from summarizer.models.chinese import SIMPLIFIED, TRADITIONAL, simplified, traditional
from summarizer.models.repetition import repeated
from summarizer.models.tokens import UNREADABLE
from summarizer.models.verbatim import VERBATIM
from summarizer.tables import rows
from summarizer.text import script
from summarizer.text.breaks import CJK
from summarizer.text.language import detect
from summarizer.text.pairs import pairs
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.domain import Pair, Severity

_HAN = re.compile(rf"[{CJK}]")
_LETTER = re.compile(r"[^\W_]")
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

# Letters and digits against what the sizes of both languages let expect, and so many letters (of
# English) besides, which a short sentence may have more or less.
_SHORTEST, _LONGEST = 0.45, 2.3
_SLACK = 4
_SLACK_LONGER = 25

_QUOTATION_MARKS = '"“”„«»「」『』'
_SINGLE_MARKS = "'‘’‹›"
_BRACKET_MARKS = "()[]（）［］【】"
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?: [^<>]*)?>")
_MISPLACED_TAG = re.compile(rf"<([a-z]\w*)[^<>]*></\1>|[^\W\d{CJK}]</?\w[^<>]*>[^\W\d{CJK}]")
_TWICE = re.compile(r"\b([^\W\d_]{3,})\s\1\b", re.IGNORECASE)
_CHINESE_MARKS = re.compile(r"[，。！？；：、…“”「」]")
_NARROW_MARK = re.compile(rf"(?<=[{CJK}])[,;!?](?=[{CJK}]|\Z)|(?<=[\u3400-\u9fff])\.\Z")
_CLAUSE_MARK = re.compile(r"[,;]\s|[.!?]\Z|[，；。！？]")
_LONG_CHINESE = 10


def faults(source: str, output: str, pair: Pair) -> tuple[Flag, ...]:
    """Return what is wrong with `output` as a translation of `source`; nothing if it looks right.

    It is empty, a copy, in another language or script (a single sentence of it, too), says
    something again and again, is far too long or short, lost lines or tags, or has a quotation
    mark or bracket without its partner. Whether it says what the source says is for other checks.
    """
    if not _LETTER.search(output) and _LETTER.search(source):
        return (Flag("coverage", "error", "nothing was translated", output, source),)
    found = (*_language(source, output, pair), *_coverage(source, output, pair))
    found = (*found, *_repetition(source, output), *_marks(source, output))
    return tuple(
        Flag(check, severity, message, output, source) for check, severity, message in found
    )


_Fault = tuple[str, "Severity", str]


def _language(source: str, output: str, pair: Pair) -> Iterator[_Fault]:
    """Yield what is not the language, or not the script, that was asked for."""
    if primary(pair.source) == primary(pair.target) == "zh":
        yield from _conversion(source, output, pair.target)
        return
    text = _FOLDED_AT_ONCE.sub(lambda word: script.fold(word[0]), VERBATIM.sub(" ", output))
    if not _is_written(source, text, pair):
        yield "language", "error", f"is not {NAMES[pair.target]}: it was left as it is"
        return
    yield from _strangers(source, text, pair.target)
    if pair.target.startswith("zh"):
        yield from _chinese(source, text, pair.target)
    for span in split(text, pair.target):
        yield from _sentence(span.of(text), pair.target)


def _conversion(source: str, output: str, target: str) -> Iterator[_Fault]:
    """Hold a change of script against the conversion word by word."""
    converted = {SIMPLIFIED: simplified, TRADITIONAL: traditional}[target](source)
    wanted, got = (_WORDS["Han"].findall(text) for text in (converted, output))
    if wanted != got:
        yield "language", "error", f"is not the {NAMES[target]} of these words"


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


def _strangers(source: str, text: str, target: str) -> Iterator[_Fault]:
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
        yield "language", "error", f"is not all {name}: {' '.join(unreadable or left)}"
    elif any(len(word) > 3 and word in source for word in left):
        yield "language", "warning", f"may not be all {name}: {' '.join(left)}"


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


def _chinese(source: str, text: str, target: str) -> Iterator[_Fault]:
    """Yield characters of the other script, and marks that are missing or not Chinese."""
    if target == SIMPLIFIED:
        signs = zip(text, simplified(text), strict=False)
        other = [sign for sign, wanted in signs if sign != wanted and _HAN.match(sign)]
    else:
        other = [sign for sign in dict.fromkeys(text) if script.han_variants(sign)[0]]
    if other:
        yield "language", "error", f"is not all {NAMES[target]}: {''.join(other)}"
    narrow = _NARROW_MARK.search(text)
    if narrow is not None:
        yield "language", "warning", f"has the mark {narrow.group()!r} where Chinese has a wide one"
    elif (
        len(_WORDS["Han"].findall(text)) >= _LONG_CHINESE
        and _CLAUSE_MARK.search(source)
        and not _CHINESE_MARKS.search(text)
    ):
        yield "language", "warning", "has no Chinese punctuation"


def _sentence(sentence: str, target: str) -> Iterator[_Fault]:
    """Yield what makes a sentence one of another language."""
    writing = _WRITING[primary(target)]
    words = _WORDS[writing].findall(sentence)
    if len(words) < 2 or not any(map(_is_common, words)):
        return
    detection = detect(sentence)
    if detection.language is None:
        likeliest, confidence = next(iter(detection.candidates), (target, 1.0))
        if likeliest != target and confidence >= _LIKELY and target in _alphabets():
            yield "language", "warning", f"may be {NAMES.get(likeliest, likeliest)}: {sentence}"
    elif primary(detection.language) != primary(target):
        name = NAMES.get(detection.language, detection.language)
        yield "language", "error", f"is {name}, not {NAMES[target]}: {sentence}"


def _coverage(source: str, output: str, pair: Pair) -> Iterator[_Fault]:
    """Yield that more or less was said than the source says."""
    said, wanted = len(_LETTER.findall(output)), len(_LETTER.findall(source))
    if said and not wanted:
        yield "coverage", "error", "says something where the source has no word"
        return
    size = _sizes()[pair.target]
    expected = wanted * size / _sizes()[pair.source]
    if said < expected * _SHORTEST - _SLACK * size:
        yield "coverage", "error", "is so short that a part of the source must be missing"
    elif said > expected * _LONGEST + _SLACK_LONGER * size:
        yield "coverage", "error", "is much longer than the source"
    elif len(output.splitlines()) < len(source.splitlines()):
        yield "coverage", "error", "has fewer lines than the source"
    if UNREADABLE in output and UNREADABLE not in source:
        yield "coverage", "error", "has a sign that the model could not name"


@cache
def _sizes() -> dict[str, float]:
    return {language: float(size) for language, size in rows("text/sizes.tsv")}


def _repetition(source: str, output: str) -> Iterator[_Fault]:
    """Yield what is said more often in a row than in the source."""
    phrase = repeated(output, source)
    if phrase is not None:
        yield "repetition", "error", f"says {phrase!r} again and again"
    elif (twice := _TWICE.search(output)) and not _TWICE.search(source):
        yield "repetition", "warning", f"says {twice[1]!r} twice in a row"


def _marks(source: str, output: str) -> Iterator[_Fault]:
    """Yield the kinds of marks that come in pairs in the source and do not in the output."""
    for kind, marks in (("quotation mark", _QUOTATION_MARKS), ("bracket", _BRACKET_MARKS)):
        # A single mark may be an apostrophe: of the source, nothing is known then.
        if _is_balanced(source, marks + _SINGLE_MARKS) and not _is_balanced(output, marks):
            yield "quotes", "error", f"has a {kind} without its partner"
    wanted, got = (sorted(_TAG.findall(text)) for text in (source, output))
    if wanted != got or (wanted and _MISPLACED_TAG.search(output)):
        yield "coverage", "error", "lost or misplaced a tag of the source"


def _is_balanced(text: str, marks: str) -> bool:
    paired = {at for pair in pairs(text) for at in (pair.opening, pair.closing)}
    lone = [sign for at, sign in enumerate(text) if sign in marks and at not in paired]
    # Straight marks inside straight ones are not all found, but come in even numbers.
    return set(lone) <= {'"'} and len(lone) % 2 == 0
