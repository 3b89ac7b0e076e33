"""The extractive summariser beside lead-n, LexRank, TextRank and LSA; see benchmarks/README.md.

    .venv/bin/python -m benchmarks.extractive [--data ../shared/data]

Every system chooses from the same sentences, those that the service reads in the text.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import tracemalloc
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rouge_score import rouge_scorer
from sacrebleu.metrics.chrf import CHRF
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from summarizer.models.selection import select
from summarizer.models.standing import Standing, standings
from summarizer.text.article import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

METRICS = ("rouge1", "rouge2", "rougeL", "chrf")
SIZES = (2, 3, 4)
BUDGETS = (40, 60, 80)
AGREEMENT_SIZES = (2, 5)
NTREX = {
    "en": "eng",
    "uk": "ukr",
    "ru": "rus",
    "zh-Hans": "zho_Hans",
    "zh-Hant": "zho_Hant",
}
RESAMPLES = 2000
OURS = "extractive"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its reference summaries; several people's are one text's."""

    id: str
    language: str
    kind: str
    sentences: tuple[str, ...]
    references: tuple[str, ...]


class Words:
    """The words of any script, for rouge-score (whose own tokenizer drops Cyrillic) and sumy."""

    def tokenize(self, text: str) -> list[str]:
        """Return words for rouge-score."""
        return re.findall(r"\w+", text.casefold())

    def to_words(self, text: str) -> tuple[str, ...]:
        """Return words for sumy."""
        return tuple(self.tokenize(text))

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """Leave a sentence whole: the split is given."""
        return (text,)


WORDS = Words()
ROUGE = rouge_scorer.RougeScorer(list(METRICS[:3]), tokenizer=WORDS)
CHRF_SCORE = CHRF()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data: Path = parser.parse_args().data
    english, russian = (texts(data / "summaries" / f"{tag}.jsonl", tag) for tag in ("en", "ru"))
    human = [text for text in english if text.kind == "human"]
    sets = {
        "en, human summaries": human,
        "en, human summaries, nothing above the text": [from_the_text(text) for text in human],
        "en, Wikinews leads": [text for text in english if text.kind == "lead"],
        "en, all": english,
        "ru, Wikinews leads": russian,
    }
    for name, found in sets.items():
        for size in SIZES:
            compare(name, found, size, "sentences", of_size)
    for name, found in sets.items():
        for budget in BUDGETS:
            compare(name, found, budget, "words", of_budget)
    agreement(data / "parallel")
    speed()


def texts(path: Path, language: str) -> list[Text]:
    """Return the texts of a file of references, each once with all of its summaries."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(re.sub(r"-h\d+$", "", row["id"]), []).append(row)
    return [
        Text(
            id=name,
            language=language,
            kind="human" if name.startswith("GUM") else "lead",
            sentences=tuple(s.text for s in read(found[0]["text"], language).sentences),
            references=tuple(row["summary"] for row in found),
        )
        for name, found in rows.items()
    ]


def from_the_text(text: Text) -> Text:
    """Return `text` without the headline, captions and other fragments that stand above it."""
    stand = enumerate(standings(text.sentences))
    first = next((index for index, stands in stand if stands is not Standing.FRAGMENT), 0)
    return replace(text, sentences=text.sentences[first:])


def lead(sentences: Sequence[str], count: int, _: str) -> tuple[int, ...]:
    """Choose the first sentences."""
    return tuple(range(min(count, len(sentences))))


@cache
def sumy(
    summarizer: type[Any], sentences: tuple[str, ...], count: int, language: str
) -> tuple[int, ...]:
    """Let one of sumy's summarisers choose."""
    wrapped = [Sentence(sentence, WORDS) for sentence in sentences]
    system = summarizer()
    if language == "en":  # sumy has no list of Russian ones
        system.stop_words = get_stop_words("english")
    chosen = system(ObjectDocumentModel([Paragraph(wrapped)]), count)
    return tuple(index for index, sentence in enumerate(wrapped) if sentence in chosen)[:count]


SYSTEMS: dict[str, Any] = {
    OURS: select,
    "lead": lead,
    "LexRank": partial(sumy, LexRankSummarizer),
    "TextRank": partial(sumy, TextRankSummarizer),
    "LSA": partial(sumy, LsaSummarizer),
}


@cache
def score(summary: str, reference: str) -> tuple[float, ...]:
    """Return the F1 of each ROUGE, and chrF over 100."""
    rouge = ROUGE.score(reference, summary)
    chrf = CHRF_SCORE.sentence_score(summary, [reference]).score / 100
    return (*(rouge[metric].fmeasure for metric in METRICS[:3]), chrf)


def of_size(text: Text, system: Any, size: int) -> str:
    """Return the summary that `system` makes of `size` sentences."""
    chosen = system(text.sentences, size, text.language)
    return " ".join(text.sentences[index] for index in chosen)


