"""Picking against planes and functions whose meeting point with a ray is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer.core.camera import Camera
from explorer.core.projection import Z_HALF, Box, Projection
from explorer.core.sampling.field import Field
from explorer.core.sampling.picking import HeightMap, hidden, pick


def height_map(function, count=65):
    lattice = np.linspace(-1, 1, count)
    return HeightMap(lattice, lattice, function(*np.meshgrid(lattice, lattice)))


def bump(x, y):
    return 0.5 * np.exp(-6 * (x * x + y * y)) - 0.2


coordinates = st.floats(-0.9, 0.9)


@given(coordinates, coordinates, st.floats(-0.3, 0.3), st.floats(-0.2, 0.2), st.floats(0, 360), st.floats(5, 90))
def test_a_ray_meets_a_plane_where_it_should(x, y, slope_x, slope_y, azimuth, elevation):
    def plane(u, v):
        return slope_x * u + slope_y * v

    camera = Camera(azimuth=azimuth, elevation=elevation)
    projection = Projection(camera, 800, 600)
    target = np.array([x, y, plane(x, y)])
    towards = projection.towards_eye(target)
    assume(abs(towards @ [-slope_x, -slope_y, 1]) > 0.02)
    assert pick(height_map(plane), projection.eye, -towards) == pytest.approx((x, y), abs=1e-6)


@given(coordinates, coordinates, st.floats(0, 360), st.floats(-80, 89))
def test_the_picked_point_lies_on_the_ray_and_on_the_surface(x, y, azimuth, elevation):
    surface = height_map(bump)
    projection = Projection(Camera(azimuth=azimuth, elevation=elevation), 800, 600)
    target = np.array([x, y, float(surface.at(np.array([x]), np.array([y]))[0])])
    direction = -projection.towards_eye(target)
    found = pick(surface, projection.eye, direction)
    assert found is not None
    height = float(surface.at(np.array([found[0]]), np.array([found[1]]))[0])
    off = np.array([*found, height]) - projection.eye
    assert np.linalg.norm(off - (off @ direction) * direction) < 1e-6
    assert off @ direction <= np.linalg.norm(target - projection.eye) + 1e-6


@given(coordinates, coordinates, st.floats(0, 360), st.floats(10, 80))
def test_a_point_is_hidden_when_something_nearer_is_picked(x, y, azimuth, elevation):
    surface = height_map(bump)
    projection = Projection(Camera(azimuth=azimuth, elevation=elevation), 800, 600)
    target = np.array([x, y, float(surface.at(np.array([x]), np.array([y]))[0])])
    towards = projection.towards_eye(target)
    found = pick(surface, projection.eye, -towards)
    assert found is not None
    nearer = float(np.hypot(*(np.array(found) - target[:2])))
    assume(nearer < 1e-6 or nearer > 0.1)
    assert bool(hidden(surface, target[None], towards[None])[0]) == (nearer > 0.1)


def test_first_of_several_crossings_wins():
    ridge = height_map(lambda x, y: 0.4 * np.cos(2 * np.pi * x), 257)
    found = pick(ridge, np.array([3.0, 0.1, 0.0]), np.array([-1.0, 0.0, 0.0]))
    assert found == pytest.approx((0.75, 0.1), abs=1e-3)


def test_a_hole_is_looked_through():
    surface = height_map(lambda x, y: np.where(x * x + y * y < 0.25, np.nan, 0.1))
    assert pick(surface, np.array([0.0, 0.0, 5.0]), np.array([0.0, 0.0, -1.0])) is None
    assert pick(surface, np.array([0.8, 0.0, 5.0]), np.array([0.0, 0.0, -1.0])) == pytest.approx((0.8, 0.0))


def test_what_is_cut_off_cannot_be_hit():
    surface = height_map(lambda x, y: np.where(x > 0, 3.0, 0.0))
    assert pick(surface, np.array([0.5, 0.0, 5.0]), np.array([0.0, 0.0, -1.0])) is None


@pytest.mark.parametrize("direction", [(0, 0, 1), (1, 0, 0), (0, 1, 0)])
def test_a_ray_that_passes_by_meets_nothing(direction):
    assert pick(height_map(bump), np.array([4.0, 4.0, 4.0]), np.array(direction, dtype=float)) is None


def test_a_ray_along_a_lattice_line_still_hits():
    surface = height_map(lambda x, y: 0 * x)
    direction = np.array([1.0, 0.0, -1.0]) / np.sqrt(2)
    assert pick(surface, np.array([-1.0, 0.0, 0.5]), direction) == pytest.approx((-0.5, 0.0), abs=1e-9)


def test_the_floor_is_hidden_below_the_surface_and_not_beside_it():
    surface = height_map(lambda x, y: np.where(np.abs(x) < 0.5, 0.0, np.nan))
    points = np.array([[0.0, 0.0, -0.95], [0.9, 0.0, -0.95]])
    assert hidden(surface, points, np.array([[0.0, 0.0, 1.0]] * 2)).tolist() == [True, False]
    assert hidden(surface, np.empty((0, 3)), np.empty((0, 3))).shape == (0,)


def test_a_field_becomes_heights_of_the_box():
    x, y = np.linspace(0, 4, 9), np.linspace(-1, 1, 5)
    values = np.add.outer(y, x)
    values[0, 0] = np.inf
    field = Field(("x", "y"), x, y, values, np.ones_like(values), np.ones_like(values))
    surface = HeightMap.from_field(field, Box(field.window, -1.0, 5.0))
    assert surface.x[[0, -1]] == pytest.approx([-1, 1])
    assert np.isnan(surface.heights[0, 0])
    assert surface.heights[-1, -1] == pytest.approx(Z_HALF)


def test_coarser_keeps_the_ends_and_the_shape():
    fine = height_map(lambda x, y: 0.3 * x - 0.2 * y, 101)
    coarse = fine.coarser(32)
    assert coarse.heights.shape == (32, 32)
    assert coarse.heights == pytest.approx(np.add.outer(-0.2 * coarse.y, 0.3 * coarse.x))
    assert coarse.coarser(64) is coarse
