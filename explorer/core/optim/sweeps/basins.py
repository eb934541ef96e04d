"""The basin map: every point of a lattice as a start; where does each end, and after how many steps."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.optim.course import Course
from explorer.core.optim.rule import UpdateRule
from explorer.core.optim.sweeps.attractors import Attractor
from explorer.core.optim.sweeps.ends import UNKNOWN, Ends
from explorer.core.optim.sweeps.one_by_one import OneByOne
from explorer.core.optim.sweeps.places import Places
from explorer.core.optim.sweeps.step_map import StepMap
from explorer.core.optim.sweeps.swarm import Swarm
from explorer.core.sampling.field import FloatArray

__all__ = ["MOST_SIDE", "MOST_SIDE_ONE_BY_ONE", "BasinMap", "BasinSearch", "lattice_side"]

MOST_SIDE: Final = 512
MOST_SIDE_ONE_BY_ONE: Final = 64
_STRIDES: Final = (8, 4, 2, 1)


@dataclass(frozen=True, slots=True, eq=False)
class BasinMap:
    """What is known of a lattice of starts, rows along the second axis, each in the middle of its cell.

    ``kinds`` (rows, columns) are those of :class:`~explorer.core.optim.sweeps.ends.Ends`, ``steps`` how
    many steps were made, ``places`` which of ``attractors`` a descent ended at or is about to reach, else −1.
    A start not computed yet has what its neighbour on the coarser lattice has; ``part`` are computed, and
    ``counts`` of them are of kind 0, 1, 2, 3.
    """

    x: FloatArray
    y: FloatArray
    kinds: NDArray[np.int8]
    places: NDArray[np.int64]
    steps: NDArray[np.int64]
    attractors: tuple[Attractor, ...]
    counts: tuple[int, int, int, int]
    part: float


def lattice_side(course: Course, side: int) -> int:
    """``side`` as far as it can be computed for this course: one by one, fewer starts must do."""
    return max(2, min(side, MOST_SIDE if isinstance(course.rule, UpdateRule) else MOST_SIDE_ONE_BY_ONE))


class BasinSearch:
    """The descents of a lattice of starts over a window, coarse lattice first: every 8th start each way.

    ``window`` are the ranges of the two variables with the indices ``axes``; the other coordinates
    of a start are those of ``at`` (n,).
    """

    def __init__(
        self,
        course: Course,
        axes: tuple[int, int],
        window: tuple[tuple[float, float], tuple[float, float]],
        at: FloatArray,
        side: int,
        steps: int,
        tolerance: float,
    ) -> None:
        self._course, self._axes, self._at = course, axes, at
        self._steps, self._tolerance = steps, tolerance
        self._side = lattice_side(course, side)
        self._x, self._y = (_middles(low, high, self._side) for low, high in window)
        self._ends = Ends.unknown(self._side**2, len(at))
        size = np.array([high - low for low, high in window])
        self._places = Places(course.objective, axes, size, self._side)
        self._map = StepMap(course) if isinstance(course.rule, UpdateRule) else None

    def advance(self, seconds: float = 0.012) -> Generator[tuple[float, bool], None, None]:
        """Go on to the end, in pieces of about ``seconds``.

        Yields the part of the work done, and whether another lattice has been finished: a moment to look at
        :meth:`map`. Stop iterating to cancel.
        """
        done = 0
        for stride in _STRIDES:
            which = self._starts_of(stride)
            if not len(which):
                continue
            starts = self._positions(which)
            swarm = self._swarm(starts)
            for part in swarm.advance(seconds):
                yield (done + part * len(which)) / self._side**2, False
            self._ends.put(which, swarm.ends)
            self._places.take(which, swarm.ends)
            done += len(which)
            yield done / self._side**2, True

    def _swarm(self, starts: FloatArray) -> Swarm | OneByOne:
        if self._map is None:
            return OneByOne(self._course, starts, self._steps, self._tolerance)
        return Swarm(self._course, starts, self._steps, self._tolerance, step_map=self._map)

    def _starts_of(self, stride: int) -> NDArray[np.intp]:
        """The starts of the lattice with that stride that are not known yet."""
        wanted = np.zeros((self._side, self._side), dtype=bool)
        wanted[::stride, ::stride] = True
        return np.flatnonzero(wanted.ravel() & (self._ends.kinds == UNKNOWN))

    def _positions(self, which: NDArray[np.intp]) -> FloatArray:
        positions = np.tile(self._at, (len(which), 1))
        positions[:, self._axes[0]] = self._x[which % self._side]
        positions[:, self._axes[1]] = self._y[which // self._side]
        return positions

    def map(self) -> BasinMap:
        """All that is known so far."""
        known = self._ends.kinds != UNKNOWN
        places, attractors = self._places.assigned(self._ends)
        counts = np.bincount(self._ends.kinds[known], minlength=4)
        spread = _nearest_known(known.reshape(self._side, self._side))
        return BasinMap(
            self._x,
            self._y,
            self._ends.kinds[spread],
            places[spread],
            self._ends.steps[spread],
            attractors,
            (int(counts[0]), int(counts[1]), int(counts[2]), int(counts[3])),
            float(known.mean()),
        )


def _middles(low: float, high: float, count: int) -> FloatArray:
    return low + (high - low) * (np.arange(count) + 0.5) / count


def _nearest_known(known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For every start the flat index of itself, or of the first one of the coarser lattice's cell around it."""
    rows, columns = np.arange(known.shape[0]), np.arange(known.shape[1])
    for stride in _STRIDES[::-1]:
        if known[::stride, ::stride].all():
            rows, columns = rows - rows % stride, columns - columns % stride
            break
    where: NDArray[np.intp] = rows[:, None] * known.shape[1] + columns
    return where
