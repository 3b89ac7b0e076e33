"""Everything that can go wrong and that a caller or operator is told.

SummarizerError
├── SettingsError            the service does not start: a setting is unknown or wrong
├── ModelError               a model did not do its work; nothing of it is served or stored
├── Unfaithful               a strict request met a sentence that could not be verified
├── NotReady                 the models are not loaded yet
├── Busy                     as many requests wait as may; says when to come back
├── NotPurged                the cache did not say that a story is gone
├── EvaluationError          a file to evaluate is not in its format, or a library is missing
├── DeadlinePassed           the time that the request had is over; nothing of it is stored
├── StoreError               a model was not installed, removed or read; what was there still is
│   ├── CatalogError         a file of models is wrong, or does not know an id
│   ├── NotInstalled         no model of that id is installed
│   ├── NotAsRecorded        files differ from those that the manifest lists
│   ├── HubError             the hub has not got what was asked of it
│   │   └── HubUnreachable   nothing answers
│   ├── NoSpace              the disk is too full
│   └── ConversionRefused    the checkpoint has a fault, or the converted model answers otherwise
└── RequestError             the caller can mend it; `pointer` names the field (JSON Pointer)
    ├── TextTooLong          more characters than `limits.characters`
    ├── NoArticle            nothing to summarise: no letters, or boilerplate only
    ├── LanguageUncertain    no language is certain; says the candidates
    ├── LanguageNotServed    the language is certain, and is not one that can be read
    ├── NoRoute              no installed model writes the audience's language
    └── UnknownModel         no summariser of that id is installed for the language
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class SummarizerError(Exception):
    """The root: every error that this service raises on purpose."""


class SettingsError(SummarizerError):
    """A setting is unknown or wrong; the message names it."""


class ModelError(SummarizerError):
    """A model did not do its work; the message names it."""


class Unfaithful(SummarizerError):
    """Sentences of summaries could not be verified; `failed` says of each what is wrong with it."""

    def __init__(self, failed: Sequence[str]) -> None:
        super().__init__(f"{len(failed)} objections to sentences that would have been served")
        self.failed = tuple(failed)


class NotReady(SummarizerError):
    """The models are not loaded yet."""


class DeadlinePassed(SummarizerError):
    """The time that the request had is over."""


class EvaluationError(SummarizerError):
    """What was to be evaluated cannot be; the message names the file and the line."""


class Busy(SummarizerError):
    """All slots are taken, and all places to wait; one should be free in `retry_seconds`."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__(f"too many requests wait; try again in {retry_seconds} seconds")
        self.retry_seconds = retry_seconds


class NotPurged(SummarizerError):
    """The cache did not say that a story is gone."""


class StoreError(SummarizerError):
    """A model was not installed, removed or read; the message is for the operator."""


class CatalogError(StoreError):
    """A file of models is wrong, or does not know an id."""


class NotInstalled(StoreError):
    """No model of that id is installed."""

    def __init__(self, model: str, installed: Sequence[str]) -> None:
        there = ", ".join(installed) or "none"
        super().__init__(f"{model} is not installed; installed: {there}")


class NotAsRecorded(StoreError):
    """Files differ from those that the manifest lists; the message names them."""


class HubError(StoreError):
    """The hub has not got what was asked of it."""


class HubUnreachable(HubError):
    """Nothing answers where the hub should be, or the connection was lost."""

    def __init__(self, endpoint: str, cause: str) -> None:
        super().__init__(
            f"{endpoint} cannot be reached ({cause}). What has come over is kept, and the next "
            "pull goes on with it"
        )


class NoSpace(StoreError):
    """The disk is too full."""


class ConversionRefused(StoreError):
    """The checkpoint has a fault, or the converted model answers otherwise than the original."""

    def __init__(self, model: str, why: str) -> None:
        super().__init__(f"{model} was not converted: {why}")


class RequestError(SummarizerError):
    """The request cannot be served as it stands; `pointer` is the JSON Pointer of its field."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.detail = detail


class TextTooLong(RequestError):
    """A text has more characters (code points) than the limit."""

    def __init__(self, pointer: str, *, size: int, limit: int) -> None:
        super().__init__(pointer, f"has {size} characters; at most {limit} are accepted")


class NoArticle(RequestError):
    """There is nothing to summarise in the text."""


class LanguageUncertain(RequestError):
    """The text could be in several languages, or is too short to tell."""

    def __init__(self, pointer: str, candidates: Sequence[tuple[str, float]]) -> None:
        self.candidates = tuple(candidates)
        likely = ", ".join(f"{tag} ({confidence:.2f})" for tag, confidence in self.candidates)
        hint = f"; candidates: {likely}" if likely else ""
        super().__init__(
            pointer, f"the language cannot be told with certainty{hint}; name it in `language`"
        )


class LanguageNotServed(RequestError):
    """The language is known, and no article in it can be read."""

    def __init__(self, pointer: str, language: str, served: Sequence[str]) -> None:
        self.language = language
        super().__init__(
            pointer, f"the language is {language}; articles are read in {', '.join(served)}"
        )


class NoRoute(RequestError):
    """No installed model, direct or through a pivot, translates into the target language."""

    def __init__(self, pointer: str, source: str, target: str) -> None:
        super().__init__(
            pointer,
            f"no installed model translates {source} into {target}; "
            "`summarizer models pull --set default` installs them",
        )


class UnknownModel(RequestError):
    """The model asked for is not installed, or does not read the language."""

    def __init__(self, pointer: str, model: str, installed: Sequence[str]) -> None:
        super().__init__(
            pointer, f"no summariser {model!r} is installed; there are: {', '.join(installed)}"
        )
