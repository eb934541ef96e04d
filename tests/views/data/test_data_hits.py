"""Points found by place, and many points on few pixels, against looking at every point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.views.data.dense import dense_pixels
from explorer.views.data.hits import PointGrid, one_per_cell

COORDINATE = st.floats(-50, 300) | st.just(np.nan) | st.integers(0, 40).map(float)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), max_size=40).map(lambda rows: np.array(rows).reshape(-1, 2))
COLOURS = np.array([[200, 0, 0], [0, 200, 0]], dtype=np.uint8)


@given(POINTS, st.floats(-60, 310), st.floats(-60, 310))
def test_the_nearest_point_is_that_of_all(points, x, y):
    distances = np.hypot(points[:, 0] - x, points[:, 1] - y)
    near = [place for place, distance in enumerate(distances) if distance <= 12.0]
    found = PointGrid(points, 12.0).nearest(x, y)
    if found < 0:
        assert not any(distances[place] < 12.0 for place in near)
    else:
        assert distances[found] == pytest.approx(min(distances[place] for place in near))


def test_of_points_on_one_place_the_one_on_top_is_found():
    points = np.array([[5.0, 5.0], [40.0, 40.0], [5.0, 5.0]])
    assert PointGrid(points, 12.0).nearest(6.0, 5.0) == 2


@given(POINTS)
def test_every_cell_with_points_keeps_one(points):
    kept = points[one_per_cell(points, 14.0)]
    finite = points[np.isfinite(points).all(axis=1)]
    cells = {tuple(cell) for cell in np.floor(finite / 14.0)}
    assert len(kept) == len(cells) and {tuple(cell) for cell in np.floor(kept / 14.0)} == cells


@pytest.mark.parametrize("dot", [1, 2, 3])
def test_every_pixel_of_every_point_is_lit_and_no_other(dot):
    points = np.random.default_rng(3).uniform(-10, 70, (2_000, 2)) * (1.0, 0.8)
    kinds = np.arange(2_000) % 2
    made = dense_pixels(points, kinds, COLOURS, (60, 48), dot)
    expected = np.zeros((48, 60), dtype=bool)
    for x, y in np.floor(points).astype(int):
        if 0 <= x < 60 and 0 <= y < 48:
            expected[y : y + dot, x : x + dot] = True
    assert np.array_equal(made[..., 3] > 0, expected)
    assert made[..., 3][expected].min() >= 110


def test_a_pixel_has_the_mean_colour_of_its_points_and_more_points_are_stronger():
    points = np.array([[1.5, 0.5]] * 3 + [[3.5, 0.5], [np.nan, 0.0]])
    made = dense_pixels(points, np.array([0, 0, 1, 1, 0]), COLOURS, (5, 1), 1)[0].astype(float)
    shares = made[1, :2] / made[1, 3] * 255
    assert shares == pytest.approx([133.3, 66.7], abs=2.0)
    assert made[1, 3] > made[3, 3] > 0 and made[[0, 2, 4]].max() == 0
