"""Bytes of Redis for each story and each translated sentence that is remembered.

    .venv/bin/python -m benchmarks.remembered [--parallel ../shared/data/parallel]

Real news in four languages, a line a sentence, goes through the cache of the service into a real
Redis, as the service stores it: a short summary of two sentences and a long one of six, in English
and three translations, and the translation of every sentence. What Redis says that it uses more is
divided by what was stored; keys, hashes and expiry included. The last line is how often a second
one connection reads all eight summaries of a story.
"""

from __future__ import annotations

import argparse
import itertools
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.sentences import FILES, documents
from summarizer.cache.base import Place
from summarizer.cache.key import answer_key, key
from summarizer.cache.redis import RedisCache, RedisServer
from summarizer.cache.sentences import SentenceMemory, group
from summarizer.cache.summaries import SummaryCache
from summarizer.domain import Pair, Passage, Summary, SummarySentence, Translated
from tests.valkey import info, server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from summarizer.domain import Length

    Story = dict[str, list[str]]
    Store = Callable[[RedisCache, Story, str], int]

AUDIENCES = ("uk", "ru", "zh-Hans")
SENTENCES: dict[Length, int] = {"short": 2, "long": 6}
# So many stories out of one document, each with words of its own, that the mean is steady.
COPIES = 20
READS = 4000
DAY_SECONDS = 86400
MODEL = "opus-mt-tc-big-en-zle@0123456789ab"


def main() -> None:
    """Store, ask Redis, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parallel", type=Path, default=Path("../shared/data/parallel"))
    told = list(stories(parser.parse_args().parallel))
    print(f"{len(told)} stories; bytes of Redis for each")
    kinds: dict[str, Store] = {
        "story, its own language": partial(_store_summaries, languages=("en",)),
        "story, four languages": partial(_store_summaries, languages=("en", *AUDIENCES)),
        "translated sentences of a story": _store_sentences,
    }
    for name, store in kinds.items():
        with server() as url:
            cache = RedisCache(_connected(url), _nobody)
            before = _used(url)
            count = sum(store(cache, story, str(number)) for number, story in enumerate(told))
            used = _used(url) - before
        print(f"{name:34}{used / len(told):10.0f}  ({used / count:.0f} a value of {count})")
    with server() as url:
        cache = RedisCache(_connected(url), _nobody)
        _store_summaries(cache, told[0], "read", ("en", *AUDIENCES))
        print(f"{'reads of a story a second':34}{_reads_a_second(cache):10.0f}")


def stories(folder: Path) -> Iterator[Story]:
    """Yield the sentences of stories, by language; those of a copy differ in a number."""
    suffixes = {language: FILES[language] for language in ("en", *AUDIENCES)}
    by_language = [list(documents(folder, "ntrex128", suffix)) for suffix in suffixes.values()]
    for copy, texts in itertools.product(range(COPIES), zip(*by_language, strict=True)):
        if len(texts[0]) >= SENTENCES["long"]:
            most = SENTENCES["long"]
            yield {
                language: [f"{line} {copy}" for line in lines[:most]]
                for language, lines in zip(suffixes, texts, strict=True)
            }


def _store_summaries(cache: RedisCache, story: Story, name: str, languages: tuple[str, ...]) -> int:
    summaries = {
        name: _summary(length, language, story[language])
        for name, (length, language) in _names(languages).items()
    }
    translated = {group(passage) for passage in _passages(story)} if len(languages) > 1 else set()
    SummaryCache(cache, DAY_SECONDS, _nobody).store(key(story=name), summaries, translated, None)
    return len(summaries)


def _store_sentences(cache: RedisCache, story: Story, _: str) -> int:
    passages = _passages(story)
    SentenceMemory(cache, DAY_SECONDS, _nobody).store(passages, dict.fromkeys(passages, MODEL))
    return len(passages)


def _reads_a_second(cache: RedisCache) -> float:
    places = [Place(f"story:{key(story='read')}", name) for name in _names(("en", *AUDIENCES))]
    began = time.perf_counter()
    for _ in range(READS):
        if len(cache.get(places)) < len(places):
            raise RuntimeError("a story was not read")
    return READS / (time.perf_counter() - began)


def _names(languages: tuple[str, ...]) -> dict[str, tuple[Length, str]]:
    """Return the length and the language of each summary, by its name in the cache."""
    return {
        answer_key(length=length, language=language): (length, language)
        for length in SENTENCES
        for language in languages
    }


def _summary(length: Length, language: str, lines: list[str]) -> Summary:
    foreign = language != "en"
    return Summary(
        length=length,
        language=language,
        model=MODEL,
        sentences=tuple(
            SummarySentence(line, (number,), verbatim=False)
            for number, line in enumerate(lines[: SENTENCES[length]])
        ),
        sentences_read=len(lines),
        score=-0.734251,
        translated_from="en" if foreign else None,
        route=("en", language) if foreign else (),
    )


def _passages(story: Story) -> dict[Passage, Translated]:
    return {
        Passage(line, Pair("en", language)): Translated(told)
        for language in AUDIENCES
        for line, told in zip(story["en"], story[language], strict=True)
    }


def _connected(url: str) -> RedisServer:
    return RedisServer(url, timeout_seconds=5, breaker_seconds=5, max_connections=1)


def _used(url: str) -> int:
    return int(info(url, "memory")["used_memory"])


def _nobody(_: object) -> None:
    """Count for nobody."""


if __name__ == "__main__":
    main()
