"""What the views ask for about sweeps: the panel's settings, and the run behind a cell."""

from __future__ import annotations

from msgspec.structs import replace

from explorer.controller import edits, run_edits
from explorer.controller.engine import Engine
from explorer.controller.optimiser_settings import keyword_value
from explorer.controller.playback import Playback
from explorer.controller.studies.basins import BasinsAnswer
from explorer.model.document import Document
from explorer.model.store import Store

__all__ = ["SweepIntents"]


class SweepIntents:
    """The part of :class:`~explorer.controller.intents.Intents` about the Sweep panel; loading a run is one step."""

    def __init__(self, store: Store, engine: Engine, playback: Playback) -> None:
        self._store = store
        self._engine = engine
        self._playback = playback

    def change(self, label: str, **fields: object) -> None:
        """Some of :class:`~explorer.model.document.SweepSettings` take other values."""
        document = self._store.document
        sweep = replace(document.studies.sweep, **fields)
        self._store.update(edits.set_study(document, sweep=sweep), label)

    def start_at(self, x: float, y: float) -> None:
        """A cell of the basin map: the chosen run starts there, at the map's learning rate, and plays."""
        document = run_edits.set_start(self._store.document, self._engine.position(x, y), self._chosen)
        answer = self._engine.results.answers.get("basins")
        if isinstance(answer, BasinsAnswer) and answer.rate is not None:
            document = self._with_number(document, *answer.rate)
        self._load(document, "Start here")

    def load_settings(self, values: dict[str, float]) -> None:
        """A cell of the map of two settings, or a rate: the chosen run takes these numbers and plays."""
        document = self._store.document
        if not document.runs:
            document = run_edits.set_start(document, self._engine.position(*document.probe))
        for keyword, number in values.items():
            document = self._with_number(document, keyword, number)
        self._load(document, "Set " + " and ".join(keyword.partition(".")[0] for keyword in values))

    @property
    def _chosen(self) -> int | None:
        last = len(self._store.document.runs) - 1
        return None if last < 0 else min(max(self._store.view.run, 0), last)

    def _with_number(self, document: Document, keyword: str, number: float) -> Document:
        chosen = self._chosen
        settings = document.runs[-1 if chosen is None else chosen].optimiser
        name, value = keyword_value(settings, keyword, number)
        return run_edits.set_hyperparameter(document, name, value, chosen)

    def _load(self, document: Document, label: str) -> None:
        self._playback.rewind()
        self._store.update(document, label)
        self._playback.play()
