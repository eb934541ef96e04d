"""What studies draw on the map: lines, arrows, boxes and marks, prepared in pixels and then painted.

Everything that does not depend on the probe is prepared once and kept while it and the plot stay, so that
a drag repaints it without computing it anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from explorer.controller.figures import Boxes, Figure, Mark, Stroke, Style, Vector
from explorer.core.sampling.field import FloatArray
from explorer.views.charts.arrows import draw_arrows
from explorer.views.charts.mark_shapes import MARK_RADIUS, draw_mark_shape
from explorer.views.charts.paint import draw_cased, path_of, pen
from explorer.views.charts.polylines import clipped, finite_pieces, kept_indices
from explorer.views.map.geometry import MapGeometry
from explorer.views.theme import Theme

__all__ = ["MapFigures", "draw_boxes", "draw_marks", "draw_strokes", "draw_vectors"]

CASING = 1.6
MARGIN = 20.0  # lines are cut this far outside the plot, out of sight
SMALLEST_BOX = 7.0
HATCH = 8.0
MOST_BOXES = 4000
HIT_RADIUS = 12.0
HOVER_RADIUS = 7.0
EMPHASIS = 2.2  # how much wider an arrow is that is to stand out
DASHES: dict[Style, tuple[float, float] | None] = {"solid": None, "dashed": (7, 5), "dotted": (2, 4)}


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A stroke's visible pieces in pixels."""

    stroke: Stroke
    pieces: tuple[FloatArray, ...]
    path: QPainterPath


@dataclass(frozen=True, slots=True, eq=False)
class MapFigures:
    """The figures of the studies in the pixels of one plot.

    ``arrows`` are vectors with their ends (tail, tip); ``marks`` those with their places inside the plot.
    """

    geometry: MapGeometry
    lines: tuple[_Line, ...] = ()
    arrows: tuple[tuple[Vector, tuple[float, float], tuple[float, float]], ...] = ()
    marks: tuple[tuple[Mark, tuple[float, float]], ...] = ()
    boxes: tuple[tuple[Boxes, FloatArray], ...] = ()

    @classmethod
    def of(cls, figures: Sequence[Figure], geometry: MapGeometry, known: MapFigures | None = None) -> MapFigures:
        """Prepare figures; lines that ``known`` prepared for the same plot are taken over."""
        kept = {} if known is None or known.geometry != geometry else {id(line.stroke): line for line in known.lines}
        lines, arrows, marks, boxes = [], [], [], []
        for figure in figures:
            if isinstance(figure, Stroke) and "map" in figure.on:
                lines.append(kept.get(id(figure)) or _line(figure, geometry))
            elif isinstance(figure, Vector) and "map" in figure.on:
                ends = _ends(figure, geometry)
                arrows += [(figure, *ends)] if ends is not None else []
            elif isinstance(figure, Mark) and "map" in figure.on:
                place = geometry.pixel(figure.x, figure.y)
                marks += [(figure, place)] if geometry.contains(*place) else []
            elif isinstance(figure, Boxes):
                boxes.append((figure, _rectangles(figure, geometry)))
        return cls(geometry, tuple(lines), tuple(arrows), tuple(marks), tuple(boxes))

    def mark_at(self, x: float, y: float) -> str:
        """The key of the nearest mark that may be clicked at this pixel, "" for none."""
        near = [(math.dist(place, (x, y)), mark.key) for mark, place in self.marks if mark.key]
        distance, key = min(near, default=(math.inf, ""))
        return key if distance <= HIT_RADIUS else ""

    def vector_at(self, x: float, y: float) -> str:
        """The key of the arrow that has one and lies at this pixel, the uppermost of several; "" for none."""
        near = [
            (round(distance / 3), -index, vector.key)
            for index, (vector, tail, tip) in enumerate(self.arrows)
            if vector.key and (distance := _distance((x, y), tail, tip)) <= HOVER_RADIUS
        ]
        return min(near)[2] if near else ""

    def is_near(self, points: FloatArray, distance: float) -> NDArray[np.bool_]:
        """Which of the (n, 2) pixels are nearer to a mark than ``distance``."""
        near = np.zeros(len(points), dtype=bool)
        for _, place in self.marks:
            near |= np.hypot(*(points - place).T) < distance
        return near


def draw_boxes(painter: QPainter, figures: MapFigures, theme: Theme) -> None:
    """Outlined rectangles with a light hatch."""
    for boxes, rectangles in figures.boxes:
        core = theme.meaning(boxes.meaning)
        rings = [_ring(rectangle) for rectangle in rectangles]
        path = path_of(rings, closed=True)
        if path.isEmpty():
            continue
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.strokePath(_hatch(path), pen(core, 1.0, 0.45))
        painter.restore()
        draw_cased(painter, path, pen(core, 1.4), theme.casing_for(core), 0.8)


