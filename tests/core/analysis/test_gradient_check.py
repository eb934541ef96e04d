"""The four ways agree, a wrong formula is found out, and the V has the shape that theory gives it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.gradient_check import gradient_check, numeric_check, step_error_curve
from explorer.core.autodiff import partials
from explorer.core.expression.nodes import Number
from explorer.core.learn.dataset import DataSet
from explorer.core.learn.loss import loss

F = explorer.parse("x²y + 3xy³")


def test_all_ways_agree_at_the_opening_point():
    check = gradient_check(F, [1, 2], 1e-5, [F.partial(name).root for name in "xy"])
    assert [row.name for row in check.rows] == ["x", "y"] and check.h == 1e-5
    for row, slope in zip(check.rows, (28, 37), strict=True):
        assert row.symbolic == row.reverse == row.forward == slope
        assert row.reverse_error == row.forward_error == 0
        assert row.central == pytest.approx(slope, rel=1e-9) and row.central_error < 1e-9
        assert row.one_sided == pytest.approx(slope, rel=1e-4) and 1e-9 < row.one_sided_error < 1e-4


@given(
    st.floats(-2, 2), st.floats(0.1, 2), st.sampled_from(["e^x sin y", "x y/(1+x²)", "ln(y) x³", "atan2(x, y) + √y"])
)
def test_the_exact_ways_agree_to_rounding(x, y, text):
    f = explorer.parse(text)
    for row in gradient_check(f, [x, y], 1e-5, partials(f.root, "xy")).rows:
        assert row.reverse == pytest.approx(row.symbolic, rel=1e-12, abs=1e-14)
        assert row.forward == pytest.approx(row.symbolic, rel=1e-12, abs=1e-14)
        assert row.central == pytest.approx(row.symbolic, rel=1e-5, abs=1e-7)


def test_without_symbols_the_reference_is_the_reverse_mode():
    row = gradient_check(F, [1, 2], 1e-5).rows[0]
    assert math.isnan(row.symbolic) and row.reverse_error == 0 and row.central_error < 1e-9


def test_a_wrong_formula_stands_out():
    row = gradient_check(F, [1, 2], 1e-5, [Number(14.0), Number(37.0)]).rows[0]
    assert row.reverse_error == row.forward_error == 0.5 and row.central_error == pytest.approx(0.5)


def test_parameters_take_part():
    f = explorer.parse("a x² + y").with_parameters(a=3)
    assert [row.forward for row in gradient_check(f, [2, 0], 1e-4).rows] == [12, 1]


def test_a_step_below_rounding_and_a_hole():
    row = gradient_check(F, [1, 2], 1e-20).rows[0]
    assert row.central == row.one_sided == 0 and row.central_error == 1
    edge = gradient_check(explorer.parse("√x + y"), [0.5, 0], 0.7).rows
    assert math.isnan(edge[0].central) and math.isnan(edge[0].central_error)
    assert edge[0].one_sided == pytest.approx((math.sqrt(1.2) - math.sqrt(0.5)) / 0.7)
    hole = gradient_check(explorer.parse("√x + y"), [-1, 0], 1e-5, [Number(1.0), Number(1.0)]).rows
    assert all(math.isnan(number) for row in hole for number in (row.symbolic, row.reverse, row.forward, row.central))


@pytest.mark.parametrize("h", [0.0, -1e-5, math.nan, math.inf])
def test_a_step_that_is_none_is_refused(h):
    with pytest.raises(ValueError, match="step h"):
        gradient_check(F, [1, 2], h)


@pytest.mark.parametrize(
    ("text", "position", "index"), [("e^x sin y", [0.7, 0.4], 0), ("x²y + 3xy³", [1, 2], 1), ("cos(xy)", [1.1, 0.3], 0)]
)
def test_the_curve_is_a_v_with_its_lowest_point_where_theory_says(text, position, index):
    f = explorer.parse(text)
    exact = float(f.value_and_gradient(np.array(position))[1][index])
    curve = step_error_curve(f, position, index, exact)
    assert (curve.h[0], curve.h[-1], len(curve.h)) == (1e-16, 1.0, 97) and curve.is_relative
    for error, best, order in (
        (curve.forward_difference_error, curve.best_forward, 1),
        (curve.central_difference_error, curve.best_central, 2),
    ):
        right = (curve.h > 30 * best) & (curve.h < 0.1)
        slope = np.polyfit(np.log(curve.h[right]), np.log(error[right]), 1)[0]
        assert slope == pytest.approx(order, abs=0.15)
        near = np.abs(np.log10(curve.h / best)) < 0.5
        # At the predicted step the error is close to the least; far to the left rounding rules.
        assert np.median(error[near]) < 1e-3 * np.median(error[curve.h < 1e-14])
        assert np.median(error[near]) < 30 * np.median(np.sort(error)[:10]) + 1e-15
    assert curve.central_difference_error.min() < curve.forward_difference_error.min()


def test_the_best_steps_are_those_of_the_exponential():
    curve = step_error_curve(explorer.parse("e^x"), [0.0], 0, 1.0)
    epsilon = np.finfo(float).eps
    assert curve.best_forward == pytest.approx(2 * math.sqrt(epsilon), rel=1e-6)
    assert curve.best_central == pytest.approx(math.cbrt(3 * epsilon), rel=1e-4)


def test_a_zero_slope_is_told_absolutely_and_a_hole_is_nan():
    flat = step_error_curve(explorer.parse("x²"), [0.0], 0, 0.0)
    assert not flat.is_relative and flat.forward_difference_error == pytest.approx(flat.h)
    assert (flat.central_difference_error == 0).all()
    assert flat.best_central == pytest.approx(math.cbrt(np.finfo(float).eps))
    hole = step_error_curve(explorer.parse("√x"), [-4.0], 0, math.nan)
    assert np.isnan(hole.forward_difference_error).all()
    edge = step_error_curve(explorer.parse("√x"), [0.01], 0, 5.0)
    assert np.isnan(edge.central_difference_error[-1]) and np.isfinite(edge.forward_difference_error).all()


def test_a_function_without_a_formula_is_held_against_differences():
    rng = np.random.default_rng(3)
    data = DataSet({"x": rng.normal(size=50), "y": rng.normal(size=50)})
    made = loss("a*exp(-k*x) + c", data, "y", "squared")
    at = np.array([0.7, 0.2, -0.4])
    rows = numeric_check(made, at, 1e-5, [2, 0])
    assert [row.name for row in rows] == [made.variables[2], made.variables[0]]
    own = made.value_and_gradient(at)[1]
    for row, place in zip(rows, (2, 0), strict=True):
        assert row.reverse == own[place] and row.reverse_error == 0.0
        assert row.central_error < 1e-8 < row.one_sided_error < 1e-4
        assert math.isnan(row.symbolic) and math.isnan(row.forward)
    with pytest.raises(ValueError, match="positive"):
        numeric_check(made, at, 0.0, [0])
