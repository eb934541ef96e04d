"""The network's loss as an objective: the unrolled formula, differences of gradients, and the consumers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from explorer.core.function import Function
from explorer.core.learn.network import Network
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.learn.network_tree import loss_tree
from explorer.core.objective import Objective
from explorer.core.optim import OPTIMIZERS, Runner, descend, race
from tests.core.learn.network_cases import KINDS, case


def objective_of(hidden="tanh", loss="squared", last="linear", **keywords):
    network, samples, targets = case(hidden, loss, last, **keywords)
    return network, NetworkObjective(network, samples, targets), samples, targets


@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS)
def test_the_hessian_is_the_slope_of_the_gradient(hidden, loss, last):
    network, f, _, _ = objective_of(hidden, loss, last)
    here, n = network.parameters.copy(), len(network.parameters)
    steps = 1e-5 * np.eye(n)
    expected = np.array([(f.value_and_gradient(here + e)[1] - f.value_and_gradient(here - e)[1]) / 2e-5 for e in steps])
    np.testing.assert_allclose(f.hessian_at(here), expected, atol=3e-9)


@pytest.mark.parametrize(("loss", "last"), [("squared", "tanh"), ("cross-entropy", "softmax")])
def test_the_hessian_equals_that_of_the_unrolled_formula(loss, last):
    network, f, samples, targets = objective_of("sigmoid", loss, last, sizes=(2, 2, 2), rows=3)
    formula = Function(loss_tree(network.structure, samples, targets), f.variables)
    here = network.parameters.copy()
    np.testing.assert_allclose(f.hessian_at(here), formula.hessian_at(here), rtol=1e-11, atol=1e-14)
    assert f.value_at(here) == pytest.approx(formula.value_at(here), rel=1e-13)


@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS)
def test_many_positions_are_each_by_itself(hidden, loss, last):
    network, f, _, _ = objective_of(hidden, loss, last)
    positions = network.parameters + np.random.default_rng(1).normal(size=(30, len(f.variables)))
    np.testing.assert_allclose(f.values_at(positions), [f.value_at(one) for one in positions], rtol=1e-12)
    slopes = [f.value_and_gradient(one)[1] for one in positions]
    np.testing.assert_allclose(f.gradients_at(positions), slopes, rtol=1e-12, atol=1e-15)


def test_many_rows_and_positions_go_in_blocks():
    network, f, samples, targets = objective_of(sizes=(2, 16, 2), rows=5_000)
    positions = network.parameters + np.random.default_rng(1).normal(size=(5, len(f.variables)))
    np.testing.assert_allclose(f.values_at(positions), [f.value_at(one) for one in positions], rtol=1e-12)
    quarter = [f.batch(np.arange(k, 5_000, 4)).hessian_at(network.parameters) for k in range(4)]
    np.testing.assert_allclose(f.hessian_at(network.parameters), np.mean(quarter, axis=0), rtol=1e-9, atol=1e-12)
    assert f.value_at(network.parameters) == pytest.approx(network.loss_at(samples, targets), rel=1e-13)


def test_a_plane_comes_in_blocks_and_equals_single_values():
    network, f, _, _ = objective_of(rows=4_000)
    random = np.random.default_rng(4)
    directions = random.normal(size=(2, len(f.variables)))
    u, v = np.linspace(-1, 1, 20), np.linspace(-2, 1, 30)
    blocks = list(f.plane(network.parameters, directions, u, v))
    assert len(blocks) > 1
    whole = np.concatenate([block.values for block in blocks])
    assert [block.first for block in blocks] == np.cumsum([0, *(len(block.values) for block in blocks[:-1])]).tolist()
    for i, j in ((0, 0), (13, 7), (29, 19)):
        place = network.parameters + u[j] * directions[0] + v[i] * directions[1]
        assert whole[i, j] == pytest.approx(f.value_at(place), rel=1e-12)


def test_a_window_over_two_weights():
    network, f, _, _ = objective_of()
    at = dict(zip(f.variables, network.parameters.tolist(), strict=True))
    field = f.sample(("w_211", "b_12"), (-1, 2), (-2, 2), (5, 4), at)
    assert field.shape == (5, 4)
    place = f.position_of(at | {"w_211": field.x[1], "b_12": field.y[3]})
    value, gradient = f.value_and_gradient(place)
    names = list(f.variables)
    told = (field.f[3, 1], field.fx[3, 1], field.fy[3, 1])
    np.testing.assert_allclose(told, (value, gradient[names.index("w_211")], gradient[names.index("b_12")]), rtol=1e-12)


def test_it_is_an_objective_that_is_used_like_a_function():
    network, f, samples, targets = objective_of()
    at = dict(zip(f.variables, network.parameters.tolist(), strict=True))
    assert isinstance(f, Objective)
    assert f(at) == pytest.approx(network.loss_at(samples, targets), rel=1e-14)
    assert f(at, w_111=0.5) == f({**at, "w₁₁₁": 0.5})
    np.testing.assert_array_equal(f.gradient(at), f.value_and_gradient(network.parameters)[1])
    np.testing.assert_array_equal(f.hessian(at), f.hessian_at(network.parameters))
    with pytest.raises(ValueError, match="a value is missing for w_111, w_112, w_113, b_11, w_121 …"):
        f({})


def test_it_keeps_still_while_its_network_is_trained():
    network, f, samples, targets = objective_of()
    here = network.parameters.copy()
    before = f.value_at(here)
    network.train(samples, targets, OPTIMIZERS["GD"](lr=0.1), steps=5)
    assert f.value_at(here) == before
    assert f.value_at(network.parameters) < before


def test_races_and_curvature_rules_run_on_it():
    network, f, _, _ = objective_of()
    start = dict(zip(f.variables, network.parameters.tolist(), strict=True))
    runs = race(f, [Runner(start, OPTIMIZERS[name]()) for name in ("Adam", "BFGS", "LineSearch")], steps=30)
    assert all(run.losses[-1] < run.losses[0] for run in runs)
    straight = Network([2, 1])
    random = np.random.default_rng(0)
    samples = random.normal(size=(20, 2))
    bowl = NetworkObjective(straight, samples, samples @ [[2.0], [-1.0]] + 0.5)
    newton = descend(bowl, dict.fromkeys(bowl.variables, 0.0), OPTIMIZERS["Newton"](), steps=2)
    np.testing.assert_allclose(newton.points[1], [2.0, -1.0, 0.5], atol=1e-12)


def test_an_overflow_is_undefined():
    network, f, _, _ = objective_of("linear")
    far = np.full(len(network.parameters), 1e200)
    assert np.isnan(f.value_at(far))
    assert np.isnan(f.values_at(far[None])).all()


def test_threads_do_not_share_buffers():
    network, f, _, _ = objective_of(rows=2_000)
    positions = network.parameters + np.random.default_rng(2).normal(size=(200, len(f.variables)))
    alone = [f.value_and_gradient(one) for one in positions]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(f.value_and_gradient, positions))
    for (value, gradient), (other, slope) in zip(alone, together, strict=True):
        assert value == other
        np.testing.assert_array_equal(gradient, slope)


def test_a_batch_needs_a_row():
    _, f, _, _ = objective_of()
    assert f.batch([2]).samples == 1
    with pytest.raises(ValueError, match="at least one row"):
        f.batch([])
