"""The first window of a fit holds the minimum and P, and the bowl is as long in it as it is."""

import numpy as np
import pytest

from explorer.controller.learning.fit_window import fit_window, is_attained
from explorer.core.learn.dataset import DataSet
from explorer.core.learn.generators import generate
from explorer.core.learn.loss import loss
from explorer.core.learn.minimum import minimize
from explorer.core.learn.scaling import standardise


def placed(objective, axes=None):
    axes = objective.variables[:2] if axes is None else axes
    found = minimize(objective, dict.fromkeys(objective.variables, 0.0 if objective.is_linear else 1.0))
    return (*fit_window(objective, axes, found.position), found.position)


def decay():
    t = np.linspace(0.0, 5.0, 60)
    return loss("a*exp(-k t)", DataSet({"t": t, "y": 3.0 * np.exp(-0.8 * t)}), "y")


@pytest.mark.parametrize(
    "objective",
    [
        loss("w*x + b", generate("line", 60, 0.5), "y"),
        loss("w*x + b", generate("line", 60, 0.5), "y", "absolute"),
        loss("a*sin(k*x)", generate("curve", 60, 0.1), "y"),
        loss("σ(w_1 x_1 + b)", generate("moons", 60, 0.2), "y", "cross-entropy"),
        decay(),
    ],
)
def test_minimum_and_probe_are_inside_and_the_probe_is_higher(objective):
    window, probe, best = placed(objective)
    first, second = objective.variables[:2]
    for (low, high), name, at in zip(
        ((window.x_min, window.x_max), (window.y_min, window.y_max)), (first, second), probe, strict=True
    ):
        assert low < best[name] < high
        assert low < at < high
    at_probe, least = objective({first: probe[0], second: probe[1]}), objective(best)
    corners = [
        objective({first: x, second: y}) for x in (window.x_min, window.x_max) for y in (window.y_min, window.y_max)
    ]
    assert least < at_probe < max(corners)


def test_a_bowl_stands_in_a_window_with_the_axes_of_its_ellipse():
    x = np.array([-1.0, 1.0, -1.0, 1.0])
    data = DataSet({"x": 100.0 * x, "y": 200.0 * x + 1.0})
    window, _, _ = placed(loss("w*x + b", data, "y"), ("w", "b"))
    # L = 10⁴(w − 2)² + (b − 1)²: a hundred times as long along b as along w.
    assert (window.y_max - window.y_min) / (window.x_max - window.x_min) == pytest.approx(100, rel=0.1)


def test_moderate_bowls_are_shown_on_equal_axes():
    data, _ = standardise(generate("line", 60, 0.5), ["x"])
    window, _, _ = placed(loss("w*x + b", data, "y"), ("w", "b"))
    assert window.x_max - window.x_min == pytest.approx(window.y_max - window.y_min, rel=0.05)


def test_classes_that_are_apart_have_no_minimum_and_begin_about_zero():
    objective = loss("σ(w*x + b)", DataSet({"x": [-2, -1, 1, 2], "y": [0, 0, 1, 1]}), "y", "cross-entropy")
    far = {"w": 200.0, "b": 0.0}
    assert not is_attained(objective, far)
    window, probe = fit_window(objective, ("w", "b"), far)
    assert window.x_min < 0 < window.x_max < 50
    assert np.isfinite(probe).all()


def test_one_parameter_and_none():
    objective = loss("b", generate("line", 30, 0.5), "y")
    window, probe, best = placed(objective)
    assert window.x_min < probe[0] < best["b"] < window.x_max
    assert fit_window(objective, (), {})[1] == (0.0, 0.0)


def test_held_parameters_stay_where_they_are():
    objective = loss("a + b*x + c*x^2", generate("line", 30, 0.1), "y")
    best = minimize(objective, dict.fromkeys("abc", 0.0)).position
    at_best, _ = fit_window(objective, ("a", "b"), best)
    elsewhere, _ = fit_window(objective, ("a", "b"), best, {"c": 40.0})
    assert at_best.x_min < best["a"] < at_best.x_max
    assert elsewhere.x_min < best["a"] < elsewhere.x_max
