"""How much each input matters at a point, and what the gradient promises about a small change of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.core.analysis.positions import Floats
from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["Change", "Sensitivity", "predicted_change", "sensitivity", "share_outside"]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One input: its partial ``slope``, the slope times the width of its range, its part of ‖∇f‖² (0 … 1).

    ``share`` is 0 for every input where ∇f = 0, and NaN where a partial is undefined.
    """

    name: str
    slope: float
    scaled: float
    share: float


@dataclass(frozen=True, slots=True)
class Change:
    """What ∇f·nudge predicts, what f does, and the difference ``actual − predicted``; NaN where undefined."""

    predicted: float
    actual: float
    error: float


def sensitivity(f: Objective, position: ArrayLike, ranges: Sequence[tuple[float, float]]) -> tuple[Sensitivity, ...]:
    """Every input of f at ``position`` (n,), in the order of ``f.variables``; ``ranges`` are its (low, high).

    Raises ValueError where there is not one range a variable.
    """
    if len(ranges) != len(f.variables):
        raise ValueError(f"f has {len(f.variables)} variables, so it needs as many ranges, not {len(ranges)}.")
    _, gradient = f.value_and_gradient(np.asarray(position, dtype=np.float64))
    shares = _relative(gradient) ** 2
    return tuple(
        Sensitivity(name, slope, slope * (high - low), share)
        for name, slope, share, (low, high) in zip(f.variables, gradient.tolist(), shares.tolist(), ranges, strict=True)
    )


def predicted_change(f: Objective, position: ArrayLike, nudge: ArrayLike) -> Change:
    """The change of f from ``position`` to ``position + nudge``, both (n,), by the gradient and in fact."""
    start, step = np.asarray(position, dtype=np.float64), np.asarray(nudge, dtype=np.float64)
    value, gradient = f.value_and_gradient(start)
    moved = step != 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        predicted = float(gradient[moved] @ step[moved]) if value == value else float("nan")
    actual = float(f.value_at(start + step)) - float(value)
    return Change(predicted, actual, actual - predicted)


def share_outside(gradient: ArrayLike, drawn: Sequence[int]) -> float:
    """The part of ‖∇f‖ (0 … 1) that lies outside the axes numbered ``drawn``.

    0 means that the picture shows all of the gradient, 1 that it shows none. 0 where ∇f = 0; NaN
    where a partial is undefined.
    """
    parts = _relative(np.asarray(gradient, dtype=np.float64))
    outside = np.delete(parts, list(drawn))
    return float(np.sqrt(outside @ outside))


def _relative(gradient: FloatArray) -> Floats:
    """∇f / ‖∇f‖ without overflow; zeros for a zero gradient, NaN for one that is not finite."""
    if not np.isfinite(gradient).all():
        return np.full(gradient.shape, np.nan)
    largest = np.abs(gradient).max(initial=0.0)
    if largest == 0.0:
        return np.zeros(gradient.shape)
    scaled = gradient / largest
    unit: Floats = scaled / np.linalg.norm(scaled)
    return unit
