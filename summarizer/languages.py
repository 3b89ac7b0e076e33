"""The languages served, and the tags that callers write for them (BCP 47)."""

from __future__ import annotations

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
