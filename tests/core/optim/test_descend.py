"""Descent: closed forms, how a run ends, and input that makes no sense."""

import math

import numpy as np
import pytest

import explorer
from explorer.core.optim import descend_chunks, propose_learning_rate

BOWL = explorer.parse("x^2 + y^2")


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.4])
def test_gradient_descent_on_a_bowl_is_a_geometric_sequence(rate):
    run = explorer.descend(BOWL, {"x": 1.0, "y": -2.0}, explorer.OPTIMIZERS["GD"](lr=rate), steps=30)
    factors = (1 - 2 * rate) ** np.arange(31)
    assert np.allclose(run.points, factors[:, None] * [1.0, -2.0], rtol=1e-12)
    assert np.allclose(run.losses, 5 * factors**2, rtol=1e-12)
    assert np.allclose(run.gradient_norms, 2 * math.sqrt(5) * factors, rtol=1e-12)


def test_adams_first_step_is_the_learning_rate():
    run = explorer.descend(BOWL, {"x": 3.0, "y": -4.0}, explorer.OPTIMIZERS["Adam"](lr=0.1), steps=1)
    assert run.points[1] == pytest.approx([2.9, -3.9], abs=1e-8)


OUTCOMES = [
    ("x^2 + y^2", "GD", {"lr": 0.1}, 500, 1e-8, "converged"),
    ("x^2 + y^2", "GD", {"lr": 1.5}, 500, 0.0, "diverged"),
    ("x²y + 3xy³", "GD", {"lr": 0.01}, 500, 0.0, "diverged"),
    ("x^2 + y^2", "GD", {"lr": 0.001}, 5, 0.0, "out of steps"),
    ("√x + √y", "GD", {"lr": 1.0}, 50, 0.0, "left the domain"),
    ("ln(x) + y^2", "GD", {"lr": 0.5}, 50, 0.0, "left the domain"),
    ("-x^2 - y^2", "Adam", {"lr": 0.1}, 50, 0.0, None),
    ("x^2 + y^2", "GD", {"lr": 1.0}, 100, 0.0, "stalled"),
]


@pytest.mark.parametrize(("text", "name", "keywords", "steps", "tolerance", "outcome"), OUTCOMES)
def test_how_a_run_ends(text, name, keywords, steps, tolerance, outcome):
    function = explorer.parse(text)
    optimiser = explorer.OPTIMIZERS[name](**keywords)
    run = explorer.descend(function, {"x": 1.0, "y": 2.0}, optimiser, steps=steps, tolerance=tolerance)
    if outcome is not None:
        assert run.outcome == outcome
    assert run.reason and np.isfinite(run.points).all() and np.isfinite(run.losses).all()
    assert len(run.points) == len(run.losses) <= steps + 1


def test_a_start_in_a_hole_is_told():
    run = explorer.descend(explorer.parse("√(x-10) + y"), {"x": 1.0, "y": 1.0}, explorer.OPTIMIZERS["GD"](), steps=10)
    assert run.outcome == "left the domain" and "start" in run.reason


@pytest.mark.parametrize("rate", [-0.1, math.nan, math.inf, "fast", None, True and "0.1"])
def test_a_learning_rate_that_makes_no_sense(rate):
    with pytest.raises((ValueError, TypeError)):
        explorer.OPTIMIZERS["GD"](lr=rate)


@pytest.mark.parametrize("rate", [1e-300, 1e300])
def test_an_absurd_learning_rate_ends_with_its_reason(rate):
    run = explorer.descend(BOWL, {"x": 1.0, "y": 1.0}, explorer.OPTIMIZERS["GD"](lr=rate), steps=100)
    assert run.reason and np.isfinite(run.losses).all()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"start": {"x": 1.0}}, ValueError),
        ({"start": {"x": 1.0, "y": "two"}}, (ValueError, TypeError)),
        ({"steps": -1}, ValueError),
        ({"steps": 2.5}, (ValueError, TypeError)),
        ({"steps": 10**12}, ValueError),
        ({"optimizer": "GD"}, TypeError),
        ({"tolerance": -1.0}, ValueError),
    ],
)
def test_input_that_makes_no_sense(changes, error):
    arguments = {"f": BOWL, "start": {"x": 1.0, "y": 1.0}, "optimizer": explorer.OPTIMIZERS["GD"](), "steps": 5}
    with pytest.raises(error):
        explorer.descend(**{**arguments, **changes})


@pytest.mark.parametrize(
    ("alias", "name"),
    [("SGD", "GD"), ("Adagrad", "AdaGrad"), ("RMSprop", "RMSProp"), ("Adadelta", "Adadelta"), ("LBFGS", "LBFGS")],
)
def test_torchs_names(alias, name):
    assert explorer.OPTIMIZERS[alias] is explorer.OPTIMIZERS[name] and alias in explorer.OPTIMIZERS


def test_an_unknown_optimiser_is_named():
    with pytest.raises(KeyError, match="Adem"):
        explorer.OPTIMIZERS["Adem"]


def test_chunks_make_up_the_whole_and_can_be_left():
    f, start = explorer.parse("(1-x)^2 + 100(y-x^2)^2"), {"x": -1.2, "y": 1.0}
    chunks = descend_chunks(f, start, explorer.OPTIMIZERS["Adam"](lr=0.01), 5000)
    done = []
    while True:
        try:
            done.append(next(chunks))
        except StopIteration as end:
            run = end.value
            break
    whole = explorer.descend(f, start, explorer.OPTIMIZERS["Adam"](lr=0.01), steps=5000)
    assert np.array_equal(run.points, whole.points)
    assert done == sorted(done) and all(0 < step <= 5000 for step in done)
    abandoned = descend_chunks(f, start, explorer.OPTIMIZERS["GD"](lr=1e-4), 100_000)
    next(abandoned)
    abandoned.close()


@pytest.mark.parametrize("dimension", [1, 3, 5])
def test_any_number_of_variables(dimension):
    text = " + ".join(f"{k}x_{k}^2" for k in range(1, dimension + 1))
    start = {f"x_{k}": 1.0 for k in range(1, dimension + 1)}
    run = explorer.descend(explorer.parse(text), start, explorer.OPTIMIZERS["GD"](lr=0.05), steps=3)
    expected = [(1 - 0.1 * k) ** 3 for k in range(1, dimension + 1)]
    assert run.points[-1] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "name",
    ["GD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AMSGrad", "AdamW", "NAdam", "Adamax", "Lion", "BFGS"],
)
@pytest.mark.parametrize("text", ["x^2 + y^2", "x^2 + 40y^2", "1e6 (x^2 + y^2)", "1e-6 (x^2 + y^2)", "√(x^2+y^2+1)"])
def test_the_proposed_rate_descends(name, text):
    function, start = explorer.parse(text), {"x": 1.0, "y": 2.0}
    rate = propose_learning_rate(function, start, name)
    run = explorer.descend(function, start, explorer.OPTIMIZERS[name](lr=rate), steps=300)
    assert run.losses[-1] - function(x=0, y=0) < 0.05 * (run.losses[0] - function(x=0, y=0))


def test_steps_zero_records_the_start():
    run = explorer.descend(BOWL, {"x": 1, "y": 2}, explorer.OPTIMIZERS["GD"](), steps=0)
    assert run.points.tolist() == [[1.0, 2.0]] and len(run) == 0
