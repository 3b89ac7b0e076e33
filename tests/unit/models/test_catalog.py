"""Which models can be installed: summarizer.models.catalog and config/models.toml."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarizer.domain import Pair
from summarizer.errors import CatalogError
from summarizer.languages import LANGUAGES
from summarizer.models import catalog
from tests.checkpoints import CARDS, catalogue

if TYPE_CHECKING:
    from summarizer.models.tokens import Family

SHIPPED = catalog.load()
GUIDE = Path(__file__).parents[3] / "docs" / "models.md"


@pytest.mark.parametrize("name", ["default", "small", "large"])
def test_each_set_reads_english_and_reaches_every_audience(name: str) -> None:
    """One summariser of English, and routes between all languages (zh-Hant is converted)."""
    cards = SHIPPED.members(name)
    pairs = {pair for card in cards if card.task == "translate" for pair in card.pairs}
    for language in ("uk", "ru", "zh-Hans"):
        assert Pair("en", language) in pairs
        assert Pair(language, "en") in pairs
    assert {Pair("uk", "ru"), Pair("ru", "uk")} <= pairs
    assert [card.sources for card in cards if card.task == "summarise"] == [("en",)]


def test_no_set_holds_a_model_that_newsrooms_may_not_use() -> None:
    """They are pulled by name, and only where the operator accepts their licence."""
    closed = [card for card in SHIPPED.cards.values() if not card.commercial]
    assert {card.id for card in closed} == {"nllb-200-distilled-600m", "mt5-multilingual-xlsum"}
    assert all("NC" in card.licence and not card.sets for card in closed)


@pytest.mark.parametrize("card", SHIPPED.cards.values(), ids=lambda card: card.id)
def test_a_card_is_consistent(card: catalog.ModelCard) -> None:
    """Its languages are served ones, a label is of a language, a summariser says its lengths."""
    assert {*card.sources, *card.targets} <= set(LANGUAGES)
    assert set(card.labels) <= {*card.sources, *card.targets}
    if card.task == "summarise":
        assert card.sources == card.targets
        assert {"min_tokens", "max_tokens", "short_tokens"} <= set(card.decoding)
        assert card.decoding["max_tokens"] < card.context
    if len(card.targets) > 1 and card.task == "translate":
        assert set(card.targets) <= set(card.labels)


@pytest.mark.parametrize("card", SHIPPED.cards.values(), ids=lambda card: card.id)
def test_the_guide_has_every_model(card: catalog.ModelCard) -> None:
    """With its licence, and whether it is pinned."""
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith(f"| `{card.id}`")]
    assert len(rows) == 1
    assert card.licence in rows[0]
    assert ("not pinned" in rows[0]) == (card.revision == catalog.UNPINNED)


def test_an_operators_own_file_adds_and_replaces_models(tmp_path: Path) -> None:
    """The same id wins over the one that comes along."""
    own = replace(CARDS["marian"], id="opus-mt-en-zh")
    loaded = catalog.load(str(catalogue(tmp_path / "own.toml", own, CARDS["bart"])))
    assert loaded.card("opus-mt-en-zh") == own
    assert loaded.card("tiny-bart") == CARDS["bart"]
    assert loaded.card("bart-large-cnn") == SHIPPED.card("bart-large-cnn")


@pytest.mark.parametrize(
    ("family", "line", "told"),
    [
        pytest.param("marian", 'colour = "blue"', "tiny-marian: colour", id="unknown-key"),
        pytest.param("marian", 'task = "sing"', "tiny-marian: task", id="unknown-task"),
        pytest.param("marian", 'revision = "v1.0"', "tiny-marian: revision", id="a-tag-can-move"),
        pytest.param("marian", 'id = "../../etc"', "../../etc: id", id="a-path-for-an-id"),
        pytest.param("marian", "decoding = { bean = 4 }", "decoding.bean", id="unknown-setting"),
        pytest.param("marian", "megabytes = ", "Invalid value", id="no-toml"),
        pytest.param(
            "bart",
            "decoding = { max_tokens = 24 }",
            "tiny-bart: decoding: a summariser has min_tokens, short_tokens",
            id="a-summariser-without-lengths",
        ),
        pytest.param(
            "bart", 'targets = ["uk"]', "tiny-bart: targets", id="a-summariser-that-translates"
        ),
        pytest.param(
            "marian",
            'labels = { ru = ">>rus<<" }',
            "tiny-marian: labels: none for uk",
            id="a-target-without-a-label",
        ),
        pytest.param(
            "m2m100",
            'labels = { uk = "__uk__", ru = "__ru__" }',
            "tiny-m2m100: labels: none for en",
            id="a-source-without-a-label",
        ),
    ],
)
def test_a_wrong_file_is_told_by_model_and_key(
    tmp_path: Path, family: Family, line: str, told: str
) -> None:
    """So that an operator finds the line."""
    path = catalogue(tmp_path / "own.toml", CARDS[family])
    key = line.split(" = ")[0]
    rest = [row for row in path.read_text().splitlines() if not row.startswith(f"{key} =")]
    path.write_text("\n".join([*rest, line]))
    with pytest.raises(CatalogError, match=r"own\.toml") as raised:
        catalog.load(str(path))
    assert told in str(raised.value)


def test_two_models_of_one_id_are_refused(tmp_path: Path) -> None:
    """Neither would be the right one."""
    path = catalogue(tmp_path / "own.toml", CARDS["marian"], CARDS["marian"])
    with pytest.raises(CatalogError, match="same id"):
        catalog.load(str(path))


def test_an_unknown_model_or_set_is_told_with_those_that_there_are() -> None:
    """A misspelt name costs no search."""
    with pytest.raises(CatalogError, match="opus-mt-en-zh"):
        SHIPPED.card("opus-mt-en-ch")
    with pytest.raises(CatalogError, match="default, small, large"):
        SHIPPED.members("huge")
    with pytest.raises(CatalogError, match="no-such-file"):
        catalog.load("no-such-file")
