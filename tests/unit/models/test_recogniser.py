"""Names that a model finds in Russian texts."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from summarizer import settings
from summarizer.app import create_judge
from summarizer.checks.faults import faults
from summarizer.domain import Claim, Pair
from summarizer.errors import SettingsError
from summarizer.models.recogniser import RussianNames

SOURCE = "Горбенко сообщил о потерях."
LACKING = Claim("He reported losses.", SOURCE, Pair("ru", "en"))
HAVING = Claim("Horbenko reported losses.", SOURCE, Pair("ru", "en"))


@pytest.fixture(scope="module")
def recognise() -> RussianNames:
    """The model, which takes a second to load."""
    return RussianNames()


def test_names_are_found_where_capitals_do_not_show_them(recognise: RussianNames) -> None:
    """At the head of a sentence, in any case."""
    for text, name in ((SOURCE, "Горбенко"), ("Ковальчуку доложили о потерях.", "Ковальчуку")):
        assert [span.of(text) for span in recognise(text)] == [name]
    assert recognise("Погода была хорошая.") == ()


def test_a_name_that_it_finds_has_to_be_in_the_translation(recognise: RussianNames) -> None:
    """Without it nobody knows that the first word is one."""
    assert faults(LACKING) == ()
    (flag,) = faults(LACKING, recognise=recognise)
    assert (flag.check, flag.severity, flag.source) == ("names", "warning", "Горбенко")
    assert faults(HAVING, recognise=recognise) == ()


def judging(**changed: Any) -> settings.Settings:
    """Return settings with these of the models changed."""
    loaded = settings.load()
    return loaded.model_copy(update={"models": loaded.models.model_copy(update=changed)})


def test_it_is_off_by_default() -> None:
    """What was judged with it is not served without it, and the other way round."""
    plain, asked = create_judge(judging()), create_judge(judging(ner_ru=True))
    assert plain.faults(LACKING) == ()
    assert len(asked.faults(LACKING)) == 1
    assert plain.digest != asked.digest
    assert asked.with_terms([]).faults(LACKING) == asked.faults(LACKING)


def test_a_library_that_is_missing_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what installs it."""
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "summarizer.models.recogniser":
            raise ImportError(name="natasha")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"models.ner_ru: natasha .* summarizer\[ner-ru\]"):
        create_judge(judging(ner_ru=True))
