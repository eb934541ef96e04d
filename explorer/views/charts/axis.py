"""Axes of charts and maps: round ticks, linear or logarithmic, drawn with the theme's colours."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from explorer.core.numbers import format_power_of_ten, format_ticks
from explorer.core.sampling.field import FloatArray
from explorer.core.sampling.levels import nice_ticks
from explorer.views.charts.paint import colour, pen, text_width
from explorer.views.fonts import formula_font, math_italic, ui_font
from explorer.views.theme import Theme

__all__ = [
    "Axis",
    "draw_axis_name",
    "draw_bottom_ticks",
    "draw_grid",
    "draw_left_ticks",
    "draw_right_ticks",
    "fitting_axis",
    "linear_axis",
    "logarithmic_axis",
]

TICK_SIZE = 13
NAME_SIZE = 17
TICK_LENGTH = 5.0
TICK_PAD = 4.0
_SUBSCRIPT_SIZE = 13


@dataclass(frozen=True, slots=True)
class Axis:
    """A range with its ticks; on a logarithmic one ``low`` and ``high`` are still values, both > 0."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    logarithmic: bool = False

    def fractions(self, values: FloatArray | tuple[float, ...]) -> FloatArray:
        """Where values lie along the axis, 0 at ``low`` and 1 at ``high``; NaN where there is no place."""
        numbers = np.asarray(values, dtype=float)
        low, high = self.low, self.high
        if self.logarithmic:
            with np.errstate(divide="ignore", invalid="ignore"):
                numbers = np.where(numbers > 0, np.log10(numbers), np.nan)
            low, high = math.log10(low), math.log10(high)
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray((numbers - low) / (high - low))

    def fraction(self, value: float) -> float:
        """Where one value lies along the axis; NaN where it has no place. Quicker than :meth:`fractions`."""
        low, high = self.low, self.high
        if self.logarithmic:
            value = math.log10(value) if value > 0 else math.nan
            low, high = math.log10(low), math.log10(high)
        return (value - low) / (high - low)

    def value_at(self, fraction: float) -> float:
        """The value that lies at a fraction of the axis; the inverse of :meth:`fractions`."""
        if self.logarithmic:
            low, high = math.log10(self.low), math.log10(self.high)
            return float(10.0 ** (low + fraction * (high - low)))
        return self.low + fraction * (self.high - self.low)


@lru_cache(maxsize=256)
def linear_axis(low: float, high: float, count: int = 5, widen: bool = False) -> Axis:
    """About ``count`` round ticks on [low, high]; ``widen`` extends the range outwards to ticks."""
    if not high > low:
        margin = 0.5 * abs(low) or 1.0
        low, high = low - margin, low + margin
    ticks = nice_ticks(low, high, count)
    if widen and len(ticks) > 1:
        step = float(ticks[1] - ticks[0])
        low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        ticks = np.rint(np.arange(low / step, high / step + 0.5)) * step
    values = [float(tick) for tick in ticks]
    return Axis(low, high, tuple(values), tuple(format_ticks(values)))


@lru_cache(maxsize=64)
def logarithmic_axis(low: float, high: float, count: int = 5) -> Axis:
    """Whole decades around the positive [low, high], with at most about ``count`` labelled powers of ten."""
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    last = max(last, first + 1)
    stride = max(1, math.ceil((last - first) / count))
    exponents = range(first + (-first) % stride, last + 1, stride)
    ticks = tuple(10.0**exponent for exponent in exponents)
    labels = tuple(format_power_of_ten(exponent) for exponent in exponents)
    return Axis(10.0**first, 10.0**last, ticks, labels, logarithmic=True)


def fitting_axis(low: float, high: float, length: float, font: QFont, most: int = 7) -> Axis:
    """A linear axis for ``length`` pixels from left to right with as many ticks as labels fit beside each other."""
    for count in range(most, 1, -1):
        axis = linear_axis(low, high, count)
        widest = max((text_width(label, font) for label in axis.labels), default=0.0)
        if (widest + 14) * len(axis.labels) <= length:
            return axis
    return linear_axis(low, high, 2)


