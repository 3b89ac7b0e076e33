"""Compares names across alphabets and Chinese by how they sound.

A name is its consonants, each one of a few classes that hold through every transcription: p/b, f/v,
t/d, k/g/h, s/z/sh/ch/j, l/r, m, n. Two names are as alike as the longest sequence of classes that
both have is long (Allison and Dix 1986, "A bit-string longest-common-subsequence algorithm").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from summarizer.tables import rows
from summarizer.text.chinese import simplified

_CLASSES = {letter: 1 << place for place, letter in enumerate("PFTKSLMN")}
# Which classes a spelling stands for. Small letters are sounds that some transcriptions leave out;
# "|" ends classes of which the sound is one.
_LATIN = (
    ("sch", "S"), ("tch", "S"), ("shch", "S"), ("ch", "SK|"), ("sh", "S"), ("zh", "S"),
    ("dg(?=[eiy])", "S"), ("ph", "F"), ("th", "TFS|"), ("kh", "K"), ("gh", "k"), ("ck", "K"),
    ("qu", "Kf"), ("cz", "S"), ("sz", "S"), ("ts", "S"), ("tz", "S"), ("x", "KS"), ("kn", "kN"),
    ("wr", "L"), ("ng", "Nk"), ("mb$", "Mp"), ("c(?=[eiy])", "SK|"), ("g(?=[eiy])", "KS|"),
    ("c$", "KS|"), ("c", "K"), ("^j", "SK|"), ("j", "sk|"), ("h", "k"), ("w", "f"),
    ("r(?![aeiouy])", "l"), ("b", "P"), ("p", "P"), ("f", "F"), ("v", "F"), ("d", "T"),
    ("t", "T"), ("g", "K"), ("k", "K"), ("q", "SK|"), ("z", "S"), ("s", "S"), ("l", "L"),
    ("r", "L"), ("m", "M"), ("n", "N"),
)  # fmt: skip
_CYRILLIC = (
    ("ц$", "SK|"), ("дж", "S"), ("цз", "S"), ("чж", "S"), ("дз", "S"), ("тс", "S"), ("тц", "S"),
    ("кс", "KS"), ("[бп]", "P"), ("[вф]", "F"), ("[дт]", "T"), ("[гґкх]", "K"),
    ("[жзсцчшщ]", "S"), ("[лр]", "L"), ("м", "M"), ("н", "N"),
)  # fmt: skip
_PINYIN = (
    ("^zh", "S"), ("^ch", "S"), ("^sh", "S"), ("^[zcs]", "S"), ("^[bp]", "P"), ("^f", "F"),
    ("^m", "M"), ("^[dt]", "T"), ("^n(?!g?$)", "N"), ("^l", "L"), ("^h(?=u[aeiou])", "KF|"),
    ("^[gkh]", "K"), ("^[jqx]", "SK|"), ("^r", "LS|"), ("^w", "f"), ("^er$", "L"),
    ("ng?$", "NM|"),
)  # fmt: skip
_ENDING = re.compile(
    r"(?:(?:ськ|ск|ц?ьк)?(?:ого|ому|ий|ій|ый|ым|им|ом|ою|ой|ої|ая|ую|их|ых|ими|ыми)"
    r"|ств(?:о|а|у|ом|е|і)|[ая]ми|ом|ем|єм|ем|ой|ою|ею|єю|ам|ям|ах|ях|[оеёєії]в|ові|еві|єві|ей"
    r"|[аяуюеєиіїыоьй])$"
)
_SHORTEST_STEM = 2
_CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
# Letters whose marks Unicode does not take apart.
_PLAIN = str.maketrans("łøđıæßþð", "lodiastd")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Sound:
    """The consonants of a name: for each the classes that it may be, as bits.

    `heard` counts those that every transcription has.
    """

    classes: tuple[int, ...]
    heard: int

    def __add__(self, other: Sound) -> Sound:
        return Sound(self.classes + other.classes, self.heard + other.heard)


@lru_cache(maxsize=16384)
def sounds(word: str) -> tuple[Sound, ...]:
    """Return how a word in Latin or Cyrillic letters may sound: as it is, or without its ending."""
    if not _CYRILLIC_LETTER.search(word):
        plain = unicodedata.normalize("NFD", _POSSESSIVE.sub("", word.lower()).translate(_PLAIN))
        return (_sound("".join(filter(str.isalpha, plain)), _pattern("Latin")),)
    plain = "".join(filter(str.isalpha, word.lower()))
    stem = _ENDING.sub("", plain)
    stems = (plain, stem) if len(stem) >= _SHORTEST_STEM else (plain,)
    return tuple(dict.fromkeys(_sound(stem, _pattern("Cyrillic")) for stem in stems))


@lru_cache(maxsize=4096)
def syllable(character: str) -> str:
    """Return the pinyin of a Chinese character (of either script) without its tone, or ""."""
    return _characters().get(character) or _characters().get(simplified(character), "")


@lru_cache(maxsize=4096)
def chinese_sound(character: str) -> Sound:
    """Return how one Chinese character sounds."""
    return _sound(syllable(character), _pattern("pinyin"))


@lru_cache(maxsize=4096)
def is_transcribing(character: str) -> bool:
    """Say whether foreign names are written with that Chinese character."""
    return character in _transcribing() or simplified(character) in _transcribing()


@lru_cache(maxsize=16384)
def syllables(word: str) -> tuple[str, ...]:
    """Return the syllables of a Latin word that is pinyin all through, or nothing."""
    # Yu'ebao: an apostrophe parts syllables that could be read as one.
    parts = re.split("['’]", word.lower())
    if not all(map(_pinyin_word().fullmatch, parts)):
        return ()
    return tuple(found for part in parts for found in _one_syllable().findall(part))


def likeness(one: Sound, other: Sound) -> float:
    """Return how alike two sounds are: 0 for nothing in common to 1."""
    heard = one.heard + other.heard
    if not heard or not one.classes:
        return 0.0
    places: dict[int, int] = {}
    for place, classes in enumerate(one.classes):
        for bit in _bits(classes):
            places[bit] = places.get(bit, 0) | 1 << place
    row = whole = (1 << len(one.classes)) - 1
    for classes in other.classes:
        matched = 0
        for bit in _bits(classes):
            matched |= places.get(bit, 0)
        common = row & matched
        row = ((row + common) | (row - common)) & whole
    return min(1.0, 2 * (len(one.classes) - row.bit_count()) / heard)


@cache
def _bits(classes: int) -> tuple[int, ...]:
    return tuple(bit for bit in _CLASSES.values() if classes & bit)


_TABLES = {"Latin": _LATIN, "Cyrillic": _CYRILLIC, "pinyin": _PINYIN}


@cache
def _pattern(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    table = _TABLES[name]
    named = {f"p{place}": said for place, (_, said) in enumerate(table)}
    return re.compile("|".join(f"(?P<p{n}>{spelt})" for n, (spelt, _) in enumerate(table))), named


def _sound(word: str, pattern: tuple[re.Pattern[str], dict[str, str]]) -> Sound:
    spelt, said = pattern
    classes: list[int] = []
    heard = 0
    before = ""
    for match in spelt.finditer(word):
        letters = match.group()
        if letters == before and match.start() and word[match.start() - 1] == letters:
            continue
        before = letters
        now = said[match.lastgroup or ""]
        if now.endswith("|"):
            classes.append(sum(_CLASSES[letter.upper()] for letter in now[:-1]))
            heard += now[0].isupper()
            continue
        for letter in now:
            classes.append(_CLASSES[letter.upper()])
            heard += letter.isupper()
    return Sound(tuple(classes), heard)


@cache
def _characters() -> dict[str, str]:
    """Return character -> syllable, by the order of GB 2312 and the rarer ones of the table."""
    found: dict[str, str] = {}
    first: dict[str, str] = {}
    rarer = False
    for row in rows("text/chinese_sounds.tsv"):
        if row[0] == "transcribing":
            continue
        if row[0] == "rarer":
            rarer = True
        elif rarer:
            found |= dict.fromkeys(row[1], row[0])
        else:
            first[row[1]] = row[0]
    spoken = ""
    for row_byte, cell in product(range(0xB0, 0xD8), range(0xA1, 0xFF)):
        character = bytes((row_byte, cell)).decode("gb2312", "ignore")
        spoken = first.get(character, spoken)
        found.setdefault(character, spoken)
    found.pop("", None)
    return found


@cache
def _transcribing() -> frozenset[str]:
    return frozenset(
        "".join(row[1] for row in rows("text/chinese_sounds.tsv") if row[0] == "transcribing")
    )


@cache
def _one_syllable() -> re.Pattern[str]:
    known = sorted(set(_characters().values()) - {""}, key=len, reverse=True)
    return re.compile("|".join(known))


@cache
def _pinyin_word() -> re.Pattern[str]:
    return re.compile(f"(?:{_one_syllable().pattern})+")
