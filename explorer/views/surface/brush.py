"""The strokes of the look: everything drawn on a surface has a casing, so that its edge shows anywhere."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from explorer.views.charts.halo_text import draw_words
from explorer.views.charts.paint import polygon

__all__ = ["arrow_path", "cased_path", "cased_text", "marker_path", "pen_of", "polyline", "ring", "with_opacity"]

Array = NDArray[np.float64]
SMALLEST_HEAD = 6.0


def with_opacity(colour: str, opacity: float) -> QColor:
    """A colour made translucent."""
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result


def pen_of(colour: QColor | str, width: float, dashes: Sequence[float] = ()) -> QPen:
    """A round pen; ``dashes`` in pixels, as LOOK gives them."""
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([length / width for length in dashes])
    return pen


def polyline(points: Array) -> QPainterPath:
    """An open path through pixel points (n, ≥ 2)."""
    path = QPainterPath()
    path.addPolygon(polygon(points[:, :2]))
    return path


def arrow_path(tail: Sequence[float], tip: Sequence[float], width: float) -> QPainterPath:
    """A filled arrow between two pixels: head 4 × the shaft's width, at least 6, at most 60 % of the arrow.

    Empty for an arrow too short to be seen.
    """
    x, y = tip[0] - tail[0], tip[1] - tail[1]
    length = math.hypot(x, y)
    path = QPainterPath()
    if not length > 1.0:
        return path
    x, y = x / length, y / length
    head = min(max(4 * width, SMALLEST_HEAD), 0.6 * length)
    half, neck = 0.42 * head, length - 0.8 * head
    outline = [(0, width / 2), (neck, width / 2), (neck, width / 2), (length - head, half), (length, 0)]
    outline += [(along, -aside) for along, aside in reversed(outline[:-1])]
    points = [QPointF(tail[0] + a * x - s * y, tail[1] + a * y + s * x) for a, s in outline]
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    path.addEllipse(QPointF(tail[0], tail[1]), width / 2, width / 2)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def cased_path(painter: QPainter, path: QPainterPath, fill: QColor, casing: QColor, width: float) -> None:
    """Fill a path over its casing, ``width`` wide all round."""
    painter.setBrush(casing)
    painter.setPen(pen_of(casing, 2 * width))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawPath(path)


def cased_text(
    painter: QPainter, place: QPointF, text: str, font: QFont, colour: str, halo: str, width: float
) -> QRectF:
    """Text with a halo, its baseline starting at ``place``; gives the rectangle covered."""
    draw_words(painter, place, text, font, colour, halo, width)
    return QFontMetricsF(font).boundingRect(text).translated(place)


def ring(painter: QPainter, centre: QPointF, radius: float, core: str, casing: str, dot: float) -> None:
    """The probe's mark: a ring with a centre dot, cased on both sides."""
    painter.setBrush(QColor(casing))
    painter.setPen(pen_of(casing, 4.6))
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(pen_of(core, 2.2))
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(core))
    painter.drawEllipse(centre, dot, dot)


def marker_path(index: int, centre: QPointF, radius: float) -> QPainterPath:
    """The shape of run ``index``: disc, square, triangle, diamond, cross, triangle down, star, hexagon."""
    path = QPainterPath()
    shape = index % 8
    if shape == 0:
        path.addEllipse(centre, radius, radius)
        return path
    outline = (_polygon(4, 1.2, 45), _polygon(3, 1.3, 90), _polygon(4, 1.3, 90), _cross(), _polygon(3, 1.3, -90))
    corners = (*outline, _star(), _polygon(6, 1.1, 0))[shape - 1]
    path.addPolygon(QPolygonF([QPointF(centre.x() + radius * x, centre.y() - radius * y) for x, y in corners]))
    path.closeSubpath()
    return path


def _polygon(corners: int, size: float, start: float) -> list[tuple[float, float]]:
    angles = [math.radians(start + 360 * corner / corners) for corner in range(corners)]
    return [(size * math.cos(angle), size * math.sin(angle)) for angle in angles]


def _star() -> list[tuple[float, float]]:
    outer, inner = _polygon(5, 1.35, 90), _polygon(5, 0.6, 126)
    return [point for pair in zip(outer, inner, strict=True) for point in pair]


def _cross() -> list[tuple[float, float]]:
    arm, half = 1.15, 0.42
    corner: Iterable[tuple[float, float]] = ((half, arm), (half, half), (arm, half))
    turned = [(x, y) for x, y in corner]
    right_down = [(x, -y) for x, y in reversed(turned)]
    return turned + right_down + [(-x, -y) for x, y in turned] + [(-x, -y) for x, y in right_down]
