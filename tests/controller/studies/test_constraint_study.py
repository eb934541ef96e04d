"""Constraints: stationary points with multipliers, the probe on the curve, f along it."""

import math

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Mark, Stroke, Vector
from explorer.controller.studies.constraint import NOTHING_TYPED, compute_constraint, constraint_key
from explorer.controller.studies.multiplier import compute_multiplier
from explorer.controller.studies.sliding_plot import HANDLE, with_points
from explorer.controller.studies.tracks import footing, is_never_met, tracks_of
from explorer.core.function import parse
from explorer.model.document import Window
from tests.controller.studies.givens import given_for

CIRCLE = ("x² + y² = 1",)
SIZES = np.array([6.0, 6.0])


def found_for(formula, constraints=CIRCLE, **given):
    return compute_constraint(given_for(formula, constraints=constraints, **given), CancelToken())


def slide_for(formula, probe, constraints=CIRCLE, **given):
    return compute_multiplier(given_for(formula, probe, constraints=constraints, **given), CancelToken())


def test_the_line_on_the_circle_has_a_minimum_and_a_maximum():
    answer = found_for("x + y")
    assert answer.state == "2 stationary points on the constraint: all found" and answer.notes == ()
    root = math.sqrt(0.5)
    low, high = answer.rows
    for row, word, sign in ((low, "minimum", -1), (high, "maximum", 1)):
        assert row.word == word
        assert (row.x, row.y, row.value, *row.numbers) == pytest.approx(
            (sign * root, sign * root, sign * 2 * root, sign * root)
        )
    assert "λ = 0.707" in high.sentence and "greatest" in high.sentence
    assert [figure.key for figure in answer.figures if isinstance(figure, Mark)] == [low.key, high.key]


def test_two_constraints_leave_crossings():
    answer = found_for("xy", ("x² + y² = 1", "y = x"))
    assert [row.word for row in answer.rows] == ["crossing"] * 2 and answer.count == 2
    assert all(len(row.numbers) == 2 for row in answer.rows)
    told = slide_for("xy", (1.0, 2.0), ("x² + y² = 1", "y = x"))
    assert "single points" in told.meaning and len([f for f in told.figures if isinstance(f, Stroke)]) == 2


def test_with_a_third_variable_it_says_what_is_held():
    answer = found_for("x² + y² + z", ("xy = 1",), held=(("z", 2.0),))
    assert [row.value for row in answer.rows] == pytest.approx([4.0, 4.0])
    assert answer.notes == ("Held: z = 2.00. The points are those over x and y alone.",)


def test_a_singular_point_is_told_without_multipliers():
    answer = found_for("x + 0y", ("y² = x³",))
    (cusp,) = answer.rows
    assert cusp.numbers == () and cusp.shape == "kink" and "no multipliers" in cusp.sentence
    assert (cusp.x, cusp.y) == pytest.approx((0.0, 0.0), abs=1e-6)


@pytest.mark.parametrize(
    ("formula", "constraints", "sentence"),
    [
        ("x + y", (), NOTHING_TYPED),
        ("x + y", ("",), NOTHING_TYPED),
        ("x + y", ("x² +",), NOTHING_TYPED),
        ("x²", CIRCLE, "A constraint needs two variables; f has only x. Begin the formula with f(x, y) = to name two."),
        ("3", CIRCLE, "A constraint needs two variables; f has none. Begin the formula with f(x, y) = to name two."),
    ],
)
def test_where_there_is_nothing_to_find_it_says_why(formula, constraints, sentence):
    assert found_for(formula, constraints).state == sentence
    slide = slide_for(formula, (1.0, 1.0), constraints)
    assert slide.message == sentence and slide.plots[0].message == sentence and slide.figures == ()


def test_a_constraint_that_is_never_met_is_named():
    slide = slide_for("x + y", (1.0, 1.0), ("x² + y² = -1",))
    assert slide.message == "The constraint x² + y² = −1 is never met in this window."
    assert slide.plots[0].message == slide.message and slide.figures == ()
    touching = slide_for("x + y", (1.0, 1.0), ("(x − y)² = 0",))
    assert "shows no curve" in touching.message


