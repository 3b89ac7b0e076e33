"""The JSON that is answered."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from summarizer.domain import Flag, Length, Severity


class _Response(BaseModel):
    model_config = ConfigDict(frozen=True)


class SourceOut(_Response):
    """A source sentence: its number (from 0) and its code points in the text as submitted."""

    sentence: Annotated[int, Field(ge=0)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class FlagOut(_Response):
    """What a check found wrong."""

    check: str
    severity: Severity
    message: str
    output: str
    source: str

    @classmethod
    def of(cls, flag: Flag) -> Self:
        """Return `flag` as the contract writes it."""
        return cls(
            check=flag.check,
            severity=flag.severity,
            message=flag.message,
            output=flag.output,
            source=flag.source,
        )


class SentenceOut(_Response):
    """A sentence of a summary; `verified`: verbatim from the source, or it passed every check."""

    text: str
    verified: bool
    flags: list[FlagOut]
    sources: list[SourceOut]


class SummaryOut(_Response):
    """A summary, written or translated.

    `model` is the id of the summariser, or the ids and revisions of the translators. A translation
    has its `route` besides: the languages, from that of the article on.
    """

    text: str
    model: str
    translated_from: str | None
    sentences: list[SentenceOut]
    route: list[str] = []


class ArticleOut(_Response):
    """The article as it was read.

    `key` names the story. `text` is there where the article came out of HTML: offsets count in it.
    """

    key: str
    language: str
    language_confidence: Annotated[float, Field(ge=0, le=1)]
    characters: Annotated[int, Field(ge=0)]
    sentences: Annotated[int, Field(ge=0)]
    sentences_read: Annotated[int, Field(ge=0)]
    text: str = ""


class WarningOut(_Response):
    """Something to know about a good answer."""

    code: Literal["short_input", "language_mismatch"]
    detail: str


class SummariseAnswer(_Response):
    """The summaries by length, then by language."""

    article: ArticleOut
    summaries: dict[Length, dict[str, SummaryOut]]
    warnings: list[WarningOut]


class TranslatedSentenceOut(_Response):
    """A translated sentence; `verified`: it passed every check.

    `start` and `end` are the code points of its source in the text as submitted.
    """

    text: str
    verified: bool
    flags: list[FlagOut]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class TranslationOut(_Response):
    """The translation of one text; line breaks are those of the text."""

    text: str
    model: str
    translated_from: str
    route: list[str]
    sentences: list[TranslatedSentenceOut]


class TranslateAnswer(_Response):
    """The translations, in the order of the texts."""

    translations: list[TranslationOut]


class CandidateOut(_Response):
    """A language that the text may be in."""

    language: str
    confidence: Annotated[float, Field(ge=0, le=1)]


class DetectAnswer(_Response):
    """The language of a text; null where it is not certain."""

    language: str | None
    confidence: Annotated[float, Field(ge=0, le=1)]
    candidates: list[CandidateOut]


class LanguageOut(_Response):
    """A language, and the audiences that its articles can be served to."""

    code: str
    name: str
    targets: list[str]


class LanguagesAnswer(_Response):
    """What can be read, and what can be asked for."""

    languages: list[LanguageOut]


class ModelOut(_Response):
    """A model that is served: the languages that it reads, and those that it writes."""

    id: str
    revision: str
    task: Literal["summarise", "translate"]
    languages: list[str]
    targets: list[str]
    engine: str
    licence: str


class ModelsAnswer(_Response):
    """The installed models."""

    models: list[ModelOut]


class LiveAnswer(_Response):
    """The process answers."""

    status: Literal["ok"]


class ReadyAnswer(_Response):
    """Every model has answered; `cache` is where answers are remembered."""

    status: Literal["ready"]
    cache: str


class FieldError(_Response):
    """A field (JSON Pointer; empty: the whole body) and what is wrong with it."""

    pointer: str
    detail: str


class Problem(_Response):
    """RFC 9457 problem details; `type` resolves to a page that explains it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = []
    candidates: list[CandidateOut] = []
