"""Descents whose steps see some of the rows: the same rows as training by hand, forks and receipts exact."""

from __future__ import annotations

import numpy as np
import pytest

import explorer as gx
from explorer.core.learn.generators import generate
from explorer.core.optim.batches import batch_rows
from explorer.core.optim.course import checked_course
from explorer.core.optim.doctor import diagnose
from explorer.core.optim.receipt import receipt
from explorer.core.optim.receipt_words import term_words, why
from explorer.core.optim.remedies import tried_chunks
from explorer.core.optim.resume import resume, state_at
from explorer.core.optim.sweeps.basins import BasinSearch
from explorer.core.optim.sweeps.tuning import changed, numeric_settings, tuned

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


@pytest.mark.parametrize("name", ["GD", "Adam", "LineSearch"])
def test_sweeps_descend_over_the_same_rows_as_a_run(name):
    objective, optimiser = line_loss(), gx.OPTIMIZERS[name]()
    keyword = optimiser.rate or "damping"
    if keyword not in optimiser.values:
        keyword = numeric_settings(optimiser)[0][0]
    values = np.array([0.02, 0.05, 0.3])
    course = checked_course(objective, optimiser, None, 0.1, 3, 16)
    swarm = tuned(course, np.array([-1.0, 0.5]), {keyword: values}, 25, 0.0)
    for _ in swarm.advance():
        pass
    for value, end in zip(values, swarm.ends.positions, strict=True):
        own = changed(optimiser, keyword, float(value))
        run = gx.descend(objective, {"w": 0.5, "b": -1.0}, own, 25, noise=0.1, seed=3, batch_size=16)
        assert end == pytest.approx(run.points[-1], rel=1e-9, abs=1e-12)


def test_basins_of_batches_are_runs_of_batches():
    objective = net_loss()
    course = checked_course(objective, gx.OPTIMIZERS["GD"](lr=0.5), None, 0.0, 4, 10)
    at = np.array(NET.parameters)
    search = BasinSearch(course, (0, 1), ((-1.0, 1.0), (-1.0, 1.0)), at, 2, 12, 0.0)
    for _ in search.advance():
        pass
    found = search.map()
    start = dict(zip(NET.names, at, strict=True)) | {NET.names[0]: found.x[1], NET.names[1]: found.y[0]}
    run = gx.descend(objective, start, gx.OPTIMIZERS["GD"](lr=0.5), 12, seed=4, batch_size=10)
    assert search._ends.losses[1] == pytest.approx(run.losses[-1], rel=1e-9)


def test_many_disturbances_are_each_its_own():
    course = checked_course(net_loss(), gx.OPTIMIZERS["GD"](lr=0.1), None, 0.2, 5, 7)
    positions = np.random.default_rng(0).normal(size=(4, len(NET.names)))
    gradients = course.objective.gradients_at(positions)
    every = course.disturbances_at(9, positions, gradients)
    for position, gradient, one in zip(positions, gradients, every, strict=True):
        assert one == pytest.approx(course.disturbance_at(9, position, gradient), rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("rate", [0.1, 0.3])  # at the greater one some pairs of rows throw the run far out
def test_the_doctor_tells_that_few_rows_keep_a_run_from_settling_and_tries_with_as_many(rate):
    objective = line_loss()
    run = gx.descend(objective, {"w": 0, "b": 0}, gx.OPTIMIZERS["GD"](lr=rate), 300, batch_size=2, seed=1)
    found = diagnose(objective, run, 300)
    assert found.kind == "noise floor" and dict(found.evidence) == {"rows a step": 2.0}
    assert "2 rows have another slope than all 60" in found.sentence
    assert found.suggestion is not None
    trial = tried_chunks(objective, run, found.suggestion, 300)
    while True:
        try:
            next(trial)
        except StopIteration as end:
            again = end.value
            break
    assert again.course.batch == 2 and again.course.seed == 1
    assert np.mean(again.losses[-75:]) < np.mean(run.losses[-75:])


def test_what_the_rule_saw_is_called_by_its_rows():
    run = gx.descend(line_loss(), {"w": 0, "b": 0}, gx.OPTIMIZERS["GD"](lr=0.1), 60, batch_size=4, seed=2)
    made = receipt(run, 9)
    assert term_words(made, "g") == "slope of all 60 rows"
    assert term_words(made, "g", is_disturbed=True) == "slope of 4 of 60 rows"
    rows = batch_rows(60, 4, 2, 8)
    assert made.slope_seen == pytest.approx(line_loss().batch_gradient(rows, run.points[8]), rel=1e-12)
    told = [why(run, receipt(run, step), step) for step in range(1, 61)]
    uphill = "What leads downhill for 4 of the 60 rows leads uphill for all"
    rising = [step for step in range(60) if run.losses[step + 1] > run.losses[step]]
    assert rising and any(told[step].startswith(uphill) for step in rising)
    assert not any(uphill in told[step] for step in range(60) if step not in rising)
