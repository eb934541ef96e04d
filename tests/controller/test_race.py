"""Races in the program without a window: what is computed, forked, told and refused."""

import numpy as np
import pytest

from explorer.controller.race_table import arrival, numbers_at, race_rows, run_names, tolerance_text
from explorer.controller.race_words import race_words
from explorer.core.function import parse
from explorer.core.optim import OPTIMIZERS, descend
from explorer.core.optim.resume import resume

PEAKS = "3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5 - x^3 - y^5) e^(-x^2-y^2) - 1/3 e^(-(x+1)^2-y^2)"


@pytest.fixture
def race(program):
    program.intents.enter_formula("x^2 + 4y^2")
    program.intents.start_race()
    program.playback.set_length(program.engine.results.run_length)
    program.playback.pause()
    return program


def runs(program):
    return program.engine.results.runs


def test_every_runner_is_the_same_as_by_itself(race):
    f = parse("x^2 + 4y^2")
    for picture, spec in zip(runs(race), race.store.document.runs, strict=True):
        alone = descend(f, dict(spec.start), OPTIMIZERS[spec.optimiser.name](lr=picture.learning_rate), spec.steps)
        assert np.array_equal(picture.positions, alone.points)


def test_add_run_takes_the_next_optimiser_and_a_ninth_is_refused_in_words(race):
    for _ in range(4):
        race.intents.add_run()
    names = [run.optimiser.name for run in race.store.document.runs]
    assert len(set(names)) == 8 and len({run.start for run in race.store.document.runs}) == 1
    assert race.store.view.run == 7
    race.intents.add_run()
    assert len(race.store.document.runs) == 8 and "8 runs at most" in race.engine.results.status


def test_settings_go_to_the_chosen_run_only(race):
    race.intents.choose_run(1)
    race.intents.set_hyperparameter("lr", 0.013)
    race.intents.settle()
    assert [picture.learning_rate == 0.013 for picture in runs(race)] == [False, True, False, False]
    race.store.undo()
    assert runs(race)[1].learning_rate != 0.013


def test_a_fork_without_a_change_goes_the_same_way(race):
    race.intents.choose_run(3)
    race.intents.set_noise(0.3)
    race.playback.scrub(37)
    race.intents.fork_run()
    parent, fork = runs(race)[3], runs(race)[4]
    assert (fork.first_step, fork.last_step, fork.parent) == (37, parent.last_step, 3)
    assert np.array_equal(fork.positions, parent.positions[37:])


def test_a_changed_fork_is_what_resume_makes(race):
    race.intents.choose_run(1)
    race.playback.scrub(20)
    race.intents.fork_run()
    race.intents.set_hyperparameter("momentum", 0.5)
    race.intents.settle()
    parent, fork = runs(race)[1], runs(race)[4]
    optimiser = OPTIMIZERS["Momentum"](lr=parent.learning_rate, momentum=0.5)
    expected = resume(parent.run, 20, optimiser, 180)
    assert np.array_equal(fork.positions, expected.points)
    assert not np.array_equal(fork.positions[5], parent.positions[25])


def test_editing_the_parent_makes_fork_and_its_fork_again(race):
    race.intents.choose_run(1)
    race.playback.scrub(10)
    race.intents.fork_run()
    race.playback.scrub(30)
    race.intents.fork_run()
    assert [run.parent for run in race.store.document.runs] == [None] * 4 + [1, 4]
    race.intents.choose_run(1)
    race.intents.set_hyperparameter("lr", 0.003)
    race.intents.settle()
    parent, fork, second = runs(race)[1], runs(race)[4], runs(race)[5]
    assert np.array_equal(fork.positions[0], parent.positions[10])
    assert np.array_equal(second.positions[0], fork.positions[20])


def test_a_parent_that_ends_earlier_leaves_its_fork_with_a_reason(race):
    race.intents.choose_run(1)
    race.playback.scrub(100)
    race.intents.fork_run()
    race.intents.set_same_start(False)
    race.intents.choose_run(1)
    race.intents.set_steps(50)
    race.intents.settle()
    fork = runs(race)[4]
    assert fork.outcome == "not started" and "step 100" in fork.reason and "ends at step 50" in fork.reason
    race.intents.set_steps(200)
    assert runs(race)[4].outcome != "not started"


def test_names_numbers_and_arrival(race):
    document = race.store.document
    rows = race_rows(document, runs(race))
    assert [row.name for row in rows] == ["GD", "Momentum", "RMSProp", "Adam"]
    assert rows[0].summary.startswith("lr ") and "μ 0.9" in rows[1].summary
    for row, run in zip(rows, runs(race), strict=True):
        norms = run.gradient_norms
        step = next((k for k in range(len(norms)) if norms[k] <= document.tolerance), None)
        assert arrival(run, document.tolerance) == step
        assert row.within == ("—" if step is None else f"step {step}")
    assert numbers_at(runs(race)[0], 0.9)[0] == numbers_at(runs(race)[0], 0.0)[0]
    assert (tolerance_text(0.01), tolerance_text(0.02), tolerance_text(1e-6)) == ("10⁻²", "0.02", "10⁻⁶")


def test_equal_names_are_numbered(race):
    race.intents.choose_run(0)
    race.intents.duplicate_run()
    race.playback.scrub(5)
    race.intents.fork_run()
    assert run_names(race.store.document.runs)[0] == "GD 1"
    assert [run.label for run in runs(race)][-2:] == ["GD 2", "GD fork"]
    race.intents.choose_run(4)
    race.intents.remove_run()
    assert [run.label for run in runs(race)] == ["GD", "Momentum", "RMSProp", "Adam"]


