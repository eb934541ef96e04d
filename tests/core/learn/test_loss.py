"""A loss over data is the mean over its rows, with exact derivatives, on every route that an objective has."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer as gx
from explorer.core.learn.dataset import DataSet
from explorer.core.learn.errors import DataError
from explorer.core.learn.generators import generate
from explorer.core.learn.loss import Loss, loss
from explorer.core.notation import NotationError
from explorer.core.objective import Objective

RANDOM = np.random.default_rng(5)
CURVE = DataSet({"x": RANDOM.uniform(0.1, 2, 41), "size": RANDOM.normal(size=41), "y": RANDOM.normal(size=41)})
CLASSES = generate("blobs", 37, 0.2, seed=2)
MODELS = {
    "line": (CURVE, "w*size + b", "squared", {}),
    "penalties": (CURVE, "a*exp(-k x) + c", "squared", {"l1": 0.02, "l2": 0.1}),
    "ridge": (CURVE, "w*size + b + x", "squared", {"l1": 0.1, "l2": 0.2}),
    "absolute": (CURVE, "a x^p + b*size", "absolute", {}),
    "huber": (CURVE, "a*sin(k x) + c*size", "huber", {"delta": 0.7, "l2": 0.3}),
    "no parameter of columns": (CURVE, "a^2 + b", "squared", {}),
    "its own slope": (CURVE, "exp(a*1) + 0*c", "squared", {}),
    "logistic": (CLASSES, "σ(w_1 x_1 + w_2 x_2 + b)", "cross-entropy", {}),
    "logistic in full": (CLASSES, "1/(1 + e^(-(w_1 x_1 + w_2 x_2 + b)))", "cross-entropy", {"l1": 0.01}),
    "probability": (CLASSES, "0.5 + arctan(w x_1 + b)/π", "cross-entropy", {}),
    "choice": (CURVE, "if(x < 1, a*x, b*x^2)", "squared", {}),
}


def made(case: str) -> Loss:
    data, model, kind, options = MODELS[case]
    return loss(model, data, "y", kind, **options)


def reference(case: str, position: list[mpmath.mpf]) -> mpmath.mpf:
    """The definition, row by row, with fifty digits, from the model's own text by hand."""
    data, _, kind, options = MODELS[case]
    mp = mpmath.mp
    total = mpmath.mpf(0)
    for row in range(len(data)):
        v = {name: mpmath.mpf(float(data[name][row])) for name in data.names}
        p = dict(zip(made(case).variables, position, strict=True))
        if case == "line":
            eta = p["w"] * v["size"] + p["b"]
        elif case == "ridge":
            eta = p["w"] * v["size"] + p["b"] + v["x"]
        elif case == "penalties":
            eta = p["a"] * mp.exp(-p["k"] * v["x"]) + p["c"]
        elif case == "absolute":
            eta = p["a"] * v["x"] ** p["p"] + p["b"] * v["size"]
        elif case == "huber":
            eta = p["a"] * mp.sin(p["k"] * v["x"]) + p["c"] * v["size"]
        elif case == "no parameter of columns":
            eta = p["a"] ** 2 + p["b"]
        elif case == "its own slope":
            eta = mp.exp(p["a"])
        elif case == "probability":
            eta = mpmath.mpf(1) / 2 + mp.atan(p["w"] * v["x_1"] + p["b"]) / mp.pi
        elif case == "choice":
            eta = p["a"] * v["x"] if v["x"] < 1 else p["b"] * v["x"] ** 2
        else:
            eta = 1 / (1 + mp.exp(-(p["w_1"] * v["x_1"] + p["w_2"] * v["x_2"] + p["b"])))
        r, delta = abs(eta - v["y"]), mpmath.mpf(options.get("delta", 1.0))
        total += {
            "squared": lambda r=r: r**2,
            "absolute": lambda r=r: r,
            "huber": lambda r=r, delta=delta: r**2 / 2 if r <= delta else delta * (r - delta / 2),
            "cross-entropy": lambda eta=eta, v=v: -mp.log(eta if v["y"] else 1 - eta),
        }[kind]()
    l1, l2 = mpmath.mpf(options.get("l1", 0)), mpmath.mpf(options.get("l2", 0))
    return total / len(data) + l1 * sum(map(abs, position)) + l2 * sum(x * x for x in position)


