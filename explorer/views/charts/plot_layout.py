"""A plot laid out in a rectangle: axes chosen, lines clipped, marks as pixels; nothing is painted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.axis import TICK_PAD, TICK_SIZE, Axis, fitting_axis, linear_axis, logarithmic_axis
from explorer.views.charts.paint import text_width
from explorer.views.charts.plot_image import BAR_ROOM
from explorer.views.charts.polylines import clipped, finite_pieces, kept_indices, straightened
from explorer.views.fonts import ui_font

__all__ = ["PlotLayout", "laid_out", "stands_alone"]

TITLE_ROOM, LEAST_LEFT, RIGHT_ROOM, BOTTOM_ROOM, NAME_ROOM = 44.0, 52.0, 34.0, 28.0, 17.0
LEAST_WIDTH, LEAST_HEIGHT = 60.0, 24.0
MOST_POINTS = 4000
_FARTHEST = 1e7
_SMALLEST = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class PlotLayout:
    """``parts`` are the visible pieces of each line in pixels, in the order of ``plot.lines``."""

    plot: Plot
    rectangle: QRectF
    bottom: Axis
    left: Axis
    parts: tuple[tuple[FloatArray, ...], ...]

    def pixels(self, points: FloatArray) -> FloatArray:
        """Points (m, 2) in units of the axes as pixels (m, 2); NaN where one has no place."""
        return _pixels(points, self.rectangle, self.bottom, self.left)

    def place(self, mark: PlotMark) -> QPointF | None:
        """Where a mark stands: None out of sight, but what can be dragged stays at the edge within reach."""
        box = self.rectangle
        x = box.left() + self.bottom.fraction(mark.x) * box.width()
        y = box.bottom() - self.left.fraction(mark.y) * box.height()
        if not math.isfinite(x) or not math.isfinite(y):
            return None
        if mark.handle:
            return QPointF(min(max(x, box.left()), box.right()), min(max(y, box.top()), box.bottom()))
        inside = box.adjusted(-1.0, -1.0, 1.0, 1.0).contains(QPointF(x, y))
        return QPointF(x, y) if inside else None

    def values_at(self, place: QPointF) -> tuple[float, float]:
        """The values of both axes at a pixel, within the plot."""
        box = self.rectangle
        across = min(max((place.x() - box.left()) / box.width(), 0.0), 1.0)
        up = min(max((box.bottom() - place.y()) / box.height(), 0.0), 1.0)
        return self.bottom.value_at(across), self.left.value_at(up)

    @property
    def range_box(self) -> QRectF:
        """Where the ranges that the plot was given lie: within the rectangle where an axis has been widened."""
        box, (bottom, left) = self.rectangle, (self.plot.bottom, self.plot.left)
        first, last = (float(x) for x in self.bottom.fractions((bottom.low, bottom.high)))
        lowest, highest = (float(y) for y in self.left.fractions((left.low, left.high)))
        corner = QPointF(box.left() + first * box.width(), box.bottom() - highest * box.height())
        return QRectF(corner, QPointF(box.left() + last * box.width(), box.bottom() - lowest * box.height()))

    def rule_ends(self, rule: PlotRule) -> tuple[QPointF, QPointF] | None:
        """Both ends of a guide line, from the axis on; None out of sight."""
        box = self.rectangle
        axis, other = (self.bottom, self.left) if rule.vertical else (self.left, self.bottom)
        at = axis.fraction(rule.at)
        until = 1.0 if rule.until is None else other.fraction(rule.until)
        if not (-1e-9 <= at <= 1.0 + 1e-9) or math.isnan(until):
            return None
        until = min(max(until, 0.0), 1.0)
        if rule.vertical:
            x = box.left() + at * box.width()
            return QPointF(x, box.bottom()), QPointF(x, box.bottom() - until * box.height())
        y = box.bottom() - at * box.height()
        return QPointF(box.left(), y), QPointF(box.left() + until * box.width(), y)


def stands_alone(name: str) -> bool:
    """Whether an axis is named by one letter, perhaps with a subscript, and is set as mathematics."""
    return len(name.partition("_")[0]) == 1


def laid_out(plot: Plot, width: float, height: float, scale: float) -> PlotLayout:
    """The plot in a widget of that size with type multiplied by ``scale``."""
    font = ui_font(TICK_SIZE * scale)
    top, bottom_room = TITLE_ROOM * scale, BOTTOM_ROOM * scale
    if plot.left.name:
        top += 10.0 * scale
    if plot.bottom.name and not stands_alone(plot.bottom.name):
        bottom_room += NAME_ROOM * scale
    room = max(height - top - bottom_room, LEAST_HEIGHT)
    left = _axis_of_left(plot.left, room / scale)
    widest = max((text_width(label, font) for label in left.labels), default=0.0)
    side = max(LEAST_LEFT * scale, widest + TICK_PAD + 14.0)
    beside = RIGHT_ROOM if plot.image is None else BAR_ROOM
    across = max(width - side - beside * scale, LEAST_WIDTH)
    bottom = _axis_of_bottom(plot.bottom, across, scale)
    box = QRectF(side, top, across, room)
    return PlotLayout(plot, box, bottom, left, tuple(_visible(line, box, bottom, left) for line in plot.lines))


def _axis_of_left(axis: PlotAxis, height: float) -> Axis:
    count = int(np.clip(height / 34, 2, 7))
    if axis.ticks:
        return _given(axis)
    if axis.logarithmic:
        return logarithmic_axis(max(axis.low, _SMALLEST), max(axis.high, _SMALLEST), count)
    return linear_axis(axis.low, axis.high, count, widen=axis.widen)


def _axis_of_bottom(axis: PlotAxis, width: float, scale: float) -> Axis:
    font = ui_font(TICK_SIZE * scale)
    if axis.ticks:
        return _given(axis)
    if axis.logarithmic:
        count = int(np.clip(width / (60 * scale), 2, 8))
        return logarithmic_axis(max(axis.low, _SMALLEST), max(axis.high, _SMALLEST), count)
    fitting = fitting_axis(axis.low, axis.high, width, font)
    return linear_axis(axis.low, axis.high, len(fitting.ticks), widen=True) if axis.widen else fitting


def _given(axis: PlotAxis) -> Axis:
    shown = [tick for tick in axis.ticks if axis.low <= tick[0] <= axis.high]
    values, labels = tuple(value for value, _ in shown), tuple(label for _, label in shown)
    low, high = (max(axis.low, _SMALLEST), max(axis.high, _SMALLEST)) if axis.logarithmic else (axis.low, axis.high)
    if not high > low:
        low, high = low - 1.0, low + 1.0
    return Axis(low, high, values, labels, axis.logarithmic)


def _pixels(points: FloatArray, box: QRectF, bottom: Axis, left: Axis) -> FloatArray:
    x = box.left() + bottom.fractions(points[:, 0]) * box.width()
    y = box.bottom() - left.fractions(points[:, 1]) * box.height()
    return np.column_stack([np.clip(x, -_FARTHEST, _FARTHEST), np.clip(y, -_FARTHEST, _FARTHEST)])


def _visible(line: PlotLine, box: QRectF, bottom: Axis, left: Axis) -> tuple[FloatArray, ...]:
    pixels = _pixels(line.points, box, bottom, left)
    if len(pixels) > MOST_POINTS:
        pixels = pixels[kept_indices(pixels)]
    edge = (box.left(), box.top(), box.right(), box.bottom())
    return tuple(straightened(part) for piece in finite_pieces(pixels) for part in clipped(piece, edge))
