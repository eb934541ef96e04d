"""Curves that belong to the function: the slices and tangents through the probe, and the edge of the z-cut."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from explorer.controller.pictures import FieldPicture
from explorer.core.projection import Z_HALF
from explorer.core.sampling.contours import FieldContours
from explorer.views.surface.scene import Sheet, box_of
from explorer.views.surface.stage import Line, Stage, draw_line

__all__ = ["cut_edges", "draw_cut_edges", "draw_sheet_outlines", "draw_slices", "sheets_of"]

Array = NDArray[np.float64]
SLICE_POINTS = 121
TANGENT_REACH = 0.42
PLANE_REACH = 0.45


def cut_edges(picture: FieldPicture) -> tuple[Array, ...]:
    """Where the shown range cuts the surface off, as box polylines; worth keeping while the picture lasts."""
    if not picture.cut:
        return ()
    contours, box = FieldContours(picture.field, picture.low, picture.high), box_of(picture)
    edges = []
    for level, height in ((box.low, -Z_HALF), (box.high, Z_HALF)):
        for piece in contours.curve(level).pieces:
            points = box.on_floor(_thinned(piece))
            points[:, 2] = height
            edges.append(points)
    return tuple(edges)


def draw_cut_edges(painter: QPainter, stage: Stage, edges: tuple[Array, ...]) -> None:
    """Dashed 6-4 in the text's colour."""
    line = Line(stage.theme.text, 1.6, dashes=(6, 4), behind=0.0)
    for edge in edges:
        draw_line(painter, stage, edge, line)


def sheets_of(stage: Stage) -> tuple[Sheet, ...]:
    """The translucent sheets of this frame: two slice planes, halved where they cross, and the tangent plane."""
    reading = stage.probe
    if reading is None:
        return ()
    sheets: list[Sheet] = []
    x, y, z = (float(value) for value in stage.box.to_box([reading.x, reading.y, reading.value]))
    if stage.layers.tangents and max(abs(x), abs(y)) <= 1:
        for low, high in ((-1.0, x), (x, 1.0)):
            sheets.append(_upright((low, y), (high, y), stage.theme.x))
        for low, high in ((-1.0, y), (y, 1.0)):
            sheets.append(_upright((x, low), (x, high), stage.theme.y))
    if stage.layers.tangent_plane and reading.defined:
        sheets.append(_tangent_plane(stage, np.array([x, y, z])))
    return tuple(sheets)


def draw_sheet_outlines(painter: QPainter, stage: Stage) -> None:
    """Borders of the sheets at 55 %."""
    reading = stage.probe
    if reading is None:
        return
    x, y, z = (float(value) for value in stage.box.to_box([reading.x, reading.y, reading.value]))
    if stage.layers.tangents and max(abs(x), abs(y)) <= 1:
        _outline(painter, stage, _upright((-1, y), (1, y), stage.theme.x), 1.0)
        _outline(painter, stage, _upright((x, -1), (x, 1), stage.theme.y), 1.0)
    if stage.layers.tangent_plane and reading.defined:
        _outline(painter, stage, _tangent_plane(stage, np.array([x, y, z])), 1.2)


def draw_slices(painter: QPainter, stage: Stage) -> None:
    """The curves f(x, held y) and f(held x, y) on the surface, and their tangents at P."""
    reading = stage.probe
    if reading is None or not stage.layers.tangents:
        return
    x_min, x_max, y_min, y_max = stage.box.window
    theme = stage.theme
    if not (x_min <= reading.x <= x_max and y_min <= reading.y <= y_max):
        return
    x, y = np.linspace(x_min, x_max, SLICE_POINTS), np.linspace(y_min, y_max, SLICE_POINTS)
    along_y = stage.lifted(np.column_stack([np.full(SLICE_POINTS, reading.x), y]))
    along_x = stage.lifted(np.column_stack([x, np.full(SLICE_POINTS, reading.y)]))
    for points, colour in ((along_y, theme.y), (along_x, theme.x)):
        draw_line(painter, stage, points, Line(colour, 2.6, theme.casing_for(colour)))
    if reading.defined:
        _draw_tangents(painter, stage)


def _draw_tangents(painter: QPainter, stage: Stage) -> None:
    reading, theme = stage.probe, stage.theme
    assert reading is not None
    foot = stage.box.to_box([reading.x, reading.y, reading.value])
    for axis, slope in enumerate((reading.slope_x, reading.slope_y)):
        direction = np.zeros(3)
        direction[axis] = 1.0
        direction[2] = slope * stage.box.scale[2] / stage.box.scale[axis]
        direction *= TANGENT_REACH / math.hypot(*direction)
        points = foot + np.linspace(-1, 1, 25)[:, None] * direction
        draw_line(painter, stage, points, Line(theme.text, 1.6, theme.casing_for(theme.text), casing_width=1.2))


def _upright(start: tuple[float, float], end: tuple[float, float], colour: str) -> Sheet:
    bottom, top = -Z_HALF, Z_HALF
    return Sheet(((*start, bottom), (*end, bottom), (*end, top), (*start, top)), colour)


def _tangent_plane(stage: Stage, foot: Array) -> Sheet:
    """A square of the tangent plane around P, as steep as it is, its sides of equal length in the box."""
    reading = stage.probe
    assert reading is not None
    sides = []
    for axis, slope in enumerate((reading.slope_x, reading.slope_y)):
        side = np.zeros(3)
        side[axis] = 1.0
        side[2] = slope * stage.box.scale[2] / stage.box.scale[axis]
        sides.append(side * PLANE_REACH / math.hypot(*side))
    u, v = sides
    corners = tuple(
        (float(p[0]), float(p[1]), float(p[2])) for p in (foot - u - v, foot + u - v, foot + u + v, foot - u + v)
    )
    return Sheet(corners, stage.theme.gradient, 0.16)


def _outline(painter: QPainter, stage: Stage, sheet: Sheet, width: float) -> None:
    corners = np.array([*sheet.corners, sheet.corners[0]], dtype=float)
    share = np.linspace(0, 1, 33)[:, None]
    for start, end in itertools.pairwise(corners):
        draw_line(
            painter, stage, start * (1 - share) + end * share, Line(sheet.colour, width, opacity=0.55, behind=0.25)
        )


def _thinned(piece: NDArray[np.floating]) -> NDArray[np.floating]:
    """At most some 200 points of a long polyline, both ends kept."""
    stride = max(1, len(piece) // 200)
    return piece if stride == 1 else np.concatenate([piece[:-1:stride], piece[-1:]])
