"""Basin maps against single descents, against symmetry, and against the critical points."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer as gx
from explorer.core.analysis.critical import critical_points
from explorer.core.optim.course import checked_course
from explorer.core.optim.registry import OPTIMIZERS
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.schedules import SCHEDULES
from explorer.core.optim.sweeps.basins import BasinSearch, lattice_side
from explorer.core.optim.sweeps.ends import CONVERGED, DIVERGED, LEFT, UNFINISHED
from explorer.core.optim.sweeps.one_by_one import OneByOne
from explorer.core.optim.sweeps.swarm import Swarm

HIMMELBLAU = gx.parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")
PEAKS = gx.parse("3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)e^(-x^2-y^2) - e^(-(x+1)^2-y^2)/3")
ELEMENTWISE = [name for name in OPTIMIZERS if isinstance(OPTIMIZERS[name]().rule(), UpdateRule)]
RATES = {"GD": 0.003, "Momentum": 0.001, "Nesterov": 0.001, "RAdam": 0.001}


def search(f, optimiser, reach, side=40, steps=200, tolerance=1e-6, at=None):
    window = ((-reach, reach), (-reach, reach))
    at = np.zeros(len(f.variables)) if at is None else at
    return BasinSearch(checked_course(f, optimiser), (0, 1), window, at, side, steps, tolerance)


def finished(basins):
    for _ in basins.advance():
        pass
    return basins.map()


def swarm_ends(course, starts, steps, tolerance):
    swarm = Swarm(course, starts, steps, tolerance)
    for _ in swarm.advance():
        pass
    return swarm.ends


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("f", [HIMMELBLAU, PEAKS], ids=["himmelblau", "peaks"])
def test_every_rule_ends_as_its_single_descent(name, f):
    optimiser = OPTIMIZERS[name](lr=RATES.get(name, 0.02)) if name != "GradientFlow" else OPTIMIZERS[name]()
    starts = np.random.default_rng(3).uniform(-2.5, 2.5, (12, 2))
    ends = swarm_ends(checked_course(f, optimiser), starts, 70, 1e-3)
    for index, start in enumerate(starts):
        run = gx.descend(f, dict(zip("xy", start, strict=True)), optimiser, steps=70, tolerance=1e-3)
        assert len(run) == ends.steps[index]
        assert np.allclose(run.points[-1], ends.positions[index], rtol=1e-9, atol=1e-9)
        assert run.losses[-1] == pytest.approx(ends.losses[index], rel=1e-9, abs=1e-9)
        assert (run.outcome == "converged") or ends.kinds[index] != CONVERGED


def test_schedule_noise_weight_decay_and_climbing_are_those_of_a_single_descent():
    optimiser = OPTIMIZERS["Adam"](lr=0.05, weight_decay=0.1, maximize=True)
    schedule, noise = SCHEDULES["Cosine"](T_max=30), 0.05
    starts = np.random.default_rng(4).uniform(-1, 1, (8, 2))
    ends = swarm_ends(checked_course(PEAKS, optimiser, schedule, noise, 7), starts, 50, 0.0)
    for index, start in enumerate(starts):
        run = gx.descend(
            PEAKS, dict(zip("xy", start, strict=True)), optimiser, steps=50, schedule=schedule, noise=noise, seed=7
        )
        assert np.allclose(run.points[-1], ends.positions[index], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("x^4 + y^4", 0.2),
        ("x^2 y + 3x y^3", 0.05),
        ("e^(x y)", 0.3),
        ("ln(x) + y^2", 0.1),
        ("sqrt(x y)", 0.1),
        ("1/x + y^2", 1.0),
    ],
)
def test_diverging_and_leaving_starts_stop_where_a_single_descent_stops(text, rate):
    f, optimiser = gx.parse(text), OPTIMIZERS["GD"](lr=rate)
    starts = np.random.default_rng(5).uniform(-3, 3, (40, 2))
    ends = swarm_ends(checked_course(f, optimiser), starts, 60, 1e-6)
    words = {CONVERGED: {"converged"}, DIVERGED: {"diverged"}, LEFT: {"left the domain"}}
    words[DIVERGED] |= {"stalled"}  # so far out that f is flat
    words[UNFINISHED] = {"out of steps", "stalled", "converged", "diverged"}
    for index, start in enumerate(starts):
        run = gx.descend(f, dict(zip("xy", start, strict=True)), optimiser, steps=60, tolerance=1e-6)
        assert len(run) == ends.steps[index], (start, run.outcome)
        assert run.outcome in words[int(ends.kinds[index])], (start, run.reason)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.001, 0.4), st.integers(1, 60), st.sampled_from([0.0, 1e-4, 1.0]))
def test_a_bowl_agrees_with_its_closed_form(rate, steps, tolerance):
    f = gx.parse("x^2 + 2y^2")
    starts = np.random.default_rng(0).uniform(-3, 3, (30, 2))
    ends = swarm_ends(checked_course(f, OPTIMIZERS["GD"](lr=rate)), starts, steps, tolerance)
    expected = starts * np.array([1 - 2 * rate, 1 - 4 * rate]) ** ends.steps[:, None]
    assert np.allclose(ends.positions, expected, rtol=1e-9, atol=1e-12)
    norms = np.hypot(*(expected * [2, 4]).T)
    assert ((norms <= tolerance * (1 + 1e-9)) | (ends.steps == steps)).all()


def test_a_start_that_has_come_to_rest_leaves_and_has_made_all_its_steps():
    f, optimiser = gx.parse("x^2 + y^2"), OPTIMIZERS["GD"](lr=0.5)
    ends = swarm_ends(checked_course(f, optimiser), np.array([[1.0, 2.0], [0.0, 0.0]]), 500, 0.0)
    assert (ends.steps == 500).all() and (ends.positions == 0).all() and (ends.kinds == CONVERGED).all()


def test_himmelblaus_attractors_are_its_minima_and_their_basins_cover_the_window():
    basins = finished(search(HIMMELBLAU, OPTIMIZERS["GD"](lr=0.01), 6.0, side=96))
    minima = {
        tuple(np.round([point.position["x"], point.position["y"]], 8))
        for point in critical_points(HIMMELBLAU, x=(-6, 6), y=(-6, 6))
        if point.kind == "minimum"
    }
    assert {tuple(np.round(place.position, 8)) for place in basins.attractors} == minima
    assert all(place.kind == "minimum" for place in basins.attractors)
    assert sum(place.count for place in basins.attractors) == 96 * 96 == basins.counts[0]
    assert (basins.places >= 0).all() and basins.part == 1.0


def test_a_symmetric_function_has_symmetric_basins():
    basins = finished(search(gx.parse("(x^2 - 1)^2 + (y^2 - 1)^2"), OPTIMIZERS["GD"](lr=0.05), 2.0, side=64))
    assert [place.count for place in basins.attractors] == [1024] * 4
    assert (basins.steps == basins.steps[::-1]).all() and (basins.steps == basins.steps.T).all()
    signs = {tuple(np.sign(place.position).astype(int)) for place in basins.attractors}
    assert signs == set(itertools.product((-1, 1), repeat=2))


def test_a_circle_of_minima_is_one_place():
    basins = finished(search(gx.parse("(x^2 + y^2 - 1)^2"), OPTIMIZERS["GD"](lr=0.05), 1.5, side=256))
    assert len(basins.attractors) == 1 and basins.attractors[0].kind == "degenerate"
    assert basins.attractors[0].extent == pytest.approx([2.0, 2.0], abs=1e-3)


def test_starts_that_need_more_steps_are_counted_to_the_minimum_they_are_about_to_reach():
    basins = finished(search(HIMMELBLAU, OPTIMIZERS["Adam"](lr=0.3), 6.0, side=64))
    assert basins.counts == (0, 64 * 64, 0, 0)
    assert len(basins.attractors) == 4 and (basins.places >= 0).mean() > 0.95


def test_without_a_tolerance_starts_at_rest_are_counted_to_their_minimum():
    basins = finished(search(HIMMELBLAU, OPTIMIZERS["GD"](lr=0.01), 6.0, side=48, tolerance=0.0))
    assert len(basins.attractors) == 4 and (basins.places >= 0).all() and (basins.steps == 200).all()


def test_numbers_of_places_stay_while_more_becomes_known():
    basins, seen = search(HIMMELBLAU, OPTIMIZERS["GD"](lr=0.01), 6.0, side=64), {}
    for _, is_new in basins.advance():
        if is_new:
            for place in basins.map().attractors:
                assert np.allclose(seen.setdefault(place.number, place.position), place.position, atol=1e-6)
    assert sorted(seen) == [0, 1, 2, 3]


def test_the_first_picture_comes_after_at_most_a_fiftieth_of_the_work():
    basins = search(HIMMELBLAU, OPTIMIZERS["GD"](lr=0.01), 6.0, side=400, steps=3)
    first = next(part for part, is_new in basins.advance() if is_new)
    assert 0 < first <= 0.02 and basins.map().part == pytest.approx(first)
    assert basins.map().kinds.shape == (400, 400) and (basins.map().kinds >= 0).all()


def test_other_variables_are_held_at_the_start_and_descend_too():
    f = gx.parse("(x-1)^2 + (y+1)^2 + (z-2)^2")
    basins = finished(search(f, OPTIMIZERS["GD"](lr=0.2), 2.0, side=16, at=np.array([0.0, 0.0, 5.0])))
    assert [tuple(np.round(place.position, 6)) for place in basins.attractors] == [(1.0, -1.0, 2.0)]


def test_newtons_method_is_followed_start_by_start_on_a_smaller_lattice():
    course = checked_course(HIMMELBLAU, OPTIMIZERS["Newton"]())
    assert lattice_side(course, 400) == 64
    basins = finished(search(HIMMELBLAU, OPTIMIZERS["Newton"](), 6.0, side=8, steps=50))
    for row, column in ((0, 0), (3, 5), (7, 2)):
        start = {"x": basins.x[column], "y": basins.y[row]}
        run = gx.descend(HIMMELBLAU, start, OPTIMIZERS["Newton"](), steps=50, tolerance=1e-6)
        assert len(run) == basins.steps[row, column]
        assert np.allclose(run.points[-1], basins.attractors[basins.places[row, column]].position, atol=1e-6)


class Callable:
    """An objective that is no tree."""

    def __init__(self, f):
        self._f = f

    def __getattr__(self, name):
        if name in ("root", "gradient_nodes", "parameters"):
            raise AttributeError(name)
        return getattr(self._f, name)


@pytest.mark.parametrize("name", ["GD", "Adam"])
def test_an_objective_without_a_tree_ends_at_the_same_places(name):
    starts = np.random.default_rng(6).uniform(-4, 4, (20, 2))
    optimiser = OPTIMIZERS[name](lr=0.01)
    as_tree = swarm_ends(checked_course(HIMMELBLAU, optimiser), starts, 60, 1e-3)
    as_values = swarm_ends(checked_course(Callable(HIMMELBLAU), optimiser), starts, 60, 1e-3)
    assert (as_tree.steps == as_values.steps).all() and np.allclose(as_tree.positions, as_values.positions, rtol=1e-9)


def test_names_of_the_user_do_not_meet_those_of_the_rule():
    f = gx.parse("f(m, v) = (m - t)^2 + g (v - 2)^2").with_parameters(t=3.0, g=2.0)
    ends = swarm_ends(checked_course(f, OPTIMIZERS["Adam"](lr=0.1)), np.zeros((1, 2)), 25, 0.0)
    run = gx.descend(f, {"m": 0.0, "v": 0.0}, OPTIMIZERS["Adam"](lr=0.1), steps=25)
    assert np.allclose(run.points[-1], ends.positions[0], rtol=1e-9)


def test_work_comes_in_pieces_and_can_be_given_up():
    basins = search(PEAKS, OPTIMIZERS["GD"](lr=0.01), 3.0, side=200)
    parts = list(itertools.islice(basins.advance(0.0), 6))
    assert len(parts) == 6 and parts[-1][0] < 0.1
    assert [part for part, _ in parts] == sorted(part for part, _ in parts)


def test_one_by_one_takes_a_course_for_each():
    courses = [checked_course(HIMMELBLAU, OPTIMIZERS["LBFGS"](lr=rate)) for rate in (0.5, 1.0)]
    work = OneByOne(courses, np.ones((2, 2)), 20, 1e-6)
    for _ in work.advance():
        pass
    for index, course in enumerate(courses):
        run = gx.descend(HIMMELBLAU, {"x": 1.0, "y": 1.0}, course.optimizer, steps=20, tolerance=1e-6)
        assert len(run) == work.ends.steps[index] and run.losses[-1] == work.ends.losses[index]
