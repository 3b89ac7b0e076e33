"""Dashes, hyphens and minus signs, each written one way however it was set."""

from __future__ import annotations

import re

LONG, _SHORT = "—―⸺⸻─━", "‐‑‒–﹘﹣－-"
DASHES = f"{LONG}−{_SHORT}"
"""Every dash, hyphen and minus sign; in a class of characters they stand last."""

_DASH = "⸺"
_ANY = re.compile(f"[{DASHES}]")
_LETTER = r"[^\W\d_]"

# Between figures a long dash means "to" in Cyrillic (3—5 дней) and Chinese texts, as a hyphen does;
# in English it sets off: 3—5 fewer than first reported.
_NOT_LATIN = re.compile("[\u0400-\u04ff\u3400-\u9fff]")
_RANGE = re.compile(r"(?<=\d)[—―─━](?=\d)")

# A dash, which sets off, and a hyphen, which joins, stay two: двое — трое ранены is two dead and
# three hurt, двое-трое ранены two or three hurt. So do a dash and the minus sign of a figure. What
# blanks or marks stand around it says what a short one is.
_STEPS = (
    (re.compile(rf"[{LONG}]+|--+"), _DASH),
    # A minus sign has a figure right behind it.
    (re.compile(r"−(?=\d)"), "-"),
    (re.compile(rf"[{_SHORT}]+(?=-\d)|[{_SHORT}]{{2,}}"), _DASH),
    (re.compile(rf"(?:\A|(?<= ))[{_SHORT}](?= |\Z)"), _DASH),
    (re.compile(rf"(?:\A|(?<=[,!?])) ?[{_SHORT}] ?(?={_LETTER})"), _DASH),
    (re.compile(rf"(?<=[.\")]) [{_SHORT}](?={_LETTER})"), _DASH),
    (re.compile(rf"–(?= )|(?<= )–(?={_LETTER})"), _DASH),
    (re.compile(rf"[{_SHORT}]"), "-"),
    (re.compile(rf"(?:-[- ]*)?{_DASH}(?:[- ]*{_DASH})*"), _DASH),
    # However a dash is set off; before a figure a blank behind it tells it from a minus sign.
    (re.compile(rf" ?{_DASH} ?(?=\"?{_LETTER})"), _DASH),
    (re.compile(rf"(?<=[^ ]){_DASH}(?= )"), f" {_DASH}"),
)


def fold_dashes(text: str) -> str:
    """Return `text` with `⸺` for every dash and `-` for every hyphen and minus sign."""
    if not _ANY.search(text):
        return text
    if _NOT_LATIN.search(text):
        text = _RANGE.sub("-", text)
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return text
