"""Ends of many descents gathered into the places where they ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.core.objective import Objective
from explorer.core.optim.bends import affordable_hessian
from explorer.core.sampling.field import FloatArray

__all__ = ["Attractor", "Gathering", "PlaceKind", "attractor_at"]

PlaceKind = Literal["minimum", "maximum", "saddle", "degenerate"]
_FARTHEST: Final = 1 << 30
_SAMPLE = 64
_POLISHING = 4
_FLAT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Attractor:
    """A place where descents end: ``position`` (n,), f there, what kind of critical point it is.

    ``count`` descents ended there, after ``mean_steps`` on average. ``extent`` (n,) is how far apart their
    ends lie: about zero at an isolated point. ``number`` counts places in the order in which they were found.
    """

    position: FloatArray
    value: float
    kind: PlaceKind
    count: int
    mean_steps: float
    extent: FloatArray
    number: int = 0


class Gathering:
    """Groups of places (m, 2) that are linked by steps of about ``radius`` (2,); groups found first come first.

    Places fall into cells as large as the radius, and cells that touch belong together, so that ends
    along a valley are one group.
    """

    def __init__(self, radius: FloatArray) -> None:
        self._radius = np.asarray(radius, dtype=np.float64)
        self._cells: dict[tuple[int, int], int] = {}
        self._parents: list[int] = []

    def add(self, places: FloatArray) -> NDArray[np.int64]:
        """A name of the group of each of ``places``; :meth:`group` tells the group itself."""
        keys, inverse = np.unique(self._keys(places), return_inverse=True)
        columns = (keys + 2 * _FARTHEST) // (4 * _FARTHEST)
        rows = keys - columns * (4 * _FARTHEST)
        counts = np.bincount(inverse, minlength=len(keys))
        names = np.zeros(len(keys), dtype=np.int64)
        for index in np.argsort(-counts, kind="stable"):
            names[index] = self._named((int(columns[index]), int(rows[index])))
        named: NDArray[np.int64] = names[inverse]
        return named

    def spread(self, places: FloatArray) -> int:
        """In how many cells they lie."""
        return len(np.unique(self._keys(places)))

    def _keys(self, places: FloatArray) -> NDArray[np.int64]:
        """One number for each place's cell."""
        cells = np.clip(np.rint(places / self._radius), -_FARTHEST, _FARTHEST).astype(np.int64)
        keys: NDArray[np.int64] = cells[:, 0] * (4 * _FARTHEST) + cells[:, 1]
        return keys

    def group(self, name: int) -> int:
        """The group that a name stands for now: groups grow together."""
        while self._parents[name] != name:
            self._parents[name] = self._parents[self._parents[name]]
            name = self._parents[name]
        return name

    def groups(self) -> NDArray[np.int64]:
        """The group of every name."""
        return np.array([self.group(name) for name in range(len(self._parents))], dtype=np.int64)

    def _named(self, cell: tuple[int, int]) -> int:
        if cell in self._cells:
            return self._cells[cell]
        x, y = cell
        around = {
            self.group(self._cells[x + i, y + j])
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            if (x + i, y + j) in self._cells
        }
        name = min(around, default=len(self._parents))
        if not around:
            self._parents.append(name)
        for other in around:
            self._parents[other] = name
        self._cells[cell] = name
        return name


def attractor_at(f: Objective, ends: FloatArray, steps: NDArray[np.int64]) -> Attractor:
    """The place where ``ends`` (m, n) lie, m ≥ 1: the one with the least slope, mended by Newton's method."""
    some = ends[:: max(1, len(ends) // _SAMPLE)]
    with np.errstate(all="ignore"):
        norms = np.hypot.reduce(f.gradients_at(some), axis=1)
    position = _polished(f, some[int(np.argmin(np.where(np.isnan(norms), np.inf, norms)))])
    extent = np.ptp(ends, axis=0)
    return Attractor(
        position, f.value_at(position), _kind(f, position), len(ends), float(np.mean(steps)), np.asarray(extent)
    )


def _polished(f: Objective, position: FloatArray) -> FloatArray:
    gradient = f.value_and_gradient(position)[1]
    for _ in range(_POLISHING):
        hessian = affordable_hessian(f, position)
        if hessian is None or not gradient.any() or not np.isfinite(hessian).all() or np.linalg.cond(hessian) > 1e12:
            break
        nearer = position - np.linalg.solve(hessian, gradient)
        there = f.value_and_gradient(nearer)[1]
        if not np.linalg.norm(there) < np.linalg.norm(gradient):
            break
        position, gradient = nearer, there
    return position


def _kind(f: Objective, position: FloatArray) -> PlaceKind:
    hessian = affordable_hessian(f, position)
    if hessian is None or not np.isfinite(hessian).all() or not hessian.size:
        return "degenerate"
    curvatures = np.linalg.eigvalsh(hessian)
    margin = _FLAT * max(1e-300, float(np.max(np.abs(curvatures))))
    if curvatures[0] > margin:
        return "minimum"
    if curvatures[-1] < -margin:
        return "maximum"
    return "saddle" if curvatures[0] < -margin and curvatures[-1] > margin else "degenerate"
