"""The eight shapes that tell runs apart without colour: ● ■ ▲ ◆ ✚ ▼ ★ ⬢."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from explorer.core.sampling.field import FloatArray
from explorer.views.charts.paint import colour, path_of, pen
from explorer.views.theme import Theme

__all__ = ["draw_marker", "marker_path"]

SHAPES = 8


@cache
def marker_path(index: int, radius: float) -> QPainterPath:
    """The shape of run ``index`` (0 … 7, then again) around the origin, of about equal area for all."""
    shape = index % SHAPES
    if shape == 0:
        path = QPainterPath()
        path.addEllipse(QPointF(0, 0), radius, radius)
        return path
    return path_of([_outline(shape) * radius], closed=True)


def draw_marker(
    painter: QPainter, centre: QPointF, index: int, radius: float, theme: Theme, core: str | None = None
) -> None:
    """A run's marker in its colour (or ``core``) with a casing of 1.6 px."""
    core = theme.runs[index % len(theme.runs)] if core is None else core
    path = marker_path(index, radius).translated(centre)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, pen(theme.casing_for(core), 3.2))
    painter.fillPath(path, colour(core))


def _outline(shape: int) -> FloatArray:
    if shape == 1:
        return _regular(4, 45) * 1.2
    if shape in (2, 5):
        up = shape == 2
        triangle: FloatArray = _regular(3, -90 if up else 90) * 1.3 + np.array([0, 0.2 if up else -0.2])
        return triangle
    if shape == 3:
        return _regular(4, 0) * 1.25
    if shape == 4:
        arm, half = 1.15, 0.42
        corner = np.array([[half, half], [half, arm], [-half, arm]])
        turn = np.array([[0, -1], [1, 0]])
        return np.vstack([corner @ np.linalg.matrix_power(turn, quarter).T for quarter in range(4)])
    if shape == 6:
        star = np.empty((10, 2))
        star[::2], star[1::2] = _regular(5, -90) * 1.4, _regular(5, -54) * 0.6
        return star
    return _regular(6, 0) * 1.1


def _regular(corners: int, first_angle: float) -> FloatArray:
    turns = np.radians(first_angle + np.arange(corners) * 360 / corners)
    return np.column_stack([np.cos(turns), np.sin(turns)])
