"""Tells writing systems apart, look-alike letters and the two scripts of Chinese included."""

from __future__ import annotations

import re

_TO_CYRILLIC = str.maketrans("aceiopxyïABCEHIKMOPTXY", "асеіорхуїАВСЕНІКМОРТХУ")
_TO_LATIN = {new: old for old, new in _TO_CYRILLIC.items()}
_LATIN_LETTER = re.compile(r"[A-Za-zï]")
_MIXED_WORD = re.compile(
    r"[A-Za-zï]+[\u0400-\u04ff][A-Za-zï\u0400-\u04ff]*"
    r"|[\u0400-\u04ff]+[A-Za-zï][A-Za-zï\u0400-\u04ff]*"
)

# What one match counts. Latin names and brands stand in texts of every other script, so Latin
# words count less, and a Chinese character, though less than a word, as much as one.
_SCRIPTS = {
    "Latin": (re.compile(r"[A-Za-z\u00aa\u00b5-\u024f\u1e00-\u1eff]+"), 0.7),
    "Cyrillic": (re.compile(r"[\u0400-\u052f]+"), 1.0),
    "Han": (
        re.compile(r"[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
        1.0,
    ),
    "Kana": (re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc\uff66-\uff9d]"), 1.0),
    "Hangul": (re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"), 1.0),
    "Greek": (re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+"), 1.0),
    "Arabic": (re.compile(r"[\u0600-\u06ff\u0750-\u077f]+"), 1.0),
    "Hebrew": (re.compile(r"[\u0590-\u05ff]+"), 1.0),
    "Georgian": (re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf]+"), 1.0),
    "Armenian": (re.compile(r"[\u0530-\u058f]+"), 1.0),
    "Devanagari": (re.compile(r"[\u0900-\u097f]+"), 1.0),
    "Thai": (re.compile(r"[\u0e00-\u0e7f]+"), 1.0),
}


def is_han(character: str) -> bool:
    """Say whether `character` (one, or none at the end of a text) is a common Chinese one."""
    return "\u3400" <= character <= "\u9fff"


def fold(text: str) -> str:
    """Return `text` with each word that mixes Latin and Cyrillic letters written in one of them.

    The script that most letters of the word have wins; a letter without a twin stays as it is.
    """
    return _MIXED_WORD.sub(_fold_word, text)


def _fold_word(match: re.Match[str]) -> str:
    word = match.group()
    latin = len(_LATIN_LETTER.findall(word))
    return word.translate(_TO_CYRILLIC if latin * 2 <= len(word) else _TO_LATIN)


def weights(text: str) -> dict[str, float]:
    """Return how much of `text` each script has; scripts that it lacks are left out."""
    counted = {
        name: len(pattern.findall(text)) * worth for name, (pattern, worth) in _SCRIPTS.items()
    }
    return {name: weight for name, weight in counted.items() if weight}


def han_variants(text: str) -> tuple[int, int, int]:
    """Return how many characters are simplified, traditional and Japanese only.

    By the character sets of the three traditions: a character of GB 2312 (1980, simplified) that
    Big5 (1984, traditional) lacks is simplified, and the reverse; one that only Shift JIS has is
    Japanese. What both Chinese sets have (台, 后, 著, 里) tells nothing and is not counted.
    """
    characters = set(_SCRIPTS["Han"][0].findall(text))
    simplified, traditional, japanese = (
        _encodable(characters, charset) for charset in ("gb2312", "big5", "shift_jis")
    )
    simplified, traditional, japanese = (
        simplified - traditional,
        traditional - simplified,
        japanese - simplified - traditional,
    )
    counts = [0, 0, 0]
    for character in text:
        for place, only in enumerate((simplified, traditional, japanese)):
            counts[place] += character in only
    return counts[0], counts[1], counts[2]


def _encodable(characters: set[str], charset: str) -> set[str]:
    return set("".join(characters).encode(charset, "ignore").decode(charset))
