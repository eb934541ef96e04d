"""A learning rate to begin with, from how f bends and slopes at the start."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from explorer.core.expression.names import canonical_name
from explorer.core.objective import Objective
from explorer.core.optim.bends import greatest_bend
from explorer.core.sampling.field import FloatArray

__all__ = ["propose_learning_rate"]

_LEAST, _MOST = 1e-12, 1e12
_TRIAL_STEPS = 25
_SHARE_OF_PLAIN = {"GD": 0.3, "Momentum": 0.1, "Nesterov": 0.1, "GradientFlow": 0.3}
_ITS_OWN = frozenset({"Adadelta", "Newton", "BFGS", "LBFGS", "LineSearch"})
_SHARE_OF_WAY = {"AdaGrad": 4.0, "RMSProp": 0.5, "Lion": 0.5}
_STEPS_TO_GOAL = 25.0


def propose_learning_rate(
    objective: Objective, start: Mapping[str, float], optimiser: str = "GD", extent: float = 6.0
) -> float:
    """A learning rate with which ``optimiser`` descends from ``start``, rounded down to 1, 2 or 5.

    Plain descent is stable below 2/λ, λ the greatest curvature (Nocedal and Wright, *Numerical
    Optimization*, 3.3): proposed is 0.3/λ, so that a bowl takes steps that can be watched, and 0.1/λ
    with momentum. Where f hardly bends, the
    first step is a tenth of ``extent``, the width of what is looked at. The rate is halved
    until 25 plain steps never climb. Optimisers that scale each slope, such as Adam, step by about
    the learning rate itself: for them it is a 25th of the way to go. Those that find the length of
    their steps themselves, such as Newton's, keep their default; for the gradient flow the answer is a
    time step. Never raises for a hole: where nothing is known the answer is 0.1.
    """
    if optimiser in _ITS_OWN:
        return 1.0
    given = {canonical_name(name): float(value) for name, value in start.items()}
    position = np.array([given.get(name, 0.0) for name in objective.variables], dtype=np.float64)
    value, gradient = objective.value_and_gradient(position)
    norm = float(np.linalg.norm(gradient))
    if not (math.isfinite(value) and math.isfinite(norm)):
        return 0.1
    plain = _held_down(objective, position, _plain_rate(objective, position, norm, extent))
    if optimiser in _SHARE_OF_PLAIN:
        return _round_down(plain * _SHARE_OF_PLAIN[optimiser])
    way = min(plain * norm, 0.5 * extent) if norm > 0 else 0.05 * extent
    rate = max(way, 0.01 * extent) / _STEPS_TO_GOAL * 2 * _SHARE_OF_WAY.get(optimiser, 1.0)
    # RAdam does not scale its first steps, so they may be no longer than plain descent's.
    return _round_down(min(rate, plain) if optimiser == "RAdam" else rate)


def _plain_rate(objective: Objective, position: FloatArray, norm: float, extent: float) -> float:
    bend = greatest_bend(objective, position)
    by_bend = 1.0 / bend if bend > 0 else math.inf
    by_slope = 0.1 * extent / norm if norm > 0 else math.inf
    hardly_bends = bend * extent < 0.1 * norm or not math.isfinite(by_bend)
    rate = by_slope if hardly_bends else by_bend
    return min(max(rate, _LEAST), _MOST) if math.isfinite(rate) else 0.1


def _held_down(objective: Objective, start: FloatArray, rate: float) -> float:
    for _ in range(40):
        if _never_climbs(objective, start, rate):
            return rate
        rate *= 0.5
    return rate


def _never_climbs(objective: Objective, start: FloatArray, rate: float) -> bool:
    position = start
    value, gradient = objective.value_and_gradient(position)
    for _ in range(_TRIAL_STEPS):
        position = position - rate * gradient
        before = value
        value, gradient = objective.value_and_gradient(position)
        if math.isnan(value) or value > before + 1e-9 * abs(before) or not np.isfinite(gradient).all():
            return value == -math.inf
    return True


def _round_down(rate: float) -> float:
    rate = min(max(rate, _LEAST), _MOST)
    exponent = math.floor(math.log10(rate) + 1e-9)
    mantissa = max(m for m in (1, 2, 5) if m <= rate / 10.0**exponent * (1 + 1e-9))
    return float(f"{mantissa}e{exponent}")