def test_on_the_curve_the_angle_and_what_it_means():
    slide = slide_for("x + y", (0.6, 0.8))
    assert slide.relation == "∇f and ∇g are 8.1° apart" and slide.multiplier == ""
    assert slide.meaning == "Moving along the curve still changes f: slope 0.200." and slide.place == ""
    assert abs(slide.slope) == pytest.approx(0.2)
    arrow = next(figure for figure in slide.figures if isinstance(figure, Vector))
    assert (arrow.dx, arrow.dy) == pytest.approx((0.6, 0.8)) and arrow.pixels and arrow.label == "∇g"


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_where_f_is_stationary_the_gradients_are_parallel_and_the_slope_is_nought(sign):
    root = sign * math.sqrt(0.5)
    slide = slide_for("x + y", (root, root))
    assert slide.relation == "∇f ∥ ∇g" and slide.multiplier == ("λ = 0.707" if sign > 0 else "λ = −0.707")
    assert slide.meaning == "Along the curve f is stationary here." and slide.slope == 0.0
    assert slide.plots[0].lines[1].label == "slope 0.000"


def test_off_the_curve_it_says_so():
    slide = slide_for("x + y", (1.0, 2.0))
    assert slide.place == "P is not on the constraint: there g = 4.000, not 0."
    assert slide.plots[0].marks[-1].label == "nearest to P" and len(slide.plots[0].lines) == 1


def test_flat_gradients_are_told():
    assert slide_for("(x − 1)² + y²", (1.0, 0.0)).relation == "∇f = 0"
    assert "gradient of g is zero" in slide_for("x + 0y", (0.0, 0.0), ("x² − y² = 0",)).meaning


def test_a_wrong_text_keeps_its_problem():
    slide = slide_for("x + y", (1.0, 2.0), ("x² + y^",))
    assert slide.constraints[0].problem is not None and slide.constraints[0].function is None


def test_the_key_follows_the_constraint_and_not_the_probe():
    here, there = (given_for("x + y", probe, constraints=CIRCLE) for probe in ((0, 0), (1, 1)))
    other = given_for("x + y", constraints=("x = y",))
    assert constraint_key(here) == constraint_key(there) != constraint_key(other)


def test_a_track_runs_round_the_circle_by_arc_length():
    (track,) = tracks_of(parse("x + y"), parse("x² + y² − 1"), Window())
    assert track.length == pytest.approx(2 * math.pi, rel=1e-4)
    place = track.place(track.length / 3)
    assert math.hypot(*place) == pytest.approx(1.0, abs=1e-3)
    foot = footing((track,), (2 * place[0], 2 * place[1]), SIZES)
    assert foot.s == pytest.approx(track.length / 3, abs=1e-2) and foot.distance == pytest.approx(1 / 6, abs=1e-3)
    assert np.hypot(*foot.along) == pytest.approx(1.0) and foot.along @ place == pytest.approx(0.0, abs=0.05)
    assert footing((), (0.0, 0.0), SIZES) is None


def test_the_chart_shows_f_by_arc_length_with_the_probe_as_handle_and_the_points_marked():
    slide = slide_for("x + y", (0.6, 0.8))
    plot = with_points(slide.plots[0], slide.footing, found_for("x + y").rows, SIZES)
    curve = plot.lines[0].points
    assert curve[:, 1].max() == pytest.approx(math.sqrt(2), abs=1e-3)
    assert {mark.shape for mark in plot.marks} == {"minimum", "maximum", "ring"}
    handle = next(mark for mark in plot.marks if mark.handle == HANDLE)
    assert handle.y == pytest.approx(1.4, abs=1e-3) and handle.x == pytest.approx(slide.footing.s)
    best = next(mark for mark in plot.marks if mark.shape == "maximum")
    assert best.x == pytest.approx(curve[np.argmax(curve[:, 1]), 0], abs=0.05)


def test_never_met_is_claimed_only_where_intervals_prove_it():
    window = Window()
    assert is_never_met(parse("x² + y² + 1"), window) and is_never_met(parse("x + y − 100"), window)
    assert not is_never_met(parse("(x − y)²"), window) and not is_never_met(parse("x² + y² − 1"), window)
    assert not is_never_met(parse("(x − 0.123)² + (y − 0.456)²"), window)
