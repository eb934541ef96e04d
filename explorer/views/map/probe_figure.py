"""The probe and its vectors: where each part stands in pixels, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath

from explorer.core.expression.text import name_text
from explorer.core.sampling.field import FloatArray, ProbeReading
from explorer.core.sampling.labels import Circle
from explorer.model.document import Layers
from explorer.views.charts.arrows import draw_arrows
from explorer.views.charts.paint import colour, draw_cased, draw_halo_text, path_of, pen, polygon, text_box
from explorer.views.fonts import formula_font, ui_font
from explorer.views.map.geometry import MapGeometry
from explorer.views.theme import Theme

__all__ = ["ProbeFigure", "draw_probe_lines", "draw_probe_mark", "probe_figure"]

GRADIENT_WIDTH, COMPONENT_WIDTH, CASING = 3.2, 2.4, 1.6
RIGHT_ANGLE = 13.0
RING = 6.0
PROBE_CLEARANCE, VECTOR_CLEARANCE, NOTE_CLEARANCE = 45.0, 12.0, 22.0
SHORTEST_ARROW, SHORTEST_COMPONENT = 8.0, 7.0


@dataclass(frozen=True, slots=True)
class Note:
    """A word beside the probe: its centre, its meaning's colour and whether it is mathematics."""

    text: str
    x: float
    y: float
    core: str
    formula: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ProbeFigure:
    """Everything about the probe in pixels; ``tip`` is None where there is no gradient to draw."""

    x: float
    y: float
    tip: tuple[float, float] | None
    right_angle: FloatArray | None
    components: bool
    notes: tuple[Note, ...]

    def circles(self) -> list[Circle]:
        """Where no number of a level curve may stand: around the probe, its vectors and its words."""
        circles = [Circle(self.x, self.y, PROBE_CLEARANCE)]
        if self.tip is not None:
            steps = max(int(np.hypot(self.tip[0] - self.x, self.tip[1] - self.y) // 16), 1)
            ends = [self.tip, (self.tip[0], self.y), (self.x, self.tip[1])] if self.components else [self.tip]
            for end_x, end_y in ends:
                for share in (step / steps for step in range(1, steps + 1)):
                    place = (self.x + share * (end_x - self.x), self.y + share * (end_y - self.y))
                    circles.append(Circle(*place, VECTOR_CLEARANCE))
        return circles + [Circle(note.x, note.y, NOTE_CLEARANCE) for note in self.notes]

    def is_near(self, points: FloatArray, distance: float) -> NDArray[np.bool_]:
        """Which of the (n, 2) points are nearer to the probe or its vectors than ``distance``."""
        here = np.array([self.x, self.y])
        near = np.hypot(*(points - here).T) < 1.3 * distance
        if self.tip is not None:
            tip = np.array(self.tip)
            near |= _distance_to_segment(points, here, tip) < distance
            if self.components:
                for corner in (np.array([tip[0], here[1]]), np.array([here[0], tip[1]])):
                    near |= _distance_to_segment(points, here, corner) < distance
                    near |= _distance_to_segment(points, corner, tip) < distance
        for note in self.notes:
            near |= np.hypot(*((points - [note.x, note.y]) / [2.0, 1.2]).T) < distance
        return np.asarray(near)


def probe_figure(
    geometry: MapGeometry,
    reading: ProbeReading,
    axes: tuple[str, str],
    layers: Layers,
    unit: float,
    theme: Theme,
    letter: str = "f",
) -> ProbeFigure:
    """Lay out the probe; ``unit`` is the length in pixels of a slope of 1, ``letter`` what the function is called."""
    x, y = geometry.pixel(reading.x, reading.y)
    slopes = np.array([reading.slope_x, reading.slope_y])
    vector = _gradient_vector(geometry, slopes, unit) if layers.probe_gradient and reading.defined else np.zeros(2)
    length = float(np.hypot(*vector))
    inward = np.where(vector == 0, 1.0, np.sign(vector))
    p_place = _inside(geometry, x - 16 * inward[0], y - 16 * inward[1], 8)
    notes = [Note("P", *p_place, theme.probe)]
    if not length >= SHORTEST_ARROW:
        return ProbeFigure(x, y, None, None, False, tuple(notes))
    tip = (x + float(vector[0]), y + float(vector[1]))
    beyond = vector / length * 17
    notes.append(
        Note(f"∇{letter}", *_inside(geometry, tip[0] + beyond[0], tip[1] + beyond[1], 14), theme.gradient, True)
    )
    if layers.components:
        notes += _component_notes(geometry, (x, y), vector, axes, theme, letter)
    angle = _right_angle(x, y, vector / length) if geometry.equal_scales and length > 2 * RIGHT_ANGLE else None
    return ProbeFigure(x, y, tip, angle, layers.components, tuple(notes))


def draw_probe_lines(
    painter: QPainter, figure: ProbeFigure, curve: list[FloatArray], numbers: list[FloatArray], theme: Theme
) -> None:
    """The level curve through the probe (pixels), broken under ``numbers`` (boxes of corners), and the vectors."""
    casing = theme.casing_for(theme.probe)
    painter.save()
    if numbers:
        everywhere = QPainterPath()
        everywhere.addRect(QRectF(painter.viewport()))
        boxes = QPainterPath()
        for corners in numbers:
            boxes.addPolygon(polygon(corners))
            boxes.closeSubpath()
        painter.setClipPath(everywhere.subtracted(boxes), Qt.ClipOperation.IntersectClip)
    draw_cased(painter, path_of(curve), pen(theme.probe, 2.4), casing, CASING)
    painter.restore()
    if figure.right_angle is not None and curve:
        mark = pen(theme.probe, 1.6, cap=Qt.PenCapStyle.FlatCap)
        draw_cased(painter, path_of([figure.right_angle]), mark, casing, CASING)
    if figure.tip is not None:
        _draw_vectors(painter, figure, theme)


def draw_probe_mark(painter: QPainter, figure: ProbeFigure, theme: Theme, scale: float = 1.0) -> None:
    """The ring with its centre dot, and the words."""
    _draw_ring(painter, figure, theme)
    for note in figure.notes:
        font = formula_font(18 * scale) if note.formula else ui_font(13 * scale, 600)
        if note.formula:
            font.setWeight(QFont.Weight.Bold)
        place = QPointF(note.x, note.y)
        draw_halo_text(painter, place, note.text, font, note.core, theme.casing_for(note.core))


def _draw_vectors(painter: QPainter, figure: ProbeFigure, theme: Theme) -> None:
    assert figure.tip is not None
    x, y, (tip_x, tip_y) = figure.x, figure.y, figure.tip
    if figure.components:
        for core, corner in ((theme.y, (tip_x, y)), (theme.x, (x, tip_y))):
            dots = pen(core, 1.8, dashes=(3, 3), cap=Qt.PenCapStyle.FlatCap)
            draw_cased(painter, path_of([np.array([corner, figure.tip])]), dots, theme.casing_for(core), 1.0)
        for core, end in ((theme.x, (tip_x, y)), (theme.y, (x, tip_y))):
            if abs(end[0] - x) + abs(end[1] - y) >= SHORTEST_COMPONENT:
                _draw_arrow(painter, (x, y), end, COMPONENT_WIDTH, core, theme)
    _draw_arrow(painter, (x, y), figure.tip, GRADIENT_WIDTH, theme.gradient, theme)


def _draw_arrow(
    painter: QPainter, tail: tuple[float, float], tip: tuple[float, float], width: float, core: str, theme: Theme
) -> None:
    draw_arrows(painter, np.array([tail]), np.array([tip]), width, core, theme.casing_for(core), CASING)


def _draw_ring(painter: QPainter, figure: ProbeFigure, theme: Theme) -> None:
    ring = QPainterPath()
    ring.addEllipse(QPointF(figure.x, figure.y), RING, RING)
    casing = theme.casing_for(theme.probe)
    painter.fillPath(ring, colour(casing))
    draw_cased(painter, ring, pen(theme.probe, 2.2), casing, CASING)
    dot = QPainterPath()
    dot.addEllipse(QPointF(figure.x, figure.y), 2.2, 2.2)
    painter.fillPath(dot, colour(theme.probe))


def _gradient_vector(geometry: MapGeometry, slopes: FloatArray, unit: float) -> FloatArray:
    """The gradient in pixels: its direction is the image of ∇f on the axes, its length tells its norm."""
    norm = float(np.hypot(*slopes))
    image = slopes / (norm or 1.0) * [geometry.scale_x, -geometry.scale_y]
    return np.asarray(image / (np.hypot(*image) or 1.0) * norm * unit)


def _component_notes(
    geometry: MapGeometry,
    place: tuple[float, float],
    vector: FloatArray,
    axes: tuple[str, str],
    theme: Theme,
    letter: str,
) -> list[Note]:
    notes = []
    font = ui_font(13, 600)
    if abs(vector[0]) >= 2 * SHORTEST_COMPONENT:
        text = f"∂{letter}/∂{name_text(axes[0])}"
        half = text_box(text, font).width() / 2
        where = (place[0] + 0.72 * vector[0], place[1] - 17 * _sign(vector[1]))
        notes.append(Note(text, *_inside(geometry, *where, half), theme.x))
    if abs(vector[1]) >= 2 * SHORTEST_COMPONENT:
        text = f"∂{letter}/∂{name_text(axes[1])}"
        half = text_box(text, font).width() / 2
        where = (place[0] - _sign(vector[0]) * (half + 9), place[1] + 0.72 * vector[1])
        notes.append(Note(text, *_inside(geometry, *where, half), theme.y))
    return notes


def _right_angle(x: float, y: float, unit: FloatArray) -> FloatArray:
    across = np.array([unit[1], -unit[0]])
    here = np.array([x, y])
    return np.array([here + RIGHT_ANGLE * across, here + RIGHT_ANGLE * (across + unit), here + RIGHT_ANGLE * unit])


def _inside(geometry: MapGeometry, x: float, y: float, half_width: float) -> tuple[float, float]:
    """The place moved so far that a word there stays in the plot."""
    box = QRectF(geometry.left, geometry.top, geometry.width, geometry.height)
    box.adjust(half_width + 3, 11, -half_width - 3, -11)
    return (
        float(min(max(x, box.left()), max(box.right(), box.left()))),
        float(min(max(y, box.top()), max(box.bottom(), box.top()))),
    )


def _distance_to_segment(points: FloatArray, start: FloatArray, end: FloatArray) -> FloatArray:
    along = end - start
    share = np.clip((points - start) @ along / max(float(along @ along), 1e-12), 0, 1)
    return np.asarray(np.hypot(*(points - start - share[:, None] * along).T))


def _sign(value: float) -> float:
    return -1.0 if value < 0 else 1.0
