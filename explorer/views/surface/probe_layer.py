"""The probe: ring on the surface, its foot on the floor, and the gradient in the plane and lifted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.surface.arrows_layer import ArrowScale, gradient_vectors
from explorer.views.surface.brush import arrow_path, cased_path, cased_text, pen_of, ring
from explorer.views.surface.stage import Line, Stage, draw_line, probe_points

__all__ = ["draw_probe", "draw_probe_on_floor"]

Array = NDArray[np.float64]
ARROW_WIDTH = 3.2
ARROW_CASING = 1.6
RING_RADIUS = 7.0


def draw_probe_on_floor(painter: QPainter, stage: Stage, scale: ArrowScale) -> None:
    """Drop line, foot and ∇f in the plane."""
    head, foot = probe_points(stage)
    if foot is None:
        return
    theme = stage.theme
    if head is not None:
        drop = foot + np.linspace(0, 1, 41)[:, None] * (head - foot)
        draw_line(painter, stage, drop, Line(theme.probe, 1.4, dashes=(2, 4), behind=0.3))
    if not stage.layers.floor:
        return
    layers = stage.layers
    vectors = gradient_vectors(stage, scale.probe) if layers.probe_gradient and layers.gradient_floor else None
    covered = bool(stage.hidden(foot[None])[0])
    if vectors is not None and not covered:
        tip = _arrow(painter, stage, foot, vectors[0])
        _label_at(painter, stage, stage.pixel(foot), tip, f"∇{stage.picture.letter} in the plane")
    if not covered:
        painter.setBrush(QColor(theme.canvas))
        painter.setPen(pen_of(theme.probe, 1.6))
        painter.drawEllipse(stage.pixel(foot), 4.0, 4.0)


def draw_probe(painter: QPainter, stage: Stage, scale: ArrowScale) -> None:
    """Ring, letter P and the lifted gradient; faint where the surface hides them."""
    head, _ = probe_points(stage)
    if head is None:
        return
    theme, at = stage.theme, stage.pixel(head)
    painter.save()
    if stage.hidden(head[None])[0]:
        painter.setOpacity(0.45)
    stage.taken.append(QRectF(at.x() - 12, at.y() - 12, 24, 24))
    layers = stage.layers
    vectors = gradient_vectors(stage, scale.probe) if layers.probe_gradient and layers.gradient_lifted else None
    tip = None
    if vectors is not None:
        tip = _arrow(painter, stage, head, vectors[1])
    ring(painter, at, RING_RADIUS, theme.probe, theme.casing, 2.4)
    if tip is not None:
        _label_at(painter, stage, at, tip, "lifted")
    _draw_letter(painter, stage, at, tip)
    painter.restore()


def _arrow(painter: QPainter, stage: Stage, foot: Array, vector: Array) -> QPointF:
    start, tip = stage.pixel(foot), stage.pixel(foot + vector)
    path = arrow_path((start.x(), start.y()), (tip.x(), tip.y()), ARROW_WIDTH)
    colour = stage.theme.gradient
    cased_path(painter, path, QColor(colour), QColor(stage.theme.casing_for(colour)), ARROW_CASING)
    return tip


def _label_at(painter: QPainter, stage: Stage, start: QPointF, tip: QPointF, text: str) -> None:
    """Beyond the arrow's tip, or on whichever side of it is free."""
    size = 13 * stage.text_scale
    font = formula_font(size + 2) if is_formula_text(text) else ui_font(size, 600)
    along = tip - start
    length = max(1.0, float(np.hypot(along.x(), along.y())))
    place = _free_place(stage, tip, along / length, QFontMetricsF(font), text)
    if place is not None:
        colour = stage.theme.gradient
        stage.taken.append(cased_text(painter, place, text, font, colour, stage.theme.casing_for(colour), 3.6))


def _free_place(stage: Stage, tip: QPointF, along: QPointF, metrics: QFontMetricsF, text: str) -> QPointF | None:
    width, height = metrics.horizontalAdvance(text), metrics.capHeight()
    beyond = tip + along * 8
    right = QPointF(beyond.x() if along.x() >= 0 else beyond.x() - width, beyond.y() + height / 2)
    above = QPointF(tip.x() - width / 2, tip.y() - height - 4)
    below = QPointF(tip.x() - width / 2, tip.y() + 2 * height + 4)
    bounds = QRectF(4, 4, stage.projection.width - 8, stage.projection.height - 8)
    for place in (right, above, below):
        area = QRectF(place.x() - 2, place.y() - height - 2, width + 4, height + 6)
        if bounds.contains(area) and stage.free(area):
            return place
    return None


def _draw_letter(painter: QPainter, stage: Stage, at: QPointF, tip: QPointF | None) -> None:
    """P beside the ring, on the side away from the arrow."""
    font: QFont = ui_font(15 * stage.text_scale, 600)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance("P"), metrics.capHeight()
    left = tip is None or tip.x() >= at.x()
    x = at.x() - 16 - width if left else at.x() + 16
    y = at.y() - 10 if tip is None or tip.y() <= at.y() + 30 else at.y() + 10 + height
    painter.setBrush(Qt.BrushStyle.NoBrush)
    stage.taken.append(cased_text(painter, QPointF(x, y), "P", font, stage.theme.probe, stage.theme.casing, 3.6))
