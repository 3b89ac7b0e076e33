"""What a request asks of the models, and the places in the cache of what it asks."""

from __future__ import annotations

from itertools import combinations

from summarizer.domain import SummariseRequest
from summarizer.models.extractive import Extractive
from summarizer.models.loading import Models
from summarizer.models.translation import Translation
from summarizer.order import order
from summarizer.telemetry import Metrics, Timings
from tests.serving import JUDGE, PATIENT, reader
from tests.writing import WritingSummarizer, WritingTranslator, to_uk

ARTICLE = (
    "The council of Brindle met on Monday. It heard that the bridge will open in May. The mayor, "
    "Ada Finch, said that work goes on."
)


def entries(
    *,
    text: str = ARTICLE,
    title: str | None = None,
    model: str = "extractive",
    translator: str = "",
) -> dict[tuple[str, str], str]:
    """Return the place of each summary that a request asks for, by length and language."""
    writer = WritingTranslator(to_uk, revision=translator or "1")
    models = Models((Extractive(), WritingSummarizer("So.")), Translation([writer]), ())
    request = SummariseRequest(text=text, title=title, model=model, translate_to=("uk",))
    reading = reader().read(request, PATIENT, Timings(Metrics()))
    cells = order(request, reading, models, JUDGE).cells
    return {(cell.length, cell.language): cell.entry for cell in cells}


def test_each_length_and_audience_has_its_own_place() -> None:
    """No summary is served for another."""
    assert len(set(entries().values())) == len(entries()) == 4


def test_a_change_of_any_component_is_another_place() -> None:
    """The story, the title and the model: each alone moves every summary."""
    asked = [
        entries(),
        entries(text=ARTICLE.replace("May", "June")),
        entries(title="A bridge"),
        entries(title="A | bridge"),
        entries(model="written"),
    ]
    for one, other in combinations(asked, 2):
        assert not set(one.values()) & set(other.values())


def test_another_translator_moves_its_translations_alone() -> None:
    """The summary that is translated stays where it was."""
    one, other = entries(), entries(translator="2")
    assert one["short", "en"] == other["short", "en"]
    assert one["short", "uk"] != other["short", "uk"]


def test_the_look_of_a_title_is_no_other_title() -> None:
    """Quotation marks, dashes, blanks and a wire header say nothing."""
    told = entries(title="Mayor — “We hold”")
    assert entries(title='UPDATE 2-Mayor --  "We hold"') == told
    assert entries(title="Mayor: “We hold”") != told
