"""A table of points: a mark, its word and numbers in each row; one row is where the probe is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from explorer.controller.figures import MarkShape
from explorer.views.charts.mark_shapes import draw_mark_shape
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.style import scaled
from explorer.views.theme import Theme, theme

__all__ = ["TableRow", "ValueTable"]

ROW, HEAD = 32, 28
MOST_VISIBLE = 10
MEASURED = 60  # rows that decide the widths of columns
PAD, MARK = 5, 26
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: what it is known by, its mark in the colour of a meaning, and a text for each column."""

    key: str
    shape: MarkShape
    cells: tuple[str, ...]
    meaning: str = "text"


class _Model(QAbstractTableModel):
    """The rows as Qt asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: tuple[str, ...] = ()
        self.rows: tuple[TableRow, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.rows[index.row()].cells[index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        return None

    def replace(self, heads: tuple[str, ...], rows: tuple[TableRow, ...]) -> None:
        self.beginResetModel()
        self.heads, self.rows = heads, rows
        self.endResetModel()


class _Head(QHeaderView):
    """Column heads in the quiet colour, mathematics in its own face."""

    def __init__(self, table: ValueTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.setSectionsClickable(table.is_sortable)
        self.setHighlightSections(False)
        self.setResizeContentsPrecision(MEASURED)
        if table.is_sortable:
            self.sectionClicked.connect(table.head_chosen)

    def sectionSizeFromContents(self, index: int) -> QSize:
        text = str(self.model().headerData(index, Qt.Orientation.Horizontal))
        width = QFontMetrics(self._table.head_font(text)).horizontalAdvance(text) + 2 * PAD + 2
        return QSize(width, super().sectionSizeFromContents(index).height())

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        look, text = self._table.look, str(self.model().headerData(index, Qt.Orientation.Horizontal))
        box = QRectF(rect).adjusted(PAD, 0, -PAD, -1)
        painter.save()
        painter.fillRect(rect, QColor(look.canvas))
        painter.setPen(QColor(look.text2))
        painter.setFont(self._table.head_font(text))
        side = Qt.AlignmentFlag.AlignLeft if index == 0 else Qt.AlignmentFlag.AlignRight
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        painter.setPen(QPen(QColor(look.hairline), 1))
        edge = QRectF(rect)
        painter.drawLine(QPointF(edge.left(), edge.bottom() - 0.5), QPointF(edge.right(), edge.bottom() - 0.5))
        painter.restore()


class _Cells(QStyledItemDelegate):
    """Paints a cell: tinted where the probe is, outlined where the keyboard is."""

    def __init__(self, table: ValueTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        metrics = QFontMetrics(self._table.cell_font(bold=True))
        width = metrics.horizontalAdvance(str(index.data())) + 2 * PAD + 1
        lead = scaled(MARK, self._table.text_scale) if index.column() == 0 else 0
        return QSize(width + lead, scaled(ROW, self._table.text_scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, look = self._table, self._table.look
        row = table.rows[index.row()]
        chosen = row.key == table.selected
        box = QRectF(option.rect)
        painter.save()
        painter.fillRect(box, QColor(look.accent_background if chosen else look.canvas))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), QColor(look.grid))
        if index.column() == 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            lead = scaled(MARK, table.text_scale)
            centre = QPointF(box.left() + lead / 2, box.center().y())
            ground = look.accent_background if chosen else look.canvas
            draw_mark_shape(painter, centre, row.shape, look.meaning(row.meaning), ground, 5.2 * table.text_scale)
            box = box.adjusted(lead - PAD, 0, 0, 0)
        painter.setPen(QColor(look.text))
        painter.setFont(table.cell_font(chosen))
        side = Qt.AlignmentFlag.AlignLeft if index.column() == 0 else Qt.AlignmentFlag.AlignRight
        inner = box.adjusted(PAD, 0, -PAD, 0)
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), str(index.data()))
        painter.restore()


class ValueTable(QTableView):
    """Rows to choose from with the mouse, or with the arrow keys and Enter; ``row_chosen`` tells the key.

    It is as high as its rows, up to ten, and scrolls from there. Which row is ``selected`` is told to
    it: choosing one asks for something to happen elsewhere. The heads of a ``sortable`` one can be clicked, which
    ``head_chosen`` tells by the place of the column.
    """

    row_chosen = Signal(str)
    head_chosen = Signal(int)

    def __init__(self, accessible_name: str, sortable: bool = False) -> None:
        super().__init__()
        self.is_sortable = sortable
        self.look: Theme = theme("light")
        self.text_scale = 1.0
        self.selected = ""
        self._model = _Model()
        self.setModel(self._model)
        self.setItemDelegate(_Cells(self))
        self.setHorizontalHeader(_Head(self))
        self.verticalHeader().hide()
        self.setAccessibleName(accessible_name)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self._choose(index.row()))

    # What is shown

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """The rows, in order."""
        return self._model.rows

    def set_rows(self, heads: tuple[str, ...], rows: Sequence[TableRow]) -> None:
        """Show these rows under these heads."""
        if (heads, tuple(rows)) == (self._model.heads, self._model.rows):
            return
        self._model.replace(heads, tuple(rows))
        self._arrange()

    def set_selected(self, key: str) -> None:
        """Tint the row of that key, "" for none, and bring it into view."""
        if key == self.selected:
            return
        self.selected = key
        for number, row in enumerate(self._model.rows):
            if row.key == key:
                self.setCurrentIndex(self._model.index(number, 0))
        self.viewport().update()

    def set_theme(self, look: Theme, text_scale: float) -> None:
        """Take colours and type."""
        self.look, self.text_scale = look, text_scale
        self.setStyleSheet(f"QTableView {{ background: {look.canvas}; border: none; outline: none; }}")
        self._arrange()

    def cell_font(self, bold: bool) -> QFont:
        """The font of a cell, of the selected row's if ``bold``."""
        return ui_font(scaled(13, self.text_scale), 600 if bold else 400)

    def head_font(self, text: str) -> QFont:
        """The font of a head."""
        size = scaled(13, self.text_scale)
        return formula_font(size + 1) if is_formula_text(text) or text.startswith("λ") else ui_font(size)

    # Geometry

    def _arrange(self) -> None:
        row, head = scaled(ROW, self.text_scale), scaled(HEAD, self.text_scale)
        self.verticalHeader().setDefaultSectionSize(row)
        header = self.horizontalHeader()
        header.setFixedHeight(head)
        for column in range(len(self._model.heads)):
            mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        self.setFixedHeight(head + row * min(len(self._model.rows), MOST_VISIBLE))
        self.viewport().update()

    # Choosing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose the row that the arrow keys have reached."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
            self.viewport().update()

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._model.rows):
            self.row_chosen.emit(self._model.rows[row].key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard begins at the first row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rows:
            self.setCurrentIndex(self._model.index(0, 0))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The outline goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, then the outline of the row with the keyboard."""
        super().paintEvent(event)
        current = self.currentIndex()
        if not (self.hasFocus() and current.isValid()):
            return
        top = self.rowViewportPosition(current.row())
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(self.look.focus), 2))
        box = QRectF(1, top + 1, self.viewport().width() - 2, self.rowHeight(current.row()) - 3)
        painter.drawRoundedRect(box, 4, 4)
        painter.end()
