"""Equations of the approximations: what they say, where they break, which parts have a variable's colour."""

import pytest

from explorer.export.approximation_rows import (
    linear_numbers_row,
    linear_row,
    quadratic_numbers_row,
    quadratic_row,
    second_partials_row,
)
from explorer.export.formula import typeset


def test_in_letters():
    assert linear_row(("x", "y")).text == "L(x, y) = f(P) + f_x(P)(x − x₀) + f_y(P)(y − y₀)"
    assert quadratic_row(("x",)).text == "Q(x) = L(x) + ½ f_xx(x − x₀)²"
    assert quadratic_row(("u", "v")).text.endswith("½ f_uu(u − u₀)² + f_uv(u − u₀)(v − v₀) + ½ f_vv(v − v₀)²")


def test_numbers_carry_their_signs():
    row = linear_numbers_row(("x", "y"), "−26.000", ("28.000", "−37.000"), ("−1.00", "2.00"))
    assert row.text == "L(x, y) = −26.000 + 28.000(x + 1.00) − 37.000(y − 2.00)"
    row = quadratic_numbers_row(("x", "y"), (("-2.000", "38.000"), ("38.000", "0.000")), ("1.00", "2.00"))
    assert row.text == "Q(x, y) = L(x, y) − 2.000(x − 1.00)² + 38.000(x − 1.00)(y − 2.00) + 0.000(y − 2.00)²"


def test_second_partials_by_themselves():
    row = second_partials_row(("x", "y"), (("4.000", "−38.000"), ("−38.000", "36.000")))
    assert row.text == "f_xx = 4.000, f_xy = −38.000, f_yy = 36.000" and typeset(row, 16).message is None


@pytest.mark.parametrize(
    ("row", "terms"),
    [
        (linear_row(("x", "y")), 3),
        (quadratic_row(("x", "y")), 4),
        (linear_numbers_row(("x", "y"), "1.000", ("2.000", "−3.000"), ("−1.00", "2.00")), 3),
    ],
)
def test_lines_break_before_terms_only(row, terms):
    picture = typeset(row, 18)
    assert picture.message is None and sum(piece.breakable for piece in picture.pieces) == terms - 1
    broken = picture.broken(250)
    assert broken.width <= 250 and broken.height > 1.8 * picture.height


def test_parts_belong_to_their_variables():
    picture = typeset(linear_numbers_row(("x", "y_1"), "26.000", ("28.000", "37.000"), ("1.00", "2.00")), 18)
    named = [piece.name for piece in picture.pieces]
    # Head, slope with letter, and number of the point.
    assert named.count("x") >= 3 and named.count("y_1") >= 3
