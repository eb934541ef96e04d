"""The engine on a Python function: every panel's study has an answer or a sentence; texts that stand for functions."""

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.callables import callable_text, tree_of
from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.panels import PANELS
from explorer.controller.playback import Playback
from explorer.core.callable_objective import CallableObjective
from explorer.model.document import Document, OptimiserSettings, RunSpec
from explorer.model.store import Store


def bowl(x, y):
    return x * x + 3 * y * y


class Bench:
    def __init__(self, *objectives):
        self.store = Store()
        executor = Executor(lambda work: work(), synchronous=True)
        self.engine = Engine(self.store, executor, core_mathematics(objectives))
        self.intents = Intents(self.store, self.engine, Playback(self.store, lambda: None))
        self.engine.start()
        if objectives:
            self.show(objectives[0])

    def show(self, objective):
        text = callable_text(objective)
        self.store.update(self.engine.with_formula(text, Document(formula=text)), "Show")

    def open(self, panel):
        self.store.set_view(replace(self.store.view, panel=panel))

    @property
    def results(self):
        return self.engine.results


def test_picture_probe_and_partials():
    bench = Bench(CallableObjective(bowl))
    results = bench.results
    assert results.axes == ("x", "y") and results.problem is None and tree_of(results.function) is None
    np.testing.assert_allclose(results.picture.field.f[0, 0], 36.0)
    np.testing.assert_allclose(dict(results.gradient)["y"], 12.0)
    assert [partial.name for partial in results.partials] == ["x", "y"]
    assert all(partial.note.startswith("A Python function has no formula.") for partial in results.partials)


@pytest.mark.parametrize("panel", [row.identity for row in PANELS])
@pytest.mark.parametrize("function", [bowl, lambda x, y: 1 / 0], ids=["bowl", "failing"])
def test_every_panel_has_an_answer_or_a_sentence(panel, function):
    if panel == "sweep" and function is not bowl:
        pytest.skip("a sweep over a failing function is long: the window fills it in piece by piece")
    bench = Bench(CallableObjective(function))
    bench.intents.change_study("Constrain", constraints=("x+y=1",))
    bench.intents.move_start(1.0, 1.0)
    bench.open(panel)
    assert bench.results.failures == ()
    assert bench.results.computing == frozenset()


def test_where_a_formula_is_needed_it_is_said():
    bench = Bench(CallableObjective(bowl))
    for panel, study, sentence in (
        ("derivation", "derivation", "A Python function has no formula to derive."),
        ("graph", "graph", "A Python function has no formula to draw as a graph."),
        ("check", "check", "A Python function has no formula that its numbers could be checked against."),
    ):
        bench.open(panel)
        assert bench.results.answers[study].message == sentence


def test_points_and_constraints_are_found_but_not_proven():
    bench = Bench(CallableObjective(bowl))
    bench.open("points")
    answer = bench.results.answers["points"]
    assert answer.state == "1 critical point found; not proven to be all"
    assert (answer.rows[0].x, answer.rows[0].y) == pytest.approx((0.0, 0.0), abs=1e-7)
    bench.intents.change_study("Constrain", constraints=("x+y=1",))
    bench.open("constraint")
    answer = bench.results.answers["constraint"]
    assert answer.state == "1 stationary point found; not proven to be all"
    assert (answer.rows[0].x, answer.rows[0].y) == pytest.approx((0.75, 0.25))
    assert bench.results.answers["multiplier"].footing is not None


def test_a_race_with_a_fork_and_a_pin():
    bench = Bench(CallableObjective(bowl))
    start = (("x", 2.0), ("y", 1.0))
    runs = (
        RunSpec(start, OptimiserSettings("Adam", (("lr", 0.1),)), 40),
        RunSpec(start, OptimiserSettings("Newton"), 40),
        RunSpec(start, OptimiserSettings("Adam", (("lr", 0.3),)), 40, parent=0, fork_step=20),
    )
    bench.store.update(replace(bench.store.document, runs=runs), "Race")
    bench.intents.charts.pin()
    first, newton, fork = bench.results.runs
    assert newton.outcome == "converged" and fork.first_step == 20
    np.testing.assert_array_equal(fork.points[0], first.points[20])
    assert len(bench.results.pins) == 1


def test_exceptions_are_told_in_the_status():
    bench = Bench(CallableObjective(lambda x, y: 1 / 0))
    assert "ZeroDivisionError: division by zero." in bench.results.status


def test_another_formula_and_back():
    objective = CallableObjective(bowl)
    bench = Bench(objective)
    bench.intents.enter_formula("x^3")
    assert tree_of(bench.results.function) is not None
    bench.store.undo()
    assert bench.results.function is objective


def test_a_function_that_is_not_here_says_so():
    bench = Bench()
    bench.intents.enter_formula("Python: loss")
    problem = bench.results.problem
    assert problem.message.startswith("loss was a Python function") and "explorer.show" in problem.hint


def test_texts_are_short_and_on_one_line():
    text = callable_text(CallableObjective(bowl, title="a\nvery " + "long " * 40))
    assert "\n" not in text and len(text) <= 90 and text.endswith("…")
    assert callable_text(CallableObjective(lambda x, y: x + y)) == "Python: a function"
