"""A probe that slides along a constraint: the nearest point with g = 0, and how ∇f stands to ∇g there."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.analysis.lagrange_points import free_directions
from explorer.core.analysis.positions import Floats
from explorer.core.objective import Objective

__all__ = ["Alignment", "multiplier_at", "project_to_constraint"]

_STEPS: Final = 60
_SETTLED: Final = 1e-14
_TOO_FAR: Final = 1e6


class Alignment(NamedTuple):
    """The angle from ∇f to ∇g, in radians from 0 to π, and λ, which brings λ∇g nearest to ∇f.

    The point is stationary on the constraint where the angle is 0 (λ > 0) or π (λ < 0). Both are NaN
    where a gradient is undefined or ∇g = 0; where ∇f = 0 the angle is NaN and λ is 0.
    """

    angle: float
    multiplier: float


def multiplier_at(f: Objective, g: Objective, position: ArrayLike) -> Alignment:
    """How ∇f stands to ∇g at ``position`` (n,)."""
    at = np.asarray(position, dtype=np.float64)
    slope, normal = (np.asarray(h.value_and_gradient(at)[1], dtype=np.float64) for h in (f, g))
    sizes = [float(np.abs(vector).max(initial=0.0)) for vector in (slope, normal)]
    if not all(map(math.isfinite, sizes)) or sizes[1] == 0.0:
        return Alignment(math.nan, math.nan)
    if sizes[0] == 0.0:
        return Alignment(math.nan, 0.0)
    u, v = slope / sizes[0], normal / sizes[1]
    u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
    # Kahan's formula: exact for small angles, where arccos loses half its digits.
    angle = 2.0 * math.atan2(float(np.linalg.norm(u - v)), float(np.linalg.norm(u + v)))
    scaled = normal / sizes[1]
    return Alignment(angle, float(slope @ scaled / (scaled @ scaled)) / sizes[1])


def project_to_constraint(
    g: Objective, position: ArrayLike, *, tolerance: float = 1e-12, steps: int = _STEPS
) -> Floats | None:
    """The point with g = 0 nearest to ``position`` (n,), or None where none is found.

    Newton's steps along ∇g lead onto the constraint, steps along its tangent to the nearest point; as
    with any such method it is the nearest of its surroundings. ``tolerance`` is how far off the
    constraint the result may be, relative to its size.
    """
    target = np.asarray(position, dtype=np.float64)
    best = _landed(g, target, tolerance)
    for _ in range(steps if best is not None else 0):
        assert best is not None
        moved = _nearer(g, best, _tangential(g, best, target), target, tolerance)
        if moved is None:
            break
        best = moved
    return best


def _tangential(g: Objective, at: Floats, target: Floats) -> list[Floats]:
    """Steps in the tangent plane at ``at`` towards ``target``, the best guess first; none where ∇g is 0 or undefined.

    The first counts in the constraint's curvature: it is Newton's for ½‖x − target‖² − μg on the free
    directions, where that has a minimum. The last does not.
    """
    normal = np.asarray(g.value_and_gradient(at)[1], dtype=np.float64)
    size = float(normal @ normal)
    if not math.isfinite(size) or size == 0.0:
        return []
    away = target - at
    free = free_directions(normal[None])
    reduced = free.T @ away
    bend = free.T @ np.asarray(g.hessian_at(at)) @ free
    matrix = np.eye(len(reduced)) + (float(away @ normal) / size) * bend
    steps = [np.asarray(free @ reduced)]
    if np.isfinite(matrix).all() and np.linalg.eigvalsh(matrix)[0] > 1e-3:
        steps.insert(0, np.asarray(free @ np.linalg.solve(matrix, reduced)))
    return steps


def _nearer(g: Objective, start: Floats, steps: list[Floats], target: Floats, tolerance: float) -> Floats | None:
    """A point of the constraint about one of ``steps`` further, or part of it, that is nearer to ``target``."""
    reach = float(np.linalg.norm(start - target))
    for step in steps:
        if np.linalg.norm(step) <= _SETTLED * (1.0 + np.linalg.norm(start)):
            return None
        for shorter in (1.0, 0.5, 0.2, 0.05, 0.01):
            moved = _landed(g, start + shorter * step, tolerance)
            if moved is not None and np.linalg.norm(moved - target) < reach * (1.0 - 1e-15):
                return moved
    return None


def _landed(g: Objective, start: Floats, tolerance: float) -> Floats | None:
    """Newton's method along ∇g from ``start`` to g = 0, or None; from where ∇g is all but 0 it leads out of sight."""
    at, limit = start.copy(), _TOO_FAR * (1.0 + float(np.linalg.norm(start)))
    for _ in range(_STEPS):
        value, gradient = g.value_and_gradient(at)
        normal = np.asarray(gradient, dtype=np.float64)
        if value == 0.0:
            return at
        size = float(normal @ normal)
        if not (math.isfinite(value) and math.isfinite(size)) or size == 0.0:
            return None
        step = (value / size) * normal
        at = at - step
        if not np.abs(at).max() < limit:
            return None
        if np.linalg.norm(step) <= tolerance * (1e-3 + np.linalg.norm(at)):
            return at
    return None
