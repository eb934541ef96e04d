"""The surface without OpenGL: coarse shaded quadrilaterals, painted from the farthest to the nearest.

The painter's algorithm (Newell, Newell & Sancha 1972, without splitting): good for the graph of a
function, whose cells do not pass through one another. Level curves are cut at the cells' borders and
painted with their cells, so that what is nearer covers them as well.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from explorer.controller.pictures import FieldPicture
from explorer.core.projection import FLOOR_Z, Z_HALF, Projection
from explorer.core.sampling.contours import FieldContours, pole_points
from explorer.core.sampling.field import Field
from explorer.core.sampling.picking import HeightMap
from explorer.views.surface.brush import pen_of, with_opacity
from explorer.views.surface.scene import BodyScene, Quality, Sheet, box_of
from explorer.views.surface.sheet_painting import sheets_image
from explorer.views.theme import colour_map, rgb

__all__ = ["PainterBody"]

Array = NDArray[np.float64]
CELLS_AT_REST, CELLS_MOVING = 60, 36
SHEET_LATTICE = 96
KEY_LIGHT, FILL_LIGHT = np.array([-0.50, 0.70, 0.55]), np.array([0.80, 0.10, 0.50])
DARKEST_PART = 0.34


class PainterBody:
    """See :class:`explorer.views.surface.scene.BodyRenderer`."""

    def __init__(self) -> None:
        self._heights: tuple[FieldPicture, HeightMap] | None = None

    @property
    def is_slow(self) -> bool:
        """Always: the processor draws."""
        return True

    def release(self) -> None:
        """Holds nothing outside Python."""

    def render(self, scene: BodyScene, quality: Quality) -> QImage:
        """Surface and floor as an opaque image."""
        image = QImage(round(scene.projection.width), round(scene.projection.height), QImage.Format.Format_RGB32)
        image.fill(QColor(scene.theme.canvas))
        field = _coarse(scene.picture.field, CELLS_AT_REST if quality.smooth else CELLS_MOVING)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, quality.smooth)
        cells = _Cells(scene, field)
        if scene.shows_floor:
            cells.draw_floor(painter)
        cells.draw_surface(painter)
        painter.end()
        return image

    def render_sheets(self, scene: BodyScene, sheets: tuple[Sheet, ...], quality: Quality) -> QImage:
        """Sheets on a transparent ground."""
        if self._heights is None or self._heights[0] is not scene.picture:
            heights = HeightMap.from_field(scene.picture.field, box_of(scene.picture))
            self._heights = (scene.picture, heights.coarser(SHEET_LATTICE))
        return sheets_image(scene, sheets, self._heights[1], quality.smooth)


class _Cells:
    """One frame: the lattice in the box, its colours, and what is painted with each cell."""

    def __init__(self, scene: BodyScene, field: Field) -> None:
        self._scene, self._field = scene, field
        self._box = box_of(scene.picture)
        x, y = np.meshgrid(field.x, field.y)
        with np.errstate(invalid="ignore", over="ignore"):
            points = self._box.to_box(np.stack([x, y, np.asarray(field.f, dtype=float)], axis=-1))
            self._inside = np.abs(points[..., 2]) <= Z_HALF * 1.002
            points[..., 2] = np.clip(points[..., 2], -Z_HALF, Z_HALF)
        self._points = points
        self._curves = _curve_segments(scene, field) if scene.contours else {}

    def draw_floor(self, painter: QPainter) -> None:
        """The quiet map below."""
        scene, theme = self._scene, self._scene.theme
        flat = self._points.copy()
        flat[..., 2] = FLOOR_Z
        canvas = np.array(rgb(theme.canvas), dtype=float)
        colours = canvas + theme.floor_mix * (self._map_colours() - canvas)
        shown = np.isfinite(_corners(self._points)[..., 2]).all(axis=0)
        pixels = _corners(scene.projection.project(flat)[..., :2])
        for row, column in np.argwhere(shown):
            _quad(painter, pixels[:, row, column], colours[row, column])
        curve = theme.contour_on_dark if theme.dark else theme.contour
        painter.setPen(pen_of(with_opacity(curve, 0.4), scene.pixel))
        for segments in self._curves.values():
            for segment, _ in segments:
                _stroke(painter, scene.projection, self._box.on_floor(segment))

    def draw_surface(self, painter: QPainter) -> None:
        """Cells with their pieces of level curves, from the farthest to the nearest."""
        scene = self._scene
        depth = _corners(scene.projection.project(self._points)[..., 2:]).mean(axis=0)[..., 0]
        corners = _corners(self._points)
        # A cell is drawn when its four corners have values and one of them lies in the range shown.
        shown = np.isfinite(corners[..., 2]).all(axis=0) & _corners(self._inside).any(axis=0) & ~self._broken()
        colours = self._lit(self._map_colours())
        pixels = _corners(scene.projection.project(self._points)[..., :2])
        jobs = [(float(depth[r, c]), int(r), int(c)) for r, c in np.argwhere(shown)]
        for _, row, column in sorted(jobs, reverse=True):
            _quad(painter, pixels[:, row, column], colours[row, column])
            self._draw_curves(painter, row, column)

    def _draw_curves(self, painter: QPainter, row: int, column: int) -> None:
        theme = self._scene.theme
        for segment, part in self._curves.get((row, column), ()):
            colour = theme.contour_on_dark if part < DARKEST_PART else theme.contour
            painter.setPen(pen_of(with_opacity(colour, theme.contour_opacity), 1.15 * self._scene.pixel))
            height = np.full((2, 1), (2 * part - 1) * Z_HALF)
            flat = self._box.on_floor(segment)[:, :2]
            _stroke(painter, self._scene.projection, np.hstack([flat, height]))

    def _broken(self) -> NDArray[np.bool_]:
        marks = pole_points(self._field, 0.5 * (self._box.high - self._box.low))
        return np.asarray(_corners(marks).sum(axis=0) >= 3)

    def _map_colours(self) -> Array:
        """The colour map at the middle of every cell, (rows - 1, columns - 1, 3)."""
        middle = _corners(self._points[..., 2]).mean(axis=0)
        part = np.clip(np.nan_to_num(middle / (2 * Z_HALF) + 0.5), 0, 1)
        colours: Array = colour_map(self._scene.colour_map, 256)[np.rint(part * 255).astype(int)].astype(float)
        return colours

    def _lit(self, colours: Array) -> Array:
        """LOOK §8's light on every cell, in linear light."""
        scale, projection = self._box.scale, self._scene.projection
        rise = self._box.rise(self._field.f)
        with np.errstate(invalid="ignore", over="ignore"):
            slopes = [
                np.clip(np.nan_to_num(np.asarray(s, dtype=float) * (rise / scale[a])), -1e4, 1e4)
                for a, s in ((0, self._field.fx), (1, self._field.fy))
            ]
        normal = np.stack([-slopes[0], -slopes[1], np.ones_like(slopes[0])], axis=-1)
        normal = _corners(normal).mean(axis=0)
        normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
        places = np.nan_to_num(_corners(self._points).mean(axis=0))
        view = projection.towards_eye(places)
        away = np.einsum("ijk,ijk->ij", normal, view) < 0
        normal[away] *= -1
        frame = projection.directions * np.array([[1.0], [1.0], [-1.0]])
        key, fill = (light / np.linalg.norm(light) @ frame for light in (KEY_LIGHT, FILL_LIGHT))
        light = 0.36 + 0.10 * np.abs(normal[..., 2])
        light += 0.66 * np.maximum((normal @ key + 0.15) / 1.15, 0) + 0.10 * np.maximum(normal @ fill, 0)
        light = np.where(away, 0.82 * light, light)
        return np.asarray(255 * np.sqrt(np.minimum((colours / 255) ** 2 * light[..., None], 1.0)))


