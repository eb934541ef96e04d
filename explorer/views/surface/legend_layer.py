"""The row that names what is drawn, and the scale of the arrows at the foot."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from explorer.core.expression.text import name_text
from explorer.views.fonts import MINUS, ui_font
from explorer.views.surface.arrows_layer import ArrowScale, draw_scale, gradient_vectors, nice_slope
from explorer.views.surface.brush import pen_of
from explorer.views.surface.curves_layer import shown_slices
from explorer.views.surface.stage import Stage, probe_points

__all__ = ["draw_legend", "draw_scales", "number_text"]

INSET = 20.0
SWATCH = 14.0
GAP = 24.0


def number_text(value: float, decimals: int = 2) -> str:
    """A number with a true minus sign."""
    return f"{value:.{decimals}f}".replace("-", MINUS)


def draw_legend(painter: QPainter, stage: Stage) -> None:
    """One row at the top, going on in a second where the view is narrow."""
    font = ui_font(13 * stage.text_scale)
    metrics = QFontMetricsF(font)
    x, y = INSET, 8 + 12 * stage.text_scale
    for colour, text in _entries(stage):
        width = SWATCH + 8 + metrics.horizontalAdvance(text)
        if x > INSET and x + width > stage.projection.width - INSET:
            x, y = INSET, y + 20 * stage.text_scale
        middle = y - metrics.capHeight() / 2
        painter.setPen(pen_of(colour, 3.0))
        painter.drawLine(QPointF(x, middle), QPointF(x + SWATCH, middle))
        _text(painter, QPointF(x + SWATCH + 8, y), text, font, stage.theme.text2)
        stage.taken.append(QRectF(x, y - 14, width, 18))
        x += width + GAP


def draw_scales(painter: QPainter, stage: Stage, scale: ArrowScale) -> None:
    """What the length of an arrow tells: of those in the field, and of the one at P."""
    samples: list[tuple[float, float, str]] = []
    layers = stage.layers
    if (layers.floor and layers.floor_arrows) or layers.surface_arrows:
        if scale.field:
            slope, length = nice_slope(stage, scale.field, 36.0)
            samples.append((length, 1.6, f"this long: slope {_short(slope)}"))
        else:
            samples.append((22.0, 1.6, "direction only"))
    in_plane = layers.probe_gradient and layers.gradient_floor and layers.floor and _in_window(stage)
    if in_plane and gradient_vectors(stage, scale.probe) is not None:
        slope, length = nice_slope(stage, scale.probe)
        samples.append((length, 3.2, f"at P: this long is {_short(slope)}"))
    if samples:
        kept: dict[tuple[tuple[float, float, str], ...], QPixmap]
        kept = stage.remembered((stage.memory, "scales"), dict)
        key = tuple(samples)
        if key not in kept:
            kept.clear()
            kept[key] = _painted_samples(stage, samples)
        painter.drawPixmap(QPointF(0.0, stage.projection.height - _samples_height(stage, samples)), kept[key])


def _samples_height(stage: Stage, samples: Sequence[tuple[float, float, str]]) -> float:
    """Pixels from the lower edge that the samples take, a whole number of them."""
    return float(math.ceil(14 + len(samples) * 20 * stage.text_scale))


def _painted_samples(stage: Stage, samples: Sequence[tuple[float, float, str]]) -> QPixmap:
    """The samples below each other on a transparent strip as wide as the view: they seldom change in a drag."""
    font = ui_font(13 * stage.text_scale)
    metrics = QFontMetricsF(font)
    height = _samples_height(stage, samples)
    pixmap = QPixmap(max(1, round(stage.projection.width * stage.ratio)), max(1, round(height * stage.ratio)))
    pixmap.setDevicePixelRatio(stage.ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x, y = INSET, height - 14 - (len(samples) - 1) * 20 * stage.text_scale
    for length, thickness, text in samples:
        middle = y - metrics.capHeight() / 2
        draw_scale(painter, QPointF(x, middle), length, thickness, stage.theme.gradient)
        _text(painter, QPointF(x + length + 10, y), text, font, stage.theme.text2)
        y += 20 * stage.text_scale
    painter.end()
    return pixmap


def _entries(stage: Stage) -> list[tuple[str, str]]:
    reading, layers, theme = stage.probe, stage.layers, stage.theme
    if reading is None:
        return []
    first, second = stage.picture.axes
    entries = []
    along_x, along_y = shown_slices(stage)
    if along_x:
        entries.append((theme.x, f"slice at {name_text(second)} = {number_text(reading.y)}"))
    if along_y:
        entries.append((theme.y, f"slice at {name_text(first)} = {number_text(reading.x)}"))
    drawn = (layers.gradient_floor and layers.floor) or layers.gradient_lifted
    if layers.probe_gradient and drawn and _in_window(stage) and reading.defined:
        entries.append((theme.gradient, "gradient at P"))
    return entries


def _in_window(stage: Stage) -> bool:
    return probe_points(stage)[1] is not None


def _text(painter: QPainter, place: QPointF, text: str, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(place, text)


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)