@pytest.mark.parametrize("case", MODELS)
def test_value_and_derivatives_equal_the_definition(case: str) -> None:
    made_loss = made(case)
    n = len(made_loss.variables)
    at = np.linspace(0.4, 0.9, n)
    with mpmath.workdps(50):
        exact = [mpmath.mpf(float(value)) for value in at]
        step = mpmath.mpf(10) ** -15

        def moved(i: int, a: int, j: int = 0, b: int = 0) -> mpmath.mpf:
            point = list(exact)
            point[i] += a * step
            point[j] += b * step
            return reference(case, point)

        value = float(reference(case, exact))
        slopes = [float((moved(i, 1) - moved(i, -1)) / (2 * step)) for i in range(n)]
        bends = [
            [
                float(
                    (moved(i, 1, j, 1) - moved(i, 1, j, -1) - moved(i, -1, j, 1) + moved(i, -1, j, -1)) / (4 * step**2)
                )
                for j in range(n)
            ]
            for i in range(n)
        ]
    found, gradient = made_loss.value_and_gradient(at)
    assert found == pytest.approx(value, rel=1e-13) == made_loss.value_at(at)
    assert gradient == pytest.approx(np.array(slopes), rel=1e-12, abs=1e-12)
    assert made_loss.hessian_at(at) == pytest.approx(np.array(bends), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize("case", MODELS)
def test_all_routes_agree(case: str) -> None:
    made_loss = made(case)
    n = len(made_loss.variables)
    assert isinstance(made_loss, Objective)
    positions = RANDOM.uniform(0.2, 1.5, (23, n))
    values = np.array([made_loss.value_at(p) for p in positions])
    gradients = np.array([made_loss.value_and_gradient(p)[1] for p in positions])
    assert made_loss.values_at(positions) == pytest.approx(values, rel=1e-13)
    assert made_loss.gradients_at(positions) == pytest.approx(gradients, rel=1e-11, abs=1e-13)
    for at, gradient in zip(positions[:3], gradients, strict=False):
        assert made_loss.contributions(at).sum(axis=0) == pytest.approx(gradient, rel=1e-11, abs=1e-13)
        penalty = made_loss.value_at(at) - made_loss.row_losses(at).mean()
        assert penalty == pytest.approx(made_loss.l1 * abs(at).sum() + made_loss.l2 * (at**2).sum(), abs=1e-13)
    point = dict(zip(made_loss.variables, positions[0].tolist(), strict=True))
    assert made_loss(point) == values[0]
    assert made_loss.gradient(point).tolist() == gradients[0].tolist()
    assert made_loss.hessian(point) == pytest.approx(made_loss.hessian_at(positions[0]))


@pytest.mark.parametrize("case", MODELS)
def test_windows_and_planes_are_the_values_one_by_one(case: str) -> None:
    made_loss = made(case)
    n = len(made_loss.variables)
    at = dict(zip(made_loss.variables, np.linspace(0.3, 0.8, n).tolist(), strict=True))
    for axes in (made_loss.variables[:2], made_loss.variables[-1:-3:-1]):
        field = gx.sample(made_loss, (0.2, 1.0), (0.3, 1.4), (5, 7), at=at, axes=axes)
        for j, b in enumerate(field.y):
            for i, a in enumerate(field.x):
                point = {**at, axes[0]: a, axes[1]: b}
                gradient = dict(zip(made_loss.variables, made_loss.gradient(point), strict=True))
                expected = (made_loss(point), gradient[axes[0]], gradient[axes[1]])
                assert (field.f[j, i], field.fx[j, i], field.fy[j, i]) == pytest.approx(expected, rel=1e-11, abs=1e-12)
    origin, directions = np.linspace(0.3, 0.8, n), [RANDOM.normal(size=n), RANDOM.normal(size=n)]
    u, v = np.linspace(-0.2, 0.2, 6), np.linspace(-0.1, 0.3, 4)
    drawn = np.concatenate([part.values for part in made_loss.plane(origin, directions, u, v)])
    expected = [[made_loss.value_at(origin + a * directions[0] + b * directions[1]) for a in u] for b in v]
    assert drawn == pytest.approx(np.array(expected), rel=1e-12, nan_ok=True)


def test_a_wide_window_of_a_cross_entropy_does_not_overflow() -> None:
    logistic = made("logistic")
    at = {"b": 0.3, "w_1": 0.0, "w_2": 0.0}
    for width in (1.0, 60.0, 1e4):
        field = gx.sample(logistic, (-width, width), (-width, width), (9, 8), at=at, axes=("w_1", "w_2"))
        expected = np.array([[logistic({**at, "w_1": a, "w_2": b}) for a in field.x] for b in field.y])
        assert field.f == pytest.approx(expected, rel=1e-12)
        slopes = np.array([[logistic.gradient({**at, "w_1": a, "w_2": b})[1:] for a in field.x] for b in field.y])
        assert np.stack([field.fx, field.fy], axis=2) == pytest.approx(slopes, rel=1e-11, abs=1e-13)


def test_many_rows_are_taken_in_parts() -> None:
    x = RANDOM.normal(size=20_011)
    data = DataSet({"x": x, "y": 3 * x - 1})
    line = loss("w x + b", data, "y")
    assert line(w=3, b=-1) == pytest.approx(0, abs=1e-30)
    residual = -x
    assert line(w=2, b=-1) == pytest.approx(np.mean(residual**2), rel=1e-13)
    assert line.gradient(w=2, b=-1) == pytest.approx([2 * residual.mean(), 2 * (residual * x).mean()], rel=1e-12)
    assert line.values_at(np.array([[-1.0, 2.0], [-1.0, 3.0]])) == pytest.approx([np.mean(x**2), 0], rel=1e-13)
    assert len(list(line.plane(np.zeros(2), np.eye(2), np.linspace(0, 1, 40), np.linspace(0, 1, 40)))) > 1


def test_threads_do_not_share_their_blocks() -> None:
    curve = made("penalties")
    positions = [RANDOM.uniform(0.2, 1.5, (3000, 3)) for _ in range(4)]
    expected = [curve.gradients_at(part) for part in positions]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(curve.gradients_at, positions * 5))
    assert all(np.array_equal(a, b) for a, b in zip(found, expected * 5, strict=True))


