"""Edits of runs, as pure functions from a document to a document."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.controller import run_edits
from explorer.model.document import Document, OptimiserSettings
from explorer.model.validation import validate

ORIGIN, ELSEWHERE = {"x": 1.0, "y": 2.0}, {"x": -1.0, "y": 0.5}


@pytest.fixture
def race():
    return run_edits.start_race(Document(), ORIGIN)


def test_a_race_has_four_optimisers_from_one_start(race):
    assert [run.optimiser.name for run in race.runs] == ["GD", "Momentum", "RMSProp", "Adam"]
    assert {run.start for run in race.runs} == {(("x", 1.0), ("y", 2.0))} and race.same_start


def test_a_ninth_run_is_refused(race):
    full = race
    while run_edits.has_room(full):
        full = run_edits.add_run(full, ORIGIN)
    assert len(full.runs) == 8
    assert run_edits.add_run(full, ORIGIN) is full
    assert run_edits.duplicate_run(full) is full and run_edits.fork_run(full, 3) is full


def test_settings_are_those_of_the_run_named(race):
    changed = run_edits.set_hyperparameter(race, "lr", 0.5, 1)
    changed = run_edits.set_schedule(changed, "Cosine", 1)
    changed = run_edits.set_schedule_keyword(changed, "T_max", 50.0, 1)
    changed = run_edits.set_warm_up(run_edits.set_noise(run_edits.set_seed(changed, 7, 1), 0.25, 1), 10, 1)
    changed = run_edits.set_batch(changed, 16, 1)
    run = changed.runs[1]
    assert run.optimiser == OptimiserSettings("Momentum", (("lr", 0.5),))
    assert (run.schedule.name, run.schedule.keywords, run.schedule.warm_up) == ("Cosine", (("T_max", 50.0),), 10)
    assert (run.noise, run.seed, run.batch) == (0.25, 7, 16)
    assert run_edits.set_batch(changed, -3, 1).runs[1].batch == 0
    assert run_edits.add_run(changed, ELSEWHERE, None, 1).runs[-1].batch == 16
    assert changed.runs[0] == race.runs[0] and changed.runs[2:] == race.runs[2:]
    assert run_edits.set_schedule(changed, "Step", 1).runs[1].schedule.keywords == ()


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e300])
def test_numbers_that_are_none_are_refused(race, value):
    assert run_edits.set_hyperparameter(race, "lr", value, 0) is race
    assert run_edits.set_noise(race, value) is race and run_edits.set_tolerance(race, value) is race
    assert run_edits.set_schedule_keyword(race, "gamma", value) is race
    assert run_edits.set_start(race, {"x": value, "y": 0.0}) is race


def test_one_start_moves_all_and_single_starts_move_one(race):
    assert {run.start for run in run_edits.set_start(race, ELSEWHERE, 2).runs} == {(("x", -1.0), ("y", 0.5))}
    apart = run_edits.set_same_start(race, False)
    moved = run_edits.set_start(apart, ELSEWHERE, 2)
    assert [dict(run.start) == ELSEWHERE for run in moved.runs] == [False, False, True, False]
    assert len({run.start for run in run_edits.set_same_start(moved, True).runs}) == 1


def test_a_run_from_elsewhere_ends_the_common_start(race):
    assert run_edits.add_run(race, ORIGIN).same_start
    assert not run_edits.add_run(race, ELSEWHERE).same_start


def test_length_is_common_with_the_start(race):
    assert {run.steps for run in run_edits.set_steps(race, 50, 1).runs} == {50}
    apart = run_edits.set_steps(run_edits.set_same_start(race, False), 50, 1)
    assert [run.steps for run in apart.runs] == [200, 50, 200, 200]


def test_a_fork_keeps_settings_seed_and_end(race):
    seeded = run_edits.set_seed(race, 9, 1)
    fork = run_edits.fork_run(seeded, 40, 1).runs[-1]
    assert (fork.parent, fork.fork_step, fork.seed, fork.steps) == (1, 40, 9, 200)
    assert fork.optimiser == seeded.runs[1].optimiser
    assert run_edits.fork_run(seeded, 200, 1).runs[-1].steps == 400


def test_a_fork_of_a_fork_leaves_the_run_that_has_the_step(race):
    twice = run_edits.fork_run(run_edits.fork_run(race, 40, 1), 60, 4)
    assert (twice.runs[5].parent, twice.runs[5].fork_step) == (4, 60)
    before = run_edits.fork_run(twice, 20, 5)
    assert (before.runs[6].parent, before.runs[6].fork_step) == (1, 20)


def test_a_fork_moves_with_its_run():
    document = run_edits.set_same_start(run_edits.start_race(Document(), ORIGIN), False)
    forked = run_edits.fork_run(document, 10, 1)
    moved = run_edits.set_start(forked, ELSEWHERE, 4)
    assert [dict(run.start) == ELSEWHERE for run in moved.runs] == [False, True, False, False, True]


def test_removing_a_run_removes_its_forks_and_renumbers_the_others(race):
    document = run_edits.fork_run(run_edits.fork_run(race, 10, 1), 20, 3)
    document = run_edits.fork_run(document, 15, 4)
    assert run_edits.forks_of(document, 1) == (4, 6)
    left = run_edits.remove_run(document, 1)
    assert [run.optimiser.name for run in left.runs] == ["GD", "RMSProp", "Adam", "Adam"]
    assert [run.parent for run in left.runs] == [None, None, None, 2]


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["add", "duplicate", "fork", "remove", "steps", "start", "same"]),
        st.integers(0, 9),
        st.integers(0, 400),
    ),
    max_size=25,
)


@given(OPERATIONS)
@settings(max_examples=80, deadline=None)
def test_whatever_is_done_the_document_stays_valid(operations):
    document = run_edits.start_race(Document(), ORIGIN)
    for kind, run, number in operations:
        place = min(run, max(len(document.runs) - 1, 0))
        document = {
            "add": lambda d=document: run_edits.add_run(d, ELSEWHERE),
            "duplicate": lambda d=document, p=place: run_edits.duplicate_run(d, p),
            "fork": lambda d=document, n=number, p=place: run_edits.fork_run(d, n, p),
            "remove": lambda d=document, p=place: run_edits.remove_run(d, p),
            "steps": lambda d=document, n=number, p=place: run_edits.set_steps(d, n, p),
            "start": lambda d=document, p=place: run_edits.set_start(d, ORIGIN, p),
            "same": lambda d=document, n=number: run_edits.set_same_start(d, n % 2 == 0),
        }[kind]()
        assert validate(document) == document and len(document.runs) <= 8
        assert all(spec.parent is None or spec.parent < place for place, spec in enumerate(document.runs))
