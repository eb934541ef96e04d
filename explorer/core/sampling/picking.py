"""Where a line of sight meets the sampled surface, and which points the surface hides.

Both work in the box of :mod:`explorer.core.projection` on the bilinear patches between lattice
points, holes (NaN) and values outside ``±Z_HALF`` being nothing that could be hit. A single ray is
followed exactly: within one cell the height above the patch is a quadratic in the ray's parameter
(Ramsey, Potter & Hansen, "Ray bilinear patch intersections", 2004). For many points at once the
lines of sight are stepped instead, which is all that a dotted line needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from explorer.core.projection import Z_HALF, Box
from explorer.core.sampling.field import Field

__all__ = ["HeightMap", "hidden", "pick"]

Array = NDArray[np.float64]
MARGIN = 1e-9
EDGE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class HeightMap:
    """A field's values as heights of the box: ``heights`` (rows, columns), NaN in holes.

    ``x`` and ``y`` are the lattice's box coordinates, rising and evenly spaced.
    """

    x: Array
    y: Array
    heights: Array

    @classmethod
    def from_field(cls, field: Field, box: Box) -> HeightMap:
        """The whole field."""
        scale, middle = box.scale, box.middle
        with np.errstate(invalid="ignore", over="ignore"):
            heights = box.heights(field.f)
        x = (np.asarray(field.x, dtype=float) - middle[0]) * scale[0]
        y = (np.asarray(field.y, dtype=float) - middle[1]) * scale[1]
        return cls(x, y, np.where(np.isfinite(heights), heights, np.nan))

    def coarser(self, most: int) -> HeightMap:
        """The same surface on at most ``most`` lattice points each way."""
        columns, rows = min(len(self.x), most), min(len(self.y), most)
        if (rows, columns) == self.heights.shape:
            return self
        x, y = np.linspace(self.x[0], self.x[-1], columns), np.linspace(self.y[0], self.y[-1], rows)
        return HeightMap(x, y, self.at(*np.meshgrid(x, y)))

    def at(self, x: Array, y: Array) -> Array:
        """Bilinear heights at box positions of equal shape; NaN outside and in holes."""
        column, across = _cell(self.x, x)
        row, along = _cell(self.y, y)
        z = self.heights
        near = z[row, column] * (1 - across) + z[row, column + 1] * across
        far = z[row + 1, column] * (1 - across) + z[row + 1, column + 1] * across
        inside = (x >= self.x[0]) & (x <= self.x[-1]) & (y >= self.y[0]) & (y <= self.y[-1])
        return np.asarray(np.where(inside, near * (1 - along) + far * along, np.nan))


def pick(surface: HeightMap, origin: Array, direction: Array, z_half: float = Z_HALF) -> tuple[float, float] | None:
    """Box x and y where the ray first meets the surface, or None.

    Of the surface, only heights within ``±z_half`` exist. Exact on the bilinear patches.
    """
    span = _span(surface, origin, direction, z_half)
    if span is None:
        return None
    stops = _crossings(surface, origin, direction, *span)
    start, end = stops[:-1], stops[1:]
    gaps = [_gap(surface, origin, direction, t, (start + end) / 2) for t in (start, (start + end) / 2, end)]
    root = _first_root(*gaps)
    finite = np.flatnonzero(np.isfinite(root))
    if not len(finite):
        return None
    cell = finite[0]
    position = origin + (start[cell] + root[cell] * (end[cell] - start[cell])) * direction
    return float(position[0]), float(position[1])


def hidden(
    surface: HeightMap, points: Array, towards_eye: Array, steps: int = 96, lift: float = 0.012, z_half: float = Z_HALF
) -> NDArray[np.bool_]:
    """Whether the surface stands between each point and the eye, shape (n,).

    ``points`` and ``towards_eye`` (unit directions) have shape (n, 3). Each test starts ``lift``
    box units off its point, so that a point of the surface does not hide itself.
    """
    points, towards_eye = np.asarray(points, dtype=float), np.asarray(towards_eye, dtype=float)
    if not len(points):
        return np.zeros(0, dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        bounds = np.array([1.0, 1.0, z_half])
        exits = np.where(towards_eye != 0, (np.sign(towards_eye) * bounds - points) / towards_eye, np.inf)
    length = np.nanmin(np.where(exits > 0, exits, np.inf), axis=1)
    outside = (exits <= EDGE).any(axis=1) | ~np.isfinite(length) | ~np.isfinite(points).all(axis=1)
    if outside.all():
        return np.zeros(len(points), dtype=bool)
    points, towards_eye = points[~outside].astype(np.float32), towards_eye[~outside].astype(np.float32)
    reach = np.maximum(length[~outside], lift).astype(np.float32) - np.float32(lift)
    t = np.float32(lift) + reach[:, None] * _spacing(steps)
    x, y = (points[:, axis, None] + t * towards_eye[:, axis, None] for axis in (0, 1))
    ground = _heights_inside(surface, x, y)
    if (np.abs(points[:, :2]) > 1 + EDGE).any():  # lines of sight that come in from beside the surface
        ground[(np.abs(x) > 1 + EDGE) | (np.abs(y) > 1 + EDGE)] = np.nan
    gap = points[:, 2, None] + t * towards_eye[:, 2, None] - ground
    with np.errstate(invalid="ignore"):
        drawn = np.abs(ground) <= z_half
        above = gap > 0
        below = gap < 0
        crossed = (above[:, :-1] & below[:, 1:]) | (below[:, :-1] & above[:, 1:])
        crossed &= drawn[:, :-1] | drawn[:, 1:]
    result = np.zeros(len(outside), dtype=bool)
    result[~outside] = crossed.any(axis=1)
    return result


@cache
def _spacing(steps: int) -> NDArray[np.float32]:
    """Shares of a line of sight at which it is tested: closer where it starts."""
    return np.asarray(np.linspace(0.0, 1.0, steps) ** 1.5, dtype=np.float32)


def _heights_inside(surface: HeightMap, x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bilinear heights at box positions of equal shape, those outside at the nearest edge; for many, and quick."""
    rows, columns = surface.heights.shape
    per_column = np.float32((columns - 1) / (surface.x[-1] - surface.x[0]))
    per_row = np.float32((rows - 1) / (surface.y[-1] - surface.y[0]))
    across = np.clip((x - np.float32(surface.x[0])) * per_column, 0.0, columns - 1.0, dtype=np.float32)
    along = np.clip((y - np.float32(surface.y[0])) * per_row, 0.0, rows - 1.0, dtype=np.float32)
    column = np.minimum(across.astype(np.int32), columns - 2)
    row = np.minimum(along.astype(np.int32), rows - 2)
    across -= column.astype(np.float32)
    along -= row.astype(np.float32)
    flat, place = surface.heights.ravel().astype(np.float32), row * np.int32(columns) + column
    low, high = flat.take(place), flat.take(place + columns)
    low += across * (flat.take(place + 1) - low)
    high += across * (flat.take(place + (columns + 1)) - high)
    return np.asarray(low + along * (high - low))


