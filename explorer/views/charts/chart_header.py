"""The row above a chart over the steps: which quantity, pinned runs or smoothing, linear or logarithmic."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from explorer.controller.step_series import GRADIENT_NORM, QUANTITIES, SMOOTHINGS, quantity_name
from explorer.views.fonts import formula_font, ui_font
from explorer.views.style import scaled
from explorer.views.widgets.segments import Segments

__all__ = ["ChartHeader", "Extra"]

Extra = Literal["", "pins", "smoothing"]
HEIGHT = 38


class ChartHeader(QWidget):
    """Controls of one chart; ``extra`` names what stands beside the quantity."""

    quantity_chosen = Signal(str)
    logarithmic_chosen = Signal(bool)
    smoothing_chosen = Signal(int)
    pin_asked = Signal()
    unpin_asked = Signal()

    def __init__(self, parent: QWidget, extra: Extra) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 2)
        row.setSpacing(6)
        self.quantity = QComboBox()
        self.quantity.setAccessibleName("Quantity charted")
        self.quantity.addItems(list(QUANTITIES))
        self.quantity.activated.connect(lambda index: self.quantity_chosen.emit(QUANTITIES[index]))
        row.addWidget(self.quantity)
        self.pin, self.unpin = QPushButton("Pin"), QPushButton("Unpin all")
        self.smoothing = QComboBox()
        self._make_extra(row, extra)
        row.addStretch(1)
        self.axis = Segments((("linear", "Linear"), ("log", "Log")), "Value axis")
        self.axis.set_chosen("linear")
        self.axis.chosen.connect(lambda key: self.logarithmic_chosen.emit(key == "log"))
        row.addWidget(self.axis)

    def _make_extra(self, row: QHBoxLayout, extra: Extra) -> None:
        self.pin.setToolTip("Keep the chosen run's lines as they are, dashed, to compare with")
        self.unpin.setToolTip("Take away the pinned lines")
        self.pin.clicked.connect(self.pin_asked)
        self.unpin.clicked.connect(self.unpin_asked)
        for button in (self.pin, self.unpin):
            button.setProperty("role", "slim")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.smoothing.setAccessibleName("Smoothing of both charts")
        self.smoothing.setToolTip("The mean of the last steps, in both charts; the lines as they are stay faint")
        for window in SMOOTHINGS:
            self.smoothing.addItem(f"Mean of {window} steps" if window else "Not smoothed", window)
        self.smoothing.activated.connect(lambda index: self.smoothing_chosen.emit(SMOOTHINGS[index]))
        shown = {"pins": (self.pin, self.unpin), "smoothing": (self.smoothing,)}.get(extra, ())
        for widget in (self.pin, self.unpin, self.smoothing):
            if widget in shown:
                row.addWidget(widget)
            else:
                widget.setParent(self)
                widget.hide()

    def set_letter(self, letter: str) -> None:
        """Call the quantities as those of f, or of a loss L."""
        for index, quantity in enumerate(QUANTITIES):
            self.quantity.setItemText(index, quantity_name(quantity, letter))

    def set_quantity(self, quantity: str, text_scale: float) -> None:
        """Show which quantity is charted; ‖∇f‖ is set in the formula face."""
        self.quantity.setCurrentIndex(QUANTITIES.index(quantity))
        is_formula = quantity == GRADIENT_NORM
        self.quantity.setFont(formula_font(scaled(15, text_scale)) if is_formula else ui_font(scaled(13, text_scale)))
        faces = formula_font(scaled(15, text_scale)), ui_font(scaled(13, text_scale))
        for index, word in enumerate(QUANTITIES):
            self.quantity.setItemData(index, faces[word != GRADIENT_NORM], Qt.ItemDataRole.FontRole)

    def set_logarithmic(self, logarithmic: bool, obstacle: str | None) -> None:
        """Show the axis; a logarithm that is not there is disabled and says why."""
        self.axis.set_enabled_choice("log", obstacle is None, obstacle or "")
        self.axis.set_chosen("log" if logarithmic and obstacle is None else "linear")

    def set_smoothing(self, window: int) -> None:
        """Show over how many steps lines are smoothed."""
        self.smoothing.setCurrentIndex(SMOOTHINGS.index(window) if window in SMOOTHINGS else 0)

    def set_pins(self, count: int, can_pin: bool) -> None:
        """Whether a run can be pinned, and whether any is."""
        self.pin.setEnabled(can_pin)
        self.unpin.setEnabled(count > 0)

    def place(self, width: int, text_scale: float) -> None:
        """Take the top of a chart of that width."""
        self.setGeometry(0, 0, width, scaled(HEIGHT, text_scale))
