"""The study of the slices: slopes against closed forms, padlocks, the way to the tangent, hard places."""

import math

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Mark, Stroke
from explorer.controller.studies.slices import compute_slices, handle_of, slices_key, snapped, value_range
from tests.controller.studies.givens import given_for

TEXTBOOK, SMALL = "x²y + 3xy³", (-1.5, 1.5, -1.5, 1.5)


def answer(formula, *arguments, **choices):
    return compute_slices(given_for(formula, *arguments, **choices), CancelToken())


def labels(plot):
    return [line.label for line in plot.lines if line.label]


def test_the_numbers_of_the_worked_example():
    told = answer(TEXTBOOK, (0.8, 0.6), SMALL)
    along_x, along_y = told.slices
    assert (along_x.slope, along_y.slope) == pytest.approx((1.608, 3.232))
    assert (along_x.secant.slope, along_y.secant.slope) == pytest.approx((1.908, 5.992))
    assert (along_x.difference, along_y.difference) == pytest.approx((0.3, 2.76))
    first, second = told.plots
    assert first.title == "Slice along x: f(x, 0.60)" and second.title == "Slice along y: f(0.80, y)"
    assert (first.bar, second.bar) == ("x", "y")
    assert labels(first) == ["tangent, slope 1.608", "secant, slope 1.908"]


def test_the_lines_pass_where_they_should():
    plot = answer(TEXTBOOK, (0.8, 0.6), SMALL).plots[0]

    def f(x):
        return x**2 * 0.6 + 3 * x * 0.6**3

    def at(line, x):
        return np.interp(x, line[:, 0], line[:, 1])

    curve = next(line for line in plot.lines if line.meaning == "x").points
    np.testing.assert_allclose(curve[:, 1], f(curve[:, 0]), rtol=1e-12)
    tangent = next(line for line in plot.lines if line.label.startswith("tangent")).points
    secant = next(line for line in plot.lines if line.label.startswith("secant")).points
    assert at(tangent, 0.8) == pytest.approx(f(0.8)) and at(secant, 0.8) == pytest.approx(f(0.8))
    assert at(secant, 1.3) == pytest.approx(f(1.3))
    handle = next(mark for mark in plot.marks if mark.handle)
    assert (handle.handle, handle.x, handle.y) == (handle_of("x"), pytest.approx(1.3), pytest.approx(f(1.3)))


def test_a_closed_padlock_leaves_the_other_slice():
    assert [cut.name for cut in answer(TEXTBOOK, locked=("y",)).slices] == ["x"]
    assert [cut.name for cut in answer(TEXTBOOK, locked=("x",)).slices] == ["y"]
    for locked in ((), ("x", "y")):
        told = answer(TEXTBOOK, locked=locked)
        assert [cut.name for cut in told.slices] == ["x", "y"] and len(told.plots) == 2


def test_the_secant_alone_is_drawn_in_space_from_the_surface_to_the_surface():
    figures = answer(TEXTBOOK, (0.8, 0.6), SMALL, locked=("x",)).figures
    stroke = next(figure for figure in figures if isinstance(figure, Stroke))
    end = next(figure for figure in figures if isinstance(figure, Mark))
    assert stroke.points.shape == (2, 3) and (stroke.points[:, 0] == 0.8).all()
    assert (end.x, end.y) == pytest.approx((0.8, 1.1)) and end.z == pytest.approx(0.64 * 1.1 + 2.4 * 1.1**3)
    height = np.interp(1.1, stroke.points[:, 1], stroke.points[:, 2])
    assert height == pytest.approx(end.z)
    assert not answer(TEXTBOOK, (0.8, 0.6), SMALL).figures


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_secant_tends_to_the_tangent_as_fast_as_h(sign):
    steps = [sign * h for h in (0.1, 0.01, 0.001)]
    differences = [abs(answer("sin(x) y²", (0.4, 1.2), secant=h).slices[0].difference) for h in steps]
    assert differences[1] / differences[0] == pytest.approx(0.1, rel=0.1)
    assert differences[2] / differences[1] == pytest.approx(0.1, rel=0.1)


