"""Zeros of a Lagrange system at which its Jacobian is singular: isolated ones, and whole curves of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.lagrange_system import LagrangeSystem
from explorer.core.analysis.positions import Floats

__all__ = ["clusters", "least_squares_zeros", "on_curves"]

Mask = NDArray[np.bool_]

_SINGULAR: Final = 1e-6  # smallest over largest singular value
_NOTHING: Final = 1e-12  # singular values below count as 0
_BATCH: Final = 256


def least_squares_zeros(
    system: LagrangeSystem,
    positions: Floats,
    steps: int,
    check: Callable[[], None] = lambda: None,
    cutoff: float = _NOTHING,
) -> tuple[Floats, Floats]:
    """Gauss–Newton from positions (m, n) towards the nearest zeros: where it ends, and F there, (m, e).

    Each step is the shortest one that solves the linearised equations, so a curve of zeros is met
    about where it is nearest; at an isolated singular zero the error falls by a constant factor a step.
    Singular values below ``cutoff`` times the largest count as 0: those of a curve of zeros are rounding.
    """
    ends, residuals = [], []
    for start in range(0, len(positions), _BATCH):
        points = positions[start : start + _BATCH].copy()
        for _ in range(steps):
            check()
            values, jacobians = system.values_and_slopes(points)
            points = points - _shortest_solutions(jacobians, values, cutoff)
        ends.append(points)
        residuals.append(system.values_and_slopes(points)[0])
    return np.concatenate(ends), np.concatenate(residuals)


def _shortest_solutions(jacobians: Floats, values: Floats, cutoff: float) -> Floats:
    """The least-squares solutions of J d = v of least length, equations scaled to comparable size; NaN if undefined."""
    defined: Mask = np.asarray(np.isfinite(jacobians).all(axis=(1, 2)) & np.isfinite(values).all(axis=1))
    safe = np.where(defined[:, None, None], jacobians, 0.0)
    size = np.linalg.norm(safe, axis=2)
    size = np.where(size > 0.0, size, 1.0)
    inverse: Floats = np.asarray(np.linalg.pinv(safe / size[:, :, None], rcond=cutoff))
    with np.errstate(all="ignore"):
        steps = np.einsum("mij,mj->mi", inverse, np.where(defined[:, None], values, 0.0) / size)
    steps[~defined] = np.nan
    return np.asarray(steps)


def on_curves(system: LagrangeSystem, low: Floats, high: Floats, check: Callable[[], None]) -> Mask:
    """Which of m boxes, from ``low`` to ``high`` (m, n), a curve of zeros runs through.

    Corners and centre are moved to the nearest zeros. An isolated zero draws them all to itself, a
    curve does not, and on it the Jacobian is singular.
    """
    m, n = low.shape
    weights = np.array([*np.ndindex(*(2,) * n), (0.5,) * n], dtype=np.float64)
    starts = low[:, None] + weights * (high - low)[:, None]
    ends, _ = least_squares_zeros(system, starts.reshape(-1, n), 14, check, _SINGULAR)
    values, jacobians = system.values_and_slopes(ends)
    with np.errstate(all="ignore"):
        step = _shortest_solutions(jacobians, values, _SINGULAR).reshape(m, -1, n)
        ends = ends.reshape(m, -1, n)
        margin = 0.5 * (high - low)
        inside = ((ends >= (low - margin)[:, None]) & (ends <= (high + margin)[:, None])).all(axis=2)
        settled = (np.abs(step) <= 1e-7 * (high - low)[:, None]).all(axis=2)
        good = inside & settled & _is_singular(jacobians).reshape(m, -1)
        lowest = np.where(good[:, :, None], ends, np.inf).min(axis=1)
        highest = np.where(good[:, :, None], ends, -np.inf).max(axis=1)
        apart = ((highest - lowest) > 0.1 * (high - low)).any(axis=1)
    result: Mask = (good.sum(axis=1) >= 2) & apart
    return result


def _is_singular(jacobians: Floats) -> Mask:
    size = np.linalg.norm(jacobians, axis=2)
    scaled = np.nan_to_num(jacobians / np.where(size > 0.0, size, 1.0)[:, :, None])
    values = np.linalg.svd(scaled, compute_uv=False)
    result: Mask = values[:, -1] <= _SINGULAR * np.maximum(values[:, 0], 1e-300)
    return result


def clusters(low: Floats, high: Floats) -> list[NDArray[np.intp]]:
    """The m boxes in groups of those that touch, as arrays of indices."""
    margin = 0.5 * (high - low)
    low, high = low - margin, high + margin
    free = np.ones(len(low), dtype=bool)
    groups = []
    while free.any():
        group = [int(np.argmax(free))]
        free[group[0]] = False
        for member in group:
            touching = np.flatnonzero(free & ((low <= high[member]) & (high >= low[member])).all(axis=1))
            free[touching] = False
            group.extend(touching.tolist())
        groups.append(np.array(group))
    return groups
