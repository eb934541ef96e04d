"""The true optimum of a fit, and how round its bowl is."""

import math

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.optimum import compute_optimum, is_quick_optimum, is_slow_optimum
from explorer.model.learn_settings import GeneratorSettings
from tests.controller.studies.learn_givens import given_fit, given_table


def optimum(given):
    return compute_optimum(given, CancelToken())


def test_a_line_is_that_of_least_squares():
    given = given_fit(axes=("w", "b"))
    answer = optimum(given)
    data = given.learned.used.data
    slope, shift = np.polyfit(data["x"], data["y"], 1)
    assert answer.found.position == pytest.approx({"w": slope, "b": shift}, rel=1e-9)
    assert answer.found.method == "closed form"
    (mark,) = answer.figures
    assert (mark.x, mark.y, mark.shape) == (pytest.approx(slope), pytest.approx(shift), "minimum")
    assert answer.curves[0].y == pytest.approx(slope * answer.curves[0].x + shift)


def test_scaling_makes_the_bowl_round():
    x = np.linspace(50.0, 250.0, 30)
    table = np.column_stack([x, 2 * x + 30])
    raw = optimum(given_table(table, ("size", "price"), "w*size + b"))
    scaled = optimum(given_table(table, ("size", "price"), "w*size + b", standardised=True))
    moments = 2 * np.array([[1.0, x.mean()], [x.mean(), np.mean(x**2)]])
    low, high = np.linalg.eigvalsh(moments)
    for answer in (raw, scaled):
        assert answer.raw == pytest.approx(high / low, rel=1e-6)
        assert answer.standardised == pytest.approx(1.0, rel=1e-9)


def test_the_mark_says_when_the_minimum_is_off_the_plane():
    given = given_fit("a + b*x + c*x^2", axes=("a", "b"), held=(("c", 4.0),))
    answer = optimum(given)
    assert not answer.is_shown
    assert "off this plane" in answer.figures[0].label


def test_classes_that_are_apart_have_no_minimum():
    table = np.array([[-2.0, 0.0], [-1.0, 0.0], [1.0, 1.0], [2.0, 1.0]])
    answer = optimum(given_table(table, ("x", "y"), "σ(w*x + b)", loss="cross-entropy"))
    assert answer.found is None and "no minimum" in answer.message
    penalised = optimum(given_table(table, ("x", "y"), "σ(w*x + b)", loss="cross-entropy", l2=0.1))
    assert penalised.found is not None and penalised.found.converged


def test_what_has_no_condition_number_says_why():
    assert "no curvature" in optimum(given_fit(loss="absolute")).condition_note
    assert "one curvature" in optimum(given_fit("b")).condition_note
    constant = np.column_stack([np.ones(9), np.arange(9.0)])
    answer = optimum(given_table(constant, ("x", "y"), "w*x + b"))
    assert "same in every row" in answer.condition_note and math.isinf(answer.raw)


def test_what_follows_a_drag_and_what_is_looked_for():
    assert is_quick_optimum(given_fit()) and not is_slow_optimum(given_fit())
    assert not is_quick_optimum(given_fit("a*exp(-k x)"))
    assert not is_quick_optimum(given_fit(generator=GeneratorSettings("line", 5_000, 0.1)))
