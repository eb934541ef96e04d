"""The table of data as Qt's item model: it reads from the array that is shown and keeps no copy."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont

from explorer.controller.learning.learned import DataTable
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme
from explorer.views.widgets.number_edit import parse_number, short_number

__all__ = ["TableModel"]

Index = QModelIndex | QPersistentModelIndex
EMPTY_WORDS = ("", "na", "n/a", "nan", "-")


class TableModel(QAbstractTableModel):
    """``cell_entered`` tells row, column and value (NaN for an empty cell) of an edit; who listens shows it."""

    cell_entered = Signal(int, str, float)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._table: DataTable | None = None
        self._aside: frozenset[int] = frozenset()
        self._theme: Theme | None = None
        self._bold = QFont(ui_font(13, 600))

    @property
    def table(self) -> DataTable | None:
        """What is shown."""
        return self._table

    def set_table(self, table: DataTable | None, aside: frozenset[int]) -> None:
        """Show another table; ``aside`` are the rows that are set aside for validation."""
        before, self._aside = self._table, aside
        if table is before:
            return
        same = (
            before is not None
            and table is not None
            and before.titles == table.titles
            and before.numbers.shape == table.numbers.shape
        )
        if same:
            self._table = table
            rows, columns = self.rowCount(), self.columnCount()
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
            return
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Colour empty cells and rows set aside."""
        self._theme = theme
        self._bold = QFont(ui_font(13 * text_scale, 600))
        if self._table is not None and len(self._table.numbers):
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows."""
        return 0 if self._table is None or parent.isValid() else len(self._table.numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns."""
        return 0 if self._table is None or parent.isValid() else len(self._table.titles)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Headings, and the rows' numbers from 1."""
        if self._table is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.titles[section] if orientation == Qt.Orientation.Horizontal else f"{section + 1:,}"
        if role == Qt.ItemDataRole.FontRole and orientation == Qt.Orientation.Horizontal:
            return self._bold
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text and colours."""
        if self._table is None or not index.isValid():
            return None
        value = float(self._table.numbers[index.row(), index.column()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._text(index.column(), value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.BackgroundRole and self._theme is not None:
            if math.isnan(value):
                return QBrush(QColor(self._theme.held_background))
            if index.row() in self._aside:
                return QBrush(QColor(self._theme.accent_background))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A cell was edited: tell the number, or why it is none."""
        if self._table is None or role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        text, title = str(value).strip(), self._table.titles[index.column()]
        number = self._number(index.column(), text)
        if number is None:
            self.refused.emit(f"Row {index.row() + 1:,} of column {title}: {text[:40]!r} is no number; type one.")
            return False
        before = float(self._table.numbers[index.row(), index.column()])
        if number != before and not (math.isnan(number) and math.isnan(before)):
            self.cell_entered.emit(index.row(), self._table.names[index.column()], number)
        return True

    def _text(self, column: int, value: float) -> str:
        if math.isnan(value):
            return ""
        words = () if self._table is None else dict(self._table.labels).get(column, ())
        return words[int(value)] if 0 <= value < len(words) and value == int(value) else short_number(value)

    def _number(self, column: int, text: str) -> float | None:
        words = () if self._table is None else dict(self._table.labels).get(column, ())
        if text in words:
            return float(words.index(text))
        return math.nan if text.lower() in EMPTY_WORDS else parse_number(text)
