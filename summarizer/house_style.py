"""Says things as the house does where a language has two ways that both are right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from summarizer.glossary import Traditional

_ON_UKRAINE = re.compile(r"\b([Нн])а(\s+)([Уу]країні)\b")
_IN_UKRAINE = {
    "в": (re.compile(r"\b([Нн])а(\s+[Уу]краине)\b"), "в", "В"),
    "на": (re.compile(r"\b([Вв])(\s+[Уу]краине)\b"), "на", "На"),
}
_VOWEL_BEFORE = re.compile(r"[аеєиіїоуюя]\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """How a house writes: "в" or "на Украине" in Russian, whose names in traditional Chinese."""

    russian_in_ukraine: Literal["в", "на"] = "в"
    traditional: Traditional = "taiwan"


def styled(text: str, language: str, style: HouseStyle) -> str:
    """Return `text` (in `language`, BCP 47) with the preposition that the house puts to Ukraine.

    Ukrainian has «в/у Україні» always, «в» after a vowel. Only the locative is touched: «на
    Україну» is also what an attack is on.
    """
    if language == "uk":
        return _ON_UKRAINE.sub(_in_ukraine, text)
    if language == "ru":
        pattern, small, capital = _IN_UKRAINE[style.russian_in_ukraine]
        return pattern.sub(lambda m: (capital if m[1].isupper() else small) + m[2], text)
    return text


def _in_ukraine(match: re.Match[str]) -> str:
    after_vowel = _VOWEL_BEFORE.search(match.string[: match.start()])
    preposition = "в" if after_vowel else "у"
    return (preposition.upper() if match[1].isupper() else preposition) + match[2] + match[3]