def draw_strokes(painter: QPainter, figures: MapFigures, theme: Theme) -> None:
    """Cased lines; every dash and dot has a casing of its own, so that the gaps stay open."""
    for line in figures.lines:
        stroke, core = line.stroke, theme.meaning(line.stroke.meaning)
        casing, dashes = theme.casing_for(core), DASHES[stroke.style]
        if dashes is None:
            draw_cased(painter, line.path, pen(core, stroke.width), casing, CASING)
            continue
        on, off = dashes
        under = pen(casing, stroke.width + 2 * CASING, dashes=(on + CASING, off - CASING), cap=Qt.PenCapStyle.FlatCap)
        under.setDashOffset(CASING / 2 / under.widthF())
        painter.strokePath(line.path, under)
        painter.strokePath(line.path, pen(core, stroke.width, dashes=dashes, cap=Qt.PenCapStyle.FlatCap))


def draw_vectors(painter: QPainter, figures: MapFigures, theme: Theme, emphasis: str = "") -> None:
    """Cased arrows with heads of four times their width; those of the key ``emphasis`` wide and above the others."""
    for vector, tail, tip in sorted(figures.arrows, key=lambda arrow: bool(emphasis) and arrow[0].key == emphasis):
        core = theme.meaning(vector.meaning)
        stands_out = bool(emphasis) and vector.key == emphasis
        width, casing = vector.width * (EMPHASIS if stands_out else 1.0), CASING * (2.0 if stands_out else 1.0)
        draw_arrows(painter, np.array([tail]), np.array([tip]), width, core, theme.casing_for(core), casing)


def draw_marks(painter: QPainter, figures: MapFigures, theme: Theme) -> None:
    """The shapes of the marked points."""
    for mark, (x, y) in figures.marks:
        core = theme.meaning(mark.meaning)
        draw_mark_shape(painter, QPointF(x, y), mark.shape, core, theme.casing_for(core), MARK_RADIUS)


def _line(stroke: Stroke, geometry: MapGeometry) -> _Line:
    pixels = geometry.to_pixels(np.asarray(stroke.points, dtype=float)[:, :2])
    box = (
        geometry.left - MARGIN,
        geometry.top - MARGIN,
        geometry.left + geometry.width + MARGIN,
        geometry.top + geometry.height + MARGIN,
    )
    pieces = tuple(
        part for piece in finite_pieces(pixels) for part in clipped(piece[kept_indices(piece)], box) if len(part) > 1
    )
    return _Line(stroke, pieces, path_of(pieces))


def _ends(vector: Vector, geometry: MapGeometry) -> tuple[tuple[float, float], tuple[float, float]] | None:
    tail = geometry.pixel(vector.x, vector.y)
    along = np.array([vector.dx * geometry.scale_x, -vector.dy * geometry.scale_y])
    length = float(np.hypot(*along))
    if not (math.isfinite(length) and length > 0 and all(map(math.isfinite, tail))):
        return None
    if vector.pixels is not None:
        along, length = along * (vector.pixels / length), vector.pixels
    if length < 2.0 or length > 1e5 or max(map(abs, tail)) > 1e5:
        return None
    return tail, (tail[0] + float(along[0]), tail[1] + float(along[1]))


def _distance(place: tuple[float, float], tail: tuple[float, float], tip: tuple[float, float]) -> float:
    """From a pixel to the line between two."""
    x, y = tip[0] - tail[0], tip[1] - tail[1]
    share = ((place[0] - tail[0]) * x + (place[1] - tail[1]) * y) / (x * x + y * y)
    share = min(max(share, 0.0), 1.0)
    return math.dist(place, (tail[0] + share * x, tail[1] + share * y))


def _rectangles(boxes: Boxes, geometry: MapGeometry) -> FloatArray:
    """Rows of (left, top, right, bottom) in pixels, none too small to be seen, those in the plot only."""
    corners = np.asarray(boxes.corners, dtype=float).reshape(-1, 4)[:MOST_BOXES]
    first = geometry.to_pixels(corners[:, [0, 3]])
    second = geometry.to_pixels(corners[:, [1, 2]])
    middle = (first + second) / 2
    half = np.maximum((second - first) / 2, SMALLEST_BOX / 2)
    plot = np.array([geometry.left, geometry.top])
    size = np.array([geometry.width, geometry.height])
    shown = ((middle + half >= plot) & (middle - half <= plot + size)).all(axis=1)
    low, high = np.maximum(middle - half, plot - MARGIN), np.minimum(middle + half, plot + size + MARGIN)
    return np.asarray(np.hstack([low, high])[shown])


def _ring(rectangle: FloatArray) -> FloatArray:
    left, top, right, bottom = rectangle
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def _hatch(path: QPainterPath) -> QPainterPath:
    """Lines at 45° over the path's bounds."""
    box, lines = path.boundingRect(), QPainterPath()
    first = math.floor((box.left() + box.top()) / HATCH)
    last = math.ceil((box.right() + box.bottom()) / HATCH)
    for total in (number * HATCH for number in range(first, last + 1)):
        lines.moveTo(total - box.top(), box.top())
        lines.lineTo(total - box.bottom(), box.bottom())
    return lines
