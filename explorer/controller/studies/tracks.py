"""The curves of a constraint as tracks on which the probe slides: places and f by arc length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.core.analysis.constraint_curves import constraint_curves
from explorer.core.function import Function
from explorer.core.intervals import compile_intervals
from explorer.core.restricted import Restricted
from explorer.core.sampling.field import FloatArray
from explorer.model.document import Window

__all__ = ["Footing", "Track", "footing", "is_never_met", "tracks_of"]

BOXES = 32
REFINEMENTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One connected piece of g = 0: ``points`` (m, 2) on the axes, arc length ``s`` (m,), ``f`` (m,) there."""

    points: FloatArray
    s: FloatArray
    f: FloatArray

    @property
    def length(self) -> float:
        """The whole arc length, in units of the axes."""
        return float(self.s[-1])

    def place(self, s: float) -> tuple[float, float]:
        """The point at arc length ``s``."""
        return float(np.interp(s, self.s, self.points[:, 0])), float(np.interp(s, self.s, self.points[:, 1]))


@dataclass(frozen=True, slots=True, eq=False)
class Footing:
    """The place of the tracks nearest to a point: on ``track`` at arc length ``s``, ``distance`` away.

    The track goes along the unit vector ``along`` (2,) there.
    """

    track: Track
    s: float
    distance: float
    along: FloatArray


@lru_cache(maxsize=8)
def tracks_of(f: Function | Restricted, g: Function, window: Window) -> tuple[Track, ...]:
    """The pieces of g = 0 in the window, with f along them; f and g are functions of the two axes."""
    low, high = np.array([window.x_min, window.y_min]), np.array([window.x_max, window.y_max])
    tracks = []
    for points in constraint_curves(g, low, high):
        steps = np.hypot(*np.diff(points, axis=0).T)
        kept = np.concatenate(([True], steps > 0))
        points = points[kept]
        if len(points) > 1:
            s = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))))
            tracks.append(Track(points, s, f.values_at(points)))
    return tuple(tracks)


def footing(tracks: Sequence[Track], place: tuple[float, float], sizes: FloatArray) -> Footing | None:
    """Where the tracks come nearest to ``place``; ``sizes`` (2,) are the window's sides, by which distance is measured.

    None without tracks.
    """
    found = [_nearest(track, np.array(place), sizes) for track in tracks]
    return min(found, key=lambda each: each.distance, default=None)


def _nearest(track: Track, place: FloatArray, sizes: FloatArray) -> Footing:
    starts, steps = track.points[:-1] / sizes, np.diff(track.points, axis=0) / sizes
    target = place / sizes
    share = ((target - starts) * steps).sum(axis=1) / (steps**2).sum(axis=1)
    share = np.clip(share, 0.0, 1.0)
    distances = np.hypot(*(starts + share[:, None] * steps - target).T)
    k = int(np.argmin(distances))
    span = float(track.s[k + 1] - track.s[k])
    along = np.diff(track.points[k : k + 2], axis=0)[0] / span
    return Footing(track, float(track.s[k]) + float(share[k]) * span, float(distances[k]), along)


@lru_cache(maxsize=8)
def is_never_met(g: Function, window: Window) -> bool:
    """Whether interval arithmetic proves that g has no zero in the window."""
    kernel = compile_intervals((g.root,), g.variables)
    x, y = (np.linspace(*limits, BOXES + 1) for limits in _limits(window))
    low = np.stack(np.meshgrid(x[:-1], y[:-1]), axis=-1).reshape(-1, 2)
    high = np.stack(np.meshgrid(x[1:], y[1:]), axis=-1).reshape(-1, 2)
    for _ in range(REFINEMENTS + 1):
        ranges = kernel(low, high, g.parameters)
        possible = ranges.with_zero[0] & ~ranges.nowhere[0]
        low, high = low[possible], high[possible]
        if not len(low):
            return True
        middle = 0.5 * (low + high)
        corners = [(low, middle), (middle, high)]
        low, high = (
            np.concatenate([np.column_stack((a[side][:, 0], b[side][:, 1])) for a in corners for b in corners])
            for side in (0, 1)
        )
    return False


def _limits(window: Window) -> tuple[tuple[float, float], tuple[float, float]]:
    return (window.x_min, window.x_max), (window.y_min, window.y_max)
