"""Landscapes of models that are linear in their parameters, where most of the work for a cell can be done once for all.

A squared loss is a bowl: with the design's factor R and the best parameters p*, L = L* + ‖R(p − p*)‖²/rows, a sum of
squares, so nothing cancels. For a cross-entropy, eᶻ over a plane is a factor along u times one along v, and of the
factors 1 + e^±ᶻ the logarithm is taken of products.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.core.interruption import checkpoint
from explorer.core.learn.dataset import Floats
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss

__all__ = ["Bowl", "Logistic", "bowl_of", "logistic_of"]

_CELLS: Final = 1 << 15
_LARGEST: Final = 300.0  # exponents whose factors cannot overflow
_LARGEST_SUM: Final = 700.0
_MOST_NUMBERS: Final = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Bowl:
    """L = least + ‖factor(p − best)‖², without the penalty."""

    least: float
    best: Floats
    factor: Floats

    def at(self, positions: Floats, slopes: tuple[int, ...]) -> Floats:
        """L and its partials by ``slopes`` at positions (m, n), shape (1 + number of slopes, m)."""
        made = np.empty((1 + len(slopes), len(positions)))
        along = (positions - self.best) @ self.factor.T
        made[0] = self.least + np.vecdot(along, along)
        if slopes:
            made[1:] = 2.0 * (along @ self.factor[:, list(slopes)]).T
        return made


def bowl_of(loss: Loss) -> Bowl | None:
    """The bowl of a squared loss of a linear model; None for other losses, and where a row has no finite value."""
    n = len(loss.variables)
    if loss.kind != "squared" or not n or not loss.is_linear or len(loss) * (n + 1) > _MOST_NUMBERS:
        return None
    offset, design = loss.output_and_slopes(np.zeros(n))
    wanted = loss.target - offset
    if not (np.isfinite(wanted).all() and np.isfinite(design).all()):
        return None
    best = np.asarray(np.linalg.lstsq(design, wanted, rcond=None)[0], dtype=np.float64)
    residual = wanted - design @ best
    factor = np.asarray(np.linalg.qr(design, mode="r"), dtype=np.float64) / np.sqrt(len(loss))
    return Bowl(float(residual @ residual) / len(loss), best, factor)


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """±z of each row as offset + design·p, with the sign that makes the loss log(1 + e^±ᶻ)."""

    offset: Floats
    design: Floats

    def plane(
        self, origin: Floats, first: Floats, second: Floats, u: FloatArray, v: FloatArray, slopes: tuple[int, ...]
    ) -> Floats | None:
        """Sums over the rows of the losses and their partials, (1 + number of slopes, len(v), len(u)).

        None where an exponent is so large that a factor might overflow.
        """
        along, across = self.design @ first, self.design @ second
        start = self.offset + self.design @ origin
        most = self._most(along, u) + self._most(across, v) + float(np.abs(start).max(initial=0.0))
        if not most <= _LARGEST:
            return None
        sums = np.zeros((1 + len(slopes), len(v), len(u)))
        size = max(8, min(len(start), _CELLS // max(1, len(u))))
        group = max(1, int(_LARGEST_SUM / (most + 1.0)))
        for begin in range(0, len(start), size):
            checkpoint()
            rows = slice(begin, begin + size)
            u_part = np.exp(np.multiply.outer(along[rows], u))
            v_part = np.exp(np.multiply.outer(v, across[rows]) + start[rows])
            self._add(sums, u_part, v_part, self.design[rows][:, list(slopes)], group)
        return sums

    @staticmethod
    def _most(slope: Floats, steps: FloatArray) -> float:
        return float(np.abs(slope).max(initial=0.0)) * float(np.abs(steps).max(initial=0.0))

    @staticmethod
    def _add(sums: Floats, u_part: Floats, v_part: Floats, design: Floats, group: int) -> None:
        starts = np.arange(0, len(u_part), group)
        odds, share = np.empty_like(u_part), np.empty_like(u_part)
        for number, factors in enumerate(v_part):
            checkpoint()
            np.multiply(u_part, factors[:, None], out=odds)
            if design.shape[1]:
                np.add(odds, 1.0, out=share)
                np.divide(odds, share, out=odds)
                sums[1:, number] += design.T @ odds
            else:
                share = odds
                share += 1.0
            sums[0, number] += np.log(np.multiply.reduceat(share, starts, axis=0)).sum(axis=0)


def logistic_of(loss: Loss) -> Logistic | None:
    """The rows of a cross-entropy of σ(linear); None for other losses, and where a row has no finite value."""
    n = len(loss.variables)
    if not (loss.trees.is_logit and loss.is_linear and n) or len(loss) * (n + 1) > _MOST_NUMBERS:
        return None
    offset, design = loss.output_and_slopes(np.zeros(n))
    if not (np.isfinite(offset).all() and np.isfinite(design).all()):
        return None
    sign = 1.0 - 2.0 * loss.target
    return Logistic(sign * offset, sign[:, None] * design)
