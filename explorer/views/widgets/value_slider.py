"""Name, slider and editable value in one row, with its range and step on demand."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width

__all__ = ["ValueSlider"]

_STEPS = 1000


class ValueSlider(QWidget):
    """One real number between two bounds.

    ``value_changed`` follows every move, ``released`` ends a drag (so that it is one undo step),
    ``range_changed`` carries (minimum, maximum, step). A logarithmic slider has positive bounds.
    """

    value_changed = Signal(float)
    released = Signal()
    range_changed = Signal(float, float, float)

    def __init__(self, name: str, logarithmic: bool = False, with_range: bool = True, compact: bool = True) -> None:
        super().__init__()
        self._logarithmic = logarithmic
        self._minimum, self._maximum, self._step, self._value = 0.0, 1.0, 0.01, 0.0
        self._updating = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        self.name_label: QLabel = label(name)
        row.addWidget(self.name_label)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setAccessibleName(name)
        self.slider.setMinimumWidth(90 if compact else 140)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.slider, 1)
        self.box = NumberEdit(f"Value of {name}")
        stretch_width(self.box, 7)
        row.addWidget(self.box)
        self._range_button = QToolButton()
        self._range_button.setText("⋯")
        self._range_button.setCheckable(True)
        self._range_button.setToolTip(f"Range and step of {name}")
        self._range_button.setAccessibleName(f"Range and step of {name}")
        self._range_button.setVisible(with_range)
        row.addWidget(self._range_button)
        self._range_row, self._edits = self._make_range_row(name)
        column.addWidget(self._range_row)
        self._range_row.hide()
        self._range_button.toggled.connect(self._range_row.setVisible)
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self.released)
        self.box.value_entered.connect(self._entered)

    def set_values(self, value: float, minimum: float, maximum: float, step: float) -> None:
        """Show a value within its range, without a signal."""
        self._minimum, self._maximum, self._step, self._value = minimum, maximum, step, value
        self._updating = True
        if not self.slider.isSliderDown():
            self.slider.setValue(round(self._fraction(value) * _STEPS))
        span = maximum - minimum
        self.slider.setSingleStep(1 if self._logarithmic else max(1, round(step / span * _STEPS)) if span > 0 else 1)
        self.slider.setPageStep(_STEPS // 10)
        self.box.set_value(value)
        for edit, number in zip(self._edits, (minimum, maximum, step), strict=True):
            edit.set_value(number)
        self._updating = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click opens the range as well."""
        if not self._range_button.isHidden():
            self._range_button.toggle()
        event.accept()

    def _make_range_row(self, name: str) -> tuple[QWidget, tuple[NumberEdit, NumberEdit, NumberEdit]]:
        row = QWidget()
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        edits = tuple(NumberEdit(f"{title} of {name}") for title in ("Least", "Most", "Step"))
        for column, (title, edit) in enumerate(zip(("from", "to", "step"), edits, strict=True)):
            grid.addWidget(label(title, "quiet"), 0, 2 * column)
            stretch_width(edit, 5)
            grid.addWidget(edit, 0, 2 * column + 1)
            edit.value_entered.connect(self._range_entered)
        return row, (edits[0], edits[1], edits[2])

    def _fraction(self, value: float) -> float:
        low, high = self._minimum, self._maximum
        if self._logarithmic and low > 0 and value > 0:
            low, high, value = math.log(low), math.log(high), math.log(value)
        return min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 0.0

    def _value_at(self, fraction: float) -> float:
        low, high = self._minimum, self._maximum
        if self._logarithmic and low > 0:
            raw = math.exp(math.log(low) + fraction * (math.log(high) - math.log(low)))
            return float(f"{raw:.3g}")
        value = low + fraction * (high - low)
        stepped = low + round((value - low) / self._step) * self._step if self._step > 0 else value
        return float(f"{min(high, max(low, stepped)):.12g}")

    def _moved(self, position: int) -> None:
        if self._updating:
            return
        self._value = self._value_at(position / _STEPS)
        self.box.set_value(self._value)
        self.value_changed.emit(self._value)
        if not self.slider.isSliderDown():
            self.released.emit()

    def _entered(self, value: float) -> None:
        if not self._minimum <= value <= self._maximum:
            low, high = min(value, self._minimum), max(value, self._maximum)
            self.range_changed.emit(low, high, self._step)
        self.value_changed.emit(value)
        self.released.emit()

    def _range_entered(self, _value: float) -> None:
        low, high, step = (self._read(edit) for edit in self._edits)
        if low < high and 0 < step <= high - low:
            self.range_changed.emit(low, high, step)

    @staticmethod
    def _read(edit: NumberEdit) -> float:
        return edit.value
