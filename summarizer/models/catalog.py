"""Which models there are to install: `config/models.toml`, and a file of the operator's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from summarizer.domain import Pair, Task
from summarizer.errors import CatalogError
from summarizer.models.tokens import Family  # noqa: TC001
from summarizer.tables import config_directory

Setting: TypeAlias = Literal[
    "beam", "length_penalty", "no_repeat_ngram", "min_tokens", "max_tokens", "short_tokens"
]
_OF_SUMMARIES = frozenset({"min_tokens", "max_tokens", "short_tokens"})
Positive: TypeAlias = Annotated[int, Field(ge=1)]

UNPINNED = "main"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known of a model before it is installed.

    `repository` and `revision` name a commit on the hub; the revision `main` is whatever is newest.
    `sources` are the languages (BCP 47) that it reads, `targets` those that it writes. `labels` are
    the model's own names of languages. `megabytes` is what is downloaded, `context` the tokens of a
    source at most. `weights_sha256` is the digest of the file of weights where it was published.
    `decoding` holds what differs from base.Decoding; of a summariser also the tokens of its long
    (`min_tokens`, `max_tokens`) and short summary (`short_tokens`).
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    repository: str
    revision: Annotated[str, Field(pattern=r"^(main|[0-9a-f]{40})$")]
    task: Task
    family: Family
    licence: str
    commercial: bool
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    targets: Annotated[tuple[str, ...], Field(min_length=1)]
    labels: Mapping[str, str]
    megabytes: Positive
    context: Positive
    sets: tuple[str, ...]
    decoding: Mapping[Setting, int | float]
    weights_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None

    __pydantic_config__ = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if self.task == "summarise":
            missing = _OF_SUMMARIES - self.decoding.keys()
            if missing:
                raise ValueError(f"decoding: a summariser has {', '.join(sorted(missing))}")
            if self.targets != self.sources:
                raise ValueError("targets: a summariser writes the languages that it reads")
        else:
            unlabelled = self._told_apart() - self.labels.keys()
            if unlabelled:
                raise ValueError(f"labels: none for {', '.join(sorted(unlabelled))}")

    def _told_apart(self) -> set[str]:
        """Return the languages that the model is told by their labels."""
        if self.family in ("m2m100", "nllb"):
            return {*self.sources, *self.targets}
        return set(self.targets) if len(self.targets) > 1 else set()

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What a translator translates; of a summariser, the languages it writes as it reads."""
        if self.task == "summarise":
            return tuple(Pair(language, language) for language in self.sources)
        return tuple(
            Pair(source, target)
            for source in self.sources
            for target in self.targets
            if source != target
        )


@dataclass(frozen=True, slots=True)
class Catalog:
    """The models that can be installed, by id."""

    cards: Mapping[str, ModelCard]

    def card(self, model: str) -> ModelCard:
        """Return the model of that id; raises CatalogError."""
        if model not in self.cards:
            known = ", ".join(self.cards)
            raise CatalogError(f"{model} is in no catalogue; there are: {known}")
        return self.cards[model]

    def members(self, name: str) -> tuple[ModelCard, ...]:
        """Return the models of a set; raises CatalogError where there is no such set."""
        found = tuple(card for card in self.cards.values() if name in card.sets)
        if not found:
            raise CatalogError(f"there is no set {name}; there are: {', '.join(self.sets())}")
        return found

    def sets(self) -> tuple[str, ...]:
        """Return the names of the sets."""
        return tuple(dict.fromkeys(name for card in self.cards.values() for name in card.sets))


def load(own: str = "") -> Catalog:
    """Return the catalogue, with the models of the file `own` added (they win over the same id).

    Raises CatalogError, naming what is wrong.
    """
    cards = _read(config_directory() / "models.toml")
    if own:
        cards = cards | _read(Path(own))
    return Catalog(cards)


@cache
def _adapter() -> TypeAdapter[tuple[ModelCard, ...]]:
    return TypeAdapter(tuple[ModelCard, ...])


def _read(path: Path) -> dict[str, ModelCard]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        cards = _adapter().validate_python(tables.get("model", []), strict=False)
    except ValidationError as error:
        raise CatalogError(f"{path}: {_explain(error, tables)}") from None
    except (OSError, ValueError) as error:
        raise CatalogError(f"{path}: {error}") from error
    found = {card.id: card for card in cards}
    if len(found) < len(cards):
        raise CatalogError(f"{path}: two models have the same id")
    return found


def _explain(error: ValidationError, tables: dict[str, list[dict[str, object]]]) -> str:
    lines = []
    for problem in error.errors():
        index, *field = problem["loc"]
        name = tables["model"][int(index)].get("id", f"model {index}")
        where = [".".join(map(str, field))] if field else []
        lines.append(": ".join([str(name), *where, problem["msg"].removeprefix("Value error, ")]))
    return "; ".join(lines)
