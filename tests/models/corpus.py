"""The sentences and articles of the test models: those they learn, and those kept for tests."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.models.grammar import (
    Amount,
    Number,
    Person,
    Sentence,
    Template,
    Thing,
    Value,
    kind,
    templates,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STORIES = ("attack", "talks", "evacuation", "aid")
# Small models learn a number as one piece: to copy digits one by one takes them far longer.
NUMBERS = (
    *range(2, 61),
    *(63, 65, 70, 71, 72, 75, 78, 80, 82, 85, 90, 94, 95, 99, 100, 101, 104, 110, 112, 115, 120),
    *(121, 125, 130, 140, 143, 150, 162, 175, 180, 200, 202, 211, 220, 235, 250, 270, 300, 321),
    *(350, 400, 450, 500, 600, 650, 700, 750, 800, 900, 1_200, 1_500, 2_000, 2_400, 3_000, 5_000),
)
_SHORTEST, _LONGEST = 8, 12
_HELD_OUT_SEED, _TRAINING_SEED = 7, 1


@dataclass(frozen=True, slots=True)
class Article:
    """A news story and its summary of four sentences, the first of which could stand alone.

    `sources` has, for each sentence of the summary, the index of the sentence of the article that
    bears most of it.
    """

    story: str
    sentences: tuple[Sentence, ...]
    summary: tuple[Sentence, ...]
    sources: tuple[int, ...]

    def text(self, language: str) -> str:
        """Return the whole article in `language`."""
        return _joined(self.sentences, language)

    def summarised(self, language: str, sentences: int = 4) -> str:
        """Return the first `sentences` sentences of its summary in `language`."""
        return _joined(self.summary[:sentences], language)


def _joined(sentences: Iterable[Sentence], language: str) -> str:
    return ("" if language == "zh" else " ").join(each.text(language) for each in sentences)


@cache
def held_out_articles(count: int = 40) -> tuple[Article, ...]:
    """Return articles that no model has seen, nor a translator any sentence of them."""
    return tuple(_articles(count, random.Random(_HELD_OUT_SEED), frozenset()))


@cache
def held_out_sentences(count: int = 200) -> tuple[Sentence, ...]:
    """Return sentences that no model has seen."""
    return tuple(_sentences(count, random.Random(_HELD_OUT_SEED), frozenset()))


@cache
def training_articles(count: int = 8_000) -> tuple[Article, ...]:
    """Return what the summariser learns from."""
    return tuple(_articles(count, random.Random(_TRAINING_SEED), _kept()))


@cache
def training_sentences(count: int = 10_000) -> tuple[Sentence, ...]:
    """Return what the translators learn from."""
    return tuple(_sentences(count, random.Random(_TRAINING_SEED), _kept()))


def written_numbers() -> list[str]:
    """Return the numbers as English writes them, and as the others do."""
    return sorted({text for each in NUMBERS for text in (f"{each:,}", str(each))})


@cache
def _kept() -> frozenset[str]:
    """Return every text that is kept for tests, in any language."""
    sentences = list(held_out_sentences())
    for article in held_out_articles():
        sentences += article.sentences + article.summary
    return frozenset(text for each in sentences for text in each.texts())


def _sentences(count: int, rng: random.Random, kept: frozenset[str]) -> Iterator[Sentence]:
    """Yield different sentences, of all templates equally often, none of them `kept`."""
    seen: set[str] = set()
    while len(seen) < count:
        template = templates()[len(seen) % len(templates())]
        sentence = Sentence(template, _values(template.slots, rng))
        if sentence.text("en") not in seen and kept.isdisjoint(sentence.texts()):
            seen.add(sentence.text("en"))
            yield sentence


def _articles(count: int, rng: random.Random, kept: frozenset[str]) -> Iterator[Article]:
    """Yield articles, of all stories equally often, none of whose sentences is `kept`."""
    made = 0
    while made < count:
        article = _article(STORIES[made % len(STORIES)], rng)
        if kept.isdisjoint(each.text("en") for each in article.sentences + article.summary):
            made += 1
            yield article


def _article(story: str, rng: random.Random) -> Article:
    """Return an article: the facts of its story in order, with other news of the place between."""
    facts, told = _templates(story, "report"), _templates(story, "summary")
    values = _values([slot for each in facts + told for slot in each.slots], rng)
    length = rng.randint(_SHORTEST, _LONGEST)
    others = iter(rng.sample(_templates("any", "report"), length - len(facts)))
    sources = (0, *sorted(rng.sample(range(1, length), len(facts) - 1)))
    return Article(
        story,
        tuple(
            _said(facts[sources.index(place)], values)
            if place in sources
            else _another(next(others), values["place"], rng)
            for place in range(length)
        ),
        tuple(_said(each, values) for each in told),
        sources,
    )


@cache
def _templates(story: str, part: str) -> list[Template]:
    return [each for each in templates() if (each.story, each.part) == (story, part)]


def _said(template: Template, values: dict[str, Value]) -> Sentence:
    return Sentence(template, {slot: values[slot] for slot in template.slots})


def _another(template: Template, place: Value, rng: random.Random) -> Sentence:
    """Return other news of the place."""
    return _said(template, _values(template.slots, rng, {"place": place}))


def _values(
    slots: Iterable[str], rng: random.Random, given: dict[str, Value] | None = None
) -> dict[str, Value]:
    """Return something for every slot; no two are the same, and no more is shot down than flew."""
    values = dict(given or {})
    for slot in dict.fromkeys(slots):
        while slot not in values:
            value = _value(slot, rng)
            if value not in values.values():
                values[slot] = value
    arms = values.get("arms")
    if "shot" in values and isinstance(arms, Amount):
        values["shot"] = Number(
            rng.choice([number for number in NUMBERS if number <= arms.number.value])
        )
    return values


def _value(slot: str, rng: random.Random) -> Value:
    """Return something that the slot may hold."""
    match kind(slot):
        case "who":
            sex = rng.choice(("man", "woman"))
            return Person(rng.choice(words(f"role of {sex}")), rng.choice(words(sex)))
        case "hours":
            return Number(rng.choice([number for number in NUMBERS if number <= 30]))
        case "arms" | "goods" as what:
            return Amount(Number(rng.choice(NUMBERS)), rng.choice(words(what)))
        case "place" | "day" | "thing" | "quote" as what:
            return Thing(rng.choice(words(what)))
        case _:
            return Number(rng.choice(NUMBERS))
