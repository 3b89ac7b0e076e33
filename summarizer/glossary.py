"""What people, places, bodies and weapons are called, and what of them a text speaks of."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from summarizer.domain import Span
from summarizer.languages import LANGUAGES, primary
from summarizer.tables import rows
from summarizer.text.inflection import CASES, INFLECTED, inflect, nominative

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from summarizer.domain import GlossaryTerm

KINDS = ("people", "places", "countries", "bodies", "weapons")

Traditional: TypeAlias = Literal["taiwan", "mainland"]

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_FOLDED = str.maketrans("ёґ", "ег")
_AVOIDED = "!"
_MAINLAND = "^"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person, place, body or weapon.

    `names` are its forms by language (BCP 47), the one that we write first; `avoided` those of them
    that we do not write; `words` are no names of it but speak of it (Russian, киевский, 俄). An
    entry that is `binding` has to be in a translation, by its first form, where the source has it.
    """

    key: str
    kind: str
    names: Mapping[str, tuple[str, ...]]
    avoided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    binding: bool = False

    def written(self, language: str) -> str:
        """Return the form that we write, in the nominative; it must have one."""
        return nominative(self.names[language][0])


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text that speaks of an entry.

    `form` is the form of the entry's `names` that stands there, with the `cases` (of
    `inflection.CASES`) that it may be in; "" where it is one of its `words`. A text may speak of
    several entries in one place (Korean).
    """

    entry: Entry
    span: Span
    form: str
    cases: frozenset[str]

    @property
    def is_name(self) -> bool:
        """Whether it names the entry, and does not just speak of it."""
        return bool(self.form)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a form looks in a text, cut into words (Chinese: characters)."""

    entry: Entry
    tokens: tuple[str, ...]
    exact: bool
    capital: bool
    form: str
    cases: frozenset[str]


class Glossary:
    """A set of entries; immutable, safe to share between threads, equal by its `digest`.

    Finding takes time in proportion to the text, however many entries there are. `over` is the
    glossary that these entries are added to: of two that share a form of a language, this one's
    counts.
    """

    def __init__(self, entries: Iterable[Entry], over: Glossary | None = None) -> None:
        self.entries = tuple(entries)
        self.over = over
        self._keys = frozenset(entry.key for entry in self.entries)
        self._finders: dict[str, dict[str, list[_Form]]] = {}

    @cached_property
    def digest(self) -> str:
        """Sixteen hex digits that change with any entry."""
        said = repr([dataclasses.astuple(entry) for entry in self.entries])
        below = self.over.digest if self.over else ""
        return hashlib.sha256((below + said).encode()).hexdigest()[:16]

    def mentions(self, text: str, language: str) -> tuple[Mention, ...]:
        """Return what `text` speaks of, in order; the longest form counts where several fit."""
        tokens = _tokens(text, language)
        own = list(self._found(tokens, language))
        if self.over is None:
            return tuple(own)
        taken = [mention.span for mention in own]
        below = (
            mention
            for mention in self.over.mentions(text, language)
            if mention.entry.key not in self._keys
            and not any(
                mention.span.start < span.end and span.start < mention.span.end for span in taken
            )
        )
        return tuple(sorted((*own, *below), key=lambda mention: mention.span.start))

    def with_terms(self, terms: Sequence[GlossaryTerm]) -> Glossary:
        """Return this glossary with a caller's terms over it, which are binding.

        A term that shares a name with an entry is that entry under the caller's name for it.
        """
        return self.with_entries([self._bound(dict(term.names)) for term in terms])

    def with_entries(self, entries: Sequence[Entry]) -> Glossary:
        """Return this glossary with `entries` over it."""
        return Glossary(entries, self) if entries else self

    def _bound(self, names: dict[str, str]) -> Entry:
        known = self._known(names)
        kept = known.names if known else {}
        return Entry(
            key=known.key if known else next(iter(names.values())),
            kind=known.kind if known else "terms",
            names={
                **kept,
                **{
                    tag: tuple(dict.fromkeys((name, *kept.get(tag, ()))))
                    for tag, name in names.items()
                },
            },
            avoided={
                **(known.avoided if known else {}),
                **{tag: _without(kept.get(tag, ()), name) for tag, name in names.items()},
            },
            words=known.words if known else {},
            binding=True,
        )

    def _known(self, names: Mapping[str, str]) -> Entry | None:
        """Return the entry that one of the names, all of it, is a name of."""
        for tag, name in names.items():
            for mention in self.mentions(name, tag):
                if mention.is_name and mention.span == Span(0, len(name)):
                    return mention.entry
        return None

    def _found(self, tokens: Sequence[tuple[str, int, int]], language: str) -> Iterator[Mention]:
        forms = self._finder(language)
        place = 0
        while place < len(tokens):
            fitting = [
                form
                for form in forms.get(_folded(tokens[place][0]), ())
                if _fits(form, tokens, place)
            ]
            longest = max((len(form.tokens) for form in fitting), default=0)
            spoken_of = {
                form.entry.key: form for form in reversed(fitting) if len(form.tokens) == longest
            }
            for form in spoken_of.values():
                span = Span(tokens[place][1], tokens[place + longest - 1][2])
                yield Mention(form.entry, span, form.form, form.cases)
            place += longest or 1

    def _finder(self, language: str) -> dict[str, list[_Form]]:
        """Return the forms of a language by their first word, made at the first use."""
        if language not in self._finders:
            finder: dict[str, list[_Form]] = {}
            for entry in self.entries:
                for form in _forms(entry, language):
                    first = form.tokens[0]
                    finder.setdefault(_folded(first) if form.exact else first, []).append(form)
            self._finders[language] = finder
        return self._finders[language]


