"""The study of a direction: ∇f·u against differences along u, special directions, what is drawn, hard places."""

import math

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Sheet, Stroke, Vector
from explorer.controller.studies.direction import compute_direction, direction_key, turned_to
from explorer.controller.studies.direction_pictures import ANGLE_HANDLE, reach_along
from tests.controller.studies.givens import given_for

TEXTBOOK, SMALL = "x²y + 3xy³", (-1.5, 1.5, -1.5, 1.5)


def answer(formula, *arguments, **choices):
    return compute_direction(given_for(formula, *arguments, **choices), CancelToken())


@pytest.mark.parametrize("angle", [-170.0, -90.0, 0.0, 30.0, 63.5, 180.0, 400.0])
def test_the_slope_is_that_of_a_step_along_u(angle):
    told = answer(TEXTBOOK, (0.8, 0.6), SMALL, direction=angle)

    def f(x, y):
        return x**2 * y + 3 * x * y**3

    (a, b), h = told.unit, 1e-5
    difference = (f(0.8 + h * a, 0.6 + h * b) - f(0.8 - h * a, 0.6 - h * b)) / (2 * h)
    assert told.slope == pytest.approx(difference, abs=1e-7)
    assert math.hypot(a, b) == pytest.approx(1.0)
    assert told.norm * math.cos(math.radians(told.between)) == pytest.approx(told.slope)


def test_quarter_turns_are_exact():
    assert [answer(TEXTBOOK, direction=angle).unit for angle in (0.0, 90.0, 180.0, -90.0)] == [
        (1.0, 0.0),
        (0.0, 1.0),
        (-1.0, 0.0),
        (0.0, -1.0),
    ]


def test_special_directions():
    told = answer(TEXTBOOK, (0.8, 0.6), SMALL)
    assert math.degrees(told.special.ascent) == pytest.approx(63.5485, abs=1e-3)
    up = answer(TEXTBOOK, (0.8, 0.6), SMALL, direction=math.degrees(told.special.ascent))
    assert up.slope == pytest.approx(up.norm, rel=1e-14) and up.between == pytest.approx(0.0, abs=1e-6)
    level = answer(TEXTBOOK, (0.8, 0.6), SMALL, direction=math.degrees(told.special.level_1))
    assert level.slope == pytest.approx(0.0, abs=1e-14)


def test_the_cosine_curve_with_its_extremes_its_zeros_and_the_handle():
    plot = answer(TEXTBOOK, (0.8, 0.6), SMALL).plots[0]
    curve = plot.lines[0].points
    assert curve[:, 1].max() == pytest.approx(3.6099, abs=1e-3)
    words = {mark.label.split()[0]: mark for mark in plot.marks}
    assert "steepest up 3.610 at 63.5°" in [mark.label for mark in plot.marks]
    zeros = [mark for mark in plot.marks if mark.label.startswith("level")]
    assert len(zeros) == 2 and abs(abs(zeros[0].x - zeros[1].x) - 180.0) < 1e-9
    for mark in zeros:
        assert np.interp(mark.x, curve[:, 0], curve[:, 1]) == pytest.approx(0.0, abs=1e-3)
    handle = words["u:"]
    assert (handle.handle, handle.x) == (ANGLE_HANDLE, 30.0) and handle.y == pytest.approx(3.00857, abs=1e-4)


def test_the_slice_along_u_with_its_tangent():
    plot = answer(TEXTBOOK, (0.8, 0.6), SMALL).plots[1]
    tangent, curve = (line.points for line in plot.lines)
    t, (a, b) = curve[:, 0], (math.cos(math.pi / 6), 0.5)
    x, y = 0.8 + t * a, 0.6 + t * b
    np.testing.assert_allclose(curve[:, 1], x**2 * y + 3 * x * y**3, rtol=1e-9, atol=1e-12)
    slope = (tangent[1, 1] - tangent[0, 1]) / (tangent[1, 0] - tangent[0, 0])
    assert slope == pytest.approx(3.00857, abs=1e-4)
    assert plot.lines[0].label == "tangent, slope 3.009"


