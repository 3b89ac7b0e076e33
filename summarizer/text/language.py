"""Names the language of a text, or abstains rather than guess."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from lingua import Language, LanguageDetectorBuilder

from summarizer.domain import Detection
from summarizer.languages import LANGUAGES
from summarizer.tables import rows
from summarizer.text import script

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lingua import LanguageDetector

# A long text is judged by parts from all over it: so many, each so many code points long.
_PARTS = 8
_PART_LENGTH = 150

_NO_EVIDENCE = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|[@#]\w+|\b[\w-]+\.(?:com|org|net|ua|ru|info|cn|tw|gov)\b"
)
_QUOTED = re.compile(
    r"「[^「」]{1,200}」|『[^『』]{1,200}』|“[^“”]{1,200}”|«[^«»]{1,200}»|《[^《》]{1,200}》"
)
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_COMBINING = re.compile(r"[\u0300-\u036f]")
_APOSTROPHES = str.maketrans("’ʼ`´‘", "'''''")
_WORDS = {
    "Cyrillic": re.compile(r"[\u0400-\u052f]+(?:'[\u0400-\u052f]+)*"),
    "Latin": re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]+(?:'[a-z\u00df-\u024f]+)*"),
}
_EAST_ASIAN = ("Han", "Kana", "Hangul")

# What is known, in natural logarithms of odds: a small word of a language; a word that it would
# not spell so; that a text, before it is read, is in a language that is not served.
_SMALL_WORD = 3.0
_FOREIGN_WORD = -3.5
_NOT_SERVED = -2.0
# Letter sequences: the exponent and the least of their probability. In Cyrillic, where near
# neighbours share them, they are much too bold of a short line.
_SEQUENCES = {"Cyrillic": (0.5, 1e-3), "Latin": (1.0, 1e-5)}

_CERTAIN = 0.9
# A Ukrainian text called Russian is the worst mistake of all: Russian is named only where
# Ukrainian is as good as excluded.
_UKRAINIAN_EXCLUDED = 0.04
# Two languages in one text: the likelier is refuted by more than this share of the words that
# refute one of them (and one word more, so that a single name refutes nothing).
_MIXED = 0.3
_CANDIDATES = 5
_DIGITS = 4

# Kana among Chinese characters: so much is Japanese, with hiragana or not; so many characters that
# only Japan has make up for missing kana.
_KANA_OF_PROSE = 0.12
_KANA_AT_ALL = 0.35
_JAPANESE_CHARACTERS = 0.1
_ENOUGH_HAN = 4

_TAGS = {
    language: language.iso_code_639_1.name.lower()
    for language in (Language.from_str(name) for name, *_ in rows("text/detected_languages.tsv"))
}


def detect(text: str) -> Detection:
    """Return the language of `text`, its probability, and up to five candidates.

    Addresses, handles, tags and figures are no evidence; neither are words in another script than
    most of the text. The language is None where there are no letters, too few, several scripts or
    languages in like parts, or candidates too close to choose from.
    """
    sample = script.fold(_NO_EVIDENCE.sub(" ", _sample(unicodedata.normalize("NFC", text))))
    weights = script.weights(sample)
    # A quotation in another language, or a foreign name, does not change that of the text.
    unquoted = _QUOTED.sub(" ", sample)
    outside = script.weights(unquoted)
    if sum(outside.values()) > sum(weights.values()) / 2:
        sample, weights = unquoted, outside
    whole = sum(weights.values())
    east_asian = sum(weights.get(name, 0.0) for name in _EAST_ASIAN)
    if whole and east_asian / whole >= 0.6:
        return _east_asian(sample, weights)
    if not whole or max(weights.values()) / whole < 0.6:
        return Detection(None, 0.0)
    return _alphabetic(sample, max(weights, key=lambda name: weights[name]))


def _sample(text: str) -> str:
    """Return `text`, or, where it is long, parts taken evenly from all over it."""
    if len(text) <= _PARTS * _PART_LENGTH:
        return text
    step = (len(text) - _PART_LENGTH) // (_PARTS - 1)
    parts = (text[start : start + _PART_LENGTH] for start in range(0, step * _PARTS, step))
    return " ".join(parts)


def _east_asian(sample: str, weights: Mapping[str, float]) -> Detection:
    """Tell Chinese and its script, Japanese and Korean apart by their characters."""
    if weights.get("Hangul", 0.0) > weights.get("Han", 0.0) + weights.get("Kana", 0.0):
        return _decided({"ko": 1.0})
    kana, han = weights.get("Kana", 0.0), weights.get("Han", 0.0)
    if kana >= (_KANA_OF_PROSE if _HIRAGANA.search(sample) else _KANA_AT_ALL) * (kana + han):
        return _decided({"ja": 1.0})
    simplified, traditional, japanese = script.han_variants(sample)
    if japanese > _JAPANESE_CHARACTERS * han:
        return _decided({"ja": 0.7, "zh-Hant": 0.3})
    if simplified == traditional:
        enough = not simplified and han >= _ENOUGH_HAN
        return Detection("zh-Hans" if enough else None, 0.5, (("zh-Hans", 0.5), ("zh-Hant", 0.5)))
    # Laplace's correction keeps one character from being called certain.
    share = (simplified + 1) / (simplified + traditional + 2)
    return _decided({"zh-Hans": share, "zh-Hant": 1 - share}, certain=0.5)


def _alphabetic(sample: str, writing: str) -> Detection:
    """Tell the languages of one alphabet apart by spelling, small words and letter sequences."""
    text = _COMBINING.sub("", sample.lower().translate(_APOSTROPHES))
    if writing not in _WORDS:
        return _decided(_sequences(text))
    words = _WORDS[writing].findall(text)
    sequences = _sequences(" ".join(words))
    trust, least = _SEQUENCES[writing]
    spellings = _spellings(writing)
    foreign = {tag: sum(map(spelling.is_foreign, words)) for tag, spelling in spellings.items()}
    odds = {
        tag: trust * math.log(max(sequences.get(tag, 0.0), least))
        + _SMALL_WORD * sum(word in _small_words(tag) for word in words)
        + _FOREIGN_WORD * foreign.get(tag, 0)
        + (0.0 if tag in LANGUAGES else _NOT_SERVED)
        for tag in sequences.keys() | spellings.keys()
    }
    best = max(odds.values())
    whole = sum(math.exp(value - best) for value in odds.values())
    shares = {tag: math.exp(value - best) / whole for tag, value in odds.items()}
    decided = _decided(shares)
    if _is_mixed(foreign, odds) or _is_one_word(words, foreign):
        return replace(decided, language=None)
    return decided


def _is_one_word(words: Sequence[str], foreign: Mapping[str, int]) -> bool:
    """Say whether there is a single word, and its letters leave more than one language."""
    left = sum(not count for count in foreign.values())
    return len(words) < 2 and not (left == 1 < len(foreign))


def _is_mixed(foreign: Mapping[str, int], odds: Mapping[str, float]) -> bool:
    """Say whether the likeliest language is refuted nearly as often as the next likeliest."""
    ranked = sorted(foreign, key=lambda tag: -odds[tag])
    refuted = [foreign[tag] for tag in ranked[:2]]
    return len(refuted) == 2 and refuted[0] > _MIXED * (sum(refuted) + 1)


def _decided(shares: Mapping[str, float], certain: float = _CERTAIN) -> Detection:
    """Name the likeliest of `shares` where it is `certain` enough."""
    # lingua adds up in no fixed order: past some digits, the same text has other figures each time.
    rounded = {tag: round(share, _DIGITS) for tag, share in shares.items()}
    likely = [(tag, share) for tag, share in rounded.items() if share]
    ranked = sorted(likely, key=lambda item: (-item[1], item[0]))[:_CANDIDATES]
    if not ranked:
        return Detection(None, 0.0)
    language, share = ranked[0]
    is_certain = share >= certain and (
        language != "ru" or shares.get("uk", 0.0) <= _UKRAINIAN_EXCLUDED
    )
    return Detection(language if is_certain else None, share, tuple(ranked))


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The letters of a language, and a pattern of words that are none of its own."""

    letters: frozenset[str]
    foreign: re.Pattern[str] | None

    def is_foreign(self, word: str) -> bool:
        """Say whether the language would not spell `word` so."""
        return not self.letters.issuperset(word) or bool(self.foreign and self.foreign.search(word))


@cache
def _spellings(writing: str) -> dict[str, _Spelling]:
    """Return the spelling of each language of `letters.tsv` that is written in the script."""
    return {
        tag: _Spelling(frozenset(letters), re.compile(foreign[0]) if foreign else None)
        for tag, letters, *foreign in rows("text/letters.tsv")
        if _WORDS[writing].match(letters)
    }


@cache
def _small_words(tag: str) -> frozenset[str]:
    return frozenset(
        word
        for row_tag, words in rows("text/function_words.tsv")
        if row_tag == tag
        for word in words.split()
    )


def _sequences(text: str) -> dict[str, float]:
    """Return the probability of each language by its letter sequences (lingua's trigrams)."""
    values = _detector().compute_language_confidence_values(text)
    return {_TAGS[value.language]: value.value for value in values if value.value}


@cache
def _detector() -> LanguageDetector:
    """Build lingua's detector once, of trigrams only.

    All five n-gram models would hold 450 MB more; what trigrams say too boldly of a short line,
    spelling and small words correct.
    """
    return LanguageDetectorBuilder.from_languages(*_TAGS).with_low_accuracy_mode().build()
