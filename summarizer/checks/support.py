"""Flags a sentence of a summary whose words its article does not bear."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.domain import Flag
from summarizer.text.vocabulary import Vocabulary
from summarizer.text.wording import without_plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.domain import Claim
    from summarizer.text.wording import Word

# Doubt is counted in points. What the article lacks: a figure, a date or a name is a point; half of
# one if only a word before a known name is new, for a first name is true as a rule; any other word
# a tenth, for a summary may put things in its own words.
_FACT, _FIRST_NAME, _WORD = 1.0, 0.5, 0.1
# What the article has in other company: a figure or date that stands near none of the words beside
# it; two words side by side that are far apart in the article, for they may belong together.
_MOVED_FACT, _MOVED_WORD = 0.5, 0.1
# A sentence most of whose words are new tells another story, be they names or not.
_OTHER_STORY = 1.0
_WARNING, _ERROR = 1.0, 2.0

# Side by side are words with fewer than so many plain ones between them; so many words apart is
# near, and so many is far.
_BESIDE, _NEAR, _FAR = 3, 8, 20
# Most words of a sentence: this share of at least so many.
_MOST, _OF = 2 / 3, 4
# A word of Chinese has so many characters.
_CHARACTERS = 2
# A flag names so many words of each kind.
_NAMED = 6
# Tenths do not add up exactly.
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What of a sentence is in doubt, its points, and how many words the article lacks of it."""

    text: str
    points: float
    lacking: float = 0.0


def check(claim: Claim) -> Iterator[Flag]:
    """Yield a flag for a sentence of a summary that says too much that its article does not.

    What the article lacks, and what it has in other company, is added up: a single new word is no
    fault, and whether one figure or name is right is for other checks to say exactly. A sentence
    of the article, or a part of one, is never flagged.
    """
    if claim.is_translation:
        return
    article = _vocabulary(claim.article, claim.pair.source)
    found = words(claim.output, claim.pair.source)
    doubts = [*_new(found, article), *_moved(found, article)]
    points = sum(doubt.points for doubt in doubts)
    if sum(doubt.lacking for doubt in doubts) >= _MOST * max(_OF, sum(map(_size, found))):
        points += _OTHER_STORY
    points = round(points, _DIGITS)
    if points >= _WARNING:
        told = sorted(doubts, key=lambda doubt: -doubt.points)
        output = ", ".join(doubt.text for doubt in told)
        yield Flag(
            "support", "error" if points >= _ERROR else "warning", _message(told), output, ""
        )


def _message(doubts: Sequence[_Doubt]) -> str:
    """Return what the article lacks, and what it says elsewhere."""
    lacking = [doubt.text for doubt in doubts if doubt.lacking][:_NAMED]
    moved = [doubt.text for doubt in doubts if not doubt.lacking][:_NAMED]
    parts = (
        f"says what the article does not: {', '.join(lacking)}" if lacking else "",
        f"joins what the article says apart: {', '.join(moved)}" if moved else "",
    )
    return "; ".join(filter(None, parts))


# As many articles as are summarised at once; a long one takes megabytes.
@lru_cache(maxsize=8)
def _vocabulary(article: tuple[str, ...], language: str) -> Vocabulary:
    return Vocabulary(article, language)


def _new(found: Sequence[Word], article: Vocabulary) -> Iterator[_Doubt]:
    """Yield what the article lacks."""
    spelled_out = article.spelled_out(found)
    lacking = {
        word.place
        for word in found
        if word.kind != "plain" and word.place not in spelled_out and not article.has(word)
    }
    for word in found:
        if word.kind == "han":
            for part in article.new_chinese(word.text):
                size = len(part) / _CHARACTERS
                yield _Doubt(part, _WORD * size, size)
        elif word.kind != "name" and word.place in lacking:
            yield _Doubt(word.text, _WORD if word.kind == "word" else _FACT, 1)
    for name in _names(found):
        if new := [word.text for word in name if word.place in lacking]:
            # "University" makes no "Cardiff University" known where the article says "university".
            is_known = name[-1].place not in lacking and not article.is_common(name[-1])
            yield _Doubt(" ".join(new), _FIRST_NAME if is_known else _FACT, len(new))


def _moved(found: Sequence[Word], article: Vocabulary) -> Iterator[_Doubt]:
    """Yield what the article has in other company."""
    telling = [word for word in found if word.kind not in ("plain", "han")]
    company: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in pairwise(telling):
        if other.place - one.place > _BESIDE or one.key == other.key:
            continue
        if article.places(one) and article.places(other):
            distance = article.distance(one, other)
            company[one.place].append(distance)
            company[other.place].append(distance)
            if distance > _FAR:
                yield _Doubt(f"{one.text} + {other.text}", _MOVED_WORD)
    for word in telling:
        if word.values and word.place in company and min(company[word.place]) > _NEAR:
            yield _Doubt(word.text, _MOVED_FACT)


def _names(found: Sequence[Word]) -> Iterator[list[Word]]:
    """Yield each name, as the words that it is made of."""
    name: list[Word] = []
    for word in found:
        if name and not (word.kind == "name" and word.joined):
            yield name
            name = []
        if word.kind == "name":
            name.append(word)
    if name:
        yield name


def _size(word: Word) -> float:
    """Return how many words it is, plain ones none."""
    if word.kind == "han":
        return len(without_plain(word.text).replace(" ", "")) / _CHARACTERS
    return 0.0 if word.kind == "plain" else 1.0
