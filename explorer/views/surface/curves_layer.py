"""Curves that belong to the function: the slices and tangents through the probe, and the edge of the z-cut."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter

from explorer.controller.figures import Sheet as SheetFigure
from explorer.controller.pictures import FieldPicture
from explorer.core.projection import Z_HALF
from explorer.core.sampling.contours import FieldContours
from explorer.views.surface.labels import Wish, along_line, around
from explorer.views.surface.scene import Sheet, box_of
from explorer.views.surface.stage import Line, PlacedLine, Stage, cut_to_box, draw_line, draw_placed, placed_lines

__all__ = ["cut_edges", "draw_cut_edges", "draw_sheet_outlines", "draw_slices", "sheets_of", "shown_slices"]

Array = NDArray[np.float64]
SLICE_POINTS = 121
SHEET_LINES = 10
OUTLINE_PIECES = 16
SPARE_LATTICE = 33  # lines: of a finer sheet every second will do in motion
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
    """The translucent sheets of this frame: approximations, slice planes halved where they cross, the tangent plane."""
    sheets = [sheet_of(stage, figure) for figure in stage.figures if isinstance(figure, SheetFigure)]
    reading = stage.probe
    if reading is None:
        return tuple(sheets)
    x, y, z = (float(value) for value in stage.box.to_box([reading.x, reading.y, reading.value]))
    along_x, along_y = shown_slices(stage)
    if along_x:
        cuts = (-1.0, x, 1.0) if along_y else (-1.0, 1.0)
        sheets += [_upright((low, y), (high, y), stage.theme.x) for low, high in itertools.pairwise(cuts)]
    if along_y:
        cuts = (-1.0, y, 1.0) if along_x else (-1.0, 1.0)
        sheets += [_upright((x, low), (x, high), stage.theme.y) for low, high in itertools.pairwise(cuts)]
    if stage.layers.tangent_plane and reading.defined:
        sheets.append(_tangent_plane(stage, np.array([x, y, z])))
    return tuple(sheets)


def shown_slices(stage: Stage) -> tuple[bool, bool]:
    """Whether the slices along x and along y are drawn: holding one axis alone leaves the slice along the other."""
    reading = stage.probe
    if reading is None or not stage.layers.slices:
        return False, False
    x, y, _ = np.abs(stage.box.to_box([reading.x, reading.y, 0.0]))
    along_x, along_y = stage.followed
    return along_x and bool(y <= 1), along_y and bool(x <= 1)


def sheet_of(stage: Stage, figure: SheetFigure) -> Sheet:
    """A study's sheet in the box."""
    if stage.moving and min(len(figure.x), len(figure.y)) >= SPARE_LATTICE:
        return stage.remembered((figure, "rough sheet"), lambda: _figure_sheet(stage, figure, 2))
    return stage.remembered((figure, "sheet"), lambda: _figure_sheet(stage, figure))


def draw_sheet_outlines(painter: QPainter, stage: Stage) -> None:
    """Borders of the sheets at 55 %."""
    draw_placed(painter, _placed_lines(stage)[0])


def draw_slices(painter: QPainter, stage: Stage) -> None:
    """The curves f(x, held y) and f(held x, y) on the surface, and their tangents at P."""
    draw_placed(painter, _placed_lines(stage)[1])


def _placed_lines(stage: Stage) -> tuple[list[PlacedLine], list[PlacedLine]]:
    """Outlines and slices of this frame, placed together, though drawn apart."""
    if "sheets and slices" not in stage.noted:
        outlines = _outlines(stage)
        placed = placed_lines(stage, [*outlines, *_slices(stage)])
        stage.noted["sheets and slices"] = placed[: len(outlines)], placed[len(outlines) :]
    found: tuple[list[PlacedLine], list[PlacedLine]] = stage.noted["sheets and slices"]
    return found


def _outlines(stage: Stage) -> list[tuple[Array, Line]]:
    lines = _figure_outlines(stage)
    reading = stage.probe
    if reading is not None:
        x, y, z = (float(value) for value in stage.box.to_box([reading.x, reading.y, reading.value]))
        along_x, along_y = shown_slices(stage)
        if along_x:
            lines.append(_outline(stage, _upright((-1, y), (1, y), stage.theme.x), 1.0))
        if along_y:
            lines.append(_outline(stage, _upright((x, -1), (x, 1), stage.theme.y), 1.0))
        if stage.layers.tangent_plane and reading.defined:
            lines.append(_outline(stage, _tangent_plane(stage, np.array([x, y, z])), 1.2))
    return lines


