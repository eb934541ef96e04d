"""What the views ask for about trials of hyperparameters: the training behind one of them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from explorer.controller import run_edits
from explorer.controller.engine import Engine
from explorer.controller.learning.contenders import settings_of_trial, with_width
from explorer.controller.playback import Playback
from explorer.core.learn.tuning_trials import Trial
from explorer.model.document import Document
from explorer.model.learn_settings import MODEL, NETWORK
from explorer.model.store import Store

__all__ = ["TuningIntents", "has_trial", "with_trial"]


class TuningIntents:
    """The part of :class:`~explorer.controller.intents.Intents` about trials; to load one is one step."""

    def __init__(self, store: Store, engine: Engine, playback: Playback) -> None:
        self._store = store
        self._engine = engine
        self._playback = playback

    def load(self, trial: Trial) -> None:
        """The chosen run takes the trial's settings, model or network theirs, and the training plays."""
        document = self._store.document
        last = len(document.runs) - 1
        chosen = None if last < 0 else min(max(self._store.view.run, 0), last)
        self._playback.rewind()
        self._store.update(with_trial(document, trial, chosen, self._engine.position(*document.probe)), "Load a trial")
        self._playback.play()

    def set_rows_aside(self) -> None:
        """A quarter of the rows is kept out of the fit, to judge it."""
        document = self._store.document
        data = replace(document.learn.data, validation=0.25)
        self._store.update(replace(document, learn=replace(document.learn, data=data)), "Set aside 25 %")


def with_trial(document: Document, trial: Trial, run: int | None, start: Mapping[str, float] | None = None) -> Document:
    """The document with a trial's settings in ``run`` (without any run: in a first one from ``start``), and in what
    it trains.

    The run makes as many steps as the trial did. A network's begins at its first weights, as trials do.
    """
    learn, is_network = document.learn, document.subject == NETWORK
    if is_network:
        learn = replace(learn, network=with_width(learn.network, trial.width))
    elif trial.penalty is not None:
        learn = replace(learn, fit=replace(learn.fit, l2=trial.penalty))
    changed = replace(document, learn=learn)
    if is_network:
        changed = run_edits.set_start(changed, {}, run)
    elif not changed.runs:
        changed = run_edits.set_start(changed, start or {})
    changed = run_edits.set_steps(changed, learn.tuning.steps, run)
    place = len(changed.runs) - 1 if run is None else run
    spec = changed.runs[place]
    batch = spec.batch if trial.batch is None else trial.batch
    made = replace(spec, optimiser=settings_of_trial(spec.optimiser, trial, is_network), batch=batch)
    runs = tuple(made if index == place else one for index, one in enumerate(changed.runs))
    return replace(changed, runs=runs, optimiser=made.optimiser, batch=batch)


def has_trial(document: Document, trial: Trial, run: int) -> bool:
    """Whether ``run`` and what it trains have a trial's settings now."""
    if not document.runs or document.subject not in (MODEL, NETWORK):
        return False
    place = min(max(run, 0), len(document.runs) - 1)
    spec = document.runs[place]
    if trial.batch not in (None, spec.batch) or (
        trial.rate is not None and trial.rate not in dict(spec.optimiser.hyperparameters).values()
    ):
        return False  # without making the document of each of a thousand trials
    return with_trial(document, trial, place) == document
