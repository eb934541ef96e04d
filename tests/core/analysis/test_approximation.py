"""Taylor approximations against closed forms, the derivatives that define them, and the orders they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.approximation import (
    approximation_error,
    expansion,
    quadratic_approximation,
    tangent_plane,
)
from explorer.core.function import Function

SMOOTH = ["x²y + 3xy³", "e^x sin y", "ln(1 + x² + y²)", "cos(xy) + x/(2 + y²)", "√(4 + x + y)", "x^4 - 3x²y² + y"]
FUNCTIONS = [explorer.parse(text) for text in SMOOTH]


@pytest.mark.parametrize(
    ("text", "point", "written"),
    [
        ("x²y + 3xy³", (1, 2), "26 + 28(x − 1) + 37(y − 2)"),
        ("x² + y²", (-1, 0), "1 − 2(x + 1)"),
        ("x² + y²", (0, 0), "0"),
        ("xy", (0, 1), "x"),
        ("5 - x + y", (0, 0), "5 − x + y"),
        ("x/10 + y/5", (1, 1), "0.3 + 0.1(x − 1) + 0.2(y − 1)"),
        ("x²", (3,), "9 + 6(x − 3)"),
    ],
)
def test_the_plane_is_written_as_in_the_book(text, point, written):
    f = explorer.parse(text)
    plane = tangent_plane(f, dict(zip(f.variables, point, strict=True)))
    assert plane.text.replace("-", "−") == written
    assert plane.variables == f.variables


@pytest.mark.parametrize(
    ("text", "point", "written"),
    [
        ("x² + y²", (0, 0), "x² + y²"),
        ("x²y", (1, 2), "2 + 4(x − 1) + y − 2 + 2(x − 1)² + 2(x − 1)(y − 2)"),
        ("cos(x)", (0,), "1 − 0.5x²"),
    ],
)
def test_the_quadratic_is_written_as_in_the_book(text, point, written):
    f = explorer.parse(text)
    found = quadratic_approximation(f, dict(zip(f.variables, point, strict=True)))
    assert found.text.replace("-", "−") == written


coordinates = st.floats(-1.5, 1.5)


@given(st.sampled_from(FUNCTIONS), coordinates, coordinates, coordinates, coordinates)
def test_plane_and_quadratic_agree_with_f_at_the_point(f, x, y, u, v):
    point = {"x": x, "y": y}
    plane, quadratic, known = tangent_plane(f, point), quadratic_approximation(f, point), expansion(f, [x, y])
    for approximation in (plane, quadratic):
        assert approximation(point) == pytest.approx(f(point), rel=1e-14, abs=1e-14)
        assert approximation.gradient(point) == pytest.approx(f.gradient(point), rel=1e-13, abs=1e-13)
    assert not plane.hessian(point).any()
    assert quadratic.hessian(point) == pytest.approx(f.hessian(point), rel=1e-13, abs=1e-13)
    assert plane(x=u, y=v) == pytest.approx(float(known.linear_at([u, v])), rel=1e-12, abs=1e-12)
    assert quadratic(x=u, y=v) == pytest.approx(float(known.quadratic_at([u, v])), rel=1e-11, abs=1e-11)


def test_parameters_keep_their_values():
    f = explorer.parse("a x² + y").with_parameters(a=3)
    assert tangent_plane(f, {"x": 1, "y": 0}).text.replace("-", "−") == "3 + 6(x − 1) + y"
    assert tangent_plane(f, {"x": 1, "y": 0, "a": 5})(x=1, y=0) == 5


def test_many_variables():
    f = explorer.parse("x y z + u²")
    found = quadratic_approximation(f, {"x": 1, "y": 2, "z": 3, "u": 4})
    assert found.hessian(x=0, y=0, z=0, u=0) == pytest.approx(f.hessian(x=1, y=2, z=3, u=4))
    wide = Function(explorer.parse(" + ".join(f"x_{k}²" for k in range(70))).root)
    with pytest.raises(ValueError, match="70 variables"):
        quadratic_approximation(wide, dict.fromkeys(wide.variables, 0.0))


@pytest.mark.parametrize(
    ("text", "point"), [("√x + y", (-1, 0)), ("√x + y", (0, 0)), ("1/x + y", (0, 0)), ("ln(x y)", (0, 1))]
)
@pytest.mark.parametrize("approximate", [tangent_plane, quadratic_approximation])
def test_a_hole_has_no_approximation(text, point, approximate):
    with pytest.raises(ValueError, match=r"at x = .*, y = .*undefined there\.$"):
        approximate(explorer.parse(text), dict(zip("xy", point, strict=True)))


def test_at_a_kink_the_plane_is_that_of_the_told_slopes():
    f = explorer.parse("|x| + y")
    assert tangent_plane(f, {"x": 0, "y": 0}).gradient(x=0, y=0) == pytest.approx(f.gradient(x=0, y=0))


@pytest.mark.parametrize("text", SMOOTH)
def test_the_errors_grow_with_the_square_and_the_cube(text):
    curve = approximation_error(explorer.parse(text), [0.7, 0.4], 0.2)
    assert curve.linear_order == pytest.approx(2, abs=0.1)
    assert curve.quadratic_order == pytest.approx(3, abs=0.15)
    assert curve.distance[-1] == 0.2 and len(curve.distance) == 60
    assert (curve.quadratic < curve.linear).all()


def test_the_error_of_a_square_is_known_exactly():
    curve = approximation_error(explorer.parse("x² + y²"), [1, 1], 0.5)
    assert curve.linear == pytest.approx(curve.distance**2, rel=1e-9, abs=1e-14)
    assert curve.quadratic.max() < 1e-14 and math.isnan(curve.quadratic_order)
    assert curve.linear_order == pytest.approx(2, abs=1e-6)


def test_the_orders_survive_a_tiny_circle_and_tell_a_kink():
    f = explorer.parse("e^x sin y")
    assert approximation_error(f, [0.7, 0.4], 1e-3).linear_order == pytest.approx(2, abs=0.1)
    assert approximation_error(explorer.parse("|x| + y²"), [0, 0], 1.0).linear_order == pytest.approx(1, abs=0.05)
    assert approximation_error(explorer.parse("x^4 + y^4"), [0, 0], 1.0).quadratic_order == pytest.approx(4, abs=0.01)


def test_the_circles_lie_in_the_chosen_plane():
    f = explorer.parse("x² + 5y² + 9z²")
    curve = approximation_error(f, [0, 0, 0], 1.0, (0, 1))
    assert curve.linear[-1] == pytest.approx(5)
    assert approximation_error(f, [0, 0, 0], 1.0, (0, 2)).linear[-1] == pytest.approx(9)


def test_one_variable_and_holes():
    curve = approximation_error(explorer.parse("√x"), [1], 2.0, steps=30)
    assert np.isnan(curve.linear[-1]) and curve.linear_order == pytest.approx(2, abs=0.1)
    nothing = approximation_error(explorer.parse("√x + y"), [-1, 0], 0.1)
    assert np.isnan(nothing.linear).all() and math.isnan(nothing.linear_order)


@pytest.mark.parametrize("radius", [0.0, -1.0, math.nan, math.inf])
def test_a_circle_without_radius_is_refused(radius):
    with pytest.raises(ValueError, match="radius"):
        approximation_error(explorer.parse("x + y"), [0, 0], radius)
