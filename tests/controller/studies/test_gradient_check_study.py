"""The gradient check: four ways side by side, verdicts, and the V of the step."""

import math

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.results import Partial
from explorer.controller.studies.gradient_check import check_key, compute_check
from explorer.controller.studies.step_error_plot import short_power
from explorer.controller.studies.study import StudyInput
from explorer.core.function import parse
from tests.controller.studies.givens import given_for


def with_partials(given, *texts):
    nodes = [None if text is None else parse(text).root for text in texts]
    names = given.function.variables
    return StudyInput(given.problem, tuple(Partial(n, node, True) for n, node in zip(names, nodes, strict=True)))


def answer(given):
    return compute_check(given, CancelToken())


def ways(told, index):
    return {way.title: way for way in told.partials[index].ways}


@pytest.fixture
def opening():
    return with_partials(given_for("x²y + 3xy³"), "2xy + 3y³", "x² + 9xy²")


def test_all_ways_agree_where_they_should(opening):
    told = answer(opening)
    assert told.message == told.note == ""
    for index, exact in enumerate((28.0, 37.0)):
        found = ways(told, index)
        assert found["symbolic"].verdict == "reference" and found["symbolic"].value == pytest.approx(exact, rel=1e-15)
        for title in ("reverse mode", "forward mode"):
            assert found[title].difference <= 1e-12 and found[title].verdict == "agrees"
        assert found["central difference"].verdict == "agrees"
        assert found["one-sided difference"].verdict == "close"
        assert found["one-sided difference"].value == pytest.approx(exact, abs=1e-3)


def test_a_wrong_formula_is_found_out(opening):
    told = answer(with_partials(opening, "2xy + 3y²", "x² + 9xy²"))
    assert {way.verdict for way in told.partials[0].ways[1:]} == {"differs"}
    assert "differs" not in {way.verdict for way in told.partials[1].ways}


def test_while_formulas_are_awaited_reverse_mode_is_the_reference():
    told = answer(given_for("x²y + 3xy³"))
    found = ways(told, 0)
    assert found["symbolic"].verdict == "awaited" and found["reverse mode"].verdict == "reference"
    assert found["forward mode"].verdict == "agrees"
    problem = given_for("x + y").problem
    given = StudyInput(problem, (Partial("x", None, False, "too hard"), Partial("y", None, False, "too hard")))
    assert ways(answer(given), 0)["symbolic"].verdict == "unknown"
    assert answer(given).partials[0].symbolic_note == "too hard"


def test_the_charts_show_the_v():
    given = with_partials(given_for("sin(x) exp(y)", (1.0, 0.5)), "cos(x) exp(y)", "sin(x) exp(y)")
    for plot, name in zip(answer(given).plots, "xy", strict=True):
        assert plot.title == f"Error of ∂f/∂{name} against h" and plot.bottom.logarithmic and plot.left.logarithmic
        forward, central = (line.points for line in plot.lines)
        best = [mark.x for mark in plot.marks if mark.shape == "square"]
        for curve, near, predicted in ((forward, 1e-8, best[0]), (central, 1e-5, best[1])):
            lowest = curve[np.argmin(curve[:, 1]), 0]
            assert near / 100 < lowest < near * 100 and near / 10 < predicted < near * 10
            assert curve[0, 1] > 0.1 and curve[-1, 1] > 0.1 and curve[:, 1].min() < 1e-7
    # At h = 1 the formulas' own errors: the chart of y, where f = exp(y) sin 1.
    assert forward[-1, 1] == pytest.approx(math.e - 2) and central[-1, 1] == pytest.approx(math.sinh(1) - 1)


def test_the_handles_stand_at_the_step():
    told = answer(given_for("x²y + 3xy³", difference_step=1e-3))
    assert told.h == 1e-3
    handles = {mark.handle: mark for mark in told.plots[0].marks if mark.handle}
    assert handles.keys() == {"one-sided", "central"} and all(mark.x == 1e-3 for mark in handles.values())
    assert handles["one-sided"].y == pytest.approx(2e-3 / 28, rel=0.01)


def test_differences_to_a_slope_of_zero_are_absolute():
    told = answer(with_partials(given_for("x² + y²", (0.0, 1.0), difference_step=1e-6), "2x", "2y"))
    found = ways(told, 0)
    assert not told.partials[0].is_relative and found["one-sided difference"].difference == pytest.approx(
        1e-6, rel=1e-3
    )
    assert found["one-sided difference"].verdict == "close" and "absolute" in told.plots[0].subtitle


def test_many_variables_have_a_row_each_and_two_charts():
    told = answer(given_for("f(a,b,c,d,g,h,k,m) = a b + c^2 d - sin(g) h + k/m"))
    assert [checked.row.name for checked in told.partials] == list("abcdghkm") and len(told.plots) == 2
    for checked in told.partials:
        assert abs(checked.row.reverse - checked.row.forward) <= 1e-12 * abs(checked.row.reverse)
    assert [checked.meaning for checked in told.partials] == ["x", "y", *["held"] * 6]


@pytest.mark.parametrize(
    ("formula", "probe", "field", "words"),
    [
        ("5", (0, 0), "message", "no variable"),
        ("log(x) + y", (-1, 1), "message", "undefined at P"),
        ("|x| + y", (0, 1), "note", "kink at P along x"),
    ],
)
def test_bad_places_are_told_in_a_sentence(formula, probe, field, words):
    told = answer(given_for(formula, probe))
    assert words in getattr(told, field)
    assert all(plot.message for plot in told.plots) == bool(told.message)


def test_an_infinite_slope_and_a_one_sided_domain():
    told = answer(given_for("√x + y", (0, 1)))
    assert "∂f/∂x is ∞" in told.plots[0].message and not told.plots[1].message
    found = ways(told, 0)
    assert found["central difference"].verdict == "undefined" and math.isnan(found["central difference"].value)


def test_a_partial_whose_formula_is_undefined_here_is_held_against_reverse_mode():
    told = answer(with_partials(given_for("|x| + y", (1.0, 1.0)), "log(-x)", "1"))
    found = ways(told, 0)
    assert found["symbolic"].verdict == "undefined" and found["reverse mode"].verdict == "reference"
    assert found["forward mode"].verdict == "agrees"


def test_the_key_holds_the_formulas_and_the_step(opening):
    keys = {check_key(opening), check_key(given_for("x²y + 3xy³")), check_key(with_partials(opening, "2xy", "x²"))}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("value", "text"), [(6.055e-6, "6·10⁻⁶"), (1e-5, "10⁻⁵"), (9.7e-9, "10⁻⁸"), (math.nan, "unknown"), (1.0, "10⁰")]
)
def test_steps_in_words(value, text):
    assert short_power(value) == text