def test_the_tangent_in_space_lies_in_the_plane_drawn():
    figures = answer(TEXTBOOK, (0.8, 0.6), SMALL).figures
    sheet = next(figure for figure in figures if isinstance(figure, Sheet))
    tangent = next(figure for figure in figures if isinstance(figure, Stroke) and figure.points.shape[1] == 3)
    gx = (sheet.heights[0, 1] - sheet.heights[0, 0]) / (sheet.x[1] - sheet.x[0])
    gy = (sheet.heights[1, 0] - sheet.heights[0, 0]) / (sheet.y[1] - sheet.y[0])
    for x, y, z in tangent.points:
        assert z == pytest.approx(sheet.heights[0, 0] + gx * (x - sheet.x[0]) + gy * (y - sheet.y[0]))
    vector = next(figure for figure in figures if isinstance(figure, Vector))
    assert (vector.dx, vector.dy) == pytest.approx((math.cos(math.pi / 6), 0.5)) and vector.label == "u"


@pytest.mark.parametrize("angle", [0.0, 37.0, 90.0, 135.0, -120.0])
@pytest.mark.parametrize("probe", [(0.0, 0.0), (1.4, -1.2), (9.0, 9.0)])
def test_the_line_stays_in_the_window_or_is_short(angle, probe):
    given = given_for(TEXTBOOK, probe, SMALL, direction=angle)
    unit = answer(TEXTBOOK, probe, SMALL, direction=angle).unit
    low, high = reach_along(given, unit)
    assert low < 0 < high
    for t in (low, high):
        outside = max(abs(p + t * u) for p, u in zip(probe, unit, strict=True)) - 1.5
        assert outside <= 1e-9 or abs(t) <= 0.51 * math.hypot(3.0, 3.0)


def test_with_one_variable_there_are_two_directions():
    forwards, back = answer("x^3", (1.0, 0.0), direction=20.0), answer("x^3", (1.0, 0.0), direction=-100.0)
    assert (forwards.unit, forwards.slope) == ((1.0,), pytest.approx(3.0))
    assert (back.unit, back.slope) == ((-1.0,), pytest.approx(-3.0))
    assert len(back.plots) == 1 and not back.figures


def test_the_drawn_plane_of_three_variables():
    told = answer("x y z", (1.0, 2.0), held=(("z", 3.0),), direction=90.0)
    assert told.gradient == pytest.approx((6.0, 3.0)) and told.slope == pytest.approx(3.0)


def test_hard_places_are_told_in_a_sentence():
    assert "no variable" in answer("7").obstacle
    flat = answer("x² + y²", (0.0, 0.0))
    assert flat.note == "The gradient is zero here: the slope is 0 in every direction." and flat.slope == 0.0
    assert math.isnan(flat.between) and flat.special.ascent is None and len(flat.plots[0].marks) == 1
    hole = answer("log(x) + y", (-1.0, 1.0))
    assert "undefined at P" in hole.obstacle and hole.plots[0].message and not hole.figures
    assert "kink" in answer("|x| + y", (0.0, 1.0)).note
    steep = answer("sqrt(x) y", (0.0, 1.0))
    assert "no finite slope" in steep.obstacle and steep.plots[1].lines
    nowhere = answer("log(y - 9) x", (1.0, 1.0), direction=0.0)
    assert "undefined all along" in nowhere.plots[1].message


def test_turned_to_keeps_what_a_person_typed():
    assert turned_to(math.radians(30.0)) == 30.0 and turned_to(-math.pi) == 180.0
    assert turned_to(math.radians(370.0)) == 10.0 and math.copysign(1, turned_to(-0.0)) == 1.0


def test_it_is_computed_anew_only_for_what_matters():
    base = direction_key(given_for(TEXTBOOK))
    assert base == direction_key(given_for(TEXTBOOK, secant=0.1, locked=("x",)))
    assert base != direction_key(given_for(TEXTBOOK, direction=31.0))
    assert base != direction_key(given_for(TEXTBOOK, (0.0, 0.0)))