def _coarse(field: Field, cells: int) -> Field:
    """About ``cells`` lattice lines each way, the ends kept."""
    rows, columns = (np.unique(np.rint(np.linspace(0, n - 1, min(n, cells + 1))).astype(int)) for n in field.shape)
    pick = np.ix_(rows, columns)
    return Field(field.axes, field.x[columns], field.y[rows], field.f[pick], field.fx[pick], field.fy[pick])


def _corners(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """The four corner values of every cell, going round, stacked first."""
    return np.stack([values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]])


def _curve_segments(scene: BodyScene, field: Field) -> dict[tuple[int, int], list[tuple[Array, float]]]:
    """By cell: pieces of level curves (2, 2) on the axes, with the level's part of the range."""
    found: dict[tuple[int, int], list[tuple[Array, float]]] = {}
    low, high = scene.picture.low, scene.picture.high
    for curve in FieldContours(field, low, high).curves(scene.picture.levels):
        part = float(scene.picture.share(curve.level))
        for piece in curve.pieces:
            middle = (piece[:-1] + piece[1:]) / 2
            columns = np.clip(np.searchsorted(field.x, middle[:, 0]) - 1, 0, len(field.x) - 2)
            rows = np.clip(np.searchsorted(field.y, middle[:, 1]) - 1, 0, len(field.y) - 2)
            for number, cell in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
                found.setdefault(cell, []).append((np.asarray(piece[number : number + 2], dtype=float), part))
    return found


def _quad(painter: QPainter, pixels: NDArray[np.generic], colour: NDArray[np.generic]) -> None:
    """A filled cell; its pen of the same colour closes the seam to its neighbours."""
    if not np.isfinite(pixels).all():
        return
    fill = QColor(*(int(channel) for channel in colour))
    painter.setPen(pen_of(fill, 1.0))
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF([QPointF(float(x), float(y)) for x, y in pixels]))


def _stroke(painter: QPainter, projection: Projection, points: Array) -> None:
    (x0, y0, _), (x1, y1, _) = projection.project(points)
    if np.isfinite([x0, y0, x1, y1]).all():
        painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))
