"""How the house writes."""

from __future__ import annotations

import pytest

from summarizer.house_style import HouseStyle, styled


@pytest.mark.parametrize(
    ("language", "style", "text", "wanted"),
    [
        ("uk", HouseStyle(), "Війна на Україні.", "Війна в Україні."),
        ("uk", HouseStyle(), "Гурт діє на Україні.", "Гурт діє в Україні."),
        ("uk", HouseStyle(), "Зараз на Україні тихо.", "Зараз у Україні тихо."),
        ("uk", HouseStyle(), "На Україні тихо.", "У Україні тихо."),
        ("uk", HouseStyle(), "Напад на Україну.", "Напад на Україну."),
        ("ru", HouseStyle(), "Война на Украине.", "Война в Украине."),
        ("ru", HouseStyle("на"), "В Украине тихо.", "На Украине тихо."),
        ("ru", HouseStyle(), "Нападение на Украину.", "Нападение на Украину."),
        ("en", HouseStyle(), "in Ukraine", "in Ukraine"),
    ],
)
def test_the_preposition_is_the_house_s(
    language: str, style: HouseStyle, text: str, wanted: str
) -> None:
    """Only where something is, never what an attack is on."""
    assert styled(text, language, style) == wanted
