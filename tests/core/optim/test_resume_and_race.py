"""Forks go on exactly where the run was; races are the same runs, step by step."""

import numpy as np
import pytest

import explorer
from explorer.core.optim import OPTIMIZERS, SCHEDULES, Run, Runner, descend, race, race_chunks, resume, state_at
from explorer.core.optim.course import checked_course
from explorer.core.optim.descent import begin

HIMMELBLAU = explorer.parse("(x^2+y-11)^2 + (x+y^2-7)^2")
START = {"x": 0.5, "y": 1.0}
GENTLE = {"GD": 1e-3, "Momentum": 1e-3, "Nesterov": 1e-3, "LBFGS": 0.1}


def optimiser_called(name):
    return OPTIMIZERS[name](lr=GENTLE[name]) if name in GENTLE else OPTIMIZERS[name]()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("noise", [0.0, 0.4])
def test_a_fork_with_nothing_changed_is_the_run_itself(name, noise):
    schedule = None if name == "GradientFlow" else SCHEDULES["Exponential"](gamma=0.98)
    run = descend(HIMMELBLAU, START, optimiser_called(name), 40, schedule=schedule, noise=noise, seed=8)
    for step in (0, 1, 17, 40):
        fork = resume(run, step)
        assert np.array_equal(fork.points, run.points[step:]) and np.array_equal(fork.losses, run.losses[step:])
        assert fork.first_step == step and len(fork) == 40 - step


def test_a_fork_of_a_fork_in_a_long_run():
    run = descend(HIMMELBLAU, START, OPTIMIZERS["Adam"](lr=1e-3), 4000, noise=1.0, seed=4)
    fork = resume(resume(run, 1500), 1300)
    assert fork.first_step == 2800 and np.array_equal(fork.points, run.points[2800:])


def test_another_learning_rate_keeps_the_memory_and_the_noise():
    run = descend(HIMMELBLAU, START, OPTIMIZERS["Adam"](lr=0.01), 60, noise=0.5, seed=2)
    fork = resume(run, 25, OPTIMIZERS["Adam"](lr=0.03))
    before, after = state_at(run, 25), state_at(fork, 0)
    assert after.tick == 25 and np.array_equal(before.memory["m"], after.memory["m"])
    assert np.allclose(fork.points[1] - fork.points[0], 3 * (run.points[26] - run.points[25]), rtol=1e-12)


def test_a_form_of_the_same_rule_takes_over_what_it_knows():
    run = descend(HIMMELBLAU, START, OPTIMIZERS["Adam"](lr=0.01), 30)
    taken = state_at(resume(run, 30, OPTIMIZERS["AMSGrad"](), steps=1), 0)
    assert taken.tick == 30 and taken.memory["v_max"].tolist() == [0, 0] and taken.memory["v"].all()
    heavy = state_at(resume(descend(HIMMELBLAU, START, OPTIMIZERS["Momentum"](), 9), 9, OPTIMIZERS["Nesterov"](), 1), 0)
    assert heavy.memory["v"].all()


@pytest.mark.parametrize("name", ["GD", "RMSProp", "LBFGS", "GradientFlow"])
def test_another_rule_begins_afresh(name):
    run = descend(HIMMELBLAU, START, OPTIMIZERS["Adam"](lr=0.01), 30)
    fork = resume(run, 12, optimiser_called(name), steps=15)
    alone = descend(HIMMELBLAU, dict(zip("xy", run.points[12], strict=True)), optimiser_called(name), 15)
    assert np.array_equal(fork.points, alone.points)


def test_the_schedule_goes_on_counting_and_can_be_dropped():
    schedule = SCHEDULES["Step"](step_size=10, gamma=0.1)
    run = descend(HIMMELBLAU, START, OPTIMIZERS["GD"](lr=1e-3), 30, schedule=schedule)
    assert resume(run, 5).learning_rates == pytest.approx(run.learning_rates[5:])
    assert resume(run, 25, schedule=None).learning_rates == pytest.approx([1e-3] * 5)


@pytest.mark.parametrize("step", [-1, 31, 2.5, "last"])
def test_a_fork_from_nowhere(step):
    run = descend(HIMMELBLAU, START, OPTIMIZERS["GD"](lr=1e-3), 30)
    with pytest.raises(ValueError, match="steps 0 to 30"):
        resume(run, step)


def test_a_run_without_its_course_cannot_be_forked():
    run = descend(HIMMELBLAU, START, OPTIMIZERS["GD"](lr=1e-3), 3)
    bare = Run(run.variables, run.points, run.losses, run.gradient_norms, run.outcome, run.reason)
    with pytest.raises(ValueError, match="not made by descend"):
        resume(bare, 1)


def runners():
    names = [("GD", 1e-3), ("Momentum", 1e-3), ("Adam", 0.05), ("LBFGS", 0.1), ("Lion", 0.01), ("GD", 0.1)]
    made = [Runner(START, OPTIMIZERS[name](lr=rate)) for name, rate in names]
    return [*made, Runner({"x": -2.0, "y": 3.0}, OPTIMIZERS["Adam"](lr=0.1), SCHEDULES["Cosine"](), 0.3, 5)]


def test_a_race_is_the_runs_by_themselves():
    for run, one in zip(race(HIMMELBLAU, runners(), 300), runners(), strict=True):
        alone = descend(
            HIMMELBLAU, one.start, one.optimizer, 300, schedule=one.schedule, noise=one.noise, seed=one.seed
        )
        assert np.array_equal(run.points, alone.points) and (run.outcome, run.reason) == (alone.outcome, alone.reason)


def test_runners_stand_at_the_same_step_unless_they_have_ended():
    chunks, seen = race_chunks(HIMMELBLAU, runners(), 2000, seconds=1e-4), []
    for descents in chunks:
        running = {descent.done for descent in descents if not descent.is_finished}
        assert len(running) <= 1
        seen.append(max(descent.done for descent in descents))
    assert seen == sorted(seen) and seen[-1] == 2000 and len(seen) > 3


@pytest.mark.parametrize("count", [0, 65])
def test_a_race_of_none_or_too_many(count):
    with pytest.raises(ValueError, match="1 to 64"):
        race(HIMMELBLAU, [Runner(START, OPTIMIZERS["GD"]())] * count)


@pytest.mark.parametrize("name", ["GD", "Adam", "NAdam", "BFGS"])
def test_how_the_steps_are_divided_does_not_matter(name):
    schedule = SCHEDULES["OneCycle"](total_steps=2500, max_lr=1e-3)
    count = 200 if name == "BFGS" else 2500
    course = checked_course(HIMMELBLAU, optimiser_called(name), schedule, 0.2, 6)
    whole = descend(HIMMELBLAU, START, course.optimizer, count, schedule=schedule, noise=0.2, seed=6)
    pieces = np.random.default_rng(1).integers(1, 400, size=100)
    descent = begin(course, START, count, 0.0)
    for piece in pieces:
        descent.advance(int(piece))
    assert descent.is_finished and np.array_equal(descent.run().points, whole.points)


def test_a_run_can_be_taken_before_its_end_and_goes_on():
    descent = begin(checked_course(HIMMELBLAU, OPTIMIZERS["Adam"](lr=0.01)), START, 100, 0.0)
    descent.advance(30)
    early = descent.run()
    descent.advance(70)
    assert len(early) == 30 and early.outcome and np.array_equal(descent.run().points[:31], early.points)
