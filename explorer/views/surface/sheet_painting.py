"""Translucent sheets without OpenGL: small quadrilaterals, each drawn where the surface does not hide its middle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from explorer.core.projection import Z_HALF
from explorer.core.sampling.picking import HeightMap, hidden
from explorer.views.charts.paint import path_of
from explorer.views.charts.polylines import finite_pieces
from explorer.views.surface.brush import pen_of, with_opacity
from explorer.views.surface.scene import SHEET_LINE_OPACITY, BodyScene, Sheet, drawing_order

__all__ = ["sheets_image"]

Array = NDArray[np.float64]
CELLS_AT_REST, CELLS_MOVING = 64, 24
HIDDEN_STEPS = 64
SHADES = 8


def sheets_image(scene: BodyScene, sheets: tuple[Sheet, ...], heights: HeightMap, fine: bool) -> QImage:
    """What is seen of the sheets around a surface, on a transparent ground."""
    projection = scene.projection
    form = QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(round(projection.width), round(projection.height), form)
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    for sheet in drawing_order(sheets, projection):
        _draw(painter, scene, sheet, heights, CELLS_AT_REST if fine else CELLS_MOVING)
    painter.end()
    return image


def _draw(painter: QPainter, scene: BodyScene, sheet: Sheet, heights: HeightMap, cells: int) -> None:
    """Cells of about one brightness together in one path, so that they do not cover each other twice."""
    points, light = _refined(sheet.points, cells), _refined(sheet.light[..., None], cells)[..., 0]
    corners = np.stack([points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]], axis=2)
    heights_of = np.abs(corners[..., 2])
    shown = np.isfinite(corners).all(axis=(2, 3)) & (heights_of.min(axis=2) <= Z_HALF)
    middles = corners.mean(axis=2)
    middles[..., 2] = np.clip(middles[..., 2], -Z_HALF, Z_HALF)
    shown[shown] = ~hidden(heights, middles[shown], scene.projection.towards_eye(middles[shown]), HIDDEN_STEPS)
    shade = np.rint((light[:-1, :-1] + light[1:, 1:])[shown] / 2 * SHADES)
    polygons = [cell if (np.abs(cell[:, 2]) <= Z_HALF).all() else _cut(cell) for cell in corners[shown]]
    for level in np.unique(shade):
        rings = [polygon for polygon, own in zip(polygons, shade, strict=True) if own == level and len(polygon)]
        path = path_of(_pixels(scene, rings), closed=True)
        painter.fillPath(path, with_opacity(_dimmed(sheet.colour, float(level) / SHADES), sheet.opacity))
    if sheet.lines:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        colour = with_opacity(sheet.colour, SHEET_LINE_OPACITY)
        painter.strokePath(_lattice(scene, points, shown, sheet.lines), pen_of(colour, scene.pixel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _cut(cell: Array) -> Array:
    """The part of a cell's outline (n, 3) within the range shown (Sutherland and Hodgman, 1974)."""
    for sign in (1.0, -1.0):
        inside = sign * cell[:, 2] <= Z_HALF
        kept = []
        for index in range(len(cell)):
            here, following = cell[index], cell[(index + 1) % len(cell)]
            if inside[index]:
                kept.append(here)
            if inside[index] != inside[(index + 1) % len(cell)]:
                kept.append(here + (following - here) * (sign * Z_HALF - here[2]) / (following[2] - here[2]))
        cell = np.array(kept).reshape(-1, 3)
    return cell


def _pixels(scene: BodyScene, rings: list[Array]) -> list[Array]:
    """Rings of box points in pixels, all projected at once; those without a picture left out."""
    if not rings:
        return []
    pixels = scene.projection.project(np.concatenate(rings))[..., :2]
    parts = np.split(pixels, np.cumsum([len(ring) for ring in rings])[:-1])
    return [part for part in parts if np.isfinite(part).all()]


def _lattice(scene: BodyScene, points: Array, shown: NDArray[np.bool_], lines: int) -> QPainterPath:
    """Some of the lattice's lines, where the cells beside them are shown."""
    pieces = []
    for turned in (False, True):
        lattice, seen = (points.swapaxes(0, 1), shown.T) if turned else (points, shown)
        within = np.where(np.abs(lattice[..., 2:]) <= Z_HALF, lattice, np.nan)
        pixels = scene.projection.project(within)[..., :2]
        for row in np.unique(np.rint(np.linspace(0, len(lattice) - 1, lines + 1)).astype(int)):
            beside = seen[max(0, row - 1)] & seen[min(row, len(seen) - 1)]
            edges = np.flatnonzero(np.diff(np.concatenate([[False], beside, [False]]).astype(np.int8)))
            pieces += [pixels[row, start : end + 1] for start, end in edges.reshape(-1, 2)]
    return path_of(part for piece in pieces for part in finite_pieces(piece))


def _refined(values: Array, cells: int) -> Array:
    """The lattice (rows, columns, …) on ``cells`` cells each way, linearly between its own points."""
    for axis in (0, 1):
        length = values.shape[axis]
        places = np.linspace(0, length - 1, cells + 1)
        before = np.minimum(places.astype(int), length - 2)
        share = (places - before).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        values = values.take(before, axis) * (1 - share) + values.take(before + 1, axis) * share
    return values


def _dimmed(colour: str, light: float) -> str:
    dimmed = QColor(colour)
    channels = (dimmed.redF(), dimmed.greenF(), dimmed.blueF())
    return QColor.fromRgbF(*(min(1.0, channel * light) for channel in channels)).name()
