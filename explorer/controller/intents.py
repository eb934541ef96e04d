"""What the views ask for, each turned into one edit of the document or of the view.

A view emits an intent with plain values; the method of the same meaning here makes the new
document. A gesture (a drag, typing) passes a merge key, and :meth:`Intents.settle` ends it, so
that it is one undo step.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from explorer.controller import edits
from explorer.controller.chart_intents import ChartIntents
from explorer.controller.descent_intents import DescentIntents
from explorer.controller.doctor_edits import mended
from explorer.controller.engine import Engine
from explorer.controller.figures import Mark
from explorer.controller.learning.intents import LearningIntents
from explorer.controller.learning.tuning_intents import TuningIntents
from explorer.controller.playback import Playback
from explorer.controller.sweep_intents import SweepIntents
from explorer.core.camera import Camera
from explorer.core.optim.diagnosis import Change
from explorer.model.learn_settings import MODEL, NETWORK
from explorer.model.store import Store

__all__ = ["Intents"]

SUBJECT_OF_PANEL = {"fit": MODEL, "network": NETWORK}
PANEL_OF_SUBJECT = {subject: panel for panel, subject in SUBJECT_OF_PANEL.items()}


class Intents(DescentIntents):
    """Everything that a view may ask of the document."""

    def __init__(self, store: Store, engine: Engine, playback: Playback) -> None:
        super().__init__(store, engine, playback)
        self.sweeps = SweepIntents(store, engine, playback)
        self.charts = ChartIntents(store, engine)
        self.learning = LearningIntents(store, engine, playback)
        self.tuning = TuningIntents(store, engine, playback)

    # Formula

    def type_formula(self, text: str) -> None:
        """The text after a keystroke; all keystrokes until the next :meth:`settle` are one step."""
        self._store.update(self._engine.with_formula(text), "Type formula", "formula")

    def enter_formula(self, text: str) -> None:
        """A whole new text at once, such as an accepted suggestion."""
        self._store.update(self._engine.with_formula(text), "Change formula")

    def revert_formula(self) -> None:
        """Escape: back to the text before the typing began."""
        if self._store.merge_key == "formula" and self._store.can_undo:
            self._store.undo()

    def place_probe(self, x: float, y: float) -> None:
        """The probe's position was typed."""
        self.move_probe(x, y)
        self.settle()

    # Sliders

    def move_slider(self, name: str, value: float) -> None:
        """A parameter or a held variable takes another value."""
        document = self._store.document
        is_held = any(slider.name == name for slider in document.held)
        changed = (edits.set_held if is_held else edits.set_parameter)(document, name, value)
        self._store.update(changed, f"Move {name}", f"slider {name}")

    def range_slider(self, name: str, minimum: float, maximum: float, step: float) -> None:
        """Another range or step of a slider."""
        self._store.update(
            edits.set_slider_range(self._store.document, name, minimum, maximum, step), f"Range of {name}"
        )

    # Probe, window, camera

    def move_probe(self, x: float, y: float) -> None:
        """The probe is dragged; it stays on the constraint where it is to (a closed padlock goes first)."""
        document = self._store.document
        locked = [name for name in self._engine.axes if name in document.locked]
        if document.studies.follow_constraint and len(locked) != 1:
            x, y = self._engine.followed(x, y)
        self._store.update(edits.set_probe(document, x, y, self._engine.axes), "Move probe", "probe")

    def slide_probe(self, x: float, y: float) -> None:
        """The probe is dragged along the constraint."""
        self._store.update(
            edits.set_probe(self._store.document, *self._engine.followed(x, y)), "Slide along the constraint", "probe"
        )

    def go_to(self, x: float, y: float) -> None:
        """The probe jumps to a point that was chosen, past padlocks and constraint: one step."""
        self._store.update(edits.set_probe(self._store.document, x, y), "Go to the point")

    def go_to_mark(self, key: str) -> None:
        """A mark of the open panel was clicked: the probe jumps there."""
        figures = self._engine.results.figures
        mark = next((figure for figure in figures if isinstance(figure, Mark) and key and figure.key == key), None)
        if mark is not None:
            self.go_to(mark.x, mark.y)

    def move_window(self, x_min: float, x_max: float, y_min: float, y_max: float, final: bool) -> None:
        """The map is panned or zoomed."""
        document = edits.set_window(self._store.document, x_min, x_max, y_min, y_max)
        self._store.update(document, "Move window", "window")
        if final:
            self._store.end_merge()

    def enter_window(self, x_min: float, x_max: float, y_min: float, y_max: float) -> None:
        """Ranges typed into the View panel."""
        self._store.update(edits.set_window(self._store.document, x_min, x_max, y_min, y_max), "Set window")

    def turn_camera(self, camera: Camera) -> None:
        """The surface is looked at from elsewhere."""
        self._store.set_view(replace(self._store.view, camera=camera))

    def choose_axes(self, first: str, second: str) -> None:
        """Draw over two other variables."""
        if self._store.document.subject == NETWORK:
            self.learning.change_landscape("Choose axes", kind="weights", first=first, second=second)
            return
        self._store.update(edits.set_axes(self._store.document, first, second, self._engine.variables), "Choose axes")

    def swap_axes(self) -> None:
        """Exchange the two axes."""
        if self._store.document.subject == NETWORK:
            first, second = (*self._engine.axes, "", "")[:2]
            self.learning.change_landscape("Swap axes", first=second, second=first)
            return
        self._store.update(edits.swap_axes(self._store.document, self._engine.variables), "Swap axes")

    def explore(self, subject: str) -> None:
        """Another subject: the panel of a model or a network opens with it, that of another one is left."""
        view = self._store.view
        panel = PANEL_OF_SUBJECT.get(subject) or (view.panel if view.panel not in SUBJECT_OF_PANEL else "partials")
        self.learning.choose_subject(subject)
        self.choose_panel(panel)

    # Layers

    def toggle_layer(self, name: str) -> None:
        """Show or hide one layer."""
        self._store.update(edits.toggle_layer(self._store.document, name), "Show or hide")

    def choose_layer(self, name: str, value: str) -> None:
        """Choose one way of several in which a layer is drawn."""
        self._store.update(edits.set_layer(self._store.document, name, value), "Change drawing")

    # Studies

    def change_study(self, label: str, merge_key: str | None = None, **changes: object) -> None:
        """Some of the panels' settings (:class:`~explorer.model.document.Studies`) take other values."""
        self._store.update(edits.set_study(self._store.document, **changes), label, merge_key)

    def revert_study(self, merge_key: str) -> None:
        """Escape: back to the text before the typing with that key began."""
        if self._store.merge_key == merge_key and self._store.can_undo:
            self._store.undo()

    def follow_constraint(self, on: bool) -> None:
        """Keep the probe on the constraint from now on, beginning with the place nearest to it."""
        document = edits.set_study(self._store.document, follow_constraint=on)
        if on:
            document = edits.set_probe(document, *self._engine.followed(*document.probe))
        self._store.update(document, "Keep P on the constraint" if on else "Let P off the constraint")

    def stop(self) -> None:
        """Stop all long work."""
        self._engine.cancel()

    def search_again(self) -> None:
        """Compute what was cancelled."""
        self._engine.retry()

    def show_step(self, **steps: int | bool | str) -> None:
        """How far a derivation or a graph is stepped, or which arrow stands out: fields of the view, never undone."""
        self._store.set_view(replace(self._store.view, **steps))

    def hold(self, name: str, held: bool) -> None:
        """Close or open the padlock of a variable."""
        self._store.update(edits.set_locked(self._store.document, name, held), "Hold constant" if held else "Let go")

    def hold_only(self, names: Sequence[str]) -> None:
        """Of the axes hold exactly these constant: one step, whatever was held before."""
        document = self._store.document
        for name in self._engine.axes:
            document = edits.set_locked(document, name, name in names)
        self._store.update(document, "Hold constant" if names else "Let go")

    # Doctor

    def mend_run(self, run: int, change: Change) -> None:
        """What the doctor suggests for a run is done, in one step, and plays."""
        self._playback.rewind()
        self._store.update(mended(self._store.document, run, change), change.words)
        self._playback.play()

    def go_to_step(self, step: float) -> None:
        """Pause, and show this step."""
        self._playback.scrub(step)

    # View

    def choose_panel(self, panel: str) -> None:
        """Open a panel at the right, or none; that of a model or a network is about its own loss."""
        subject = SUBJECT_OF_PANEL.get(panel)
        if subject is not None:
            self.learning.choose_subject(subject)
        self._store.set_view(replace(self._store.view, panel=panel))
