"""The value objects that a request is made of, from the article to its summaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from summarizer.deadline import Deadline

Length: TypeAlias = Literal["short", "long"]
Severity: TypeAlias = Literal["error", "warning", "note"]
Faithfulness: TypeAlias = Literal["repair", "flag", "strict"]
Task: TypeAlias = Literal["summarise", "translate"]
CacheOutcome: TypeAlias = Literal["hit", "miss", "collapsed", "bypass"]

LENGTHS: tuple[Length, ...] = ("short", "long")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points, `start` to `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of `text` that the span covers."""
        return text[self.start : self.end]

    def is_in(self, other: Span) -> bool:
        """Say whether all of it is covered by `other`."""
        return other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Detection:
    """The language of a text, or None where it cannot be told.

    `confidence` is 0 to 1. `candidates` are (BCP 47 tag, confidence) pairs, likeliest first; they
    may name languages that are not served (be, bg, ...).
    """

    language: str | None
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article.

    `text` is what a reader sees (the source's own quotes and dashes, invisible characters gone,
    white space single). `plain` is `text` with quotes and dashes folded, the same length, for
    comparing. `paragraph` counts from 0. `span` covers the sentence in the text as submitted.
    """

    text: str
    plain: str
    paragraph: int
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """An article, read: boilerplate gone, language known, cut into sentences.

    `submitted` is the text that the spans count in: the text as submitted, or as extracted from
    the HTML as submitted.
    """

    submitted: str
    language: str
    sentences: tuple[Sentence, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """What a check found wrong with an output sentence, in plain words, with both places."""

    check: str
    severity: Severity
    message: str
    output: str
    source: str


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of a summary and the indices of the source sentences that bear it.

    A `verbatim` sentence is its single source sentence, word for word; its text is read from the
    article, so that a cached summary shows the article as it was submitted this time.
    """

    text: str
    sources: tuple[int, ...]
    verbatim: bool
    flags: tuple[Flag, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether it is the article's own, or no check has more than a note on it."""
        return self.verbatim or all(flag.severity == "note" for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary of one length, by one model, in one language.

    `sentences_read` counts the sentences of the article that the model was given. `score` compares
    hypotheses of one model for one article (higher is likelier). A translation has the language it
    was `translated_from` and its `route`, from that language on.
    """

    length: Length
    language: str
    model: str
    sentences: tuple[SummarySentence, ...]
    sentences_read: int
    score: float = 0.0
    translated_from: str | None = None
    route: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The sentences as a reader sees them, one after another."""
        # Chinese sets no blank between sentences.
        joint = "" if self.language.startswith("zh") else " "
        return joint.join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two languages (BCP 47), from and into."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """What a caller wants a thing to be called: (language, name) pairs (BCP 47), two or more.

    A name is in the nominative; of each language there is one at most.
    """

    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that a model wrote, and what it has to agree with.

    `source` is what it renders: for a translation the sentence translated; for a sentence of a
    summary those of the article that bear it, joined by blanks. `article` are all sentences of the
    article, for a summary only. `pair` has the same language twice for a summary.
    """

    output: str
    source: str
    pair: Pair
    article: tuple[str, ...] = ()

    @property
    def is_translation(self) -> bool:
        """Whether it says in another language what the source says, all of it."""
        return not self.article


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence to be translated."""

    text: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A text that a model proposes.

    `score` is comparable between hypotheses of one source only (higher is likelier). `complete`
    says that the model ended it; else it was cut at the limit of tokens.
    """

    text: str
    score: float
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a translator makes of one passage: hypotheses, the best first, at least one.

    `unread` are the words of the passage, as they stand in it, that hold a sign which the model
    does not know; it guesses what they say.
    """

    hypotheses: tuple[Hypothesis, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translated:
    """The translation of one passage, with what is wrong with it."""

    text: str
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """A translated sentence; `span` is its source's place in the text as submitted."""

    text: str
    span: Span
    flags: tuple[Flag, ...] = ()

    @property
    def verified(self) -> bool:
        """Whether no check has more than a note on it."""
        return all(flag.severity == "note" for flag in self.flags)


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """The translation of a text of any number of sentences and lines.

    `text` keeps the line breaks of the source. `model` and `route` are those of the pair: ids with
    revisions, and languages from the source's on.
    """

    text: str
    pair: Pair
    model: str
    route: tuple[str, ...]
    sentences: tuple[TranslatedSentence, ...]


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """Something the caller should know about an answer that is good all the same."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class SummariseRequest:
    """What a caller asks for; exactly one of `text` and `html` is given.

    `language` and `translate_to` are the caller's tags, `auto` meaning "find out"; `model` is a
    summariser's id, or `auto`.
    """

    text: str | None = None
    html: str | None = None
    title: str | None = None
    language: str = "auto"
    lengths: tuple[Length, ...] = LENGTHS
    translate_to: tuple[str, ...] = ()
    faithfulness: Faithfulness = "repair"
    model: str = "auto"
    glossary: tuple[GlossaryTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a request is served.

    It is waited for until `deadline`. `caller` is the name of whoever asks, empty where nobody says
    it. What is remembered is used if `recalls`, what is made is remembered if `stores`.
    """

    deadline: Deadline
    caller: str = ""
    recalls: bool = True
    stores: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it was read, before any summary.

    `key` names the story: articles of the same canonical text and language share it. `confidence`
    (0 to 1) is that of the article's language. `extracted` says that the article came out of HTML.
    """

    article: Article
    key: str
    confidence: float
    warnings: tuple[AnswerWarning, ...]
    extracted: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller gets: the article as read, and each summary by length and language.

    `warnings` are those of the reading and of the summaries. `cache` is "hit" where every summary
    was remembered, "miss" where a model ran for this request, "collapsed" where one ran for
    another at the same time, "bypass" where one ran because the request wanted it.
    """

    reading: Reading
    summaries: Mapping[Length, Mapping[str, Summary]]
    warnings: tuple[AnswerWarning, ...]
    cache: CacheOutcome


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that is ready to work, as operators and callers see it.

    `languages` are those that it reads; a translator has `pairs` besides.
    """

    id: str
    revision: str
    task: Task
    languages: tuple[str, ...]
    engine: str
    licence: str
    pairs: tuple[Pair, ...] = ()