def entries(name: str, kind: str, traditional: Traditional = "taiwan") -> tuple[Entry, ...]:
    """Return the entries of a table (see the head of `config/glossary/people.tsv`).

    `name` is relative to `config/`, or an absolute path; `traditional` says whose names are written
    in traditional Chinese. Raises OSError where the table is missing, ValueError where a row has
    no form in two languages or more.
    """
    return tuple(_entry(row, kind, traditional, name) for row in rows(name))


def binding(name: str, traditional: Traditional = "taiwan") -> tuple[Entry, ...]:
    """Return the entries of a deployment's own table, which a translation has to have."""
    return tuple(replace(entry, binding=True) for entry in entries(name, "terms", traditional))


@cache
def shipped(traditional: Traditional = "taiwan") -> Glossary:
    """Return the glossary that comes with the service."""
    return Glossary(
        entry for kind in KINDS for entry in entries(f"glossary/{kind}.tsv", kind, traditional)
    )


def _entry(row: Sequence[str], kind: str, traditional: Traditional, table: str) -> Entry:
    cells = dict(zip(LANGUAGES, row, strict=False))
    parts = {tag: cell.partition("~") for tag, cell in cells.items()}
    forms = {tag: _parted(names) for tag, (names, _, _) in parts.items() if names.strip()}
    if len(forms) < 2 or len(row) > len(LANGUAGES):
        raise ValueError(f"{table}: {row[0]!r} is not named in two languages or more")
    avoided = {
        tag: tuple(form[1:] for form in given if form.startswith(_AVOIDED))
        for tag, given in forms.items()
    }
    chinese = forms.get("zh-Hant", ())
    mainland = next((form[1:] for form in chinese if form.startswith(_MAINLAND)), None)
    if mainland is not None:
        taiwan = chinese[0]
        wanted, other = (taiwan, mainland) if traditional == "taiwan" else (mainland, taiwan)
        forms["zh-Hant"] = (wanted, *(form for form in chinese if form.lstrip(_MAINLAND) != wanted))
        avoided["zh-Hant"] += (other,)
    names = {
        tag: tuple(form.lstrip(_AVOIDED + _MAINLAND) for form in given)
        for tag, given in forms.items()
    }
    words = {tag: _parted(said) for tag, (_, _, said) in parts.items() if said.strip()}
    return Entry(next(iter(names.values()))[0], kind, names, avoided, words)


def _without(forms: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(form for form in forms if form != one)


def _parted(cell: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in cell.split(";") if form.strip())


def _forms(entry: Entry, language: str) -> Iterator[_Form]:
    """Yield every form of an entry, in every case; a name goes before a word that looks like it."""
    seen: dict[tuple[str, ...], tuple[str, set[str], set[str]]] = {}
    for form in (*entry.names.get(language, ()), *entry.words.get(language, ())):
        name = form if form in entry.names.get(language, ()) else ""
        for case, inflected in zip(CASES, inflect(form, language), strict=True):
            for choice, one in enumerate(inflected):
                tokens = tuple(token for token, _, _ in _tokens(one, language))
                known, usual, rare = seen.setdefault(tokens, (name, set(), set()))
                if known == name:
                    (rare if choice else usual).add(case)
    for tokens, (name, usual, rare) in seen.items():
        exact = all(token.isupper() or token.isdigit() for token in tokens)
        yield _Form(
            entry=entry,
            tokens=tokens if exact else tuple(map(_folded, tokens)),
            exact=exact,
            capital=tokens[0][0].isupper(),
            form=name,
            cases=_shared(tuple(sorted(usual or rare)) if primary(language) in INFLECTED else ()),
        )


@cache
def _shared(cases: tuple[str, ...]) -> frozenset[str]:
    """Return the set of `cases`, one for all of the tens of thousands of forms that are in them."""
    return frozenset(cases)


def _tokens(text: str, language: str) -> list[tuple[str, int, int]]:
    """Return the words of a text with their places; of a Chinese one, its characters."""
    if language.startswith("zh"):
        return [(sign, at, at + 1) for at, sign in enumerate(text)]
    return [(word.group(), word.start(), word.end()) for word in _TOKEN.finditer(text)]


def _folded(token: str) -> str:
    return token.lower().translate(_FOLDED)


def _fits(form: _Form, tokens: Sequence[tuple[str, int, int]], place: int) -> bool:
    last = place + len(form.tokens)
    if last > len(tokens) or (form.capital and not tokens[place][0][0].isupper()):
        return False
    said = (token for token, _, _ in tokens[place:last])
    if form.exact:
        return form.tokens == tuple(said)
    return form.tokens == tuple(map(_folded, said))
