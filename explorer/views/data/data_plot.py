"""The picture of data: rows as points that can be dragged and drawn, a model's curves or regions with them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from explorer.controller.data_picture import DataPicture
from explorer.views.charts.paint import colour, pen
from explorer.views.charts.plot_painter import draw_message
from explorer.views.data.gestures import DataGestures
from explorer.views.data.hits import PointGrid
from explorer.views.data.layout import DataLayout, Range, draw_axes, draw_frame, lay_out
from explorer.views.data.legend import LegendItem, draw_legend, legend_height, legend_items
from explorer.views.data.picture_painter import PicturePainter
from explorer.views.data.points import draw_ring, point_radius, ring_radius
from explorer.views.data.ranges import DataRanges
from explorer.views.data.tag import draw_tag, tag_words
from explorer.views.theme import Theme, theme

__all__ = ["DataPlot"]

REACH = 12.0
EMPTY = "No data yet: make some, choose a set, or open a file in the panel Data."
DRAW = "Click to draw a point."


class DataPlot(QWidget):
    """Draws one :class:`DataPicture`; a point that is dragged tells where to, and who listens shows it there.

    The wheel zooms around the pointer (inside a page that scrolls only once the plot has the focus), a drag of the
    ground pans, a double click shows all. Page Up and Page Down choose a row, the arrow keys move it by a hundredth of
    the axes (with Shift a tenth), Delete removes it; the right button removes the point under it.
    """

    point_moved = Signal(int, float, float)
    point_released = Signal(int)
    point_added = Signal(float, float, int)
    point_removed = Signal(int)
    point_chosen = Signal(int)
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._picture: DataPicture | None = None
        self._draw: int | None = None
        self._ranges = DataRanges()
        self._painter = PicturePainter()
        self._layout: tuple[tuple[object, ...], DataLayout] | None = None
        self._items: tuple[LegendItem, ...] = ()
        self._grid: PointGrid | None = None
        self._gestures = DataGestures(self)
        self._shows_focus = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Data and model")

    # What is shown

    @property
    def picture(self) -> DataPicture | None:
        """What is shown."""
        return self._picture

    @property
    def draw_class(self) -> int | None:
        """Which class a click on an empty place adds a point of, None for no drawing."""
        return self._draw

    @property
    def view_range(self) -> tuple[Range, Range]:
        """What both axes show."""
        return self._ranges.shown

    @property
    def points_painted(self) -> int:
        """How often all points were painted anew; a curve that moves does not count."""
        return self._painter.points_painted

    def set_picture(self, picture: DataPicture | None) -> None:
        """Show another picture; axes stay while a point is dragged."""
        if picture is self._picture:
            return
        before, self._picture = self._picture, picture
        if picture is not None:
            self._ranges.take(picture, self._gestures.is_holding)
        if before is None or picture is None or picture.x is not before.x or picture.y is not before.y:
            self._grid = None
        self._items = legend_items(picture) if picture is not None else ()
        self._gestures.keep_within(picture)
        self.setAccessibleDescription(_description(picture, self._items))
        self.update()

    def set_theme(self, new_theme: Theme) -> None:
        """Draw with these colours."""
        self._theme = new_theme
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Multiply all type."""
        self._scale = scale
        self.update()

    def set_draw(self, draw_class: int | None) -> None:
        """Which class a click on an empty place adds a point of, None for no drawing."""
        self._draw = draw_class
        self.update()

    def go_home(self) -> None:
        """Show all data."""
        self._ranges.go_home()
        self._view_moved()

    def place_of(self, row: int) -> QPointF | None:
        """Where a row of the table is in pixels of the widget."""
        place = self.index_of(row)
        layout = self.laid_out()
        if place < 0 or layout is None or self._picture is None:
            return None
        x, y = self._painter.pixels(self._picture, layout)[place].tolist()
        return QPointF(x, y) if np.isfinite((x, y)).all() else None

    def index_of(self, row: int) -> int:
        """Which point of the picture a row of the table is, −1 for none."""
        if self._picture is None or row < 0:
            return -1
        found = np.flatnonzero(self._picture.rows == row)
        return int(found[0]) if len(found) else -1

    def row_at(self, place: QPointF) -> int:
        """The row of the nearest point within reach of a pixel, −1 for none."""
        picture, layout = self._picture, self.laid_out()
        if picture is None or layout is None or not layout.rectangle.adjusted(-8, -8, 8, 8).contains(place):
            return -1
        if self._grid is None:
            self._grid = PointGrid(self._painter.pixels(picture, layout), REACH)
        found = self._grid.nearest(place.x(), place.y())
        return int(picture.rows[found]) if found >= 0 else -1

    def laid_out(self) -> DataLayout | None:
        """Axes and legend in the widget as it is; None where a sentence stands instead."""
        picture = self._picture
        is_empty = picture is None or not len(picture.x)
        if (picture is not None and picture.message) or (is_empty and not self.can_draw):
            return None
        names = ("x", "y") if picture is None else (picture.x_label, picture.y_label)
        below = legend_height(self._items, self.width() - 60.0 * self._scale, self.height(), self._scale)
        known = (self._ranges.shown, names, self.width(), self.height(), self._scale, below)
        if self._layout is None or self._layout[0] != known:
            self._layout, self._grid = (known, lay_out(*known)), None
        return self._layout[1]

    @property
    def can_draw(self) -> bool:
        """Whether a click adds a point."""
        return self._draw is not None and (self._picture is None or self._picture.can_drag)

    # Painting

    def sizeHint(self) -> QSize:
        """A stage beside the loss."""
        return QSize(560, 460)

    def minimumSizeHint(self) -> QSize:
        """Both axes and the legend."""
        return QSize(220, 180)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw points, what the model makes of them, and what follows the pointer."""
        painter = QPainter(self)
        layout, picture = self.laid_out(), self._picture
        if layout is None or picture is None or not len(picture.x):
            self._paint_empty(painter, layout)
        else:
            area = QRectF(self.rect())
            self._painter.paint(painter, area, picture, layout, self._theme, self._scale)
            draw_legend(painter, self._items, layout.legend, self._theme, self._scale)
            self._paint_pointed(painter, picture, layout)
        if self._shows_focus and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen(self._theme.focus, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.end()

    def _paint_empty(self, painter: QPainter, layout: DataLayout | None) -> None:
        painter.fillRect(self.rect(), colour(self._theme.panel))
        area, words = QRectF(self.rect()), EMPTY if self._picture is None else self._picture.message or EMPTY
        if layout is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_axes(painter, layout, self._theme, self._scale, with_grid=True)
            draw_frame(painter, layout, self._theme)
            area, words = layout.rectangle, DRAW
        draw_message(painter, words, area, self._theme, self._scale)

    def _paint_pointed(self, painter: QPainter, picture: DataPicture, layout: DataLayout) -> None:
        """The ring of the chosen row, that of the one the keys move, and the label of the one under the pointer."""
        radius = ring_radius(point_radius(len(picture.x), self._scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        around = layout.rectangle.adjusted(-radius, -radius, radius, radius)
        rings: list[tuple[int, str, float]] = [(picture.chosen, self._theme.text, 1.5)]
        if self._shows_focus and self.hasFocus():
            rings.append((self._gestures.row, self._theme.focus, 4.0))
        for row, core, wider in rings:
            at = self.place_of(row)
            if at is not None and around.contains(at):
                draw_ring(painter, at, radius + wider, core, self._theme)
        row = self._gestures.told
        at, place = self.place_of(row), self.index_of(row)
        if at is not None and around.contains(at):
            words = tag_words(picture, place)
            draw_tag(painter, words, at, radius + 6.0, QRectF(self.rect()), self._theme, self._scale)

    def _view_moved(self) -> None:
        self.update()
        self.view_changed.emit()

    def zoom(self, factor: float, at: QPointF) -> None:
        """Widths of both axes times ``factor`` around a pixel."""
        layout = self.laid_out()
        if layout is not None:
            box = layout.rectangle
            self._ranges.zoom(factor, (at.x() - box.left()) / box.width(), (box.bottom() - at.y()) / box.height())
            self._view_moved()

    def pan(self, by: QPointF) -> None:
        """The ground follows the pointer by so many pixels."""
        layout = self.laid_out()
        if layout is not None:
            box = layout.rectangle
            self._ranges.pan(-by.x() / box.width(), by.y() / box.height())
            self._view_moved()

    def let_ranges_follow(self) -> None:
        """The gesture is over: the axes may grow to hold what was dragged."""
        if self._picture is not None:
            self._ranges.take(self._picture, False)
        self.update()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the point under the pointer, or of the ground."""
        self.set_shows_focus(False)
        self._gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held; show what could be."""
        self._gestures.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._gestures.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all, unless points are drawn."""
        if not self.can_draw and self.row_at(event.position()) < 0:
            self.go_home()
        else:
            self._gestures.press(event)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._gestures.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom; a page that scrolls goes on scrolling until the plot has the focus."""
        if self.laid_out() is None or (self._is_scrolled() and not self.hasFocus()):
            event.ignore()
            return
        self.zoom(0.9985 ** event.angleDelta().y(), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, move and remove rows; + − and Home for the view."""
        if not self._gestures.key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        self.set_shows_focus(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()

    def set_shows_focus(self, shown: bool) -> None:
        """Whether the keyboard is used: a ring tells where."""
        self._shows_focus = shown
        self.update()

    def _is_scrolled(self) -> bool:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        return parent is not None


def _description(picture: DataPicture | None, items: tuple[LegendItem, ...]) -> str:
    if picture is None or picture.message:
        return EMPTY if picture is None else picture.message
    parts = [f"{len(picture.x):,} rows, {picture.y_label} over {picture.x_label}"]
    parts += [item.words for item in items if item.words]
    parts += [curve.label for curve in picture.curves if curve.label]
    if picture.can_drag:
        parts.append("Page Up and Page Down choose a row, arrow keys move it")
    return ". ".join(parts)
