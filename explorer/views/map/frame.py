"""What stands around the plot: axes, colour bar, scale line, and the sentence where nothing shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextOption

from explorer.controller.pictures import FieldPicture
from explorer.core.numbers import format_tick, short_value
from explorer.core.sampling.levels import logarithmic_ticks
from explorer.views.charts.arrows import draw_arrows
from explorer.views.charts.axis import (
    TICK_LENGTH,
    TICK_PAD,
    TICK_SIZE,
    Axis,
    draw_axis_name,
    draw_bottom_ticks,
    draw_left_ticks,
    draw_right_ticks,
    fitting_axis,
    linear_axis,
)
from explorer.views.charts.paint import colour, pen
from explorer.views.fonts import ui_font
from explorer.views.map.arrow_field import SHAFT, UNIT_LENGTH, nice_length
from explorer.views.map.field_image import bar_image
from explorer.views.map.geometry import MapGeometry, Window, fit_plot
from explorer.views.map.probe_figure import GRADIENT_WIDTH
from explorer.views.theme import Theme

__all__ = [
    "ScaleEntry",
    "bar_axis",
    "draw_axes",
    "draw_colour_bar",
    "draw_message",
    "draw_scale_line",
    "map_geometry",
    "scale_entries",
]

BAR_GAP, BAR_WIDTH = 14.0, 12.0
TOP = 8.0
NAME_ROOM = 12.0


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """One arrow under the map with what it stands for."""

    length: float
    width: float
    text: str


def map_geometry(
    width: float, height: float, window: Window, scale: float, bar_labels: tuple[str, ...] = ()
) -> MapGeometry:
    """The plot in a view of that size, leaving room for ticks, names, colour bar and scale line.

    Room for numbers grows in large steps, so that the plot keeps its place while values change.
    """
    metrics = QFontMetricsF(ui_font(TICK_SIZE * scale))
    left = TICK_LENGTH + TICK_PAD + _room(metrics, linear_axis(*window[2:]).labels) + NAME_ROOM * scale
    right = BAR_GAP + BAR_WIDTH + TICK_LENGTH + TICK_PAD + _room(metrics, bar_labels)
    bottom = 50 * scale
    return fit_plot((left, TOP, max(width - left - right, 40.0), max(height - TOP - bottom, 40.0)), window)


def _room(metrics: QFontMetricsF, labels: tuple[str, ...]) -> float:
    """Width for numbers: 3½ digits, and 2 more at a time as they need."""
    digit = metrics.horizontalAdvance("0")
    widest = max((metrics.horizontalAdvance(label) for label in labels), default=0.0)
    return digit * (3.6 + 2 * math.ceil(max(widest / digit - 3.6, 0.0) / 2))


def bar_axis(picture: FieldPicture) -> Axis:
    """The colour bar's axis."""
    if picture.logarithmic:
        ticks = logarithmic_ticks(picture.low, picture.high, 6).tolist()
        return Axis(picture.low, picture.high, tuple(ticks), tuple(map(short_value, ticks)), logarithmic=True)
    axis = linear_axis(picture.low, picture.high, 6)
    return Axis(picture.low, picture.high, axis.ticks, axis.labels)


def draw_axes(painter: QPainter, geometry: MapGeometry, names: tuple[str, str], theme: Theme, scale: float) -> None:
    """Ticks outside the lower and left edge, a thin border, and the axes' letters among the ticks."""
    plot = _plot(geometry)
    font = ui_font(TICK_SIZE * scale)
    bottom = fitting_axis(*geometry.window[:2], plot.width(), font)
    left = linear_axis(*geometry.window[2:], count=int(np.clip(plot.height() / (34 * scale), 2, 7)))
    draw_bottom_ticks(painter, plot, bottom, theme, scale)
    draw_left_ticks(painter, plot, left, theme, scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(theme.border, 1.0))
    painter.drawRect(plot.adjusted(-0.5, -0.5, 0.5, 0.5))
    metrics = QFontMetricsF(font)
    below = plot.bottom() + TICK_LENGTH + TICK_PAD + metrics.ascent() / 2 + 1
    draw_axis_name(painter, QPointF(_free_place(bottom, plot.left(), plot.width()), below), names[0], theme.x, scale)
    beside = QPointF(plot.left() - 28 * scale, _free_place(left, plot.bottom(), -plot.height()))
    draw_axis_name(painter, beside, names[1], theme.y, scale)


