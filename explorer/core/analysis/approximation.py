"""Taylor at a point: tangent plane and quadratic, as numbers and as formulas, and how fast each goes wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.analysis.positions import Floats, placed, read_only, told_point
from explorer.core.expression.nodes import Apply, Node, Number, Symbol
from explorer.core.function import Function
from explorer.core.objective import Objective

__all__ = [
    "ErrorCurve",
    "Expansion",
    "approximation_error",
    "expansion",
    "quadratic_approximation",
    "tangent_plane",
]

MOST_VARIABLES = 60
_SMALLEST_DISTANCE = 1e-3  # of the radius
_ROUNDING = 64 * np.finfo(np.float64).eps


@dataclass(frozen=True, slots=True, eq=False)
class Expansion:
    """f near ``position`` (n,): ``value``, ``gradient`` (n,) and ``hessian`` (n, n), read-only.

    The tangent plane is value + gradient·(p − position); the quadratic adds ½ (p − position)ᵀ
    hessian (p − position). All NaN where f is undefined.
    """

    variables: tuple[str, ...]
    position: Floats
    value: float
    gradient: Floats
    hessian: Floats

    def linear_at(self, positions: ArrayLike) -> Floats:
        """The tangent plane at positions (…, n), shape (…)."""
        step = np.asarray(positions, dtype=np.float64) - self.position
        with np.errstate(invalid="ignore", over="ignore"):
            return np.asarray(self.value + step @ self.gradient)

    def quadratic_at(self, positions: ArrayLike) -> Floats:
        """The quadratic approximation at positions (…, n), shape (…)."""
        step = np.asarray(positions, dtype=np.float64) - self.position
        with np.errstate(invalid="ignore", over="ignore"):
            bent = 0.5 * np.vecdot(step @ self.hessian, step)
            return np.asarray(self.value + step @ self.gradient + bent)


@dataclass(frozen=True, slots=True, eq=False)
class ErrorCurve:
    """The greatest error on circles around the point: ``distance``, ``linear``, ``quadratic``, each (steps,).

    The orders are the slopes of these curves in a doubly logarithmic chart near the point: 2 and 3
    for a smooth function (more where the next derivative vanishes too, 1 at a kink); NaN where the
    approximation is exact to rounding. An error is NaN where f is undefined on the circle. Read-only.
    """

    distance: Floats
    linear: Floats
    quadratic: Floats
    linear_order: float
    quadratic_order: float


def expansion(f: Objective, position: ArrayLike) -> Expansion:
    """Value, gradient and Hessian of f at ``position`` (n,): cheap enough for every frame of a drag."""
    at = np.asarray(position, dtype=np.float64)
    value, gradient = f.value_and_gradient(at)
    return Expansion(f.variables, read_only(at), float(value), read_only(gradient), read_only(f.hessian_at(at)))


def tangent_plane(f: Objective, point: Mapping[str, float]) -> Function:
    """The linear function that touches f at ``point``: f(p₀) + Σ ∂f/∂xᵢ(p₀)·(xᵢ − p₀ᵢ).

    A function of the same variables, written in that form. At a kink, where no plane touches, it is
    the plane of one side, the one whose slopes ``f.gradient`` tells. Raises ValueError where f or a
    partial is undefined or infinite.
    """
    f, position = placed(f, point)
    value, gradient = f.value_and_gradient(position)
    known = [float(value), *gradient.tolist()]
    if not all(map(math.isfinite, known)):
        raise ValueError(_no_expansion(f, position, "tangent plane"))
    return Function(_sum(known[0], _linear_terms(f.variables, position, known[1:])), f.variables)


def quadratic_approximation(f: Objective, point: Mapping[str, float]) -> Function:
    """The quadratic function that agrees with f at ``point`` in value, gradient and Hessian.

    A function of the same variables, written in powers of xᵢ − p₀ᵢ. At a kink it belongs to one side,
    as the tangent plane does. Raises ValueError where f or one of these derivatives is undefined or
    infinite, and for more than 60 variables.
    """
    if len(f.variables) > MOST_VARIABLES:
        raise ValueError(f"A quadratic formula of {len(f.variables)} variables is too long; at most {MOST_VARIABLES}.")
    f, position = placed(f, point)
    found = expansion(f, position)
    if not (math.isfinite(found.value) and np.isfinite(found.gradient).all() and np.isfinite(found.hessian).all()):
        raise ValueError(_no_expansion(f, position, "quadratic approximation"))
    terms = _linear_terms(f.variables, position, found.gradient.tolist())
    for row in range(len(position)):
        for column in range(row, len(position)):
            first, second = (_offset(f.variables[k], float(position[k])) for k in (row, column))
            square = first ** Number(2.0) if row == column else None
            factors = (square,) if square is not None else (first, second)
            terms.append((float(found.hessian[row, column]) * (0.5 if row == column else 1.0), factors))
    return Function(_sum(found.value, terms), f.variables)


def _no_expansion(f: Objective, position: Floats, what: str) -> str:
    return f"There is no {what} at {told_point(f.variables, position)}: f or a derivative of it is undefined there."


_Term = tuple[float, tuple[Node, ...]]


def _linear_terms(names: tuple[str, ...], position: Floats, slopes: list[float]) -> list[_Term]:
    return [(slope, (_offset(name, at),)) for name, at, slope in zip(names, position.tolist(), slopes, strict=True)]


def _offset(name: str, at: float) -> Node:
    """x − x₀ as a person writes it: x, x − 2, x + 2."""
    if at == 0.0:
        return Symbol(name)
    return Symbol(name) - Number(at) if at > 0.0 else Symbol(name) + Number(-at)


def _sum(constant: float, terms: list[_Term]) -> Node:
    """constant + Σ coefficient·factors, without zeros and ones, minus signs drawn out."""
    parts: list[Node] = [_signed(constant, ())] if constant != 0.0 else []
    parts += [_signed(coefficient, factors) for coefficient, factors in terms if coefficient != 0.0]
    if not parts:
        return Number(0.0)
    return parts[0] if len(parts) == 1 else Apply("add", parts)


def _signed(coefficient: float, factors: tuple[Node, ...]) -> Node:
    size = _readable(abs(coefficient))
    shown = (*((Number(size),) if size != 1.0 or not factors else ()), *factors)
    node = shown[0] if len(shown) == 1 else Apply("mul", shown)
    return -node if coefficient < 0.0 else node


def _readable(value: float) -> float:
    """The number of 15 digits within two units in the last place, if there is one: 0.3 for 0.30000000000000004."""
    shorter = float(f"{value:.15g}")
    return shorter if abs(shorter - value) <= 2 * math.ulp(value) else value


def approximation_error(
    f: Objective,
    position: ArrayLike,
    radius: float,
    axes: tuple[int, int] = (0, 1),
    *,
    directions: int = 64,
    steps: int = 60,
    known: Expansion | None = None,
) -> ErrorCurve:
    """The greatest |f − plane| and |f − quadratic| on ``steps`` circles around ``position`` (n,).

    The circles lie in the plane of the variables numbered ``axes``; their radii run geometrically
    from a thousandth of ``radius`` to ``radius``, each sampled in ``directions`` directions. A
    function of one variable is sampled to its left and right. ``known`` is the expansion there, if it
    is at hand. Raises ValueError for a radius that is not positive and finite.
    """
    if not (math.isfinite(radius) and radius > 0.0):
        raise ValueError(f"The radius must be a positive number, not {radius:g}.")
    at = np.asarray(position, dtype=np.float64)
    known = expansion(f, at) if known is None else known
    distance = radius * np.geomspace(_SMALLEST_DISTANCE, 1.0, steps)
    distance[-1] = radius
    positions = at + distance[:, None, None] * _circle(at.size, axes, directions)
    values = f.values_at(positions.reshape(-1, at.size)).reshape(positions.shape[:2])
    with np.errstate(invalid="ignore", over="ignore"):
        linear = np.abs(values - known.linear_at(positions)).max(axis=1)
        quadratic = np.abs(values - known.quadratic_at(positions)).max(axis=1)
        # Below this, what is left of the difference of two such numbers is rounding.
        floor = _ROUNDING * (np.abs(values).max(axis=1) + abs(known.value))
    orders = (_order(distance, error, floor) for error in (linear, quadratic))
    return ErrorCurve(read_only(distance), read_only(linear), read_only(quadratic), *orders)


def _circle(size: int, axes: tuple[int, int], directions: int) -> Floats:
    """Unit vectors (m, size) in a plane; the two of a line where there is one variable."""
    if size == 1:
        return np.array([[1.0], [-1.0]])
    angles = np.arange(directions) * (math.tau / directions)
    circle = np.zeros((directions, size))
    circle[:, axes[0]], circle[:, axes[1]] = np.cos(angles), np.sin(angles)
    return circle


def _order(distance: Floats, error: Floats, floor: Floats) -> float:
    """Slope of log error over log distance, fitted where the error is clear of rounding, in the lower half of that."""
    clear = np.flatnonzero(np.isfinite(error) & (error > floor))
    if len(clear) < 5:
        return math.nan
    lower = clear[: max(5, len(clear) // 2)]
    x, y = np.log(distance[lower]), np.log(error[lower])
    x = x - x.mean()
    return float(x @ y / (x @ x))
