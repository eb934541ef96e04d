"""The table of runs: marker, name and settings, f, ‖∇f‖, when it arrived, how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from explorer.controller.race_table import RaceRow
from explorer.views.charts.markers import draw_marker, marker_path
from explorer.views.fonts import formula_font, ui_font
from explorer.views.icons import icon_image
from explorer.views.style import scaled
from explorer.views.theme import Theme, theme

__all__ = ["RunTable"]

ROW, HEAD, PAD, MARK = 48, 28, 8, 30
VALUE, NORM, WITHIN = 76, 66, 84
Index = QModelIndex | QPersistentModelIndex
Numbers = tuple[str, str]
_ICONS = {"success": "check", "error": "warning", "warning": "warning"}


class _Model(QAbstractListModel):
    """A row a run; its text is what a screen reader says."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[RaceRow, ...] = ()
        self.numbers: tuple[Numbers, ...] = ()
        self.letter = "f"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row, (value, norm) = self.rows[index.row()], self.numbers[index.row()]
        hidden = "" if row.shown else ", hidden"
        told = f"{self.letter} {value}, ‖∇{self.letter}‖ {norm}"
        return f"{row.name}{hidden}, {row.summary}, {told}, {row.within}, {row.outcome}"

    def replace(self, rows: tuple[RaceRow, ...], numbers: tuple[Numbers, ...]) -> bool:
        """Take other rows; whether there are more or fewer than before."""
        resized = len(rows) != len(self.rows)
        if resized:
            self.beginResetModel()
        same = (rows, numbers) == (self.rows, self.numbers)
        self.rows, self.numbers = rows, numbers
        if resized:
            self.endResetModel()
        elif rows and not same:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        return resized