def draw_grid(painter: QPainter, plot: QRectF, bottom: Axis, left: Axis, theme: Theme) -> None:
    """One-pixel lines at the ticks of both axes."""
    painter.setPen(pen(theme.grid, 1.0, cap=Qt.PenCapStyle.FlatCap))
    for x in _sharp(_along(bottom, plot.left(), plot.width())):
        painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
    for y in _sharp(_along(left, plot.bottom(), -plot.height())):
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))


def draw_bottom_ticks(
    painter: QPainter, plot: QRectF, axis: Axis, theme: Theme, scale: float = 1.0, marks: float = TICK_LENGTH
) -> None:
    """Ticks outside the lower edge with their numbers."""
    font = ui_font(TICK_SIZE * scale)
    metrics = QFontMetricsF(font)
    baseline = plot.bottom() + marks + TICK_PAD + metrics.ascent()
    places = _along(axis, plot.left(), plot.width())
    _draw_marks(painter, theme, [QLineF(x, plot.bottom(), x, plot.bottom() + marks) for x in _sharp(places)], marks)
    _draw_labels(painter, theme, font, axis, lambda i, width: QPointF(places[i] - width / 2, baseline))


def draw_left_ticks(
    painter: QPainter, plot: QRectF, axis: Axis, theme: Theme, scale: float = 1.0, marks: float = TICK_LENGTH
) -> None:
    """Ticks outside the left edge with their numbers."""
    font = ui_font(TICK_SIZE * scale)
    drop = QFontMetricsF(font).capHeight() / 2
    places = _along(axis, plot.bottom(), -plot.height())
    edge = plot.left() - marks - TICK_PAD
    _draw_marks(painter, theme, [QLineF(plot.left() - marks, y, plot.left(), y) for y in _sharp(places)], marks)
    _draw_labels(painter, theme, font, axis, lambda i, width: QPointF(edge - width, places[i] + drop))


def draw_right_ticks(
    painter: QPainter, bar: QRectF, axis: Axis, theme: Theme, scale: float = 1.0, marks: float = TICK_LENGTH
) -> None:
    """Ticks outside the right edge, as at a colour bar."""
    font = ui_font(TICK_SIZE * scale)
    drop = QFontMetricsF(font).capHeight() / 2
    places = _along(axis, bar.bottom(), -bar.height())
    edge = bar.right() + marks + TICK_PAD
    _draw_marks(painter, theme, [QLineF(bar.right(), y, bar.right() + marks, y) for y in _sharp(places)], marks)
    _draw_labels(painter, theme, font, axis, lambda i, _width: QPointF(edge, places[i] + drop))


def draw_axis_name(painter: QPainter, centre: QPointF, name: str, core: str, scale: float = 1.0) -> None:
    """The letter of an axis, italic in the formula face, its subscript lowered: ``x_1``."""
    letter, _, subscript = name.partition("_")
    font, small = formula_font(NAME_SIZE * scale), formula_font(_SUBSCRIPT_SIZE * scale)
    letter = math_italic(letter) if len(letter) == 1 else letter
    width, tail = QFontMetricsF(font).horizontalAdvance(letter), QFontMetricsF(small).horizontalAdvance(subscript)
    left, baseline = centre.x() - (width + tail) / 2, centre.y() + QFontMetricsF(font).xHeight() / 2
    painter.setPen(colour(core))
    painter.setFont(font)
    painter.drawText(QPointF(left, baseline), letter)
    if subscript:
        painter.setFont(small)
        painter.drawText(QPointF(left + width, baseline + 4 * scale), subscript)


def _along(axis: Axis, start: float, length: float) -> list[float]:
    return [float(start + fraction * length) for fraction in axis.fractions(axis.ticks)]


def _sharp(places: list[float]) -> list[float]:
    """The middles of pixels nearest to places, where a line of one pixel is not smeared over two."""
    return [math.floor(place) + 0.5 for place in places]


def _draw_marks(painter: QPainter, theme: Theme, lines: list[QLineF], length: float) -> None:
    if length > 0:
        painter.setPen(pen(theme.border, 1.0, cap=Qt.PenCapStyle.FlatCap))
        painter.drawLines(lines)


def _draw_labels(
    painter: QPainter, theme: Theme, font: QFont, axis: Axis, place: Callable[[int, float], QPointF]
) -> None:
    painter.setFont(font)
    painter.setPen(colour(theme.text2))
    for index, label in enumerate(axis.labels):
        painter.drawText(place(index, text_width(label, font)), label)
