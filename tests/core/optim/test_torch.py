"""Every optimiser that PyTorch has goes where PyTorch's goes, with its settings and under its schedules."""

import json
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer.core.optim import SCHEDULES, Sequence

REFERENCE = json.loads((Path(__file__).parent / "reference_torch.json").read_text())
TORCHS_NAMES = {"SGD", "Adagrad", "RMSprop", "Adadelta", "Adam", "AdamW", "NAdam", "RAdam", "Adamax", "LBFGS"}


def schedule_of(case):
    if case["schedule"] is None:
        return None
    parts = tuple(SCHEDULES[name](**keywords) for name, keywords in case["schedule"][:2])
    return Sequence(parts, (case["schedule"][2],)) if len(case["schedule"]) == 3 else parts[0]


def keywords_of(case):
    return {key: tuple(value) if isinstance(value, list) else value for key, value in case["keywords"].items()}


def run_of(case, f):
    optimiser = explorer.OPTIMIZERS[case["optimiser"]](**keywords_of(case))
    return explorer.descend(f, case["start"], optimiser, steps=case["calm"], schedule=schedule_of(case))


def named(case):
    return f"{case['optimiser']} {case['formula'][:12]} {case['keywords']} {case['schedule']}"


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=named)
def test_its_path_is_torchs(case):
    run = run_of(case, explorer.parse(case["formula"]))
    steps = [step for step in REFERENCE["steps"] if step <= case["calm"]]
    assert np.allclose(run.points[steps], case["points"], rtol=1e-10, atol=1e-12)


class WithoutTree:
    """The same function, as an objective that is no formula."""

    def __init__(self, f):
        self.variables, self.value_at, self.value_and_gradient = f.variables, f.value_at, f.value_and_gradient
        self.hessian_at, self.values_at, self.gradients_at = f.hessian_at, f.values_at, f.gradients_at
        self.sample, self.plane = f.sample, f.plane


@pytest.mark.parametrize("case", [case for case in REFERENCE["cases"] if case["formula"].startswith("x^2")], ids=named)
def test_an_objective_that_is_no_formula_goes_there_too(case):
    run = run_of(case, WithoutTree(explorer.parse(case["formula"])))
    steps = [step for step in REFERENCE["steps"] if step <= case["calm"]]
    assert np.allclose(run.points[steps], case["points"], rtol=1e-10, atol=1e-12)


def test_the_reference_covers_what_torch_has_on_every_function():
    for formula in {case["formula"] for case in REFERENCE["cases"]}:
        plain = [case for case in REFERENCE["cases"] if case["formula"] == formula and case["schedule"] is None]
        assert {case["torch"] for case in plain} == TORCHS_NAMES
    assert sum(case["calm"] == 200 for case in REFERENCE["cases"]) > 0.9 * len(REFERENCE["cases"])
    assert {name for case in REFERENCE["cases"] for name, _ in (case["schedule"] or [])[:2]} == set(SCHEDULES)


TORCHS_DEFAULTS = {
    "GD": {"lr": 1e-3, "momentum": 0, "dampening": 0, "weight_decay": 0, "nesterov": False, "maximize": False},
    "Momentum": {"momentum": 0.9, "nesterov": False},
    "Nesterov": {"momentum": 0.9, "nesterov": True},
    "AdaGrad": {"lr": 1e-2, "lr_decay": 0, "weight_decay": 0, "initial_accumulator_value": 0, "eps": 1e-10},
    "RMSProp": {"lr": 1e-2, "alpha": 0.99, "eps": 1e-8, "weight_decay": 0, "momentum": 0, "centered": False},
    "Adadelta": {"lr": 1.0, "rho": 0.9, "eps": 1e-6, "weight_decay": 0},
    "Adam": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0, "amsgrad": False},
    "AMSGrad": {"lr": 1e-3, "amsgrad": True},
    "AdamW": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 1e-2, "amsgrad": False},
    "NAdam": {"lr": 2e-3, "weight_decay": 0, "momentum_decay": 4e-3, "decoupled_weight_decay": False},
    "RAdam": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0, "decoupled_weight_decay": False},
    "Adamax": {"lr": 2e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0},
    "Lion": {"lr": 1e-4, "betas": (0.9, 0.99), "weight_decay": 0},
    "LBFGS": {
        "lr": 1,
        "max_iter": 20,
        "max_eval": None,
        "tolerance_grad": 1e-7,
        "tolerance_change": 1e-9,
        "history_size": 100,
        "line_search_fn": None,
    },
}


@pytest.mark.parametrize("name", TORCHS_DEFAULTS)
def test_keywords_and_defaults_are_torchs(name):
    optimiser = explorer.OPTIMIZERS[name]()
    assert {key: optimiser.values[key] for key in TORCHS_DEFAULTS[name]} == TORCHS_DEFAULTS[name]
