"""The editable table under the picture of the data."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from explorer.controller.learning.learned import DataTable
from explorer.views.data.table_model import TableModel
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label

__all__ = ["TableEditor"]

ROW_HEIGHT, LEAST = 28, 220
EMPTY = "No data yet."


class _Cells(QTableView):
    pasted = Signal(str)
    cleared = Signal(int, int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete empties a cell; a table that was copied elsewhere is pasted whole."""
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and index.isValid():
            self.cleared.emit(index.row(), index.column())
        else:
            super().keyPressEvent(event)


class TableEditor(QWidget):
    """``cell_entered``, ``row_added``, ``row_removed`` and ``pasted`` ask for changes; ``row_chosen`` tells the row."""

    cell_entered = Signal(int, str, float)
    row_added = Signal()
    row_removed = Signal(int)
    row_chosen = Signal(int)
    pasted = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 14, 10)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label("Table", "title"))
        self._told = label("", "quiet")
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(LEAST)
        row.addWidget(self._told, 1)
        self.add, self.remove = IconButton("plus", "Add a row", 18), IconButton("minus", "Remove the chosen row", 18)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        column.addLayout(row)
        self.model = TableModel()
        self.cells = _Cells()
        self.cells.setModel(self.model)
        self.cells.setAccessibleName("Table of the data")
        self.cells.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.cells.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.cells.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.cells.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.cells.horizontalHeader().setHighlightSections(False)
        self.cells.setShowGrid(True)
        column.addWidget(self.cells, 1)
        self.model.cell_entered.connect(self.cell_entered)
        self.model.refused.connect(self.refused)
        self.cells.pasted.connect(self.pasted)
        self.cells.cleared.connect(self._clear)
        self.cells.selectionModel().currentRowChanged.connect(lambda new, _old: self.row_chosen.emit(new.row()))
        self.add.clicked.connect(self.row_added)
        self.remove.clicked.connect(self._remove)

    def set_table(self, table: DataTable | None, aside: frozenset[int], told: str) -> None:
        """Show another table; ``told`` stands beside the title."""
        self.model.set_table(table, aside)
        self._told.setText(told if table is not None else EMPTY)
        self.remove.setEnabled(table is not None and len(table.numbers) > 1)

    def choose_row(self, row: int) -> None:
        """Bring a row into sight and make it the current one, without telling it again."""
        index = self.model.index(row, max(self.cells.currentIndex().column(), 0))
        if index.isValid() and row != self.cells.currentIndex().row():
            selection = self.cells.selectionModel()
            selection.blockSignals(True)
            self.cells.setCurrentIndex(index)
            selection.blockSignals(False)
            self.cells.scrollTo(index)
            self.cells.viewport().update()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        self.setStyleSheet(f"TableEditor {{ background: {theme.panel}; }}")
        self.model.set_theme(theme, text_scale)
        self.cells.verticalHeader().setDefaultSectionSize(scaled(ROW_HEIGHT, text_scale))
        self.cells.horizontalHeader().setDefaultSectionSize(scaled(110, text_scale))
        for button in (self.add, self.remove):
            button.set_theme(theme, text_scale)
        lines = f"QTableView {{ background: {theme.canvas}; gridline-color: {theme.grid}; border: 1px solid "
        head = f"QHeaderView::section {{ background: {theme.panel}; color: {theme.text}; border: none; padding: 3px; }}"
        chosen = f"QTableView::item:selected {{ background: {theme.accent_background}; color: {theme.text}; }}"
        corner = f"QTableCornerButton::section {{ background: {theme.panel}; border: none; }}"
        self.cells.setStyleSheet(f"{lines}{theme.hairline}; }} {head} {chosen} {corner}")

    def _clear(self, row: int, column: int) -> None:
        self.model.setData(self.model.index(row, column), "")

    def _remove(self) -> None:
        row = self.cells.currentIndex().row()
        self.row_removed.emit(row if row >= 0 else self.model.rowCount() - 1)
