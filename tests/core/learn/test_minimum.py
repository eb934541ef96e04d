"""Fits reach what NIST has certified, and minima that are known by other means.

The files beside this one hold Statistical Reference Datasets of the US National Institute of Standards and Technology
(public domain): data, models in our notation, both starts and the certified values.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer as gx
from explorer.core.learn import exact_fit
from explorer.core.learn.dataset import DataSet
from explorer.core.learn.generators import generate
from explorer.core.learn.loss import Loss, loss
from explorer.core.learn.minimum import minimize

HERE = Path(__file__).parent
LINEAR: dict[str, Any] = json.loads((HERE / "nist_linear.json").read_text(encoding="utf-8"))
NONLINEAR: dict[str, Any] = json.loads((HERE / "nist_nonlinear.json").read_text(encoding="utf-8"))
RANDOM = np.random.default_rng(11)


def digits(found: float, certified: str) -> float:
    """How many decimal digits agree."""
    wrong = abs(Decimal(found) - Decimal(certified)) / abs(Decimal(certified))
    return 16.0 if wrong == 0 else float(-wrong.log10())


def agreeing(found: Iterable[float], certified: Iterable[str]) -> float:
    """How many digits agree of the number that is worst."""
    return min(digits(value, exact) for value, exact in zip(found, certified, strict=True))


@pytest.mark.parametrize("name", LINEAR)
def test_linear_reference_fits_to_thirteen_digits(name: str) -> None:
    case = LINEAR[name]
    fit = loss(case["model"], DataSet(case["columns"]), "y")
    found = minimize(fit, dict.fromkeys(fit.variables, 0.0))
    assert (found.method, found.converged, found.unique) == ("closed form", True, True)
    assert agreeing(found.position.values(), case["certified"]) >= 13


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", NONLINEAR)
def test_nonlinear_reference_fits_to_ten_digits_from_both_starts(name: str, start: int) -> None:
    case = NONLINEAR[name]
    columns = {key: np.array(values) for key, values in case["columns"].items()}
    if "logarithm" in case:
        columns["y"] = np.log(columns["y"])
    fit = loss(case["model"], DataSet(columns), "y")
    found = minimize(fit, case["starts"][start])
    assert found.converged
    assert min(digits(found.position[key], value) for key, value in case["certified"].items()) >= 10
    if float(case["rss"]) > 1e-20:
        assert digits(found.value * len(fit), case["rss"]) >= 9


@pytest.mark.parametrize("name", ["Norris", "Longley", "Wampler2", "Pontius"])
def test_large_problems_are_refined_to_nine_digits_too(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_fit, "_MOST_PRODUCTS", 0)
    case = LINEAR[name]
    fit = loss(case["model"], DataSet(case["columns"]), "y")
    found = minimize(fit, dict.fromkeys(fit.variables, 0.0))
    assert agreeing(found.position.values(), case["certified"]) >= 9


@given(st.integers(2, 5), st.integers(0, 1000), st.sampled_from([0.0, 0.01]))
@settings(max_examples=15, deadline=None)
def test_closed_forms_equal_fifty_digits(n: int, seed: int, l2: float) -> None:
    random = np.random.default_rng(seed)
    rows = n + 4
    matrix, target = random.normal(size=(rows, n)), random.normal(size=rows)
    columns = {f"x{i}": matrix[:, i] for i in range(n)} | {"y": target}
    fit = loss("+".join(f"w_{i} x_{i}^3 sin(x_{i})" for i in range(n)), DataSet(columns), "y", l2=l2)
    with mpmath.workdps(50):
        design = mpmath.matrix(rows, n)
        for i in range(rows):
            for j in range(n):
                x = mpmath.mpf(float(matrix[i, j]))
                design[i, j] = x**3 * mpmath.sin(x)
        normal = design.T * design + rows * mpmath.mpf(l2) * mpmath.eye(n)
        exact = mpmath.lu_solve(normal, design.T * mpmath.matrix(target.tolist()))
        expected = [float(value) for value in exact]
    assert list(minimize(fit, dict.fromkeys(fit.variables, 0.0)).position.values()) == pytest.approx(
        expected, rel=1e-11
    )


def test_a_hundred_thousand_rows_in_closed_form() -> None:
    x = RANDOM.normal(size=100_000)
    fit = loss("a x^2 + b x + c", DataSet({"x": x, "y": 3 * x**2 - x + 0.5}), "y")
    assert minimize(fit, {"a": 0, "b": 0, "c": 0}).position == pytest.approx({"a": 3, "b": -1, "c": 0.5}, rel=1e-14)


def test_columns_that_depend_on_each_other_are_told() -> None:
    data = DataSet({"x": [1, 2, 3], "z": [2, 4, 6], "y": [5, 10, 15]})
    found = minimize(loss("a x + b z", data, "y"), {"a": 9, "b": 9})
    assert not found.unique and "depend on each other" in found.reason
    assert found.position == pytest.approx({"a": 1, "b": 2}) and found.value == pytest.approx(0, abs=1e-25)


def test_a_penalty_on_a_curve_is_part_of_what_is_least() -> None:
    data = generate("curve", 60, 0.1, seed=3)
    fit = loss("a sin(k x) + c x", data, "y", l2=0.01)
    found = minimize(fit, {"a": 0.5, "k": 1.8, "c": 0})
    assert found.converged and found.gradient_norm < 1e-14
    assert np.linalg.eigvalsh(fit.hessian(found.position)).min() > 0


@pytest.mark.parametrize("kind", ["huber", "cross-entropy"])
def test_smooth_losses_end_where_the_gradient_is_zero(kind: str) -> None:
    data = generate("blobs", 80, 0.8, seed=4)
    model = "σ(w_1 x_1 + w_2 x_2 + b)" if kind == "cross-entropy" else "w_1 x_1 + w_2 x_2 + b"
    fit = loss(model, data, "y", kind, delta=0.3)
    found = minimize(fit, {"w_1": 0, "w_2": 0, "b": 0})
    assert found.converged and found.unique and found.gradient_norm < 1e-13
    assert np.linalg.eigvalsh(fit.hessian(found.position)).min() > 0


def test_the_logistic_fit_equals_its_solution_in_fifty_digits() -> None:
    x, y = [0.5, 1.5, 2.0, 3.0, 4.5], [0, 0, 1, 0, 1]
    fit = loss("1/(1 + e^(-(w x + b)))", DataSet({"x": x, "y": y}), "y", "cross-entropy")
    found = minimize(fit, {"w": 0, "b": 0})
    with mpmath.workdps(50):

        def score(w: mpmath.mpf, b: mpmath.mpf) -> list[mpmath.mpf]:
            error = [1 / (1 + mpmath.exp(-w * a - b)) - t for a, t in zip(x, y, strict=True)]
            return [sum(error), sum(e * a for e, a in zip(error, x, strict=True))]

        w, b = mpmath.findroot(score, (found.position["w"], found.position["b"]))
        assert found.position == pytest.approx({"b": float(b), "w": float(w)}, rel=1e-12)


def test_separable_classes_have_no_minimum_and_that_is_said() -> None:
    fit = loss("σ(w x + b)", DataSet({"x": [-2, -1, 1, 2], "y": [0, 0, 1, 1]}), "y", "cross-entropy")
    found = minimize(fit, {"w": 0, "b": 0})
    assert found.value < 1e-6
    assert not (found.converged and found.unique)


@given(st.integers(0, 300), st.integers(1, 3))
@settings(max_examples=12, deadline=None)
def test_an_absolute_loss_is_least_where_its_subgradient_holds_zero(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    matrix, target = random.normal(size=(15, n)), random.standard_cauchy(size=15)
    columns = {f"x{i}": matrix[:, i] for i in range(n)} | {"y": target}
    fit = loss("+".join(f"w_{i} x_{i}" for i in range(n)), DataSet(columns), "y", "absolute")
    found = minimize(fit, dict.fromkeys(fit.variables, 0.0))
    residual = matrix @ np.array(list(found.position.values())) - target
    touched = np.argsort(abs(residual))[:n]
    assert abs(residual[touched]).max() < 1e-12
    rest = np.delete(np.arange(15), touched)
    multipliers = np.linalg.solve(matrix[touched].T, -np.sign(residual[rest]) @ matrix[rest])
    assert abs(multipliers).max() <= 1 + 1e-9


def test_an_l1_penalty_sets_parameters_to_zero() -> None:
    matrix = RANDOM.normal(size=(40, 4))
    target = 2 * matrix[:, 0] - matrix[:, 2] + 0.1 * RANDOM.normal(size=40)
    columns = {f"x{i}": matrix[:, i] for i in range(4)} | {"y": target}
    fit = loss("w_0 x_0 + w_1 x_1 + w_2 x_2 + w_3 x_3", DataSet(columns), "y", l1=0.3)
    found = minimize(fit, dict.fromkeys(fit.variables, 0.1))
    position = np.array(list(found.position.values()))
    assert (position[1], position[3]) == (0.0, 0.0)
    slope = 2 / 40 * matrix.T @ (matrix @ position - target)
    assert slope[[0, 2]] == pytest.approx(-0.3 * np.sign(position[[0, 2]]), rel=1e-10)
    assert abs(slope[[1, 3]]).max() <= 0.3


def test_formulas_and_odd_starts() -> None:
    found = gx.minimize(gx.parse("(1-x)^2 + 100(y-x^2)^2"), {"x": -1.2, "y": 1})
    assert found.position == pytest.approx({"x": 1, "y": 1}, rel=1e-12) and found.converged
    saddle = gx.minimize(gx.parse("x^2 + y^4 - y^2"), {"x": 1, "y": 0.1})
    assert saddle.position == pytest.approx({"x": 0, "y": math.sqrt(0.5)}, abs=1e-8)
    data = DataSet({"x": [1.0, 2.0], "y": [1.0, 4.0]})
    undefined = minimize(loss("√(a - x)", data, "y"), {"a": 0})
    assert not undefined.converged and "undefined" in undefined.reason
    for model in ("a log(x - 3)", "a log(x - 3) + √b", "a + b/(x - 1)"):
        found = minimize(loss(model, data, "y"), {"a": 1, "b": 1})
        assert not found.converged and math.isnan(found.value)
    flat = minimize(loss("a b x", data, "y"), {"a": 1, "b": 1})
    assert flat.value == pytest.approx(minimize(loss("c x", data, "y"), {"c": 1}).value, rel=1e-12)
    assert minimize(loss("x^2", data, "y"), {}).value == 0.0
    with pytest.raises(ValueError, match="value for a"):
        minimize(loss("a x", data, "y"), {"b": 1})


def test_a_position_is_found_under_any_spelling() -> None:
    fit: Loss = loss("b1*x + α", DataSet({"x": [1.0, 2.0], "y": [3.0, 5.0]}), "y")
    position = gx.minimize(fit, {"b1": 0, "alpha": 0}).position
    assert dict(position) == {"b_1": 2.0, "α": 1.0}
    assert position["b1"] == position["b₁"] == 2 and "alpha" in position and position.get("c") is None
    with pytest.raises(KeyError):
        position["c"]
