"""Which plane of a network's weights is drawn, through which point of its training, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from explorer.controller.height_scale import LOGARITHMIC
from explorer.controller.intents import Intents
from explorer.controller.learning.landscape_words import plane_words
from explorer.controller.studies.landscape import LandscapeAnswer
from explorer.core.expression.text import name_text
from explorer.views.panels.network_shape import NAME_WIDTH
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["LandscapeSection"]

KINDS: Final = (("weights", "Two weights"), ("random", "Random"), ("principal", "Path plane"))
ENDS: Final = (("start", "Start"), ("end", "End"))
HEIGHTS: Final = (("linear", "Linear"), ("logarithmic", "Logarithmic"))
NOT_POSITIVE: Final = "L is 0 or less somewhere in the window, so its heights stay linear."
MOST_SEED: Final = 2**31 - 1


class LandscapeSection(QWidget):
    """Plane, point and height scale of the loss landscape."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._known: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Loss landscape", "section"))
        self.kinds = Segments(KINDS, "Plane of the weights")
        column.addLayout(_row(self.kinds))
        self._captions = [label(text) for text in ("Axes", "Seed", "Through", "Height")]
        self.weights = (_combo("First weight"), _combo("Second weight"))
        self._weights_row = self._captioned(0, column, *self.weights, stretches=True)
        self.seed = NumberEdit("Seed of the directions", 0, MOST_SEED)
        stretch_width(self.seed, 6)
        self.dice = IconButton("refresh", "Other directions: the next seed", 18)
        self._seed_row = self._captioned(1, column, self.seed, self.dice)
        self.through = Segments(ENDS, "Through which point of training")
        self._through_row = self._captioned(2, column, self.through, label("of training"))
        self.heights = Segments(HEIGHTS, "Height scale")
        self._heights_row = self._captioned(3, column, self.heights)
        self.refusal = label("", "warning", wraps=True)
        column.addWidget(self.refusal)
        self.told = label("", "quiet", wraps=True)
        column.addWidget(self.told)
        self.beside = label("", "quiet", wraps=True)
        column.addWidget(self.beside)

    def _captioned(self, place: int, column: QVBoxLayout, *widgets: QWidget, stretches: bool = False) -> QWidget:
        holder = QWidget()
        row = _row(self._captions[place], *widgets, stretches=stretches)
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        column.addWidget(holder)
        return holder

    # The way up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect every choice."""
        del run_action
        change = intents.learning.change_landscape
        self.kinds.chosen.connect(lambda kind: change(_LABELS[kind], None, kind=kind))
        for box in self.weights:
            box.activated.connect(lambda _at: self._choose_weights(intents))
        self.seed.value_entered.connect(lambda value: change("Other directions", None, seed=round(value)))
        self.dice.clicked.connect(
            lambda: change("Other directions", None, seed=(round(self.seed.value) + 1) % MOST_SEED)
        )
        self.through.chosen.connect(lambda end: change("Plane through another point", None, through=end))
        self.heights.chosen.connect(lambda scale: intents.choose_layer("heights", scale))

    def _choose_weights(self, intents: Intents) -> None:
        """Two different weights: choosing the other axis's weight swaps them."""
        chosen = [str(box.currentData()) for box in self.weights]
        if chosen[0] == chosen[1]:
            before = self._known[1] if len(self._known) > 1 else ()
            chosen = list(reversed(before)) if isinstance(before, tuple) and len(before) == 2 else chosen
        if chosen[0] != chosen[1]:
            intents.learning.change_landscape("Axes of the landscape", None, first=chosen[0], second=chosen[1])

    # The way down

    def show_values(self, shown: Shown) -> None:
        """The choices, and what the plane holds."""
        learned, settings = shown.results.learned, shown.document.learn.landscape
        landscape, network = learned.landscape, learned.network
        self.setEnabled(landscape is not None)
        if landscape is None or network is None:
            self.told.setText("There is no network yet, so there is no landscape.")
            return
        picture = shown.results.picture
        refused = shown.document.layers.heights == LOGARITHMIC and picture is not None and not picture.logarithmic
        self.refusal.setText(NOT_POSITIVE if refused else "")
        self.refusal.setVisible(refused)
        answer = shown.answer("landscape")
        self.beside.setText(answer.beside if isinstance(answer, LandscapeAnswer) else "")
        layers, runs = shown.document.layers, bool(shown.document.runs)
        known = (settings, landscape.plane.titles, landscape, layers.heights, runs)
        if known == self._known:
            return
        self._known = known
        plane = landscape.plane
        self._fill(network.names)
        self.kinds.set_chosen(settings.kind)
        self._weights_row.setVisible(plane.kind == "weights")
        self._seed_row.setVisible(settings.kind == "random")
        self._through_row.setVisible(plane.kind != "principal" and runs)
        self.seed.set_value(settings.seed)
        self.through.set_chosen(settings.through)
        self.heights.set_chosen(layers.heights)
        if plane.kind == "weights":
            for box, name in zip(self.weights, plane.titles, strict=True):
                box.setCurrentIndex(max(0, box.findData(name)))
        self.told.setText(plane_words(landscape))

    def _fill(self, names: tuple[str, ...]) -> None:
        """All weights, a line between two layers."""
        if names == self._names:
            return
        self._names = names
        for box in self.weights:
            box.clear()
            layer = ""
            for name in names:
                if box.count() and _layer(name) != layer:
                    box.insertSeparator(box.count())
                layer = _layer(name)
                box.addItem(name_text(name), name)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Captions as wide as those of the other sections."""
        for caption in self._captions:
            caption.setMinimumWidth(scaled(NAME_WIDTH, text_scale))
        self.dice.set_theme(theme, text_scale)


_LABELS: Final = {
    "weights": "Landscape over two weights",
    "random": "Landscape over random directions",
    "principal": "Landscape on the path's plane",
}


def _layer(name: str) -> str:
    """The digit of a weight's layer: w_213 and b_21 belong to layer 2."""
    return name.partition("_")[2][:1]


def _row(*widgets: QWidget, stretches: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, int(stretches and place > 0))
    if not stretches:
        row.addStretch(1)
    return row


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    return box
