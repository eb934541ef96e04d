"""Which point is under the pointer, and which of many points stand for all on a screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.sampling.field import FloatArray

__all__ = ["PointGrid", "one_per_cell"]


class PointGrid:
    """Points (n, 2) in pixels sorted into square cells as wide as ``reach``: a look-up sees nine cells, not all points.

    Points that are not finite are never found.
    """

    def __init__(self, points: FloatArray, reach: float) -> None:
        self._points, self._reach = points, reach
        finite = np.flatnonzero(np.isfinite(points).all(axis=1))
        self._cells, self._columns = np.floor(points[finite] / reach).astype(np.int64), 0
        self._low = self._cells.min(axis=0) if len(finite) else np.zeros(2, dtype=np.int64)
        self._cells -= self._low
        self._columns = int(self._cells[:, 1].max()) + 1 if len(finite) else 1
        keys = self._cells[:, 0] * self._columns + self._cells[:, 1]
        order = np.argsort(keys, kind="stable")
        self._keys, self._places = keys[order], finite[order]

    def nearest(self, x: float, y: float) -> int:
        """The place of the nearest point at most ``reach`` away, of equally near ones the last; −1 for none."""
        column, row = (int(value) for value in np.floor(np.array([x, y]) / self._reach) - self._low)
        best, reach = -1, self._reach
        for across in (column - 1, column, column + 1):
            low, high = max(row - 1, 0), min(row + 1, self._columns - 1)
            if across < 0 or low > high:
                continue
            edges = (across * self._columns + low, across * self._columns + high + 1)
            start, end = np.searchsorted(self._keys, edges).tolist()
            if start == end:
                continue
            places = np.sort(self._places[start:end])
            distances = np.hypot(*(self._points[places] - (x, y)).T)
            near = len(places) - 1 - int(np.argmin(distances[::-1]))
            if distances[near] < reach or (distances[near] == reach and places[near] > best):
                best, reach = int(places[near]), float(distances[near])
        return best


def one_per_cell(points: FloatArray, grain: float) -> NDArray[np.intp]:
    """The first of the points (n, 2) in each square of ``grain`` pixels, in their order; none that is not finite."""
    finite = np.flatnonzero(np.isfinite(points).all(axis=1))
    cells = np.floor(points[finite] / grain).astype(np.int64)
    if not len(cells):
        return finite
    cells -= cells.min(axis=0)
    keys = cells[:, 0] * (int(cells[:, 1].max()) + 1) + cells[:, 1]
    first = np.unique(keys, return_index=True)[1]
    return finite[np.sort(first)]
