"""From secant to tangent: the step h, and both slopes with their difference along each axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.controller.studies.slices import AxisSlice
from explorer.core.numbers import format_value
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["SecantSection"]

ROWS = ("secant slope", "tangent slope", "difference")
ABSENT = "–"


class SecantSection(QWidget):
    """``h_moved`` follows every move of the slider, ``h_released`` ends it."""

    h_moved = Signal(float)
    h_released = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("From secant to tangent", "section"))
        self.slider = ValueSlider("h", with_range=False)
        self.slider.value_changed.connect(self.h_moved)
        self.slider.released.connect(self.h_released)
        column.addWidget(self.slider)
        column.addLayout(self._make_table())
        self.note = label("", "", wraps=True)
        column.addWidget(self.note)

    def _make_table(self) -> QGridLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(28)
        table.setVerticalSpacing(6)
        table.setColumnStretch(3, 1)
        self._heads = (label("", "quiet"), label("", "quiet"))
        self._cells: list[tuple[QLabel, QLabel]] = []
        for column, head in enumerate(self._heads, 1):
            table.addWidget(head, 0, column, Qt.AlignmentFlag.AlignRight)
        table.addWidget(hairline(), 1, 0, 1, 4)
        for row, title in enumerate(ROWS, 2):
            table.addWidget(label(title, "quiet"), row, 0)
            cells = (label("", "value"), label("", "value"))
            for column, cell in enumerate(cells, 1):
                cell.setMinimumWidth(cell.fontMetrics().horizontalAdvance("−0.000000"))
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
                cell.setAccessibleName(f"{title} {column}")
                table.addWidget(cell, row, column)
            self._cells.append(cells)
        return table

    def show_step(self, h: float, reach: float) -> None:
        """The step within −``reach`` … ``reach``, or within what it needs."""
        bound = max(reach, abs(h))
        self.slider.set_values(h, -bound, bound, reach / 100)

    def show_slices(self, slices: Sequence[AxisSlice], note: str) -> None:
        """Fill the table; ``note`` is what is out of the ordinary."""
        for column in (0, 1):
            shown = column < len(slices)
            self._heads[column].setVisible(shown)
            self._heads[column].setText(f"along {slices[column].name}" if shown else "")
            numbers = _numbers(slices[column]) if shown else ("", "", "")
            for cells, number in zip(self._cells, numbers, strict=True):
                cells[column].setVisible(shown)
                cells[column].setText(number)
        self.note.setText(note)
        self.note.setVisible(bool(note))


def _numbers(cut: AxisSlice) -> tuple[str, str, str]:
    slope = format_value(cut.slope) if math.isfinite(cut.slope) else ABSENT
    if cut.secant is None or not math.isfinite(cut.secant.slope):
        return ABSENT, slope, ABSENT
    return format_value(cut.secant.slope), slope, format_value(cut.difference) if slope != ABSENT else ABSENT
