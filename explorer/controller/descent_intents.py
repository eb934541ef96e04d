"""What the views ask for about runs: the Descent panel, the balls on the views, the transport.

The chosen run is the one that the view's state names; an edit of settings is about it.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from explorer.controller import edits, run_edits
from explorer.controller.engine import Engine
from explorer.controller.optimiser_settings import keyword_value, schedule_value
from explorer.controller.playback import Playback
from explorer.core.optim import OPTIMIZERS
from explorer.model.document import Document, OptimiserSettings, RunSpec
from explorer.model.store import Store

__all__ = ["DescentIntents"]

NO_ROOM = f"A race has {run_edits.MOST_RUNS} runs at most; remove one before you add another."


class DescentIntents:
    """The part of :class:`~explorer.controller.intents.Intents` about runs."""

    def __init__(self, store: Store, engine: Engine, playback: Playback) -> None:
        self._store = store
        self._engine = engine
        self._playback = playback

    def settle(self) -> None:
        """The gesture is over."""
        self._store.end_merge()

    @property
    def chosen_run(self) -> int | None:
        """The place of the chosen run, None where there is none."""
        last = len(self._store.document.runs) - 1
        return None if last < 0 else min(self._store.view.run, last)

    @property
    def chosen_spec(self) -> RunSpec | None:
        """The settings of the chosen run."""
        chosen = self.chosen_run
        return None if chosen is None else self._store.document.runs[chosen]

    def choose_run(self, index: int) -> None:
        """Settings, receipt and doctor are about this run from now on."""
        self._store.set_view(replace(self._store.view, run=max(index, 0)))

    # Starts

    def place_start(self, x: float, y: float) -> None:
        """The start's position was typed."""
        self.move_start(x, y)
        self.settle()

    def move_start(self, x: float, y: float) -> None:
        """The start of the chosen run (or of all) is dragged, or the first ball dropped."""
        start = self._engine.position(x, y)
        self._playback.rewind()
        document = run_edits.set_start(self._store.document, start, self.chosen_run)
        self._store.update(document, "Move start", "start")

    def grab_start(self, x: float, y: float) -> None:
        """A start on the map is taken: the run that begins there is the chosen one."""
        document = self._store.document
        for index, spec in enumerate(document.runs):
            place = dict(spec.start)
            here = tuple(place.get(name) for name in self._engine.axes)
            if spec.parent is None and here == (x, y)[: len(here)] and not document.same_start:
                self.choose_run(index)
                return

    def drop_start(self) -> None:
        """The ball is let go: the drag is one step, and the run plays."""
        self._store.end_merge()
        self._playback.play()

    def start_at_probe(self) -> None:
        """Drop the ball where the probe is and play."""
        self.move_start(*self._store.document.probe)
        self.drop_start()

    def add_run_at(self, x: float, y: float) -> None:
        """One more run from another start, with the settings of the chosen one."""
        if not self._store.document.runs:
            self.move_start(x, y)
            self.drop_start()
            return
        document = self._store.document
        self._add(run_edits.add_run(document, self._engine.position(x, y), None, self.chosen_run), "Add run")
        self._playback.play()

    def set_same_start(self, same: bool) -> None:
        """Whether all runs begin at one place and are equally long."""
        self._store.update(run_edits.set_same_start(self._store.document, same), "One start for all runs")

    # Runs

    def add_run(self) -> None:
        """One more run from the same start, by the next optimiser that is not there yet."""
        spec, document = self.chosen_spec, self._store.document
        if spec is None:
            self.start_at_probe()
            return
        root = document.runs[run_edits.fork_source(document, self.chosen_run or 0, 0)]
        used = {run.optimiser.name for run in document.runs}
        name = next((name for name in (*run_edits.RACE, *OPTIMIZERS) if name not in used), spec.optimiser.name)
        changed = run_edits.add_run(document, dict(root.start), OptimiserSettings(name), self.chosen_run)
        self._add(changed, "Add run")

    def load_run(self, start: Sequence[tuple[str, float]], optimiser: OptimiserSettings) -> None:
        """One more run from this start with this optimiser, such as a cell of a sweep."""
        self._add(run_edits.add_run(self._store.document, dict(start), optimiser, self.chosen_run), "Load run")

    def duplicate_run(self) -> None:
        """The chosen run once more."""
        self._add(run_edits.duplicate_run(self._store.document, self.chosen_run), "Duplicate run")

    def fork_run(self, step: int | None = None) -> None:
        """A new run that leaves the chosen one at a step, by default the playhead's (or its own last)."""
        chosen = self.chosen_run
        if chosen is None:
            return
        picture = self._engine.results.run_at(chosen)
        last = picture.last_step if picture is not None else self._store.document.runs[chosen].steps
        step = min(int(self._playback.playhead) if step is None else step, last)
        self._add(run_edits.fork_run(self._store.document, step, chosen), f"Fork at step {step}")

    def _add(self, document: Document, label: str) -> None:
        if document is self._store.document:
            self._engine.say(NO_ROOM)
            return
        self._store.update(document, label)
        self.choose_run(len(document.runs) - 1)

    def remove_run(self) -> None:
        """Take the chosen run away, and its forks with it."""
        document, chosen = self._store.document, self.chosen_run
        if chosen is None:
            return
        forks = len(run_edits.forks_of(document, chosen))
        with_forks = "" if not forks else " and its fork" if forks == 1 else f" and its {forks} forks"
        changed = run_edits.remove_run(document, chosen)
        self._store.update(changed, f"Remove run{with_forks}")
        self.choose_run(min(chosen, max(len(changed.runs) - 1, 0)))

    def clear_runs(self) -> None:
        """Take all balls away."""
        self._playback.rewind()
        self._store.update(run_edits.clear_runs(self._store.document), "Clear runs")

    def show_run(self, index: int, shown: bool) -> None:
        """Draw a run, or leave it out."""
        label = "Show run" if shown else "Hide run"
        self._store.update(run_edits.show_run(self._store.document, index, shown), label)

    def start_race(self) -> None:
        """Four optimisers side by side from the chosen run's start, or from the probe."""
        document, spec = self._store.document, self.chosen_spec
        start = self._engine.position(*document.probe) if spec is None else dict(spec.start)
        self._playback.rewind()
        self._store.update(run_edits.start_race(document, start), "Race")
        self.choose_run(0)
        self._playback.play()

    def use_bowl(self) -> None:
        """The same start and settings on a function that has a minimum."""
        self._playback.rewind()
        self._store.update(edits.bowl_with_same_settings(self._store.document), "Use the bowl")
        self._playback.play()

    # Settings of the chosen run

    def choose_optimiser(self, name: str) -> None:
        """Another update rule."""
        document = run_edits.set_optimiser(self._store.document, name, self.chosen_run)
        self._store.update(document, "Choose optimiser")

    def set_hyperparameter(self, keyword: str, number: float) -> None:
        """A hyperparameter (``betas.0``: the first of a pair) takes another value."""
        document, spec = self._store.document, self.chosen_spec
        settings = document.optimiser if spec is None else spec.optimiser
        name, value = keyword_value(settings, keyword, number)
        changed = run_edits.set_hyperparameter(document, name, value, self.chosen_run)
        self._store.update(changed, f"Set {name}", f"hyperparameter {keyword}")

    def reset_hyperparameter(self, keyword: str) -> None:
        """A hyperparameter takes its default, or, for the learning rate, the proposal."""
        name = keyword.partition(".")[0]
        document = run_edits.set_hyperparameter(self._store.document, name, None, self.chosen_run)
        self._store.update(document, f"Reset {name}")

    def choose_schedule(self, name: str) -> None:
        """Another schedule of the learning rate."""
        self._store.update(run_edits.set_schedule(self._store.document, name, self.chosen_run), "Choose schedule")

    def set_schedule_keyword(self, keyword: str, number: float) -> None:
        """A setting of the schedule takes another value."""
        document, spec = self._store.document, self.chosen_spec
        number = schedule_value(document.schedule if spec is None else spec.schedule, keyword, number)
        document = run_edits.set_schedule_keyword(document, keyword, number, self.chosen_run)
        self._store.update(document, f"Set {keyword}", f"schedule {keyword}")

    def reset_schedule_keyword(self, keyword: str) -> None:
        """A setting of the schedule takes its default."""
        document = run_edits.set_schedule_keyword(self._store.document, keyword, None, self.chosen_run)
        self._store.update(document, f"Reset {keyword}")

    def set_warm_up(self, steps: float) -> None:
        """Over how many steps the learning rate first rises."""
        document = run_edits.set_warm_up(self._store.document, round(steps), self.chosen_run)
        self._store.update(document, "Set warm-up", "warm-up")

    def set_noise(self, deviation: float) -> None:
        """How much noise is on the gradient."""
        document = run_edits.set_noise(self._store.document, deviation, self.chosen_run)
        self._store.update(document, "Set noise", "noise")

    def set_batch(self, rows: float) -> None:
        """How many rows of the data a step of the chosen run sees, 0 for all."""
        document = run_edits.set_batch(self._store.document, round(rows), self.chosen_run)
        self._store.update(document, "Rows a step", "batch")

    def set_seed(self, seed: float) -> None:
        """Which noise it is."""
        self._store.update(run_edits.set_seed(self._store.document, round(seed), self.chosen_run), "Set seed")

    def set_steps(self, steps: int) -> None:
        """Another length of the run, or of all."""
        self._store.update(run_edits.set_steps(self._store.document, steps, self.chosen_run), "Set steps", "steps")

    def set_tolerance(self, tolerance: float) -> None:
        """The ‖∇f‖ at which a run has arrived."""
        self._store.update(run_edits.set_tolerance(self._store.document, tolerance), "Set tolerance")
