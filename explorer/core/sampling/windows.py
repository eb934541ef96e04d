"""Whether a window shows anything, and a window that does."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np

from explorer.core.numbers import format_value
from explorer.core.objective import Objective
from explorer.core.sampling.field import Field, FloatArray
from explorer.core.sampling.levels import nice_ticks, robust_range

__all__ = ["find_window", "window_verdict"]

Box: TypeAlias = tuple[float, float, float, float]

_MOSTLY = 0.6  # of the window undefined
_FLAT_SHARE = 0.9  # of the window within …
_FLAT_BAND = 0.005  # … this part of the range about the median
_ONE_SIDED = 0.005  # variation along one axis against the other
_USUAL = 3.0
_SCALES = (3.0, 10.0, 30.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7, 1.0, 0.1, 1e-2, 1e-3, 1e-4, 1e-6)
_LATTICE = (65, 65)
_REFINEMENTS = 6


def window_verdict(field: Field) -> str | None:
    """A sentence if little can be seen of f on this window: undefined or flat on most of it.

    Flat means: within half a percent of the range shown on nine tenths of the window, or hardly
    changing along one axis in comparison with the other. A function that does not depend on an
    axis at all is not flat. None where all is well.
    """
    values = field.f.astype(np.float64)
    finite = np.isfinite(values)
    share = 1.0 - np.count_nonzero(finite) / values.size
    if share > _MOSTLY:
        return _undefined_sentence(values, share)
    low, high = float(values[finite].min()), float(values[finite].max())
    if high - low <= 1e-13 * max(abs(low), abs(high)):
        return f"f is {format_value(low)} all over this window."
    flat = _flat_share(values)
    if flat >= _FLAT_SHARE:
        return f"f is nearly flat on {flat:.0%} of this window."
    return _one_sided_sentence(field, values)


def find_window(objective: Objective, axes: tuple[str, str], at: Mapping[str, float]) -> Box | None:
    """A window (x least, x most, y least, y most) on which f is defined and varies, or None.

    Tries, at growing and then shrinking scales about the origin, the box of what is defined there;
    the box is drawn in to where f varies, and an axis along which f varies far more than along the
    other is shortened. First comes the neighbourhood of a critical point that Newton's method
    finds from the origin. The other variables are held ``at``.
    """
    for box in _candidates(objective, axes, at):
        found = _refined(objective, axes, at, box)
        if found is not None:
            return found
    return None


def _undefined_sentence(values: FloatArray, share: float) -> str:
    state = "undefined" if np.isnan(values).sum() * 2 > values.size * share else "too large to compute"
    if share == 1.0:
        return f"f is {state} everywhere on this window."
    return f"f is {state} on {min(share, 0.99):.0%} of this window."


def _flat_share(values: FloatArray) -> float:
    """The part of the defined samples that lies within the flat band about their median."""
    finite = values[np.isfinite(values)]
    shown = robust_range(values)
    near = np.abs(finite - np.median(finite)) <= _FLAT_BAND * (shown.high - shown.low)
    return float(np.count_nonzero(near) / finite.size)


def _one_sided_sentence(field: Field, values: FloatArray) -> str | None:
    along = _variations(values)
    most = max(along)
    for name, variation, slopes in zip(field.axes, along, (field.fx, field.fy), strict=True):
        depends = bool(np.any(slopes[np.isfinite(slopes)] != 0))
        if depends and variation < _ONE_SIDED * most:
            return f"f hardly changes along {name} here: by {format_value(variation)} of {format_value(most)}."
    return None


def _variations(values: FloatArray) -> tuple[float, float]:
    """How far f typically ranges along the first and along the second axis."""
    masked = np.where(np.isfinite(values), values, np.nan)
    ranges = []
    for axis in (1, 0):
        low = np.fmin.reduce(masked, axis=axis)
        span = np.fmax.reduce(masked, axis=axis) - low
        span = span[np.isfinite(span)]
        ranges.append(float(np.median(span)) if span.size else 0.0)
    return ranges[0], ranges[1]


def _candidates(objective: Objective, axes: tuple[str, str], at: Mapping[str, float]) -> Iterator[Box]:
    critical = _critical_box(objective, axes, at)
    if critical is not None:
        yield critical
    for scale in _SCALES:
        yield (-scale, scale, -scale, scale)


def _critical_box(objective: Objective, axes: tuple[str, str], at: Mapping[str, float]) -> Box | None:
    """A box about a critical point, its sides in proportion to how slowly f bends along them."""
    indices = [objective.variables.index(name) for name in axes if name in objective.variables]
    if len(indices) < 2:
        return None
    position = np.array([at.get(name, 0.0) for name in objective.variables], dtype=np.float64)
    position[indices] = 0.0
    for _ in range(20):
        _, gradient = objective.value_and_gradient(position)
        hessian = objective.hessian_at(position)[np.ix_(indices, indices)]
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return None
        step = np.linalg.lstsq(hessian, gradient[indices], rcond=None)[0]
        position[indices] -= step
        if float(np.max(np.abs(step))) <= 1e-9 * max(1.0, float(np.max(np.abs(position[indices])))):
            break
    else:
        return None
    bends = np.abs(np.diag(hessian))
    if bends.min() <= 1e-12 * bends.max():
        return None
    half_x, half_y = _USUAL * np.sqrt(bends.min() / bends)
    x, y = position[indices]
    return float(x - half_x), float(x + half_x), float(y - half_y), float(y + half_y)


def _refined(objective: Objective, axes: tuple[str, str], at: Mapping[str, float], box: Box) -> Box | None:
    """``box`` drawn in until f shows on it, on round numbers; None if that does not come about."""
    for _ in range(_REFINEMENTS):
        rounded = _rounded(box)
        field = _sampled(objective, axes, at, rounded)
        if field is None:
            return None
        if window_verdict(field) is None:
            return rounded
        drawn_in = _drawn_in(field)
        if drawn_in is None or drawn_in == box:
            return None
        box = drawn_in
    return None


def _sampled(objective: Objective, axes: tuple[str, str], at: Mapping[str, float], box: Box) -> Field | None:
    if not (box[1] - box[0] > 1e-12 * max(map(abs, box)) and box[3] - box[2] > 1e-12 * max(map(abs, box))):
        return None
    return objective.sample(axes, box[:2], box[2:], _LATTICE, at)


def _drawn_in(field: Field) -> Box | None:
    """The part of the window where f is defined and not flat, or the window with its steep axis shortened."""
    values = field.f.astype(np.float64)
    finite = np.isfinite(values)
    if not finite.any():
        return None
    low, high = float(values[finite].min()), float(values[finite].max())
    if high - low <= 1e-13 * max(abs(low), abs(high)):
        return None
    if np.count_nonzero(finite) < (1 - _MOSTLY) * values.size:
        return _bounding_box(field, finite)
    if _flat_share(values) >= _FLAT_SHARE:
        shown = robust_range(values)
        lively = np.abs(values - np.median(values[finite])) > 10 * _FLAT_BAND * (shown.high - shown.low)
        return _bounding_box(field, finite & lively)
    return _balanced(field, values)


def _bounding_box(field: Field, chosen: np.ndarray) -> Box | None:
    """The box around the chosen samples with a margin of one sample and a twentieth."""
    rows, columns = np.flatnonzero(chosen.any(axis=1)), np.flatnonzero(chosen.any(axis=0))
    if not rows.size:
        return None
    x = _with_margin(field.x, int(columns[0]), int(columns[-1]))
    y = _with_margin(field.y, int(rows[0]), int(rows[-1]))
    return (*x, *y)


def _with_margin(axis: FloatArray, first: int, last: int) -> tuple[float, float]:
    spacing = float(axis[1] - axis[0])
    margin = max(spacing, 0.05 * float(axis[last] - axis[first]))
    low = max(float(axis[0]), float(axis[first]) - margin)
    return low, min(float(axis[-1]), float(axis[last]) + margin)


def _balanced(field: Field, values: FloatArray) -> Box | None:
    """The window with the axis of greater variation shortened about its middle, as for a parabola."""
    along_x, along_y = _variations(values)
    if not (along_x > 0 and along_y > 0):
        return None
    x_low, x_high, y_low, y_high = field.window
    if along_x < along_y:
        return (x_low, x_high, *_shortened(y_low, y_high, math.sqrt(along_x / along_y)))
    return (*_shortened(x_low, x_high, math.sqrt(along_y / along_x)), y_low, y_high)


def _shortened(low: float, high: float, factor: float) -> tuple[float, float]:
    middle, half = 0.5 * (low + high), 0.5 * (high - low) * factor
    return middle - half, middle + half


def _rounded(box: Box) -> Box:
    """The box with its sides moved outwards to round numbers, by a tenth of it at most."""
    return (*_rounded_side(box[0], box[1]), *_rounded_side(box[2], box[3]))


def _rounded_side(low: float, high: float) -> tuple[float, float]:
    reach = 0.1 * (high - low)
    if not reach > 1e-12 * max(abs(low), abs(high)):
        return low, high
    ticks = nice_ticks(low - reach, high + reach, 24)
    below, above = ticks[ticks <= low + 1e-9 * reach], ticks[ticks >= high - 1e-9 * reach]
    return (float(below[-1]) if below.size else low), (float(above[0]) if above.size else high)