def _slices(stage: Stage) -> list[tuple[Array, Line]]:
    reading, theme = stage.probe, stage.theme
    if reading is None:
        return []
    x_min, x_max, y_min, y_max = stage.box.window
    along_x, along_y = shown_slices(stage)
    places, styles = [], []
    if along_y:
        y = np.linspace(y_min, y_max, SLICE_POINTS)
        places.append(np.column_stack([np.full(SLICE_POINTS, reading.x), y]))
        styles.append(Line(theme.y, 2.6, theme.casing_for(theme.y)))
    if along_x:
        x = np.linspace(x_min, x_max, SLICE_POINTS)
        places.append(np.column_stack([x, np.full(SLICE_POINTS, reading.y)]))
        styles.append(Line(theme.x, 2.6, theme.casing_for(theme.x)))
    lifted = np.split(stage.lifted(np.concatenate(places)), len(places)) if places else []
    lines = list(zip(lifted, styles, strict=True))
    inside = x_min <= reading.x <= x_max and y_min <= reading.y <= y_max
    return lines + _tangents(stage) if stage.layers.tangents and reading.defined and inside else lines


def _tangents(stage: Stage) -> list[tuple[Array, Line]]:
    reading, theme = stage.probe, stage.theme
    assert reading is not None
    line = Line(theme.text, 1.6, theme.casing_for(theme.text), casing_width=1.2)
    foot = stage.box.to_box([reading.x, reading.y, reading.value])
    lines = []
    for axis, slope in enumerate((reading.slope_x, reading.slope_y)):
        if stage.followed[axis]:
            direction = np.zeros(3)
            direction[axis] = 1.0
            direction[2] = slope * float(stage.box.rise(reading.value)) / stage.box.scale[axis]
            direction *= TANGENT_REACH / math.hypot(*direction)
            lines.append((foot + np.linspace(-1, 1, 25)[:, None] * direction, line))
    return lines


def _figure_outlines(stage: Stage) -> list[tuple[Array, Line]]:
    lines = []
    for figure in stage.figures:
        if isinstance(figure, SheetFigure):
            sheet = sheet_of(stage, figure)
            points = sheet.points
            border = cut_to_box(np.concatenate([points[0], points[1:, -1], points[-1, -2::-1], points[-2::-1, 0]]))
            lines.append((border, Line(sheet.colour, 1.3, opacity=0.8, behind=0.25)))
            if figure.label:
                corners = points[[0, 0, -1, -1], [0, -1, -1, 0]]
                stage.words.append((figure.label, sheet.colour, _corner_wishes(stage, corners, border)))
    return lines


def _corner_wishes(stage: Stage, corners: Array, border: Array) -> Iterator[Wish]:
    """At the corners that are seen, then anywhere on the border."""
    with np.errstate(invalid="ignore"):
        corners = corners[np.abs(corners[:, 2]) <= Z_HALF]
    for corner in corners[~stage.hidden(corners)]:
        yield from around(stage.pixel(corner))
    yield from along_line(stage, border)


def _figure_sheet(stage: Stage, figure: SheetFigure, stride: int = 1) -> Sheet:
    """The sheet on each ``stride``-th line of its lattice."""
    heights = np.asarray(figure.heights, dtype=float)[::stride, ::stride]
    x, y = np.meshgrid(*(np.asarray(side, dtype=float)[::stride] for side in (figure.x, figure.y)))
    with np.errstate(invalid="ignore", over="ignore"):
        points = stage.box.to_box(np.stack([x, y, heights], axis=-1))
    return Sheet(points, stage.theme.meaning(figure.meaning), figure.opacity, SHEET_LINES)


def _upright(start: tuple[float, float], end: tuple[float, float], colour: str) -> Sheet:
    bottom, top = -Z_HALF, Z_HALF
    return Sheet(np.array([[(*start, bottom), (*end, bottom)], [(*start, top), (*end, top)]]), colour)


def _tangent_plane(stage: Stage, foot: Array) -> Sheet:
    """A square of the tangent plane around P, as steep as it is, its sides of equal length in the box."""
    reading = stage.probe
    assert reading is not None
    sides = []
    for axis, slope in enumerate((reading.slope_x, reading.slope_y)):
        side = np.zeros(3)
        side[axis] = 1.0
        side[2] = slope * float(stage.box.rise(reading.value)) / stage.box.scale[axis]
        sides.append(side * PLANE_REACH / math.hypot(*side))
    u, v = sides
    points = np.array([[foot - u - v, foot + u - v], [foot - u + v, foot + u + v]])
    return Sheet(points, stage.theme.gradient, 0.16)


def _outline(stage: Stage, sheet: Sheet, width: float) -> tuple[Array, Line]:
    """A sheet's border; what is hidden of it, which is very faint, is left out in motion."""
    corners = sheet.points[[0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
    places = np.linspace(0, 4, 4 * OUTLINE_PIECES + 1)
    points = np.column_stack([np.interp(places, np.arange(5), corners[:, axis]) for axis in range(3)])
    return points, Line(sheet.colour, width, opacity=0.55, behind=0.0 if stage.moving else 0.25)


def _thinned(piece: NDArray[np.floating]) -> NDArray[np.floating]:
    """At most some 200 points of a long polyline, both ends kept."""
    stride = max(1, len(piece) // 200)
    return piece if stride == 1 else np.concatenate([piece[:-1:stride], piece[-1:]])
