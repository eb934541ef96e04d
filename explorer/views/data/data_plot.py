"""The picture of data: rows as points that can be dragged, a model's curves through them."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.controller.data_picture import DataCurve, DataPicture
from explorer.controller.plots import Plot, PlotAxis
from explorer.views.charts.paint import colour, draw_cased, path_of, pen
from explorer.views.charts.plot_layout import PlotLayout, laid_out
from explorer.views.charts.plot_painter import draw_message, draw_surround
from explorer.views.charts.polylines import clipped, finite_pieces
from explorer.views.theme import Theme, theme

__all__ = ["DataPlot"]

ROOM = 0.05
REACH = 12.0
RADIUS = 4.4
EMPTY = "No data yet: make some, choose a set, or open a file in the panel Data."


class DataPlot(QWidget):
    """Draws one :class:`DataPicture`; a point that is dragged tells where to, and who listens shows it there."""

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
        self._ranges: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._grabbed = -1
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Data and model")

    @property
    def picture(self) -> DataPicture | None:
        """What is shown."""
        return self._picture

    def set_picture(self, picture: DataPicture | None) -> None:
        """Show another picture; axes stay while a point is dragged."""
        if picture is self._picture:
            return
        self._picture = picture
        if self._grabbed < 0:
            self._ranges = None
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

    def sizeHint(self) -> QSize:
        """A stage beside the loss."""
        return QSize(560, 460)

    def place_of(self, row: int) -> QPointF | None:
        """Where a row of the table is in pixels of the widget."""
        picture, layout = self._picture, self._laid_out()
        if picture is None or layout is None:
            return None
        found = np.flatnonzero(picture.rows == row)
        if not len(found):
            return None
        at = layout.pixels(np.array([[picture.x[found[0]], picture.y[found[0]]]]))[0]
        return QPointF(float(at[0]), float(at[1]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw axes, residuals, curves and points."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self._theme.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout = self._laid_out()
        if layout is None:
            words = EMPTY if self._picture is None else self._picture.message
            draw_message(painter, words, QRectF(self.rect()), self._theme, self._scale)
        else:
            draw_surround(painter, layout, self._theme, self._scale)
            self._draw(painter, layout)
        painter.end()

    def _draw(self, painter: QPainter, layout: PlotLayout) -> None:
        picture = self._picture
        assert picture is not None
        painter.setClipRect(layout.rectangle)
        points = layout.pixels(np.column_stack([picture.x, picture.y]))
        if picture.residuals is not None:
            ends = layout.pixels(np.column_stack([picture.x, picture.residuals]))
            painter.setPen(pen(self._theme.gradient, 1.2, 0.55))
            pairs = zip(points.tolist(), ends.tolist(), strict=True)
            painter.drawLines([QLineF(QPointF(*start), QPointF(*end)) for start, end in pairs])
        for curve in picture.curves:
            self._draw_curve(painter, layout, curve)
        radius = RADIUS * math.sqrt(self._scale)
        for place, (x, y) in enumerate(points.tolist()):
            aside = picture.is_validation is not None and bool(picture.is_validation[place])
            size = 1.0 if picture.size is None else float(picture.size[place])
            painter.setPen(pen(self._theme.text if aside else self._theme.canvas, 1.4))
            painter.setBrush(colour(self._theme.canvas if aside else self._theme.text2))
            painter.drawEllipse(QPointF(x, y), radius * size, radius * size)
            if picture.chosen >= 0 and picture.rows[place] == picture.chosen:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(pen(self._theme.text, 2.0))
                painter.drawEllipse(QPointF(x, y), 2 * radius, 2 * radius)

    def _draw_curve(self, painter: QPainter, layout: PlotLayout, curve: DataCurve) -> None:
        pixels = layout.pixels(np.column_stack([curve.x, curve.y]))
        box = layout.rectangle
        edge = (box.left(), box.top(), box.right(), box.bottom())
        pieces = [part for piece in finite_pieces(pixels) for part in clipped(piece, edge)]
        meaning = {"minimum": "success", "run": f"run{curve.run + 1}"}.get(curve.role, "loss")
        core, dashes = self._theme.meaning(meaning), (7.0, 5.0) if curve.role == "minimum" else None
        draw_cased(painter, path_of(pieces), pen(core, 2.4, dashes=dashes), self._theme.canvas, 1.6)

    def _laid_out(self) -> PlotLayout | None:
        picture = self._picture
        if picture is None or picture.message or not len(picture.x):
            return None
        if self._ranges is None:
            self._ranges = _range(picture.x), _range(picture.y)
        x, y = self._ranges
        plot = Plot("", PlotAxis(picture.x_label, *x), PlotAxis(picture.y_label, *y))
        return laid_out(plot, self.width(), self.height(), self._scale)

    def _row_at(self, place: QPointF) -> int:
        picture, layout = self._picture, self._laid_out()
        if picture is None or layout is None:
            return -1
        points = layout.pixels(np.column_stack([picture.x, picture.y]))
        distance = np.hypot(points[:, 0] - place.x(), points[:, 1] - place.y())
        nearest = int(np.argmin(distance))
        return int(picture.rows[nearest]) if distance[nearest] <= REACH else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the point under the pointer."""
        row = self._row_at(event.position())
        self.point_chosen.emit(row)
        if self._picture is not None and self._picture.can_drag and event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = row

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held."""
        layout = self._laid_out()
        if self._grabbed >= 0 and layout is not None:
            self.point_moved.emit(self._grabbed, *layout.values_at(event.position()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        if self._grabbed >= 0:
            row, self._grabbed = self._grabbed, -1
            self._ranges = None
            self.point_released.emit(row)
            self.update()


def _range(values: np.ndarray) -> tuple[float, float]:
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = ROOM * ((high - low) or 1.0)
    return low - room, high + room
