"""Descents evaluated in place equal those in the array form to the last bit, and go on where they were left."""

from __future__ import annotations

import numpy as np
import pytest

import explorer as gx
from explorer.core.learn.generators import generate
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.optim import OPTIMIZERS, SCHEDULES, descend, receipt, resume, state_at
from explorer.core.optim.in_place_stepper import InPlaceStepper
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.steppers import ArrayStepper, stepper_for

MOONS = generate("moons", 40, 0.2)
X, T = MOONS.matrix(("x_1", "x_2")), MOONS["y"][:, None]
NET = gx.Network([2, 4, 1], loss="cross-entropy", seed=2)
START = dict(zip(NET.names, NET.parameters.tolist(), strict=True))
RULES = [name for name, kind in OPTIMIZERS.items() if isinstance(kind().rule(), UpdateRule)]
MORE = [{}, {"noise": 0.1}, {"batch_size": 7}]


class Wrapped:
    """A network's loss that cannot be evaluated in place."""

    def __init__(self, inner: NetworkObjective) -> None:
        for name in ("variables", "rows", "batch", "batch_gradient", "value_and_gradient", "hessian_at", "value_at"):
            setattr(self, name, getattr(inner, name))


@pytest.mark.parametrize("more", MORE, ids=str)
@pytest.mark.parametrize("name", RULES)
def test_steps_equal_those_of_the_array_form(name: str, more: dict[str, float]) -> None:
    fast, plain = NetworkObjective(NET, X, T), Wrapped(NetworkObjective(NET, X, T))
    schedule = None if name == "GradientFlow" else SCHEDULES["OneCycle"](total_steps=60)
    settings = {"steps": 50, "schedule": schedule, "seed": 4, **more}
    first = descend(fast, START, OPTIMIZERS[name](), **settings)
    second = descend(plain, START, OPTIMIZERS[name](), **settings)  # type: ignore[arg-type]
    for course, kind in ((first.course, InPlaceStepper), (second.course, ArrayStepper)):
        assert course is not None and type(stepper_for(course, state_at(first, 0), 0.0)) is kind
    assert np.array_equal(first.points, second.points) and np.array_equal(first.losses, second.losses)
    assert np.array_equal(first.gradient_norms, second.gradient_norms)


@pytest.mark.parametrize("name", RULES)
def test_a_descent_goes_on_from_any_step_as_if_it_had_never_stopped(name: str) -> None:
    objective = NetworkObjective(NET, X, T)
    run = descend(objective, START, OPTIMIZERS[name](), 150, batch_size=9, seed=1)
    for step in (1, 63, 64, 65, 130):
        again = resume(run, step, OPTIMIZERS[name](), 150 - step, batch_size=9, seed=1)
        assert np.array_equal(again.points, run.points[step:])
        assert np.array_equal(receipt(run, step).next_position, run.points[step])


def test_a_loss_that_overflows_ends_the_run_and_is_told() -> None:
    net = gx.Network([2, 4, 1], ("relu", "linear"), loss="squared", seed=2)
    start = dict(zip(net.names, net.parameters.tolist(), strict=True))
    run = descend(NetworkObjective(net, 50 * X, T), start, OPTIMIZERS["GD"](lr=10.0), 200)
    assert run.outcome == "diverged" and len(run) < 200 and np.isfinite(run.losses).all()


def test_a_tolerance_ends_the_run_with_its_step() -> None:
    run = descend(NetworkObjective(NET, X, T), START, OPTIMIZERS["GD"](lr=0.5), 500, tolerance=0.05)
    assert run.outcome == "converged" and run.gradient_norms[-1] <= 0.05 < run.gradient_norms[-2]
