"""The subdivision: which boxes of a window may hold a critical point, and which points are proven.

The window is cut into squares of a quadtree. A box goes when interval arithmetic proves that it holds
no critical point, or when it lies in the neighbourhood of a point that is proven to be the only one
there. The lattice is a little larger than the window and off its middle, so that the points of
symmetric functions do not lie on the edges of boxes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.analysis.critical_newton import empty_boxes, newton, unique_boxes
from explorer.core.analysis.critical_system import GradientSystem
from explorer.core.analysis.positions import Floats

__all__ = ["BoxSearch", "Indices", "Window"]

Check = Callable[[], None]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
Flags = NDArray[np.uint8]

ON_EDGE: Final = 1e-9  # how far outside the window a point still counts as on its edge
_LEAST_CHUNK, _LARGEST_CHUNK, _STEPS_A_CHUNK = 64, 512, 25_000  # boxes evaluated between two looks at the token
_FIRST_LEVEL: Final = 3
_RADII: Final = 12
_TRIED_TO: Final = 5
_LAST_STEPS: Final = 24  # of Newton's method, from a proven box to its point
_CHILDREN: Final = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
_NO_DIGITS: Final = 1e-280  # a gradient below this is nothing but underflow


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle, and the lattice of boxes over it: level d has 2ᵈ × 2ᵈ boxes, told by whole numbers."""

    low: Floats
    high: Floats

    @property
    def size(self) -> Floats:
        """Width and height, shape (2,)."""
        result: Floats = self.high - self.low
        return result

    def box_size(self, level: int) -> Floats:
        """Width and height of a box."""
        result: Floats = self.size * (1.0 + 0.00731 + 0.0113) / 2.0**level
        return result

    def corners(self, indices: Indices, level: int) -> tuple[Floats, Floats]:
        """Lower and upper corners of boxes, shapes (m, 2)."""
        size = self.box_size(level)
        low = self.low - 0.00731 * self.size + indices * size
        return low, low + size

    def holds(self, positions: Floats) -> Mask:
        """Whether positions (m, 2) lie inside or on the edge."""
        result: Mask = np.all((positions >= self.low - ON_EDGE) & (positions <= self.high + ON_EDGE), axis=1)
        return result

    def meets(self, low: Floats, high: Floats) -> Mask:
        """Whether boxes have a part inside."""
        result: Mask = np.all((low <= self.high + ON_EDGE) & (high >= self.low - ON_EDGE), axis=1)
        return result


@dataclass(slots=True)
class Proven:
    """Points (k, 2), each the only critical point between its corners ``low`` and ``high`` (k, 2)."""

    points: Floats = field(default_factory=lambda: np.empty((0, 2)))
    low: Floats = field(default_factory=lambda: np.empty((0, 2)))
    high: Floats = field(default_factory=lambda: np.empty((0, 2)))

    def covers(self, low: Floats, high: Floats) -> Mask:
        """Which boxes lie within the neighbourhood of a proven point."""
        covered = np.zeros(len(low), dtype=bool)
        for start in range(0, len(self.points), 256):
            first, last = self.low[start : start + 256], self.high[start : start + 256]
            inside = low[:, None, 0] >= first[:, 0]
            for side in (
                low[:, None, 1] >= first[:, 1],
                high[:, None, 0] <= last[:, 0],
                high[:, None, 1] <= last[:, 1],
            ):
                inside &= side
            covered |= inside.any(axis=1)
        return covered

    def add(self, points: Floats, radii: Floats) -> None:
        """Take up points with the half-widths of their neighbourhoods, those already known left out."""
        order = np.argsort(-radii.prod(axis=1), kind="stable")
        points, radii = points[order], radii[order]
        new = ~self.covers(points, points)
        points, radii = points[new], radii[new]
        inside = np.all(np.abs(points[:, None] - points[None]) <= radii[None], axis=2)
        first = ~np.tril(inside, -1).any(axis=1)
        points, radii = points[first], radii[first]
        self.points = np.concatenate((self.points, points))
        self.low = np.concatenate((self.low, points - radii))
        self.high = np.concatenate((self.high, points + radii))


