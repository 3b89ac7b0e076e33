"""The languages served, and the tags that callers write for them (BCP 47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.domain import AnswerWarning
from summarizer.errors import LanguageNotServed, LanguageUncertain, RequestError

if TYPE_CHECKING:
    from summarizer.domain import Detection

NAMES = {
    "en": "English",
    "uk": "Ukrainian",
    "ru": "Russian",
    "zh-Hans": "Chinese (simplified)",
    "zh-Hant": "Chinese (traditional)",
}
LANGUAGES: tuple[str, ...] = tuple(NAMES)

# Chinese is served by script; a caller's region stands for the script that is written there.
_CHINESE = {
    "zh": "zh-Hans",
    "zh-hans": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-hant": "zh-Hant",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
}


def canonical_tag(tag: str) -> str | None:
    """Return the served tag that `tag` means (case-blind; `zh-TW` is `zh-Hant`), or None.

    A region that does not change the language (`en-GB`, `uk-UA`) is left out.
    """
    parts = tag.strip().replace("_", "-").lower().split("-")
    if not all(part.isalnum() for part in parts):
        return None
    if parts[0] == "zh":
        return _CHINESE.get("-".join(parts[:2]))
    return parts[0] if parts[0] in NAMES else None


def primary(tag: str) -> str:
    """Return the language without its script: `zh-Hant` is `zh`."""
    return tag.split("-", 1)[0]


def reading_language(
    wanted: str, detection: Detection, pointer: str, wanted_pointer: str = "/language"
) -> tuple[str, tuple[AnswerWarning, ...]]:
    """Return the language to read a text in: the caller's word, else what was detected.

    `wanted` is a tag or `auto`. A word that disagrees with the text is taken, with a warning; `zh`
    takes the script of the text. Raises RequestError, at `pointer` (the text) or `wanted_pointer`.
    """
    detected = detection.language
    if wanted == "auto":
        if detected is None:
            raise LanguageUncertain(pointer, detection.candidates)
        if detected not in LANGUAGES:
            raise LanguageNotServed(pointer, detected, LANGUAGES)
        return detected, ()
    language = served(wanted, wanted_pointer)
    if detected is None or detected == language:
        return language, ()
    if wanted.lower() == primary(detected):
        return detected, ()
    return language, (
        AnswerWarning(
            "language_mismatch",
            f"the text was read as {language}, as requested; it looks like {detected}",
        ),
    )


def served(tag: str, pointer: str) -> str:
    """Return the served tag that `tag` means; raises RequestError, at `pointer`."""
    meant = canonical_tag(tag)
    if meant is None:
        raise RequestError(pointer, f"{tag!r} is not one of {', '.join(LANGUAGES)}")
    return meant


def confidence_in(detection: Detection, language: str) -> float:
    """Return how likely (0 to 1) the detected text is in `language`."""
    if detection.language == language:
        return detection.confidence
    return dict(detection.candidates).get(language, 0.0)
