"""Slices, tangents and secants against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.slices import secant, slice_curve, tangent

F = explorer.parse("x²y + 3xy³")


def test_a_slice_holds_the_other_variables():
    curve = slice_curve(F, [1, 2], 0, -3, 3)
    assert len(curve.x) == 241 and (curve.x[0], curve.x[-1]) == (-3, 3)
    assert curve.f == pytest.approx(2 * curve.x**2 + 24 * curve.x, rel=1e-14, abs=1e-13)
    curve = slice_curve(F, [1, 2], 1, -3, 3, 7)
    assert curve.f == pytest.approx(curve.x + 3 * curve.x**3, rel=1e-14, abs=1e-13)
    assert not curve.x.flags.writeable and not curve.f.flags.writeable


def test_a_slice_of_many_variables():
    curve = slice_curve(explorer.parse("xyz + u"), [1, 2, 3, 4], 2, 0, 1, 3)
    assert curve.f.tolist() == [4, 5, 6]


def test_a_slice_breaks_where_f_is_undefined():
    assert np.isnan(slice_curve(explorer.parse("√x"), [1], 0, -1, 1, 5).f).tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(("low", "high", "count"), [(0, math.inf, 5), (0, 1, 1), (-1e308, 1e308, 9)])
def test_a_slice_without_end_is_refused(low, high, count):
    with pytest.raises(ValueError, match=r"\.$"):
        slice_curve(F, [0, 0], 0, low, high, count)


def test_the_tangent_touches_to_second_order():
    value, (slope, _) = F.value_and_gradient(np.array([1.0, 2.0]))
    near = np.array([0.99, 1.0, 1.01])
    gap = slice_curve(F, [1, 2], 0, 0.99, 1.01, 3).f - tangent(value, slope, 1.0, near)
    assert gap == pytest.approx([2e-4, 0, 2e-4], abs=1e-12)  # f_xx / 2 · h² with f_xx = 2y


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-2, 2).filter(lambda h: abs(h) > 1e-3))
def test_the_secant_of_a_square_is_known_exactly(x, y, h):
    found = secant(F, [x, y], 0, h)
    assert found.slope == pytest.approx((2 * x + h) * y + 3 * y**3, rel=1e-9, abs=1e-9)
    assert (found.x, found.h, found.value) == (x + h, h, F(x=x + h, y=y))


def test_the_secant_shrinks_to_the_tangent():
    slopes = [secant(F, [1, 2], 1, sign * 10.0**-k).slope - 37 for k in (1, 2, 3, 4) for sign in (1, -1)]
    assert all(abs(later) < abs(earlier) / 5 for earlier, later in zip(slopes, slopes[2:], strict=False))
    assert abs(slopes[-1]) < 2e-3


@pytest.mark.parametrize("h", [0.0, -0.0, math.nan, math.inf])
def test_without_a_step_there_is_no_secant(h):
    assert math.isnan(secant(F, [1, 2], 0, h).slope)


def test_a_secant_into_a_hole_has_no_slope():
    root = explorer.parse("√x")
    assert math.isnan(secant(root, [1], 0, -2).slope) and math.isnan(secant(root, [1], 0, -2).value)
    assert math.isnan(secant(root, [-1], 0, 2).slope)
    assert secant(root, [1], 0, 3).slope == pytest.approx(1 / 3)
