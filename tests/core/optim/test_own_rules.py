"""Rules that PyTorch does not have, each against a reference of its own."""

import math

import mpmath
import numpy as np
import pytest

import explorer
from explorer.core.optim import OPTIMIZERS, descend

ROSENBROCK = explorer.parse("(1-x)^2 + 100(y-x^2)^2")
HIMMELBLAU = explorer.parse("(x^2+y-11)^2 + (x+y^2-7)^2")
BOWL = explorer.parse("x^2 + 10y^2 + x y")
FUNCTIONS = [(ROSENBROCK, {"x": -1.2, "y": 1.0}), (HIMMELBLAU, {"x": 0.5, "y": 1.0}), (BOWL, {"x": 3.0, "y": -2.0})]


def array(start):
    return np.array([start["x"], start["y"]])


def slope(f, position):
    return f.gradient(dict(zip("xy", position.tolist(), strict=True)))


@pytest.mark.parametrize(("f", "start"), FUNCTIONS)
@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_lion_is_its_papers_program(f, start, decay):
    run = descend(f, start, OPTIMIZERS["Lion"](lr=0.003, betas=(0.8, 0.95), weight_decay=decay), 100)
    position, mean = array(start), np.zeros(2)
    for step in range(100):
        gradient = slope(f, position)
        position = position * (1 - 0.003 * decay) - 0.003 * np.sign(0.8 * mean + 0.2 * gradient)
        mean = 0.95 * mean + 0.05 * gradient
        assert run.points[step + 1] == pytest.approx(position, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(("f", "start"), FUNCTIONS)
@pytest.mark.parametrize(("rate", "damping"), [(1.0, 0.0), (0.5, 0.0), (1.0, 3.0)])
def test_newtons_steps_solve_its_equation(f, start, rate, damping):
    run = descend(f, start, OPTIMIZERS["Newton"](lr=rate, damping=damping), 8)
    for here, there in zip(run.points[:-1], run.points[1:], strict=True):
        hessian = mpmath.matrix(f.hessian(dict(zip("xy", here.tolist(), strict=True))).tolist())
        step = mpmath.lu_solve(hessian + damping * mpmath.eye(2), mpmath.matrix(slope(f, here).tolist()))
        size = 1e-9 * max(1.0, np.abs(here).max())
        assert there - here == pytest.approx([-rate * float(part) for part in step], rel=1e-9, abs=size * 1e-5)


def test_newton_finds_a_quadratics_minimum_in_one_step():
    assert np.abs(descend(BOWL, {"x": 3.0, "y": -2.0}, OPTIMIZERS["Newton"](), 1).points[1]).max() < 1e-14


@pytest.mark.parametrize("text", ["x + y^2", "x y^0 + 3y", "|x| + |y|"])
def test_newton_at_a_singular_hessian_says_so(text):
    run = descend(explorer.parse(text), {"x": 1.0, "y": 2.0}, OPTIMIZERS["Newton"](), 20)
    assert run.outcome == "stalled" and "singular" in run.reason and "damping" in run.reason and len(run) == 0
    damped = descend(explorer.parse(text), {"x": 1.0, "y": 2.0}, OPTIMIZERS["Newton"](damping=1.0), 20)
    assert len(damped) == 20


def test_newton_does_not_mind_a_direction_that_is_flat_in_every_respect():
    run = descend(explorer.parse("(x + y)^2"), {"x": 1.0, "y": 2.0}, OPTIMIZERS["Newton"](), 3)
    assert run.outcome == "converged" and run.points[-1] == pytest.approx([-0.5, 0.5])


def flow_by_mpmath(derivative, start, times):
    with mpmath.workdps(25):
        path = mpmath.odefun(derivative, 0, [mpmath.mpf(value) for value in start], tol=mpmath.mpf(10) ** -18)
        return [[float(value) for value in path(time)] for time in times]


def test_the_flow_of_a_quadratic_is_an_exponential():
    f, start = explorer.parse("x^2 + 3y^2"), {"x": 2.0, "y": -1.0}
    run = descend(f, start, OPTIMIZERS["GradientFlow"](time_step=0.05), 60)
    times = 0.05 * np.arange(61)
    expected = np.stack((2 * np.exp(-2 * times), -np.exp(-6 * times)), axis=1)
    assert np.allclose(run.points, expected, rtol=1e-7, atol=1e-11)


def test_the_flow_down_rosenbrocks_valley_is_that_of_an_accurate_integrator():
    def derivative(_, state):
        x, y = state
        return [2 * (1 - x) + 400 * x * (y - x**2), -200 * (y - x**2)]

    run = descend(ROSENBROCK, {"x": -1.2, "y": 1.0}, OPTIMIZERS["GradientFlow"](time_step=0.002), 10)
    expected = flow_by_mpmath(derivative, (-1.2, 1.0), [0.002, 0.01, 0.02])
    assert np.allclose(run.points[[1, 5, 10]], expected, rtol=1e-8)


def test_the_flow_is_what_descent_approaches_and_never_climbs():
    start = {"x": 0.5, "y": 1.0}
    flow = descend(HIMMELBLAU, start, OPTIMIZERS["GradientFlow"](time_step=0.01), 40)
    assert (np.diff(flow.losses) <= 1e-9).all()
    errors = []
    for parts in (10, 20, 40):
        euler = descend(HIMMELBLAU, start, OPTIMIZERS["GD"](lr=0.01 / parts), 10 * parts)
        errors.append(float(np.abs(euler.points[-1] - flow.points[10]).max()))
    assert errors[0] / errors[1] == pytest.approx(2, rel=0.15) and errors[1] / errors[2] == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("where", [0.37, 0.5])
def test_the_flow_stands_the_same_however_the_steps_are_cut(where):
    start = {"x": -2.0, "y": 1.5}
    whole = descend(HIMMELBLAU, start, OPTIMIZERS["GradientFlow"](time_step=0.02), 1).points[1]
    first = descend(HIMMELBLAU, start, OPTIMIZERS["GradientFlow"](time_step=0.02 * where), 1).points[1]
    rest = OPTIMIZERS["GradientFlow"](time_step=0.02 * (1 - where))
    assert descend(HIMMELBLAU, dict(zip("xy", first, strict=True)), rest, 1).points[1] == pytest.approx(whole, rel=1e-8)


@pytest.mark.parametrize(("f", "start"), FUNCTIONS)
@pytest.mark.parametrize("shrink", [0.5, 0.8])
def test_backtracking_takes_the_first_trial_that_falls_enough(f, start, shrink):
    run = descend(f, start, OPTIMIZERS["LineSearch"](lr=1.0, c1=0.1, shrink=shrink), 15)
    for step, (here, there) in enumerate(zip(run.points[:-1], run.points[1:], strict=True)):
        gradient = slope(f, here)
        length = float(np.linalg.norm(there - here) / np.linalg.norm(gradient))
        trials = round(math.log(length) / math.log(shrink))
        assert length == pytest.approx(shrink**trials, rel=1e-6)
        fallen = [f.value_at(here - shrink**k * gradient) - run.losses[step] for k in (trials, trials - 1)]
        promised = [-0.1 * shrink**k * float(gradient @ gradient) for k in (trials, trials - 1)]
        assert fallen[0] <= promised[0] and (trials == 0 or fallen[1] > promised[1])


@pytest.mark.parametrize(("f", "start"), FUNCTIONS)
@pytest.mark.parametrize(
    ("name", "keywords", "c1", "c2"),
    [
        ("LineSearch", {"condition": "wolfe", "c1": 1e-3, "c2": 0.4}, 1e-3, 0.4),
        ("BFGS", {}, 1e-4, 0.9),
        ("LBFGS", {"max_iter": 1, "max_eval": 25, "line_search_fn": "strong_wolfe"}, 1e-4, 0.9),
    ],
)
def test_steps_fulfil_wolfes_conditions(f, start, name, keywords, c1, c2):
    run = descend(f, start, OPTIMIZERS[name](**keywords), 12)
    checked = 0
    for step, (here, there) in enumerate(zip(run.points[:-1], run.points[1:], strict=True)):
        before, after, way = slope(f, here), slope(f, there), there - here
        if run.gradient_norms[step] < 1e-4:
            break
        assert run.losses[step + 1] <= run.losses[step] + c1 * float(before @ way) + 1e-12
        assert abs(float(after @ way)) <= c2 * abs(float(before @ way)) * (1 + 1e-9)
        checked += 1
    assert checked >= 3


def test_bfgs_is_algorithm_6_1_in_fifty_digits():
    run = descend(HIMMELBLAU, {"x": 0.5, "y": 1.0}, OPTIMIZERS["BFGS"](), 8)
    with mpmath.workdps(50):
        inverse = None
        for k in range(1, 7):
            points = [mpmath.matrix(run.points[k - 1 + i].tolist()) for i in (0, 1)]
            slopes = [mpmath.matrix(slope(HIMMELBLAU, run.points[k - 1 + i]).tolist()) for i in (0, 1)]
            s, y = points[1] - points[0], slopes[1] - slopes[0]
            bend = (s.T * y)[0]
            inverse = mpmath.eye(2) * (bend / (y.T * y)[0]) if inverse is None else inverse
            left = mpmath.eye(2) - s * y.T / bend
            inverse = left * inverse * left.T + s * s.T / bend
            direction = -inverse * slopes[1]
            step = run.points[k + 1] - run.points[k]
            across = float(direction[0]) * step[1] - float(direction[1]) * step[0]
            assert abs(across) <= 1e-7 * float(mpmath.norm(direction)) * np.linalg.norm(step)


def test_bfgs_and_lbfgs_converge_faster_than_any_line():
    for name in ("BFGS", "LBFGS"):
        optimiser = OPTIMIZERS[name](**({"lr": 1.0, **OPTIMIZERS[name].watched}))
        run = descend(ROSENBROCK, {"x": -1.2, "y": 1.0}, optimiser, 60, tolerance=1e-5)
        assert run.outcome == "converged" and run.points[-1] == pytest.approx([1, 1], abs=1e-5)
    assert descend(ROSENBROCK, {"x": -1.2, "y": 1.0}, OPTIMIZERS["LineSearch"](), 60).losses[-1] > 1e-3
