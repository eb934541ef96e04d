"""Where a line of sight meets the sampled surface, and which points the surface hides.

Both work in the box of :mod:`explorer.core.projection` on the bilinear patches between lattice
points, holes (NaN) and values outside ``±Z_HALF`` being nothing that could be hit. A single ray is
followed exactly: within one cell the height above the patch is a quadratic in the ray's parameter
(Ramsey, Potter & Hansen, "Ray bilinear patch intersections", 2004). For many points at once the
lines of sight are stepped instead, which is all that a dotted line needs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.projection import Z_HALF, Box
from explorer.core.sampling.field import Field

__all__ = ["HeightMap", "hidden", "pick"]

Array = NDArray[np.float64]
MARGIN = 1e-9


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
            heights = (np.asarray(field.f, dtype=float) - middle[2]) * scale[2]
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
    outside = (exits < 0).any(axis=1) | ~np.isfinite(length) | ~np.isfinite(points).all(axis=1)
    length = np.where(outside, lift, np.maximum(length, lift))
    t = lift + (length - lift)[:, None] * np.linspace(0.0, 1.0, steps) ** 1.5
    path = points[:, None, :] + t[..., None] * towards_eye[:, None, :]
    ground = surface.at(path[..., 0], path[..., 1])
    gap = path[..., 2] - ground
    with np.errstate(invalid="ignore"):
        drawn = np.abs(ground) <= z_half
        crossed = (gap[:, :-1] * gap[:, 1:] < 0) & (drawn[:, :-1] | drawn[:, 1:])
    return np.asarray(crossed.any(axis=1) & ~outside)


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
