"""Whatever one asks of an optimiser, it ends with its reason named or refuses with a sentence."""

import math
import re

import numpy as np
import pytest

import explorer
from explorer.core.optim import OPTIMIZERS, SCHEDULES, descend

START = {"x": 1.0, "y": 2.0}
WORDS = {"converged", "diverged", "stalled", "left the domain", "out of steps"}
ODD = ["x²y + 3xy³", "-x^2 - y^4", "e^(x y)", "√x + √y", "ln(x) + y^2", "1/x + y", "|x| + |y|", "0x + 0y + 3", "x - y"]


def rated(name, rate):
    kind = OPTIMIZERS[name]
    return kind(**{kind.rate: rate})


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("text", ODD)
def test_odd_functions_end_with_a_reason(name, text):
    for optimiser in (OPTIMIZERS[name](), rated(name, 0.3)):
        run = descend(explorer.parse(text), START, optimiser, 60)
        assert run.outcome in WORDS and re.fullmatch(r".{15,}\.", run.reason)
        assert np.isfinite(run.points).all() and np.isfinite(run.losses).all() and np.isfinite(run.gradient_norms).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("rate", [1e-300, 1e20, 1e200, 1.7e308])
def test_absurd_rates_end_with_a_reason(name, rate):
    run = descend(explorer.parse("x^2 + y^2"), START, rated(name, rate), 20)
    assert run.outcome in WORDS and run.reason and np.isfinite(run.losses).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_rate_of_zero_stalls_and_says_what_to_raise(name):
    run = descend(explorer.parse("x^2 + y^2"), START, rated(name, 0.0), 30)
    assert run.outcome == "stalled" and "above 0" in run.reason and np.array_equal(run.points[-1], run.points[0])


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("rate", [-0.1, math.nan, math.inf])
def test_rates_that_make_no_sense_are_refused(name, rate):
    with pytest.raises(ValueError, match=r"(lr|time_step) must be a number that is zero or more, not"):
        rated(name, rate)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_start_in_a_hole(name):
    run = descend(explorer.parse("√(x-10) + y"), START, OPTIMIZERS[name](), 10)
    assert run.outcome == "left the domain" and "start" in run.reason and len(run) == 0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_start_at_rest_stays_there(name):
    run = descend(explorer.parse("x^2 + y^2"), {"x": 0.0, "y": 0.0}, OPTIMIZERS[name](), 10)
    assert run.outcome == "converged" and not run.points.any()


@pytest.mark.parametrize("name", ["GD", "Newton", "BFGS", "LBFGS", "LineSearch", "GradientFlow"])
def test_what_falls_without_bound_is_told_so(name):
    optimiser = OPTIMIZERS[name](**({**OPTIMIZERS[name].watched, "lr": 1.0} if name == "LBFGS" else {}))
    run = descend(explorer.parse("x²y + 3xy³"), START, optimiser, 500)
    if name == "Newton":
        assert run.outcome == "converged" and "saddle" in run.reason
    else:
        assert run.outcome == "diverged" and "falls without bound" in run.reason


def test_no_eps_and_no_slope_is_told():
    run = descend(explorer.parse("x^2 + 0y"), {"x": 1.0, "y": 1.0}, OPTIMIZERS["RMSProp"](eps=0.0), 10)
    assert run.outcome == "stalled" and "eps" in run.reason


@pytest.mark.parametrize(
    ("name", "keywords"),
    [
        ("LBFGS", {"history_size": 0}),
        ("LBFGS", {"history_size": 2.5}),
        ("LBFGS", {"line_search_fn": "armijo"}),
        ("LineSearch", {"condition": "goldstein"}),
        ("LineSearch", {"c1": 0.5, "c2": 0.4}),
        ("LineSearch", {"shrink": 1.0}),
        ("RMSProp", {"momentum": -0.5}),
        ("RMSProp", {"alpha": math.nan}),
        ("Adadelta", {"rho": 1.5}),
        ("NAdam", {"momentum_decay": -1.0}),
        ("AdaGrad", {"initial_accumulator_value": -1.0}),
        ("Lion", {"betas": (0.9, 1.0)}),
        ("Newton", {"damping": -1.0}),
        ("GradientFlow", {"rtol": 0.0}),
    ],
)
def test_settings_that_make_no_sense(name, keywords):
    with pytest.raises(ValueError, match=r"must be .*\."):
        OPTIMIZERS[name](**keywords)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_says_what_it_is(name):
    kind = OPTIMIZERS[name]
    assert kind.name == name and kind.title and kind.summary.endswith(".") and re.search(r"\d{4}", kind.source)
    assert kind.__doc__ and kind.rule.__doc__ and hash(kind()) == hash(kind()) and kind() == kind()
    assert {setting.name for setting in kind.settings} >= {kind.rate}


def test_memory_of_a_long_run_is_bounded_by_what_is_recorded():
    f = explorer.parse("(1-x)^2 + 100(y-x^2)^2")
    run = descend(f, START, OPTIMIZERS["Adam"](), 100_000, schedule=SCHEDULES["Cosine"](T_max=1000), noise=0.1)
    assert len(run) == 100_000 and run.points.nbytes + run.losses.nbytes + run.gradient_norms.nbytes < 3.3e6
    assert len(run.checkpoints) <= 100
