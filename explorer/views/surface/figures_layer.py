"""What studies draw on the surface, in space and on the floor: lines, arrows and boxes."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from explorer.controller.figures import Boxes, Stroke, Style, Vector
from explorer.views.surface.arrows_layer import lifted_vector, pixels_at_the_middle
from explorer.views.surface.brush import arrow_path, cased_path, pen_of, with_opacity
from explorer.views.surface.labels import along_line, around, beyond_tip, draw_label
from explorer.views.surface.runs_layer import path_places
from explorer.views.surface.stage import Line, Stage, cut_to_box, draw_line

__all__ = ["draw_figure_labels", "draw_figures_on_floor", "draw_figures_on_surface"]

Array = NDArray[np.float64]
DASHES: dict[Style, tuple[float, ...]] = {"solid": (), "dashed": (7, 5), "dotted": (2, 4)}
CASING = 1.6
HIDDEN_OPACITY = 0.4
LONGEST = 2.0  # of an arrow, in box units
SMALLEST_BOX = 0.02
HATCH = 0.05
MOST_BOXES = 1000
PIECES = 33


def draw_figures_on_floor(painter: QPainter, stage: Stage) -> None:
    """Boxes, lines and arrows in the floor's plane."""
    for figure in stage.figures:
        if isinstance(figure, Boxes):
            _draw_boxes(painter, stage, figure)
    for figure in stage.figures:
        if isinstance(figure, Stroke) and "floor" in figure.on:
            colour = stage.theme.meaning(figure.meaning)
            points = stage.remembered((figure, "floor"), partial(_floor_line, stage, figure))
            draw_line(painter, stage, points, Line(colour, max(1.0, 0.75 * figure.width), behind=0.0, kept=True))
    for figure in stage.figures:
        if isinstance(figure, Vector) and "floor" in figure.on:
            _draw_vector(painter, stage, figure, lifted=False)


def draw_figures_on_surface(painter: QPainter, stage: Stage) -> None:
    """Lines on the surface or in space, then arrows in the tangent plane."""
    for figure in stage.figures:
        if isinstance(figure, Stroke) and "surface" in figure.on:
            _draw_stroke(painter, stage, figure)
    for figure in stage.figures:
        if isinstance(figure, Vector) and "surface" in figure.on:
            _draw_vector(painter, stage, figure, lifted=True)


def draw_figure_labels(painter: QPainter, stage: Stage) -> None:
    """The words of what has been drawn, once everything has its place."""
    for text, colour, wishes in stage.words:
        draw_label(painter, stage, text, colour, wishes)


def _draw_stroke(painter: QPainter, stage: Stage, stroke: Stroke) -> None:
    colour = stage.theme.meaning(stroke.meaning)
    points = stage.remembered((stroke, "surface"), lambda: _surface_line(stage, stroke))
    casing = "" if stroke.style != "solid" else stage.theme.casing_for(colour)
    draw_line(painter, stage, points, Line(colour, stroke.width, casing, DASHES[stroke.style], kept=True))
    if stroke.label:
        stage.words.append((stroke.label, stage.theme.word(stroke.meaning), along_line(stage, points)))


def _surface_line(stage: Stage, stroke: Stroke) -> Array:
    """A stroke as box points: lifted, or in space and cut off at the range shown."""
    points = np.asarray(stroke.points, dtype=float)
    if points.shape[1] == 2:
        return stage.lifted(path_places(stage, points))
    with np.errstate(invalid="ignore", over="ignore"):
        box = stage.box.to_box(points)
    return cut_to_box(_refined(box))


