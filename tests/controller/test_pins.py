"""Runs pinned for comparison: they stay while the run changes, follow the function, undo and save."""

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.chart_intents import MOST_PINS, pinned
from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.model.document import Document, OptimiserSettings, Pin, RunSpec
from explorer.model.errors import SessionError
from explorer.model.session import session_bytes, session_from_bytes
from explorer.model.store import Store
from explorer.model.validation import validate, validate_view
from explorer.model.view_state import ViewState

START = (("x", 2.0), ("y", 1.0))


def rate(value):
    return OptimiserSettings("GD", (("lr", value),))


class Bench:
    def __init__(self, *runs):
        self.store = Store()
        self.engine = Engine(self.store, Executor(lambda work: work(), synchronous=True), core_mathematics())
        self.intents = Intents(self.store, self.engine, Playback(self.store, lambda: None))
        self.engine.start()
        self.intents.enter_formula("x^2 + 3y^2")
        self.set(*runs)

    def set(self, *runs):
        self.store.update(replace(self.store.document, runs=runs), "Set runs")

    @property
    def pins(self):
        return self.engine.results.pins


def test_a_pinned_run_stays_while_the_run_changes():
    bench = Bench(RunSpec(START, rate(0.1), 20))
    before = bench.engine.results.runs[0]
    bench.intents.charts.pin()
    bench.set(RunSpec(START, rate(0.01), 20))
    assert [pin.label for pin in bench.pins] == ["GD, η = 0.1"]
    np.testing.assert_array_equal(bench.pins[0].values, before.values)
    assert (bench.engine.results.runs[0].values[1:] != before.values[1:]).all()


def test_a_pinned_fork_keeps_the_run_it_left():
    bench = Bench(RunSpec(START, rate(0.1), 20), RunSpec(START, rate(0.02), 20, parent=0, fork_step=8))
    bench.store.set_view(replace(bench.store.view, run=1))
    fork = bench.engine.results.runs[1]
    bench.intents.charts.pin()
    bench.set(RunSpec(START, rate(0.3), 20))
    assert bench.pins[0].first_step == 8
    np.testing.assert_array_equal(bench.pins[0].points, fork.points)


def test_a_pin_follows_the_function():
    bench = Bench(RunSpec(START, rate(0.1), 5))
    bench.intents.charts.pin()
    bench.intents.enter_formula("x^2 + y^2")
    assert bench.pins[0].values[0] == 5.0


def test_pinning_is_undone_and_unpinned():
    bench = Bench(RunSpec(START, rate(0.1), 5))
    bench.intents.charts.pin()
    bench.intents.charts.pin()
    assert len(bench.store.document.pins) == 1  # the same run twice tells nothing
    bench.store.undo()
    assert bench.pins == ()
    bench.store.redo()
    bench.intents.charts.unpin_all()
    assert bench.pins == () and not bench.store.document.pins


def test_there_is_room_for_so_many():
    document = Document(runs=(RunSpec(START),))
    for number in range(MOST_PINS + 3):
        document = pinned(replace(document, runs=(RunSpec(START, steps=number + 1),)), 0, f"run {number}")
    assert len(validate(document).pins) == MOST_PINS


def test_pins_are_saved_and_checked():
    document = pinned(Document(runs=(RunSpec(START), RunSpec(START, parent=0, fork_step=3))), 1, "fork")
    assert session_from_bytes(session_bytes(document)).document == document
    lone = RunSpec(START, parent=3)
    for pin in (Pin("none", ()), Pin("lost", (lone,)), Pin("apart", (RunSpec(START), RunSpec(START)))):
        with pytest.raises(SessionError, match=r"pinned|does not come before"):
            validate(replace(Document(), pins=(pin,)))


def test_quantities_axes_and_smoothing_of_the_charts():
    bench = Bench()
    charts = bench.intents.charts
    charts.choose_quantity(0, "step length")
    charts.choose_quantity(1, "no such thing")
    charts.set_logarithmic(0, True)
    charts.set_logarithmic(1, False)
    charts.set_smoothing(20)
    charts.set_smoothing(7)
    view = bench.store.view
    assert view.quantities == ("step length", "‖∇f‖")
    assert (view.loss_logarithmic, view.second_logarithmic, view.smoothing) == (True, False, 20)
    with pytest.raises(SessionError, match="smoothing"):
        validate_view(replace(ViewState(), smoothing=-1))
