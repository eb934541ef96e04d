"""The desk of studies: what is asked when, what stays, what is told together."""

from dataclasses import dataclass

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.figures import Mark
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.controller.studies.study import Study
from explorer.model.store import Store


@dataclass(frozen=True)
class Told:
    number: float
    figures: tuple = ()
    plots: tuple = ()


class Counting:
    """A study that counts how often it is computed."""

    def __init__(self, name, panels, key, live=True, fail=False):
        self.count = 0
        self.fail = fail
        self.study = Study(name, frozenset(panels), key, self.compute, live)

    def compute(self, given, token):
        self.count += 1
        if self.fail:
            raise ValueError("no such thing")
        x, y = given.problem.probe
        return Told(x + 10 * self.count, (Mark(x, y, "point"),))


class Desk:
    """An engine with two studies, and what it told."""

    def __init__(self, *studies, synchronous=True):
        self.posted = []
        self.store = Store()
        self.executor = Executor(self.posted.append if not synchronous else (lambda work: work()), synchronous)
        self.engine = Engine(self.store, self.executor, core_mathematics(), studies=[s.study for s in studies])
        self.intents = Intents(self.store, self.engine, Playback(self.store, lambda: None))
        self.told = []
        self.engine.answers_changed.connect(lambda results: self.told.append(dict(results.answers)))
        self.engine.start()

    def open(self, panel):
        self.store.set_view(replace(self.store.view, panel=panel))


@pytest.fixture
def probe_study():
    return Counting("where", ["points"], lambda given: given.probe_key)


@pytest.fixture
def function_study():
    return Counting("what", ["points", "graph"], lambda given: (given.problem.function,))


@pytest.fixture
def desk(probe_study, function_study):
    made = Desk(probe_study, function_study)
    yield made
    made.executor.close()


def test_nothing_is_computed_for_a_closed_panel(desk, probe_study, function_study):
    desk.intents.place_probe(0.5, 0.5)
    assert probe_study.count == function_study.count == 0 and not desk.engine.results.answers


def test_opening_computes_and_tells_once(desk, probe_study, function_study):
    desk.open("points")
    assert (probe_study.count, function_study.count) == (1, 1)
    assert desk.told[-1].keys() == {"where", "what"} and len([t for t in desk.told if t]) == 1
    assert len(desk.engine.results.figures) == 2


def test_only_what_depends_on_the_change_is_computed_again(desk, probe_study, function_study):
    desk.open("points")
    desk.intents.place_probe(0.25, 0.5)
    assert (probe_study.count, function_study.count) == (2, 1)
    desk.intents.toggle_layer("floor")
    assert (probe_study.count, function_study.count) == (2, 1)
    desk.intents.enter_formula("x + y")
    assert (probe_study.count, function_study.count) == (3, 2)


def test_closing_takes_the_figures_away_and_coming_back_costs_nothing(desk, probe_study, function_study):
    desk.open("points")
    desk.open("")
    assert not desk.engine.results.answers and not desk.engine.results.figures
    desk.open("graph")
    assert desk.engine.results.answers.keys() == {"what"}
    desk.open("points")
    assert (probe_study.count, function_study.count) == (1, 1) and len(desk.engine.results.answers) == 2


def test_a_study_that_fails_says_so_and_the_others_stay(function_study):
    bad = Counting("bad", ["points"], lambda given: given.probe_key, fail=True)
    desk = Desk(bad, function_study)
    desk.open("points")
    assert dict(desk.engine.results.failures)["bad"] == "ValueError: no such thing"
    assert desk.engine.results.answers.keys() == {"what"}
    desk.executor.close()


def test_a_long_study_goes_through_the_executor_and_closing_cancels_it(function_study):
    long = Counting("long", ["points"], lambda given: given.probe_key, live=False)
    desk = Desk(long, function_study, synchronous=False)
    desk.open("points")
    assert "study long" in desk.executor.busy_keys and "what" in desk.engine.results.answers
    desk.open("")
    assert "study long" not in desk.executor.busy_keys
    desk.open("points")
    assert "study long" in desk.executor.busy_keys
    desk.executor.wait_until_idle()
    for work in desk.posted:
        work()
    assert "long" in desk.engine.results.answers
    desk.executor.close()


def test_settings_of_the_panels_are_undone_and_bounded(desk):
    desk.intents.change_study("Set h", "h", secant=0.25)
    desk.intents.change_study("Set h", "h", secant=0.125)
    desk.intents.settle()
    assert desk.store.document.studies.secant == 0.125
    desk.intents.change_study("Set h", secant=float("nan"))
    assert desk.store.document.studies.secant == 0.125
    desk.store.undo()
    assert desk.store.document.studies.secant == 0.5


def test_a_closed_padlock_keeps_the_probe_on_its_line(desk):
    desk.intents.hold("y", True)
    desk.intents.place_probe(-1.0, -1.0)
    assert desk.store.document.probe == (-1.0, 2.0)
    desk.intents.hold("x", True)
    desk.intents.place_probe(0.5, 0.25)
    assert desk.store.document.probe == (0.5, 0.25)
    desk.intents.hold("y", False)
    desk.intents.place_probe(1.5, 1.25)
    assert desk.store.document.probe == (0.5, 1.25)


def test_numbers_beyond_the_largest_are_no_warning():
    def key(given):
        return given.probe_key

    class Overflowing(Counting):
        def compute(self, given, token):
            return Told(float(np.square(np.array([1e300]))[0]))

    desk = Desk(Overflowing("large", ["points"], key))
    desk.open("points")
    assert desk.engine.results.answers["large"].number == np.inf and not desk.engine.results.failures
    desk.executor.close()
