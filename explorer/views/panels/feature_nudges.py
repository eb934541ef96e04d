"""A small change of each feature: its δ in a box, the change that the slope promises, and the one that comes."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.prediction import FeatureRow, PredictionAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.views.fonts import ui_font
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width

__all__ = ["FeatureNudges"]

LARGEST = 1e12
HEADS = ("feature", "δ", "slope·δ", "actual")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FeatureNudges(QWidget):
    """``nudged`` tells a feature and its new δ."""

    nudged = Signal(str, float)
    reset_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(label("Nudge each feature by δ", "section"))
        row.addStretch(1)
        self.reset = QPushButton("0.1 deviations")
        self.reset.setToolTip("Back to a tenth of each feature's standard deviation")
        self.reset.clicked.connect(self.reset_asked)
        row.addWidget(self.reset)
        column.addLayout(row)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        column.addLayout(self._grid)
        self.edits: dict[str, NumberEdit] = {}
        self.cells: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        self._heads = tuple(label(head, "quiet") for head in HEADS)
        self._together = (label("all at once", "quiet"), QLabel(), QLabel())
        self._look: tuple[Theme, float] | None = None
        self.verdict = label("", "quiet", wraps=True)
        column.addWidget(self.verdict)
        self._rebuild([])

    def show_answer(self, answer: PredictionAnswer) -> None:
        """The features with their nudges and both changes."""
        names = [one.name for one in answer.features]
        if names != list(self.edits):
            self._rebuild(names)
        for one in answer.features:
            name, promised, actual = self.cells[one.name]
            name.setText(one.title)
            self.edits[one.name].set_value(one.nudge)
            promised.setText(format_value(one.predicted))
            actual.setText(format_value(one.actual))
        total = math.fsum(one.predicted for one in answer.features if not math.isnan(one.predicted))
        for cell, value in zip(self._together[1:], (total, answer.together), strict=True):
            cell.setText(format_value(value))
        for cell in self._together:
            cell.setVisible(len(names) > 1 and not answer.left_out)
        self.reset.setEnabled(not answer.nudge_is_default)
        charted = next((one for one in answer.features if one.name == answer.feature), None)
        self.verdict.setText("" if charted is None else _verdict(charted))
        self.verdict.setVisible(bool(self.verdict.text()))

    def _rebuild(self, names: list[str]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in self._heads and widget not in self._together:
                widget.hide()
                widget.deleteLater()
        self.edits, self.cells = {}, {}
        for place, head in enumerate(self._heads):
            side = RIGHT if place else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(head, 0, place, side)
        for row, name in enumerate(names, 1):
            edit = NumberEdit(f"Nudge of {name_text(name)}", -LARGEST, LARGEST)
            edit.value_entered.connect(lambda value, name=name: self.nudged.emit(name, value))
            cells = (QLabel(), QLabel(), QLabel())
            for cell in cells:
                cell.setTextFormat(Qt.TextFormat.PlainText)
            self._grid.addWidget(cells[0], row, 0)
            self._grid.addWidget(edit, row, 1, RIGHT)
            self._grid.addWidget(cells[1], row, 2, RIGHT)
            self._grid.addWidget(cells[2], row, 3, RIGHT)
            self.edits[name], self.cells[name] = edit, cells
        last = len(names) + 1
        for cell, place in zip(self._together, (0, 2, 3), strict=True):
            self._grid.addWidget(cell, last, place, RIGHT if place else Qt.AlignmentFlag.AlignLeft)
        if self._look is not None:
            self.set_theme(*self._look)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Promised changes in the gradient's colour, boxes as wide as their numbers."""
        self._look = theme, text_scale
        font = ui_font(scaled(14, text_scale), 600)
        for promised, actual in [*(cells[1:] for cells in self.cells.values()), self._together[1:]]:
            promised.setFont(font)
            actual.setFont(font)
            promised.setStyleSheet(f"color: {theme.gradient};")
        for edit in self.edits.values():
            stretch_width(edit, 8)


def _verdict(one: FeatureRow) -> str:
    if not math.isfinite(one.actual):
        return f"There is no prediction at {one.title} + δ: take a smaller nudge."
    size = max(abs(one.actual), abs(one.predicted))
    if size == 0:
        return f"{one.title} changes nothing here, and its slope says so."
    share = format_value(100 * abs(one.actual - one.predicted) / size, 1)
    return f"Along {one.title} the slope is off by {share} % of the change. Drag the dot in the chart."
