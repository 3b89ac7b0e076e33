"""Holding a translation to the words of the glossary."""

from __future__ import annotations

import pytest

from summarizer.domain import GlossaryTerm, Pair
from summarizer.glossary import shipped
from summarizer.wording import place, unmet

ARTEMOVSK = GlossaryTerm((("en", "Bakhmut"), ("ru", "Артёмовск"), ("zh-Hans", "阿尔乔莫夫斯克")))


@pytest.mark.parametrize(
    ("source", "output", "target", "placed"),
    [
        ("near Bakhmut", "под Бахмутом", "ru", "под Артёмовском"),
        ("near Bakhmut", "в Бахмуте", "ru", "в Артёмовске"),
        ("near Bakhmut", "巴赫穆特附近", "zh-Hans", "阿尔乔莫夫斯克附近"),
        ("in Dnipro", "У Дніпропетровську вибухи", "uk", "У Дніпрі вибухи"),
        ("in Dnipro", "до Дніпропетровська", "uk", "до Дніпра"),
        ("Zelensky said", "澤連斯基說", "zh-Hant", "澤倫斯基說"),
    ],
)
def test_a_name_is_replaced_where_that_is_safe(
    source: str, output: str, target: str, placed: str
) -> None:
    """In the same case in Ukrainian and Russian, as it stands in English and Chinese."""
    glossary = shipped().with_terms([ARTEMOVSK])
    assert place(source, output, Pair("en", target), glossary) == (placed, ())


def test_english_keeps_its_possessive() -> None:
    """Only the name is replaced."""
    assert place("мер Києва", "Kiev's mayor", Pair("uk", "en"), shipped())[0] == "Kyiv's mayor"


def test_mainland_names_are_kept_for_a_mainland_house() -> None:
    """Traditional characters do not always mean Taiwan."""
    output, flags = place("Zelensky", "澤倫斯基", Pair("en", "zh-Hant"), shipped("mainland"))
    assert (output, flags) == ("澤連斯基", ())


def test_a_missing_term_is_flagged() -> None:
    """Where nothing of the entry is in the output there is nothing to replace."""
    term = GlossaryTerm((("en", "Iron Shield"), ("uk", "Залізний щит")))
    output, (flag,) = place(
        "Iron Shield began", "Почалося", Pair("en", "uk"), shipped().with_terms([term])
    )
    assert output == "Почалося"
    assert (flag.severity, flag.source) == ("warning", "Iron Shield")
    assert "Залізний щит" in flag.message


def test_the_fewest_unmet_terms_tell_the_better_hypothesis() -> None:
    """A term is met in any case; a name to be avoided is not."""
    glossary = shipped().with_terms([ARTEMOVSK])
    hypotheses = ["под городом", "под Бахмутом", "под Артёмовском"]
    counts = [len(unmet("near Bakhmut", h, Pair("en", "ru"), glossary)) for h in hypotheses]
    assert counts == [1, 1, 0]


def test_a_shipped_entry_is_not_forced() -> None:
    """A translation may say `there`; and what the source does not name is left alone."""
    assert unmet("in Kyiv", "там", Pair("en", "uk"), shipped()) == ()
    assert unmet("there", "in Kiev", Pair("uk", "en"), shipped()) == ()
