"""Training against descend on the same loss, step by step; what is recorded, and how it stops."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.learn.network import Network
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.learn.network_training import Batches, Training
from explorer.core.optim import OPTIMIZERS, SCHEDULES, descend

RANDOM = np.random.default_rng(8)
X = RANDOM.normal(size=(40, 2))
T = (X[:, :1] * X[:, 1:] > 0).astype(np.float64)


def network(**keywords):
    return Network([2, 4, 1], ["tanh", "sigmoid"], **({"loss": "cross-entropy", "seed": 2} | keywords))


def descended(net, optimizer, steps, schedule=None):
    start = dict(zip(net.names, net.parameters.tolist(), strict=True))
    return descend(NetworkObjective(net, X, T), start, optimizer, steps, schedule=schedule)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_every_optimiser_trains_as_it_descends(name):
    optimizer = OPTIMIZERS[name]() if name in ("Adadelta", "LBFGS") else OPTIMIZERS[name](**fast(name))
    net = network()
    run = descended(net, optimizer, 30)
    losses = net.train(X, T, optimizer, 30)
    assert losses.shape == (31,)
    count = len(run.losses)
    np.testing.assert_allclose(losses[:count], run.losses, rtol=1e-12)
    if count == 31:
        np.testing.assert_allclose(net.parameters, run.points[-1], rtol=1e-10, atol=1e-14)


def fast(name):
    return {} if OPTIMIZERS[name].rate != "lr" else {"lr": 0.05}


@pytest.mark.parametrize(
    ("name", "keywords"),
    [
        ("GD", {"momentum": 0.9, "dampening": 0.2, "weight_decay": 0.01}),
        ("Nesterov", {"lr": 0.05}),
        ("Adam", {"amsgrad": True, "weight_decay": 0.1, "decoupled_weight_decay": True, "lr": 0.02}),
        ("RMSProp", {"centered": True, "momentum": 0.5}),
        ("NAdam", {"weight_decay": 0.01}),
        ("AdaGrad", {"lr_decay": 0.01, "initial_accumulator_value": 0.1}),
        ("Adam", {"maximize": True}),
    ],
)
@pytest.mark.parametrize("schedule", [None, "OneCycle", "Cosine"])
def test_every_form_of_a_rule_and_every_schedule_step_alike(name, keywords, schedule):
    chosen = None
    if schedule == "OneCycle":
        chosen = SCHEDULES["OneCycle"](max_lr=0.05, total_steps=40)
    elif schedule == "Cosine":
        chosen = SCHEDULES["Cosine"](T_max=20)
    optimizer = OPTIMIZERS[name](**keywords)
    net = network()
    run = descended(net, optimizer, 25, chosen)
    losses = net.train(X, T, optimizer, 25, schedule=chosen)
    np.testing.assert_allclose(losses, run.losses, rtol=1e-12)
    np.testing.assert_allclose(net.parameters, run.points[-1], rtol=1e-10, atol=1e-14)


def test_one_step_of_gradient_descent_is_the_slope_times_the_rate():
    net = network()
    before = net.parameters.copy()
    _, weights, biases = net.loss_and_gradients(X, T)
    net.train(X, T, OPTIMIZERS["GD"](lr=0.25), steps=1)
    slopes = np.concatenate([np.column_stack(pair).ravel() for pair in zip(weights, biases, strict=True)])
    np.testing.assert_allclose(net.parameters, before - 0.25 * slopes, rtol=1e-13)


def test_a_mini_batch_step_follows_the_slope_of_its_rows():
    net = network()
    expected = net.copy()
    losses = net.train(X, T, OPTIMIZERS["GD"](lr=0.5), steps=7, batch_size=16, seed=11)
    batches = Batches(40, 16, 11)
    told = [expected.loss_at(X, T)]
    for step in range(7):
        rows = batches.at(step)
        _, weights, biases = expected.loss_and_gradients(X[rows], T[rows])
        for own, slope in zip((*expected.weights, *expected.biases), (*weights, *biases), strict=True):
            own -= 0.5 * slope
        told.append(expected.loss_at(X, T))
    np.testing.assert_allclose(losses, told, rtol=1e-12)
    np.testing.assert_allclose(net.parameters, expected.parameters, rtol=1e-12)


@pytest.mark.parametrize("name", ["Adam", "BFGS", "LineSearch"])
def test_mini_batches_are_decided_by_the_seed(name):
    def trained(seed):
        return network().train(X, T, OPTIMIZERS[name](**fast(name)), 12, batch_size=10, seed=seed)

    np.testing.assert_array_equal(trained(3), trained(3))
    assert not np.array_equal(trained(3), trained(4))


def test_every_row_is_seen_once_an_epoch():
    batches = Batches(10, 4, 0)
    epochs = [np.concatenate([batches.at(step) for step in range(first, first + 3)]) for first in (0, 3)]
    assert [len(batches.at(step)) for step in range(3)] == [4, 4, 2]
    for epoch in epochs:
        np.testing.assert_array_equal(np.sort(epoch), np.arange(10))
    assert not np.array_equal(*epochs)


def test_losses_path_norms_and_validation_are_recorded():
    net = network()
    training = Training(
        net,
        X[:30],
        T[:30],
        OPTIMIZERS["Adam"](lr=0.05),
        validation=(X[30:], T[30:]),
        record_path=True,
        record_norms=True,
    )
    for _ in training.chunks(20):
        pass
    assert training.step == 20
    assert training.path.shape == (21, 17)
    for step in (0, 7, 20):
        other = net.copy()
        other.parameters = training.path[step]
        loss, weights, biases = other.loss_and_gradients(X[:30], T[:30])
        assert training.losses[step] == pytest.approx(loss, rel=1e-13)
        assert training.validation_losses[step] == pytest.approx(other.loss_at(X[30:], T[30:]), rel=1e-13)
        norms = [np.hypot(np.linalg.norm(w), np.linalg.norm(b)) for w, b in zip(weights, biases, strict=True)]
        np.testing.assert_allclose(training.layer_norms[step], norms, rtol=1e-12)


def test_chunks_make_the_same_steps_as_one_go():
    whole, parts = network(), network()
    losses = whole.train(X, T, OPTIMIZERS["NAdam"](lr=0.02), 50, batch_size=8)
    chunks = list(parts.train_chunks(X, T, OPTIMIZERS["NAdam"](lr=0.02), 50, batch_size=8, seconds=1e-4))
    np.testing.assert_array_equal(chunks[-1].losses, losses)
    np.testing.assert_array_equal(whole.parameters, parts.parameters)
    assert len(chunks) > 1


def test_a_cancelled_training_leaves_the_weights_it_had_reached():
    net = network()
    chunks = net.train_chunks(X, T, OPTIMIZERS["GD"](lr=0.1), 100_000, seconds=1e-4)
    training = next(chunks)
    chunks.close()
    assert 0 < training.step < 100_000
    assert net.loss_at(X, T) == pytest.approx(training.losses[-1], rel=1e-12)


def test_a_loss_that_is_no_number_stops_the_training_at_the_last_good_weights():
    net = Network([1, 3, 1], ["linear", "linear"], seed=1)
    losses = net.train([[1e3], [2e3]], [[1.0], [2.0]], OPTIMIZERS["GD"](lr=1e3), steps=200)
    assert losses.shape == (201,)
    good = int(np.isfinite(losses).sum())
    assert 1 < good < 201
    assert np.isfinite(losses[:good]).all()
    assert np.isfinite(net.parameters).all()
    training = Training(net.copy(), [[1e3]], [[1.0]], OPTIMIZERS["GD"](lr=1e3))
    training.advance(200)
    assert f"at step {training.step + 1}: lower the learning rate" in training.reason


def test_a_loss_that_overflows_at_the_start_is_told():
    net = Network([1, 1])
    net.weights = [[[1e200]]]
    training = Training(net, [[1e200]], [[0.0]], OPTIMIZERS["GD"]())
    training.advance(5)
    assert (training.step, training.has_stopped) == (0, True)
    assert "at the start" in training.reason


def test_xor_is_learned():
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    xor = np.array([[0.0], [1.0], [1.0], [0.0]])
    net = network(seed=1)
    losses = net.train(corners, xor, OPTIMIZERS["Adam"](lr=0.05), steps=1000)
    assert losses[-1] < 0.02
    np.testing.assert_array_equal(net.predict(corners) > 0.5, xor > 0.5)


@pytest.mark.parametrize(
    ("keywords", "kind", "message"),
    [
        ({"steps": -1}, ValueError, "steps must be from 0"),
        ({"steps": 2.5}, TypeError, "whole number"),
        ({"batch_size": 0}, ValueError, "1 or more"),
        ({"batch_size": "all"}, TypeError, "whole number or None"),
        ({"optimizer": "Adam"}, TypeError, "optimizer must be one of"),
        ({"seed": -2}, ValueError, "seed"),
    ],
)
def test_settings_that_make_no_sense_are_told(keywords, kind, message):
    settings = {"optimizer": OPTIMIZERS["GD"]()} | keywords
    with pytest.raises(kind, match=message):
        network().train(X, T, **settings)


def test_a_batch_larger_than_the_data_is_all_of_it():
    assert network().train(X, T, OPTIMIZERS["GD"](lr=0.1), 5, batch_size=64)[-1] == pytest.approx(
        network().train(X, T, OPTIMIZERS["GD"](lr=0.1), 5)[-1], rel=1e-14
    )
