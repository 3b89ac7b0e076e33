"""POST /v1/summarise: what an answer says, and that it says it of the text as submitted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.running import RunningService

ENGLISH = """Flood cuts road to Brindle

BRINDLE, May 3 (Agency) — The river Arle burst its banks on Tuesday and cut the only road to
Brindle, the regional council said. About 400 people were taken to schools in Corley. “Nobody is
missing,” said the mayor, Ada Finch. The council has asked the army for two pontoon bridges. Rain
is expected until Friday, the weather office said. Trains run as usual. A fund for the families has
been opened at the town hall. The last flood of this size was in 1987.

Photo: B. Lens/Agency
Share this"""

UKRAINIAN = (
    "У вівторок річка Арле вийшла з берегів і перерізала єдину дорогу до Бриндля, повідомила "
    "обласна рада. Близько 400 людей перевезли до шкіл у Корлі. «Ніхто не зник», — сказала міська "
    "голова Ада Фінч. Рада попросила у війська два понтонні мости. Дощ очікують до п'ятниці."
)
RUSSIAN = (
    "Во вторник река Арле вышла из берегов и перерезала единственную дорогу в Бриндль, сообщил "
    "областной совет. Около 400 человек вывезли в школы Корли. «Никто не пропал», — сказала мэр "
    "Ада Финч. Совет попросил у армии два понтонных моста. Дождь ожидается до пятницы."
)
SIMPLIFIED = (
    "周二，阿尔勒河决堤，切断了通往布林德尔的唯一道路，地区议会表示。约400人被转移到科利的学校。"
    "“没有人失踪，”市长阿达·芬奇说。议会请求军队提供两座浮桥。预计降雨将持续到周五。"
)
TRADITIONAL = (
    "週二，阿爾勒河潰堤，切斷了通往布林德爾的唯一道路，地區議會表示。約400人被轉移到科利的學校。"
    "「沒有人失蹤，」市長阿達·芬奇說。議會請求軍隊提供兩座浮橋。預計降雨將持續到週五。"
)


def sentences(answer: dict[str, Any], length: str, language: str) -> list[dict[str, Any]]:
    """Return the sentences of one summary."""
    found: list[dict[str, Any]] = answer["summaries"][length][language]["sentences"]
    return found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(ENGLISH, "en", id="en"),
        pytest.param(UKRAINIAN, "uk", id="uk"),
        pytest.param(RUSSIAN, "ru", id="ru"),
        pytest.param(SIMPLIFIED, "zh-Hans", id="zh-Hans"),
        pytest.param(TRADITIONAL, "zh-Hant", id="zh-Hant"),
    ],
)
def test_an_article_gets_a_short_and_a_long_summary(
    live: RunningService, text: str, language: str
) -> None:
    """In every language served: 1-2 and 4-8 sentences, each the slice that its offsets name."""
    reply = live.summarise(text=text)
    assert reply.status == 200
    answer = reply.json()
    assert answer["article"]["language"] == language
    assert answer["article"]["language_confidence"] > 0.5
    assert answer["article"]["characters"] == len(text)
    assert list(answer["summaries"]) == ["short", "long"]
    assert 1 <= len(sentences(answer, "short", language)) <= 2
    assert 4 <= len(sentences(answer, "long", language)) <= 8
    for length in ("short", "long"):
        places = []
        for sentence in sentences(answer, length, language):
            (source,) = sentence["sources"]
            places.append(source["sentence"])
            assert " ".join(text[source["start"] : source["end"]].split()) == sentence["text"]
            assert sentence["verified"] is True
            assert sentence["flags"] == []
        assert places == sorted(set(places))


def test_a_summary_is_its_sentences(live: RunningService) -> None:
    """`text` is the sentences joined: by a blank, in Chinese by nothing."""
    for text, language, joint in [(ENGLISH, "en", " "), (SIMPLIFIED, "zh-Hans", "")]:
        answer = live.summarise(text=text).json()
        summary = answer["summaries"]["long"][language]
        assert summary["text"] == joint.join(s["text"] for s in summary["sentences"])
        assert summary["model"] == "extractive"
        assert summary["translated_from"] is None


def test_boilerplate_never_reaches_a_summary(live: RunningService) -> None:
    """Dateline, credit and calls to share are not sentences of the article."""
    answer = live.summarise(text=ENGLISH).json()
    everything = "".join(answer["summaries"][length]["en"]["text"] for length in ("short", "long"))
    for noise in ("Agency", "BRINDLE", "Photo", "Share"):
        assert noise not in everything


def test_only_the_lengths_asked_for_are_answered(live: RunningService) -> None:
    """A caller that wants one summary gets one."""
    answer = live.summarise(text=ENGLISH, lengths=["short"]).json()
    assert list(answer["summaries"]) == ["short"]


def test_html_is_read_and_its_text_returned(live: RunningService) -> None:
    """Offsets count in the extracted text, so that text comes along."""
    story = ENGLISH.split("\n\n")[1]
    page = f"<html><body><nav>Home News</nav><article><p>{story}</p></article></body></html>"
    answer = live.summarise(html=page).json()
    text = answer["article"]["text"]
    assert "Home" not in text
    for sentence in sentences(answer, "long", "en"):
        (source,) = sentence["sources"]
        assert " ".join(text[source["start"] : source["end"]].split()) == sentence["text"]


def test_a_text_is_not_returned(live: RunningService) -> None:
    """The caller has it."""
    assert "text" not in live.summarise(text=ENGLISH).json()["article"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_short_article_says_so(live: RunningService, count: int) -> None:
    """The long summary of three sentences is three sentences, with a warning."""
    text = " ".join(RUSSIAN.split(". ")[i] + "." for i in range(count))
    answer = live.summarise(text=text).json()
    assert len(sentences(answer, "long", "ru")) == count
    (warning,) = answer["warnings"]
    assert warning["code"] == "short_input"
    assert str(count) in warning["detail"]


def test_a_language_that_disagrees_with_the_text_is_a_warning(live: RunningService) -> None:
    """The caller's word counts, and the doubt is told."""
    answer = live.summarise(text=UKRAINIAN, language="ru").json()
    assert answer["article"]["language"] == "ru"
    (warning,) = [w for w in answer["warnings"] if w["code"] == "language_mismatch"]
    assert "uk" in warning["detail"]


