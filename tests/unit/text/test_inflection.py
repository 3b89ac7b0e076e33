"""How names change with their case."""

from __future__ import annotations

import pytest

from summarizer.text.inflection import CASES, inflect, nominative


@pytest.mark.parametrize(
    ("language", "form", "written"),
    [
        ("uk", "Бахмут", "Бахмут Бахмута Бахмуту Бахмут Бахмутом Бахмуті"),
        ("uk", "Київ", "Київ Києва Києву Київ Києвом Києві"),
        ("uk", "Харків", "Харків Харкова Харкову Харків Харковом Харкові"),
        ("uk", "Авдіївка", "Авдіївка Авдіївки Авдіївці Авдіївку Авдіївкою Авдіївці"),
        ("uk", "Суми", "Суми Сум Сумам Суми Сумами Сумах"),
        ("uk", "Зеленський", "Зеленський Зеленського Зеленському - Зеленським Зеленському"),
        ("uk", "Дніпро", "Дніпро Дніпра Дніпру Дніпро Дніпром Дніпрі"),
        ("uk", "Росія", "Росія Росії Росії Росію Росією Росії"),
        ("uk", "Білорусь/f", "Білорусь Білорусі Білорусі Білорусь - Білорусі"),
        ("ru", "Бахмут", "Бахмут Бахмута Бахмуту Бахмут Бахмутом Бахмуте"),
        ("ru", "Москва", "Москва Москвы Москве Москву Москвой Москве"),
        ("ru", "Зеленский", "Зеленский Зеленского Зеленскому - Зеленским Зеленском"),
        ("ru", "Залужный", "Залужный Залужного Залужному - Залужным Залужном"),
        ("ru", "Россия", "Россия России России Россию Россией России"),
        ("ru", "Запорожье", "Запорожье Запорожья Запорожью Запорожье Запорожьем Запорожье"),
    ],
)
def test_a_name_changes_by_its_class(language: str, form: str, written: str) -> None:
    """The first form of each case is the one that is written; "-" is not looked at."""
    got = [forms[0] for forms in inflect(form, language)]
    assert [one for one, wanted in zip(got, written.split(), strict=True) if wanted != "-"] == [
        wanted for wanted in written.split() if wanted != "-"
    ]


def test_words_of_a_name_change_together() -> None:
    """An adjective and its noun have the same case."""
    dative = inflect("Чёрное/adjn море", "ru")[CASES.index("dative")]
    assert dative[0] == "Чёрному морю"


@pytest.mark.parametrize("form", ["НАТО", "Токіо", "Сі/0 Цзіньпін/0", "F-16"])
def test_some_names_never_change(form: str) -> None:
    """Acronyms, names of foreign endings, and what a glossary says does not."""
    assert set(inflect(form, "uk")) == {(nominative(form),)}


def test_other_languages_do_not_inflect() -> None:
    """English and Chinese have one form."""
    assert set(inflect("Kyiv", "en")) == {("Kyiv",)}


@pytest.mark.parametrize("form", ["Київ/nothing", "Київ/ka"])
def test_a_class_has_to_exist_and_to_fit(form: str) -> None:
    """A slip in a glossary is told, not inflected."""
    with pytest.raises(ValueError, match="Київ"):
        inflect(form, "uk")
