"""How a descent ended: one of five words, and one sentence that gives the numbers behind it.

The criteria, in the order in which they are tried (x₀ the start, k the last recorded step):

* **left the domain**: f or its slope is undefined at the start, or at the next position while
  that is still near the others;
* **diverged**: f or x overflowed; or f still changes when x is over 10⁴ times as far out as at the
  start and the steps lengthen; or f rose at each of the last ten steps to above where it began;
* **converged**: ‖∇f‖ ≤ tolerance where one is set; else ‖∇f‖ is a millionth of the greatest met, or
  so small that by the curvature here the critical point is within 10⁻⁷·max(1, ‖x‖);
* **stalled**: it is that small, but the variables are of so different size that f would still fall by
  more than a thousandth of itself (:mod:`explorer.core.optim.scales`); or not so small, and in the second
  half of the steps x moved less than 10⁻⁹·max(1, ‖x‖) altogether, or f gained less than 10⁻⁹ of its range
  while x went to and fro;
* **out of steps**: everything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.core.numbers import format_value
from explorer.core.objective import Objective
from explorer.core.optim.bends import affordable_hessian
from explorer.core.optim.chunks import Stop, lengths_between
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.scales import hidden_fall
from explorer.core.optim.vector_rule import VectorRule
from explorer.core.sampling.field import FloatArray

__all__ = ["Outcome", "at_the_end", "at_the_start", "at_the_stop"]

Word = Literal["converged", "diverged", "stalled", "left the domain", "out of steps"]

_FAR = 1e4
_HUGE = 1e100
_SMALL_GRADIENT = 1e-6
_NEAR = 1e-7
_STILL = 1e-9
_RISING = 10
_WORTH_TELLING, _OF_ALL = 1e-3, 1e-9
_LEAST_TO_JUDGE = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """The word and the sentence."""

    word: Word
    reason: str


def at_the_start(f: Objective, position: FloatArray, value: float, norm: float, tolerance: float) -> Outcome | None:
    """The outcome of a run that cannot or need not begin."""
    if not math.isfinite(value):
        state = "undefined" if math.isnan(value) else "not finite"
        return Outcome("left the domain", f"f is {state} at the start, {_place(f, position)}.")
    if not math.isfinite(norm):
        return Outcome("left the domain", f"f has no slope at the start, {_place(f, position)}.")
    if tolerance > 0 and norm <= tolerance:
        return _within_tolerance(norm, tolerance, 0)
    return None


def at_the_stop(f: Objective, stop: Stop, history: tuple[FloatArray, ...], tolerance: float) -> Outcome:
    """The outcome of a run that stopped before its last step; ``history`` is points, losses, norms."""
    points, losses, norms = history
    step = len(points) - 1
    if stop.kind == "tolerance":
        return _within_tolerance(float(norms[-1]), tolerance, step)
    if stop.kind == "update":
        told = stop.reason or f"The rule has no finite step after step {step}: set eps above zero, or lower lr."
        ran_away = _size(points[-1]) > _FAR * max(1.0, _size(points[0]))
        return Outcome("diverged" if ran_away else stop.word, told)
    last = float(losses[-1])
    extent = float(np.max(np.abs(points)))
    far = not np.isfinite(stop.position).all() or float(np.max(np.abs(stop.position))) > 1e8 * max(
        1.0, _size(points[0])
    )
    if math.isinf(stop.value) or far or abs(last) > _HUGE or extent > 1e8 * max(1.0, _size(points[0])):
        return _overflowed(stop, last, losses, step)
    lost = "f is undefined" if math.isnan(stop.value) else "f has no slope"
    return Outcome("left the domain", f"{lost} at {_place(f, stop.position)}, where step {step + 1} leads.")


def at_the_end(
    f: Objective, optimiser: Optimizer, points: FloatArray, losses: FloatArray, norms: FloatArray
) -> Outcome:
    """The outcome of a run that made all its steps."""
    step = len(points) - 1
    norm = float(norms[-1])
    if step == 0:
        return Outcome("out of steps", f"No step was asked for; ‖∇f‖ = {_number(norm)} at the start.")
    lengths = lengths_between(points)
    with np.errstate(over="ignore", invalid="ignore"):
        return (
            _ran_away(points, losses, lengths, step)
            or _converged(f, points, losses, norms, lengths)
            or _stalled(optimiser, points, losses, lengths, norm)
            or _unfinished(losses, lengths, norm, step)
        )


def _within_tolerance(norm: float, tolerance: float, step: int) -> Outcome:
    return Outcome("converged", f"‖∇f‖ = {_number(norm)} at step {step}, within the tolerance {_number(tolerance)}.")


def _overflowed(stop: Stop, last: float, losses: FloatArray, step: int) -> Outcome:
    if stop.value == -math.inf or (last < float(losses[0]) and (last < 0 or abs(last) > _HUGE)):
        return Outcome("diverged", f"f falls without bound: {_number(last)} at step {step}, then beyond all numbers.")
    if math.isnan(stop.value) and last <= float(losses[0]):
        advice = "a smaller learning rate may hold it"
        return Outcome(
            "diverged", f"From f = {_number(last)} at step {step} the next one leads beyond all numbers; {advice}."
        )
    return Outcome(
        "diverged",
        f"f grows without bound: {_number(last)} at step {step}, then beyond all numbers; "
        "a smaller learning rate may hold it.",
    )


def _ran_away(points: FloatArray, losses: FloatArray, lengths: FloatArray, step: int) -> Outcome | None:
    first, last = float(losses[0]), float(losses[-1])
    size = _size(points[-1])
    lengthens = len(lengths) > 1 and lengths[-1] > lengths[len(lengths) // 2]
    if size > _FAR * max(1.0, _size(points[0])) and lengthens:
        manner = "falls without bound" if last < first else "grows without bound"
        return Outcome("diverged", f"f {manner}: {_number(last)} at step {step}, and each step is longer.")
    rises = np.diff(losses[-_RISING - 1 :])
    if step >= _RISING and bool((rises > 0).all()) and last > first:
        return Outcome(
            "diverged",
            f"f rises with every step, from {_number(first)} to {_number(last)}: "
            "the steps overshoot, lower the learning rate.",
        )
    return None


def _converged(
    f: Objective, points: FloatArray, losses: FloatArray, norms: FloatArray, lengths: FloatArray
) -> Outcome | None:
    norm, greatest, last = float(norms[-1]), float(np.max(norms)), float(losses[-1])
    hessian = affordable_hessian(f, points[-1])
    curvatures = None if hessian is None or not np.isfinite(hessian).all() else np.linalg.eigvalsh(hessian)
    near = _NEAR * max(1.0, _size(points[-1]))
    # At the edge of a domain the curvature may grow faster than a slope that grows without bound.
    grown = norm > float(norms[0])
    close = curvatures is not None and not grown and norm <= near * float(np.max(np.abs(curvatures)))
    resting = float(lengths[-1]) <= 1e-3 * max(1.0, _size(points[-1]))
    if not (norm == 0 or close or (norm <= _SMALL_GRADIENT * greatest and resting)):
        return None
    if norm > 0 and hessian is not None and (told := _in_a_valley(f, points[-1], hessian, losses)) is not None:
        return told
    where = _kind_of_point(curvatures)
    return Outcome("converged", f"‖∇f‖ = {_number(norm)} and f = {_number(last)} after {len(lengths)} steps{where}.")


def _in_a_valley(f: Objective, position: FloatArray, hessian: FloatArray, losses: FloatArray) -> Outcome | None:
    """The outcome where the slope is small only because some variables are so much larger than others."""
    last = float(losses[-1])
    fall = hidden_fall(hessian, f.value_and_gradient(position)[1])
    if fall <= _WORTH_TELLING * abs(last) or fall <= _OF_ALL * float(np.max(np.abs(losses))):
        return None
    return Outcome(
        "stalled",
        f"∇f is small, yet f = {_number(last)} can still fall by {_number(fall)}: the variables are of very "
        "different size; scale them alike (standardise the columns of data).",
    )


def _kind_of_point(curvatures: FloatArray | None) -> str:
    if curvatures is None or not len(curvatures):
        return ""
    least, most = float(curvatures[0]), float(curvatures[-1])
    margin = 1e-9 * max(abs(least), abs(most))
    if least < -margin and most > margin:
        return ", at a saddle: f still falls to either side"
    return ", at a maximum" if most < -margin else ""


def _stalled(
    optimiser: Optimizer, points: FloatArray, losses: FloatArray, lengths: FloatArray, norm: float
) -> Outcome | None:
    half = len(lengths) // 2
    moved = float(np.sum(lengths[half:]))
    if moved <= _STILL * max(1.0, _size(points[-1])):
        told = f"The last {len(lengths) - half} steps moved {_number(moved)} in all at ‖∇f‖ = {_number(norm)}"
        return Outcome("stalled", f"{told}: {_advice(optimiser, norm)}.")
    if len(lengths) < _LEAST_TO_JUDGE:
        return None
    spread = float(np.max(losses) - np.min(losses))
    gain = float(np.min(losses[: half + 1]) - np.min(losses[half + 1 :]))
    if gain > _STILL * spread:
        return None
    advice = "the steps go to and fro, lower the learning rate"
    return Outcome(
        "stalled", f"f has not fallen below {_number(float(np.min(losses)))} for {len(lengths) - half} steps: {advice}."
    )


def _advice(optimiser: Optimizer, norm: float) -> str:
    """What to do about a run that does not move."""
    if norm <= _SMALL_GRADIENT:
        return "f is nearly flat here"
    rate = 0.0 if optimiser.rate is None else optimiser.number(optimiser.rate)
    if rate > 0 and isinstance(optimiser, VectorRule) and optimiser.rate == "lr":
        return "no step along its direction leads lower"
    return f"raise the {'time step' if optimiser.rate == 'time_step' else 'learning rate'} above {rate:g}"


def _unfinished(losses: FloatArray, lengths: FloatArray, norm: float, step: int) -> Outcome:
    change = float(losses[-2] - losses[-1])
    trend = f"f still falls by {_number(change)} a step" if change > 0 else f"f = {_number(float(losses[-1]))}"
    return Outcome("out of steps", f"After {step} steps ‖∇f‖ = {_number(norm)} and {trend}.")


def _size(position: FloatArray) -> float:
    return math.hypot(*position.tolist())


def _number(value: float) -> str:
    return format_value(value)


def _place(f: Objective, position: FloatArray) -> str:
    if len(position) > 3:
        return "that position"
    values = ", ".join(format_value(value) for value in position.tolist())
    names = ", ".join(f.variables)
    return f"{names} = {values}" if len(position) == 1 else f"({names}) = ({values})"
