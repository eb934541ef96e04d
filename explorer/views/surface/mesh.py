"""From a field to the numbers that the graphics card is given: heights, slopes, holes and breaks.

A lattice point where f is undefined still needs a height, since the surface ends halfway between it
and its defined neighbours: it takes their mean. Cells across a pole of odd order (1/x) are left out
of the index, or a wall would stand where the function jumps from one infinity to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explorer.controller.pictures import FieldPicture
from explorer.core.projection import Z_HALF
from explorer.core.sampling.contours import pole_points
from explorer.views.surface.scene import Sheet, box_of

__all__ = ["Mesh", "lattice_places", "mesh_of", "sheet_mesh", "triangles"]

HIGHEST = 8 * Z_HALF
STEEPEST = 1e4
FARTHEST = 100.0  # of a sheet's points, in box units


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """``vertices`` (rows · columns, 4) of float32: height, both slopes in the box, defined (1 or 0).

    ``broken`` (rows - 1, columns - 1) marks cells that a pole runs through, or is None.
    """

    vertices: NDArray[np.float32]
    broken: NDArray[np.bool_] | None
    shape: tuple[int, int]


def mesh_of(picture: FieldPicture) -> Mesh:
    """The mesh of a picture, in the box."""
    field, box = picture.field, box_of(picture)
    scale, middle = box.scale, box.middle
    with np.errstate(invalid="ignore", over="ignore"):
        heights = np.clip(
            box.heights(field.f) if box.logarithmic else (field.f - middle[2]) * scale[2], -HIGHEST, HIGHEST
        )
        rise = box.rise(field.f) if box.logarithmic else scale[2]
        partials = enumerate((field.fx, field.fy))
        slopes = [np.clip(slope * (rise / scale[axis]), -STEEPEST, STEEPEST) for axis, slope in partials]
    defined = ~np.isnan(heights)
    if not defined.all():
        heights = _filled(heights, defined)
    vertices = np.empty((*field.shape, 4), dtype=np.float32)
    vertices[..., 0] = heights
    for index, slope in enumerate(slopes):
        vertices[..., index + 1] = np.where(np.isnan(slope), 0.0, slope)
    vertices[..., 3] = defined
    return Mesh(vertices.reshape(-1, 4), _broken_cells(picture), field.shape)


def lattice_places(shape: tuple[int, int]) -> NDArray[np.float32]:
    """Box x and y of every lattice point, (rows · columns, 2)."""
    rows, columns = shape
    x, y = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    return np.stack([x, y], axis=-1).reshape(-1, 2).astype(np.float32)


def triangles(shape: tuple[int, int], stride: int = 1, broken: NDArray[np.bool_] | None = None) -> NDArray[np.uint32]:
    """Indices of two triangles a cell over every ``stride``-th lattice line (the last kept), flat.

    Cells that hold a ``broken`` cell of the full lattice are left out.
    """
    rows, columns = (_strided(length, stride) for length in shape)
    index = (rows[:, None] * shape[1] + columns[None, :]).astype(np.uint32)
    corners = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    a, b, c, d = (corner.ravel() for corner in corners)
    cells = np.stack([a, b, d, a, d, c], axis=1)
    if broken is not None:
        marks = np.logical_or.reduceat(broken, rows[:-1], axis=0)
        marks = np.logical_or.reduceat(marks, columns[:-1], axis=1)
        cells = cells[~marks.ravel()]
    return np.ascontiguousarray(cells.ravel())


def sheet_mesh(sheet: Sheet) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
    """Vertices (n, 6) (place, share along, share across, light) and the flat indices of a sheet's triangles."""
    rows, columns = sheet.points.shape[:2]
    vertices = np.empty((rows, columns, 6), dtype=np.float32)
    defined = np.asarray(np.isfinite(sheet.points).all(axis=-1))
    vertices[..., :3] = np.clip(np.where(defined[..., None], sheet.points, 0.0), -FARTHEST, FARTHEST)
    vertices[..., 3] = np.linspace(0, 1, columns)
    vertices[..., 4] = np.linspace(0, 1, rows)[:, None]
    vertices[..., 5] = sheet.light
    whole = defined[:-1, :-1] & defined[:-1, 1:] & defined[1:, :-1] & defined[1:, 1:]
    index = _all_triangles((rows, columns)) if whole.all() else triangles((rows, columns), 1, ~whole)
    return vertices.reshape(-1, 6), index


@lru_cache(maxsize=8)
def _all_triangles(shape: tuple[int, int]) -> NDArray[np.uint32]:
    """Those of a sheet without holes; sheets of a few shapes follow the probe."""
    return triangles(shape)


def _strided(length: int, stride: int) -> NDArray[np.intp]:
    indices = np.arange(0, length, stride)
    return indices if indices[-1] == length - 1 else np.append(indices, length - 1)


def _broken_cells(picture: FieldPicture) -> NDArray[np.bool_] | None:
    """Cells of which at least three corners lie beside a jump from end to end of the range."""
    if not picture.cut:
        return None
    marks = pole_points(picture.field, 0.5 * (picture.high - picture.low)).astype(np.int8)
    cells = marks[:-1, :-1] + marks[:-1, 1:] + marks[1:, :-1] + marks[1:, 1:] >= 3
    return cells if cells.any() else None


def _filled(heights: NDArray[np.floating], defined: NDArray[np.bool_]) -> NDArray[np.floating]:
    """Undefined points take the mean of their defined neighbours, or 0 without any."""
    known = np.pad(np.where(defined, heights, 0.0), 1)
    weight = np.pad(defined.astype(float), 1)
    total, count = np.zeros_like(known), np.zeros_like(weight)
    for row in (-1, 0, 1):
        for column in (-1, 0, 1):
            total += np.roll(known, (row, column), (0, 1))
            count += np.roll(weight, (row, column), (0, 1))
    mean = (total / np.maximum(count, 1.0))[1:-1, 1:-1]
    return np.where(defined, heights, mean)
