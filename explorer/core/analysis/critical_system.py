"""The two equations whose solutions are critical points, as ranges over boxes and as numbers at positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.core.analysis.critical_signs import same_zeros
from explorer.core.analysis.positions import Floats
from explorer.core.autodiff import partials
from explorer.core.expression.nodes import Node, Number, Symbol
from explorer.core.function import Function
from explorer.core.intervals import IntervalKernel, Ranges, compile_intervals
from explorer.core.kernels import PointsKernel, compile_points

__all__ = ["GradientSystem", "Linearised", "gradient_system"]


@dataclass(frozen=True, slots=True)
class Linearised:
    """The equations over m boxes in mean-value form: h(x) ∈ centre value + J·(x − centre).

    ``low`` and ``high`` bound h at the boxes' centres, shape (2, m); ``slopes_low`` and ``slopes_high``
    bound J over the boxes, shape (2, 2, m). ``valid`` (m,) says where f is smooth in the whole box.
    """

    low: Floats
    high: Floats
    slopes_low: Floats
    slopes_high: Floats
    valid: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class GradientSystem:
    """h₁ = h₂ = 0 on two axes, equivalent to ∇f = 0; see :func:`gradient_system`."""

    axes: tuple[str, str]
    values: Mapping[str, float]
    one_variable: bool
    flat: bool
    gradient: PointsKernel  # f, ∂f/∂x, ∂f/∂y
    second: PointsKernel  # f, the Hessian row by row, its upper half
    ranges_kernel: IntervalKernel  # f, h₁, h₂
    slopes_kernel: IntervalKernel  # f, h₁, h₂, J row by row
    newton_kernel: PointsKernel  # f, h₁, h₂, J row by row
    curvature_kernel: IntervalKernel  # the Hessian's upper half

    def ranges(self, low: Floats, high: Floats) -> Ranges:
        """Ranges of f, h₁, h₂ over boxes (m, 2)."""
        return self.ranges_kernel(low, high, self.values)

    def linearised(self, low: Floats, high: Floats) -> Linearised:
        """The mean-value form over boxes (m, 2)."""
        over = self.slopes_kernel(low, high, self.values)
        centre = 0.5 * (low + high)
        at = self.ranges_kernel(centre, centre, self.values)
        bounded = np.all(np.isfinite(over.low[3:]), axis=0) & np.all(np.isfinite(over.high[3:]), axis=0)
        valid = (
            over.smooth.all(axis=0)
            & bounded
            & np.all(np.isfinite(at.low), axis=0)
            & np.all(np.isfinite(at.high), axis=0)
        )
        shape = (2, 2, len(low))
        return Linearised(at.low[1:], at.high[1:], over.low[3:].reshape(shape), over.high[3:].reshape(shape), valid)

    def equations(self, positions: Floats) -> tuple[Floats, Floats]:
        """h (2, m) and J (2, 2, m) at positions (m, 2); NaN where f is undefined."""
        rows = self.newton_kernel(positions, self.values)
        return rows[1:3], rows[3:].reshape(2, 2, -1)

    def gradients(self, positions: Floats) -> tuple[Floats, Floats]:
        """f (m,) and ∇f (2, m) at positions (m, 2)."""
        rows = self.gradient(positions, self.values)
        return rows[0], rows[1:]

    def hessians(self, positions: Floats) -> Floats:
        """The Hessian on the two axes at positions (m, 2), shape (m, 2, 2)."""
        rows = self.second(positions, self.values)
        return np.moveaxis(rows[[1, 2, 2, 3]].reshape(2, 2, -1), -1, 0)


def gradient_system(f: Function, axes: tuple[str, str], values: Mapping[str, float]) -> GradientSystem:
    """The equations for f on ``axes``, every other name at its number in ``values``.

    Factors that cannot be zero are divided out, which leaves the solutions and narrows the ranges. Of a
    function of one variable the second axis is free: its equation puts it at 0.
    """
    root = f.root
    one_variable = axes[1] not in f.names
    slopes = partials(root, axes)
    flat = all(isinstance(slope, Number) and slope.value == 0 for slope in slopes)
    equations: tuple[Node, ...] = same_zeros(slopes)
    if one_variable:
        equations = (equations[0], Symbol(axes[1]))
    jacobian = [part for equation in equations for part in partials(equation, axes)]
    (xx, xy), (_, yy) = (partials(slope, axes) for slope in slopes)
    return GradientSystem(
        axes,
        values,
        one_variable,
        flat,
        compile_points((root, *slopes), axes),
        compile_points((root, xx, xy, yy), axes),
        compile_intervals((root, *equations), axes),
        compile_intervals((root, *equations, *jacobian), axes),
        compile_points((root, *equations, *jacobian), axes),
        compile_intervals((xx, xy, yy), axes),
    )
