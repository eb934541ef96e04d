"""The shape of a network: hidden layers with their neurons and activations, the output, the loss."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.controller.learning.network_defaults import MOST_LAYERS, MOST_NEURONS
from explorer.model.learn_settings import NetworkSettings
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width

__all__ = ["NetworkShape"]

ACTIVATIONS: Final = (
    ("tanh", "tanh"),
    ("sigmoid", "sigmoid σ"),
    ("relu", "ReLU"),
    ("leaky_relu", "leaky ReLU"),
    ("softplus", "softplus"),
    ("linear", "linear"),
)
LOSSES: Final = (("squared", "squared"), ("half-squared", "½ squared"), ("cross-entropy", "cross-entropy"))
NAME_WIDTH: Final = 78


class NetworkShape(QWidget):
    """Setters down, signals up."""

    width_asked = Signal(int, int)
    activation_chosen = Signal(int, str)
    layers_asked = Signal(int)
    output_chosen = Signal(str)
    loss_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._make_head())
        self.told = label("", "quiet", wraps=True)
        column.addWidget(self.told)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(4, 1)
        column.addLayout(self._grid)
        self.rows = [_LayerRow(self, index) for index in range(MOST_LAYERS)]
        for index, row in enumerate(self.rows):
            for place, widget in enumerate(row.widgets):
                self._grid.addWidget(widget, index, place)
        self._make_output()

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Shape", "section"))
        head.addStretch(1)
        self.add, self.remove = QPushButton("Add layer"), QPushButton("Remove")
        self.remove.setAccessibleName("Remove the last hidden layer")
        self.add.setAccessibleName("Add a hidden layer")
        self.add.clicked.connect(lambda: self.layers_asked.emit(self._count + 1))
        self.remove.clicked.connect(lambda: self.layers_asked.emit(self._count - 1))
        head.addWidget(self.remove)
        head.addWidget(self.add)
        return head

    def _make_output(self) -> None:
        self.output, self.loss = combo("Activation of the output", ACTIVATIONS), combo("Loss of the network", LOSSES)
        self.output.activated.connect(lambda at: self.output_chosen.emit(str(self.output.itemData(at))))
        self.loss.activated.connect(lambda at: self.loss_chosen.emit(str(self.loss.itemData(at))))
        self._names = (label("Output"), label("Loss"))
        for offset, (name, box) in enumerate(zip(self._names, (self.output, self.loss), strict=True)):
            self._grid.addWidget(name, MOST_LAYERS + offset, 0)
            self._grid.addWidget(box, MOST_LAYERS + offset, 1, 1, 4)

    def set_values(self, network: NetworkSettings, inputs: int, weights: int) -> None:
        """Show these choices; ``inputs`` and ``weights`` are counts, 0 where they are not known."""
        self._count = len(network.hidden)
        shape = "\N{EN DASH}".join(map(str, (*((inputs,) if inputs else ()), *network.hidden, 1)))
        self.told.setText(f"{shape} neurons, {weights} parameters" if weights else shape)
        for index, row in enumerate(self.rows):
            shown = index < self._count
            row.set_visible(shown)
            if shown:
                row.set_values(network.hidden[index], network.activations[index])
        self.add.setEnabled(self._count < MOST_LAYERS)
        self.remove.setEnabled(self._count > 0)
        self.output.setCurrentIndex(max(self.output.findData(network.output), 0))
        self.loss.setCurrentIndex(max(self.loss.findData(network.loss), 0))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the signs; names of one width."""
        for row in self.rows:
            row.set_theme(theme, text_scale)
        for name in self._names:
            name.setMinimumWidth(scaled(NAME_WIDTH, text_scale))


class _LayerRow:
    """``Layer 1   − 4 +   tanh``."""

    def __init__(self, shape: NetworkShape, index: int) -> None:
        self.name = label(f"Layer {index + 1}")
        self.fewer = IconButton("minus", f"One neuron fewer in layer {index + 1}", 16)
        self.more = IconButton("plus", f"One neuron more in layer {index + 1}", 16)
        self.width = NumberEdit(f"Neurons of layer {index + 1}", 1, MOST_NEURONS)
        stretch_width(self.width, 3)
        self.kind = combo(f"Activation of layer {index + 1}", ACTIVATIONS)
        self.widgets: tuple[QWidget, ...] = (self.name, self.fewer, self.width, self.more, self.kind)
        self.fewer.clicked.connect(lambda: shape.width_asked.emit(index, round(self.width.value) - 1))
        self.more.clicked.connect(lambda: shape.width_asked.emit(index, round(self.width.value) + 1))
        self.width.value_entered.connect(lambda value: shape.width_asked.emit(index, round(value)))
        self.kind.activated.connect(lambda at: shape.activation_chosen.emit(index, str(self.kind.itemData(at))))

    def set_visible(self, shown: bool) -> None:
        for widget in self.widgets:
            widget.setVisible(shown)

    def set_values(self, width: int, kind: str) -> None:
        self.width.set_value(width)
        self.fewer.setEnabled(width > 1)
        self.more.setEnabled(width < MOST_NEURONS)
        self.kind.setCurrentIndex(max(self.kind.findData(kind), 0))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        self.name.setMinimumWidth(scaled(NAME_WIDTH, text_scale))
        self.fewer.set_theme(theme, text_scale)
        self.more.set_theme(theme, text_scale)


def combo(name: str, items: tuple[tuple[str, str], ...]) -> QComboBox:
    """A menu of (key, words)."""
    box = QComboBox()
    box.setAccessibleName(name)
    for key, title in items:
        box.addItem(title, key)
    return box
