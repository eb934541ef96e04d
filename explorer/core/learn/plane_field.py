"""A field on a plane of parameters: values from the plane, slopes exact where that is quick, else from the values."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.objective import Objective
from explorer.core.sampling.field import Field, FloatArray

__all__ = ["plane_field"]

_MOST_EXACT: Final = 1 << 22  # lattice points times samples whose gradients are all computed
_MARGIN: Final = 2


def plane_field(
    whole: Objective,
    origin: FloatArray,
    directions: tuple[FloatArray, FloatArray],
    axes: tuple[str, str],
    lines: tuple[FloatArray, FloatArray],
    dtype: str,
) -> Field:
    """``whole`` at ``origin + x·directions[0] + y·directions[1]`` for x and y in ``lines``, evenly spaced.

    The slopes along the directions are exact on a small lattice; on a larger one of many samples, and in the single
    precision of a picture that follows a drag, they are central differences of fourth order (Abramowitz and Stegun
    25.3.6) between its points, good for arrows and shading.
    """
    xs, ys = lines
    work = len(xs) * len(ys) * int(getattr(whole, "samples", 1))
    quick = dtype == "float32" and work > _MOST_EXACT >> 8
    if (work <= _MOST_EXACT and not quick) or len(xs) < 2 or len(ys) < 2:
        f = _values(whole, origin, directions, xs, ys)
        fx, fy = _exact(whole, origin, directions, xs, ys)
    else:
        f, fx, fy = _differences(_values(whole, origin, directions, _wider(xs), _wider(ys)), xs, ys)
    undefined = ~np.isfinite(f)
    fx[undefined] = fy[undefined] = np.nan
    with np.errstate(over="ignore"):
        return Field(axes, xs, ys, f.astype(dtype), fx.astype(dtype), fy.astype(dtype))


def _values(
    whole: Objective, origin: FloatArray, directions: tuple[FloatArray, FloatArray], xs: FloatArray, ys: FloatArray
) -> FloatArray:
    return np.concatenate([block.values for block in whole.plane(origin, directions, xs, ys)])


def _exact(
    whole: Objective, origin: FloatArray, directions: tuple[FloatArray, FloatArray], xs: FloatArray, ys: FloatArray
) -> tuple[FloatArray, FloatArray]:
    across = np.array(directions)
    fx, fy = np.empty((len(ys), len(xs))), np.empty((len(ys), len(xs)))
    along = origin + np.multiply.outer(xs, across[0])
    for row, y in enumerate(ys.tolist()):
        fx[row], fy[row] = across @ whole.gradients_at(along + y * across[1]).T
    return fx, fy


def _wider(line: FloatArray) -> FloatArray:
    """The line with two further places at either end."""
    step = (line[-1] - line[0]) / (len(line) - 1)
    before = line[0] - step * np.arange(_MARGIN, 0, -1)
    return np.concatenate((before, line, line[-1] + step * np.arange(1, _MARGIN + 1)))


def _differences(wide: FloatArray, xs: FloatArray, ys: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    inner = slice(_MARGIN, -_MARGIN)
    steps = [(line[-1] - line[0]) / (len(line) - 1) for line in (xs, ys)]
    fx = _slope(wide[inner].T).T / steps[0]
    fy = _slope(wide[:, inner]) / steps[1]
    return wide[inner, inner].copy(), fx, fy


def _slope(values: FloatArray) -> FloatArray:
    """f′·h along the first axis, two places shorter at either end."""
    near, far = values[3:-1] - values[1:-3], values[4:] - values[:-4]
    return np.asarray((8.0 * near - far) / 12.0)
