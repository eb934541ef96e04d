"""Level curves against circles, planes and poles whose curves are known exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.sampling.contours import FieldContours, pole_points
from explorer.core.sampling.field import Field


def field_of(function, slopes=None, window=(-2.0, 2.0, -2.0, 2.0), shape=(81, 101)):
    x = np.linspace(window[0], window[1], shape[1])
    y = np.linspace(window[2], window[3], shape[0])
    grid_x, grid_y = np.meshgrid(x, y)
    with np.errstate(all="ignore"):
        values = np.asarray(function(grid_x, grid_y), dtype=float)
        fx, fy = slopes(grid_x, grid_y) if slopes else np.gradient(values, y, x)[::-1]
    return Field(("x", "y"), x, y, values, np.asarray(fx, dtype=float), np.asarray(fy, dtype=float))


def bowl(x, y):
    return x * x + y * y


def bilinear(field, points):
    """Independent reading of f between lattice points."""
    i = np.clip(np.searchsorted(field.x, points[:, 0]) - 1, 0, len(field.x) - 2)
    j = np.clip(np.searchsorted(field.y, points[:, 1]) - 1, 0, len(field.y) - 2)
    u = (points[:, 0] - field.x[i]) / (field.x[i + 1] - field.x[i])
    v = (points[:, 1] - field.y[j]) / (field.y[j + 1] - field.y[j])
    f = field.f
    bottom = f[j, i] * (1 - u) + f[j, i + 1] * u
    return bottom * (1 - v) + (f[j + 1, i] * (1 - u) + f[j + 1, i + 1] * u) * v


@given(radius=st.floats(0.2, 1.9))
@settings(max_examples=25, deadline=None)
def test_the_level_curve_of_the_bowl_is_a_closed_circle(radius):
    curve = FieldContours(field_of(bowl)).curve(radius**2)
    assert curve.level == radius**2
    (piece,) = curve.pieces
    assert np.allclose(piece[0], piece[-1])
    assert np.allclose(np.hypot(piece[:, 0], piece[:, 1]), radius, atol=4e-3)


@given(seed=st.integers(0, 10_000), share=st.floats(0.05, 0.95))
@settings(max_examples=30, deadline=None)
def test_the_field_takes_the_level_all_along_its_curve(seed, share):
    values = np.random.default_rng(seed).normal(size=(12, 15)).cumsum(axis=0).cumsum(axis=1)
    field = field_of(lambda x, y: values, shape=(12, 15))
    level = values.min() + share * (values.max() - values.min())
    for piece in FieldContours(field, low=-1e9, high=1e9).curve(level).pieces:
        assert np.allclose(bilinear(field, piece), level, atol=1e-9 * (1 + np.abs(values).max()))


def test_a_level_that_is_not_taken_or_not_finite_has_no_pieces():
    contours = FieldContours(field_of(bowl))
    for level in (-1.0, 99.0, np.nan, np.inf):
        assert contours.curve(level).pieces == ()


def test_curves_stop_at_holes():
    field = field_of(lambda x, y: np.where(x > 0.5, np.nan, bowl(x, y)))
    (piece,) = FieldContours(field).curve(1.0).pieces
    assert piece[:, 0].max() <= 0.5
    assert not np.allclose(piece[0], piece[-1])


def test_the_edge_of_a_hole_follows_the_domain():
    field = field_of(lambda x, y: np.sqrt(1 - x * x - y * y))
    (edge,) = FieldContours(field).hole_edges()
    assert np.allclose(np.hypot(edge[:, 0], edge[:, 1]), 1.0, atol=0.06)


def test_a_field_without_holes_or_made_of_one_has_no_edge():
    assert FieldContours(field_of(bowl)).hole_edges() == ()
    nowhere = FieldContours(field_of(lambda x, y: np.full_like(x, np.nan)))
    assert nowhere.hole_edges() == ()
    assert nowhere.curve(0.0).pieces == ()
    assert nowhere.above(0.0) == nowhere.below(0.0) == ()


def test_no_false_curve_is_drawn_along_a_pole():
    field = field_of(lambda x, y: 1 / x + 0 * y, lambda x, y: (-1 / x**2, 0 * y), shape=(20, 100))
    contours = FieldContours(field, low=-10, high=10)
    assert contours.curve(0.0).pieces == ()
    (piece,) = contours.curve(2.0).pieces
    assert np.allclose(piece[:, 0], 0.5, atol=0.01)


def test_a_steep_wall_is_not_taken_for_a_pole():
    field = field_of(lambda x, y: np.tanh(200 * (x - 0.013)), lambda x, y: (0 * x + 1e-9, 0 * y))
    assert not pole_points(field, 0.5).any()
    assert len(FieldContours(field).curve(0.0).pieces) == 1


def test_overflow_counts_as_very_large_not_as_a_hole():
    field = field_of(lambda x, y: np.where(x > 1, np.inf, x))
    contours = FieldContours(field, low=-2, high=1)
    assert contours.hole_edges() == ()
    (region,) = contours.above(1.0)
    assert region.rings[0][:, 0].max() == 2.0


def ring_area(ring):
    x, y = ring[:, 0], ring[:, 1]
    return 0.5 * abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def test_regions_outside_a_range_have_their_areas():
    contours = FieldContours(field_of(bowl, shape=(201, 201)))
    (disc,) = contours.below(1.0)
    assert ring_area(disc.rings[0]) == pytest.approx(np.pi, rel=2e-3)
    (outside,) = contours.above(1.0)
    outer, hole = (ring_area(ring) for ring in outside.rings)
    assert outer - hole == pytest.approx(16 - np.pi, rel=2e-3)
    assert contours.above(8.5) == contours.below(-0.5) == ()


def test_single_precision_and_a_flat_field_are_fine():
    single = field_of(bowl)
    single = Field(
        single.axes, *(array.astype(np.float32) for array in (single.x, single.y, single.f, single.fx, single.fy))
    )
    assert len(FieldContours(single).curve(1.0).pieces) == 1
    flat = FieldContours(field_of(lambda x, y: 0 * x + 3))
    assert [curve.level for curve in flat.curves([2.0, 3.0, 4.0])] == [2.0, 3.0, 4.0]


def test_too_many_levels_are_refused():
    with pytest.raises(ValueError, match="too many"):
        FieldContours(field_of(bowl)).curves(np.linspace(0, 1, 401))
