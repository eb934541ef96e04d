"""Curvature of heavy losses: left out where it would take too long, its greatest part found without it."""

from __future__ import annotations

import numpy as np
import pytest

import explorer as gx
from explorer.core.learn.generators import generate
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.optim import OPTIMIZERS, descend, propose_learning_rate
from explorer.core.optim import bends as module
from explorer.core.optim.bends import affordable_hessian, greatest_bend

MOONS = generate("moons", 40, 0.2)
NET = gx.Network([2, 4, 1], loss="cross-entropy", seed=2)
LOSS = NetworkObjective(NET, MOONS.matrix(("x_1", "x_2")), MOONS["y"][:, None])
START = dict(zip(NET.names, NET.parameters.tolist(), strict=True))


def test_a_light_loss_has_its_hessian() -> None:
    hessian = affordable_hessian(LOSS, NET.parameters)
    assert hessian is not None and np.array_equal(hessian, LOSS.hessian_at(NET.parameters))
    assert greatest_bend(LOSS, NET.parameters) == np.abs(np.linalg.eigvalsh(hessian)).max()


def test_of_a_heavy_one_the_greatest_bend_is_found_by_slopes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, rate = greatest_bend(LOSS, NET.parameters), propose_learning_rate(LOSS, START, "GD")
    monkeypatch.setattr(module, "_MOST_WORK", 0)
    monkeypatch.setattr(NetworkObjective, "hessian_at", lambda *_: pytest.fail("the whole Hessian was asked for"))
    assert affordable_hessian(LOSS, NET.parameters) is None
    assert greatest_bend(LOSS, NET.parameters) == pytest.approx(exact, rel=0.03)
    assert propose_learning_rate(LOSS, START, "GD") == rate
    run = descend(LOSS, START, OPTIMIZERS["GD"](lr=0.5), 50)
    assert run.outcome == "out of steps" and "∇f" in run.reason


def test_where_f_is_flat_or_undefined_there_is_no_bend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WORK", -1)
    assert greatest_bend(gx.parse("2x - y"), np.array([1.0, 2.0])) == pytest.approx(0.0, abs=1e-9)
    assert greatest_bend(gx.parse("log(x) + y"), np.array([-1.0, 0.0])) == 0.0
