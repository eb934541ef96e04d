"""The best parameters of a fit to as many digits as there are: the mark that descents are measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from explorer.core.analysis.positions import placed
from explorer.core.expression.names import canonical_name
from explorer.core.learn.dataset import Floats
from explorer.core.learn.exact_fit import linear_optimum
from explorer.core.learn.least_squares import least_squares_optimum
from explorer.core.learn.loss import Loss
from explorer.core.learn.nonsmooth import nonsmooth_optimum
from explorer.core.learn.trust_region import minimise_smooth
from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["Minimum", "Point", "minimize"]

_FLAT: Final = 1e-6


class Point(dict[str, float]):
    """Name → value; a look-up takes any spelling of a name."""

    def __missing__(self, name: str) -> float:
        canonical = canonical_name(name)
        if canonical == name:
            raise KeyError(name)
        return self[canonical]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and super().__contains__(canonical_name(name)))

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name in any spelling, or ``default``."""
        try:
            return self[name]
        except KeyError:
            return default


@dataclass(frozen=True, slots=True, eq=False)
class Minimum:
    """Where an objective is least, as far as was found.

    ``position`` maps names to values; ``value`` is the objective there, ``gradient_norm`` the length of its gradient.
    ``converged`` says that it settled at a minimum, ``unique`` that no other parameters close by give the same value;
    ``method`` and ``reason`` tell a person how it was found and what is special.
    """

    position: Point
    value: float
    gradient_norm: float
    method: str
    converged: bool
    unique: bool
    reason: str


def minimize(objective: Objective, start: Mapping[str, float]) -> Minimum:
    """The minimum that is reached from ``start``, with high accuracy.

    A squared loss of a model that is linear in its parameters is solved in closed form, wherever it starts. Other
    squared losses are solved by several least-squares methods from the start, of which the lowest result is polished;
    absolute losses and l1 penalties by smooth ones that approach them; everything else by Newton's method within a
    trust region.

    Raises ValueError where the start lacks a variable.
    """
    f, first = placed(objective, start)
    if not len(first):
        value = f.value_at(first)
        return Minimum(Point(), value, 0.0, "none", True, True, "There is no parameter to choose.")
    with np.errstate(all="ignore"):
        if isinstance(f, Loss):
            return _of_loss(f, first)
        position, _ = minimise_smooth(_smooth(f), first)
        return _told(f, position, "Newton’s method within a trust region", None)


def _of_loss(loss: Loss, first: Floats) -> Minimum:
    if loss.kind == "squared" and not loss.l1:
        if loss.is_linear:
            position, unique = linear_optimum(loss)
            return _told(loss, position, "closed form", True, unique)
        position, settled = least_squares_optimum(loss, first)
        return _told(loss, position, "Levenberg–Marquardt and Newton’s method", settled)
    if loss.kind == "absolute" or loss.l1:
        return _told(
            loss, nonsmooth_optimum(loss, first), "Newton’s method on smooth losses that approach this one", True
        )
    position, _ = minimise_smooth(_smooth(loss), first)
    return _told(loss, position, "Newton’s method within a trust region", None)


def _smooth(f: Objective) -> Any:
    return lambda position: (*f.value_and_gradient(position), f.hessian_at(position))


def _told(f: Objective, position: Floats, method: str, settled: bool | None, unique: bool | None = None) -> Minimum:
    value, gradient = f.value_and_gradient(position)
    hessian = f.hessian_at(position)
    norm = float(np.linalg.norm(gradient))
    point = Point(zip(f.variables, position.tolist(), strict=True))
    if not np.isfinite(value) or not np.isfinite(hessian).all():
        return Minimum(point, value, norm, method, False, False, "The objective is undefined where it was looked for.")
    curvatures, decrement = _at_scale(gradient, hessian)
    if settled is None:
        settled = bool(decrement <= 1e-10 * max(abs(value), 1e-10))
    if unique is None:
        unique = bool(curvatures.min() > 1e-14 * curvatures.max())
    return Minimum(point, value, norm, method, bool(settled), unique, _reason(settled, unique, curvatures, method))


def _at_scale(gradient: FloatArray, hessian: FloatArray) -> tuple[FloatArray, float]:
    """Curvatures in units in which the Hessian's diagonal is 1, and how much a Newton step would still gain."""
    scale = np.sqrt(np.abs(np.diag(hessian)))
    scale[scale == 0] = 1.0
    curvatures, axes = np.linalg.eigh(hessian / np.outer(scale, scale))
    along = axes.T @ (gradient / scale)
    return curvatures, float(np.sum(np.square(along) / np.maximum(np.abs(curvatures), _FLAT)))


def _reason(settled: bool, unique: bool, curvatures: FloatArray, method: str) -> str:
    if not settled:
        return "It did not settle: there may be no minimum, or the start is far from it; try another start."
    if not unique and method == "closed form":
        return "Other parameters fit as well, as columns depend on each other; these are the shortest."
    if not unique:
        return "The objective is flat in some direction here, so other parameters may be as good."
    if curvatures.min() < -1e-8 * curvatures.max():
        return "It is flat here in all directions, but not lowest in one of them."
    return "It is a minimum: the gradient is zero to the last digits."
