"""Numbers that other programs write out are read back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.text.numbers import mentions

num2words = pytest.importorskip("num2words", reason="num2words is not installed").num2words
numbers = pytest.importorskip("babel.numbers", reason="Babel is not installed")

# num2words misspells the others (двохста for двохсот).
_UKRAINIAN_CASES = ("nominative", "dative", "accusative")
_COUNTS = st.integers(0, 12).flatmap(lambda digits: st.integers(0, 10**digits))
_PLACES = st.integers(1, 999)


def _read(text: str, language: str) -> frozenset[float]:
    """Return the readings of a text that is one number."""
    (mention,) = mentions(text, language)
    return mention.values


def _is_in(number: float, values: frozenset[float]) -> bool:
    return any(value == pytest.approx(number, rel=1e-8) for value in values)


@given(_COUNTS)
def test_reads_english_cardinals(number: int) -> None:
    """An English cardinal in words is its number (newspapers set no commas in it)."""
    assert _is_in(number, _read(num2words(number, lang="en").replace(",", ""), "en"))


@given(_PLACES)
def test_reads_english_ordinals(number: int) -> None:
    """An English ordinal in words, or in digits with its ending, is its number."""
    assert _is_in(number, _read(num2words(number, lang="en", to="ordinal"), "en"))
    assert _is_in(number, _read(num2words(number, lang="en", to="ordinal_num"), "en"))


@given(_COUNTS, st.sampled_from("ngdaip"), st.sampled_from("mfn"))
def test_reads_russian_cardinals_in_all_cases(number: int, case: str, gender: str) -> None:
    """A Russian cardinal is its number in every case and gender."""
    text = num2words(number, lang="ru", case=case, gender=gender)
    assert _is_in(number, _read(text, "ru"))


@given(_PLACES, st.sampled_from("ngdaip"), st.sampled_from("mfn"))
def test_reads_russian_ordinals_in_all_cases(number: int, case: str, gender: str) -> None:
    """A Russian ordinal is its number in every case and gender."""
    text = num2words(number, lang="ru", to="ordinal", case=case, gender=gender)
    assert _is_in(number, _read(text, "ru"))


@given(_COUNTS, st.sampled_from(_UKRAINIAN_CASES))
def test_reads_ukrainian_cardinals_in_all_cases(number: int, case: str) -> None:
    """A Ukrainian cardinal is its number in the cases that are written right."""
    assert _is_in(number, _read(num2words(number, lang="uk", case=case), "uk"))


@given(_PLACES)
def test_reads_ukrainian_ordinals(number: int) -> None:
    """A Ukrainian ordinal is its number."""
    assert _is_in(number, _read(num2words(number, lang="uk", to="ordinal"), "uk"))


@given(
    st.integers(1, 999),
    st.integers(0, 10),
    st.sampled_from(["short", "long"]),
    st.sampled_from(["en", "uk", "ru", "zh_Hans", "zh_Hant"]),
)
def test_reads_compact_numbers(digits: int, zeros: int, form: str, locale: str) -> None:
    """1.5M, 1,5 млн, 1,5 мільйона, 150万: the compact forms of the CLDR are read in full."""
    number = digits * 10**zeros
    form = "short" if locale.startswith("zh") else form
    text = numbers.format_compact_decimal(
        number, format_type=form, locale=locale, fraction_digits=2
    )
    values = {v for m in mentions(text, locale.replace("_", "-")) for v in m.values}
    assert any(value == pytest.approx(number, rel=0.006) for value in values)


@given(_COUNTS, st.sampled_from(["en", "uk", "ru", "zh_Hans", "zh_Hant"]))
def test_reads_grouped_digits(number: int, locale: str) -> None:
    """Digits are read with the group marks of their language."""
    text = numbers.format_decimal(number, locale=locale)
    assert _is_in(number, _read(text, locale.replace("_", "-")))


def _chinese(number: int, digits: str, places: tuple[str, ...], scales: tuple[str, ...]) -> str:
    """Write a number in Chinese numerals, as a schoolbook does it."""
    groups, rest = [], number
    while rest:
        groups.append(rest % 10_000)
        rest //= 10_000
    text = ""
    for at in range(len(groups) - 1, -1, -1):
        group, written = groups[at], ""
        for place in range(3, -1, -1):
            digit = group // 10**place % 10
            if digit:
                written += digits[digit] + places[place]
            elif written and not written.endswith(digits[0]) and group % 10**place:
                written += digits[0]
        if text and group and group < 1000:
            written = digits[0] + written
        text += written + (scales[at] if group else "")
    return text or digits[0]


@settings(max_examples=300)
@given(st.integers(1, 8).flatmap(lambda digits: st.integers(13, 10 ** (digits + 3))))
def test_reads_chinese_numerals_in_both_scripts(number: int) -> None:
    """A number in Chinese numerals is read, simplified or traditional."""
    places = ("", "十", "百", "千")
    simplified = _chinese(number, "零一二三四五六七八九", places, ("", "万", "亿"))
    traditional = _chinese(number, "零一二三四五六七八九", places, ("", "萬", "億"))
    assert number in _read(simplified, "zh-Hans")
    assert number in _read(traditional, "zh-Hant")
