"""The slope in a direction: D_u f = ∇f·u, over all angles, and f along a line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.analysis.positions import Floats, placed, read_only
from explorer.core.expression.names import canonical_name
from explorer.core.objective import Objective

__all__ = [
    "Line",
    "SpecialDirections",
    "directional_derivative",
    "line_through",
    "sample_points",
    "slope_by_angle",
    "special_directions",
    "unit_direction",
]

MOST_SAMPLES = 1 << 20


@dataclass(frozen=True, slots=True)
class SpecialDirections:
    """Angles from the first axis, in radians, in (−π, π]: steepest up, steepest down, and the two along the level.

    ``level_1`` is a quarter turn to the left of ``ascent``, ``level_2`` to its right. All are None
    where the gradient is zero or undefined: then no direction is special.
    """

    ascent: float | None
    descent: float | None
    level_1: float | None
    level_2: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """f along a straight line: parameters ``t`` and values ``f``, both (count,), read-only; NaN where undefined."""

    t: Floats
    f: Floats


def directional_derivative(
    f: Objective, point: Mapping[str, float], direction: Mapping[str, float] | Sequence[float]
) -> float:
    """D_u f = ∇f·u at ``point``, where u is ``direction`` made one unit long.

    ``direction`` is a sequence in the order of ``f.variables``, or a mapping name → component (a name
    left out is 0). NaN where f is undefined. Raises ValueError for a direction that is zero, not
    finite or of the wrong length.
    """
    unit = unit_direction(f, direction)
    f, position = placed(f, point)
    _, gradient = f.value_and_gradient(position)
    if not np.isfinite(position).all():
        return math.nan
    # A component across the direction does not matter, even where it is infinite (√x·y at x = 0).
    return float(sum(slope * part for slope, part in zip(gradient.tolist(), unit.tolist(), strict=True) if part != 0.0))


def unit_direction(f: Objective, direction: Mapping[str, float] | Sequence[float]) -> Floats:
    """``direction`` as a vector (n,) of length 1 in the order of ``f.variables``; raises ValueError as above."""
    names = f.variables
    if isinstance(direction, Mapping):
        given = {canonical_name(name): value for name, value in direction.items()}
        strangers = [name for name in given if name not in names]
        if strangers:
            raise ValueError(f"The direction names {strangers[0]}, but f has only the variables {', '.join(names)}.")
        components = np.array([given.get(name, 0.0) for name in names], dtype=np.float64)
    else:
        components = np.asarray(direction, dtype=np.float64)
    if components.shape != (len(names),):
        raise ValueError(f"The direction needs {len(names)} components, for {', '.join(names)}, not {components.size}.")
    if not np.isfinite(components).all():
        raise ValueError("The direction must have finite components.")
    largest = float(np.abs(components).max(initial=0.0))
    if largest == 0.0:
        raise ValueError("The direction is zero and points nowhere; give it a component that is not 0.")
    # In two steps, because 1 / 5e-324 overflows.
    components = components / math.ldexp(1.0, math.frexp(largest)[1] - 1)
    unit: Floats = components / math.hypot(*components.tolist())
    return unit


def slope_by_angle(gx: float, gy: float, angles: ArrayLike) -> Floats:
    """The slope in each direction: gx·cos θ + gy·sin θ, shape as ``angles`` (radians from the first axis).

    Its largest value is ‖∇f‖, taken along the gradient. All NaN where a slope is undefined.
    """
    theta = np.asarray(angles, dtype=np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(gx * np.cos(theta) + gy * np.sin(theta))


def special_directions(gx: float, gy: float) -> SpecialDirections:
    """Where the slope is greatest, least and zero, for a gradient (gx, gy)."""
    if not (math.isfinite(gx) and math.isfinite(gy)) or gx == gy == 0.0:
        return SpecialDirections(None, None, None, None)
    # Turned by swapping components, not by adding π, which would cost digits. −0.0 is made 0.0.
    gx, gy = gx + 0.0, gy + 0.0
    return SpecialDirections(_angle(gx, gy), _angle(-gx, -gy), _angle(-gy, gx), _angle(gy, -gx))


def _angle(x: float, y: float) -> float:
    return math.atan2(y + 0.0, x + 0.0)


def line_through(f: Objective, position: ArrayLike, direction: ArrayLike, low: float, high: float, count: int) -> Line:
    """f at ``position + t·direction`` for ``count`` values of t from ``low`` to ``high``.

    ``position`` and ``direction`` have shape (n,); the direction is taken as it is, so give a unit
    vector where t is to be a distance. Raises ValueError for a range that is not finite or a count
    outside 2 … 1,048,576.
    """
    t = sample_points(low, high, count)
    start, along = np.asarray(position, dtype=np.float64), np.asarray(direction, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        positions = start + t[:, None] * along
    return Line(read_only(t), read_only(f.values_at(positions)))


def sample_points(low: float, high: float, count: int) -> Floats:
    """``count`` evenly spaced numbers from ``low`` to ``high``, both included."""
    if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(high - low)):
        raise ValueError(f"The range must be finite, not {low:g} to {high:g}.")
    if not 2 <= count <= MOST_SAMPLES:
        raise ValueError(f"A curve has from 2 to {MOST_SAMPLES:,} points, not {count:,}.")
    return np.linspace(low, high, count)
