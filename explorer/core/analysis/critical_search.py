"""From the window to points, curves and undecided boxes: the subdivision's course.

Down to level 12 every box is treated alike; curves of critical points are recognised on the way and
taken out. What is left then are small clusters around degenerate points and kinks, which are followed
down until they are as small as rounding lets them be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.critical_around import may_be_stationary
from explorer.core.analysis.critical_boxes import BoxSearch, Indices, Window
from explorer.core.analysis.critical_curves import curve_points, polylines
from explorer.core.analysis.critical_system import GradientSystem
from explorer.core.analysis.positions import Floats
from explorer.core.intervals import PARTLY

__all__ = ["Cluster", "Found", "explore"]

_CURVE_LEVELS: Final = (7, 9, 11, 12)
_KINK_LINE_LEVELS: Final = (8, 10, 12)
_LINE_OF_BOXES: Final = 64
_FEW_BOXES: Final = 24
_SAMPLES: Final = 6
_LEVELS_DOWN: Final = 12
_KINKS_FROM: Final = 6
_EVEN_LEVEL: Final = 12
_LAST_LEVEL: Final = 46
_MOST_BOXES: Final = 200_000
_MOST_STEPS: Final = 25_000_000  # a box times the operations of the formulas
_MOST_POINTS: Final = 2500
_MOST_AT_ONCE: Final = 16_000
_MOST_IN_CLUSTER: Final = 600
_MOST_IN_LINE: Final = 30_000
_SMALL: Final = 0.02  # a cluster of this share of the window may still be one point
_POINT: Final = 2e-3  # a cluster of this share is one
_SHARP: Final = 1e-12
_CHUNK: Final = 256


@dataclass(frozen=True, slots=True)
class Cluster:
    """Neighbouring boxes that are left around what is taken for one point, by its corners (2,) each.

    ``smooth`` says that f certainly is.
    """

    low: Floats
    high: Floats
    smooth: bool


@dataclass(slots=True)
class Found:
    """The outcome: proven points (k, 2), clusters, curves as polylines, undecided boxes (m, 4) as x and y ranges."""

    points: Floats
    clusters: list[Cluster] = field(default_factory=list)
    curves: list[Floats] = field(default_factory=list)
    kink_curves: list[Floats] = field(default_factory=list)
    undecided: Floats = field(default_factory=lambda: np.empty((0, 4)))
    flat_boxes: int = 0
    vanishing_boxes: int = 0


class _Explorer:
    def __init__(self, system: GradientSystem, window: Window, check: Callable[[], None]) -> None:
        self.search = BoxSearch(system, window, check)
        self.check = check
        self.window = window
        self.curve_positions: list[Floats] = []
        self.kink_positions: list[Floats] = []
        self.clusters: list[Cluster] = []
        self.undecided: list[Floats] = []

    def run(self) -> Found:
        search = self.search
        while len(search.boxes) and search.level <= _EVEN_LEVEL:
            search.sift()
            self._sift_kinks(search)
            if search.level in _CURVE_LEVELS and len(search.boxes) > _FEW_BOXES:
                self._take_curves()
            if search.level in _KINK_LINE_LEVELS:
                self._take_kink_lines()
            if not self._within_budget():
                break
            search.split()
        self._follow_clusters()
        return self._found()

    def _within_budget(self) -> bool:
        search = self.search
        crowded = len(search.proven.points) > _MOST_POINTS or len(search.boxes) > _MOST_AT_ONCE
        steps = search.evaluated * search.system.slopes_kernel.size
        if search.evaluated <= _MOST_BOXES and steps <= _MOST_STEPS and not crowded:
            return True
        self._give_up(self.search.boxes)
        self.search.keep(np.zeros(len(self.search.boxes), dtype=bool))
        return False

    def _give_up(self, boxes: Indices) -> None:
        """Boxes stay undecided; many small ones are told as fewer larger ones."""
        level = self.search.level
        while len(boxes) > 2000:
            boxes, level = np.unique(boxes // 2, axis=0), level - 1
        low, high = self.window.corners(boxes, level)
        self.undecided.append(np.stack((low[:, 0], high[:, 0], low[:, 1], high[:, 1]), axis=1))

    def _sift_kinks(self, search: BoxSearch) -> None:
        """Interval arithmetic knows no more of a kink than all slopes around it; samples know a little more."""
        if search.level < _KINKS_FROM:
            return
        kinked = np.flatnonzero(search.flags)
        kept = np.ones(len(search.boxes), dtype=bool)
        low, high = search.corners()
        for start in range(0, len(kinked), _CHUNK):
            self.check()
            part = kinked[start : start + _CHUNK]
            centres = 0.5 * (low[part] + high[part])
            radius = 0.75 * self.window.box_size(search.level)
            kept[part] = may_be_stationary(search.system, centres, radius, self.window.size)
        search.keep(kept)

    def _take_curves(self) -> None:
        """Boxes through which a curve of critical points runs, and which hold nothing else, are done."""
        search = self.search
        if search.system.one_variable:
            return
        low, high = search.corners()
        done = np.zeros(len(low), dtype=bool)
        for start in range(0, len(low), _CHUNK):
            self.check()
            part = slice(start, start + _CHUNK)
            found = curve_points(search.system, low[part], high[part])
            done[part] = found.alone
            self.curve_positions.append(found.positions[found.alone])
        search.keep(~done)

    def _follow_clusters(self) -> None:
        search = self.search
        self._judge_clusters(first=True)
        while len(search.boxes) and search.level <= _LAST_LEVEL:
            search.sift()
            self._sift_kinks(search)
            if not self._within_budget():
                return
            if search.level % 3 == 0 or len(search.boxes) > _MOST_IN_CLUSTER:
                self._judge_clusters(first=False)
            search.split()
        self._judge_clusters(first=False, last=True)

    def _judge_clusters(self, *, first: bool, last: bool = False) -> None:
        """Take out the clusters that are a point by now, and those that are none and will not become one."""
        search = self.search
        if not len(search.boxes):
            return
        low, high = search.corners()
        labels = _labelled(search.boxes, self.check)
        kept = np.ones(len(low), dtype=bool)
        on_curves = self._on_curves()
        for label in range(labels.max() + 1):
            members = labels == label
            corners = low[members].min(axis=0), high[members].max(axis=0)
            share = float(((corners[1] - corners[0]) / self.window.size).max())
            flags = int(np.bitwise_or.reduce(search.flags[members]))
            crowded = int(members.sum()) > (_MOST_IN_CLUSTER if share < _SMALL else _MOST_IN_LINE)
            if first and share > _SMALL and flags:
                kept[members] = False
                self._tell_extended(members)
            elif _touches(*corners, on_curves, 4 * self.window.box_size(_EVEN_LEVEL)):
                kept[members] = False  # where curves cross or end
            elif share < _SHARP or ((crowded or last) and share < _POINT):
                kept[members] = False
                self.clusters.append(Cluster(*corners, flags == 0))
            elif (crowded and share > _SMALL) or last:
                kept[members] = False
                self._give_up(search.boxes[members])
        search.keep(kept)

    def _tell_extended(self, members: NDArray[np.bool_]) -> None:
        """A cluster that is no point: a line of kinks, or the edge of the domain (which is nothing)."""
        search = self.search
        flags = search.flags[members]
        if len(flags) and not (flags & PARTLY).all():
            low, high = search.corners()
            self.kink_positions.append(0.5 * (low + high)[members])

    def _take_kink_lines(self) -> None:
        """Long lines of kinks or of the domain's edge are told as such; their boxes would only multiply."""
        search = self.search
        broken = np.flatnonzero(search.flags)
        if len(broken) < _LINE_OF_BOXES:
            return
        labels = _labelled(search.boxes[broken], self.check)
        kept = np.ones(len(search.boxes), dtype=bool)
        for label, count in enumerate(np.bincount(labels)):
            members = broken[labels == label]
            if count >= _LINE_OF_BOXES and self._lasts(members):
                kept[members] = False
        self._tell_extended(~kept)
        search.keep(kept)

    def _lasts(self, members: NDArray[np.int64]) -> bool:
        """Whether most boxes of a line are still there far further down: else it only looks stationary from afar."""
        few = members[:: max(1, len(members) // _SAMPLES)]
        probe = BoxSearch(self.search.system, self.window, self.check)
        probe.level, probe.boxes, probe.flags = self.search.level, self.search.boxes[few], self.search.flags[few]
        for _ in range(_LEVELS_DOWN):
            probe.split()
            probe.sift()
            self._sift_kinks(probe)
            if not len(probe.boxes):
                return False
            probe.keep(np.arange(len(probe.boxes)) % (1 + len(probe.boxes) // (8 * _SAMPLES)) == 0)
        left = np.unique(probe.boxes >> _LEVELS_DOWN, axis=0)
        return 2 * len(left) > len(few)

    def _found(self) -> Found:
        search = self.search
        spacing = self.window.box_size(_CURVE_LEVELS[0])
        curves = self._lines(self.curve_positions, spacing)
        kinks = self._lines(self.kink_positions, spacing)
        points = search.proven.points
        undecided = np.concatenate(self.undecided) if self.undecided else np.empty((0, 4))
        return Found(points, self.clusters, curves, kinks, undecided, search.flat, search.vanishing)

    def _on_curves(self) -> Floats:
        return np.concatenate(self.curve_positions) if self.curve_positions else np.empty((0, 2))

    def _lines(self, positions: list[Floats], spacing: Floats) -> list[Floats]:
        if not positions:
            return []
        points = np.concatenate(positions)
        points = points[self.window.holds(points)]
        thinned = points[np.unique(np.round(points / (0.5 * spacing)), axis=0, return_index=True)[1]]
        return polylines(thinned, spacing, self.check)


def _touches(low: Floats, high: Floats, points: Floats, reach: Floats) -> bool:
    near: NDArray[np.bool_] = (points >= low - reach) & (points <= high + reach)
    return bool(near.all(axis=1).any())


def _labelled(boxes: Indices, check: Callable[[], None]) -> NDArray[np.int64]:
    """A label for each box, the same for boxes that touch, shape (m,)."""
    where = {(int(i), int(j)): index for index, (i, j) in enumerate(boxes)}
    labels = np.full(len(boxes), -1, dtype=np.int64)
    label = 0
    for start in range(len(boxes)):
        if labels[start] >= 0:
            continue
        check()
        labels[start] = label
        stack = [start]
        while stack:
            i, j = (int(part) for part in boxes[stack.pop()])
            for near in ((i + a, j + b) for a in (-1, 0, 1) for b in (-1, 0, 1)):
                index = where.get(near)
                if index is not None and labels[index] < 0:
                    labels[index] = label
                    stack.append(index)
        label += 1
    return labels


def explore(system: GradientSystem, window: Window, check: Callable[[], None]) -> Found:
    """Find everything that the window may hold. ``check`` is called at least every 20 ms and may raise to cancel."""
    return _Explorer(system, window, check).run()