def of_budget(text: Text, system: Any, budget: int) -> str:
    """Return the first `budget` words of the smallest summary by `system` that has as many."""
    for size in range(1, len(text.sentences) + 1):
        summary = of_size(text, system, size)
        words = list(re.finditer(r"\w+", summary))
        if len(words) >= budget:
            return summary[: words[budget - 1].end()]
    return summary


def scores(found: Sequence[Text], summaries: Iterable[str]) -> list[tuple[float, ...]]:
    """Return each text's scores, the mean over its references, and the summary's words."""
    rows = []
    for text, summary in zip(found, summaries, strict=True):
        each = mean(score(summary, reference) for reference in text.references)
        rows.append((*each, len(WORDS.tokenize(summary))))
    return rows


def mean(rows: Iterable[Sequence[float]]) -> tuple[float, ...]:
    """Return the mean of each column."""
    columns = list(zip(*rows, strict=True))
    return tuple(sum(column) / len(column) for column in columns)


def compare(
    name: str,
    found: Sequence[Text],
    size: int,
    unit: str,
    summarise: Callable[[Text, Any, int], str],
) -> None:
    """Print every system's scores, and how far ours is from the best other on each metric."""
    references = [text for text in found for _ in text.references]
    results = {
        system: scores(found, [summarise(text, choose, size) for text in found])
        for system, choose in SYSTEMS.items()
    }
    print(f"\n{name}: {len(found)} texts, {len(references)} references, {size} {unit}")
    print(f"{'':20}" + "".join(f"{column:>8}" for column in (*METRICS, "words")))
    for system, rows in results.items():
        print_row(system, rows)
    ours = results.pop(OURS)
    if len(references) > len(found):
        by_text = zip(found, ours, strict=True)
        print_row("ours, by reference", [row for text, row in by_text for _ in text.references])
    for column, metric in enumerate(METRICS):
        best = max(results, key=lambda system: mean(results[system])[column])
        differences = [a[column] - b[column] for a, b in zip(ours, results[best], strict=True)]
        low, middle, high = interval(differences)
        print(f"  {metric}: {middle:+.3f} on {best}, 95 % {low:+.3f} to {high:+.3f}")


def print_row(label: str, rows: Sequence[Sequence[float]]) -> None:
    """Print a system's mean scores."""
    *values, words = mean(rows)
    print(f"{label:20}" + "".join(f"{value:8.3f}" for value in values) + f"{words:8.0f}")


def interval(differences: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean with its paired bootstrap interval: 2.5 %, mean, 97.5 %."""
    dice = random.Random(0)
    size = len(differences)
    means = sorted(sum(dice.choices(differences, k=size)) / size for _ in range(RESAMPLES))
    return means[RESAMPLES // 40], sum(differences) / size, means[-RESAMPLES // 40]


def agreement(folder: Path) -> None:
    """Print how far the choice in a translation is that in the English original."""
    names = (folder / "ntrex128.docids.txt").read_text(encoding="utf-8").split()
    lines = {
        tag: (folder / f"ntrex128.{code}.txt").read_text(encoding="utf-8").splitlines()
        for tag, code in NTREX.items()
    }
    documents = {name: [i for i, of in enumerate(names) if of == name] for name in names}
    print(f"\nagreement with the choice in English, {len(documents)} NTREX documents")
    for size in AGREEMENT_SIZES:
        shares: dict[str, list[float]] = {}
        for numbers in documents.values():
            chosen = {
                tag: set(select([of[i].strip() for i in numbers], size, tag))
                for tag, of in lines.items()
            }
            english = chosen.pop("en")
            for tag, indices in chosen.items():
                shares.setdefault(tag, []).append(len(indices & english) / len(english))
        for tag, values in shares.items():
            low, middle, high = interval(values)
            print(f"  {size} sentences, {tag:8} {middle:.3f}  95 % {low:.3f} to {high:.3f}")


def speed() -> None:
    """Print time and memory for one choice of 8 from long articles, and their growth."""
    dice = random.Random(0)
    words = ["".join(dice.choices("etaoinshrdlu", k=dice.randint(2, 9))) for _ in range(4000)]
    print("\nspeed, 20 words a sentence")
    for size in (1_000, 10_000):
        article = [" ".join(dice.choices(words, k=20)).capitalize() + "." for _ in range(size)]
        started = time.perf_counter()
        select(article, 8, "en")
        seconds = time.perf_counter() - started
        tracemalloc.start()
        select(article, 8, "en")
        peak = tracemalloc.get_traced_memory()[1] / sum(map(len, article))
        tracemalloc.stop()
        print(f"  {size:6} sentences: {seconds:.2f} s, {peak:.0f} bytes a character at most")


if __name__ == "__main__":
    main()
