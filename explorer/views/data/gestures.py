"""What mouse and keys do on a picture of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from explorer.controller.data_picture import DataPicture

if TYPE_CHECKING:
    from explorer.views.data.data_plot import DataPlot

__all__ = ["DataGestures"]

CLICK = 4.0  # pixels between press and release of a click, at most
KEY_STEP, LARGE_STRIDE = 0.01, 10
KEY_ZOOM = 0.8
_ARROWS = {
    Qt.Key.Key_Left.value: (-1, 0),
    Qt.Key.Key_Right.value: (1, 0),
    Qt.Key.Key_Up.value: (0, 1),
    Qt.Key.Key_Down.value: (0, -1),
}
_PAGES = {Qt.Key.Key_PageUp.value: -1, Qt.Key.Key_PageDown.value: 1}
_ZOOMS = {Qt.Key.Key_Plus.value: KEY_ZOOM, Qt.Key.Key_Equal.value: KEY_ZOOM, Qt.Key.Key_Minus.value: 1 / KEY_ZOOM}


class DataGestures:
    """Turns events of a :class:`DataPlot` into its signals.

    ``row`` is the row that the keys move, ``told`` the one whose values are shown; −1 for none.
    """

    def __init__(self, plot: DataPlot) -> None:
        self._plot = plot
        self.row = self.told = -1
        self._grabbed = -1
        self._has_moved = False
        self._offset = QPointF()
        self._pressed: QPointF | None = None
        self._last: QPointF | None = None

    @property
    def is_holding(self) -> bool:
        """Whether a point is being dragged."""
        return self._grabbed >= 0

    def keep_within(self, picture: DataPicture | None) -> None:
        """Forget rows that are no longer there."""
        last = int(picture.rows.max()) if picture is not None and len(picture.rows) else -1
        self.row, self.told = (row if row <= last else -1 for row in (self.row, self.told))
        if self._grabbed > last:
            self._grabbed = -1

    def press(self, event: QMouseEvent) -> None:
        """A point is taken hold of and chosen, or removed by the right button; the ground is taken to pan."""
        plot, at = self._plot, event.position()
        row = plot.row_at(at)
        if event.button() == Qt.MouseButton.RightButton and row >= 0 and self._can_drag():
            self._remove(row)
        elif event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
        else:
            self._pressed, self._last = at, None
            self._has_moved = False
            if row >= 0:
                self.row = row
                place = plot.place_of(row)
                self._grabbed = row if self._can_drag() else -1
                self._offset = (place or at) - at
                plot.point_chosen.emit(row)
            self._show_cursor(row)
            plot.update()

    def move(self, event: QMouseEvent) -> None:
        """The held point or the ground follows the pointer; what is under a free one is told."""
        plot, at = self._plot, event.position()
        if self._pressed is None:
            self._hover(plot.row_at(at))
            return
        self._has_moved = self._has_moved or (at - self._pressed).manhattanLength() >= CLICK
        if not self._has_moved:
            return
        if self._grabbed >= 0:
            self.told = self._grabbed
            self._tell_move(self._grabbed, at + self._offset)
        elif plot.row_at(self._pressed) < 0 or self._last is not None:
            plot.setCursor(Qt.CursorShape.ClosedHandCursor)
            plot.pan(at - (self._last or self._pressed))
            self._last = at

    def release(self, event: QMouseEvent) -> None:
        """The gesture ends; a click on the ground draws a point, or chooses none."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        plot, was_click = self._plot, not self._has_moved
        pressed, self._pressed, self._last = self._pressed, None, None
        row, self._grabbed = self._grabbed, -1
        if row >= 0:
            if not was_click:
                plot.point_released.emit(row)
                plot.let_ranges_follow()
        elif was_click and plot.row_at(pressed) < 0:
            self._click(pressed)
        self._hover(plot.row_at(event.position()))

    def leave(self) -> None:
        """The pointer is elsewhere."""
        if self._pressed is None:
            self._hover(-1)

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key means something here."""
        plot, key = self._plot, event.key()
        if key in _PAGES:
            return self._step(_PAGES[key])
        if key in _ARROWS:
            return self._nudge(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            row = self.told if self.told >= 0 else self.row
            if row < 0 or not self._can_drag():
                return False
            self._remove(row)
            return True
        layout = plot.laid_out()
        if key in _ZOOMS and layout is not None:
            plot.zoom(_ZOOMS[key], layout.rectangle.center())
            return True
        if key == Qt.Key.Key_Home:
            plot.go_home()
            return True
        return False

    def _can_drag(self) -> bool:
        return self._plot.picture is not None and self._plot.picture.can_drag

    def _click(self, at: QPointF) -> None:
        plot, layout = self._plot, self._plot.laid_out()
        if layout is None or not layout.rectangle.contains(at):
            return
        if plot.can_draw and plot.draw_class is not None:
            x, y = layout.values_at(at)
            plot.point_added.emit(x, self._snapped(y), plot.draw_class)
        else:
            self.row = -1
            plot.point_chosen.emit(-1)

    def _remove(self, row: int) -> None:
        self.row = self.told = -1
        self._plot.point_removed.emit(row)

    def _step(self, by: int) -> bool:
        """Choose the row after or before, as they stand in the table."""
        picture = self._plot.picture
        if picture is None or not len(picture.rows):
            return False
        place = self._plot.index_of(self.row)
        place = (place + by) % len(picture.rows) if place >= 0 else (0 if by > 0 else len(picture.rows) - 1)
        self.row = self.told = int(picture.rows[place])
        self._plot.set_shows_focus(True)
        self._plot.point_chosen.emit(self.row)
        return True

    def _nudge(self, key: int, is_large: bool) -> bool:
        plot, layout, place = self._plot, self._plot.laid_out(), self._plot.place_of(self.row)
        if layout is None or place is None or not self._can_drag():
            return False
        (right, up), box = _ARROWS[key], layout.rectangle
        stride = KEY_STEP * (LARGE_STRIDE if is_large else 1)
        row = self.told = self.row
        plot.set_shows_focus(True)
        self._tell_move(row, place + QPointF(right * stride * box.width(), -up * stride * box.height()))
        plot.point_released.emit(row)
        plot.let_ranges_follow()
        return True

    def _tell_move(self, row: int, at: QPointF) -> None:
        layout = self._plot.laid_out()
        if layout is not None:
            x, y = layout.values_at(at)
            self._plot.point_moved.emit(row, x, self._snapped(y))

    def _snapped(self, y: float) -> float:
        allowed = self._plot.picture.snap_y if self._plot.picture is not None else ()
        return min(allowed, key=lambda value: abs(value - y)) if allowed else y

    def _hover(self, row: int) -> None:
        if row != self.told:
            self.told = row
            self._plot.update()
        self._show_cursor(row)

    def _show_cursor(self, row: int) -> None:
        plot = self._plot
        if self._grabbed >= 0:
            plot.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif row >= 0:
            plot.setCursor(Qt.CursorShape.OpenHandCursor if self._can_drag() else Qt.CursorShape.PointingHandCursor)
        elif plot.can_draw:
            plot.setCursor(Qt.CursorShape.CrossCursor)
        else:
            plot.unsetCursor()
