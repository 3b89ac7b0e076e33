"""The two scripts of Chinese: summarizer.text.chinese."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from summarizer.tables import rows
from summarizer.text.chinese import simplified, traditional


@pytest.mark.parametrize(
    ("written", "converted"),
    [
        pytest.param("他看著著名的河流，十分著急。", "他看着著名的河流，十分着急。", id="zhe"),
        pytest.param("風勢猛烈，呼吸困難。", "风势猛烈，呼吸困难。", id="everyday-words"),
        pytest.param("岸線上的部隊接受支援。", "岸线上的部队接受支援。", id="news-is-no-computing"),
        pytest.param("他說「走『吧』」。", "他说“走‘吧’”。", id="quotation-marks"),
    ],
)
def test_traditional_becomes_simplified(written: str, converted: str) -> None:
    """Characters are converted by the words that they stand in."""
    assert simplified(written) == converted


@pytest.mark.parametrize(
    ("written", "converted"),
    [
        pytest.param("皇后的头发", "皇后的頭髮", id="by-words"),
        pytest.param("意大利的网络", "義大利的網路", id="words-of-taiwan"),
        pytest.param("声明支持和平进程。", "聲明支持和平進程。", id="news-is-no-computing"),
        pytest.param("他说“走‘吧’”。", "他說「走『吧』」。", id="quotation-marks"),
    ],
)
def test_simplified_becomes_traditional(written: str, converted: str) -> None:
    """Words are those of Taiwan, save those of the news that its table takes for computing."""
    assert traditional(written) == converted


def test_nothing_is_lost_at_signs_that_the_library_stops_at() -> None:
    """A NUL or half a surrogate pair stays where it is, and what is behind it is converted."""
    assert traditional("a\x00头发\ud800走") == "a\x00頭髮\ud800走"
    assert simplified("") == ""


def test_threads_share_it() -> None:
    """Sixteen threads get what one gets."""
    texts = [f"第{number}号声明：意大利的头发。" for number in range(50)]
    alone = [traditional(text) for text in texts]
    with ThreadPoolExecutor(16) as pool:
        together = pool.map(lambda _: [traditional(text) for text in texts], range(64))
        assert all(answer == alone for answer in together)


def test_every_kept_word_needs_its_row() -> None:
    """The table of kept words holds each once, and only words that would become others."""
    words = [word for (line,) in rows("text/taiwan_words.tsv") for word in line.split()]
    assert len(words) == len(set(words))
    assert all(len(traditional(word)) == len(word) for word in words)