def _refined(points: Array) -> Array:
    """With points put in where the steps are long, so that a line can be cut and hidden in parts."""
    if len(points) >= PIECES or len(points) < 2:
        return points
    count = -(-PIECES // (len(points) - 1))
    index = np.arange(len(points))
    places = np.linspace(0, len(points) - 1, count * (len(points) - 1) + 1)
    return np.column_stack([np.interp(places, index, points[:, axis]) for axis in range(3)])


def _floor_line(stage: Stage, stroke: Stroke) -> Array:
    flat = stage.box.on_floor(path_places(stage, np.asarray(stroke.points, dtype=float)[:, :2]))
    with np.errstate(invalid="ignore"):
        flat[(np.abs(flat[:, :2]) > 1 + 1e-9).any(axis=1)] = np.nan
    return flat


def _draw_vector(painter: QPainter, stage: Stage, vector: Vector, lifted: bool) -> None:
    flat = np.array([vector.dx, vector.dy]) * stage.box.scale[:2]
    length = float(np.hypot(*flat))
    if not (math.isfinite(length) and length > 0):
        return
    wanted = length if vector.pixels is None else vector.pixels * stage.projection.reach / pixels_at_the_middle(stage)
    flat *= min(wanted, LONGEST) / length
    place = np.array([[vector.x, vector.y]])
    if lifted:
        foot = stage.lifted(place)[0]
        value = float(stage.box.from_box(foot)[2])
        along = lifted_vector(stage, flat, _slopes_at(stage, vector.x, vector.y), value)
    else:
        foot, along = stage.box.on_floor(place)[0], np.array([*flat, 0.0])
        foot = np.where(np.abs(foot[:2]).max() <= 1 + 1e-9, foot, np.nan)
    if not (np.isfinite(foot).all() and np.isfinite(along).all()):
        return
    _draw_arrow(painter, stage, vector, foot, along)


def _draw_arrow(painter: QPainter, stage: Stage, vector: Vector, foot: Array, along: Array) -> None:
    covered = bool(stage.hidden(foot[None])[0])
    start, tip = stage.pixel(foot), stage.pixel(foot + along)
    colour = stage.theme.meaning(vector.meaning)
    path = arrow_path((start.x(), start.y()), (tip.x(), tip.y()), vector.width)
    painter.save()
    painter.setOpacity(HIDDEN_OPACITY if covered else 1.0)
    cased_path(painter, path, QColor(colour), QColor(stage.theme.casing_for(colour)), CASING)
    painter.restore()
    if vector.label and not covered:
        stage.words.append((vector.label, stage.theme.word(vector.meaning), beyond_tip(start, tip)))


def _slopes_at(stage: Stage, x: float, y: float) -> Array:
    """Both partials at a place of the axes: the reading's at the probe, else those of the nearest lattice point."""
    probe, field = stage.probe, stage.picture.field
    if probe is not None and (probe.x, probe.y) == (x, y):
        return np.array([probe.slope_x, probe.slope_y])
    column, row = int(np.abs(field.x - x).argmin()), int(np.abs(field.y - y).argmin())
    return np.array([field.fx[row, column], field.fy[row, column]], dtype=float)


def _draw_boxes(painter: QPainter, stage: Stage, boxes: Boxes) -> None:
    colour = stage.theme.meaning(boxes.meaning)
    outline, hatch = stage.remembered((boxes, "floor"), lambda: _box_lines(stage, boxes))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(_flat_path(stage, hatch), pen_of(with_opacity(colour, 0.45), 1.0))
    for ring in outline:
        draw_line(painter, stage, ring, Line(colour, 1.4, behind=0.0, kept=True))
    if boxes.label and outline:
        stage.words.append((boxes.label, colour, around(stage.pixel(outline[0][0]))))


def _box_lines(stage: Stage, boxes: Boxes) -> tuple[list[Array], list[Array]]:
    """Rings of the boxes and their hatch as polylines on the floor; none too small to be seen."""
    corners = np.asarray(boxes.corners, dtype=float).reshape(-1, 4)[:MOST_BOXES]
    low = stage.box.on_floor(corners[:, [0, 2]])
    high = stage.box.on_floor(corners[:, [1, 3]])
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, SMALLEST_BOX / 2)
    low, high = np.maximum(middle - half, -1.0)[:, :2], np.minimum(middle + half, 1.0)[:, :2]
    height = float(middle[0, 2]) if len(middle) else 0.0
    rings, hatch = [], []
    for (x0, y0), (x1, y1) in zip(low, high, strict=True):
        if x0 < x1 and y0 < y1:
            ring = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]])
            rings.append(np.column_stack([ring, np.full(5, height)]))
            for total in np.arange(np.ceil((x0 + y0) / HATCH), np.floor((x1 + y1) / HATCH) + 1) * HATCH:
                start, end = max(x0, total - y1), min(x1, total - y0)
                hatch.append(np.array([[start, total - start, height], [end, total - end, height]]))
    return rings, hatch


def _flat_path(stage: Stage, lines: list[Array]) -> QPainterPath:
    """The seen ones of many short lines as one path."""
    path = QPainterPath()
    if not lines:
        return path
    ends = np.stack(lines)
    pixels = stage.projection.project(ends)
    seen = ~stage.hidden(ends.mean(axis=1)) & np.isfinite(pixels).all(axis=(1, 2))
    for (x0, y0, _), (x1, y1, _) in pixels[seen]:
        path.moveTo(float(x0), float(y0))
        path.lineTo(float(x1), float(y1))
    return path
