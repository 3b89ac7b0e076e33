"""The way from one language to another: summarizer.models.routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from summarizer.domain import Candidates, Hypothesis, InstalledModel, Pair, Passage
from summarizer.models.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.deadline import Deadline


class Model:
    """A translator that is only asked what it is."""

    def __init__(self, name: str, *pairs: tuple[str, str]) -> None:
        self.installed = InstalledModel(
            name, "1", "translate", (), "test", "Apache-2.0", tuple(Pair(*pair) for pair in pairs)
        )

    def translate(
        self, passages: Sequence[Passage], deadline: Deadline, *, again: bool = False
    ) -> list[Candidates]:
        return [Candidates((Hypothesis("", 0.0),)) for _ in passages]

    def try_out(self) -> None:
        pass


EN_ZLE = Model("en-zle", ("en", "uk"), ("en", "ru"))
ZLE_EN = Model("zle-en", ("uk", "en"), ("ru", "en"))
EN_ZH = Model("en-zh", ("en", "zh-Hans"))
ZH_EN = Model("zh-en", ("zh-Hans", "en"))
RU_UK = Model("ru-uk", ("ru", "uk"))
MANY = Model("many", ("en", "uk"), ("en", "zh-Hant"), ("ru", "zh-Hans"))
DEFAULT = (EN_ZLE, ZLE_EN, EN_ZH, ZH_EN)


@pytest.mark.parametrize(
    ("models", "source", "target", "languages", "names"),
    [
        pytest.param(DEFAULT, "en", "uk", ("en", "uk"), ["en-zle"], id="direct"),
        pytest.param(
            DEFAULT, "uk", "zh-Hans", ("uk", "en", "zh-Hans"), ["zle-en", "en-zh"], id="pivot"
        ),
        pytest.param((*DEFAULT, RU_UK), "ru", "uk", ("ru", "uk"), ["ru-uk"], id="direct-first"),
        pytest.param(
            DEFAULT,
            "en",
            "zh-Hant",
            ("en", "zh-Hans", "zh-Hant"),
            ["en-zh", "opencc"],
            id="other-script-written",
        ),
        pytest.param(
            (*DEFAULT, MANY), "en", "zh-Hant", ("en", "zh-Hant"), ["many"], id="script-of-a-model"
        ),
        pytest.param(
            DEFAULT,
            "zh-Hant",
            "ru",
            ("zh-Hant", "zh-Hans", "en", "ru"),
            ["opencc", "zh-en", "en-zle"],
            id="other-script-read",
        ),
        pytest.param(
            (), "zh-Hant", "zh-Hans", ("zh-Hant", "zh-Hans"), ["opencc"], id="no-model-for-scripts"
        ),
        pytest.param((EN_ZLE, MANY), "en", "uk", ("en", "uk"), ["en-zle"], id="first-of-two"),
        pytest.param((MANY, EN_ZLE), "en", "uk", ("en", "uk"), ["many"], id="first-of-two-again"),
        pytest.param((), "uk", "uk", ("uk",), [], id="the-same-language"),
    ],
)
def test_the_shortest_way_is_taken(
    models: tuple[Model, ...],
    source: str,
    target: str,
    languages: tuple[str, ...],
    names: list[str],
) -> None:
    """Direct, else through one pivot; a change of script is named, and no pivot."""
    route = Routes(models).find(source, target)
    assert route is not None
    assert route.languages == languages
    assert [model.split("@")[0] for model in route.models] == names


def test_there_is_no_way_through_two_pivots() -> None:
    """What would take three models has no route."""
    models = (Model("a", ("uk", "ru")), Model("b", ("ru", "en")), EN_ZH)
    assert Routes(models).find("uk", "zh-Hans") is None


@pytest.mark.parametrize(
    ("source", "targets"),
    [
        ("en", ("en", "uk", "ru", "zh-Hans", "zh-Hant")),
        ("zh-Hant", ("zh-Hans", "zh-Hant")),
        ("uk", ("uk",)),
    ],
)
def test_targets_are_what_a_text_can_be_had_in(source: str, targets: tuple[str, ...]) -> None:
    """A text can be had in its own language, and in all that have a route."""
    assert Routes((EN_ZLE, EN_ZH)).targets(source) == targets
