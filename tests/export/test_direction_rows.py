"""The rows of the directional derivative are typeset, with text and LaTeX beside them."""

import pytest

from explorer.export.direction_rows import (
    DIRECTION,
    cosine_numbers_row,
    cosine_row,
    slope_numbers_row,
    slope_row,
)
from explorer.export.formula import typeset

TERMS = (("x", "1.608", "0.87"), ("y", "−3.232", "−0.50"))


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (slope_row(), "D_u f = ∇f·u"),
        (cosine_row(), "D_u f = ‖∇f‖ cos φ"),
        (slope_numbers_row(TERMS, "3.009"), "(1.608)(0.87) + (−3.232)(−0.50) = 3.009"),
        (cosine_numbers_row("3.610", "33.5°", "3.009"), "3.610 · cos 33.5° = 3.009"),
    ],
)
def test_every_row_is_typeset(row, text):
    picture = typeset((row,), 18.0)
    assert picture.message is None and picture.width > 60 and picture.text == text


def test_slopes_and_components_are_coloured_by_their_names():
    colours = {"x": "#112233", "y": "#445566", DIRECTION: "#778899"}
    source = typeset((slope_numbers_row(TERMS, "3.009"),), 18.0).svg("#000000", colours, {})
    assert all(colour in source for colour in colours.values())
    assert "#778899" in typeset((slope_row(),), 18.0).svg("#000000", colours, {})


def test_latex_has_no_unicode_minus():
    assert "−" not in slope_numbers_row(TERMS, "−3.009").latex
    assert cosine_numbers_row("3.610", "33.5°", "−3.009").latex == r"3.610 \cdot \cos 33.5^\circ = -3.009"
