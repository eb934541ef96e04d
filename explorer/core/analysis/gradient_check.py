"""Four ways to the same partial side by side, and the V of a difference quotient's error over its step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.analysis.positions import Floats, read_only
from explorer.core.autodiff import reverse_gradient
from explorer.core.autodiff.dual import forward_gradient
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Node
from explorer.core.function import Function
from explorer.core.objective import Objective

__all__ = ["GradientCheck", "GradientRow", "StepErrors", "gradient_check", "numeric_check", "step_error_curve"]

_EPSILON = float(np.finfo(np.float64).eps)
_STEPS = 97  # from 1e-16 to 1, six a decade


@dataclass(frozen=True, slots=True)
class GradientRow:
    """One partial, computed in five ways, and how far each is from the reference, relatively.

    ``symbolic`` is the value of the exact formula (NaN where none was given), ``reverse`` and
    ``forward`` are those of the two modes of automatic differentiation, ``central`` is (f(x + h) −
    f(x − h)) / 2h and ``one_sided`` (f(x + h) − f(x)) / h. The reference is the symbolic value, else
    the reverse mode's. A relative error is |a − b| / max(|a|, |b|), 0 where both are 0.
    """

    name: str
    symbolic: float
    reverse: float
    forward: float
    central: float
    one_sided: float
    reverse_error: float
    forward_error: float
    central_error: float
    one_sided_error: float


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """A row for every variable, in order, with the step ``h`` of the differences."""

    h: float
    rows: tuple[GradientRow, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StepErrors:
    """Errors of both difference quotients for steps ``h`` from 1e-16 to 1, each array (97,), read-only.

    They are relative to the exact slope, or absolute where that is 0 (``is_relative``). Left of its
    lowest point such a curve is rounding, which grows as 1/h; right of it truncation, which grows as
    h or h². ``best_forward`` and ``best_central`` are the steps at which theory sees the lowest
    points: 2√(ε |f / f″|) and ∛(3ε |f / f‴|), about 1e-8 and 1e-5 (Press et al., *Numerical
    Recipes*, §5.7).
    """

    h: Floats
    forward_difference_error: Floats
    central_difference_error: Floats
    best_forward: float
    best_central: float
    is_relative: bool


def gradient_check(f: Function, position: ArrayLike, h: float, symbolic: Sequence[Node] | None = None) -> GradientCheck:
    """Compare ways to the gradient of f at ``position`` (n,), with differences of step ``h``.

    ``symbolic`` are the trees of the exact partials, one a variable, if there are any yet. What is
    undefined is NaN; a step so small that x + h is x gives a difference of 0. Raises ValueError for a
    step that is not positive and finite.
    """
    if not (math.isfinite(h) and h > 0.0):
        raise ValueError(f"The step h must be a positive number, not {h:g}.")
    at = np.asarray(position, dtype=np.float64)
    values = {**f.parameters, **dict(zip(f.variables, at.tolist(), strict=True))}
    value, reverse, _ = reverse_gradient(f.root, values, f.variables)
    _, forward = forward_gradient(f.root, values, f.variables)
    defined = not math.isnan(value)
    exact = [evaluate(node, values) if defined else math.nan for node in symbolic] if symbolic is not None else None
    rows = []
    for index, name in enumerate(f.variables):
        ahead, behind = _moved(f, at, index, h), _moved(f, at, index, -h)
        told = (reverse[name], forward[name], (ahead - behind) / (2 * h), (ahead - value) / h)
        formula = exact[index] if exact is not None else math.nan
        reference = formula if exact is not None else reverse[name]
        rows.append(GradientRow(name, formula, *told, *(_relative_error(number, reference) for number in told)))
    return GradientCheck(h, tuple(rows))


def numeric_check(f: Objective, position: ArrayLike, h: float, places: Sequence[int]) -> list[GradientRow]:
    """The gradient that ``f`` computes by itself against differences of step ``h``, for the variables at ``places``.

    A formula is not asked for, so ``symbolic`` and ``forward`` are NaN; the reference is f's own ``reverse``.
    """
    if not (math.isfinite(h) and h > 0.0):
        raise ValueError(f"The step h must be a positive number, not {h:g}.")
    at = np.asarray(position, dtype=np.float64)
    value, gradient = f.value_and_gradient(at)
    rows = []
    for index in places:
        ahead, behind, own = _moved(f, at, index, h), _moved(f, at, index, -h), float(gradient[index])
        told = (own, math.nan, (ahead - behind) / (2 * h), (ahead - value) / h)
        rows.append(
            GradientRow(f.variables[index], math.nan, *told, *(_relative_error(number, own) for number in told))
        )
    return rows


def _moved(f: Objective, at: Floats, index: int, h: float) -> float:
    moved = at.copy()
    moved[index] += h
    return float(f.value_at(moved))


def _relative_error(value: float, reference: float) -> float:
    largest = max(abs(value), abs(reference))
    if value == reference:
        return 0.0
    return abs(value - reference) / largest if math.isfinite(largest) else math.nan


def step_error_curve(f: Objective, position: ArrayLike, index: int, exact: float) -> StepErrors:
    """The error of both difference quotients along variable ``index`` at ``position`` (n,), over the step.

    ``exact`` is the partial that they are held against.
    """
    at = np.asarray(position, dtype=np.float64)
    h = np.logspace(-16, 0, _STEPS)
    # Forward steps, backward steps, and the point itself, in one batch.
    positions = np.tile(at, (2 * _STEPS + 1, 1))
    positions[:_STEPS, index] += h
    positions[_STEPS:-1, index] -= h
    values = f.values_at(positions)
    ahead, behind, here = values[:_STEPS], values[_STEPS:-1], values[-1]
    is_relative = exact != 0.0
    size = abs(exact) if is_relative else 1.0
    with np.errstate(all="ignore"):
        forward = np.abs((ahead - here) / h - exact) / size
        central = np.abs((ahead - behind) / (2 * h) - exact) / size
    best = _best_steps(f, at, index)
    return StepErrors(read_only(h), read_only(forward), read_only(central), *best, is_relative)


def _best_steps(f: Objective, at: Floats, index: int) -> tuple[float, float]:
    """Where ε|f|·2/h meets h|f″|/2, and ε|f|/h meets h²|f‴|/6; the scale of x stands in for a missing derivative."""
    value = abs(float(f.value_at(at)))
    second = abs(_second(f, at, index, 0.0))
    spread = _EPSILON ** (1 / 3) * max(1.0, abs(float(at[index])))
    third = abs(_second(f, at, index, spread) - _second(f, at, index, -spread)) / (2 * spread)
    scale = max(1.0, abs(float(at[index])))
    noise = spread * max(second, value)  # what rounding leaves of a third derivative that is 0
    forward = 2 * math.sqrt(_EPSILON * value / second) if second > 0 and value > 0 else math.sqrt(_EPSILON) * scale
    central = math.cbrt(3 * _EPSILON * value / third) if third > noise and value > 0 else math.cbrt(_EPSILON) * scale
    return _bounded(forward), _bounded(central)


def _second(f: Objective, at: Floats, index: int, shift: float) -> float:
    moved = at.copy()
    moved[index] += shift
    return float(f.hessian_at(moved)[index, index])


def _bounded(step: float) -> float:
    return min(max(step, 1e-16), 1.0) if math.isfinite(step) else math.nan
