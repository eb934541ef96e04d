"""The page of the Fit panel: model, loss, numbers at P, the true optimum, rows a step, and what is done to the data."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.core.expression.text import name_text
from explorer.views.panels.fit_batch_section import FitBatchSection
from explorer.views.panels.fit_data_section import FitDataSection
from explorer.views.panels.fit_model_section import FitModelSection
from explorer.views.panels.fit_numbers_section import FitNumbersSection
from explorer.views.panels.fit_optimum_section import FitOptimumSection
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.notice import Notice

__all__ = ["FitPage"]


class FitPage(QWidget):
    """Setters down, signals up; the sections have their own."""

    axes_chosen = Signal(str, str)
    axes_swapped = Signal()
    explore_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.message = Notice()
        column.addWidget(self.message)
        self.explore = QPushButton("Explore this loss")
        self.explore.clicked.connect(self.explore_asked)
        self.explore.hide()
        column.addWidget(self.explore, 0, Qt.AlignmentFlag.AlignLeft)
        self.model, self.numbers, self.optimum = FitModelSection(), FitNumbersSection(), FitOptimumSection()
        self.batch, self.data = FitBatchSection(), FitDataSection()
        column.addWidget(self.model)
        column.addWidget(self._make_axes())
        column.addWidget(self.numbers)
        column.addWidget(self.optimum)
        self._lines: list[QWidget] = []
        for section in (self.batch, self.data):
            self._lines.append(hairline())
            column.addWidget(self._lines[-1])
            column.addWidget(section)
        column.addStretch(1)

    def _make_axes(self) -> QWidget:
        self._axes = QWidget()
        row = QHBoxLayout(self._axes)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.first, self.second = QComboBox(), QComboBox()
        for words, box, name in (
            ("Loss over", self.first, "First parameter"),
            ("and", self.second, "Second parameter"),
        ):
            box.setAccessibleName(name)
            box.activated.connect(self._choose_axes)
            row.addWidget(label(words, "quiet"))
            row.addWidget(box)
        row.addStretch(1)
        return self._axes

    def show_elsewhere(self, sentence: str) -> None:
        """While another function is explored: this sentence and a button in place of numbers; "" for no such case."""
        self.explore.setVisible(bool(sentence))
        for section in (self.model, self.numbers, self.optimum, self.batch, self.data, *self._lines):
            section.setVisible(not sentence)
        if sentence:
            self.message.tell(sentence)
            self._axes.hide()

    def show_axes(self, axes: tuple[str, ...], variables: tuple[str, ...]) -> None:
        """Which parameters are drawn, where there is a choice."""
        self._axes.setVisible(len(variables) > 2)
        for box, name in zip((self.first, self.second), (*axes, "", "")[:2], strict=True):
            if [box.itemData(index) for index in range(box.count())] != list(variables):
                box.clear()
                for variable in variables:
                    box.addItem(name_text(variable), variable)
            box.setCurrentIndex(max(box.findData(name), 0))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to the sections."""
        self.message.set_theme(theme, text_scale)
        for section in (self.model, self.numbers, self.optimum, self.batch, self.data):
            section.set_theme(theme, text_scale)

    def _choose_axes(self) -> None:
        first, second = str(self.first.currentData()), str(self.second.currentData())
        if first == second:
            self.axes_swapped.emit()
        else:
            self.axes_chosen.emit(first, second)
