"""Loading the run behind a cell: one step to undo, and it plays."""

import pytest
from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.model.store import Store


class Desk:
    def __init__(self):
        self.store = Store(view=replace(Store().view, panel="sweep"))
        self.executor = Executor(lambda work: work(), synchronous=True)
        self.engine = Engine(self.store, self.executor, core_mathematics())
        self.playback = Playback(self.store, lambda: None)
        self.engine.runs_changed.connect(lambda results: self.playback.set_length(results.run_length))
        self.intents = Intents(self.store, self.engine, self.playback)
        self.intents.sweeps.change("Fewer", side=16, cells=4)
        self.engine.start()
        self.intents.enter_formula("x² + 3y²")

    @property
    def runs(self):
        return self.store.document.runs


@pytest.fixture
def desk():
    made = Desk()
    yield made
    made.executor.close()


def test_a_cell_of_the_basins_starts_the_first_run_at_the_maps_rate(desk):
    rate = desk.engine.results.answers["basins"].rate
    before = desk.store.document
    desk.intents.sweeps.start_at(0.5, -1.5)
    (run,) = desk.runs
    assert dict(run.start) == {"x": 0.5, "y": -1.5} and dict(run.optimiser.hyperparameters)["lr"] == rate[1]
    assert desk.playback.playing and desk.engine.results.runs[0].learning_rate == rate[1]
    desk.store.undo()
    assert desk.store.document == before


def test_a_cell_of_the_basins_moves_the_chosen_run_and_the_map_stays(desk):
    desk.intents.sweeps.start_at(0.5, -1.5)
    desk.intents.set_same_start(False)
    desk.intents.add_run()
    desk.intents.choose_run(1)
    desk.intents.sweeps.start_at(1.0, 1.0)
    assert dict(desk.runs[0].start) == {"x": 0.5, "y": -1.5} and dict(desk.runs[1].start) == {"x": 1.0, "y": 1.0}
    rate = desk.engine.results.answers["basins"].rate
    desk.intents.sweeps.start_at(-1.0, 2.0)
    assert desk.engine.results.answers["basins"].rate == rate


def test_two_settings_are_taken_together(desk):
    desk.intents.sweeps.change("Choose sweep", kind="settings")
    before = desk.store.document
    desk.intents.sweeps.load_settings({"lr": 0.02, "momentum": 0.5})
    assert dict(desk.runs[0].optimiser.hyperparameters) == {"lr": 0.02, "momentum": 0.5}
    assert tuple(value for _, value in desk.runs[0].start) == desk.store.document.probe and desk.playback.playing
    now = desk.engine.results.answers["settings"].plots[0].marks[0]
    assert (now.x, now.y) == (0.02, 0.5)
    desk.store.undo()
    assert desk.store.document == before


def test_one_of_a_pair_keeps_the_other(desk):
    desk.intents.choose_optimiser("Adam")
    desk.intents.sweeps.load_settings({"betas.1": 0.9, "lr": 0.1})
    assert dict(desk.runs[0].optimiser.hyperparameters) == {"betas": (0.9, 0.9), "lr": 0.1}


def test_only_the_open_sweep_is_computed(desk):
    assert set(desk.engine.results.answers) == {"basins"}
    desk.intents.sweeps.change("Choose sweep", kind="rate")
    assert set(desk.engine.results.answers) == {"rate"} and not desk.engine.results.figures
