"""Critical points and constrained extrema of Python functions, against those that are proved for the same formula."""

import numpy as np
import pytest

import explorer
from explorer.core.analysis.sampled_search import NOT_PROVEN, sampled_constrained, sampled_critical_points
from explorer.core.callable_objective import CallableObjective
from explorer.core.restricted import Restricted

LOW, HIGH = np.array([-5.0, -5.0]), np.array([5.0, 5.0])
FUNCTIONS = {
    "(x^2+y-11)^2+(x+y^2-7)^2": lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    "x^3-3x+y^2": lambda x, y: x**3 - 3 * x + y * y,
    "sin(x)cos(y)": lambda x, y: np.sin(x) * np.cos(y),
    "x^2+y^2": lambda x, y: x * x + y * y,
}


@pytest.mark.parametrize("formula", FUNCTIONS)
def test_the_points_are_those_of_the_formula(formula):
    f = CallableObjective(FUNCTIONS[formula])
    found = sampled_critical_points(Restricted(f, ("x", "y")), LOW, HIGH)
    exact = explorer.critical_points(explorer.parse(formula), (-5, 5), (-5, 5))
    assert not found.complete and found.note == NOT_PROVEN
    assert sorted(point.kind for point in found.points) == sorted(point.kind for point in exact)
    for point in exact:
        place = np.array([*point.position.values()])
        near = min(found.points, key=lambda other: np.abs(np.array([*other.position.values()]) - place).max())
        np.testing.assert_allclose([*near.position.values()], place, atol=1e-6)
        np.testing.assert_allclose(near.eigenvalues, point.eigenvalues, rtol=1e-5, atol=1e-5)


def test_one_variable_and_held_ones():
    f = CallableObjective(lambda x, y, z: x**3 - 3 * x + z * z + y * x * 0, ("x", "y", "z"))
    line = sampled_critical_points(Restricted(f, ("x",), (("y", 2.0), ("z", 1.5))), LOW[:1], HIGH[:1])
    assert [(round(point.position["x"], 6), point.kind) for point in line.points] == [
        (-1.0, "maximum"),
        (1.0, "minimum"),
    ]
    assert line.points[0].position["z"] == 1.5 and line.points[0].value == pytest.approx(2 + 2.25)


@pytest.mark.parametrize(
    "function", [lambda x, y: x + y, lambda x, y: np.full(np.shape(x), np.nan), lambda x, y: 1 / 0]
)
def test_nothing_to_find(function):
    found = sampled_critical_points(Restricted(CallableObjective(function), ("x", "y")), LOW, HIGH)
    assert found.points == ()


def test_the_search_can_be_stopped():
    calls = []

    def check():
        calls.append(1)
        if len(calls) > 2:
            raise KeyError("stop")

    with pytest.raises(KeyError):
        sampled_critical_points(Restricted(CallableObjective(np.hypot), ("x", "y")), LOW, HIGH, check)


@pytest.mark.parametrize(
    ("formula", "function", "constraint"),
    [
        ("x y", lambda x, y: x * y, "x^2+y^2-8"),
        ("x+y", lambda x, y: x + y, "x^2+4y^2-4"),
        ("x^2+y^2", lambda x, y: x * x + y * y, "x+y-1"),
    ],
)
def test_extrema_on_a_constraint_are_those_of_the_formula(formula, function, constraint):
    f = Restricted(CallableObjective(function), ("x", "y"))
    found = sampled_constrained(f, [explorer.parse(constraint)], LOW, HIGH)
    exact = explorer.constrained_extrema(explorer.parse(formula), [constraint], {"x": (-5, 5), "y": (-5, 5)})
    assert len(found.points) == len(exact)
    for point in exact:
        place = np.array([*point.position.values()])
        near = min(found.points, key=lambda other: np.abs(np.array([*other.position.values()]) - place).max())
        np.testing.assert_allclose([*near.position.values()], place, atol=1e-6)
        assert near.kind == point.kind
        np.testing.assert_allclose(near.multipliers, point.multipliers, atol=1e-6)


def test_two_constraints_cross():
    f = Restricted(CallableObjective(lambda x, y: x + 2 * y), ("x", "y"))
    found = sampled_constrained(f, [explorer.parse("x^2+y^2-4"), explorer.parse("x-y")], LOW, HIGH)
    places = sorted(tuple(point.position.values()) for point in found.points)
    np.testing.assert_allclose(places, [(-(2**0.5), -(2**0.5)), (2**0.5, 2**0.5)])