def test_a_batch_and_another_data_set() -> None:
    line = made("line")
    at = np.array([0.3, -0.4])
    parts = [line.batch(np.arange(start, 41, 2)) for start in (0, 1)]
    weights = [len(part) / len(line) for part in parts]
    assert sum(w * part.value_at(at) for w, part in zip(weights, parts, strict=True)) == pytest.approx(
        line.value_at(at)
    )
    one = line.batch([7])
    assert one.value_and_gradient(at)[1] == pytest.approx(line.contributions(at)[7] * len(line))
    other = line.on(DataSet({"size": [1.0, 2.0], "y": [0.0, 1.0]}))
    assert other(w=1, b=0) == 1.0
    with pytest.raises(DataError, match="no column size"):
        line.on(DataSet({"y": [1.0]}))


@given(st.floats(-800, 800), st.floats(-5, 5))
@settings(max_examples=60)
def test_cross_entropy_neither_overflows_nor_loses_digits(w: float, b: float) -> None:
    data = DataSet({"x": [-1.0, 0.5, 2.0], "y": [0, 1, 1]})
    logistic = loss("σ(w x + b)", data, "y", "cross-entropy")
    with mpmath.workdps(800):
        z = [mpmath.mpf(w) * x + mpmath.mpf(b) for x in (-1.0, 0.5, 2.0)]
        p = [1 / (1 + mpmath.exp(-value)) for value in z]
        exact = float(-(mpmath.log(1 - p[0]) + mpmath.log(p[1]) + mpmath.log(p[2])) / 3)
    at = np.array([b, w])
    assert logistic.value_at(at) == pytest.approx(exact, rel=1e-12)
    assert logistic.values_at(at[None]) == pytest.approx([exact], rel=1e-12, abs=1e-15)
    assert np.isfinite(logistic.value_and_gradient(at)[1]).all()


