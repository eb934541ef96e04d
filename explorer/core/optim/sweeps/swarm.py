"""Many descents in lockstep, each with its own start and perhaps its own hyperparameters.

They go on in windows of a few steps, block by block. Whether one ended within a window is seen from
the least ‖∇f‖ in it; the steps of those few are looked at one by one. Once enough have ended, they leave.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.optim.course import Course
from explorer.core.optim.sweeps.ends import CONVERGED, DIVERGED, UNFINISHED, Ends, kinds_at_a_stop, went_far
from explorer.core.optim.sweeps.step_map import BLOCK, WINDOW, StepMap, Steps
from explorer.core.sampling.field import FloatArray

__all__ = ["Swarm"]

_OVER_SHARE: Final = 0.1
_WINDOWS_TO_REST: Final = 4
_SUSPICIOUS: Final = 1e200


class Swarm:
    """Descents of an elementwise rule from ``starts`` (m, n); :meth:`advance` fills :attr:`ends`.

    Each makes ``steps`` steps, and fewer where ‖∇f‖ ≤ ``tolerance`` or where f or its slope stops being
    finite: as :func:`~explorer.core.optim.descent.descend` does, within rounding. ``varied`` are symbols
    of hyperparameters with a value for each start, shape (m,). ``map`` is a step compiled for the same
    course and symbols.
    """

    def __init__(
        self,
        course: Course,
        starts: FloatArray,
        steps: int,
        tolerance: float,
        varied: Mapping[str, FloatArray] | None = None,
        step_map: StepMap | None = None,
    ) -> None:
        varied = varied or {}
        self.ends = Ends.unknown(len(starts), starts.shape[1])
        self.done = 0
        self._f = course.objective
        self._map = step_map or StepMap(course, tuple(varied))
        self._starts, self._steps, self._tolerance = starts, steps, tolerance
        self._active = np.arange(len(starts))
        self._over = np.zeros(len(starts), dtype=bool)
        self._limit = tolerance**2 * (1 + 1e-9) if tolerance > 0 else -1.0
        self._state = self._map.begun(starts)
        self._before = starts.T.copy()
        self._varied = np.array([varied[symbol] for symbol in self._map.varied]).reshape(-1, len(starts))

    def advance(self, seconds: float = 0.012) -> Generator[float, None, None]:
        """Go on to the end, in pieces of about ``seconds``; yields the part of the work done."""
        while self.done < self._steps and not self._over.all():
            rest = self._steps - self.done
            yield from self._window(rest % WINDOW or WINDOW, seconds)
        self._finish_the_rest(~self._over)
        self.ends.losses[:] = self._f.values_at(self.ends.positions)
        yield 1.0

    def _window(self, count: int, seconds: float) -> Generator[float, None, None]:
        scalars = self._map.scalars(self.done, count)
        begun, size = time.perf_counter(), len(self._active)
        returned = np.zeros(size, dtype=bool)
        looks_for_rest = self._map.returns and count == WINDOW and (self.done // WINDOW) % _WINDOWS_TO_REST == 0
        for first in range(0, size, BLOCK):
            block = slice(first, min(first + BLOCK, size))
            steps = self._map.run(self._state[:, block], self._varied[:, block], scalars, count, self.done)
            self._look(steps, block, count)
            if looks_for_rest:
                # A state that comes back after a window does so after each: it stands there at the end, too.
                returned[block] = (steps.states[count] == steps.states[0]).all(axis=0)
            self._before[:, block] = steps.states[count - 1, : self._map.count]
            self._state[:, block] = steps.states[count]
            if time.perf_counter() - begun > seconds:
                yield (self.done + count * block.stop / size) / self._steps
                begun = time.perf_counter()
        self.done += count
        returned &= ~self._over
        if returned.any():
            self._finish_the_rest(returned)
            self._over |= returned
        if np.count_nonzero(self._over) > _OVER_SHARE * size:
            self._keep(np.flatnonzero(~self._over))

    def _look(self, steps: Steps, block: slice, count: int) -> None:
        """Find those of a block that ended within the window just made, and keep how."""
        norms = steps.norms[:count]
        with np.errstate(invalid="ignore"):
            least = np.minimum.reduce(norms)
            if float(np.min(least)) > self._limit and float(np.max(norms[-1])) < _SUSPICIOUS:
                return
            lively = (least > self._limit) & (norms[-1] < _SUSPICIOUS)
        own = np.flatnonzero(~(lively | self._over[block]))
        if not len(own):
            return
        squared = norms.take(own, axis=1)
        if (squared < _SUSPICIOUS).all():
            inside = np.sqrt(squared) <= self._tolerance
            reached = inside.any(axis=0)
            own, step = own[reached], inside.argmax(axis=0)[reached]
            self._over[block.start + own] = True
            self._end(
                self._active[block.start + own], steps.states[step, : self._map.count, own], self.done + step, CONVERGED
            )
        else:
            self._look_closely(steps.states[:count, : self._map.count, own], squared, block.start + own)

    def _look_closely(self, states: FloatArray, squared: FloatArray, own: NDArray[np.intp]) -> None:
        """The same step by step, where f or its slope may have stopped being finite; ``own`` of the active ones."""
        last, going = self._before[:, own], np.ones(len(own), dtype=bool)
        which = self._active[own]
        for k, here in enumerate(states):
            lost = going & ~(squared[k] < _SUSPICIOUS)
            if lost.any():
                lost[lost] = ~self._is_finite(here[:, lost].T)
            there = going & ~lost & (np.sqrt(squared[k]) <= self._tolerance) & (self._tolerance > 0)
            self._stop(which[lost], last[:, lost].T, here[:, lost].T, self.done + k)
            self._end(which[there], here[:, there].T, np.full(int(there.sum()), self.done + k), CONVERGED)
            going &= ~(lost | there)
            last = here
        self._over[own[~going]] = True

    def _stop(self, which: NDArray[np.intp], last: FloatArray, beyond: FloatArray, step: int) -> None:
        if not len(which):
            return
        starts = self._starts[which]
        kinds = kinds_at_a_stop(self._f, starts, last, beyond)
        self._end(which, last, np.full(len(which), max(step - 1, 0)), kinds)

    def _is_finite(self, positions: FloatArray) -> NDArray[np.bool_]:
        """Whether f and its slope are, where ‖∇f‖² may just have overflowed."""
        with np.errstate(all="ignore"):
            norms = np.hypot.reduce(self._f.gradients_at(positions), axis=1)
        finite: NDArray[np.bool_] = np.isfinite(self._f.values_at(positions)) & np.isfinite(norms)
        return finite

    def _finish_the_rest(self, which: NDArray[np.bool_]) -> None:
        """All steps are made: judge where they led."""
        if not which.any():
            return
        n, own = self._map.count, np.flatnonzero(which)
        positions, active = self._state[:n, own].T.copy(), self._active[own]
        values, gradients = self._f.values_at(positions), self._f.gradients_at(positions)
        with np.errstate(all="ignore"):
            norms = np.hypot.reduce(gradients, axis=1)
        good = np.isfinite(values) & np.isfinite(norms)
        if not good.all():
            bad = ~good
            self._stop(active[bad], self._before[:, own[bad]].T, positions[bad], self._steps)
        limit = self._tolerance if self._tolerance > 0 else 0.0
        kinds = np.where(norms <= limit, CONVERGED, UNFINISHED).astype(np.int8)
        kinds[(kinds != CONVERGED) & went_far(self._starts[active], positions)] = DIVERGED
        self._end(active[good], positions[good], np.full(int(good.sum()), self._steps), kinds[good])

    def _end(
        self, which: NDArray[np.intp], positions: FloatArray, steps: NDArray[np.int64], kinds: NDArray[np.int8] | int
    ) -> None:
        every = np.broadcast_to(np.asarray(kinds, dtype=np.int8), (len(which),))
        self.ends.put(which, Ends(positions, steps, every, np.full(len(which), np.nan)))

    def _keep(self, going: NDArray[np.intp]) -> None:
        self._active, self._over = self._active[going], np.zeros(len(going), dtype=bool)
        self._state, self._before = self._state.take(going, axis=1), self._before.take(going, axis=1)
        self._varied = self._varied.take(going, axis=1)
