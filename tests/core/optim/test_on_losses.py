"""Descents, receipts, diagnoses and sweeps on losses over data, which have no tree and more than two variables."""

from __future__ import annotations

import numpy as np
import pytest

import explorer as gx
from explorer.core.learn.generators import generate
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.objective import Objective
from explorer.core.optim import OPTIMIZERS, Runner, descend, diagnose, race, receipt, resume, state_at
from explorer.core.optim.course import checked_course
from explorer.core.optim.sweeps import BasinSearch, RateFinder, SettingSearch, Swept

LINE, CURVE, MOONS = generate("line", 40, 0.3), generate("curve", 30, 0.2), generate("moons", 40, 0.2)
NET = gx.Network([2, 4, 1], loss="cross-entropy", seed=3)
NETWORK = NetworkObjective(NET, MOONS.matrix(("x_1", "x_2")), MOONS["y"][:, None])
CUBIC = gx.loss("a + b*x + c*x^2 + d*sin(x)", CURVE, "y", l2=0.01)
STRAIGHT = gx.loss("w*x + b", LINE, "y")
WEIGHTS = dict(zip(NET.names, NET.parameters.tolist(), strict=True))
CASES: dict[str, tuple[Objective, dict[str, float]]] = {
    "model": (CUBIC, dict.fromkeys(CUBIC.variables, 0.3)),
    "network": (NETWORK, WEIGHTS),
}
BATCHES = [None, 8]


def optimiser(name: str) -> object:
    return OPTIMIZERS[name](**({"lr": 0.01} if name in ("GD", "Momentum", "Nesterov") else {}))


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_pays_its_steps_and_goes_on_from_any(name: str, case: str, batch: int | None) -> None:
    f, start = CASES[case]
    run = descend(f, start, optimiser(name), 20, batch_size=batch, seed=5)
    assert run.points.shape == (len(run) + 1, len(f.variables)) and np.isfinite(run.losses).all()
    expected = [f.value_at(point) for point in run.points]
    np.testing.assert_allclose(run.losses, expected, rtol=1e-13)
    for step in {1, len(run) // 2, len(run)} - {0}:
        paid = receipt(run, step)
        assert np.array_equal(paid.position, run.points[step - 1])
        assert np.array_equal(paid.position + paid.delta, run.points[step])
        total = np.sum([part.values for part in paid.parts], axis=0)
        np.testing.assert_allclose(total, paid.delta, rtol=1e-9, atol=1e-12)
        assert np.array_equal(state_at(run, step).position, run.points[step])
    if len(run) == 20:
        again = resume(run, 9, optimiser(name), 11, batch_size=batch, seed=5)
        assert np.array_equal(again.points, run.points[9:])


@pytest.mark.parametrize("case", CASES)
def test_a_race_is_its_runs_one_by_one(case: str) -> None:
    f, start = CASES[case]
    runners = [Runner(start, optimiser(name)) for name in ("GD", "Adam", "BFGS")]
    for run, runner in zip(race(f, runners, 25), runners, strict=True):
        assert np.array_equal(run.points, descend(f, start, runner.optimizer, 25).points)


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("case", CASES)
def test_the_doctor_has_something_to_say(case: str, batch: int | None) -> None:
    f, start = CASES[case]
    run = descend(f, start, OPTIMIZERS["GD"](lr=1e-5), 60, batch_size=batch)
    found = diagnose(f, run, 60)
    assert found.kind == "tiny rate" and found.suggestion is not None
    assert found.survey.steps[-1] == len(run) and np.isfinite(found.survey.greatest).all()


def test_the_doctor_names_the_limit_of_a_bowl_and_mends_a_blow_up() -> None:
    start = {"w": 0.0, "b": 0.0}
    limit = 2 / np.linalg.eigvalsh(STRAIGHT.hessian_at(np.zeros(2)))[-1]
    found = diagnose(STRAIGHT, descend(STRAIGHT, start, OPTIMIZERS["GD"](lr=1.05 * limit), 100), 100)
    assert found.kind == "blow-up" and dict(found.evidence)["limit"] == pytest.approx(limit, rel=1e-9)
    assert found.suggestion is not None


@pytest.mark.parametrize("case", CASES)
def test_cells_of_a_map_of_settings_are_descents(case: str) -> None:
    f, start = CASES[case]
    swept = (Swept("lr", 1e-3, 1e-1, True), Swept("momentum", 0.0, 0.8))
    search = SettingSearch(
        checked_course(f, OPTIMIZERS["Momentum"](lr=0.01)), np.array(list(start.values())), swept, (4, 3), 30, 1e-6
    )
    for _ in search.advance():
        pass
    found = search.map()
    for row, column in ((0, 0), (3, 2), (2, 1)):
        own = OPTIMIZERS["Momentum"](lr=float(found.first[column]), momentum=float(found.second[row]))
        assert descend(f, start, own, 30, 1e-6).losses[-1] == pytest.approx(found.losses[row, column], rel=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_starts_of_a_basin_map_end_where_their_descents_end(case: str) -> None:
    f, start = CASES[case]
    at, rule = np.array(list(start.values())), OPTIMIZERS["Adam"](lr=0.05)
    search = BasinSearch(checked_course(f, rule), (0, 1), ((-1.0, 1.0), (-1.0, 1.0)), at, 4, 40, 1e-6)
    for _ in search.advance():
        pass
    found = search.map()
    assert found.part == 1.0 and found.kinds.shape == (4, 4)
    run = descend(f, {**start, f.variables[0]: -0.25, f.variables[1]: 0.75}, rule, 40, 1e-6)
    assert found.steps[3, 1] == len(run)


@pytest.mark.parametrize("case", CASES)
def test_the_rate_finder_finds_a_rate_that_descends(case: str) -> None:
    f, start = CASES[case]
    finder = RateFinder(checked_course(f, OPTIMIZERS["GD"](lr=0.1)), np.array(list(start.values())), 1e-4, 10.0, 60, 30)
    for _ in finder.advance():
        pass
    curve = finder.curve()
    assert curve.limit == pytest.approx(2 / np.linalg.eigvalsh(f.hessian_at(np.array(list(start.values()))))[-1])
    assert curve.best is not None
    run = descend(f, start, OPTIMIZERS["GD"](lr=curve.best), 30)
    assert run.losses[-1] < 0.9 * run.losses[0]
