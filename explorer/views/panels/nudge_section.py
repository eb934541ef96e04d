"""A small change of every input: a slider for each, and the predicted change of f against the actual one."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.lettering import said_in
from explorer.controller.studies.sensitivity import InputRow, SensitivityAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.views.charts.bar_chart import Bar, BarChart
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label, set_formula_line
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["NudgeSection"]

REACH = 0.5  # of a range: how far a nudge may go on its slider
STEPS = 200


class NudgeSection(QWidget):
    """``nudged`` follows every move of one input's slider, ``released`` ends it."""

    nudged = Signal(str, float)
    released = Signal()
    reset_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(label("Nudge every input by δ", "section"))
        row.addStretch(1)
        self.reset = QPushButton("5 % of each range")
        self.reset.setToolTip("Back to a nudge of 5 % of each input's range")
        self.reset.clicked.connect(self.reset_asked)
        row.addWidget(self.reset)
        column.addLayout(row)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)
        self.sliders: dict[str, ValueSlider] = {}
        self.title = label("")
        column.addWidget(self.title)
        self.change = BarChart("Predicted and actual change of f")
        column.addWidget(self.change)
        self.verdict = label("", "quiet", wraps=True)
        column.addWidget(self.verdict)

    def show_answer(self, answer: SensitivityAnswer, letter: str = "f") -> None:
        """The nudges, and the change that they make."""
        names = [row.name for row in answer.inputs]
        if names != list(self.sliders):
            self._rebuild(names)
        for row in answer.inputs:
            self._show_nudge(row)
        self.reset.setEnabled(not answer.nudge_is_default)
        change = answer.change
        self.title.setText(said_in("Change of f:  ∇f·δ against f(P + δ) − f(P)", letter))
        self.change.setAccessibleName(f"Predicted and actual change of {letter}")
        self.change.set_bars(
            (
                Bar("predicted", change.predicted, "gradient"),
                Bar("actual", change.actual, "text"),
                Bar("difference", change.error, "error"),
            )
        )
        self.verdict.setText(said_in(_verdict(answer), letter))

    def _show_nudge(self, row: InputRow) -> None:
        reach = max(REACH * (row.high - row.low), abs(row.nudge))
        self.sliders[row.name].set_values(row.nudge, -reach, reach, float(f"{reach / STEPS:.1g}"))

    def _rebuild(self, names: list[str]) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.sliders = {}
        for name in names:
            slider = ValueSlider(f"δ{name_text(name)}", with_range=False)
            slider.value_changed.connect(lambda value, name=name: self.nudged.emit(name, value))
            slider.released.connect(self.released)
            self._rows.addWidget(slider)
            self.sliders[name] = slider
        self._align()

    def _align(self) -> None:
        """All tracks begin at one edge."""
        labels = [slider.name_label for slider in self.sliders.values()]
        widest = max((name.fontMetrics().horizontalAdvance(name.text()) for name in labels), default=0)
        for name in labels:
            name.setMinimumWidth(widest + 2)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the bars, align the sliders in their new type."""
        self.change.set_theme(theme, text_scale)
        set_formula_line(self.title, 16, text_scale)
        self._align()


def _verdict(answer: SensitivityAnswer) -> str:
    change = answer.change
    if not math.isfinite(change.actual):
        return "f is undefined at P + δ: take a smaller nudge."
    if change.predicted == 0 and change.actual == 0:
        return "Neither predicts nor makes a change."
    size = max(abs(change.actual), abs(change.predicted))
    return f"The gradient is off by {format_value(100 * abs(change.error) / size, 1)} % of the change."
