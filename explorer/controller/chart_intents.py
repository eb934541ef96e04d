"""What is chosen above the charts over the steps: quantities, axes, smoothing; runs pinned for comparison."""

from __future__ import annotations

from msgspec.structs import replace

from explorer.controller.engine import Engine
from explorer.controller.step_series import QUANTITIES, SMOOTHINGS
from explorer.core.numbers import format_value
from explorer.model.document import Document, Pin, RunSpec
from explorer.model.store import Store

__all__ = ["MOST_PINS", "ChartIntents", "pinned", "without_pins"]

MOST_PINS = 8


class ChartIntents:
    """Edits of the view, and of the document where a run is pinned."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine

    def choose_quantity(self, place: int, quantity: str) -> None:
        """What the first (0) or the second (1) chart shows."""
        if quantity in QUANTITIES:
            first, second = self._store.view.quantities
            both = (quantity, second) if place == 0 else (first, quantity)
            self._store.set_view(replace(self._store.view, quantities=both))

    def set_logarithmic(self, place: int, logarithmic: bool) -> None:
        """The value axis of the first (0) or the second (1) chart."""
        field = "second_logarithmic" if place else "loss_logarithmic"
        self._store.set_view(replace(self._store.view, **{field: logarithmic}))

    def set_smoothing(self, window: int) -> None:
        """Over how many steps the lines are averaged, 0 for not at all."""
        if window in SMOOTHINGS:
            self._store.set_view(replace(self._store.view, smoothing=window))

    @property
    def can_pin(self) -> bool:
        """Whether there is a run, and room for one more pin."""
        document = self._store.document
        return bool(document.runs) and len(document.pins) < MOST_PINS

    def pin(self) -> None:
        """Keep the chosen run as it is, to compare with."""
        runs = self._store.document.runs
        if self.can_pin:
            index = min(self._store.view.run, len(runs) - 1)
            self._store.update(pinned(self._store.document, index, self._label(index)), "Pin run")

    def unpin_all(self) -> None:
        """Take all pinned runs away."""
        if self._store.document.pins:
            self._store.update(without_pins(self._store.document), "Unpin all")

    def _label(self, index: int) -> str:
        """The run's name with its learning rate, by which runs that were changed after pinning differ."""
        picture = self._engine.results.run_at(index)
        if picture is None:
            return self._store.document.runs[index].optimiser.name
        rate = picture.learning_rate
        return picture.label if rate is None else f"{picture.label}, η = {_short(rate)}"


def _short(value: float) -> str:
    return f"{value:g}" if 1e-4 <= abs(value) < 1e5 and len(f"{value:g}") <= 6 else format_value(value)


def pinned(document: Document, index: int, label: str) -> Document:
    """The document with one of its runs pinned; the same where it is pinned already."""
    line: list[RunSpec] = [document.runs[index]]
    while (parent := line[0].parent) is not None:
        line.insert(0, document.runs[parent])
    runs = tuple(replace(spec, parent=place - 1 if place else None, shown=True) for place, spec in enumerate(line))
    if any(pin.runs == runs for pin in document.pins) or len(document.pins) >= MOST_PINS:
        return document
    return replace(document, pins=(*document.pins, Pin(label, runs)))


def without_pins(document: Document) -> Document:
    """The document without pinned runs."""
    return replace(document, pins=())