def draw_colour_bar(
    painter: QPainter, geometry: MapGeometry, picture: FieldPicture, theme: Theme, scale: float
) -> None:
    """The colour map beside the plot with the values it stands for."""
    left = geometry.left + geometry.width + BAR_GAP
    bar = QRectF(round(left), geometry.top, BAR_WIDTH, geometry.height)
    painter.drawImage(bar, bar_image(picture.colour_map))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(theme.border, 1.0))
    painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
    if picture.high > picture.low:
        draw_right_ticks(painter, bar, bar_axis(picture), theme, scale)


def scale_entries(true_slope_pixels: float | None, arrows: bool, probe_slope_pixels: float | None) -> list[ScaleEntry]:
    """What the arrows drawn stand for; nothing where none is drawn."""
    entries = []
    if arrows and true_slope_pixels is None:
        entries.append(ScaleEntry(UNIT_LENGTH, SHAFT, "direction only"))
    elif arrows and true_slope_pixels is not None:
        slope, length = nice_length(true_slope_pixels)
        entries.append(ScaleEntry(length, SHAFT, f"this long: slope {format_tick(slope, slope)}"))
    if probe_slope_pixels is not None:
        slope, length = nice_length(probe_slope_pixels, 40.0)
        entries.append(ScaleEntry(length, GRADIENT_WIDTH, f"at P: this long is {format_tick(slope, slope)}"))
    return entries


def draw_scale_line(
    painter: QPainter, geometry: MapGeometry, entries: list[ScaleEntry], theme: Theme, scale: float
) -> None:
    """The arrows' scale at the foot of the map."""
    font = ui_font(TICK_SIZE * scale)
    metrics = QFontMetricsF(font)
    middle = geometry.top + geometry.height + TICK_LENGTH + TICK_PAD + metrics.height() + 17 * scale
    at = geometry.left + 1
    painter.setFont(font)
    for entry in entries:
        tail, tip = np.array([[at, middle]]), np.array([[at + entry.length, middle]])
        draw_arrows(painter, tail, tip, entry.width, theme.gradient, theme.canvas, 0.0)
        painter.setPen(colour(theme.text2))
        painter.drawText(QPointF(at + entry.length + 9, middle + metrics.capHeight() / 2), entry.text)
        at += entry.length + 9 + metrics.horizontalAdvance(entry.text) + 28


def draw_message(painter: QPainter, geometry: MapGeometry, text: str, theme: Theme, scale: float) -> None:
    """A sentence in the middle of the plot on a quiet card."""
    font = ui_font(13 * scale, int(QFont.Weight.Normal))
    plot = _plot(geometry)
    room = QRectF(0, 0, max(min(plot.width() - 48, 340 * scale), 80), plot.height())
    words = QFontMetricsF(font).boundingRect(room, int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter), text)
    card = QRectF(0, 0, words.width() + 32, words.height() + 20)
    card.moveCenter(plot.center())
    painter.setPen(pen(theme.hairline, 1.0))
    painter.setBrush(colour(theme.panel))
    painter.drawRoundedRect(card, 8, 8)
    painter.setPen(colour(theme.text2))
    painter.setFont(font)
    option = QTextOption(Qt.AlignmentFlag.AlignCenter)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    painter.drawText(card.adjusted(14, 8, -14, -8), text, option)


def _plot(geometry: MapGeometry) -> QRectF:
    return QRectF(geometry.left, geometry.top, geometry.width, geometry.height)


def _free_place(axis: Axis, start: float, length: float) -> float:
    """The middle between the two ticks nearest to the middle of the axis, past it: an axis's letter goes there."""
    shares = sorted(float(share) for share in axis.fractions(axis.ticks))
    gaps = [(a + b) / 2 for a, b in pairwise(shares)]
    share = min(gaps, key=lambda gap: abs(gap - 0.56), default=0.5)
    return start + share * length