def _cell(lattice: Array, position: Array) -> tuple[NDArray[np.intp], Array]:
    """Index of the cell that holds each position, clipped to the lattice, and the fraction within it."""
    scaled = np.nan_to_num((position - lattice[0]) * ((len(lattice) - 1) / (lattice[-1] - lattice[0])), nan=0.0)
    scaled = np.clip(scaled, 0.0, len(lattice) - 1.0)
    index = np.minimum(scaled.astype(np.intp), len(lattice) - 2)
    return index, scaled - index


def _span(surface: HeightMap, origin: Array, direction: Array, z_half: float) -> tuple[float, float] | None:
    """The ray's parameters inside the box (slab method), or None."""
    low = np.array([surface.x[0], surface.y[0], -z_half])
    high = np.array([surface.x[-1], surface.y[-1], z_half])
    enter, leave = 0.0, np.inf
    for axis in range(3):
        if abs(direction[axis]) < 1e-15:
            if not low[axis] - MARGIN <= origin[axis] <= high[axis] + MARGIN:
                return None
            continue
        near, far = sorted((np.array([low[axis], high[axis]]) - origin[axis]) / direction[axis])
        enter, leave = max(enter, near), min(leave, far)
    return (enter - MARGIN, leave + MARGIN) if enter <= leave else None


def _crossings(surface: HeightMap, origin: Array, direction: Array, enter: float, leave: float) -> Array:
    """Rising parameters at which the ray passes from cell to cell, both ends included."""
    stops = [np.array([enter, leave])]
    for axis, lattice in ((0, surface.x), (1, surface.y)):
        if abs(direction[axis]) > 1e-15:
            stops.append((lattice - origin[axis]) / direction[axis])
    every = np.concatenate(stops)
    return np.unique(every[(every >= enter) & (every <= leave)])


def _gap(surface: HeightMap, origin: Array, direction: Array, t: Array, middle: Array) -> Array:
    """Height of the ray above the patch of the cell that holds ``middle``, at parameters ``t``."""
    column, _ = _cell(surface.x, origin[0] + middle * direction[0])
    row, _ = _cell(surface.y, origin[1] + middle * direction[1])
    across = (origin[0] + t * direction[0] - surface.x[column]) / (surface.x[column + 1] - surface.x[column])
    along = (origin[1] + t * direction[1] - surface.y[row]) / (surface.y[row + 1] - surface.y[row])
    z = surface.heights
    near = z[row, column] * (1 - across) + z[row, column + 1] * across
    far = z[row + 1, column] * (1 - across) + z[row + 1, column + 1] * across
    return np.asarray(origin[2] + t * direction[2] - near * (1 - along) - far * along)


def _first_root(start: Array, middle: Array, end: Array) -> Array:
    """The smallest root in [0, 1] of the parabola through values at 0, ½ and 1; NaN for none."""
    a, b, c = 2 * (start - 2 * middle + end), 4 * middle - 3 * start - end, start
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        q = -0.5 * (b + np.copysign(np.sqrt(b * b - 4 * a * c), b))
        roots = np.stack([q / a, c / q])
        roots = np.where((roots >= -1e-7) & (roots <= 1 + 1e-7), roots, np.inf)
    roots[:, start == 0] = 0.0
    first = np.nanmin(np.where(np.isnan(roots), np.inf, roots), axis=0)
    return np.asarray(np.where(np.isfinite(first), np.clip(first, 0.0, 1.0), np.nan))
