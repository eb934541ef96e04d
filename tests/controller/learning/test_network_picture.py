"""A network's picture has the numbers of the network, and names that lead back to its variables."""

import numpy as np
import pytest

from explorer.controller.learning.network_picture import (
    OUTPUT,
    WHOLE_BATCH,
    edge_place,
    last_step_of,
    network_picture,
    node_name,
    plain_name,
    reached,
    symbols_of,
)
from explorer.core.learn.network import Network
from explorer.core.learn.network_trace import step_places
from tests.core.learn.network_cases import KINDS, case


@pytest.mark.parametrize("row", [0, 4, WHOLE_BATCH])
@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS[::5])
def test_the_gradients_are_those_of_the_loss(hidden, loss, last, row):
    network, samples, targets = case(hidden, loss, last)
    picture, _ = network_picture(network, samples, targets, row, ("x_1", "x_2", "x_3"))
    chosen = slice(None) if row < 0 else slice(row, row + 1)
    value, weights, biases = network.loss_and_gradients(samples[chosen], targets[chosen])
    assert picture.loss == pytest.approx(value, rel=1e-12)
    for found, wanted in zip((*picture.weight_slopes, *picture.bias_slopes), (*weights, *biases), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(picture.values[-1], network.predict(samples[chosen]).mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(picture.values[0], samples[chosen].mean(axis=0), rtol=1e-12)
    assert picture.is_batch == (row < 0)
    assert picture.samples == 7


def test_a_picture_does_not_change_with_its_network():
    network, samples, targets = case("tanh", "squared", "linear")
    picture, _ = network_picture(network, samples, targets, 99, ("a", "b", "c"))
    before = picture.weights[0].copy()
    network.parameters += 1.0
    np.testing.assert_array_equal(picture.weights[0], before)
    assert picture.sample == 6


@pytest.mark.parametrize("sizes", [(2, 4, 1), (1, 8, 1), (3, 12, 2), (2, 3, 3, 1)])
def test_every_weight_has_a_place_and_every_place_its_name(sizes):
    network = Network(sizes)
    picture, _ = network_picture(network, np.zeros((1, sizes[0])), np.zeros((1, sizes[-1])), 0, ("x",) * sizes[0])
    for name in network.names:
        place = edge_place(sizes, name)
        origin = place.origin - 1 if place.origin else sizes[place.layer - 1]
        assert picture.edge_name(place.layer, place.neuron - 1, origin) == name
    assert edge_place(sizes, "w_999") is None


def test_names_on_screen():
    assert [plain_name(name) for name in ("w_1,8,12", "h_12", "size", OUTPUT)] == ["w₁,₈,₁₂", "h₁₂", "size", OUTPUT]
    assert node_name((2, 4, 1), 1, 3) == "h_3"
    assert node_name((2, 4, 4, 1), 2, 3) == "h_23"
    assert node_name((2, 12, 4, 1), 2, 3) == "h_2,3"
    assert node_name((2, 4, 1), 2, 1) == OUTPUT
    names = symbols_of((2, 3, 1), ("size", "age"))
    assert (names["x_2"], names["a_12"], names["a_21"], names["t_1"]) == ("age", "h_2", OUTPUT, "y")


def test_what_is_known_grows_step_by_step_to_everything():
    sizes = (2, 3, 2)
    places = step_places(sizes)
    before = reached(sizes, 0)
    assert (before.place, before.pass_name, before.count) == (None, "forward", len(places))
    for step, place in enumerate(places, 1):
        now = reached(sizes, step)
        assert now.place == place
        known, fewer = (
            (*some.sums, *some.activations, *some.deltas, *some.slopes, some.has_loss) for some in (now, before)
        )
        assert sum(known) == sum(fewer) + 1
        before = now
    whole = reached(sizes, -1)
    assert (whole.place, whole.step, whole.slopes) == (None, len(places), (9, 8))
    assert whole.known_slopes(0, 2, 3).all()
    assert reached(sizes, 10_000).step == len(places)


@pytest.mark.parametrize(("name", "kind"), [("forward", "activation"), ("loss", "loss")])
def test_a_pass_ends_with_its_last_step(name, kind):
    step = last_step_of((2, 3, 2), name)
    now = reached((2, 3, 2), step)
    assert (now.place.kind, now.pass_name) == (kind, name)
    assert now.activations == (3, 2)
    assert last_step_of((2, 3, 2), "backward") == -1


def test_slopes_are_known_in_the_order_of_the_steps():
    sizes = (2, 2, 1)
    places = step_places(sizes)
    step = next(k for k, place in enumerate(places, 1) if place.kind == "weight slope" and place.layer == 1)
    np.testing.assert_array_equal(
        reached(sizes, step + 1).known_slopes(0, 2, 2), [[True, True, False], [False, False, False]]
    )
