"""Paints what a model says over two inputs: a pale ground of Tide colours, the boundary, level lines beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from explorer.controller.data_picture import Decision
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.paint import draw_cased, path_of, pen
from explorer.views.charts.polylines import clipped
from explorer.views.data.layout import DataLayout
from explorer.views.theme import Theme, colour_map, rgb

__all__ = ["decision_image", "draw_decision_image", "draw_lines"]

SHARE = 0.45
BOUNDARY_WIDTH, LEVEL_WIDTH = 2.2, 1.1


def decision_image(decision: Decision, theme: Theme) -> QImage:
    """One pixel a lattice point, the top row the highest; transparent where there is no value.

    The colour map is mixed into the canvas; its pale middle is the canvas itself, on a dark ground too.
    """
    span = decision.high - decision.low
    with np.errstate(invalid="ignore"):
        share = np.clip((decision.values[::-1] - decision.low) / span if span > 0 else 0.5, 0.0, 1.0)
    known = np.isfinite(share) & np.isfinite(decision.values[::-1])
    entries = np.rint(255 * np.where(known, share, 0.5)).astype(np.intp)
    table = _mixed(theme)
    pixels = np.full((*entries.shape, 4), 255, dtype=np.uint8)
    pixels[..., :3] = table[entries]
    pixels[~known] = 0
    rows, columns = entries.shape
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888_Premultiplied).copy()


def draw_decision_image(painter: QPainter, image: QImage, decision: Decision, layout: DataLayout) -> None:
    """The image where its lattice lies: a lattice point stands in the middle of its pixel."""
    step = np.array([decision.x[1] - decision.x[0], decision.y[1] - decision.y[0]]) / 2
    ends = layout.pixels(
        np.array([decision.x[0] - step[0], decision.x[-1] + step[0]]),
        np.array([decision.y[0] - step[1], decision.y[-1] + step[1]]),
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(QPointF(ends[0, 0], ends[1, 1]), QPointF(ends[1, 0], ends[0, 1])), image)


def draw_lines(painter: QPainter, decision: Decision, layout: DataLayout, theme: Theme) -> None:
    """Levels thin, the boundary strong."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path_of(_visible(decision.levels, layout)), pen(theme.text, LEVEL_WIDTH, 0.7))
    boundary = path_of(_visible(decision.boundary, layout))
    draw_cased(painter, boundary, pen(theme.text, BOUNDARY_WIDTH), theme.canvas, 1.2)


def _visible(lines: tuple[FloatArray, ...], layout: DataLayout) -> list[FloatArray]:
    box = layout.rectangle
    edge = (box.left(), box.top(), box.right(), box.bottom())
    return [part for line in lines for part in clipped(layout.pixels(line[:, 0], line[:, 1]), edge)]


def _mixed(theme: Theme) -> FloatArray:
    canvas = np.array(rgb(theme.canvas), dtype=float)
    tide = colour_map("tide").astype(float)
    if theme.dark:
        # The map's middle is nearly white: on a dark ground what is undecided would shine brightest.
        strength = np.abs(np.linspace(-1.0, 1.0, len(tide)))[:, None]
        ends = np.where(np.arange(len(tide))[:, None] < len(tide) / 2, tide[40], tide[-41])
        return np.asarray(np.rint(canvas + SHARE * strength * (ends - canvas)))
    return np.asarray(np.rint(canvas + SHARE * (tide - canvas)))
