"""What f does around a point: the values and slopes on small circles tell minimum, maximum or saddle."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.critical_system import GradientSystem
from explorer.core.analysis.positions import Floats

__all__ = ["around", "behaviour_at", "may_be_stationary", "slope_fades"]

_ANGLES: Final = 256
_FEW_ANGLES: Final = 48
_NOISE: Final = 64 * 2.0**-52


def around(position: Floats, radius: Floats, count: int, one_variable: bool) -> Floats:
    """Positions (count, 2) on an ellipse; of one variable, to the left and to the right."""
    if one_variable:
        return position + radius * np.array([[1.0, 0.0], [-1.0, 0.0]])
    angles = np.arange(count) * (2 * np.pi / count) + 0.0123
    circle: Floats = position + radius * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    return circle


def behaviour_at(system: GradientSystem, position: Floats, size: Floats) -> str:
    """ "minimum", "maximum", "saddle" (f rises and falls), "flat" or "unclear", from f on circles around.

    ``size`` (2,) is the window's; the circles have from 1/30 down to 1/30,000 of it. Larger ones are believed
    only where smaller ones drown in rounding.
    """
    value = float(system.gradients(position[None])[0][0])
    told = "flat"
    for radius in (1e-5, 1e-4, 1e-3, 1e-2, 3e-2):
        values, _ = system.gradients(around(position, radius * size, _ANGLES, system.one_variable))
        values = values[np.isfinite(values)]
        if not len(values):
            return "unclear"
        change = values - value
        noise = _NOISE * (abs(value) + np.abs(values).max())
        rises, falls = bool((change > noise).any()), bool((change < -noise).any())
        if rises and falls:
            return "saddle"
        level = np.abs(change) <= noise
        if (rises or falls) and level.mean() < 0.02:
            return "minimum" if rises else "maximum"
        if rises or falls:
            told = "minimum" if rises else "maximum"
    return told


def may_be_stationary(system: GradientSystem, centres: Floats, radius: Floats) -> NDArray[np.bool_]:
    """Whether slopes on circles around ``centres`` (m, 2) surround 0: at a kink, the test for a flat place.

    0 lies in the hull of the slopes (Clarke's generalised gradient, sampled) unless they all point to
    one side.
    """
    count = 2 if system.one_variable else _FEW_ANGLES
    rings = np.stack([around(centre, radius, count, system.one_variable) for centre in centres])
    _, slopes = system.gradients(rings.reshape(-1, 2))
    slopes = slopes.reshape(2, len(centres), count)
    known = np.isfinite(slopes).all(axis=0)
    flat = known & (slopes == 0).all(axis=0)
    if system.one_variable:
        first = np.where(known, slopes[0], 0.0)
        return (first.min(axis=1) <= 0) & (first.max(axis=1) >= 0) & known.any(axis=1)
    angles = np.sort(np.where(known & ~flat, np.arctan2(slopes[1], slopes[0]), np.inf), axis=1)
    with np.errstate(invalid="ignore"):
        gaps = np.diff(angles, axis=1)
        gaps = np.where(np.isfinite(gaps), gaps, 0.0).max(axis=1)
        last = np.where(np.isfinite(angles), angles, -np.inf).max(axis=1)
        gaps = np.maximum(gaps, angles[:, 0] + 2 * np.pi - last)
    return flat.any(axis=1) | ((gaps <= np.pi * (1 + 1e-9)) & np.isfinite(gaps))


def slope_fades(system: GradientSystem, position: Floats, size: Floats) -> bool:
    """Whether ∇f goes to 0 towards the point, as it does at a proper critical point and not at a kink."""
    lengths = []
    for radius in (1e-6, 1e-3):
        _, slopes = system.gradients(around(position, radius * size, _FEW_ANGLES, system.one_variable))
        known = slopes[:, np.isfinite(slopes).all(axis=0)]
        lengths.append(float(np.hypot(*known).max()) if known.size else np.inf)
    return lengths[0] <= 0.05 * lengths[1]
