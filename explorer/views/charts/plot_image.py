"""The cells under a plot and the colour bar beside it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath

from explorer.controller.plots import PlotImage
from explorer.core.numbers import format_value
from explorer.views.charts.paint import colour, pen
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme, colour_map, rgb

__all__ = ["BAR_ROOM", "bar_colour", "cells_image", "draw_bar", "draw_cells"]

BAR_ROOM = 84.0
BAR_WIDTH, BAR_GAP, TICK = 12.0, 16.0, 12
COLOURS = "strata"
HATCH = 7.0


def cells_image(image: PlotImage, theme: Theme) -> QImage:
    """One pixel a cell, north up; those without a number in the panel's colour, to be hatched."""
    shares = image.shares[::-1]
    known = np.isfinite(shares)
    entries = np.rint(255 * np.clip(np.where(known, shares, 0.0), 0.0, 1.0)).astype(np.intp)
    pixels = np.ascontiguousarray(colour_map(COLOURS)[entries])
    pixels[~known] = rgb(theme.held_background)
    rows, columns = shares.shape
    return QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()


def bar_colour(share: float) -> str:
    """The colour at a share of the bar."""
    red, green, blue = colour_map(COLOURS)[round(255 * min(max(share, 0.0), 1.0))][:3].tolist()
    return f"#{red:02X}{green:02X}{blue:02X}"


def draw_cells(painter: QPainter, image: PlotImage, box: QRectF, theme: Theme) -> None:
    """The cells fill the box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(box, cells_image(image, theme))
    painter.setClipPath(_missing(image, box), Qt.ClipOperation.IntersectClip)
    painter.strokePath(_hatch(box), pen(theme.held, 1.0, 0.55))
    painter.restore()


def draw_bar(painter: QPainter, image: PlotImage, box: QRectF, theme: Theme, scale: float) -> None:
    """The colours from low to high beside the plot, with the values at both ends and in the middle."""
    left = box.right() + BAR_GAP * scale
    bar = QRectF(left, box.top(), BAR_WIDTH * scale, box.height())
    strip = np.ascontiguousarray(colour_map(COLOURS)[::-1])
    painter.drawImage(bar, QImage(strip.data, 1, len(strip), 3, QImage.Format.Format_RGB888).copy())
    painter.setPen(pen(theme.border, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    painter.setFont(ui_font(TICK * scale))
    painter.setPen(colour(theme.text2))
    metrics = QFontMetricsF(painter.font())
    for share in (0.0, 0.5, 1.0):
        y = bar.bottom() - share * bar.height() + metrics.ascent() / 2 - 1
        y = min(max(y, box.top() + metrics.ascent() - 2), bar.bottom() + 1)
        painter.drawText(QPointF(bar.right() + 6 * scale, y), _value(image, share))
    painter.drawText(QPointF(left, box.top() - 11 * scale), image.name)


def _value(image: PlotImage, share: float) -> str:
    if image.logarithmic:
        return format_value(image.low * math.exp(share * math.log(image.high / image.low)), 2)
    value = image.low + share * (image.high - image.low)
    return f"{value:.0f}" if image.name == "steps" else format_value(value, 2)


def _missing(image: PlotImage, box: QRectF) -> QPainterPath:
    """The cells without a number, as runs along the rows."""
    path = QPainterPath()
    rows, columns = image.shares.shape
    width, height = box.width() / columns, box.height() / rows
    for row, missing in enumerate(np.isnan(image.shares)):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], missing, [False]]).astype(np.int8)))
        for start, end in edges.reshape(-1, 2):
            top = box.bottom() - (row + 1) * height
            path.addRect(QRectF(box.left() + start * width, top, (end - start) * width, height))
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _hatch(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    for number in range(int((box.left() + box.top()) // HATCH), int((box.right() + box.bottom()) // HATCH) + 2):
        total = number * HATCH
        path.moveTo(total - box.top(), box.top())
        path.lineTo(total - box.bottom(), box.bottom())
    return path
