"""Receipts: the terms of a step are its formulas with its numbers, and add up to the step to the last bit."""

import numpy as np
import pytest

import explorer
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.mathml import to_mathml
from explorer.core.optim import OPTIMIZERS, SCHEDULES, descend, receipt

ROSENBROCK = explorer.parse("(1-x)^2 + 100(y-x^2)^2")
START = {"x": -1.2, "y": 1.0}
VARIANTS = [
    *((name, {"lr": 1e-4} if name in ("GD", "Momentum", "Nesterov") else {}) for name in OPTIMIZERS),
    ("GD", {"lr": 1e-4, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.1}),
    ("Adam", {"weight_decay": 0.1, "amsgrad": True, "maximize": True}),
    ("Adam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RMSProp", {"centered": True, "momentum": 0.5, "weight_decay": 0.1}),
    ("NAdam", {"weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {"weight_decay": 0.1, "betas": (0.9, 0.99)}),
    ("Lion", {"weight_decay": 0.1}),
    ("LineSearch", {"condition": "wolfe"}),
    ("LBFGS", {"max_iter": 1, "max_eval": 25, "line_search_fn": "strong_wolfe"}),
    ("LBFGS", {"max_iter": 3, "line_search_fn": "strong_wolfe"}),
]
MATRICES = {"B", "H", "δ", "I"}


class WithoutTree:
    """The same function, as an objective that is no formula."""

    def __init__(self, f):
        self.variables, self.value_at, self.value_and_gradient = f.variables, f.value_at, f.value_and_gradient
        self.hessian_at, self.values_at, self.gradients_at = f.hessian_at, f.values_at, f.gradients_at
        self.sample, self.plane = f.sample, f.plane


def runs():
    for name, keywords in VARIANTS:
        optimiser = OPTIMIZERS[name](**keywords)
        yield descend(ROSENBROCK, START, optimiser, 30)
        schedule = None if name == "GradientFlow" else SCHEDULES["OneCycle"](total_steps=40)
        yield descend(WithoutTree(ROSENBROCK), START, optimiser, 30, schedule=schedule, noise=0.5, seed=3)
        yield descend(ROSENBROCK, START, optimiser, 30, schedule=schedule, noise=0.5, seed=3)


@pytest.fixture(scope="module", params=range(3 * len(VARIANTS)), ids=lambda i: f"{VARIANTS[i // 3]} {i % 3}")
def run(request, cached=[]):  # noqa: B006
    if not cached:
        cached.extend(runs())
    return cached[request.param]


@pytest.mark.parametrize("step", [1, 2, 7, 30])
def test_the_step_adds_up(run, step):
    paid = receipt(run, step)
    assert np.array_equal(paid.position, run.points[step - 1])
    assert np.array_equal(paid.next_position, run.points[step])
    assert np.array_equal(paid.position + paid.delta, paid.next_position)
    total = sum(part.values for part in paid.parts)
    size = sum(np.abs(part.values) for part in paid.parts) + 1e-300
    assert (np.abs(total - paid.delta) <= 1e-13 * size).all()


def test_every_term_is_its_formula_with_its_numbers(run):
    paid = receipt(run, 7)
    assert paid.terms[0].symbol == "g" and len(paid.terms) >= 2
    for term in paid.terms:
        assert term.values.shape == (2,) and not term.values.flags.writeable and to_mathml(term.formula)
        unknown = term.formula.symbols - set(term.inputs)
        if unknown & MATRICES or term.formula.symbols <= {term.symbol, "∇f"} or not term.inputs:
            continue
        for component in range(2):
            numbers = {name: float(values[component]) for name, values in term.inputs.items()}
            assert evaluate(term.formula, numbers) == pytest.approx(float(term.values[component]), rel=1e-12)


def test_adams_first_receipt_by_hand():
    bowl = explorer.parse("x^2 + 3y^2")
    run = descend(bowl, {"x": 3.0, "y": -1.0}, OPTIMIZERS["Adam"](lr=0.5, betas=(0.9, 0.99)), 1)
    paid = receipt(run, 1)
    assert [term.symbol for term in paid.terms] == ["g", "c_1", "c_2", "m", "v", "m̂", "v̂", "Δ", "x"]
    expected = {"g": [6, -6], "m": [0.6, -0.6], "v": [0.36, 0.36], "m̂": [6, -6], "v̂": [36, 36], "Δ": [-0.5, 0.5]}
    for symbol, values in expected.items():
        assert paid.term(symbol).values == pytest.approx(values, rel=1e-7)
    assert paid.term("c_1").is_shared and paid.learning_rate == 0.5 and paid.step == 1
    with pytest.raises(KeyError, match="no u"):
        paid.term("u")


def test_the_arrows_of_momentum_are_the_slope_and_what_was_kept():
    optimiser = OPTIMIZERS["Momentum"](lr=1e-3, weight_decay=0.1)
    run = descend(ROSENBROCK, START, optimiser, 9, noise=0.2, seed=1)
    paid, before = receipt(run, 9), receipt(run, 8)
    parts = {part.symbol: part.values for part in paid.parts}
    assert parts["g"] == pytest.approx(-1e-3 * ROSENBROCK.gradient(dict(zip("xy", run.points[8], strict=True))))
    assert parts["v"] == pytest.approx(-1e-3 * 0.9 * before.term("v").values)
    assert parts["x"] == pytest.approx(-1e-3 * 0.1 * run.points[8])
    assert parts["ξ"] == pytest.approx(-1e-3 * paid.noise)


def test_newtons_arrows_lie_along_the_principal_directions():
    run = descend(ROSENBROCK, START, OPTIMIZERS["Newton"](), 3)
    paid = receipt(run, 1)
    _, directions = np.linalg.eigh(ROSENBROCK.hessian(START))
    for part, direction in zip(paid.parts, directions.T, strict=True):
        assert abs(part.values[0] * direction[1] - part.values[1] * direction[0]) < 1e-12


def test_steps_far_into_a_long_run():
    run = descend(ROSENBROCK, START, OPTIMIZERS["Adam"](lr=1e-3), 5000)
    for step in (1, 1024, 1025, 3333, 5000):
        paid = receipt(run, step)
        assert np.array_equal(paid.position + paid.delta, run.points[step]) and paid.step == step


@pytest.mark.parametrize("step", [0, -1, 31])
def test_a_step_that_the_run_does_not_have(step):
    run = descend(ROSENBROCK, START, OPTIMIZERS["Adam"](), 30)
    with pytest.raises(ValueError, match="steps 1 to 30"):
        receipt(run, step)