def test_a_run_that_only_moves_up_is_not_computed_again(race):
    before = runs(race)
    race.intents.choose_run(1)
    race.intents.remove_run()
    after = runs(race)
    assert [run.label for run in after] == ["GD", "RMSProp", "Adam"]
    assert [(run.index, run.colour_index) for run in after] == [(0, 0), (1, 1), (2, 2)]
    assert after[1].run is before[2].run and after[2].run is before[3].run
    race.store.undo()
    assert [run.label for run in runs(race)] == ["GD", "Momentum", "RMSProp", "Adam"]
    assert [np.array_equal(a.points, b.points) for a, b in zip(runs(race), before, strict=True)] == [True] * 4


def test_a_run_is_hidden_without_computing_it_again(race):
    before = runs(race)
    race.intents.show_run(2, False)
    assert runs(race) == before and not race.store.document.runs[2].shown
    assert [row.shown for row in race_rows(race.store.document, before)] == [True, True, False, True]


def test_the_race_on_a_bowl_is_told_as_one_valley(race):
    race.intents.set_steps(2000)
    words = race_words(race.store.document, runs(race))
    assert words.headline.startswith("Same start, one") and "first, in" in words.text


def test_two_valleys_are_told_apart_and_named(program):
    program.intents.enter_formula(PEAKS)
    program.intents.place_probe(-0.05, 1.45)
    program.intents.start_race()
    program.intents.choose_run(3)
    program.intents.set_hyperparameter("lr", 0.1)
    words = race_words(program.store.document, runs(program))
    ends = np.array([run.points[-1] for run in runs(program)])
    assert np.hypot(*(ends[0] - ends[3])) > 1
    assert "two" in words.headline and "GD" in words.text and "Adam" in words.text


def test_starts_are_counted(race):
    race.intents.add_run_at(-2.0, -1.0)
    assert not race.store.document.same_start
    assert race_words(race.store.document, runs(race)).headline.startswith("Two starts")


BAD = [
    ("x^2 + y^2", "GD", {"lr": 0.0}, ("stalled", "converged")),
    ("x^2 + y^2", "GD", {"lr": -1.0}, ("not started",)),
    ("x^2 + y^2", "Adam", {"betas": (0.9, 1.5)}, ("not started",)),
    ("x^2 + y^2", "GD", {"lr": 1e11}, ("diverged",)),
    ("x²y + 3xy³", "GD", {}, ("diverged",)),
    ("x²y + 3xy³", "Newton", {}, None),
    ("x + y", "Newton", {}, ("stalled", "diverged", "left the domain")),
    ("sqrt(x) + y^2", "GD", {"lr": 5.0}, ("left the domain",)),
    ("abs(x)^0.5 + y^2", "BFGS", {}, None),
]


@pytest.mark.parametrize(("formula", "name", "settings", "outcomes"), BAD)
def test_whatever_is_asked_ends_with_a_reason(program, formula, name, settings, outcomes):
    program.intents.enter_formula(formula)
    program.intents.start_at_probe()
    program.intents.choose_optimiser(name)
    for keyword, value in settings.items():
        for place, number in enumerate(value) if isinstance(value, tuple) else [(None, value)]:
            program.intents.set_hyperparameter(keyword if place is None else f"{keyword}.{place}", number)
    (run,) = runs(program)
    assert run.reason and not program.engine.results.failures
    assert outcomes is None or run.outcome in outcomes
    (row,) = race_rows(program.store.document, runs(program))
    assert row.outcome == run.outcome and race_words(program.store.document, runs(program)).text == run.reason


def test_a_start_in_a_hole_is_told(program):
    program.intents.enter_formula("ln(x) + y^2")
    program.intents.place_start(-1.0, 1.0)
    (run,) = runs(program)
    assert run.outcome == "left the domain" and run.reason
    assert numbers_at(run, 0.0)[0] == "undefined"


def test_a_keyword_is_told_as_the_panel_calls_it(program):
    program.intents.enter_formula("x^2 + y^2")
    program.intents.start_at_probe()
    program.intents.set_hyperparameter("lr", -1.0)
    assert runs(program)[0].reason.startswith("Learning rate must be")


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_every_optimiser_can_be_chosen_and_set(program, name):
    program.intents.enter_formula("x^2 + 4y^2")
    program.intents.start_at_probe()
    program.intents.choose_optimiser("Adadelta" if name == "GD" else "GD")
    program.intents.choose_optimiser(name)
    program.intents.choose_schedule("Cosine")
    program.intents.set_warm_up(5)
    (run,) = runs(program)
    assert run.outcome != "not started" and run.label == name and run.steps > 0
    assert race_rows(program.store.document, runs(program))[0].summary


def test_the_schedule_and_the_noise_reach_the_descent(race):
    race.intents.choose_run(0)
    race.intents.choose_schedule("Exponential")
    race.intents.set_schedule_keyword("gamma", 0.95)
    assert runs(race)[0].run.learning_rates[10] == pytest.approx(runs(race)[0].learning_rate * 0.95**10)
    still = runs(race)[0].positions
    race.intents.set_noise(0.1)
    race.intents.set_seed(3)
    noisy = runs(race)[0].positions
    assert not np.array_equal(noisy, still)
    race.intents.set_seed(4)
    assert not np.array_equal(runs(race)[0].positions, noisy)
    race.intents.set_seed(3)
    assert np.array_equal(runs(race)[0].positions, noisy)
