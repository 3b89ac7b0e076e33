"""Real articles in every language: what any answer about them must hold."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.running import RunningService

SHARED = Path(__file__).parents[3] / "shared" / "data" / "articles"
OWN = Path(__file__).parents[1] / "data"
LONGEST, SHORTEST = 8, 4

# What is never news, wherever it stands.
NOISE = re.compile(
    r"^(?:Photo|Фото|图：|Read more|Читайте также|Читайте також|相关阅读|Share this|Subscribe|"
    r"Подписывайтесь|Підписуйтесь|扫码关注|©|\(With inputs|###|By [A-Z]\. |Автор:)|"
    r"\((?:Agency|Агенція|Агентство|Reuters|AP)\)|All rights reserved|新华社北京|date 20\d\d"
)


def articles() -> list[Any]:
    """Return (text, title, language) of every article there is."""
    found = [
        pytest.param(path.read_text(encoding="utf-8"), None, path.suffixes[0][1:], id=path.name)
        for path in sorted(OWN.glob("*.txt"))
    ]
    for path in sorted(SHARED.glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        found.append(
            pytest.param(article["text"], article["title"], article["language"], id=article["id"])
        )
    return found


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared articles are not here")
def test_the_shared_articles_are_all_there() -> None:
    """So that none is skipped in silence."""
    assert len(list(SHARED.glob("*.json"))) >= 51


@pytest.mark.parametrize(("text", "title", "language"), articles())
def test_an_article_is_summarised(
    live: RunningService, text: str, title: str | None, language: str
) -> None:
    """200, the right language, exact offsets, no boilerplate, the right counts."""
    # A title has a limit of its own; some sources run the headline into the lead.
    fields = {"text": text} | ({"title": title[:1000]} if title else {})
    reply = live.summarise(**fields)
    assert reply.status == 200, reply.body
    answer = reply.json()
    assert answer["article"]["language"] == language
    count = answer["article"]["sentences"]
    assert answer["article"]["sentences_read"] == count
    short, long = (answer["summaries"][length][language] for length in ("short", "long"))
    assert 1 <= len(short["sentences"]) <= 2
    assert min(SHORTEST, count) <= len(long["sentences"]) <= LONGEST
    for summary in (short, long):
        places = [sentence["sources"][0]["sentence"] for sentence in summary["sentences"]]
        assert places == sorted(set(places))
        for sentence in summary["sentences"]:
            (source,) = sentence["sources"]
            cut = text[source["start"] : source["end"]]
            # Only white space and invisible characters may differ from what was submitted.
            assert re.sub(r"[\s\u00ad\u200b\u200e]+", "", cut) == re.sub(
                r"\s+", "", sentence["text"]
            )
            assert not NOISE.search(sentence["text"]), sentence["text"]
