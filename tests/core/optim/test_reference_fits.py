"""NIST's linear reference fits reached by descent, and what a descent says that does not reach them.

Columns are standardised first, the target too: powers of x are those of the standardised x, standardised again; a model
without a constant is scaled and not centred. From zeros BFGS has four digits of every certified coefficient (in the
data's own units) from this step on, and at the end, after 150 steps, more:

======== ===== ======  ======== ===== ======  ======== ===== ======
set      step  digits  set      step  digits  set      step  digits
======== ===== ======  ======== ===== ======  ======== ===== ======
Norris       2   12.8  Filip       98   13.5  Wampler3    29    7.0
Pontius      2   12.2  Longley     45   13.8  Wampler4    29    9.3
NoInt1       2   14.7  Wampler1    29    9.9  Wampler5    29    7.8
NoInt2       2   15.5  Wampler2    28   13.0
======== ===== ======  ======== ===== ======  ======== ===== ======

Adam at learning rate 0.1 has four digits of Norris, Pontius, NoInt1 and NoInt2 within 500 steps.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

from explorer.core.learn.dataset import DataSet
from explorer.core.learn.loss import Loss, loss
from explorer.core.learn.minimum import minimize
from explorer.core.optim import OPTIMIZERS, Optimizer, Run, descend
from explorer.core.optim.scales import hidden_fall

FILE = Path(__file__).parents[1] / "learn" / "nist_linear.json"
CASES: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
WITHIN = {"Norris": 5, "Pontius": 5, "NoInt1": 5, "NoInt2": 5, "Filip": 120, "Longley": 60} | {
    f"Wampler{k}": 40 for k in range(1, 6)
}
STEPS = 150


class Fit:
    """A reference fit in standardised columns, and the way back to its coefficients."""

    def __init__(self, name: str) -> None:
        case = CASES[name]
        columns = {key: np.array(values, dtype=float) for key, values in case["columns"].items()}
        target = columns.pop("y")
        self.certified = np.array([float(value) for value in case["certified"]])
        self.has_constant = case["model"].startswith("b0")
        self.is_polynomial = "^" in case["model"]
        self.middle, self.width = 0.0, 1.0
        if self.is_polynomial:
            x = columns["x"]
            self.middle, self.width = float(x.mean()), float(x.std())
            columns = {f"z{k}": ((x - self.middle) / self.width) ** k for k in range(1, len(self.certified))}
        self.names = tuple(columns)
        standard = {key: self._standardised(values)[0] for key, values in columns.items()}
        self.scales = [self._standardised(values)[1:] for values in columns.values()]
        standard["y"], self.shift, self.spread = self._standardised(target)
        terms = [f"c_{k + 1} * {key}" for k, key in enumerate(self.names)]
        self.loss: Loss = loss(" + ".join(["c_0"] * self.has_constant + terms), DataSet(standard), "y")

    def _standardised(self, values: np.ndarray) -> tuple[np.ndarray, float, float]:
        middle = float(values.mean()) if self.has_constant else 0.0
        width = float(np.sqrt(np.mean((values - middle) ** 2)))
        return (values - middle) / width, middle, width

    def coefficients(self, position: np.ndarray) -> np.ndarray:
        """In the data's own units; powers are multiplied out with fifty digits."""
        at = dict(zip(self.loss.variables, position.tolist(), strict=True))
        with mpmath.workdps(50):
            found = [mpmath.mpf(at[f"c_{k + 1}"]) * self.spread / width for k, (_, width) in enumerate(self.scales)]
            if not self.has_constant:
                return np.array(found, dtype=float)
            shift = sum(value * middle for value, (middle, _) in zip(found, self.scales, strict=True))
            found.insert(0, mpmath.mpf(at["c_0"]) * self.spread + self.shift - shift)
            return np.array(self._expanded(found) if self.is_polynomial else found, dtype=float)

    def _expanded(self, inner: list[mpmath.mpf]) -> list[mpmath.mpf]:
        powers = [mpmath.mpf(0)] * len(inner)
        for k, value in enumerate(inner):
            for j in range(k + 1):
                factor = mpmath.binomial(k, j) * mpmath.mpf(-self.middle) ** (k - j) / mpmath.mpf(self.width) ** k
                powers[j] += value * factor
        return powers

    def digits(self, position: np.ndarray) -> float:
        """How many agree of the coefficient that is worst."""
        wrong = np.abs(self.coefficients(position) / self.certified - 1.0).max()
        return float(-np.log10(max(wrong, 1e-16)))

    def descend(self, rule: Optimizer, steps: int) -> Run:
        """From zeros."""
        return descend(self.loss, dict.fromkeys(self.loss.variables, 0.0), rule, steps)


@pytest.mark.parametrize("name", CASES)
def test_bfgs_reaches_four_digits_and_keeps_them(name: str) -> None:
    fit = Fit(name)
    run = fit.descend(OPTIMIZERS["BFGS"](), STEPS)
    assert fit.digits(run.points[WITHIN[name]]) >= 4
    assert fit.digits(run.points[-1]) >= 6.5 and run.outcome == "converged"


@pytest.mark.parametrize("name", ["Norris", "Pontius", "NoInt1", "NoInt2"])
def test_adam_reaches_four_digits(name: str) -> None:
    fit = Fit(name)
    run = fit.descend(OPTIMIZERS["Adam"](lr=0.1), 500)
    assert min(fit.digits(point) for point in run.points[-20:]) >= 4


@pytest.mark.parametrize(("name", "rule"), [("Pontius", "Newton"), ("Filip", "Newton"), ("Wampler2", "BFGS")])
def test_a_fit_of_raw_columns_that_is_not_reached_is_not_called_so(name: str, rule: str) -> None:
    case = CASES[name]
    fit = loss(case["model"], DataSet(case["columns"]), "y")
    run = descend(fit, dict.fromkeys(fit.variables, 0.0), OPTIMIZERS[rule](), 100)
    least = minimize(fit, dict.fromkeys(fit.variables, 0.0)).value
    assert run.outcome == "stalled" and "standardise the columns" in run.reason
    fall = hidden_fall(fit.hessian_at(run.points[-1]), fit.value_and_gradient(run.points[-1])[1])
    assert fall == pytest.approx(run.losses[-1] - least, rel=0.05)


@pytest.mark.parametrize("name", ["Wampler1", "Wampler3", "Norris"])
def test_newton_on_raw_columns_that_it_can_resolve_is_converged(name: str) -> None:
    case = CASES[name]
    fit = loss(case["model"], DataSet(case["columns"]), "y")
    assert descend(fit, dict.fromkeys(fit.variables, 0.0), OPTIMIZERS["Newton"](), 100).outcome == "converged"


def test_no_fall_is_claimed_where_the_curvature_tells_none() -> None:
    slope = np.array([1.0, 1.0])
    assert hidden_fall(np.diag([1.0, 10.0]), slope) == 0.0
    assert hidden_fall(np.diag([1e9, -1.0]), slope) == 0.0
    assert hidden_fall(np.array([[1e9, 1e5], [1e5, 1.0]]), slope) == 0.0  # a saddle between the axes
    assert hidden_fall(np.array([[np.nan, 0.0], [0.0, 1.0]]), slope) == 0.0
    assert hidden_fall(np.diag([1e9, 2.0]), slope) == pytest.approx(0.5 * (1e-9 + 0.5))
