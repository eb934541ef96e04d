"""What steppers hand over: the steps just made, and why they ended early."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from explorer.core.optim.course import Snapshot
from explorer.core.sampling.field import FloatArray

__all__ = ["Chunk", "Record", "Stepper", "Stop", "lengths_between"]


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """Why the stepping ended early, and where.

    ``kind`` "tolerance": the last step lies within it. "not finite": f or its slope at ``position``
    is not, so the step was not recorded. "update": the rule itself has no finite result; ``reason``
    may say why, and ``word`` is the outcome then.
    """

    kind: Literal["tolerance", "not finite", "update"]
    position: FloatArray
    value: float
    reason: str = ""
    word: Literal["stalled", "diverged", "left the domain"] = "stalled"


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Steps just made: ``points`` (k, n), ``losses`` (k,), ``gradient_norms`` (k,)."""

    points: FloatArray
    losses: FloatArray
    gradient_norms: FloatArray
    stop: Stop | None


class Stepper(Protocol):
    """A descent that can be continued."""

    def advance(self, count: int) -> Chunk:
        """Make ``count`` steps, or fewer where one cannot be recorded or lies within the tolerance."""
        ...

    def snapshot(self) -> Snapshot:
        """Where it stands after the last step, if that was recorded."""
        ...


class Record:
    """Steps as they are made, one by one."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._points: list[FloatArray] = []
        self._losses: list[float] = []
        self._norms: list[float] = []

    def add(self, position: FloatArray, value: float, gradient: FloatArray, limit: float) -> Stop | None:
        """Record a step, unless f or its slope there is not finite; a Stop where the run ends with it."""
        norm = math.hypot(*gradient.tolist())
        if not (math.isfinite(value) and math.isfinite(norm)):
            return Stop("not finite", position, value)
        self._points.append(position)
        self._losses.append(value)
        self._norms.append(norm)
        return Stop("tolerance", position, value) if norm <= limit else None

    def stopped(self, stop: Stop | None) -> Chunk:
        """All that was recorded."""
        points = np.array(self._points).reshape(len(self._points), self._size)
        return Chunk(points, np.array(self._losses), np.array(self._norms), stop)


def lengths_between(points: FloatArray) -> FloatArray:
    """The distances between k + 1 points of shape (k + 1, n), shape (k,); too far for a number is ∞."""
    with np.errstate(over="ignore"):
        lengths: FloatArray = np.hypot.reduce(np.diff(points, axis=0), axis=1)
    return lengths
