"""Articles that were read a moment ago are remembered, within bounds."""

from summarizer.cache.readings import Readings
from summarizer.domain import Article, Reading


def reading(characters: int) -> Reading:
    """Return the reading of an article of so many characters."""
    article = Article(submitted="a" * characters, language="en", sentences=())
    return Reading(article, "key", 1.0, (), extracted=False)


def test_a_reading_is_found_by_its_question() -> None:
    """And no other is."""
    readings, known = Readings(max_characters=100), reading(10)
    readings.put("auto", known)
    assert readings.get("auto") is known
    assert readings.get("uk") is None


def test_the_longest_unused_reading_goes_first() -> None:
    """The bound counts characters."""
    readings = Readings(max_characters=100)
    for name in ("a", "b"):
        readings.put(name, reading(50))
    readings.get("a")
    readings.put("c", reading(50))
    assert [readings.get(name) is not None for name in ("a", "b", "c")] == [True, False, True]


def test_an_article_longer_than_all_room_is_not_kept() -> None:
    """It pushes nothing out."""
    readings = Readings(max_characters=100)
    readings.put("a", reading(100))
    readings.put("b", reading(101))
    assert readings.get("a") is not None
    assert readings.get("b") is None
