"""What a request asks of the models: who summarises, which way each audience is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.cache.key import answer_key
from summarizer.errors import NoRoute, UnknownModel
from summarizer.languages import served
from summarizer.text.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.domain import Length, Reading, SummariseRequest
    from summarizer.judging import Judge
    from summarizer.models.base import Summarizer
    from summarizer.models.loading import Models
    from summarizer.models.routes import Route


@dataclass(frozen=True, slots=True)
class Cell:
    """One summary of an answer: its length, its language, and its place in the cache."""

    length: Length
    language: str
    entry: str


@dataclass(frozen=True, slots=True)
class Order:
    """What one request asks of the models.

    `routes` are those of the audiences that do not read the article's own language. `repairs` says
    that a sentence with an error is replaced, as `judge` finds it.
    """

    reading: Reading
    summarizer: Summarizer
    routes: Mapping[str, Route]
    cells: tuple[Cell, ...]
    repairs: bool
    judge: Judge


def order(request: SummariseRequest, reading: Reading, models: Models, judge: Judge) -> Order:
    """Return what `request` asks of `models`, now that the article is read.

    Raises UnknownModel, NoRoute, and RequestError for a language that is not served.
    """
    summarizer = _summarizer(models, request.model, reading.article.language)
    routes = _routes(models, request.translate_to, reading.article.language)
    repairs = request.faithfulness != "flag"
    judged = (
        judge.digest,
        "repair" if repairs else "flag",
        models.entailment.revision if models.entailment else "",
    )
    cells = tuple(
        Cell(
            length,
            language,
            _entry(reading, length, language, summarizer, routes.get(language), judged),
        )
        for length in request.lengths
        for language in (reading.article.language, *routes)
    )
    return Order(reading, summarizer, routes, cells, repairs, judge)


def _summarizer(models: Models, wanted: str, language: str) -> Summarizer:
    able = [s for s in models.summarizers if language in s.installed.languages]
    for summarizer in able:
        if wanted in ("auto", summarizer.installed.id):
            return summarizer
    raise UnknownModel("/model", wanted, [s.installed.id for s in able])


def _routes(models: Models, audiences: Sequence[str], language: str) -> dict[str, Route]:
    routes: dict[str, Route] = {}
    for position, audience in enumerate(audiences):
        pointer = f"/translate_to/{position}"
        target = served(audience, pointer)
        if target == language:
            continue
        route = models.translation.route(language, target)
        if route is None:
            raise NoRoute(pointer, language, target)
        routes[target] = route
    return routes


def _entry(
    reading: Reading,
    length: Length,
    language: str,
    summarizer: Summarizer,
    route: Route | None,
    judged: tuple[str, ...],
) -> str:
    model = summarizer.installed
    return answer_key(
        task="summarise",
        story=reading.key,
        title=canonical([reading.article.title or ""]),
        length=length,
        language=language,
        model=f"{model.id}@{model.revision}",
        route=route.models if route else (),
        judged=judged,
    )
