"""The study of the approximations against Taylor's formula by hand, with what it says where there is none."""

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Sheet, Stroke
from explorer.controller.studies.approximation import approximation_key, compute_approximation
from explorer.controller.studies.approximation_plots import order_text
from tests.controller.studies.givens import given_for


def answer(*arguments, **choices):
    return compute_approximation(given_for(*arguments, **choices), CancelToken())


def test_the_numbers_are_those_of_taylor():
    told = answer("x²y + 3xy³")
    assert told.message == told.note == "" and told.axes == ("x", "y") and told.place == (1.0, 2.0)
    assert told.value == pytest.approx(26) and told.slopes == pytest.approx((28, 37))
    assert np.array(told.bends) == pytest.approx(np.array([[4, 38], [38, 36]]))
    assert told.bending == "The surface bends upwards in some directions and downwards in others."
    assert told.linear_order == pytest.approx(2, abs=0.05) and told.quadratic_order == pytest.approx(3, abs=0.05)


def test_the_error_on_a_circle_is_the_largest_on_it():
    # f − L = x² + y² exactly, f − Q = 0, so the error of the plane is r².
    told = answer("x² + y²", (0.5, -1.0), radius=0.75)
    assert told.radius == 0.75 and told.linear == pytest.approx(0.75**2, rel=1e-12)
    assert told.quadratic == pytest.approx(0, abs=1e-14) and told.quadratic_is_exact and not told.linear_is_exact
    assert [line.meaning for line in told.plots[0].lines] == ["gradient"]
    mark = told.plots[0].marks[0]
    assert (mark.x, mark.y, mark.handle) == (0.75, told.linear, "linear")


def test_held_variables_do_not_enter():
    told = answer("x y z", (2.0, 3.0), held=(("z", 5.0),))
    assert told.slopes == pytest.approx((15, 10)) and np.array(told.bends) == pytest.approx(np.array([[0, 5], [5, 0]]))
    swapped = answer("x y z", (2.0, 3.0), held=(("y", 5.0),), axes=("z", "x"))
    assert swapped.axes == ("z", "x") and swapped.slopes == pytest.approx((15, 10))


def test_the_radius_is_kept_within_the_window():
    assert answer("x² + y²", radius=50.0).radius == 6.0
    assert answer("x² + y²", radius=1e-9).radius == pytest.approx(6e-3)


def test_sheets_lie_on_their_functions_within_the_window():
    told = answer("x²y + 3xy³", (1.0, 2.5), radius=1.0)
    circle, plane, bowl = told.figures
    assert isinstance(circle, Stroke) and np.hypot(*(circle.points - (1.0, 2.5)).T) == pytest.approx(np.ones(97))
    assert isinstance(plane, Sheet) and plane.heights.shape == (2, 2) and bowl.heights.shape == (33, 33)
    assert (plane.x[0], plane.x[1], plane.y[0], plane.y[1]) == (0.0, 2.0, 1.5, 3.0)
    f, fx, fy = 2.5 + 3 * 2.5**3, 2 * 2.5 + 3 * 2.5**3, 1 + 9 * 2.5**2
    assert plane.heights[1, 0] == pytest.approx(f - fx + 0.5 * fy)
    second = 0.5 * (2 * 2.5 - (2 + 9 * 2.5**2) + 0.25 * 18 * 2.5)
    assert bowl.heights[-1, 0] == pytest.approx(f - fx + 0.5 * fy + second)


def test_what_is_switched_off_is_not_drawn():
    told = answer("x²y + 3xy³", linear=False, quadratic=False)
    assert len(told.figures) == 1 and [line.label for line in told.plots[1].lines] == ["f"]
    assert len(told.plots[0].lines) == 2
    assert [type(f).__name__ for f in answer("x² + y²", (9.0, 9.0), radius=0.5).figures] == ["Stroke"]


def test_the_cut_goes_along_the_gradient():
    told = answer("3x + 4y + x²", (0.0, 0.0), radius=2.0)
    f, plane, quadratic = (line.points for line in told.plots[1].lines)
    t = f[:, 0]
    assert (t[0], t[-1]) == (-3.0, 3.0) and "along ∇f" in told.plots[1].subtitle
    assert f[:, 1] == pytest.approx(5 * t + (0.6 * t) ** 2) and plane[:, 1] == pytest.approx(5 * t)
    assert quadratic[:, 1] == pytest.approx(f[:, 1])


@pytest.mark.parametrize(
    ("formula", "probe", "field", "words"),
    [
        ("5", (0, 0), "message", "no variable"),
        ("log(x) + y", (-1, 1), "message", "undefined at P (x = −1.00, y = 1.00)"),
        ("√x + y", (0, 1), "message", "no finite slope"),
        ("|x| + y", (0, 1), "note", "kink at P along x (slope −1.000 before it, 1.000 after it"),
        ("floor(x) + y", (1, 1), "note", "jumps at P along x"),
        ("√x + y", (0.5, 1), "note", "f is undefined somewhere at that distance"),
        ("x² + y²", (0, 0), "note", "∇f is 0 here"),
        ("x + y", (0, 0), "bending", "All second partials are 0"),
    ],
)
def test_bad_places_are_told_in_a_sentence(formula, probe, field, words):
    told = answer(formula, probe)
    assert words in getattr(told, field)
    assert (told.figures == ()) == bool(told.message)
    assert all(plot.message for plot in told.plots) == bool(told.message)


def test_a_linear_function_has_no_error_to_chart():
    told = answer("3x + 0.1y")
    assert told.linear_is_exact and "f is linear" in told.plots[0].message and not told.plots[1].message


def test_one_variable_has_its_tangent_and_parabola():
    told = answer("x³", (1.0, 0.0), radius=0.5)
    assert told.slopes == pytest.approx((3,)) and told.bends == ((pytest.approx(6),),) and told.figures == ()
    assert told.linear == pytest.approx(3 * 0.25 + 0.125) and told.quadratic == pytest.approx(0.125)
    assert told.bending == "The curve bends upwards."


@pytest.mark.parametrize(("order", "text"), [(2.01, "∝ r²"), (1.0, "∝ r"), (1.5, "∝ r^1.50"), (float("nan"), "")])
def test_orders_in_words(order, text):
    assert order_text(order) == text


def test_the_key_holds_all_it_depends_on():
    given = given_for("x² + y²")
    same, moved, wider = given_for("x² + y²"), given_for("x² + y²", (0, 0)), given_for("x² + y²", radius=2.0)
    keys = [approximation_key(each) for each in (given, same, moved, wider)]
    assert keys[0] == keys[1] and len(set(keys)) == 3
