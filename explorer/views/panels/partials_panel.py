"""The Partials panel: a card for each slope, one for the gradient, and what is shown of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.export.formula_rows import FormulaItem
from explorer.model.document import Layers
from explorer.views.fonts import ui_font
from explorer.views.formula_label import FormulaLabel
from explorer.views.panels.secant_section import SecantSection
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, hairline, label
from explorer.views.widgets.padlocks import Padlocks
from explorer.views.widgets.probe_row import ProbeRow

__all__ = ["PartialsPanel", "SlopeCard"]

SHOWN = (
    ("slices", "Slices"),
    ("tangents", "Tangents"),
    ("gradient_floor", "Gradient on floor"),
    ("gradient_lifted", "Gradient lifted"),
    ("tangent_plane", "Tangent plane"),
    ("components", "Components"),
    ("map_arrows", "Arrows on the map"),
    ("floor_arrows", "Arrows on the floor"),
    ("surface_arrows", "Arrows on the surface"),
)
Rows = tuple[FormulaItem, ...]


class SlopeCard(Card):
    """A sentence, a formula with the result beside it, and the formula with numbers."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self.sentence = label("", "quiet", wraps=True)
        self.body.addWidget(self.sentence)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.formula = FormulaLabel()
        row.addWidget(self.formula, 1)
        self.result = QLabel()
        row.addWidget(self.result)
        self.body.addLayout(row)
        self.numbers = FormulaLabel()
        self.body.addWidget(self.numbers)
        self.note = label("", "quiet", wraps=True)
        self.note.hide()
        self.body.addWidget(self.note)

    def set_note(self, text: str) -> None:
        """A last line, "" for none."""
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Bar and result in the meaning's colour."""
        core = getattr(theme, self._token)
        self.set_bar_colour(core)
        self.result.setStyleSheet(f"color: {core};")
        self.result.setFont(ui_font(scaled(22, text_scale), 600))
        for formula, size in ((self.formula, 21), (self.numbers, 15)):
            formula.set_theme(theme)
            formula.set_pixel_size(scaled(size, text_scale))


class PartialsPanel(QWidget):
    """Setters down, signals up."""

    layer_toggled = Signal(str)
    probe_entered = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.empty = label("Type a function above; its partial derivatives appear here.", "quiet", wraps=True)
        column.addWidget(self.empty)
        column.addLayout(self._make_hold())
        self._position = ProbeRow()
        self._position.entered.connect(self.probe_entered)
        column.addWidget(self._position)
        self.slope_x, self.slope_y = SlopeCard("x"), SlopeCard("y")
        self.gradient = SlopeCard("gradient")
        for card in (self.slope_x, self.slope_y, self.gradient):
            column.addWidget(card)
        self.others = label("", "quiet", wraps=True)
        column.addWidget(self.others)
        self.secant = SecantSection()
        column.addWidget(self.secant)
        column.addWidget(hairline())
        column.addWidget(label("Show", "section"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self._boxes: dict[str, QCheckBox] = {}
        for index, (name, title) in enumerate(SHOWN):
            box = QCheckBox(title)
            box.clicked.connect(lambda _checked=False, name=name: self.layer_toggled.emit(name))
            grid.addWidget(box, index // 2, index % 2)
            self._boxes[name] = box
        column.addLayout(grid)
        column.addStretch(1)

    def _make_hold(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label("Hold constant", "quiet"))
        self.padlocks = Padlocks()
        row.addWidget(self.padlocks)
        row.addStretch(1)
        column.addLayout(row)
        self._hold_note = label("", "quiet", wraps=True)
        column.addWidget(self._hold_note)
        return column

    def show_hold(self, axes: tuple[str, ...], held: tuple[str, ...], note: str = "") -> None:
        """The padlocks of the axes, and a sentence where they cannot be used."""
        self.padlocks.set_names(axes)
        self.padlocks.set_held(held)
        self._hold_note.setText(note)
        self._hold_note.setVisible(bool(note))

    def set_position(self, axes: tuple[str, ...], place: tuple[float, float]) -> None:
        """Where the probe is, on up to two axes."""
        self._position.set_position(axes, place)

    def focus_position(self) -> None:
        """Put the keyboard on the probe's first coordinate."""
        self._position.focus_first()

    def set_cards(self, count: int) -> None:
        """How many slopes there are to show: none, one, or two with their gradient."""
        self.empty.setVisible(count == 0)
        self._position.setVisible(count > 0)
        self.slope_x.setVisible(count >= 1)
        self.slope_y.setVisible(count >= 2)
        self.gradient.setVisible(count >= 2)

    def set_others(self, text: str) -> None:
        """The partials by the variables that are held, "" for none."""
        self.others.setText(text)
        self.others.setVisible(bool(text))

    def set_layers(self, layers: Layers) -> None:
        """Show what is shown."""
        for name, box in self._boxes.items():
            box.setChecked(bool(getattr(layers, name)))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the cards."""
        for card in (self.slope_x, self.slope_y, self.gradient):
            card.set_theme(theme, text_scale)
        self.padlocks.set_theme(theme, text_scale)
