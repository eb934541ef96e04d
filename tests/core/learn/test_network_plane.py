"""Planes of a network's weights against the loss at each place by itself, whatever moves in them."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.learn.network_objective import NetworkObjective
from tests.core.learn.network_cases import KINDS, case

U, V = np.linspace(-1, 1, 5), np.linspace(-2, 1, 4)


def directions_of(n, random):
    """Pairs of directions: everywhere, two weights of all kinds of places, none, and only some layers."""
    pairs = [random.normal(size=(2, n)), 400.0 * random.normal(size=(2, n)), np.zeros((2, n))]
    pairs += [np.eye(n)[list(two)] for two in ((0, 1), (0, 5), (0, n - 1), (n - 1, n - 2), (n - 2, 1))]
    some = random.normal(size=(2, n))
    some[0, ::2], some[1, : n // 2] = 0.0, 0.0
    later = random.normal(size=(2, n))
    later[:, :4], later[0, 4:12] = 0.0, 0.0
    return [*pairs, some, later]


@pytest.mark.parametrize("sizes", [(3, 4, 3, 2), (3, 2), (2, 4, 3, 3, 2)], ids=str)
@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS)
def test_every_plane_equals_the_loss_at_each_place(hidden, loss, last, sizes):
    network, samples, targets = case(hidden, loss, last, sizes=sizes)
    f, here = NetworkObjective(network, samples, targets), network.parameters
    for first, second in directions_of(len(here), np.random.default_rng(0)):
        rows = np.concatenate([block.values for block in f.plane(here, (first, second), U, V)])
        expected = [[f.value_at(here + a * first + b * second) for a in U] for b in V]
        np.testing.assert_allclose(rows, expected, rtol=1e-11, atol=1e-13)


def test_many_samples_go_in_parts_that_are_kept_or_made_again():
    network, samples, targets = case("tanh", "squared", "linear", sizes=(2, 16, 2), rows=3_000)
    f, here = NetworkObjective(network, samples, targets), network.parameters
    directions = np.random.default_rng(1).normal(size=(2, len(here)))
    wide = np.linspace(-1, 1, 100)
    rows = np.concatenate([block.values for block in f.plane(here, directions, wide, V)])
    for i, j in ((0, 0), (2, 31), (3, 99)):
        expected = f.value_at(here + wide[j] * directions[0] + V[i] * directions[1])
        assert rows[i, j] == pytest.approx(expected, rel=1e-12)


def test_stopping_the_iteration_cancels():
    network, samples, targets = case("tanh", "squared", "linear", sizes=(2, 16, 2), rows=3_000)
    f = NetworkObjective(network, samples, targets)
    blocks = f.plane(network.parameters, np.eye(len(network.parameters))[:2], np.linspace(-1, 1, 100), np.arange(1e6))
    first = next(blocks)
    assert first.first == 0
    assert 0 < len(first.values) < 100
    blocks.close()


@pytest.mark.parametrize(("hidden", "loss", "last"), KINDS[::3])
def test_single_precision_is_good_to_five_digits(hidden, loss, last):
    network, samples, targets = case(hidden, loss, last)
    f, here = NetworkObjective(network, samples, targets), network.parameters
    for first, second in directions_of(len(here), np.random.default_rng(0))[::3]:
        rows = np.concatenate([block.values for block in f.plane(here, (first, second), U, V, "float32")])
        expected = np.concatenate([block.values for block in f.plane(here, (first, second), U, V)])
        np.testing.assert_allclose(rows, expected, rtol=1e-5, atol=1e-6)
