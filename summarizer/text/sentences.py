"""Cuts text into sentences, without cutting a quotation, a name or a figure in half."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from summarizer.domain import Span
from summarizer.languages import primary
from summarizer.tables import rows
from summarizer.text import abbreviations
from summarizer.text.pairs import Pair, outermost, pairs
from summarizer.text.script import is_han

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A quotation or bracket up to this long (code points) is never cut; a longer one is cut at the
# sentences inside, so that neither a page of direct speech nor a mark lost in one place and found
# in another makes one sentence. A Chinese character says as much as two or three letters.
_LONGEST_PAIR = 400
_LONGEST_PAIR_CHINESE = 160
# How far the rules look back from a stop, so that a hostile line costs linear time.
_REACH = 64

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_WORD = re.compile(r"[^\W_]")
_STOP = re.compile(r"[.!?…‥。！？｡．]+")
_FULL_WIDTH = "。！？｡"
_CLOSERS = "\"'”’»›」』〞〟)）]］】}"
_CLOSER = re.compile(
    r"(?P<blank>\s*)(?:\[\d{1,3}(?=\]))?(?P<alone>[”»」』）](?!\S))?(?(alone)|[\"'“”’»›」』〞〟)）\]］】}])"
)
_AHEAD = re.compile(
    r"(?P<gap>\s*)(?P<lead>[\s«“„‘\"'‹「『《〝(（\[［【*•·#@$€£№—–-]*)(?P<word>[^\W_]{0,30})"
)
_NEXT_QUOTATION = ("“", "「", "『")
_CONTINUES = tuple(",，、;；:：)）]】}/")
_NO_CAPITAL = re.compile(r"\s+(?:[@#]|\(?\w\)\s)")
_LIST_MARK = re.compile(r"(?:^\W*|[:;]\s+)(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,5}|[^\W\d_])$")
_SPEECH_BROKEN_OFF = re.compile(r"[,!?…»”\"]\s*[—–-]\s+[^\W\d_]")
_DAY = re.compile(r"\b\d{1,2}$")
_REST_OF_DATE = re.compile(r"\s(?:\d{1,2}\.\s?)?(?:19|20)\d\d\b")
_SHORT_DATE = re.compile(r"^\W*\w+(?:\s\w+){1,3}$")
_CLAUSE = re.compile(r"[^.,;:!?…。，：；！？“”「」『』\n]{0,60}")


def split(text: str, language: str) -> tuple[Span, ...]:
    """Return the sentences of `text`, in order; together they hold every character but blanks.

    `language` is a served tag (`en`, `zh-Hans`): it chooses the abbreviations. A line break always
    ends a sentence. A piece without a letter or digit, as a closing mark that stands alone, belongs
    to the sentence before it, or, at the very start, to the one after it.
    """
    spans: list[Span] = []
    bare: Span | None = None
    for piece in _pieces(text, language):
        if _WORD.search(text, piece.start, piece.end):
            spans.append(piece if bare is None else Span(bare.start, piece.end))
            bare = None
        elif spans:
            spans[-1] = Span(spans[-1].start, piece.end)
        else:
            bare = Span(piece.start if bare is None else bare.start, piece.end)
    return tuple(spans) if bare is None else (bare,)


def _pieces(text: str, language: str) -> Iterator[Span]:
    """Yield what lies between the sentence ends of each line, trimmed, where it is not blank."""
    for match in _LINE.finditer(text):
        line, offset, start = match.group(), match.start(), 0
        for end in (*_ends(line, language), len(line)):
            piece = line[start:end]
            trimmed = piece.strip()
            if trimmed:
                first = offset + start + len(piece) - len(piece.lstrip())
                yield Span(first, first + len(trimmed))
            start = end


@dataclass(frozen=True, slots=True)
class _Stop:
    """A stop, or several together, that may end the sentence that begins at `sentence`.

    `at` and `end` enclose the stop with the closing marks after it; `mark` is the stop alone, and
    `closed` the outermost pair that those marks close. `uncased` says that the line has no capital
    at all, so that capitals show nothing. `gap`, `lead` and `word` are the blanks, opening marks
    and word that follow.
    """

    line: str
    language: str
    uncased: bool
    sentence: int
    at: int
    end: int
    mark: str
    closed: Pair | None
    gap: str
    lead: str
    word: str

    @property
    def before(self) -> str:
        """The sentence up to the stop, or the last of it."""
        return self.line[max(self.sentence, self.at - _REACH) : self.at]

    @property
    def ahead(self) -> str:
        """What follows, as far as the rules look."""
        return self.line[self.end : self.end + _REACH]

    @property
    def is_capital(self) -> bool:
        """Whether the word ahead can begin a sentence by its look (iPhone can)."""
        return any(letter.isupper() for letter in self.word[:2]) or is_han(self.word[:1])

    @property
    def starts_sentences(self) -> bool:
        """Whether the word ahead is one that begins sentences, and no initial (В. Петров)."""
        after = self.end + len(self.gap + self.lead + self.word)
        return (
            self.is_capital
            and self.word.lower() in _words(self.language, "starts")
            and not (len(self.word) == 1 and self.line[after : after + 1] == ".")
        )


def _ends(line: str, language: str) -> Iterator[int]:
    """Yield where the sentences of `line` end, the last left aside."""
    found = pairs(line)
    closings = {pair.closing: pair for pair in found}
    openings = frozenset(pair.opening for pair in found)
    longest = _LONGEST_PAIR_CHINESE if primary(language) == "zh" else _LONGEST_PAIR
    kept = iter(outermost(pair for pair in found if pair.closing - pair.opening <= longest))
    pair = next(kept, None)
    uncased = line.islower()
    sentence, first_word = 0, _WORD.search(line)
    for match in _STOP.finditer(line):
        end, closed = _past_closers(line, match.end(), closings, openings)
        while pair is not None and pair.closing < end:
            pair = next(kept, None)
        if pair is not None and pair.opening < match.start():
            continue
        if first_word is None or first_word.start() >= match.start():
            continue
        # （…。）。: the stop behind the bracket ends the sentence.
        if closed is not None and _STOP.match(line, end):
            continue
        ahead = _AHEAD.match(line, end)
        assert ahead is not None
        stop = _Stop(
            line,
            language,
            uncased,
            sentence,
            match.start(),
            end,
            match.group(),
            closed,
            **ahead.groupdict(),
        )
        if _ends_sentence(stop):
            yield end
            sentence, first_word = end, _WORD.search(line, end)


def _past_closers(
    line: str, at: int, closings: Mapping[int, Pair], openings: frozenset[int]
) -> tuple[int, Pair | None]:
    """Return where the closing marks after a stop end, and the last pair that they close.

    Some writers set blanks before a closing mark; then it must close a pair, or stand alone.
    """
    closed = None
    while match := _CLOSER.match(line, at):
        mark = match.end() - 1
        pair = closings.get(mark)
        lone = pair is None and (line[mark] == "“" or (match["blank"] and not match["alone"]))
        if lone or mark in openings:
            break
        closed = pair or closed
        at = match.end()
    return at, closed


def _ends_sentence(stop: _Stop) -> bool:
    """Decide whether `stop` ends its sentence."""
    if stop.ahead.lstrip().startswith(_CONTINUES):
        return False
    if stop.closed is not None and _closes_inside(stop, stop.closed):
        return False
    if stop.mark[-1] in _FULL_WIDTH:
        return True
    if not stop.gap and not stop.lead.startswith(("—", "–")):
        return _is_run_together(stop)
    if stop.lead.startswith(("—", "–", "-")) and _SPEECH_BROKEN_OFF.search(stop.before):
        return False
    if "…" in stop.mark or stop.mark.endswith(".."):
        return stop.is_capital
    if stop.word[:1].islower() and not stop.is_capital and not _NO_CAPITAL.match(stop.ahead):
        return stop.uncased and _stop_after_word(stop)
    return stop.mark[-1] in "!?" or _stop_after_word(stop)


def _closes_inside(stop: _Stop, closed: Pair) -> bool:
    """Say whether the quotation or bracket that a stop closes is only a part of its sentence."""
    opening = max(closed.opening, stop.sentence)
    begins = not _WORD.search(stop.line, stop.sentence, opening)
    if closed.bracket:
        return not begins and stop.mark[-1] in "!?！？"
    if stop.lead.startswith(("—", "–", "-")):
        return True
    if begins or stop.line[opening - 1] in _CLOSERS:
        another = not stop.gap and stop.lead.startswith(_NEXT_QUOTATION)
        return another or _names_speaker(stop)
    return not stop.gap and is_han(stop.word[:1]) and is_han(stop.line[opening - 1])


def _names_speaker(stop: _Stop) -> bool:
    """Say whether what follows a quotation says who spoke: “Who fired?” Colonel Ray asked."""
    verbs = _words(stop.language, "says")
    match = _CLAUSE.match(stop.line, stop.end)
    clause = match.group() if match else ""
    if primary(stop.language) == "zh":
        return clause.rstrip().endswith(tuple(verbs))
    words = clause.split()
    for place, word in enumerate(words[1:7], start=1):
        if word.lower() in verbs:
            ends = place == len(words) - 1
            return ends or (stop.mark[-1] in "!?" and "that" not in words[: place + 2])
    return False


def _is_run_together(stop: _Stop) -> bool:
    """Say whether only the blank after the stop is missing: hurt.The army, but not Node.js."""
    word, after = stop.word, stop.end + len(stop.lead + stop.word)
    if stop.mark[-1] in "!?" and is_han(word[:1]):
        return True
    last = stop.before.rstrip(_CLOSERS).rsplit(None, 1)[-1:] or [""]
    return (
        word[:1].isupper()
        and word[1:2].islower()
        and stop.line[after : after + 1] not in (".", "/", "@", "_")
        and last[0][-2:].isalpha()
        and last[0][-2:].islower()
        and not any(mark in last[0] for mark in "./@:\\#_")
        and abbreviations.kind(stop.before, stop.language) is None
    )


def _stop_after_word(stop: _Stop) -> bool:
    """Decide for a full stop with a blank after it by the word that it closes."""
    before = stop.before
    if _DAY.search(before) and _REST_OF_DATE.match(stop.ahead):
        return False
    if (stop.at - stop.sentence < _REACH or ":" in before) and _LIST_MARK.search(before):
        return False
    kind = abbreviations.kind(before, stop.language)
    if kind in ("name", "initial"):
        return stop.starts_sentences
    if kind == "number":
        return not stop.word[:1].isdigit()
    if kind == "amount" and (_is_date_only(stop) or stop.word[:1].isdigit()):
        return False
    if kind in ("amount", "clause"):
        return stop.word.lower() not in _words(stop.language, "goes_on") and not stop.word.islower()
    return kind is None


def _is_date_only(stop: _Stop) -> bool:
    """Say whether the sentence so far is no more than a time, as in "В 2014 г. Киев ...".

    Up to four words with the abbreviation: a clause that short, which ends on a year, is the
    beginning of a sentence much more often than a whole one.
    """
    return stop.at - stop.sentence < _REACH and bool(_SHORT_DATE.match(stop.before.strip()))


@cache
def _words(language: str, role: str) -> frozenset[str]:
    """Return the words of `sentence_words.tsv` with `role`; English ones serve every language."""
    return frozenset(
        word
        for row_language, row_role, words in rows("text/sentence_words.tsv")
        if row_role == role and row_language in ("en", primary(language))
        for word in words.split()
    )
