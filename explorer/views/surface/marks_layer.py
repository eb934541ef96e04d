"""Marked points on the surface: their shapes, their words, and which one lies under the pointer."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from explorer.controller.figures import Mark
from explorer.core.projection import Z_HALF
from explorer.views.charts.mark_shapes import MARK_RADIUS, draw_mark_shape
from explorer.views.surface.labels import beside_mark, draw_label
from explorer.views.surface.stage import Stage

__all__ = ["draw_mark_labels", "draw_marks", "mark_at"]

Array = NDArray[np.float64]
HIDDEN_OPACITY = 0.4
HIT_RADIUS = 12.0
MOST_LABELS = 40


def draw_marks(painter: QPainter, stage: Stage) -> None:
    """The shapes of the marked points; faint where the surface hides them."""
    for mark, point, covered in _mark_places(stage):
        core = stage.theme.meaning(mark.meaning)
        at = stage.pixel(point)
        painter.save()
        painter.setOpacity(HIDDEN_OPACITY if covered else 1.0)
        draw_mark_shape(painter, at, mark.shape, core, stage.theme.casing_for(core), MARK_RADIUS)
        painter.restore()
        stage.taken.append(QRectF(at.x() - MARK_RADIUS, at.y() - MARK_RADIUS, 2 * MARK_RADIUS, 2 * MARK_RADIUS))


def draw_mark_labels(painter: QPainter, stage: Stage) -> None:
    """The words of the marks that are seen."""
    for mark, point, covered in _mark_places(stage)[:MOST_LABELS]:
        if mark.label and not covered:
            draw_label(painter, stage, mark.label, stage.theme.meaning(mark.meaning), beside_mark(stage.pixel(point)))


def mark_at(stage: Stage, at: QPointF) -> str:
    """The key of the nearest mark seen at this pixel, "" for none."""
    best, key = HIT_RADIUS, ""
    for mark, point, _ in _mark_places(stage):
        off = stage.pixel(point) - at
        distance = math.hypot(off.x(), off.y())
        if mark.key and distance <= best:
            best, key = distance, mark.key
    return key


def _mark_places(stage: Stage) -> list[tuple[Mark, Array, bool]]:
    """Marks that have a place in the picture, with their box points and whether the surface hides them."""
    marks = [
        figure
        for figure in stage.figures
        if isinstance(figure, Mark) and not figure.on.isdisjoint(("surface", "floor"))
    ]
    return stage.remembered((stage.figures, "marks"), lambda: _placed(stage, marks)) if marks else []


def _placed(stage: Stage, marks: list[Mark]) -> list[tuple[Mark, Array, bool]]:
    flat = np.array([[mark.x, mark.y] for mark in marks], dtype=float)
    lifted, floor = stage.lifted(flat), stage.box.on_floor(flat)
    entries: list[tuple[Mark, Array]] = []
    for mark, on_surface, on_floor in zip(marks, lifted, floor, strict=True):
        if "surface" in mark.on:
            point = on_surface if mark.z is None else stage.box.to_box([mark.x, mark.y, mark.z])
            entries.append((mark, point))
        if "floor" in mark.on:
            entries.append((mark, on_floor))
    points = np.array([point for _, point in entries])
    with np.errstate(invalid="ignore"):
        inside = np.isfinite(points).all(axis=1) & (np.abs(points[:, :2]) <= 1 + 1e-9).all(axis=1)
        inside &= points[:, 2] <= Z_HALF * 1.002
    covered = np.zeros(len(points), dtype=bool)
    covered[inside] = stage.hidden(points[inside])
    return [(mark, point, bool(c)) for (mark, point), good, c in zip(entries, inside, covered, strict=True) if good]
