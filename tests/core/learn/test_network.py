"""A network's loss and gradients against its own unrolled tree, published numbers and an autograd reference."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from explorer.core.autodiff.reverse import reverse_gradient
from explorer.core.learn.network import Network
from explorer.core.learn.network_tree import loss_tree
from tests.core.learn.network_cases import KINDS, case, flat

REFERENCE = json.loads(Path(__file__).with_name("reference_network_torch.json").read_text(encoding="utf-8"))


def worked_example():
    network = Network([2, 2, 2], ["sigmoid", "sigmoid"], loss="half-squared")
    network.weights = [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]]
    network.biases = [[0.35, 0.35], [0.60, 0.60]]
    return network


def test_the_widely_used_worked_example():
    network = worked_example()
    loss, weights, _ = network.loss_and_gradients([[0.05, 0.10]], [[0.01, 0.99]])
    assert loss == pytest.approx(0.298371109, abs=5e-10)
    first = network.weights[0] - 0.5 * weights[0]
    second = network.weights[1] - 0.5 * weights[1]
    np.testing.assert_allclose(second, [[0.35891648, 0.408666186], [0.511301270, 0.561370121]], atol=5e-10)
    np.testing.assert_allclose(first, [[0.149780716, 0.19956143], [0.24975114, 0.29950229]], atol=5e-9)
    np.testing.assert_allclose(network.predict([0.05, 0.10]), [0.75136507, 0.772928465], atol=5e-9)


@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS)
def test_loss_and_gradients_equal_those_of_the_unrolled_tree(hidden, loss, last):
    network, samples, targets = case(hidden, loss, last)
    value, weights, biases = network.loss_and_gradients(samples, targets)
    tree = loss_tree(network.structure, samples, targets)
    expected, slopes, _ = reverse_gradient(
        tree, dict(zip(network.names, network.parameters.tolist(), strict=True)), network.names
    )
    assert value == pytest.approx(expected, rel=1e-13)
    np.testing.assert_allclose(flat(weights, biases), [slopes[name] for name in network.names], rtol=1e-12, atol=1e-14)
    assert network.loss_at(samples, targets) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("row", REFERENCE["cases"], ids=lambda row: f"{row['activations']} {row['loss']}")
def test_loss_and_gradients_equal_an_autograd_reference(row):
    network = Network(row["sizes"], row["activations"], loss=row["loss"])
    network.weights, network.biases = row["weights"], row["biases"]
    loss, weights, biases = network.loss_and_gradients(row["X"], row["T"])
    assert loss == pytest.approx(row["value"], rel=1e-12)
    for found, expected in zip((*weights, *biases), (*row["dW"], *row["db"]), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(network.predict(row["X"]), row["outputs"], rtol=1e-12)


@pytest.mark.parametrize(("loss", "last"), [("squared", "linear"), ("cross-entropy", "softmax")])
def test_many_rows_are_the_mean_of_their_parts(loss, last):
    network, samples, targets = case("tanh", loss, last, sizes=(2, 16, 2), rows=20_000)
    whole, weights, biases = network.loss_and_gradients(samples, targets)
    parts = [network.loss_and_gradients(samples[k::4], targets[k::4]) for k in range(4)]
    assert whole == pytest.approx(np.mean([part[0] for part in parts]), rel=1e-12)
    np.testing.assert_allclose(
        flat(weights, biases), np.mean([flat(*part[1:]) for part in parts], axis=0), rtol=1e-9, atol=1e-12
    )
    np.testing.assert_array_equal(network.predict(samples).shape, (20_000, 2))
    np.testing.assert_allclose(network.predict(samples)[::7], network.predict(samples[::7]), rtol=1e-12)


@pytest.mark.parametrize(
    ("last", "sums", "targets", "expected"),
    [
        ("sigmoid", [-1000.0], [1.0], 1000.0),
        ("sigmoid", [1000.0], [1.0], 0.0),
        ("sigmoid", [-40.0], [0.0], 4.248354255291589e-18),
        ("softmax", [1000.0, -1000.0], [0.0, 1.0], 2000.0),
        ("softmax", [-2000.0, -2040.0], [1.0, 0.0], 0.0),
    ],
)
def test_cross_entropy_is_exact_where_the_outputs_are_nearly_certain(last, sums, targets, expected):
    network = Network([1, len(sums)], [last], loss="cross-entropy", initialisation="zeros")
    network.biases = [sums]
    loss, weights, _ = network.loss_and_gradients([[0.0]], [targets])
    assert loss == pytest.approx(expected, rel=1e-12, abs=1e-17)
    assert np.isfinite(weights[0]).all()


def test_weights_are_views_that_can_be_set():
    network = Network([2, 3, 1])
    network.weights[0][1, 0] = 7.0
    network.biases[1] = [9.0]
    named = dict(zip(network.names, network.parameters.tolist(), strict=True))
    assert (named["w_121"], named["b_21"]) == (7.0, 9.0)
    assert [w.shape for w in network.weights] == [(3, 2), (1, 3)]
    assert [b.shape for b in network.biases] == [(3,), (1,)]
    assert all(w.dtype == np.float64 for w in (*network.weights, *network.biases))
    before = network.parameters.copy()
    with pytest.raises(ValueError, match=r"layer 1 takes an array of shape \(1, 3\)"):
        network.weights = [np.ones((3, 2)), np.ones((3, 1))]
    np.testing.assert_array_equal(network.parameters, before)
    with pytest.raises(ValueError, match="17 weights"):
        Network([2, 4, 1]).parameters = np.ones(16)


def test_a_copy_and_a_reset_do_not_touch_each_other():
    network = Network([2, 3, 1], seed=5)
    first = network.parameters.copy()
    other = deepcopy(network)
    other.parameters = np.zeros(13)
    np.testing.assert_array_equal(network.parameters, first)
    other.reset()
    np.testing.assert_array_equal(other.parameters, first)
    other.reset(seed=6)
    assert not np.array_equal(other.parameters, first)
    assert other.seed == 6


def test_initialisations_have_the_spread_they_promise():
    draws = {
        kind: np.concatenate(
            [Network([16, 16], seed=seed, initialisation=kind).weights[0].ravel() for seed in range(40)]
        )
        for kind in ("xavier", "he", "normal", "uniform")
    }
    assert np.var(draws["xavier"]) == pytest.approx(2 / 32, rel=0.05)
    assert np.var(draws["he"]) == pytest.approx(2 / 16, rel=0.05)
    assert np.var(draws["normal"]) == pytest.approx(1.0, rel=0.05)
    assert np.abs(draws["uniform"]).max() <= 0.25
    assert not Network([3, 2, 1], initialisation="zeros").parameters.any()


def test_zeros_leave_all_neurons_of_a_layer_alike():
    network = Network([2, 4, 1], ["sigmoid", "sigmoid"], initialisation="zeros")
    _, weights, _ = network.loss_and_gradients([[0.3, -1.0], [2.0, 1.0]], [[1.0], [0.0]])
    assert np.ptp(weights[1]) == 0.0
    assert not weights[0].any()


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        (([2],), {}, "hidden layers"),
        (([2, 4, 4, 4, 4, 4, 1],), {}, "up to 4 hidden"),
        (([2, 17, 1],), {}, "1 to 16 neurons"),
        (([0, 2],), {}, "inputs"),
        (([2, 1],), {"activations": ["tanh", "tanh"]}, "need 1 activations"),
        (([2, 3, 1],), {"activations": ["swish", "linear"]}, "no activation 'swish'"),
        (([2, 3, 1],), {"activations": ["softmax", "linear"]}, "last layer only"),
        (([2, 1],), {"activations": ["softmax"]}, "two outputs or more"),
        (([2, 1],), {"loss": "absolute"}, "no loss 'absolute'"),
        (([2, 1],), {"loss": "cross-entropy", "activations": ["linear"]}, "probabilities"),
        (([2, 1],), {"initialisation": "best"}, "no initialisation"),
        (([2, 1],), {"seed": -1}, "seed"),
    ],
)
def test_settings_that_make_no_sense_are_told(arguments, keywords, message):
    with pytest.raises(ValueError, match=message):
        Network(*arguments, **keywords)


@pytest.mark.parametrize(
    ("samples", "targets", "message"),
    [
        ([[1.0, 2.0], [3.0]], [[0.0], [1.0]], "row 1 of X has 1 numbers and row 0 has 2"),
        ([[1.0, 2.0], [3.0, "red"]], [[0.0], [1.0]], "X has 'red' in row 1, column 1"),
        ([[1.0, 2.0], [float("nan"), 1.0]], [[0.0], [1.0]], "X has nan in row 1, column 0"),
        ([[1.0, 2.0, 3.0]], [[0.0]], "column for each of the 2 inputs"),
        ([[1.0, 2.0], [3.0, 4.0]], [[0.0]], "2 rows and T has 1"),
        ([[1.0, 2.0], [3.0, 4.0]], [[0.0], [2.0]], "T has 2 in row 1, column 0"),
        (np.empty((0, 2)), np.empty((0, 1)), "no rows"),
        (np.broadcast_to(0.0, (6_000_000, 2)), [[0.0]], "12,000,000 numbers"),
    ],
)
def test_samples_that_do_not_fit_are_told_with_row_and_column(samples, targets, message):
    network = Network([2, 2, 1], ["tanh", "sigmoid"], loss="cross-entropy")
    with pytest.raises(ValueError, match=message):
        network.loss_and_gradients(samples, targets)


def test_a_softmax_wants_one_class_a_row():
    network = Network([1, 3], ["softmax"], loss="cross-entropy")
    with pytest.raises(ValueError, match="row 1 of T adds up to 2"):
        network.loss_and_gradients([[0.0], [1.0]], [[1, 0, 0], [1, 1, 0]])


def test_columns_may_come_without_a_second_axis():
    network = Network([1, 3, 1])
    loss, _, _ = network.loss_and_gradients([1.0, 2.0], [0.5, 0.25])
    assert loss == pytest.approx(network.loss_at([[1.0], [2.0]], [[0.5], [0.25]]), rel=1e-14)
    assert network.predict([1.0, 2.0]).shape == (2, 1)
    assert Network([2, 3, 1]).predict([1.0, 2.0]).shape == (1,)


def test_wide_networks_part_the_numbers_of_their_names():
    names = Network([12, 2]).names
    assert names[:2] == ("w_1,1,1", "w_1,1,2")
    assert names[11:13] == ("w_1,1,12", "b_1,1")
    assert len(set(names)) == 26
