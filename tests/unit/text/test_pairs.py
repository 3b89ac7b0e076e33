"""Quotations and brackets: which marks belong together."""

from __future__ import annotations

import pytest

from summarizer.text.pairs import outermost, pairs


def found(line: str) -> list[str]:
    """Return what the pairs of `line` enclose, marks included, in order of their closing."""
    return [line[pair.opening : pair.closing + 1] for pair in pairs(line)]


@pytest.mark.parametrize(
    ("line", "enclosed"),
    [
        ("Він «А «Б» В» ні", ["«Б»", "«А «Б» В»"]),
        ("„А“ “B” „C”", ["„А“", "“B”", "„C”"]),
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("He said ”yes” twice.", ["”yes”"]),
        ('他说:"停火。"「好『吗』」', ['"停火。"', "『吗』", "「好『吗』」"]),
        ("He said 'No.' twice (a [b] c).", ["'No.'", "[b]", "(a [b] c)"]),
        ("«A «B» C", ["«B»"]),
        ("a) b) 5\" 6' п'ять об”єкт it’s the boys' the girls' way", []),
    ],
)
def test_marks_are_paired(line: str, enclosed: list[str]) -> None:
    """Marks nest, straight ones open by their place, and lone ones and apostrophes are left out."""
    assert found(line) == enclosed


def test_outermost() -> None:
    """Of pairs inside one another only the outer ones are kept, in the order of the text."""
    line = "«A «B» C» (D)"
    assert [pair.opening for pair in outermost(pairs(line))] == [0, 10]


def test_brackets_are_marked() -> None:
    """A bracket is told from a quotation."""
    assert [pair.bracket for pair in pairs("(a) “b” 《c》")] == [True, False, True]
