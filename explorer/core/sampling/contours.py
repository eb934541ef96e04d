"""Level curves, regions and edges of holes of a sampled field, as polylines in the field's own coordinates.

The tracing is contourpy's (C++); what is added here is what it must not see: undefined points, overflow
and the false curves that a linear interpolation draws across a pole such as that of 1/x.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from numpy.typing import NDArray

from explorer.core.sampling.field import Field, FloatArray

__all__ = ["FieldContours", "LevelCurve", "Region", "pole_points"]

MOST_LEVELS = 400
_HUGE = 1e300


@dataclass(frozen=True, slots=True, eq=False)
class LevelCurve:
    """The set f = ``level``: each of ``pieces`` is an (n, 2) polyline; a closed one repeats its first point."""

    level: float
    pieces: tuple[FloatArray, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A connected region: closed (n, 2) polylines, the outer boundary first, then its holes."""

    rings: tuple[FloatArray, ...]


class FieldContours:
    """Traces one field; a level costs well under a millisecond at 256².

    ``low`` and ``high`` are the range shown; it only tells how large a jump must be to be a pole.
    """

    def __init__(self, field: Field, low: float | None = None, high: float | None = None) -> None:
        self._field = field
        self._holes = ~np.isfinite(field.f) & ~np.isinf(field.f)
        values = np.clip(np.asarray(field.f, dtype=np.float64), -_HUGE, _HUGE)
        drawn = values[~self._holes]
        self._range = (float(drawn.min()), float(drawn.max())) if drawn.size else (0.0, 0.0)
        size = (self._range[1] - self._range[0]) if low is None or high is None else high - low
        poles = pole_points(field, 0.5 * size)
        self._values = np.ma.array(values, mask=self._holes, copy=False)
        self._plain = self._generator(self._values)
        self._lines = self._generator(np.ma.array(values, mask=self._holes | poles)) if poles.any() else self._plain

    def curve(self, level: float) -> LevelCurve:
        """The level curve of one value; without pieces where the value is not taken or not finite."""
        if not np.isfinite(level) or not self._range[0] <= level <= self._range[1]:
            return LevelCurve(level, ())
        pieces = tuple(piece for piece in self._lines.lines(level) if len(piece) > 1)
        return LevelCurve(level, pieces)

    def curves(self, levels: Iterable[float]) -> tuple[LevelCurve, ...]:
        """The level curves of several values, in their order.

        :raises ValueError: for more than 400 levels.
        """
        wanted = [float(level) for level in levels]
        if len(wanted) > MOST_LEVELS:
            raise ValueError(f"{len(wanted)} level curves are too many to draw; ask for at most {MOST_LEVELS}")
        return tuple(self.curve(level) for level in wanted)

    def above(self, level: float) -> tuple[Region, ...]:
        """Where f > ``level``."""
        return self._regions(level, np.inf) if self._range[1] > level else ()

    def below(self, level: float) -> tuple[Region, ...]:
        """Where f < ``level``."""
        return self._regions(-np.inf, level) if self._range[0] < level else ()

    def hole_edges(self) -> tuple[FloatArray, ...]:
        """The borders between where f is defined and where not, smoothed over about a lattice step.

        A single undefined lattice point or line of them (1/x at x = 0) has no area, hence no border.
        """
        if not self.has_holes or self._holes.all():
            return ()
        return tuple(self._generator(_softened(self._holes)).lines(0.5))

    def defined_regions(self) -> tuple[Region, ...]:
        """Where f is defined, within the borders that :meth:`hole_edges` gives."""
        boundaries, offsets = self._generator(_softened(self._holes)).filled(-1.0, 0.5)
        return tuple(Region(_rings(points, starts)) for points, starts in zip(boundaries, offsets, strict=True))

    @property
    def has_holes(self) -> bool:
        """Whether f is undefined at any lattice point."""
        return bool(self._holes.any())

    def _regions(self, lower: float, upper: float) -> tuple[Region, ...]:
        boundaries, offsets = self._plain.filled(lower, upper)
        return tuple(Region(_rings(points, starts)) for points, starts in zip(boundaries, offsets, strict=True))

    def _generator(self, values: NDArray[np.float64]) -> Any:
        return contour_generator(
            np.asarray(self._field.x, dtype=np.float64),
            np.asarray(self._field.y, dtype=np.float64),
            values,
            name="serial",
            line_type=LineType.Separate,
            fill_type=FillType.OuterOffset,
        )


def pole_points(field: Field, smallest_jump: float) -> NDArray[np.bool_]:
    """Lattice points beside a jump of f from one end of the range to the other, as at a pole of odd order.

    Two neighbours are beside a pole when f changes by more than ``smallest_jump`` between them while
    its slope has the other sign at both. Shape as ``field.f``.
    """
    marked = np.zeros(field.f.shape, dtype=bool)
    with np.errstate(invalid="ignore", over="ignore"):
        for axis, slope in ((1, field.fx), (0, field.fy)):
            change = np.diff(field.f, axis=axis)
            first, second = _ends(slope, axis)
            jump = (np.abs(change) > smallest_jump) & (change * first < 0) & (change * second < 0)
            before, after = _ends(marked, axis)
            before |= jump
            after |= jump
    return marked


def _softened(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The mask blurred twice by (1, 2, 1)/4 along both directions, so that its ½ level has no staircase."""
    values = mask.astype(np.float64)
    for _ in range(2):
        padded = np.pad(values, 1, mode="edge")
        across = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
        values = (across[:-2] + 2 * across[1:-1] + across[2:]) / 4
    return values


def _ends(values: NDArray[Any], axis: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Views of all but the last and of all but the first along ``axis``."""
    return (values[:, :-1], values[:, 1:]) if axis == 1 else (values[:-1], values[1:])


def _rings(points: FloatArray, offsets: Sequence[int] | NDArray[Any]) -> tuple[FloatArray, ...]:
    edges = [int(offset) for offset in offsets]
    return tuple(points[start:end] for start, end in pairwise(edges))
