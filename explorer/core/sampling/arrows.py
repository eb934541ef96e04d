"""Where the arrows of a gradient field stand, and how long the longest is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.core.sampling.field import Field, FloatArray

__all__ = ["MOST_ACROSS", "ArrowLattice", "arrow_lattice"]

MOST_ACROSS = 9
_PIXELS_BETWEEN = 38.0


@dataclass(frozen=True, slots=True, eq=False)
class ArrowLattice:
    """m arrows: centres ``x``, ``y``, slopes ``fx``, ``fy`` and values ``f``, each of shape (m,).

    ``spacing`` is the distance of neighbours along the two axes; ``steepest`` the greatest ‖∇f‖
    among the arrows, so that lengths can be scaled to the spacing (0 where there are none).
    """

    x: FloatArray
    y: FloatArray
    f: FloatArray
    fx: FloatArray
    fy: FloatArray
    spacing: tuple[float, float]
    steepest: float


def arrow_lattice(field: Field, width: float = 400.0, height: float = 400.0) -> ArrowLattice:
    """An even lattice of at most nine by nine arrows for a view of ``width`` × ``height`` pixels.

    The lattice is centred in the window, so that it is symmetric where the function is. Slopes are
    interpolated between the samples around each arrow. Arrows where f or a slope is undefined, or
    where both slopes are exactly 0, are left out.
    """
    least_x, most_x, least_y, most_y = field.window
    xs = _centres(least_x, most_x, _count(width))
    ys = _centres(least_y, most_y, _count(height))
    x, y = (np.ravel(grid) for grid in np.meshgrid(xs, ys))
    f, fx, fy = (_interpolated(field, values, x, y) for values in (field.f, field.fx, field.fy))
    keep = np.isfinite(f) & np.isfinite(fx) & np.isfinite(fy) & ((fx != 0) | (fy != 0))
    lengths = np.hypot(fx[keep], fy[keep])
    spacing = ((most_x - least_x) / len(xs), (most_y - least_y) / len(ys))
    steepest = float(lengths.max()) if lengths.size else 0.0
    return ArrowLattice(x[keep], y[keep], f[keep], fx[keep], fy[keep], spacing, steepest)


def _count(pixels: float) -> int:
    return max(2, min(MOST_ACROSS, int(pixels / _PIXELS_BETWEEN))) if math.isfinite(pixels) else MOST_ACROSS


def _centres(least: float, most: float, count: int) -> FloatArray:
    return least + (most - least) * (np.arange(count) + 0.5) / count


def _interpolated(field: Field, values: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Bilinear interpolation; NaN where one of the four samples around is not finite."""
    column, across = _cell(field.x, x)
    row, up = _cell(field.y, y)
    samples = np.where(np.isfinite(values), values, np.nan).astype(np.float64)
    low = samples[row, column] * (1 - across) + samples[row, column + 1] * across
    high = samples[row + 1, column] * (1 - across) + samples[row + 1, column + 1] * across
    return np.asarray(low * (1 - up) + high * up)


def _cell(axis: FloatArray, at: FloatArray) -> tuple[np.ndarray, FloatArray]:
    cell = np.clip(np.searchsorted(axis, at, side="right") - 1, 0, len(axis) - 2)
    return cell, (at - axis[cell]) / (axis[cell + 1] - axis[cell])
