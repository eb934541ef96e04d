"""Line searches: how far to go along a direction.

:func:`strong_wolfe` makes the same decisions as ``torch.optim.lbfgs._strong_wolfe`` (bracketing and
zoom with cubic interpolation, after Nocedal and Wright, *Numerical Optimization*, algorithms 3.5 and
3.6), so that L-BFGS goes where PyTorch's goes. One thing is added: a trial at which f is undefined or
too large is halved until f is a number, so that a hole is not stepped into. Where the values along the line
differ by no more than their ``rounding``, only the slopes are believed: without that a least-squares fit with large
residuals ends where f, not ∇f, runs out of digits (Hager and Zhang, SIAM J. Optim. 16, 2005: "approximate Wolfe").
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.core.optim.vector_rule import Place, Sloped
from explorer.core.sampling.field import FloatArray

__all__ = ["Trial", "backtrack", "strong_wolfe"]

_MOST_HALVINGS: Final = 60
_MOST_TRIALS: Final = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A point along the direction: how far, f and ∇f there, and the slope along the direction."""

    length: float
    value: float
    gradient: FloatArray
    slope: float


@dataclass(slots=True)
class _Line:
    """f along ``direction`` from ``here``, counting how often it is asked."""

    f: Sloped
    here: Place
    direction: FloatArray
    rounding: float = 0.0
    asked: int = 0

    def at(self, length: float) -> Trial:
        self.asked += 1
        value, gradient = self.f.value_and_gradient(self.here.position + length * self.direction)
        return Trial(length, value, gradient, float(gradient @ self.direction))

    def defined_at(self, length: float) -> Trial:
        trial = self.at(length)
        for _ in range(_MOST_HALVINGS):
            # −∞ is kept: there f falls without bound, and that is what the run should say.
            if trial.value == -math.inf or (math.isfinite(trial.value) and math.isfinite(trial.slope)):
                break
            length *= 0.5
            trial = self.at(length)
        return trial

    def is_as_good(self, trial: Trial, c2: float) -> bool:
        """Whether f is the same there as at the start but for rounding, and its slope flat enough."""
        near = abs(trial.value - self.here.value) <= self.rounding * abs(self.here.value)
        return near and abs(trial.slope) <= -c2 * self.start.slope

    @property
    def start(self) -> Trial:
        return Trial(0.0, self.here.value, self.here.gradient, float(self.here.gradient @ self.direction))


def backtrack(f: Sloped, here: Place, direction: FloatArray, length: float, c1: float, shrink: float) -> Trial:
    """The first of ``length``, ``shrink``·``length``, … at which f falls by c₁ of what its slope promises.

    Armijo's condition (Nocedal and Wright, algorithm 3.1). The start, length 0, where none does that
    is long enough to move at all.
    """
    line = _Line(f, here, direction)
    start = line.start
    for _ in range(_MOST_TRIALS):
        if np.array_equal(here.position + length * direction, here.position):
            break
        trial = line.at(length)
        if trial.value <= start.value + c1 * length * start.slope:
            return trial
        length *= shrink
    return start


def strong_wolfe(
    f: Sloped,
    here: Place,
    direction: FloatArray,
    length: float,
    c1: float = 1e-4,
    c2: float = 0.9,
    tolerance_change: float = 1e-9,
    most: int = 25,
    rounding: float = 0.0,
) -> tuple[Trial, int]:
    """A point where f has fallen enough and its slope is flat enough, and how often f was evaluated.

    With fewer than ``most`` evaluations between the first and the last; beyond them, the lowest point
    found, which may be the start, length 0. ``rounding`` is the relative error of f below which its slope decides.
    """
    line = _Line(f, here, direction, rounding)
    bracket, tried, done = _bracketed(line, length, c1, c2, most)
    if done:
        return bracket[0], line.asked
    return _zoomed(line, bracket, tried, c1, c2, tolerance_change, most), line.asked


def _bracketed(line: _Line, length: float, c1: float, c2: float, most: int) -> tuple[list[Trial], int, bool]:
    """One trial that fulfils both conditions, or two with such a point between them."""
    start = line.start
    before, now, tried = start, line.defined_at(length), 0
    while tried < most:
        if now.value == -math.inf or (line.rounding and line.is_as_good(now, c2)):
            return [now], tried, True
        if now.value > start.value + c1 * now.length * start.slope or (tried > 1 and now.value >= before.value):
            return [before, now], tried, False
        if abs(now.slope) <= -c2 * start.slope:
            return [now], tried, True
        if now.slope >= 0:
            return [before, now], tried, False
        bounds = (now.length + 0.01 * (now.length - before.length), now.length * 10)
        before, now = now, line.defined_at(_cubic(before, now, bounds))
        tried += 1
    return [start, now], tried, False


def _zoomed(
    line: _Line, bracket: list[Trial], tried: int, c1: float, c2: float, tolerance_change: float, most: int
) -> Trial:
    start = line.start
    reach = float(np.max(np.abs(line.direction)))
    stuck = False
    low, high = (0, 1) if bracket[0].value <= bracket[1].value else (1, 0)
    while tried < most and abs(bracket[1].length - bracket[0].length) * reach >= tolerance_change:
        length, stuck = _away_from_ends(_cubic(bracket[0], bracket[1]), bracket, stuck)
        trial = line.defined_at(length)
        tried += 1
        if line.rounding and line.is_as_good(trial, c2):
            return trial
        if trial.value > start.value + c1 * trial.length * start.slope or trial.value >= bracket[low].value:
            bracket[high] = trial
            low, high = (0, 1) if bracket[0].value <= bracket[1].value else (1, 0)
            continue
        if abs(trial.slope) <= -c2 * start.slope:
            return trial
        if trial.slope * (bracket[high].length - bracket[low].length) >= 0:
            bracket[high] = bracket[low]
        bracket[low] = trial
    return bracket[low]


def _away_from_ends(length: float, bracket: list[Trial], stuck: bool) -> tuple[float, bool]:
    """``length``, or a tenth of the bracket inside it where it keeps close to an end; whether it is close."""
    ends = (bracket[0].length, bracket[1].length)
    least, most = min(ends), max(ends)
    margin = 0.1 * (most - least)
    if min(most - length, length - least) >= margin:
        return length, False
    if not (stuck or length >= most or length <= least):
        return length, True
    return (most - margin if abs(length - most) < abs(length - least) else least + margin), False


def _cubic(a: Trial, b: Trial, bounds: tuple[float, float] | None = None) -> float:
    """Where the cubic through both values and slopes is least, kept within ``bounds`` (the two points)."""
    low, high = bounds or (min(a.length, b.length), max(a.length, b.length))
    if a.length == b.length:
        return (low + high) / 2.0
    first = a.slope + b.slope - 3 * (a.value - b.value) / (a.length - b.length)
    square = first * first - a.slope * b.slope
    if not square >= 0:
        return (low + high) / 2.0
    root = math.sqrt(square)
    left, right = (a, b) if a.length <= b.length else (b, a)
    across = right.slope - left.slope + 2 * root
    if across == 0 or not math.isfinite(across):
        return (low + high) / 2.0
    least = right.length - (right.length - left.length) * ((right.slope + root - first) / across)
    return min(max(least, low), high)
