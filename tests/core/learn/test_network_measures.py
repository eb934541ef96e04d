"""Accuracy, norms of layers, Jacobians and sensitivities against differences and closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.learn.network import Network
from explorer.core.learn.network_measures import (
    accuracy,
    decision_grid,
    importance,
    jacobians,
    layer_norms,
    sensitivity,
)
from tests.core.learn.network_cases import HIDDEN, case


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("loss", "last"), [("squared", "linear"), ("squared", "tanh"), ("cross-entropy", "softmax")])
def test_jacobians_are_differences_of_predictions(hidden, loss, last):
    network, samples, _ = case(hidden, loss, last)
    found = jacobians(network, samples)
    assert found.shape == (7, 2, 3)
    for feature in range(3):
        step = 1e-6 * np.eye(3)[feature]
        expected = (network.predict(samples + step) - network.predict(samples - step)) / 2e-6
        np.testing.assert_allclose(found[:, :, feature], expected, atol=2e-8)


def test_the_slopes_of_a_linear_model_are_its_weights():
    network = Network([3, 1], ["linear"])
    told = sensitivity(network, [1.0, 2.0, 3.0], scales=[2.0, 1.0, 0.5], nudges=0.7)
    np.testing.assert_allclose(told.slopes, network.weights[0][0], rtol=1e-14)
    np.testing.assert_allclose(told.scaled, network.weights[0][0] * [2.0, 1.0, 0.5], rtol=1e-14)
    np.testing.assert_allclose(told.actual, told.predicted, rtol=1e-12)
    assert told.prediction == network.predict([1.0, 2.0, 3.0])[0]


def test_actual_changes_differ_from_predicted_ones_where_the_network_bends():
    network, samples, _ = case("tanh", "squared", "linear")
    small = sensitivity(network, samples[0], output=1, nudges=1e-5)
    np.testing.assert_allclose(small.actual, small.predicted, rtol=1e-3)
    large = sensitivity(network, samples[0], output=1, nudges=2.0)
    moved = network.predict(samples[0] + [0.0, 2.0, 0.0])[1] - network.predict(samples[0])[1]
    assert large.actual[1] == pytest.approx(moved, rel=1e-12)
    assert not np.allclose(large.actual, large.predicted, rtol=1e-2)
    with pytest.raises(ValueError, match="outputs 0 to 1"):
        sensitivity(network, samples[0], output=2)


def test_importance_is_the_mean_slope_per_standard_deviation():
    network, samples, _ = case("tanh", "squared", "linear", rows=30)
    mean, size = importance(network, samples, output=1)
    each = np.array([sensitivity(network, row, 1, samples.std(axis=0)).scaled for row in samples])
    np.testing.assert_allclose(mean, each.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(size, np.abs(each).mean(axis=0), rtol=1e-12)


def test_accuracy_counts_the_classes_that_are_named():
    network = Network([1, 1], ["sigmoid"], loss="cross-entropy")
    network.weights, network.biases = [[[1.0]]], [[0.0]]
    assert accuracy(network, [-2.0, -1.0, 1.0, 2.0], [0, 1, 1, 1]) == 0.75
    several = Network([1, 2], ["softmax"], loss="cross-entropy")
    several.weights, several.biases = [[[1.0], [-1.0]]], [[0.0, 0.0]]
    assert accuracy(several, [1.0, -1.0, 3.0], [[1, 0], [1, 0], [0, 1]]) == pytest.approx(1 / 3)


def test_sigmoid_layers_let_the_gradient_vanish():
    random = np.random.default_rng(0)
    samples = random.normal(size=(50, 2))
    targets = (samples[:, :1] > 0) * 1.0
    norms = layer_norms(Network([2, 8, 8, 8, 8, 1], ["sigmoid"] * 5, seed=1), samples, targets)
    assert norms.shape == (5,)
    assert norms[0] < 0.01 * norms[-1]
    assert (np.diff(norms) > 0).all()


def test_a_decision_grid_is_predicted_place_by_place():
    network, _, _ = case("tanh", "cross-entropy", "softmax")
    grid = decision_grid(network, (-1, 1), (-2, 2), (4, 5), features=(2, 0), held=[9.0, 0.5, 9.0])
    assert grid.outputs.shape == (4, 5, 2)
    expected = network.predict([grid.y[3], 0.5, grid.x[1]])
    np.testing.assert_allclose(grid.outputs[3, 1], expected, rtol=1e-12)
    np.testing.assert_array_equal(grid.classes, grid.outputs.argmax(axis=-1))
    with pytest.raises(ValueError, match="inputs 0 to 2"):
        decision_grid(network, (-1, 1), (-2, 2), features=(0, 3))
    with pytest.raises(ValueError, match="too large"):
        decision_grid(network, (-1, 1), (-2, 2), (10_000, 10_000))


def test_a_network_of_one_input_has_a_curve():
    network = Network([1, 4, 1], seed=2)
    grid = decision_grid(network, (-1, 1), shape=(64, 30))
    assert grid.outputs.shape == (1, 30, 1)
    np.testing.assert_allclose(grid.outputs[0, :, 0], network.predict(grid.x)[:, 0], rtol=1e-12)
