"""The shapes of marked points, each told from the others by its outline alone.

▼ minimum, ▲ maximum, ✕ saddle (as the level curves cross there), ◐ degenerate, ◇ kink, ● point, ○ ring.
The same shapes stand on the map, on the surface, in charts and in lists.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPixmap

from explorer.controller.figures import MarkShape
from explorer.views.charts.paint import colour, path_of, pen

__all__ = ["MARK_RADIUS", "draw_mark_shape", "mark_icon"]

MARK_RADIUS = 6.5
CASING = 1.6
LONGEST = 1.34  # how far a shape reaches from its middle, in radii
HOLLOW: frozenset[MarkShape] = frozenset(("degenerate", "kink", "ring"))
LINE = 0.34  # width of a hollow shape's line, in radii


def draw_mark_shape(
    painter: QPainter, centre: QPointF, shape: MarkShape, core: str, casing: str, radius: float = MARK_RADIUS
) -> None:
    """Draw a mark of some ``radius`` in the colour ``core`` on a casing that keeps it apart from any ground."""
    outline, ink = (path.translated(centre) for path in _paths(shape, radius))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(outline, pen(casing, 2 * CASING))
    if shape in HOLLOW:
        painter.fillPath(outline, colour(casing))
    painter.fillPath(ink, colour(core))


def mark_icon(shape: MarkShape, core: str, casing: str, size: int, ratio: float = 1.0) -> QIcon:
    """The same shape as an icon of ``size`` pixels, for lists."""
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_mark_shape(painter, QPointF(size / 2, size / 2), shape, core, casing, (size / 2 - CASING) / LONGEST)
    painter.end()
    return QIcon(pixmap)


@cache
def _paths(shape: MarkShape, radius: float) -> tuple[QPainterPath, QPainterPath]:
    """The silhouette and what of it is filled, around the origin."""
    if shape in ("minimum", "maximum"):
        outline = _polygon(3, 90 if shape == "minimum" else -90, 1.32 * radius, -0.2 if shape == "minimum" else 0.2)
        return outline, outline
    if shape == "saddle":
        outline = _cross(radius)
        return outline, outline
    if shape == "kink":
        outline = _polygon(4, 0, 1.3 * radius)
        return outline, outline.subtracted(_polygon(4, 0, 1.3 * radius - 1.5 * LINE * radius))
    outline = _disc(0.8 * radius if shape == "point" else radius)
    if shape == "point":
        return outline, outline
    ink = outline.subtracted(_disc(radius - LINE * radius))
    if shape == "degenerate":
        half = QPainterPath()
        half.addRect(QRectF(-2 * radius, -2 * radius, 2 * radius, 4 * radius))
        ink = ink.united(outline.intersected(half))
    return outline, ink


def _disc(radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), radius, radius)
    return path


def _polygon(corners: int, first_angle: float, radius: float, down: float = 0.0) -> QPainterPath:
    """A regular polygon, moved down by ``down`` radii so that its weight is in the middle."""
    turns = np.radians(first_angle + np.arange(corners) * 360 / corners)
    points = radius * np.column_stack([np.cos(turns), np.sin(turns) + down])
    return path_of([points], closed=True)


def _cross(radius: float) -> QPainterPath:
    """A cross along the diagonals."""
    arm, half = 1.3 * radius, 0.36 * radius
    corner = np.array([[half, half], [half, arm], [-half, arm]])
    quarter = np.array([[0, -1], [1, 0]])
    points = np.vstack([corner @ np.linalg.matrix_power(quarter, number).T for number in range(4)])
    turn = np.sqrt(0.5) * np.array([[1, -1], [1, 1]])
    return path_of([points @ turn.T], closed=True)
