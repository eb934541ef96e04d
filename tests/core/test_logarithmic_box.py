"""The box with logarithmic heights, and the round numbers told on it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.numbers import short_value
from explorer.core.projection import Z_HALF, Box
from explorer.core.sampling.levels import logarithmic_levels, logarithmic_ticks

BOX = Box((-1.0, 3.0, 0.0, 5.0), 1e-4, 10.0, True)


def test_the_ends_of_the_range_are_the_ends_of_the_box_and_decades_are_even():
    heights = BOX.heights([1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0])
    np.testing.assert_allclose(heights, np.linspace(-Z_HALF, Z_HALF, 6), atol=1e-12)


def test_what_has_no_logarithm_has_no_height():
    assert np.isnan(BOX.heights([0.0, -1.0, np.nan])).all()
    assert np.isnan(BOX.rise([0.0, -1.0])).all()


@given(st.floats(1e-4, 10.0), st.floats(-1.0, 3.0), st.floats(0.0, 5.0))
def test_to_the_box_and_back(value, x, y):
    np.testing.assert_allclose(BOX.from_box(BOX.to_box([x, y, value])), [x, y, value], rtol=1e-9, atol=1e-12)


@given(st.floats(1e-3, 10.0), st.booleans())
def test_the_rise_is_the_slope_of_the_height(value, logarithmic):
    box = Box(BOX.window, BOX.low, BOX.high, logarithmic)
    step = 1e-6 * value
    found = (box.heights(value + step) - box.heights(value - step)) / (2 * step)
    assert float(box.rise(value)) == pytest.approx(float(found), rel=1e-6)


@given(st.floats(-12, 3), st.floats(0.05, 12))
def test_levels_are_even_in_their_exponents_and_inside(low, size):
    levels, step = logarithmic_levels(low, low + size)
    exponents = np.log10(levels)
    assert 4 <= len(levels) <= 27
    assert (exponents > low).all() and (exponents < low + size).all()
    np.testing.assert_allclose(np.diff(exponents), step, atol=1e-9)


@given(st.floats(-12, 3), st.floats(0.05, 12))
def test_ticks_are_round_and_inside(low, size):
    ticks = logarithmic_ticks(10.0**low, 10.0 ** (low + size), 5)
    assert 1 <= len(ticks) <= 12
    assert (ticks >= 10.0**low * (1 - 1e-12)).all() and (ticks <= 10.0 ** (low + size) * (1 + 1e-12)).all()
    assert (np.diff(ticks) > 0).all()


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.316, "0.32"), (1.0, "1"), (560.0, "560"), (1e-5, "10⁻⁵"), (3.16e-4, "3.2·10⁻⁴"), (0.0, "0"), (2e6, "2·10⁶")],
)
def test_values_to_two_digits(value, words):
    assert short_value(value) == words
    assert not math.isnan(value)
