"""What each column is for, what is done about empty cells, how the rows are prepared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.controller.learning.data_view import ColumnFacts
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label, set_role
from explorer.views.widgets.segments import Segments
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["DataColumnsSection"]

ROLES: Final = (("input", "input"), ("target", "target"), ("unused", "unused"))
MISSING: Final = (("refuse", "Refuse"), ("drop", "Leave rows out"), ("mean", "Fill with mean"))
MOST_SHOWN: Final = 40
NAME_WIDTH: Final = 56


class DataColumnsSection(QWidget):
    """Setters down, signals up."""

    role_chosen = Signal(str, str)
    missing_chosen = Signal(str)
    standardised_chosen = Signal(bool)
    aside_moved = Signal(str, float)
    aside_released = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(label("Columns", "section"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._rows: list[tuple[QLabel, QLabel, QComboBox]] = []
        self._names: tuple[str, ...] = ()
        self._more = label("", "quiet", wraps=True)
        column.addWidget(self._more)
        column.addWidget(hairline())
        column.addWidget(label("Empty cells", "section"))
        self.gaps = label("", "", wraps=True)
        column.addWidget(self.gaps)
        self.missing = Segments(MISSING, "What is done about empty cells")
        self.missing.chosen.connect(self.missing_chosen)
        column.addWidget(self.missing)
        column.addWidget(hairline())
        column.addWidget(label("Prepare", "section"))
        self.standardised = QCheckBox("Standardise the inputs: mean 0, deviation 1")
        self.standardised.clicked.connect(self.standardised_chosen)
        column.addWidget(self.standardised)
        self.aside, self.seed = ValueSlider("Set aside", with_range=False), ValueSlider("Seed", with_range=False)
        for name, slider in (("validation", self.aside), ("split_seed", self.seed)):
            slider.value_changed.connect(lambda value, name=name: self.aside_moved.emit(name, value))
            slider.released.connect(self.aside_released)
            column.addWidget(slider)
        self._parts = label("", "quiet", wraps=True)
        column.addWidget(self._parts)

    def show_values(self, shown: Shown, facts: Sequence[ColumnFacts], empty_cells: int) -> None:
        """Columns, gaps and parts."""
        data, used = shown.document.learn.data, shown.results.learned.used
        self._show_columns(facts)
        told = "No cell is empty." if not empty_cells else f"{empty_cells:,} cells are empty (grey in the table)."
        if empty_cells == 1:
            told = "1 cell is empty (grey in the table)."
        left_out = [notice for notice in shown.results.learned.notices if "left out" in notice or "filled" in notice]
        self.gaps.setText(" ".join((told, *left_out)))
        self.missing.setVisible(bool(empty_cells))
        self.missing.set_chosen(data.missing)
        self.standardised.setChecked(data.standardised)
        self.aside.set_values(data.validation, 0.0, 0.8, 0.01)
        self.seed.set_values(data.split_seed, 0, max(100, data.split_seed), 1)
        self.seed.setVisible(data.validation > 0)
        if used is None:
            self._parts.setText("")
        else:
            aside = 0 if used.validation is None else len(used.validation)
            told = f"{len(used.training):,} rows to train, {aside:,} set aside to judge by."
            self._parts.setText(
                told if aside else f"All {len(used.training):,} rows are trained on; none is set aside."
            )

    def _show_columns(self, facts: Sequence[ColumnFacts]) -> None:
        shown = tuple(facts[:MOST_SHOWN])
        if tuple(fact.name for fact in shown) != self._names:
            self._make_rows(shown)
        for (title, told, role), fact in zip(self._rows, shown, strict=True):
            title.setText(fact.title if len(fact.title) <= 18 else fact.title[:17] + "…")
            told.setText(fact.warning or fact.told)
            set_role(told, "warning" if fact.warning else "quiet")
            role.setCurrentIndex(role.findData(fact.role))
        beyond = len(facts) - len(shown)
        self._more.setText(f"{beyond:,} more columns have the role that their place gives them." if beyond > 0 else "")
        self._more.setVisible(beyond > 0)

    def _make_rows(self, facts: Sequence[ColumnFacts]) -> None:
        for row in self._rows:
            for widget in row:
                widget.hide()
                widget.deleteLater()
        self._rows = []
        self._names = tuple(fact.name for fact in facts)
        for place, fact in enumerate(facts):
            title, told, role = label("", "value"), label("", "quiet", wraps=True), QComboBox()
            role.setAccessibleName(f"What {fact.title} is for")
            for key, word in ROLES:
                role.addItem(word, key)
            role.activated.connect(lambda chosen, name=fact.name: self.role_chosen.emit(name, ROLES[chosen][0]))
            self._grid.addWidget(title, place, 0)
            self._grid.addWidget(told, place, 1)
            self._grid.addWidget(role, place, 2)
            self._rows.append((title, told, role))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Names of one width."""
        for slider in (self.aside, self.seed):
            slider.name_label.setMinimumWidth(scaled(NAME_WIDTH, text_scale))