def test_chinese_without_a_script_takes_the_script_of_the_text(live: RunningService) -> None:
    """`zh` is no contradiction to a traditional text."""
    answer = live.summarise(text=TRADITIONAL, language="zh").json()
    assert answer["article"]["language"] == "zh-Hant"
    assert answer["warnings"] == []


def test_one_word_is_summarised_if_its_language_is_named(live: RunningService) -> None:
    """It comes back as it is."""
    answer = live.summarise(text="Ceasefire", language="en").json()
    assert answer["summaries"]["short"]["en"]["text"] == "Ceasefire"
    assert answer["warnings"][0]["code"] == "short_input"


def test_ten_thousand_sentences_are_summarised(live: RunningService) -> None:
    """The article's size is bounded by characters alone."""
    text = " ".join(f"Truck {n} passed." for n in range(10_000))
    answer = live.summarise(text=text).json()
    assert answer["article"]["sentences"] == 10_000
    assert answer["article"]["sentences_read"] == 10_000
    assert len(sentences(answer, "long", "en")) == 8


def test_a_title_is_never_summarised(live: RunningService) -> None:
    """It is a signal only."""
    title = "Pontoon bridges for Brindle"
    answer = live.summarise(text=ENGLISH, title=title).json()
    assert title not in answer["summaries"]["long"]["en"]["text"]


def test_the_same_request_has_the_same_answer(live: RunningService) -> None:
    """Also where it was remembered."""
    first = live.summarise(text=ENGLISH, lengths=["long"])
    assert live.summarise(text=ENGLISH, lengths=["long"]).body == first.body


def test_a_copy_with_other_quotes_and_dateline_is_the_same_story(live: RunningService) -> None:
    """It hits the cache, and is answered in its own typography, with its own offsets."""
    copy = (
        ENGLISH.replace("BRINDLE, May 3 (Agency) — ", "CORLEY, May 4 (Other Wire) - ")
        .replace("“", '"')
        .replace("”", '"')
    )
    first, second = live.summarise(text=ENGLISH), live.summarise(text=copy)
    assert "hit" in second.headers["cache-status"]
    assert first.json()["article"]["key"] == second.json()["article"]["key"]
    for sentence in sentences(second.json(), "long", "en"):
        (source,) = sentence["sources"]
        assert " ".join(copy[source["start"] : source["end"]].split()) == sentence["text"]


def test_another_figure_is_another_story(live: RunningService) -> None:
    """A changed count misses the cache."""
    live.summarise(text=ENGLISH)
    reply = live.summarise(text=ENGLISH.replace("400", "401"))
    assert reply.headers["cache-status"] == "summarizer; fwd=miss"


def test_the_headers_of_an_answer(live: RunningService) -> None:
    """The request id is echoed, the stages are timed, the cache says what it did."""
    reply = live.post("/v1/summarise", {"text": ENGLISH + " It rained."})
    assert reply.headers["cache-status"] == "summarizer; fwd=miss"
    assert "summarise;dur=" in reply.headers["server-timing"]
    given = live.request("GET", "/livez", headers={"X-Request-ID": "desk-42"})
    assert given.headers["x-request-id"] == "desk-42"
    forged = live.request("GET", "/livez", headers={"X-Request-ID": "a b"})
    assert forged.headers["x-request-id"] != "a b"


def test_chinese_is_written_in_utf_8(live: RunningService) -> None:
    """Not as escapes."""
    assert "议会".encode() in live.summarise(text=SIMPLIFIED).body


def test_a_byte_order_mark_is_passed_over(live: RunningService) -> None:
    """Some clients put one before their JSON."""
    body = b"\xef\xbb\xbf" + json.dumps({"text": ENGLISH}).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "text/html"}
    assert live.request("POST", "/v1/summarise", body=body, headers=headers).status == 200
