"""Sensitivities, shares and nudges against closed forms, for two, five and eight variables."""

import math

import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Vector
from explorer.controller.studies.nudge_plot import NO_NUDGE
from explorer.controller.studies.sensitivity import compute_sensitivity, nudge_of
from tests.controller.studies.givens import given_for

FIVE = "x y z + u² - sin(v)"
EIGHT = "f(a,b,c,d,g,h,k,m) = a b + c^2 d - sin(g) h + k/m"


def answer(*arguments, **choices):
    return compute_sensitivity(given_for(*arguments, **choices), CancelToken())


def test_every_input_raw_and_scaled_by_its_range():
    told = answer(FIVE, (1.0, 2.0), held=(("z", 3.0), ("u", 0.5), ("v", 0.25)), window=(0, 4, -1, 1))
    rows = {row.name: row for row in told.inputs}
    slopes = {"x": 6, "y": 3, "z": 2, "u": 1, "v": -math.cos(0.25)}
    widths = {"x": 4, "y": 2, "z": 10, "u": 10, "v": 10}
    for name, row in rows.items():
        assert row.slope == pytest.approx(slopes[name], rel=1e-14)
        assert row.scaled == pytest.approx(slopes[name] * widths[name], rel=1e-14)
    assert [rows[name].meaning for name in "xyzuv"] == ["x", "y", "held", "held", "held"]
    outside = 4 + 1 + math.cos(0.25) ** 2
    assert told.share_outside == pytest.approx(math.sqrt(outside / (outside + 45)))
    assert told.norm == pytest.approx(math.sqrt(outside + 45))


def test_a_nudge_is_five_percent_of_each_range_until_chosen():
    given = given_for(FIVE, window=(0, 4, -1, 1), nudge=(("z", -0.5), ("gone", 3.0)))
    assert nudge_of(given) == {"x": 0.2, "y": 0.1, "z": -0.5, "u": 0.5, "v": 0.5}
    assert not compute_sensitivity(given, CancelToken()).nudge_is_default
    assert answer(FIVE).nudge_is_default


def test_the_change_by_the_nudge_in_closed_form():
    told = answer("x²y", (1.0, 2.0), nudge=(("x", 0.1), ("y", -0.2)))
    assert told.change.predicted == pytest.approx(4 * 0.1 - 0.2)
    assert told.change.actual == pytest.approx(1.1**2 * 1.8 - 2)
    assert told.change.error == pytest.approx(told.change.actual - told.change.predicted)
    (arrow,) = told.figures
    assert isinstance(arrow, Vector) and (arrow.x, arrow.y, arrow.dx, arrow.dy) == (1.0, 2.0, 0.1, -0.2)
    curve, line = (line.points for line in told.plots[0].lines)
    t = curve[:, 0]
    assert curve[:, 1] == pytest.approx((1 + 0.1 * t) ** 2 * (2 - 0.2 * t) - 2)
    assert line[1] == pytest.approx((2.0, 2 * told.change.predicted))


def test_eight_variables_and_any_two_drawn():
    told = answer(EIGHT, (2.0, 3.0), axes=("d", "k"))
    rows = {row.name: row for row in told.inputs}
    assert list(rows) == list("abcdghkm") and [r.name for r in told.inputs if r.meaning != "held"] == ["d", "k"]
    # Held ones are at 1; d = 2, k = 3.
    slopes = dict(a=1, b=1, c=4, d=1, g=-math.cos(1), h=-math.sin(1), k=1, m=-3)
    assert {name: row.slope for name, row in rows.items()} == pytest.approx(slopes)
    inside = 1 + 1
    assert told.share_outside == pytest.approx(math.sqrt(1 - inside / sum(s * s for s in slopes.values())))


def test_parameters_are_inputs_too():
    told = answer("a x² + b sin(y)", (2.0, 0.5))
    rows = {row.name: row for row in told.parameters}
    assert rows["a"].slope == pytest.approx(4) and rows["b"].slope == pytest.approx(math.sin(0.5))
    assert rows["a"].scaled == pytest.approx(40)


def test_one_variable():
    told = answer("x³", (2.0, 0.0), nudge=(("x", 0.5),))
    assert told.inputs[0].slope == pytest.approx(12) and told.share_outside == 0 and told.figures == ()
    assert (told.change.predicted, told.change.actual) == pytest.approx((6, 2.5**3 - 8))


@pytest.mark.parametrize(
    ("formula", "probe", "field", "words"),
    [
        ("5", (0, 0), "message", "no variable"),
        ("log(x) + y", (-1, 1), "message", "undefined at P"),
        ("√x + y", (0, 1), "message", "no finite slope"),
        ("|x| + y", (0, 1), "note", "kink at P along x"),
        ("x y z", (0, 0), "note", "∇f = 0 here"),
    ],
)
def test_bad_places_are_told_in_a_sentence(formula, probe, field, words):
    told = answer(formula, probe)
    assert words in getattr(told, field)
    assert bool(told.plots[0].message) == bool(told.message)


def test_a_nudge_of_nothing_is_told():
    told = answer("x² + y²", nudge=(("x", 0.0), ("y", 0.0)))
    assert told.plots[0].message == NO_NUDGE and told.figures == () and told.change.predicted == 0


def test_a_nudge_out_of_the_domain_has_no_actual_change():
    told = answer("√x + y", (0.1, 1.0), nudge=(("x", -0.5),))
    assert math.isfinite(told.change.predicted) and math.isnan(told.change.actual)
