"""Shares, scaled slopes and predicted changes against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import explorer
from explorer.core.analysis.sensitivity import predicted_change, sensitivity, share_outside

SADDLE = explorer.parse("x² + 3xy - y²")
gradients = arrays(np.float64, 5, elements=st.floats(-1e200, 1e200))


def test_every_input_is_told_raw_and_scaled():
    found = sensitivity(explorer.parse("3x + 4y"), [0, 0], [(-1, 1), (0, 10)])
    assert [(s.name, s.slope, s.scaled) for s in found] == [("x", 3, 6), ("y", 4, 40)]
    assert [s.share for s in found] == pytest.approx([9 / 25, 16 / 25], rel=1e-15)


def test_a_flat_point_shares_nothing_and_a_hole_is_undefined():
    assert [s.share for s in sensitivity(explorer.parse("x² + y²"), [0, 0], [(0, 1)] * 2)] == [0, 0]
    hole = sensitivity(explorer.parse("ln x + y"), [-1, 0], [(0, 1)] * 2)
    assert all(math.isnan(s.slope) and math.isnan(s.share) for s in hole)


def test_one_range_a_variable():
    with pytest.raises(ValueError, match="2 variables"):
        sensitivity(explorer.parse("x + y"), [0, 0], [(0, 1)])


@pytest.mark.parametrize("size", [1e-320, 1.0, 1e300])
def test_the_share_outside_the_drawn_plane(size):
    assert share_outside([3 * size, 0, 4 * size], (0, 1)) == pytest.approx(0.8, rel=1e-3 if size < 1e-300 else 1e-15)
    assert share_outside([3 * size, 0, 4 * size], (0, 2)) == 0
    assert share_outside([0, size, 0], (0, 2)) == 1


def test_the_share_outside_of_no_gradient():
    assert share_outside([0, 0, 0], (0, 1)) == 0
    assert math.isnan(share_outside([1, math.nan, 0], (0, 1)))
    assert math.isnan(share_outside([1, math.inf, 0], (0, 1)))


@given(gradients, st.sets(st.integers(0, 4)))
def test_shares_inside_and_outside_are_the_legs_of_a_right_triangle(gradient, drawn):
    inside = share_outside(gradient, [index for index in range(5) if index not in drawn])
    total = share_outside(gradient, list(drawn)) ** 2 + inside**2
    assert total == pytest.approx(1.0 if gradient.any() else 0.0)


def test_a_linear_function_keeps_its_promise():
    change = predicted_change(explorer.parse("2x - 3y"), [5, 1], [1, 1])
    assert (change.predicted, change.actual, change.error) == (-1, -1, 0)


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-1, 1), st.floats(-1, 1))
def test_the_error_of_a_quadratic_is_its_second_order_term(x, y, dx, dy):
    change = predicted_change(SADDLE, [x, y], [dx, dy])
    assert change.error == pytest.approx(dx**2 + 3 * dx * dy - dy**2, abs=1e-12)


def test_a_change_into_a_hole_is_undefined():
    root = explorer.parse("√x + y")
    assert math.isnan(predicted_change(root, [1, 0], [-2, 0]).actual)
    assert predicted_change(root, [1, 0], [-2, 0]).predicted == -1
    assert predicted_change(root, [0, 0], [0, 2]).predicted == 2
    assert math.isnan(predicted_change(root, [-1, 0], [0, 0]).predicted)
