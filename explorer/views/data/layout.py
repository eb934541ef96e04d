"""Where the parts of a picture of data stand: both axes around the points, the legend below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from explorer.core.sampling.field import FloatArray
from explorer.views.charts.axis import (
    NAME_SIZE,
    TICK_PAD,
    TICK_SIZE,
    Axis,
    draw_axis_name,
    draw_bottom_ticks,
    draw_grid,
    draw_left_ticks,
    fitting_axis,
    linear_axis,
)
from explorer.views.charts.paint import colour, pen, text_width
from explorer.views.charts.plot_layout import stands_alone
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme

__all__ = ["DataLayout", "Range", "draw_axes", "draw_frame", "lay_out"]

Range = tuple[float, float]

LEAST_WIDTH, LEAST_HEIGHT = 60.0, 40.0
INSET, TICK_ROOM, NAME_ROOM, LEGEND_GAP = 16.0, 24.0, 22.0, 8.0
LETTER_ROOM = 26.0
_FARTHEST = 1e7


@dataclass(frozen=True, slots=True, eq=False)
class DataLayout:
    """The ``rectangle`` of the points with an axis along two of its sides; the ``legend`` has no height where none."""

    rectangle: QRectF
    bottom: Axis
    left: Axis
    names: tuple[str, str]
    legend: QRectF

    def pixels(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Values (k,) of both axes as pixels (k, 2) of the widget; NaN where one is."""
        box = self.rectangle
        across = box.left() + self.bottom.fractions(x) * box.width()
        down = box.bottom() - self.left.fractions(y) * box.height()
        return np.column_stack([np.clip(across, -_FARTHEST, _FARTHEST), np.clip(down, -_FARTHEST, _FARTHEST)])

    def values_at(self, place: QPointF) -> tuple[float, float]:
        """The values of both axes at a pixel, at the nearest edge for one outside."""
        box = self.rectangle
        across = min(max((place.x() - box.left()) / box.width(), 0.0), 1.0)
        up = min(max((box.bottom() - place.y()) / box.height(), 0.0), 1.0)
        return self.bottom.value_at(across), self.left.value_at(up)


def lay_out(
    ranges: tuple[Range, Range],
    names: tuple[str, str],
    width: float,
    height: float,
    scale: float,
    legend_height: float,
) -> DataLayout:
    """Axes that show exactly ``ranges`` in a widget of that size, type multiplied by ``scale``."""
    font = ui_font(TICK_SIZE * scale)
    top = (NAME_ROOM + 6.0 if names[1] else 12.0) * scale
    below = TICK_ROOM * scale
    if names[0] and not stands_alone(names[0]):
        below += NAME_ROOM * scale
    if legend_height:
        below += legend_height + LEGEND_GAP * scale
    room = max(height - top - below - 8.0, LEAST_HEIGHT)
    left = linear_axis(*ranges[1], int(np.clip(room / (44 * scale), 2, 8)))
    widest = max((text_width(label, font) for label in left.labels), default=0.0)
    side = max(44.0 * scale, widest + TICK_PAD + INSET)
    beside = (LETTER_ROOM if names[0] and stands_alone(names[0]) else INSET + 4) * scale
    across = max(width - side - beside, LEAST_WIDTH)
    box = QRectF(round(side), round(top), round(across), round(room))
    bottom = fitting_axis(*ranges[0], across, font)
    legend = QRectF(side, height - legend_height - 8.0, width - side - INSET, legend_height)
    return DataLayout(box, bottom, left, names, legend)


def draw_axes(painter: QPainter, layout: DataLayout, theme: Theme, scale: float, with_grid: bool) -> None:
    """The ground, the grid where nothing else fills it, the frame, numbers and names."""
    box = layout.rectangle
    painter.fillRect(box, colour(theme.canvas))
    if with_grid:
        draw_grid(painter, box, layout.bottom, layout.left, theme)
    draw_bottom_ticks(painter, box, layout.bottom, theme, scale, marks=0.0)
    draw_left_ticks(painter, box, layout.left, theme, scale, marks=0.0)
    _draw_names(painter, layout, theme, scale)


def draw_frame(painter: QPainter, layout: DataLayout, theme: Theme) -> None:
    """A line around the points, over what fills the plot."""
    painter.setPen(pen(theme.border, 1.0))
    painter.drawRect(layout.rectangle.adjusted(-0.5, -0.5, 0.5, 0.5))


def _draw_names(painter: QPainter, layout: DataLayout, theme: Theme, scale: float) -> None:
    box, (across, up) = layout.rectangle, layout.names
    font = ui_font(TICK_SIZE * scale)
    painter.setFont(font)
    if across and stands_alone(across):
        past = max(0.5 * LETTER_ROOM * scale, _beyond(layout, font) + 9 * scale)
        centre = QPointF(box.right() + past, box.bottom() + TICK_PAD + 8 * scale)
        draw_axis_name(painter, centre, across, theme.text2, scale)
    elif across:
        at = QPointF(box.right() - text_width(across, font), box.bottom() + (TICK_ROOM + NAME_ROOM - 7) * scale)
        painter.setPen(colour(theme.text2))
        painter.drawText(at, across)
    if up and stands_alone(up):
        centre = QPointF(box.left() - 0.6 * NAME_SIZE * scale, box.top() - 18 * scale)
        draw_axis_name(painter, centre, up, theme.text2, scale)
    elif up:
        painter.setFont(font)
        painter.setPen(colour(theme.text2))
        start = max(6.0, min(box.left() - 34 * scale, box.right() - text_width(up, font)))
        painter.drawText(QPointF(start, box.top() - 11 * scale), up)


def _beyond(layout: DataLayout, font: QFont) -> float:
    """How far the last number reaches past the right edge, in pixels; below 0 where it does not."""
    axis = layout.bottom
    if not axis.ticks:
        return 0.0
    return (axis.fraction(axis.ticks[-1]) - 1.0) * layout.rectangle.width() + text_width(axis.labels[-1], font) / 2
