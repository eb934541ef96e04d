"""Slopes in a direction against closed forms, differences and the properties of ∇f·u."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.direction import (
    directional_derivative,
    line_through,
    slope_by_angle,
    special_directions,
)

F = explorer.parse("x²y + 3xy³")
AT = {"x": 1.0, "y": 2.0}  # ∇f = (28, 37)
parts = st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-6)


@pytest.mark.parametrize(
    ("text", "point", "direction", "slope"),
    [
        ("x²y + 3xy³", (1, 2), (1, 0), 28),
        ("x²y + 3xy³", (1, 2), (0, -5), -37),
        ("x²y + 3xy³", (1, 2), (3, 4), (3 * 28 + 4 * 37) / 5),
        ("x² + y²", (3, 4), (3, 4), 10),
        ("e^x cos y", (0, 0), (1, 1), 1 / math.sqrt(2)),
        ("xyz", (1, 2, 3), (1, 1, 1), 11 / math.sqrt(3)),
        ("ln(x+y)", (1, 1), (1, -1), 0),
        ("x²", (3,), (-2,), -6),
    ],
)
def test_textbook_slopes(text, point, direction, slope):
    f = explorer.parse(text)
    named = dict(zip(f.variables, point, strict=True))
    assert directional_derivative(f, named, direction) == pytest.approx(slope, rel=1e-14, abs=1e-14)
    by_name = dict(zip(f.variables, direction, strict=True))
    assert directional_derivative(f, named, by_name) == directional_derivative(f, named, direction)


def test_a_name_left_out_of_the_direction_is_zero_and_any_spelling_will_do():
    f = explorer.parse("x_1² + 3x_2")
    assert directional_derivative(f, {"x1": 2, "x₂": 0}, {"x₁": 7}) == 4
    assert directional_derivative(f, {"x1": 2, "x₂": 0}, {"x_2": 7}) == 3


def test_parameters_in_the_point_count():
    f = explorer.parse("a x + y")
    assert directional_derivative(f, {"x": 0, "y": 0, "a": 5}, (1, 0)) == 5
    assert directional_derivative(f, {"x": 0, "y": 0}, (1, 0)) == 1


@pytest.mark.parametrize("size", [5e-324, 1e-300, 1e300, 1.7e308])
def test_the_length_of_the_direction_does_not_matter(size):
    assert directional_derivative(F, AT, (size, size)) == pytest.approx(65 / math.sqrt(2), rel=1e-15)


@pytest.mark.parametrize(
    ("direction", "said"),
    [
        ((0, 0), "zero"),
        ({}, "zero"),
        ((math.nan, 1), "finite"),
        ((math.inf, 1), "finite"),
        ((1, 2, 3), "2 components"),
        ({"z": 1}, "names z"),
    ],
)
def test_a_direction_that_points_nowhere_is_told_in_a_sentence(direction, said):
    with pytest.raises(ValueError, match=said) as caught:
        directional_derivative(F, AT, direction)
    assert str(caught.value).endswith(".")


def test_a_point_that_lacks_a_variable_is_told():
    with pytest.raises(ValueError, match="y"):
        directional_derivative(F, {"x": 1}, (1, 0))


def test_in_a_hole_the_slope_is_undefined_and_along_a_wall_it_is_not():
    assert math.isnan(directional_derivative(explorer.parse("√x + y"), {"x": -1, "y": 0}, (1, 0)))
    assert directional_derivative(explorer.parse("√x + y"), {"x": 0, "y": 0}, (0, 1)) == 1


@given(parts, parts, st.floats(-3, 3), st.floats(-3, 3))
def test_the_slope_is_bounded_by_the_gradient_and_turns_its_sign(u, v, x, y):
    if u == v == 0:
        return
    slope = directional_derivative(F, {"x": x, "y": y}, (u, v))
    norm = math.hypot(*F.gradient(x=x, y=y))  # which, unlike a sum of squares, does not underflow
    assert abs(slope) <= norm * (1 + 1e-12) + 5e-324
    assert directional_derivative(F, {"x": x, "y": y}, (-u, -v)) == -slope
    angle = math.atan2(v, u)
    assert float(slope_by_angle(*F.gradient(x=x, y=y), angle)) == pytest.approx(slope, rel=1e-9, abs=1e-9 * norm)


@given(parts, parts)
def test_special_directions_hold_the_extremes_of_the_curve(gx, gy):
    special = special_directions(gx, gy)
    if gx == gy == 0:
        assert special.ascent is special.descent is special.level_1 is special.level_2 is None
        return
    norm = math.hypot(gx, gy)
    found = slope_by_angle(gx, gy, [special.ascent, special.descent, special.level_1, special.level_2])
    assert found == pytest.approx([norm, -norm, 0, 0], rel=1e-12, abs=1e-12 * norm)
    assert slope_by_angle(gx, gy, np.linspace(-math.pi, math.pi, 721)).max() <= norm * (1 + 1e-15)
    assert math.sin(special.level_1 - special.ascent) == pytest.approx(1)


def test_no_direction_is_special_where_the_gradient_is_undefined():
    assert special_directions(math.nan, 1.0).ascent is None
    assert np.isnan(slope_by_angle(math.nan, 1.0, [0.0, 1.0])).all()


def test_a_line_is_sampled_as_it_is_given():
    line = line_through(F, [1, 2], [0.6, 0.8], -1, 1, 21)
    assert (line.t[0], line.t[10], line.t[-1]) == (-1, 0, 1)
    assert line.f.tolist() == pytest.approx([F(x=1 + 0.6 * t, y=2 + 0.8 * t) for t in line.t], rel=1e-14)
    middle = (line.f[11] - line.f[9]) / 0.2
    assert middle == pytest.approx(directional_derivative(F, AT, (0.6, 0.8)), rel=0.02)
    assert not line.t.flags.writeable and not line.f.flags.writeable


def test_a_line_breaks_at_holes():
    line = line_through(explorer.parse("ln(x) + y"), [0, 0], [1, 0], -1, 1, 5)
    assert np.isnan(line.f).tolist() == [True, True, False, False, False]


@pytest.mark.parametrize(("low", "high", "count"), [(0, math.inf, 5), (math.nan, 1, 5), (0, 1, 1), (0, 1, 10**9)])
def test_a_line_without_end_is_refused(low, high, count):
    with pytest.raises(ValueError, match=r"\.$"):
        line_through(F, [0, 0], [1, 0], low, high, count)
