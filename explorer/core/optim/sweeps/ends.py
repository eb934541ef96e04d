"""Where many descents ended, how, and after how many steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.objective import Objective
from explorer.core.sampling.field import FloatArray

__all__ = ["CONVERGED", "DIVERGED", "LEFT", "UNFINISHED", "UNKNOWN", "Ends", "kinds_at_a_stop", "went_far"]

UNKNOWN: Final = -1
CONVERGED: Final = 0
UNFINISHED: Final = 1
DIVERGED: Final = 2
LEFT: Final = 3
_FAR = 1e4
_BEYOND = 1e8
_HUGE = 1e100


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The ends of m descents over n variables: ``positions`` (m, n), ``steps`` (m,), ``kinds`` (m,).

    A kind is UNKNOWN (under way), CONVERGED (‖∇f‖ within the tolerance), UNFINISHED (all steps made,
    or no further step possible), DIVERGED (beyond all numbers, or over 10⁴ times as far out as at the start)
    or LEFT (f is undefined where the next step leads, or at the start). ``losses`` (m,) are f there.
    """

    positions: FloatArray
    steps: NDArray[np.int64]
    kinds: NDArray[np.int8]
    losses: FloatArray

    @classmethod
    def unknown(cls, count: int, variables: int) -> Ends:
        """``count`` descents of which nothing is known yet."""
        return cls(
            np.full((count, variables), np.nan),
            np.zeros(count, dtype=np.int64),
            np.full(count, UNKNOWN, dtype=np.int8),
            np.full(count, np.nan),
        )

    def put(self, which: NDArray[np.intp], ends: Ends) -> None:
        """Take over the ends of some of them."""
        self.positions[which], self.steps[which] = ends.positions, ends.steps
        self.kinds[which], self.losses[which] = ends.kinds, ends.losses


def kinds_at_a_stop(f: Objective, starts: FloatArray, last: FloatArray, beyond: FloatArray) -> NDArray[np.int8]:
    """How descents ended of which ``last`` (m, n) were the last good positions and ``beyond`` the next ones.

    The criteria are those of :mod:`~explorer.core.optim.outcome` as far as these positions tell.
    """
    reach = _BEYOND * np.maximum(1.0, _norms(starts))
    largest = np.max(np.abs(beyond), axis=1, initial=0.0)
    lost = np.isnan(beyond).any(axis=1)
    values, there = f.values_at(last), f.values_at(np.where(np.isfinite(beyond), beyond, np.nan))
    far = np.isinf(beyond).any(axis=1) | (largest > reach) | (np.max(np.abs(last), axis=1, initial=0.0) > reach)
    diverged = far | np.isinf(there) | (np.abs(values) > _HUGE) | (lost & went_far(starts, last))
    stuck = lost & ~diverged
    kinds = np.where(diverged, DIVERGED, np.where(stuck, UNFINISHED, LEFT)).astype(np.int8)
    kinds[~np.isfinite(values)] = LEFT
    return kinds


def went_far(starts: FloatArray, positions: FloatArray) -> NDArray[np.bool_]:
    """Which positions (m, n) are so far out that the descent has run away."""
    far: NDArray[np.bool_] = _norms(positions) > _FAR * np.maximum(1.0, _norms(starts))
    return far


def _norms(positions: FloatArray) -> FloatArray:
    with np.errstate(over="ignore", invalid="ignore"):
        norms: FloatArray = np.sqrt(np.sum(positions**2, axis=1))
    return norms
