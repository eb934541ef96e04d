"""Which attractor each of many descents belongs to, kept as more and more ends become known."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.objective import Objective
from explorer.core.optim.sweeps.attractors import Attractor, Gathering, attractor_at
from explorer.core.optim.sweeps.ends import CONVERGED, UNFINISHED, Ends
from explorer.core.sampling.field import FloatArray

__all__ = ["Places"]

_LINK: Final = 2e-3  # of the window, or the distance of two starts: ends that lie closer are at one place
_NEAR: Final = 1e-2  # of the window: a descent that needs more steps is about to reach a place so near
_MOST_CELLS: Final = 2000
_LEAST_SHARE: Final = 2e-3
_NO_SLOPE: Final = 1e-9
_SAMPLE: Final = 2048  # ends that tell where a place is and how far it extends


class Places:
    """Attractors of a lattice of descents, by the drawn coordinates ``axes``, numbered as they are found.

    Converged ends are gathered where they lie. A descent that has made all its steps is counted to
    the place it is about to reach: a critical point within a hundredth of the window.
    """

    def __init__(self, f: Objective, axes: tuple[int, int], size: FloatArray, side: int) -> None:
        count = side**2
        self._f, self._axes = f, list(axes)
        self._link, self._reach = max(_LINK, 1.0 / side) * size, _NEAR * size
        self._names = {kind: np.full(count, -1, dtype=np.int64) for kind in (CONVERGED, UNFINISHED)}
        self._gatherings = {kind: Gathering(self._link) for kind in (CONVERGED, UNFINISHED)}
        self._known: list[FloatArray] = []

    def take(self, which: NDArray[np.intp], ends: Ends) -> None:
        """More ends, of the descents ``which``."""
        for kind in (CONVERGED, UNFINISHED):
            own = ends.kinds == kind
            places = ends.positions[own][:, self._axes]
            if own.any() and (kind == CONVERGED or self._are_few(places)):
                self._names[kind][which[own]] = self._gatherings[kind].add(places)

    def _are_few(self, places: FloatArray) -> bool:
        """Whether ends that are under way lie together at all, so that looking for their places is worth it."""
        if not np.isfinite(places).all() or np.max(np.abs(places / self._link)) > 1e9:
            return False
        return self._gatherings[UNFINISHED].spread(places) <= _MOST_CELLS

    def assigned(self, ends: Ends) -> tuple[NDArray[np.int64], tuple[Attractor, ...]]:
        """For every descent the index of its attractor, −1 for none, and the attractors in order of their numbers."""
        places = np.full(len(ends.kinds), -1, dtype=np.int64)
        found: list[Attractor] = []
        for members in self._groups(CONVERGED):
            self._add(found, places, ends, members)
        rest = np.flatnonzero((ends.kinds == UNFINISHED) & (self._names[UNFINISHED] >= 0))
        for index, attractor in enumerate(found):
            near = self._near(ends.positions[rest], attractor.position)
            places[rest[near]], rest = index, rest[~near]
        least = max(2, int(_LEAST_SHARE * np.count_nonzero(ends.kinds >= 0)))
        for members in self._groups(UNFINISHED):
            members = members[places[members] < 0]
            if len(members) >= least:
                self._add_if_near(found, places, ends, members)
        return self._in_order(places, found, ends)

    def _groups(self, kind: int) -> list[NDArray[np.intp]]:
        names, groups = self._names[kind], self._gatherings[kind].groups()
        if not len(groups):
            return []
        own = np.flatnonzero(names >= 0)
        group_of = groups[names[own]]
        order = np.argsort(group_of, kind="stable")
        return np.split(own[order], np.flatnonzero(np.diff(group_of[order])) + 1)

    def _add(self, found: list[Attractor], places: NDArray[np.int64], ends: Ends, members: NDArray[np.intp]) -> None:
        some = members[:: max(1, len(members) // _SAMPLE)]
        attractor = attractor_at(self._f, ends.positions[some], ends.steps[some])
        places[members] = len(found)
        found.append(attractor)

    def _add_if_near(
        self, found: list[Attractor], places: NDArray[np.int64], ends: Ends, members: NDArray[np.intp]
    ) -> None:
        """A place that none has reached within the tolerance, where there is a critical point."""
        some = members[:: max(1, len(members) // _SAMPLE)]
        attractor = attractor_at(self._f, ends.positions[some], ends.steps[some])
        near = members[self._near(ends.positions[members], attractor.position)]
        gradient = self._f.value_and_gradient(attractor.position)[1]
        slopes = self._f.gradients_at(ends.positions[some])
        if len(near) and np.linalg.norm(gradient) <= max(1e-6 * float(np.max(np.abs(slopes))), _NO_SLOPE):
            places[near] = len(found)
            found.append(attractor)

    def _near(self, positions: FloatArray, place: FloatArray) -> NDArray[np.bool_]:
        with np.errstate(invalid="ignore"):
            apart = np.abs(positions[:, self._axes] - place[self._axes])
            return np.asarray((apart <= self._reach).all(axis=1))

    def _in_order(
        self, places: NDArray[np.int64], found: list[Attractor], ends: Ends
    ) -> tuple[NDArray[np.int64], tuple[Attractor, ...]]:
        numbers = [self._number(attractor.position) for attractor in found]
        order = sorted(range(len(found)), key=lambda index: numbers[index])
        rank = np.full(len(found) + 1, -1, dtype=np.int64)
        rank[order] = np.arange(len(order))
        counts = np.bincount(places[places >= 0], minlength=len(found))
        sums = np.bincount(places[places >= 0], ends.steps[places >= 0], minlength=len(found))
        full = [
            replace(found[i], number=numbers[i], count=int(counts[i]), mean_steps=float(sums[i] / max(1, counts[i])))
            for i in order
        ]
        return rank[places], tuple(full)

    def _number(self, position: FloatArray) -> int:
        for number, known in enumerate(self._known):
            if self._near(position[None, :], known)[0]:
                return number
        self._known.append(position)
        return len(self._known) - 1
