"""Descents whose steps see some of the rows: the same rows as training by hand, forks and receipts exact."""

from __future__ import annotations

import numpy as np
import pytest

import explorer as gx
from explorer.core.learn.generators import generate
from explorer.core.optim.batches import batch_rows
from explorer.core.optim.receipt import receipt
from explorer.core.optim.resume import resume, state_at

LINE = generate("line", 60, 0.5)
MOONS = generate("moons", 50, 0.2)
NET = gx.Network([2, 3, 1], loss="cross-entropy", seed=1)
X, T = MOONS.matrix(("x_1", "x_2")), MOONS["y"][:, None]


def line_loss():
    return gx.loss("w*x + b", LINE, "y", l2=0.01)


def net_loss():
    from explorer.core.learn.network_objective import NetworkObjective

    return NetworkObjective(NET, X, T)


def start_of(objective):
    if objective.variables == NET.names:
        return dict(zip(NET.names, NET.parameters, strict=True))
    return dict.fromkeys(objective.variables, 0.5)


@pytest.mark.parametrize("rows, size", [(10, 3), (10, 10), (7, 1), (12, 4)])
def test_every_row_is_seen_once_an_epoch(rows, size):
    steps = -(-rows // size)
    for epoch in range(3):
        seen = np.concatenate([batch_rows(rows, size, 5, epoch * steps + step) for step in range(steps)])
        assert sorted(seen.tolist()) == list(range(rows))
    assert not np.array_equal(batch_rows(rows, rows, 5, 0), batch_rows(rows, rows, 5, 1))


@pytest.mark.parametrize("make", [line_loss, net_loss])
def test_a_batchs_gradient_is_that_of_the_loss_over_its_rows(make):
    objective = make()
    position = np.linspace(-0.7, 0.9, len(objective.variables))
    for rows in ([3], [0, 5, 9], list(range(40))):
        chosen = np.array(rows)
        expected = objective.batch(chosen).value_and_gradient(position)[1]
        assert objective.batch_gradient(chosen, position) == pytest.approx(expected, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("make", [line_loss, net_loss])
@pytest.mark.parametrize("size", [1, 8, 59])
def test_gradient_descent_follows_the_batches(make, size):
    objective = make()
    run = gx.descend(objective, start_of(objective), gx.OPTIMIZERS["GD"](lr=0.05), 30, batch_size=size, seed=3)
    position = np.array(list(start_of(objective).values()))
    rows = len(LINE) if make is line_loss else len(MOONS)
    for step in range(30):
        chosen = batch_rows(rows, min(size, rows), 3, step)
        slope = objective.batch(chosen) if size < rows else objective
        position = position - 0.05 * slope.value_and_gradient(position)[1]
        assert run.points[step + 1] == pytest.approx(position, rel=1e-11, abs=1e-13)
    assert run.losses[-1] == pytest.approx(objective.value_at(run.points[-1]), rel=1e-13)


@pytest.mark.parametrize("name", ["GD", "Momentum", "Adam", "AdaGrad", "Lion"])
def test_training_and_descending_agree(name):
    optimiser = gx.OPTIMIZERS[name](lr=0.02)
    network = NET.copy()
    losses = network.train(X, T, optimiser, steps=40, batch_size=16, seed=7)
    run = gx.descend(net_loss(), start_of(net_loss()), optimiser, 40, batch_size=16, seed=7)
    assert run.losses == pytest.approx(losses, rel=1e-9)


def test_a_step_can_be_made_again_and_a_fork_meets_the_same_rows():
    objective = line_loss()
    run = gx.descend(objective, {"w": 0, "b": 0}, gx.OPTIMIZERS["Adam"](lr=0.1), 50, batch_size=8, seed=2)
    assert np.array_equal(state_at(run, 37).position, run.points[37])
    assert np.array_equal(resume(run, 20).points, run.points[20:])
    other = resume(run, 20, batch_size=None)
    assert not np.array_equal(other.points[1:], run.points[21:])


def test_a_receipt_adds_up_to_the_step_that_was_made():
    run = gx.descend(line_loss(), {"w": 0, "b": 0}, gx.OPTIMIZERS["Momentum"](lr=0.05), 20, batch_size=4, seed=2)
    made = receipt(run, 9)
    assert made.delta == pytest.approx(run.points[9] - run.points[8], rel=1e-12, abs=1e-15)
    rows = batch_rows(60, 4, 2, 8)
    assert made.rows == (4, 60)
    assert "these rows" in [part.title for part in made.parts]
    assert made.gradient + made.noise == pytest.approx(line_loss().batch_gradient(rows, run.points[8]), rel=1e-12)


@pytest.mark.parametrize("batch, error", [(-1, ValueError), (2.5, TypeError), (True, TypeError)])
def test_a_batch_that_makes_no_sense_is_told(batch, error):
    with pytest.raises(error, match="batch_size"):
        gx.descend(line_loss(), {"w": 0, "b": 0}, gx.OPTIMIZERS["GD"](lr=0.1), 5, batch_size=batch)


def test_a_formula_has_no_rows():
    with pytest.raises(ValueError, match="no rows"):
        gx.descend(gx.parse("x²+y²"), {"x": 1, "y": 1}, gx.OPTIMIZERS["GD"](lr=0.1), 5, batch_size=2)


def test_all_rows_are_no_batch():
    objective = line_loss()
    whole = gx.descend(objective, {"w": 0, "b": 0}, gx.OPTIMIZERS["GD"](lr=0.1), 5)
    same = gx.descend(objective, {"w": 0, "b": 0}, gx.OPTIMIZERS["GD"](lr=0.1), 5, batch_size=60)
    assert np.array_equal(whole.points, same.points)
