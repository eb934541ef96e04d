"""Boxes without a solution, boxes with exactly one, and the solution itself.

Methods: mean-value form, preconditioned Gauss–Seidel step and Krawczyk operator of the interval Newton
method (Moore, Kearfott and Cloud, "Introduction to Interval Analysis", SIAM 2009, chapter 8).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.critical_system import GradientSystem, Linearised
from explorer.core.analysis.positions import Floats

__all__ = ["empty_boxes", "newton", "unique_boxes"]

_SLACK = 1e-12  # what rounding may take from a preconditioned form, relative to its size


def empty_boxes(form: Linearised, half: Floats) -> NDArray[np.bool_]:
    """Which boxes of half-widths ``half`` (m, 2) certainly hold no solution, shape (m,)."""
    with np.errstate(all="ignore"):
        empty = _without_zero(*_mean_value(form.low, form.high, form.slopes_low, form.slopes_high, half))
        low, high, slopes_low, slopes_high = _preconditioned(form)
        empty |= _without_zero(*_mean_value(low, high, slopes_low, slopes_high, half))
        empty |= _left_by_step(low, high, slopes_low, slopes_high, half)
    return empty & form.valid


def unique_boxes(form: Linearised, half: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which boxes hold at most one solution, and which of these certainly one, shapes (m,)."""
    with np.errstate(all="ignore"):
        low, high, slopes_low, slopes_high = _preconditioned(form)
        diagonal = slopes_low[[0, 1], [0, 1]]
        beside = np.maximum(np.abs(slopes_low[[0, 1], [1, 0]]), np.abs(slopes_high[[0, 1], [1, 0]]))
        scaled = beside * half.T[::-1] / half.T
        regular = (diagonal > 0).all(axis=0) & ((diagonal[0] * diagonal[1]) > (beside[0] * beside[1]) * (1 + 1e-9))
        # Krawczyk: the image of the box, c − b + (I − A)(X − c), lies inside it.
        away = np.maximum(np.abs(1 - diagonal), np.abs(1 - slopes_high[[0, 1], [0, 1]])) + scaled
        reach = np.maximum(np.abs(low), np.abs(high)) + away * half.T
        inside = (reach < half.T * (1 - 1e-9)).all(axis=0)
    return (regular | inside) & form.valid, inside & form.valid


def _mean_value(
    low: Floats, high: Floats, slopes_low: Floats, slopes_high: Floats, half: Floats
) -> tuple[Floats, Floats]:
    spread = (np.maximum(np.abs(slopes_low), np.abs(slopes_high)) * half.T[None, :, :]).sum(axis=1)
    spread *= 1 + _SLACK
    return low - spread, high + spread


def _without_zero(low: Floats, high: Floats) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = np.any((low > 0) | (high < 0), axis=0)
    return result


def _preconditioned(form: Linearised) -> tuple[Floats, Floats, Floats, Floats]:
    """Both sides multiplied by the inverse of the middle of J; NaN (which excludes nothing) where it has none."""
    middle = 0.5 * (form.slopes_low + form.slopes_high)
    determinant = middle[0, 0] * middle[1, 1] - middle[0, 1] * middle[1, 0]
    inverse = np.array([[middle[1, 1], -middle[0, 1]], [-middle[1, 0], middle[0, 0]]]) / determinant
    radius = 0.5 * (form.slopes_high - form.slopes_low) * (1 + _SLACK)
    size = np.abs(inverse)
    spread = np.einsum("ijm,jkm->ikm", size, radius + _SLACK * np.abs(middle))
    identity = np.eye(2)[:, :, None]
    centre = 0.5 * (form.low + form.high)
    value = np.einsum("ijm,jm->im", inverse, centre)
    error = np.einsum("ijm,jm->im", size, 0.5 * (form.high - form.low) + _SLACK * np.abs(centre))
    return value - error, value + error, identity - spread, identity + spread


def _left_by_step(
    low: Floats, high: Floats, slopes_low: Floats, slopes_high: Floats, half: Floats
) -> NDArray[np.bool_]:
    """Whether one Gauss–Seidel step, on either coordinate, moves the box off itself."""
    left = np.zeros(low.shape[1], dtype=bool)
    for row, other in ((0, 1), (1, 0)):
        beside = np.maximum(np.abs(slopes_low[row, other]), np.abs(slopes_high[row, other])) * half[:, other]
        # c + d with d·A ∈ −(b ± beside): the least |d| is what counts.
        nearest = np.maximum(low[row] - beside, -(high[row] + beside))
        left |= (nearest / slopes_high[row, row] > half[:, row] * (1 + 1e-9)) & (slopes_low[row, row] > 0)
    return left


def newton(system: GradientSystem, starts: Floats, steps: int = 8) -> Floats:
    """``steps`` Newton steps from each of ``starts`` (m, 2); NaN where the way is lost."""
    positions = starts
    for _ in range(steps if len(starts) else 0):
        value, slopes = system.equations(positions)
        with np.errstate(all="ignore"):
            determinant = slopes[0, 0] * slopes[1, 1] - slopes[0, 1] * slopes[1, 0]
            first = (slopes[1, 1] * value[0] - slopes[0, 1] * value[1]) / determinant
            second = (slopes[0, 0] * value[1] - slopes[1, 0] * value[0]) / determinant
            positions = positions - np.stack((first, second), axis=1)
            positions = np.where(np.all(np.isfinite(positions), axis=1, keepdims=True), positions, np.nan)
    return positions
