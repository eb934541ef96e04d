"""The steps of a derivation as a list: number, rule, piece; indented as the steps hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from explorer.views.fonts import formula_font, ui_font
from explorer.views.style import scaled
from explorer.views.theme import Theme, theme

__all__ = ["StepList", "StepRow"]

ROW, INDENT, DEEPEST, DISC = 46, 14, 6, 22
_ROW_ROLE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: its rule, what it was applied to as text, and how deep it hangs."""

    rule: str
    piece: str
    depth: int


class StepList(QListWidget):
    """Shows the steps revealed so far; a click on one, or the arrow keys, ask for it."""

    step_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stepList")
        self.setAccessibleName("Steps of the derivation")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self._rows: tuple[StepRow, ...] = ()
        self._delegate = _StepDelegate(self)
        self.setItemDelegate(self._delegate)
        self.currentRowChanged.connect(self._chosen)

    def set_rows(self, rows: Sequence[StepRow], revealed: int) -> None:
        """Show the first ``revealed`` steps, the last of them as the current one."""
        self.blockSignals(True)
        rows = tuple(rows)
        if rows != self._rows:
            self._rows = rows
            self.clear()
            for number, row in enumerate(rows, 1):
                item = QListWidgetItem(f"{number}. {row.rule}: {row.piece}")
                item.setData(_ROW_ROLE, (number, row))
                self.addItem(item)
        for index in range(self.count()):
            self.setRowHidden(index, index >= revealed)
        self.setCurrentRow(revealed - 1)
        if revealed:
            self.scrollToItem(self.item(revealed - 1))
        self.blockSignals(False)

    def set_theme(self, new: Theme, text_scale: float) -> None:
        """Recolour and resize the rows."""
        self._delegate.theme, self._delegate.scale = new, text_scale
        self.setStyleSheet(
            f"QListWidget#stepList {{ background: {new.canvas}; border: 1px solid {new.hairline};"
            f" border-radius: {scaled(8, text_scale)}px; }}"
        )
        self.scheduleDelayedItemsLayout()

    def _chosen(self, row: int) -> None:
        if row >= 0:
            self.step_chosen.emit(row + 1)


class _StepDelegate(QStyledItemDelegate):
    """Paints one row in the look's two lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme("light")
        self.scale = 1.0

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines."""
        return QSize(200, scaled(ROW, self.scale))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Number in a disc, rule, piece."""
        number, row = index.data(_ROW_ROLE)
        theme, box = self.theme, QRectF(option.rect)
        state = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current:
            painter.fillRect(box, QColor(theme.accent_background))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(theme.accent))
        left = box.left() + scaled(12 + INDENT * min(row.depth, DEEPEST), self.scale)
        self._disc(painter, left, box.center().y(), number, current)
        text = box.adjusted(left - box.left() + scaled(DISC + 10, self.scale), scaled(4, self.scale), -8, 0)
        self._lines(painter, text, row, current)
        painter.restore()

    def _disc(self, painter: QPainter, left: float, middle: float, number: int, current: bool) -> None:
        size = scaled(DISC, self.scale)
        disc = QRectF(left, middle - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.accent if current else self.theme.held_background))
        painter.drawEllipse(disc)
        painter.setPen(QColor(self.theme.on_accent if current else self.theme.text))
        painter.setFont(ui_font(scaled(13, self.scale), 600))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number))

    def _lines(self, painter: QPainter, box: QRectF, row: StepRow, current: bool) -> None:
        half = (box.height() - scaled(4, self.scale)) / 2
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(self.theme.accent if current else self.theme.text))
        painter.setFont(ui_font(scaled(13, self.scale), 600))
        painter.drawText(QRectF(box.left(), box.top(), box.width(), half), flags, row.rule)
        font = formula_font(scaled(14, self.scale))
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text2))
        piece = QFontMetricsF(font).elidedText(row.piece, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(QRectF(box.left(), box.top() + half, box.width(), half), flags, piece)
