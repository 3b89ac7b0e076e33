"""Has the checks judge outputs that people have called faithful or not."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from summarizer.domain import Claim, Pair
from summarizer.errors import EvaluationError
from summarizer.languages import canonical_tag
from summarizer.models.provenance import Provenance
from summarizer.text.article import read as read_article
from summarizer.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summarizer.domain import Flag

    Faults: TypeAlias = Callable[[Claim], tuple[Flag, ...]]

Task = Literal["summary", "translation"]

_TEXTS = ("id", "task", "source_language", "target_language", "source", "output", "label")


@dataclass(frozen=True, slots=True)
class Item:
    """An output of some system, and what people said of it.

    `kinds` are those of its errors, none where it `is_faithful`. `origin` names the data set.
    """

    id: str
    task: Task
    pair: Pair
    source: str
    output: str
    is_faithful: bool
    kinds: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Judged:
    """An item, what the checks say of it, and how many seconds they took."""

    item: Item
    flags: tuple[Flag, ...]
    seconds: float


def read(path: Path) -> list[Item]:
    """Return the items of a file, a JSON object a line; docs/faithfulness.md has the fields.

    Raises EvaluationError, naming the line.
    """
    items = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            items.append(_item(json.loads(line)))
        except ValueError as error:
            raise EvaluationError(f"{path}, line {number}: {error}") from None
    return items


def judge(item: Item, faults: Faults) -> Judged:
    """Return what `faults` finds in `item`.

    A translation is one claim. A summary is one for each of its sentences, held against those of
    the article that bear it, as the service does it; reading the article counts as time of the
    checks, finding the sentences does not.
    """
    claims = _claims(item)
    start = time.perf_counter()
    flags = tuple(flag for claim in claims for flag in faults(claim))
    return Judged(item, flags, time.perf_counter() - start)


def _item(row: Any) -> Item:
    if not isinstance(row, dict):
        raise ValueError("is no JSON object")
    for name in _TEXTS:
        if not isinstance(row.get(name), str):
            raise ValueError(f"{name} is missing, or is no text")
    if row["task"] not in ("summary", "translation"):
        raise ValueError(f"task is {row['task']!r}, neither summary nor translation")
    if row["label"] not in ("faithful", "unfaithful"):
        raise ValueError(f"label is {row['label']!r}, neither faithful nor unfaithful")
    return Item(
        id=row["id"],
        task=row["task"],
        pair=Pair(_language(row["source_language"]), _language(row["target_language"])),
        source=row["source"],
        output=row["output"],
        is_faithful=row["label"] == "faithful",
        kinds=tuple(row.get("error_types", ())),
        origin=row.get("origin", ""),
    )


def _language(tag: str) -> str:
    meant = canonical_tag(tag)
    if meant is None:
        raise ValueError(f"{tag!r} is not one of the languages served")
    return meant


def _claims(item: Item) -> list[Claim]:
    if item.task == "translation":
        return [Claim(item.output, item.source, item.pair)]
    article, provenance = _article(item.source, item.pair.source)
    return [
        Claim(
            output=sentence,
            source=" ".join(article[index] for index in provenance.sources(sentence)),
            pair=item.pair,
            article=article,
        )
        for sentence in (span.of(item.output) for span in split(item.output, item.pair.target))
    ]


@lru_cache(maxsize=1)
def _article(text: str, language: str) -> tuple[tuple[str, ...], Provenance]:
    sentences = tuple(sentence.text for sentence in read_article(text, language).sentences)
    # A source that is nothing but a headline or a credit is still what it is held against.
    sentences = sentences or (text,)
    return sentences, Provenance(sentences)