class BoxSearch:
    """The boxes that are left, level by level.

    ``flags`` (m,) say what is amiss with f in each (see :mod:`explorer.core.intervals`). ``evaluated``
    counts boxes, ``flat`` those on which f is constant, ``vanishing`` those without digits.
    """

    def __init__(self, system: GradientSystem, window: Window, check: Check) -> None:
        self.system = system
        self.window = window
        self.check = check
        self.chunk = int(np.clip(_STEPS_A_CHUNK // max(1, system.slopes_kernel.size), _LEAST_CHUNK, _LARGEST_CHUNK))
        self.proven = Proven()
        self.level = _FIRST_LEVEL
        side = np.arange(2**_FIRST_LEVEL)
        self.boxes: Indices = np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1).reshape(-1, 2)
        self.flags: Flags = np.zeros(len(self.boxes), dtype=np.uint8)
        self._ready: Mask = np.ones(len(self.boxes), dtype=bool)
        self.evaluated = 0
        self.flat = 0
        self.vanishing = 0

    def sift(self) -> None:
        """Drop the boxes of this level that hold no point, prove what can be proven, drop what that covers."""
        kept, flags, ready = [], [], []
        for start in range(0, len(self.boxes), self.chunk):
            self.check()
            boxes, amiss, regular = self._sifted(self.boxes[start : start + self.chunk])
            kept.append(boxes)
            flags.append(amiss)
            ready.append(regular)
        self.boxes = np.concatenate(kept) if kept else self.boxes
        self.flags = np.concatenate(flags) if flags else self.flags
        self._ready = np.concatenate(ready) if ready else self._ready
        self._prove()

    def split(self) -> None:
        """Go one level down: every box becomes four."""
        self.boxes = (2 * self.boxes[:, None] + _CHILDREN).reshape(-1, 2)
        self.flags = np.repeat(self.flags, 4)
        self.level += 1

    def keep(self, kept: Mask) -> None:
        """Drop the other boxes."""
        self.boxes, self.flags = self.boxes[kept], self.flags[kept]

    def corners(self) -> tuple[Floats, Floats]:
        """Lower and upper corners of the boxes that are left."""
        return self.window.corners(self.boxes, self.level)

    def _sifted(self, boxes: Indices) -> tuple[Indices, Flags, Mask]:
        low, high = self.window.corners(boxes, self.level)
        left = self.window.meets(low, high) & ~self.proven.covers(low, high)
        boxes, low, high = boxes[left], low[left], high[left]
        self.evaluated += len(boxes)
        ranges = self.system.ranges(low, high)
        possible = ranges.with_zero[1:].all(axis=0) & ~ranges.nowhere.any(axis=0)
        largest = np.maximum(np.abs(ranges.low[1:]), np.abs(ranges.high[1:])).max(axis=0)
        flat = possible & (largest == 0)
        vanishing = possible & ~flat & (largest < _NO_DIGITS) & ranges.smooth.all(axis=0)
        self.flat += int(flat.sum())
        self.vanishing += int(vanishing.sum())
        possible &= ~flat & ~vanishing
        boxes, low, high = boxes[possible], low[possible], high[possible]
        if not len(boxes):
            return boxes, np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=bool)
        form = self.system.linearised(low, high)
        empty = empty_boxes(form, 0.5 * (high - low))
        flags = ranges.flags[0][possible][~empty]
        # Early on a start anywhere is worth a try; later only where there is at most one point to be found.
        unique, _ = unique_boxes(form, 0.5 * (high - low))
        ready = unique[~empty] | (self.level <= _TRIED_TO) | ((flags != 0) & (self.level <= _TRIED_TO + 3))
        return boxes[~empty], flags, ready

    def _prove(self) -> None:
        """Newton's method from promising boxes; each limit near its box is put to the proof."""
        boxes = self.boxes[self._ready]
        size = self.window.box_size(self.level)
        limits = [np.empty((0, 2))]
        for start in range(0, len(boxes), self.chunk):
            self.check()
            low, high = self.window.corners(boxes[start : start + self.chunk], self.level)
            found = newton(self.system, 0.5 * (low + high))
            near = ((found >= low - size) & (found <= high + size)).all(axis=1)
            limits.append(found[near])
        points = np.concatenate(limits)
        points = points[~self.proven.covers(points, points)]
        if len(points):
            rounded = np.round(points / (size * 1e-5))
            points = points[np.unique(rounded, axis=0, return_index=True)[1]]
        for start in range(0, len(points), max(4, self.chunk // _RADII)):
            self.check()
            self.prove(points[start : start + max(4, self.chunk // _RADII)])
        if len(points):
            low, high = self.corners()
            self.keep(~self.proven.covers(low, high))

    def prove(self, points: Floats) -> None:
        """Take up those of ``points`` (m, 2) that are the only critical point of a box around them."""
        radii = 2.0 * self.window.box_size(self.level) * 2.0 ** -np.arange(_RADII)[:, None]
        half = np.tile(radii, (len(points), 1))
        middle = np.repeat(points, _RADII, axis=0)
        form = self.system.linearised(middle - half, middle + half)
        unique, certain = (mask.reshape(-1, _RADII) for mask in unique_boxes(form, half))
        proven = certain.any(axis=1)
        radii = radii[unique.argmax(axis=1)][proven]
        # The way here may have stopped short of the limit; within the box there is but one.
        limits = newton(self.system, points[proven], _LAST_STEPS)
        arrived = (np.abs(limits - points[proven]) <= radii).all(axis=1, keepdims=True)
        self.proven.add(np.where(arrived, limits, points[proven]), radii)
