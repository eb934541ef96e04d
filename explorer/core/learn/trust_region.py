"""Two trust-region methods: Levenberg–Marquardt for sums of squares, Newton's for any smooth function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from explorer.core.learn.dataset import Floats
from explorer.core.sampling.field import FloatArray

__all__ = ["minimise_smooth", "minimise_squares"]

_MOST_RADIUS: Final = 1e100

Squares = Callable[[Floats], tuple[Floats, Floats]]
"""position → (residuals (m,), Jacobian (m, n)), with anything not finite where the function is undefined."""
Smooth = Callable[[Floats], tuple[float, FloatArray, FloatArray]]
"""position → (value, gradient (n,), Hessian (n, n))."""


def minimise_squares(
    squares: Squares, start: Floats, steps: int = 300, reach: float = 100.0, adaptive: bool = True
) -> tuple[Floats, float]:
    """A minimum of Σr² from ``start``: (position, Σr²), inf where the start itself is undefined.

    Steps minimise the linear model within an ellipsoid whose axes follow the columns of the Jacobian (Moré, *The
    Levenberg–Marquardt algorithm*, 1978); ``reach`` is its first radius, in units of the start's length; with
    ``adaptive`` off its axes stay as they are at the start.
    """
    position = start.astype(np.float64)
    residual, jacobian = squares(position)
    cost = _cost(residual, jacobian)
    if not np.isfinite(cost) or not len(start):
        return position, cost
    scale = _column_lengths(jacobian)
    radius = reach * (float(np.linalg.norm(scale * position)) or 1.0)
    for _ in range(steps):
        step, predicted = _step_within(jacobian, residual, scale, radius)
        length = float(np.linalg.norm(scale * step))
        trial = position + step
        new_residual, new_jacobian = squares(trial)
        new_cost = _cost(new_residual, new_jacobian)
        gain = (cost - new_cost) / predicted if predicted > 0 and np.isfinite(new_cost) else -1.0
        if gain < 0.25:
            radius = 0.25 * length if np.isfinite(new_cost) else 0.1 * length
        elif gain > 0.75 or length < 0.9 * radius:
            radius = min(max(radius, 2.0 * length), _MOST_RADIUS)
        if gain > 1e-4:
            settled = np.all(np.abs(step) <= 1e-15 * np.abs(trial)) or cost - new_cost <= 1e-15 * cost
            position, residual, jacobian, cost = trial, new_residual, new_jacobian, new_cost
            if adaptive:
                scale = np.maximum(scale, _column_lengths(jacobian))
            if settled and predicted <= 1e-14 * cost:
                break
        elif predicted <= 1e-16 * cost or length <= 1e-17 * float(np.linalg.norm(scale * position)):
            break
    return position, cost


def _cost(residual: Floats, jacobian: Floats) -> float:
    with np.errstate(all="ignore"):
        cost = float(np.dot(residual, residual))
    return cost if np.isfinite(jacobian).all() and np.isfinite(cost) else np.inf


def _column_lengths(jacobian: Floats) -> Floats:
    with np.errstate(all="ignore"):
        lengths: Floats = np.sqrt(np.square(jacobian).sum(axis=0))
    lengths[~((lengths > 0) & np.isfinite(lengths))] = 1.0
    return lengths


def _step_within(jacobian: Floats, residual: Floats, scale: Floats, radius: float) -> tuple[Floats, float]:
    """The step that minimises ‖r + Js‖ with ‖scale·s‖ ≤ radius, and by how much Σr² is predicted to fall."""
    left, sizes, right = np.linalg.svd(jacobian / scale, full_matrices=False)
    along = left.T @ residual
    keep = sizes > 1e-16 * max(len(residual), 1) * sizes[0]
    damping = _damping(sizes, along, keep, radius)
    weights = np.zeros_like(sizes)
    weights[keep] = sizes[keep] / (np.square(sizes[keep]) + damping)
    step: Floats = -(right.T @ (weights * along)) / scale
    left_over = np.square(1.0 - sizes * weights)
    return step, float(np.sum(np.square(along) * (1.0 - left_over)))


def _damping(sizes: Floats, along: Floats, keep: Floats, radius: float) -> float:
    """λ ≥ 0 with a step of the given length, by Newton's method on 1/‖s(λ)‖ (Moré, §5)."""
    s, a = sizes[keep], along[keep]

    def length(damping: float) -> float:
        return float(np.linalg.norm(s * a / (np.square(s) + damping)))

    if not len(s) or length(0.0) <= radius:
        return 0.0
    damping = 0.0
    for _ in range(60):
        now = length(damping)
        if now <= 1.05 * radius:
            break
        slope = -float(np.sum(np.square(s * a) / (np.square(s) + damping) ** 3)) / now
        damping += (now - radius) / radius * (-now / slope)
    return damping


def minimise_smooth(smooth: Smooth, start: Floats, steps: int = 200) -> tuple[Floats, float]:
    """A minimum of a smooth function from ``start``: (position, value), by Newton steps within a trust region.

    Curvatures come from the eigenvalues of the exact Hessian; a negative one is followed downhill (Conn, Gould and
    Toint, *Trust-Region Methods*, §7.3). Steps are measured in units of the root of the Hessian's diagonal.
    """
    position: Floats = start.astype(np.float64)
    value, gradient, hessian = smooth(position)
    radius = 1.0
    for _ in range(steps):
        if not (np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            break
        scale = np.sqrt(np.abs(np.diag(hessian)))
        largest = float(scale.max(initial=0.0))
        scale = np.maximum(scale, 1e-12 * largest) if largest > 1e-150 else np.ones_like(scale)
        step, predicted, length = _newton_step(gradient, hessian, scale, radius)
        if not predicted > 0.0:
            break
        trial = position + step
        found = smooth(trial)
        fall = value - found[0]
        gain = fall / predicted if np.isfinite(found[0]) else -1.0
        noise = 8.0 * np.finfo(np.float64).eps * max(abs(value), abs(found[0]))
        if abs(fall) <= noise and predicted <= noise:
            if np.linalg.norm(found[1] / scale) < np.linalg.norm(gradient / scale):
                position, (value, gradient, hessian) = trial, found
                continue
            break
        radius = 0.25 * length if gain < 0.25 else (max(radius, 2.0 * length) if gain > 0.75 else radius)
        if gain > 1e-4:
            position, (value, gradient, hessian) = trial, found
        elif length < 1e-15 * max(1.0, float(np.linalg.norm(scale * position))):
            break
    return position, value


def _newton_step(
    gradient: FloatArray, hessian: FloatArray, scale: FloatArray, radius: float
) -> tuple[FloatArray, float, float]:
    """(step, predicted fall, its scaled length) of the quadratic model within the radius."""
    curvatures, axes = np.linalg.eigh(hessian / np.outer(scale, scale))
    along = axes.T @ (gradient / scale)
    floor = 1e-14 * max(float(np.abs(curvatures).max(initial=0.0)), 1e-300)
    least = max(0.0, floor - float(curvatures.min(initial=0.0)))
    damping = least
    for _ in range(200):
        parts = -along / (curvatures + damping)
        length = float(np.linalg.norm(parts))
        if length <= 1.1 * radius:
            break
        slope = float(np.sum(np.square(along) / (curvatures + damping) ** 3)) / length
        damping += (length - radius) / radius * (length / slope)
    predicted = -float(along @ parts + 0.5 * np.sum(curvatures * np.square(parts)))
    return (axes @ parts) / scale, predicted, length
