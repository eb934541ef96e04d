"""Python functions as objectives: derivatives from differences, shapes, exceptions, functions that take no arrays."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.callable_objective import CallableObjective
from explorer.core.objective import Objective
from explorer.core.optim import OPTIMIZERS, descend

places = st.tuples(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5)).map(np.array)


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def rosenbrock_slope(x, y):
    return -2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)


def rosenbrock_bend(x, y):
    return np.array([[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200.0]])


def waves(x, y):
    return np.sin(2 * x) * np.exp(-y) + np.log1p(x * x)


def waves_slope(x, y):
    return np.array([2 * np.cos(2 * x) * np.exp(-y) + 2 * x / (1 + x * x), -np.sin(2 * x) * np.exp(-y)])


@settings(deadline=None, max_examples=60)
@given(places)
def test_differences_are_the_partials(place):
    f = CallableObjective(waves)
    value, gradient = f.value_and_gradient(place)
    assert value == waves(*place)
    np.testing.assert_allclose(gradient, waves_slope(*place), rtol=1e-9, atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(places, st.booleans())
def test_second_partials(place, with_gradient):
    f = CallableObjective(rosenbrock, gradient=rosenbrock_slope if with_gradient else None)
    bend = f.hessian_at(place)
    np.testing.assert_allclose(bend, rosenbrock_bend(*place), rtol=1e-6, atol=1e-4)
    np.testing.assert_array_equal(bend, bend.T)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e8])
def test_the_step_follows_the_scale_of_the_window(scale):
    f = CallableObjective(lambda x: np.sin(x / scale), ("x",), around=[(-3 * scale, 3 * scale)])
    place = np.array([0.7 * scale])
    assert f.value_and_gradient(place)[1][0] * scale == pytest.approx(math.cos(0.7), rel=1e-9)
    assert f.hessian_at(place)[0, 0] * scale**2 == pytest.approx(-math.sin(0.7), rel=1e-6)


def test_batches_are_the_single_points():
    f = CallableObjective(waves)
    assert isinstance(f, Objective)
    places = np.random.default_rng(2).uniform(-2, 2, (40, 2))
    np.testing.assert_allclose(f.values_at(places), [f.value_at(place) for place in places], rtol=1e-14)
    slopes = [f.value_and_gradient(place)[1] for place in places]
    np.testing.assert_allclose(f.gradients_at(places), slopes, rtol=1e-10, atol=1e-10)
    field = f.sample(("x", "y"), (-1, 2), (0, 1), (5, 7), {})
    assert field.f.shape == (5, 7)
    np.testing.assert_array_equal(field.f[3, 2], waves(field.x[2], field.y[3]))
    np.testing.assert_allclose(field.fy[3, 2], waves_slope(field.x[2], field.y[3])[1], rtol=1e-9)
    rows = list(f.plane(np.array([0.5, 0.2]), (np.array([1.0, 0]), np.array([0, 1.0])), field.x, field.y))
    np.testing.assert_allclose(np.vstack([block.values for block in rows])[3, 2], waves(0.5 + 0.0, 0.2 + 0.75))


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: math.sin(2 * x) * math.exp(-y) + math.log1p(x * x),
        lambda x, y: waves(x, y) if x > -10 else 0.0,
        lambda p: waves(p[0], p[1]),
        lambda p: float(waves(*p)),
        np.frompyfunc(lambda x, y: float(waves(x, y)), 2, 1),
    ],
)
def test_all_ways_to_be_called(function):
    f = CallableObjective(function)
    places = np.random.default_rng(4).uniform(-2, 2, (9, 2))
    np.testing.assert_allclose(f.values_at(places), waves(*places.T), rtol=1e-14)
    np.testing.assert_allclose(f.gradients_at(places), waves_slope(*places.T).T, rtol=1e-8, atol=1e-9)


def test_what_takes_no_arrays_is_told():
    assert any("point by point" in note for note in CallableObjective(lambda x, y: math.hypot(x, y)).notes)
    assert not any("point by point" in note for note in CallableObjective(np.hypot).notes)


def test_a_sum_over_the_array_is_not_taken_for_the_values():
    f = CallableObjective(lambda x, y: np.sum(x) + np.max(y))
    np.testing.assert_array_equal(f.values_at(np.array([[1.0, 2.0], [3.0, 4.0]])), [3.0, 7.0])


def test_a_constant_is_one_value_everywhere():
    f = CallableObjective(lambda x, y: 4.0)
    np.testing.assert_array_equal(f.values_at(np.zeros((3, 2))), 4.0)
    np.testing.assert_array_equal(f.gradients_at(np.zeros((3, 2))), 0.0)


@pytest.mark.parametrize("name", ["x", "y", "x,y,z"])
def test_any_number_of_variables(name):
    names = tuple(name.split(","))
    f = CallableObjective(lambda *values: sum(value**3 for value in values), names)
    place = np.linspace(1.0, 2.0, len(names))
    np.testing.assert_allclose(f.value_and_gradient(place)[1], 3 * place**2, rtol=1e-10)
    np.testing.assert_allclose(f.hessian_at(place), np.diag(6 * place), rtol=1e-7, atol=1e-6)


def test_exceptions_become_a_sentence():
    def fails(x, y):
        raise RuntimeError("the\nserver is away")

    f = CallableObjective(fails)
    assert np.isnan(f.values_at(np.zeros((2, 2)))).all() and np.isnan(f.hessian_at(np.zeros(2))).all()
    assert f.trouble == "The Python function fails failed at x = 0, y = 0: RuntimeError: the server is away."


def test_an_exception_at_some_points_leaves_the_others():
    def picky(x, y):
        if np.any(np.asarray(x) < 0):
            raise ValueError("x is below 0")
        return x + y

    f = CallableObjective(picky, around=[(0.0, 3.0), (0.0, 3.0)])
    assert f.trouble == ""
    values = f.values_at(np.array([[1.0, 1.0], [-1.0, 2.0], [3.0, 3.0]]))
    np.testing.assert_array_equal(values, [2.0, np.nan, 6.0])
    assert "x = -1, y = 2: ValueError: x is below 0." in f.trouble


def test_outside_the_domain_is_undefined_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f = CallableObjective(lambda x, y: np.sqrt(x) + np.log(y))
        assert np.isnan(f.value_at(np.array([-1.0, 1.0])))
        assert np.isnan(f.value_and_gradient(np.array([-1.0, 1.0]))[1]).all()
    # Beside the edge one side of the stencil is undefined.
    edge = CallableObjective(lambda x: np.where(x >= 0, x * x + 3 * x, np.nan), ("x",))
    assert edge.value_and_gradient(np.array([1e-4]))[1][0] == pytest.approx(3.0, abs=2e-2)


@pytest.mark.parametrize("result", ["text", None, [1.0, 2.0, 3.0, 4.0, 5.0], {}])
def test_what_is_no_number_is_undefined(result):
    f = CallableObjective(lambda x, y: result)
    assert np.isnan(f.value_at(np.zeros(2))) and f.trouble


def test_complex_values_are_undefined():
    f = CallableObjective(lambda x, y: np.sqrt(np.asarray(x, dtype=complex)) + y)
    np.testing.assert_array_equal(f.values_at(np.array([[4.0, 1.0], [-4.0, 1.0]])), [3.0, np.nan])


def test_single_precision_takes_larger_steps():
    f = CallableObjective(lambda x, y: np.sin(np.asarray(x, dtype=np.float32)) + np.asarray(y, dtype=np.float32))
    assert any("single precision" in note for note in f.notes)
    assert f.value_and_gradient(np.array([1.0, 0.5]))[1][0] == pytest.approx(math.cos(1.0), rel=1e-4)


@pytest.mark.parametrize("gradient", [rosenbrock_slope, lambda x, y: np.stack(rosenbrock_slope(x, y))])
def test_a_given_gradient_is_used(gradient):
    f = CallableObjective(rosenbrock, gradient=gradient)
    place = np.array([0.3, -0.7])
    np.testing.assert_array_equal(f.value_and_gradient(place)[1], rosenbrock_slope(*place))
    assert f.has_gradient and f.gradients_at(np.tile(place, (6, 1))).shape == (6, 2)


def test_a_gradient_that_fails_is_told():
    f = CallableObjective(rosenbrock, gradient=lambda x, y: (x,) + None)
    assert np.isnan(f.value_and_gradient(np.ones(2))[1]).all()
    assert "failed at x = 1, y = 1: TypeError" in f.trouble


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="needs a function to call, not int"):
        CallableObjective(3)
    with pytest.raises(TypeError, match="gradient must be a function or None"):
        CallableObjective(rosenbrock, gradient=3)
    with pytest.raises(ValueError, match="must differ"):
        CallableObjective(rosenbrock, ("x", "x"))
    with pytest.raises(ValueError, match="from 1 to"):
        CallableObjective(rosenbrock, ())
    f = CallableObjective(rosenbrock)
    with pytest.raises(ValueError, match="has no parameter a"):
        f.with_parameters(a=1.0)
    with pytest.raises(ValueError, match="is a function of x, y"):
        f.with_variables(("x",))


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_every_optimiser_descends_on_it(name):
    import explorer

    bowl = CallableObjective(lambda x, y: x * x + 3 * y * y + 0.2 * x * y)
    formula = explorer.parse("x^2 + 3y^2 + 0.2x y")
    start = {"x": 1.5, "y": -1.0}
    found, exact = (descend(f, start, OPTIMIZERS[name](), 12) for f in (bowl, formula))
    np.testing.assert_allclose(found.points[:10], exact.points[:10], rtol=1e-6, atol=1e-7)


def test_what_never_works_is_not_asked_for_ever():
    calls = []

    def broken(x, y):
        calls.append(1)
        raise RuntimeError("not ready")

    f = CallableObjective(broken)
    assert np.isnan(f.values_at(np.zeros((100_000, 2)))).all()
    assert len(calls) < 1000 and "not ready" in f.trouble


def test_what_worked_once_is_asked_for_every_point():
    def picky(x, y):
        if x < 0.5:
            raise RuntimeError("too small")
        return x

    f = CallableObjective(picky, around=[(0.0, 1.0), (0.0, 1.0)])
    places = np.column_stack([np.linspace(0, 1, 401), np.zeros(401)])
    np.testing.assert_array_equal(np.isnan(f.values_at(places)), places[:, 0] < 0.5)