class _Painter(QStyledItemDelegate):
    """Paints a row in two lines."""

    def __init__(self, rows: _Rows) -> None:
        super().__init__(rows)
        self._rows = rows

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, scaled(ROW, self._rows.text_scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, scale, box = self._rows.look, self._rows.text_scale, QRectF(option.rect)
        row, numbers = self._rows.values.rows[index.row()], self._rows.values.numbers[index.row()]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == self._rows.chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.accent_background))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
        else:
            painter.fillRect(
                QRectF(box.left() + PAD, box.bottom() - 1, box.width() - 2 * PAD, 1), QColor(look.hairline)
            )
        self._draw_mark(painter, box, row)
        upper = QRectF(box.left(), box.top() + 4 * scale, box.width(), 20 * scale)
        lower = upper.translated(0, 19 * scale)
        ink = look.text if row.shown else look.text2
        left = self._draw_numbers(painter, upper, (*numbers, row.within), ink)
        self._draw_left(painter, upper, left, row.name, ui_font(scaled(13, scale), 600), ink)
        left = self._draw_outcome(painter, lower, row)
        self._draw_left(painter, lower, left, row.summary, ui_font(scaled(13, scale)), look.text2)
        painter.restore()

    def _draw_mark(self, painter: QPainter, box: QRectF, row: RaceRow) -> None:
        look, scale = self._rows.look, self._rows.text_scale
        centre = QPointF(box.left() + (PAD + 7) * scale, box.center().y())
        if row.shown:
            draw_marker(painter, centre, row.index, 6.0 * scale, look)
            return
        painter.setPen(QPen(QColor(look.text2), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(marker_path(row.index, 5.5 * scale).translated(centre))

    def _draw_numbers(self, painter: QPainter, line: QRectF, texts: Sequence[str], ink: str) -> float:
        """The three columns at the right; returns where the free room ends."""
        scale, right = self._rows.text_scale, line.right() - PAD
        painter.setFont(ui_font(scaled(13, scale), 500))
        for text, width, colour in zip(
            reversed(texts), (WITHIN, NORM, VALUE), (self._rows.look.text2, ink, ink), strict=True
        ):
            painter.setPen(QColor(colour))
            cell = QRectF(right - width * scale, line.top(), width * scale, line.height())
            painter.drawText(cell, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
            right -= width * scale
        return right

    def _draw_outcome(self, painter: QPainter, line: QRectF, row: RaceRow) -> float:
        """Sign and word at the right end; returns where the free room ends."""
        look, scale = self._rows.look, self._rows.text_scale
        font = ui_font(scaled(13, scale))
        colour = str(getattr(look, row.tone))
        width = QFontMetricsF(font).horizontalAdvance(row.outcome)
        right = line.right() - PAD
        painter.setFont(font)
        painter.setPen(QColor(colour))
        cell = QRectF(right - width - 1, line.top(), width + 1, line.height())
        painter.drawText(cell, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), row.outcome)
        left = right - width
        if row.tone in _ICONS:
            size = scaled(14, scale)
            ratio = painter.device().devicePixelRatioF()
            left -= size + 5
            picture = icon_image(_ICONS[row.tone], colour, size, ratio)
            painter.drawImage(QPointF(left, line.center().y() - size / 2), picture)
        return left - 10

    def _draw_left(self, painter: QPainter, line: QRectF, right: float, text: str, font: QFont, ink: str) -> None:
        left = line.left() + (PAD + MARK - 4) * self._rows.text_scale
        room = QRectF(left, line.top(), max(right - left, 0), line.height())
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


class _Rows(QListView):
    """The rows under the heads."""

    chosen_changed = Signal(int)
    shown_toggled = Signal(int, bool)
    removal_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.look: Theme = theme("light")
        self.text_scale = 1.0
        self.chosen = 0
        self.values = _Model()
        self.setModel(self.values)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName("Runs")
        self.setAccessibleDescription("Arrow keys choose a run, Space hides or shows it, Delete removes it")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { background: transparent; border: none; outline: none; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On the marker: hide or show; elsewhere: choose."""
        row = self.indexAt(event.position().toPoint()).row()
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.position().x() < (PAD + MARK - 6) * self.text_scale:
            self._toggle(row)
        else:
            self.chosen_changed.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks are two presses."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose, Home and End go to the ends, Space hides or shows, Delete removes."""
        last = len(self.values.rows) - 1
        targets = {
            Qt.Key.Key_Up.value: max(self.chosen - 1, 0),
            Qt.Key.Key_Down.value: min(self.chosen + 1, last),
            Qt.Key.Key_Home.value: 0,
            Qt.Key.Key_End.value: last,
        }
        if last < 0:
            super().keyPressEvent(event)
        elif event.key() in targets:
            self.chosen_changed.emit(targets[event.key()])
        elif event.key() == Qt.Key.Key_Space:
            self._toggle(self.chosen)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_asked.emit()
        else:
            super().keyPressEvent(event)

    def _toggle(self, row: int) -> None:
        self.shown_toggled.emit(row, not self.values.rows[row].shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and the ring of the keyboard round the chosen one."""
        super().paintEvent(event)
        if self.hasFocus() and self.values.rows:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self.look.focus), 2))
            box = QRectF(self.visualRect(self.values.index(self.chosen))).adjusted(1, 2, -1, -2)
            painter.drawRoundedRect(box, 6, 6)
            painter.end()


class _Heads(QWidget):
    """Run, f, ‖∇f‖ and the tolerance, over the columns."""

    def __init__(self) -> None:
        super().__init__()
        self.look: Theme = theme("light")
        self.text_scale = 1.0
        self.tolerance = ""
        self.letter = "f"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line of words with a hairline below."""
        painter = QPainter(self)
        scale, right = self.text_scale, float(self.width() - PAD)
        painter.setPen(QColor(self.look.text2))
        up = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for text, width in (
            (f"‖∇{self.letter}‖ ≤ {self.tolerance}", WITHIN),
            (f"‖∇{self.letter}‖", NORM),
            (self.letter, VALUE),
        ):
            plain = text == self.letter
            painter.setFont(ui_font(scaled(13, scale)) if plain else formula_font(scaled(14, scale)))
            room = QRectF(right - (width + 16) * scale, 0, (width + 16) * scale, self.height())
            painter.drawText(room, up, text)
            right -= width * scale
        painter.setFont(ui_font(scaled(13, scale)))
        place = QRectF((PAD + MARK - 4) * scale, 0, 80 * scale, self.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), "Run")
        painter.fillRect(QRectF(PAD, self.height() - 1, self.width() - 2 * PAD, 1), QColor(self.look.hairline))
        painter.end()


class RunTable(QWidget):
    """All runs, one chosen; which one is told to it, and it asks for another."""

    chosen_changed = Signal(int)
    shown_toggled = Signal(int, bool)
    removal_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._heads = _Heads()
        self.rows = _Rows()
        column.addWidget(self._heads)
        column.addWidget(self.rows)
        self.rows.chosen_changed.connect(self.chosen_changed)
        self.rows.shown_toggled.connect(self.shown_toggled)
        self.rows.removal_asked.connect(self.removal_asked)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._fit()

    @property
    def texts(self) -> tuple[str, ...]:
        """What each row says."""
        values = self.rows.values
        return tuple(str(values.data(values.index(row))) for row in range(len(values.rows)))

    def set_letter(self, letter: str) -> None:
        """What the function is called in the heads."""
        self.rows.values.letter = self._heads.letter = letter
        self._heads.update()

    def set_rows(self, rows: Sequence[RaceRow], numbers: Sequence[Numbers], tolerance: str) -> None:
        """Show these runs with their numbers at the playhead."""
        if self.rows.values.replace(tuple(rows), tuple(numbers)):
            self._fit()
        if tolerance != self._heads.tolerance:
            self._heads.tolerance = tolerance
            self._heads.update()

    def set_chosen(self, index: int) -> None:
        """Tint the row of the chosen run."""
        if index != self.rows.chosen:
            self.rows.chosen = index
            self.rows.setCurrentIndex(self.rows.values.index(index))
            self.rows.viewport().update()

    def row_place(self, index: int) -> tuple[QRectF, QWidget]:
        """Where a row is, and on which widget."""
        return QRectF(self.rows.visualRect(self.rows.values.index(index))), self.rows.viewport()

    def set_theme(self, look: Theme, text_scale: float) -> None:
        """Take colours and type."""
        for part in (self.rows, self._heads):
            part.look, part.text_scale = look, text_scale
        self._fit()
        self.rows.viewport().update()
        self._heads.update()

    def _fit(self) -> None:
        scale = self.rows.text_scale
        self._heads.setFixedHeight(scaled(HEAD, scale))
        self.rows.setFixedHeight(scaled(ROW, scale) * len(self.rows.values.rows))
