"""Painting that maps and charts share: fast paths from arrays, cased lines, text with a halo."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shiboken6
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from explorer.core.sampling.field import FloatArray
from explorer.views.charts.halo_text import draw_words

__all__ = ["colour", "draw_cased", "draw_halo_text", "path_of", "pen", "polygon", "text_box", "text_width"]

HALO = 3.6
_MOST_WIDTHS = 4096
_WIDTHS: dict[tuple[str, str], float] = {}
_FARTHEST = 1e7  # the raster engine's own coordinates end near 2³¹


def colour(text: str, opacity: float = 1.0) -> QColor:
    """A theme's ``#RRGGBB`` with an opacity from 0 to 1."""
    result = QColor(text)
    result.setAlphaF(opacity)
    return result


def pen(
    text: str,
    width: float,
    opacity: float = 1.0,
    dashes: Iterable[float] | None = None,
    cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap,
) -> QPen:
    """A pen with round joins; ``dashes`` are in pixels (on, off, …), whatever the width."""
    result = QPen(colour(text, opacity), width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
    if dashes is not None:
        result.setDashPattern([length / width for length in dashes])
    return result


def polygon(points: FloatArray) -> QPolygonF:
    """The (n, 2) points as a Qt polygon, copied in one block."""
    result = QPolygonF()
    if len(points):
        result.resize(len(points))
        # QPolygonF is a contiguous list of pairs of doubles; one copy is 50 times a loop of QPointF.
        buffer = shiboken6.VoidPtr(result.data(), result.size() * 16, True)  # type: ignore[call-arg, arg-type]
        target = np.frombuffer(buffer, dtype=np.float64, count=2 * len(points)).reshape(-1, 2)  # type: ignore[call-overload]
        np.clip(points, -_FARTHEST, _FARTHEST, out=target)
    return result


def path_of(pieces: Iterable[FloatArray], closed: bool = False) -> QPainterPath:
    """Polylines (n, 2), or closed rings of one winding-filled shape, as one path."""
    path = QPainterPath()
    if closed:
        path.setFillRule(Qt.FillRule.WindingFill)
    for piece in pieces:
        if len(piece) > 1:
            path.addPolygon(polygon(piece))
            if closed:
                path.closeSubpath()
    return path


def draw_cased(painter: QPainter, path: QPainterPath, core: QPen, casing: str, casing_width: float) -> None:
    """Stroke a path twice, so that its own edge shows on any ground: a wide casing, then the core."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, pen(casing, core.widthF() + 2 * casing_width))
    painter.strokePath(path, core)


def text_width(text: str, font: QFont) -> float:
    """The advance of a text; remembered, because Qt shapes a text anew for every answer."""
    key = (font.key(), text)
    width = _WIDTHS.get(key)
    if width is None:
        if len(_WIDTHS) >= _MOST_WIDTHS:
            _WIDTHS.clear()
        width = _WIDTHS[key] = QFontMetricsF(font).horizontalAdvance(text)
    return width


def text_box(text: str, font: QFont) -> QRectF:
    """The advance and line height of a text, centred at the origin."""
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text), metrics.ascent() + metrics.descent()
    return QRectF(-width / 2, -height / 2, width, height)


def draw_halo_text(
    painter: QPainter,
    centre: QPointF,
    text: str,
    font: QFont,
    core: str,
    casing: str,
    angle: float = 0.0,
    halo: float = HALO,
) -> None:
    """A text centred on a point of a map, turned by ``angle`` degrees clockwise, in a halo."""
    metrics = QFontMetricsF(font)
    if angle == 0.0:
        start = centre + QPointF(-metrics.horizontalAdvance(text) / 2, metrics.capHeight() / 2)
        draw_words(painter, start, text, font, core, casing, halo)
        return
    path = QPainterPath()
    # Half of the height of a capital lies above the middle: figures look centred, unlike by line height.
    path.addText(-metrics.horizontalAdvance(text) / 2, metrics.capHeight() / 2, font, text)
    painter.save()
    painter.translate(centre)
    painter.rotate(angle)
    painter.strokePath(path, pen(casing, halo))
    painter.fillPath(path, colour(core))
    painter.restore()
