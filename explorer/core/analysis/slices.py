"""One variable moves, the others are held: the curve, its tangent and its secants."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.analysis.direction import sample_points
from explorer.core.analysis.positions import Floats, read_only
from explorer.core.objective import Objective

__all__ = ["Secant", "SliceCurve", "secant", "slice_curve", "tangent"]


@dataclass(frozen=True, slots=True, eq=False)
class SliceCurve:
    """Values ``f`` over one variable ``x``, both (count,), read-only; NaN where f is undefined."""

    x: Floats
    f: Floats


@dataclass(frozen=True, slots=True)
class Secant:
    """The line through the points of the slice at ``x − h`` (the position) and ``x``.

    ``value`` is f at ``x``, ``slope`` the difference quotient (f(x) − f(x − h)) / h: NaN for h = 0
    and where either end is undefined.
    """

    h: float
    x: float
    value: float
    slope: float


def slice_curve(f: Objective, position: ArrayLike, index: int, low: float, high: float, count: int = 241) -> SliceCurve:
    """f over variable number ``index`` from ``low`` to ``high``, the others held at ``position`` (n,).

    Raises ValueError for a range that is not finite or a count below 2.
    """
    x = sample_points(low, high, count)
    positions = np.tile(np.asarray(position, dtype=np.float64), (count, 1))
    positions[:, index] = x
    return SliceCurve(read_only(x), read_only(f.values_at(positions)))


def tangent(value: float, slope: float, at: float, x: ArrayLike) -> Floats:
    """The line of ``slope`` through (``at``, ``value``), at each of ``x``."""
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(value + slope * (np.asarray(x, dtype=np.float64) - at))


def secant(f: Objective, position: ArrayLike, index: int, h: float) -> Secant:
    """The secant of the slice along variable ``index`` from ``position`` (n,) to a step ``h`` (either sign) further."""
    start = np.array(position, dtype=np.float64)
    end = start.copy()
    end[index] += h
    first, second = float(f.value_at(start)), float(f.value_at(end))
    slope = (second - first) / h if h != 0 and math.isfinite(h) else math.nan
    return Secant(float(h), float(end[index]), second, slope)
