"""The first weights of a network: how they are made, by which seed, and why that matters."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.model.learn_settings import NetworkSettings
from explorer.views.panels.network_shape import NAME_WIDTH, combo
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label
from explorer.views.widgets.notice import Notice
from explorer.views.widgets.number_edit import NumberEdit, stretch_width

__all__ = ["NetworkStart"]

INITIALISATIONS: Final = (
    ("xavier", "Xavier"),
    ("he", "He"),
    ("normal", "normal"),
    ("uniform", "uniform"),
    ("zeros", "zeros"),
    ("ones", "ones"),
)
WHY: Final = {
    "xavier": "Uniform in ±√(6/(in + out)): keeps sizes alike from layer to layer, made for tanh and σ.",
    "he": "Normal of variance 2/in: makes up for the half that ReLU sets to 0.",
    "normal": "Normal of variance 1, whatever the layer’s size: wide layers saturate.",
    "uniform": "Uniform in ±1/√in, biases too.",
    "zeros": "Every weight is 0.",
    "ones": "Every weight is 1.",
}
MOST_SEED: Final = 2**31 - 1
SAME_FOR_ALL: Final = ("zeros", "ones")


class NetworkStart(QWidget):
    """Setters down, signals up."""

    initialisation_chosen = Signal(str)
    seed_entered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("First weights", "section"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self._name = label("Drawn from")
        row.addWidget(self._name)
        self.kinds = combo("How the first weights are made", INITIALISATIONS)
        self.kinds.activated.connect(lambda at: self.initialisation_chosen.emit(str(self.kinds.itemData(at))))
        row.addWidget(self.kinds, 1)
        self._seed_name = label("seed")
        row.addWidget(self._seed_name)
        self.seed = NumberEdit("Seed of the first weights", 0, MOST_SEED)
        stretch_width(self.seed, 5)
        self.seed.value_entered.connect(lambda value: self.seed_entered.emit(round(value)))
        row.addWidget(self.seed)
        self.dice = IconButton("refresh", "Other first weights: the next seed", 18)
        self.dice.clicked.connect(lambda: self.seed_entered.emit((round(self.seed.value) + 1) % MOST_SEED))
        row.addWidget(self.dice)
        column.addLayout(row)
        self.why = label("", "quiet", wraps=True)
        column.addWidget(self.why)
        self.twins = Notice()
        column.addWidget(self.twins)

    def set_values(self, network: NetworkSettings, twins: str) -> None:
        """Show the choice; ``twins`` is the sentence about neurons that are all alike, "" where they are not."""
        self.kinds.setCurrentIndex(max(self.kinds.findData(network.initialisation), 0))
        self.seed.set_value(network.seed)
        drawn = network.initialisation not in SAME_FOR_ALL
        for widget in (self._seed_name, self.seed, self.dice):
            widget.setEnabled(drawn)
        self.why.setText(WHY[network.initialisation])
        self.twins.tell(twins, is_warning=bool(twins))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the signs; the name as wide as those above."""
        self._name.setMinimumWidth(scaled(NAME_WIDTH, text_scale))
        self.dice.set_theme(theme, text_scale)
        self.twins.set_theme(theme, text_scale)
