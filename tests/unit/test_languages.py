"""The tags that callers write, and the languages that they mean."""

import pytest

from summarizer.languages import canonical_tag, primary


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("uk", "uk"),
        ("uk-UA", "uk"),
        ("uk_UA", "uk"),
        ("ru", "ru"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-sg", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-hant", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh_Hans_CN", "zh-Hans"),
    ],
)
def test_a_tag_means_a_served_language(written: str, meant: str) -> None:
    """Case, separator and region do not matter; the script of Chinese does."""
    assert canonical_tag(written) == meant


@pytest.mark.parametrize("written", ["", "xx", "ukr", "e", "zh-Latn", "english", "en-!", "-", "ua"])
def test_other_tags_are_refused(written: str) -> None:
    """What is not certain to be a served language is None."""
    assert canonical_tag(written) is None


def test_the_primary_language_has_no_script() -> None:
    """`zh-Hant` is Chinese."""
    assert (primary("zh-Hant"), primary("uk")) == ("zh", "uk")
