"""What f does around a point: the values and slopes on small circles tell minimum, maximum or saddle."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.critical_system import GradientSystem
from explorer.core.analysis.positions import Floats

__all__ = ["around", "behaviour_at", "has_limit", "may_be_stationary", "slope_fades"]

_ANGLES: Final = 256
_FEW_ANGLES: Final = 96
_ASIDE: Final = 0.1
_PROPORTIONAL: Final = 3.0
_NOISE: Final = 64 * 2.0**-52


def around(position: Floats, radius: Floats, count: int, one_variable: bool) -> Floats:
    """Positions (count, 2) on an ellipse; of one variable, to the left and to the right."""
    if one_variable:
        sides: Floats = position + radius * np.array([[1.0, 0.0], [-1.0, 0.0]])
        return sides
    angles = np.arange(count) * (2 * np.pi / count) + 0.0123
    circle: Floats = position + radius * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    return circle


def behaviour_at(system: GradientSystem, position: Floats, size: Floats) -> str:
    """ "minimum", "maximum", "saddle" (f rises and falls), "flat" or "unclear", from f on circles around.

    ``size`` (2,) is the window's; the circles have from 1/100,000 to 1/30 of it. Larger ones are asked
    only where smaller ones drown in rounding. Angles crowd towards the Hessian's axes, where a valley
    may be narrow.
    """
    value = float(system.gradients(position[None])[0][0])
    at_point = system.ranges(position[None], position[None])
    rounding = float(at_point.high[0, 0] - at_point.low[0, 0]) if at_point.smooth[0, 0] else 0.0
    directions = _directions(system, position, size)
    told = "flat"
    for radius in (1e-5, 1e-4, 1e-3, 1e-2, 3e-2):
        values, _ = system.gradients(position + radius * size * directions)
        values = values[np.isfinite(values)]
        if not len(values):
            return "unclear"
        change = values - value
        noise = 4.0 * rounding + _NOISE * np.abs(change).max()
        rises, falls = bool((change > noise).any()), bool((change < -noise).any())
        if rises and falls:
            return "saddle"
        level = np.abs(change) <= noise
        if rises or falls:
            told = "minimum" if rises else "maximum"
            if not level.any():
                return told
    return told


def _directions(system: GradientSystem, position: Floats, size: Floats) -> Floats:
    """Unit vectors, in the window's proportions, all around and close to the axes of the Hessian."""
    if system.one_variable:
        return np.array([[1.0, 0.0], [-1.0, 0.0]])
    angles = [np.arange(_ANGLES) * (2 * np.pi / _ANGLES)]
    hessian = system.hessians(position[None])[0] * size[:, None] * size
    if np.isfinite(hessian).all():
        axes = np.linalg.eigh(hessian)[1]
        offsets = 1.3 ** -np.arange(8, 60)
        offsets = np.concatenate((-offsets, [0.0], offsets))
        for axis in (axes[:, 0], -axes[:, 0], axes[:, 1], -axes[:, 1]):
            angles.append(np.arctan2(axis[1], axis[0]) + offsets)
    around_circle = np.concatenate(angles)
    return np.stack((np.cos(around_circle), np.sin(around_circle)), axis=1)


def may_be_stationary(system: GradientSystem, centres: Floats, radius: Floats, size: Floats) -> NDArray[np.bool_]:
    """Whether slopes on circles around ``centres`` (m, 2) surround 0: at a kink, the test for a flat place.

    0 lies in the hull of the slopes (Clarke's generalised gradient, sampled) unless they all point to one
    side. Samples may miss by what fades in proportion to the circle, whose size is told by that of the
    window; or, where the slopes themselves fade, by a tenth of them.
    """
    aside, largest, flat = _aside(system, centres, radius)
    result = flat | (aside <= _PROPORTIONAL * float((radius / size).max()) * largest)
    unsure = np.flatnonzero(~result & (aside <= _ASIDE * largest))
    if len(unsure):
        _, wider, _ = _aside(system, centres[unsure], 2.0 * radius)
        result[unsure] = largest[unsure] <= 0.75 * wider
    return result


def _aside(system: GradientSystem, centres: Floats, radius: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """How far all slopes on a circle lie to one side, the longest one, and whether f is flat somewhere; shapes (m,)."""
    count = 2 if system.one_variable else _FEW_ANGLES
    ring = around(np.zeros(2), radius, count, system.one_variable)
    _, slopes = system.gradients((centres[:, None, :] + ring).reshape(-1, 2))
    slopes = slopes.reshape(2, len(centres), count)
    known = np.all(np.isfinite(slopes), axis=0)
    lengths = np.where(known, np.hypot(slopes[0], slopes[1]), 0.0)
    aside = np.full(len(centres), -np.inf)
    turns = np.arange(_FEW_ANGLES) * (2 * np.pi / _FEW_ANGLES)
    for angle in (*turns, _across(slopes, known)):
        with np.errstate(invalid="ignore"):
            along = np.cos(angle) * slopes[0].T + np.sin(angle) * slopes[1].T
        aside = np.maximum(aside, np.where(known.T, along, np.inf).min(axis=0))
    return aside, lengths.max(axis=1), (known & (lengths == 0)).any(axis=1)


def _across(slopes: Floats, known: NDArray[np.bool_]) -> Floats:
    """The angle square to the line between the two outermost slopes, shape (m,); decisive where long ones oppose."""
    angles = np.arctan2(slopes[1], slopes[0])
    order = np.argsort(np.where(known, angles, np.inf), axis=1)
    angles = np.take_along_axis(np.where(known, angles, np.nan), order, axis=1)
    count = np.maximum(known.sum(axis=1), 1)
    rows = np.arange(len(order))
    gaps = np.full(angles.shape, -np.inf)
    gaps[:, :-1] = np.nan_to_num(np.diff(angles, axis=1), nan=-np.inf)
    gaps[rows, count - 1] = angles[:, 0] + 2 * np.pi - angles[rows, count - 1]
    before = np.argmax(np.nan_to_num(gaps, nan=-np.inf), axis=1)
    first = order[rows, (before + 1) % count]
    last = order[rows, before]
    difference = slopes[:, rows, last] - slopes[:, rows, first]
    result: Floats = np.arctan2(difference[1], difference[0]) - np.pi / 2
    return result


def has_limit(system: GradientSystem, position: Floats, size: Floats) -> bool:
    """Whether f is defined all around a point and continuous there, as it is not at a pole, a hole or a jump."""
    value = float(system.gradients(position[None])[0][0])
    distances = []
    for radius in (1e-9, 1e-6, 1e-3):
        values, _ = system.gradients(around(position, radius * size, _FEW_ANGLES, system.one_variable))
        if not np.isfinite(values).all():
            return False
        distances.append((float(np.abs(values - value).max()), float(values.mean())))
    (nearest, first), (_, second), (farthest, third) = distances
    return nearest <= 0.6 * farthest and abs(second - first) <= 0.6 * abs(third - second) + 1e-12 * abs(value)


def slope_fades(system: GradientSystem, position: Floats, size: Floats) -> bool:
    """Whether ∇f goes to 0 towards the point, as it does at a proper critical point and not at a kink."""
    lengths = []
    for radius in (1e-6, 1e-3):
        _, slopes = system.gradients(around(position, radius * size, _FEW_ANGLES, system.one_variable))
        known = slopes[:, np.all(np.isfinite(slopes), axis=0)]
        lengths.append(float(np.hypot(*known).max()) if known.size else np.inf)
    return lengths[0] <= 0.05 * lengths[1]