def test_where_the_model_is_undefined_all_is_nan() -> None:
    root = loss("√(a - x)", DataSet({"x": [1.0, 3.0], "y": [0.0, 0.0]}), "y")
    at = np.array([2.0])
    assert math.isnan(root.value_at(at)) and np.isnan(root.hessian_at(at)).all()
    assert np.isnan(root.value_and_gradient(at)[1]).all() and np.isnan(root.gradients_at(at[None])).all()
    assert root.values_at(np.array([[2.0], [4.0]])) == pytest.approx([math.nan, 2.0], nan_ok=True)
    field = gx.sample(root, (0, 5), (0, 1), (4, 6))
    assert np.isnan(field.f[:, 0]).all() and np.isnan(field.fx[:, 0]).all() and field.fy[0, -1] == 0
    probability = loss("p", DataSet({"y": [0, 1]}), "y", "cross-entropy")
    assert math.isnan(probability(p=1.5)) and probability(p=0.5) == pytest.approx(math.log(2))


def test_names_of_columns_stay_whole_and_others_are_parameters() -> None:
    data = DataSet({"House size": [1.0, 2.0], "x1": [1.0, 0.0], "price": [3.0, 4.0]})
    made_loss = loss("w*House_size + w_10 x_1 + w_2 x₁ + b", data, "price")
    assert made_loss.variables == ("b", "w", "w_2", "w_10")
    assert made_loss({"w": 1, "b": 2, "w2": 0, "w₁₀": 0}) == 0
    assert loss("m", data, "price").predict({"m": 3.5}).tolist() == [3.5, 3.5]
    with pytest.raises(ValueError, match="it is to predict"):
        loss("w*price", data, "price")
    with pytest.raises(NotationError):
        loss("w*", data, "price")
    with pytest.raises(DataError, match="no column cost"):
        loss("w", data, "cost")
    with pytest.raises(ValueError, match="no loss"):
        loss("w", data, "price", "cubed")
    with pytest.raises(ValueError, match="l2 must be"):
        loss("w", data, "price", l2=-1)
    with pytest.raises(ValueError, match="value for w_2"):
        made_loss(w=1, b=2, w_10=3)


def test_labels_that_are_not_0_or_1_are_told_with_their_place() -> None:
    with pytest.raises(DataError, match="Row 3 of column kind is 2;") as caught:
        loss("σ(w x)", DataSet({"x": [1, 2, 3], "kind": [0, 1, 2]}), "kind", "cross-entropy")
    assert (caught.value.row, caught.value.column) == (3, "kind")


def test_descent_takes_it_as_it_takes_a_formula() -> None:
    data = generate("line", 60, 0.0)
    run = gx.descend(loss("w x + b", data, "y"), {"w": 0, "b": 0}, gx.OPTIMIZERS["BFGS"](), steps=30)
    assert run.position == pytest.approx({"w": 2, "b": 1}, abs=1e-6)
    assert loss("w x + b", data, "y").condition_number({"w": 0, "b": 0}) == pytest.approx(
        np.linalg.cond(np.column_stack([data["x"], np.ones(60)])) ** 2
    )


def test_a_loss_is_light_where_it_may_follow_a_drag():
    few, many = generate("line", 60, 0.1), generate("line", 10_000, 0.1)
    assert loss("a*exp(-k x)", few, "y").is_light
    assert not loss("a*exp(-k x)", many, "y").is_light
    assert loss("w*x + b", many, "y").is_light  # its landscape needs the rows once only
    assert not loss("w*x + b", many, "y", "absolute").is_light
