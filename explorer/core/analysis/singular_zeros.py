"""Zeros of a Lagrange system at which its Jacobian is singular: isolated ones, and whole curves of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.lagrange_system import LagrangeSystem
from explorer.core.analysis.positions import Floats

__all__ = ["clusters", "has_singular_jacobian", "least_squares_zeros", "on_curves"]

Mask = NDArray[np.bool_]

_SINGULAR: Final = 1e-4  # smallest over largest singular value, near a curve of zeros
_DAMPED: Final = 0.03  # weaker directions count less; Newton's full step along one leads far astray near a curve
_NOTHING: Final = 1e-12  # singular values below count as 0
_LARGEST: Final = 1e150
_BATCH: Final = 512
_STEPS_TO_CURVE: Final = 18


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
            points = points - _shortest_solutions(jacobians, values, len(system.constraints), cutoff)
        ends.append(points)
        residuals.append(system.values_and_slopes(points)[0])
    return np.concatenate(ends), np.concatenate(residuals)


def _shortest_solutions(jacobians: Floats, values: Floats, k: int, cutoff: float) -> Floats:
    """The least-squares solutions of J d = v of least length, equations scaled to comparable size; NaN if undefined."""
    scaled, right, defined = _scaled(jacobians, values, k)
    inverse: Floats = np.asarray(np.linalg.pinv(scaled, rcond=cutoff))
    steps = np.einsum("mij,mj->mi", inverse, right)
    steps[~defined] = np.nan
    return np.asarray(steps)


def _damped_solutions(jacobians: Floats, values: Floats, k: int) -> Floats:
    """Much the same by normal equations, an order of magnitude faster, weak directions damped away (Levenberg)."""
    scaled, right, defined = _scaled(jacobians, values, k)
    across = np.swapaxes(scaled, 1, 2)
    damping = _DAMPED**2 * (1.0 + np.einsum("mij,mij->m", scaled, scaled))
    square = across @ scaled + damping[:, None, None] * np.eye(scaled.shape[2])
    steps = np.linalg.solve(square, across @ right[:, :, None])[:, :, 0]
    steps[~defined] = np.nan
    return np.asarray(steps)


def _scaled(jacobians: Floats, values: Floats, k: int) -> tuple[Floats, Floats, Mask]:
    """Equations divided by the lengths of their gradients; and where all is defined, zeros being put elsewhere.

    The k constraints each by its own; the minors by the longest among them, for a minor that vanishes
    doubly is to have no weight against one that vanishes simply.
    """
    with np.errstate(invalid="ignore"):
        largest = np.maximum(np.abs(jacobians).max(axis=(1, 2)), np.abs(values).max(axis=1))
        defined: Mask = np.asarray(largest < _LARGEST)
    safe = np.where(defined[:, None, None], jacobians, 0.0)
    size = np.linalg.norm(safe, axis=2)
    size[:, k:] = size[:, k:].max(axis=1, keepdims=True, initial=0.0)
    size = np.where(size > 0.0, size, 1.0)
    with np.errstate(over="ignore"):
        right = np.clip(np.where(defined[:, None], values, 0.0) / size, -_LARGEST, _LARGEST)
    return np.asarray(safe / size[:, :, None]), right, defined


def on_curves(
    system: LagrangeSystem, low: Floats, high: Floats, window: tuple[Floats, Floats], check: Callable[[], None]
) -> Mask:
    """Which of m boxes, from ``low`` to ``high`` (m, n), a curve of zeros runs through, inside ``window``.

    Some points of each are moved to the nearest zeros. An isolated zero draws them all to itself, a
    curve does not, and on it the Jacobian is singular.
    """
    parts = [
        _on_curves(system, low[start : start + _BATCH], high[start : start + _BATCH], window, check)
        for start in range(0, len(low), _BATCH)
    ]
    return np.concatenate(parts)


def _on_curves(
    system: LagrangeSystem, low: Floats, high: Floats, window: tuple[Floats, Floats], check: Callable[[], None]
) -> Mask:
    m, n = low.shape
    k = len(system.constraints)
    points = (low[:, None] + _starts(n) * (high - low)[:, None]).reshape(-1, n)
    for _ in range(_STEPS_TO_CURVE):
        check()
        values, jacobians = system.values_and_slopes(points)
        points = points - _damped_solutions(jacobians, values, k)
    values, jacobians = system.values_and_slopes(points)
    _, distances, defined = _scaled(jacobians, values, k)
    settled = defined & (np.abs(distances).max(axis=1) <= 1e-5 * np.repeat((high - low).min(axis=1), len(_starts(n))))
    ends = points.reshape(m, -1, n)
    margin = 0.5 * (high - low)
    # The window's border itself is inside, but for rounding.
    border = 1e-9 * (window[1] - window[0])
    least, most = np.maximum(low - margin, window[0] - border), np.minimum(high + margin, window[1] + border)
    inside = ((ends >= least[:, None]) & (ends <= most[:, None])).all(axis=2)
    good = inside & (settled & _is_singular(jacobians, k)).reshape(m, -1)
    lowest = np.where(good[:, :, None], ends, np.inf).min(axis=1)
    highest = np.where(good[:, :, None], ends, -np.inf).max(axis=1)
    apart = ((highest - lowest) > 0.1 * (high - low)).any(axis=1)
    result: Mask = np.asarray((good.sum(axis=1) >= 2) & apart)
    return result


def _starts(n: int) -> Floats:
    """Points of the unit box, (5, n): the centre and four corners, two of them opposite."""
    corners = np.array([[0.0] * n, [1.0] * n, [float(axis % 2) for axis in range(n)], [1.0] + [0.0] * (n - 1)])
    return np.concatenate((np.full((1, n), 0.5), corners))


def has_singular_jacobian(system: LagrangeSystem, positions: Floats) -> Mask:
    """At which of the positions (m, n) the equations' gradients do not span all directions, or are undefined."""
    return _is_singular(system.values_and_slopes(positions)[1], len(system.constraints))


def _is_singular(jacobians: Floats, k: int) -> Mask:
    scaled, _, _ = _scaled(jacobians, np.zeros(jacobians.shape[:2]), k)
    values = np.asarray(np.linalg.svd(scaled, compute_uv=False))
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
