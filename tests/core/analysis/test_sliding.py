"""Projection onto a curve and the angle of gradients against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.sliding import multiplier_at, project_to_constraint

CIRCLE = explorer.parse("x²+y²-1")
coordinates = st.floats(-3, 3)


@given(coordinates, coordinates)
def test_the_nearest_point_of_a_circle_is_radial(x, y):
    size = math.hypot(x, y)
    assume(size > 1e-2)
    assert project_to_constraint(CIRCLE, [x, y]) == pytest.approx(np.array([x, y]) / size, abs=1e-9)


@given(coordinates, coordinates)
def test_the_nearest_point_of_a_line_is_its_foot(x, y):
    line = explorer.parse("3x + 4y - 5")
    away = (3 * x + 4 * y - 5) / 25
    assert project_to_constraint(line, [x, y]) == pytest.approx([x - 3 * away, y - 4 * away], abs=1e-12)


@pytest.mark.parametrize("text", ["y - x²", "x² + 4y² - 4", "x y - 1", "y - sin x", "e^x - y", "x^3 + y^3 - 2"])
@given(coordinates, coordinates)
def test_the_way_to_the_curve_is_perpendicular_to_it(text, x, y):
    g = explorer.parse(text)
    # Where the gradient is all but zero, Newton's first step leads out of sight.
    assume(np.linalg.norm(g.gradient(x=x, y=y)) > 0.01)
    foot = project_to_constraint(g, [x, y])
    if foot is None:
        assert text in ("x y - 1", "x^3 + y^3 - 2")
        return
    assert abs(g.value_at(foot)) < 1e-9
    normal, way = g.value_and_gradient(foot)[1], np.array([x, y]) - foot
    across = abs(normal[0] * way[1] - normal[1] * way[0]) / np.linalg.norm(normal)
    # At a centre of curvature the distance is flat to fourth order, and its minimum known less well.
    assert across < 1e-3 or np.linalg.norm(way) < 1e-7


def test_three_variables():
    sphere = explorer.parse("x²+y²+z²-4")
    assert project_to_constraint(sphere, [1, 2, 2]) == pytest.approx([2 / 3, 4 / 3, 4 / 3], abs=1e-12)


@pytest.mark.parametrize(
    ("text", "at"), [("x²+y²+1", (1, 1)), ("x²+y²-1", (0, 0)), ("ln x - 1", (-1, 0)), ("x - x + 1", (0, 0))]
)
def test_where_there_is_no_way_to_the_curve(text, at):
    assert project_to_constraint(explorer.parse(text).with_variables(("x", "y")), at) is None


@given(st.floats(-math.pi, math.pi))
def test_the_angle_of_gradients_on_the_circle(theta):
    found = multiplier_at(explorer.parse("x + 0y"), CIRCLE, [math.cos(theta), math.sin(theta)])
    assert found.angle == pytest.approx(abs(theta), abs=1e-12)
    assert found.multiplier == pytest.approx(math.cos(theta) / 2, abs=1e-12)


def test_parallel_gradients_tell_the_multiplier():
    f = explorer.parse("3x + 4y")
    along = multiplier_at(f, CIRCLE, [0.6, 0.8])
    against = multiplier_at(f, CIRCLE, [-0.6, -0.8])
    assert along.angle == pytest.approx(0, abs=1e-15) and along.multiplier == pytest.approx(2.5)
    assert against.angle == pytest.approx(math.pi) and against.multiplier == pytest.approx(-2.5)


def test_without_a_gradient_there_is_no_angle():
    assert all(map(math.isnan, multiplier_at(explorer.parse("x + y"), CIRCLE, [0, 0])))
    flat = multiplier_at(CIRCLE, explorer.parse("x + y"), [0, 0])
    assert math.isnan(flat.angle) and flat.multiplier == 0
    assert all(map(math.isnan, multiplier_at(explorer.parse("ln x + y"), CIRCLE, [-1, 0])))