def test_at_zero_the_secant_is_gone_and_can_be_pulled_out_again():
    told = answer(TEXTBOOK, secant=0.0)
    assert all(cut.secant is None and math.isnan(cut.difference) for cut in told.slices)
    assert told.note.startswith("h = 0: the secant has become the tangent")
    for plot in told.plots:
        assert labels(plot) == [label for label in labels(plot) if label.startswith("tangent")]
        assert any(mark.handle for mark in plot.marks)


def test_with_one_variable_there_is_one_slice():
    told = answer("x^3", (2.0, 0.0))
    assert [cut.name for cut in told.slices] == ["x"] and told.slices[0].slope == pytest.approx(12.0)
    assert told.plots[0].title == "Slice along x: f(x)" and not told.figures


def test_held_variables_are_told_in_the_title():
    told = answer("x y z", (1.0, 2.0), held=(("z", 0.5),))
    assert told.plots[0].title == "Slice along x: f(x, 2.00, 0.50)"
    assert told.slices[0].slope == pytest.approx(1.0)
    many = answer("x + y + z + u + v + t", (1.0, 2.0))
    assert many.plots[0].title == "Slice along x: f(x, the others held)"


def test_hard_places_are_told_in_a_sentence():
    assert "no variable" in answer("7").plots[0].message
    hole = answer("log(x) + y", (-1.0, 1.0))
    assert "undefined at P" in hole.note and not labels(hole.plots[0]) and not hole.plots[0].message
    nowhere = answer("log(y) x", (1.0, -1.0))
    assert "undefined all along this line" in nowhere.plots[0].message and not nowhere.plots[1].message
    assert "kink" in answer("|x| + y", (0.0, 1.0)).note
    steep = answer("sqrt(x) y", (0.0, 1.0))
    assert "no finite slope" in steep.note and steep.plots[0].subtitle == "no slope at P"
    assert "smaller h" in answer("log(x) y", (0.3, 1.0), secant=-0.5).note


def test_a_pole_does_not_flatten_the_rest():
    plot = answer("1/(x-1) + y", (0.0, 0.0)).plots[0]
    assert plot.left.high - plot.left.low < 40


@pytest.mark.parametrize("around", [math.nan, 0.0, 0.9, 5.0])
def test_the_range_holds_the_point_and_stays_near_the_curve(around):
    curve = np.append(np.linspace(-1.0, 1.0, 99), [np.nan, 1e9])
    low, high = value_range(curve, around, 0.5)
    assert math.isnan(around) or low <= around <= high
    assert low >= -2.0 and high <= 7.0
    assert value_range(np.full(3, np.nan), math.nan, math.nan) == (0.0, 1.0)


def test_a_dragged_step_meets_zero():
    assert snapped(0.0049, 2.0) == 0.0 and math.copysign(1.0, snapped(-0.0049, 2.0)) == 1.0
    assert snapped(0.4967, 1.0) == 0.495 and snapped(-0.4967, 1.0) == -0.495


@pytest.mark.parametrize(("window", "reach"), [((-3, 3, -3, 3), 2.0), (SMALL, 1.0), ((0, 1e-3, 0, 1e-4), 2e-4)])
def test_the_steps_offered_are_round_and_fit_the_window(window, reach):
    assert answer(TEXTBOOK, (0.5, 0.5), tuple(map(float, window))).reach == pytest.approx(reach)


def test_it_is_computed_anew_only_for_what_matters():
    base = slices_key(given_for(TEXTBOOK))
    assert base == slices_key(given_for(TEXTBOOK, direction=77.0))
    for other in (
        given_for(TEXTBOOK, (1.0, 1.0)),
        given_for(TEXTBOOK, window=SMALL),
        given_for(TEXTBOOK, secant=0.1),
        given_for(TEXTBOOK, locked=("x",)),
    ):
        assert slices_key(other) != base
