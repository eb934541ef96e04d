"""Lines made fit for a screen: split at undefined points, clipped, and thinned without losing a peak.

Everything is in pixels. A run of 100,000 steps becomes a few thousand points.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.sampling.field import FloatArray

__all__ = ["clipped", "finite_pieces", "kept_indices", "straightened", "thinned_indices", "with_peaks"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def finite_pieces(points: FloatArray) -> list[FloatArray]:
    """The stretches of an (n, 2) polyline between points that are not finite, each of two points or more."""
    finite = np.isfinite(points).all(axis=1)
    if finite.all():
        return [points] if len(points) > 1 else []
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(np.int8)))
    return [points[start:end] for start, end in edges.reshape(-1, 2) if end - start > 1]


def clipped(points: FloatArray, box: Box) -> list[FloatArray]:
    """The parts of a finite polyline inside a box, cut exactly at its edge (Liang and Barsky, 1984)."""
    if len(points) < 2:
        return []
    if (points >= box[:2]).all() and (points <= box[2:]).all():
        return [points]
    if len(points) == 2:
        return _clipped_segment(points, box)
    start, change = points[:-1], np.diff(points, axis=0)
    enter, leave = np.zeros(len(start)), np.ones(len(start))
    for axis in (0, 1):
        for sign, bound in ((-1.0, -box[axis]), (1.0, box[axis + 2])):
            _narrow(enter, leave, sign * change[:, axis], bound - sign * start[:, axis])
    inside = enter <= leave
    first = start + enter[:, None] * change
    last = start + leave[:, None] * change
    return _joined(first, last, inside, (enter == 0.0), (leave == 1.0))


def _clipped_segment(points: FloatArray, box: Box) -> list[FloatArray]:
    """The part of one segment inside a box; for a single one, arrays take longer than numbers."""
    start, end = ([float(value) for value in point] for point in points)
    enter, leave = 0.0, 1.0
    change = [end[axis] - start[axis] for axis in (0, 1)]
    for axis in (0, 1):
        for sign, bound in ((-1.0, -box[axis]), (1.0, box[axis + 2])):
            speed, room = sign * change[axis], bound - sign * start[axis]
            if speed < 0:
                enter = max(enter, room / speed)
            elif speed > 0:
                leave = min(leave, room / speed)
            elif room < 0:
                return []
    if enter > leave:
        return []
    return [np.array([[start[axis] + share * change[axis] for axis in (0, 1)] for share in (enter, leave)])]


def _narrow(enter: FloatArray, leave: FloatArray, speed: FloatArray, room: FloatArray) -> None:
    """Keep, in place, the part of each segment with speed·t ≤ room."""
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = room / speed
    np.maximum(enter, crossing, out=enter, where=speed < 0)
    np.minimum(leave, crossing, out=leave, where=speed > 0)
    leave[(speed == 0) & (room < 0)] = -1.0


def _joined(
    first: FloatArray,
    last: FloatArray,
    inside: NDArray[np.bool_],
    whole_start: NDArray[np.bool_],
    whole_end: NDArray[np.bool_],
) -> list[FloatArray]:
    """Segments that follow each other without a cut, as polylines."""
    kept = np.flatnonzero(inside)
    if not len(kept):
        return []
    follows = (np.diff(kept) == 1) & whole_end[kept[:-1]] & whole_start[kept[1:]]
    groups = np.split(kept, np.flatnonzero(~follows) + 1)
    return [np.vstack([first[group[:1]], last[group]]) for group in groups]


def kept_indices(points: FloatArray, grain: float = 0.5) -> NDArray[np.intp]:
    """Indices of an (n, 2) polyline without points that fall on the same ``grain`` as the one before.

    The first and the last always stay.
    """
    if len(points) < 3:
        return np.arange(len(points))
    cells = np.floor(np.nan_to_num(points / grain, nan=0.0, posinf=1e9, neginf=-1e9))
    moved = (np.diff(cells, axis=0) != 0).any(axis=1)
    moved[-1] = True
    return np.concatenate([[0], np.flatnonzero(moved) + 1])


def thinned_indices(points: FloatArray, most: int) -> NDArray[np.intp]:
    """Indices of an (n, 2) polyline in pixels, at most about ``most``, that look like the whole.

    First goes what falls on the same half pixel, then, of a line that still has more, what does on larger cells.
    Of a tangle that fills the picture every so-many-th segment stays, whole, so that its strokes keep their length.
    """
    grain = 0.5
    kept = kept_indices(points, grain)
    while len(kept) > most and grain < 4.0:
        grain *= 2.0
        kept = kept[kept_indices(points[kept], grain)]
    if len(kept) > most:
        starts = np.arange(0, len(kept) - 1, 2 * -(-len(kept) // most))
        kept = kept[np.unique(np.concatenate([starts, starts + 1, [len(kept) - 1]]))]
    return kept


def straightened(points: FloatArray, tolerance: float = 0.1, rounds: int = 3) -> FloatArray:
    """A finite (n, 2) polyline without every second point that lies on the way between its neighbours, in rounds.

    What is left is off by less than ``rounds`` · ``tolerance`` pixels, and, at best, an eighth of the points of a
    smooth curve: a stroke takes as long as it has points.
    """
    for _ in range(rounds):
        if len(points) < 5:
            break
        middle = points[1:-1:2]
        before, after = points[0:-2:2][: len(middle)], points[2::2][: len(middle)]
        chord, way = after - before, middle - before
        length = np.hypot(chord[:, 0], chord[:, 1])
        across = np.abs(chord[:, 0] * way[:, 1] - chord[:, 1] * way[:, 0])
        along = chord[:, 0] * way[:, 0] + chord[:, 1] * way[:, 1]
        keep = np.ones(len(points), dtype=bool)
        keep[1:-1:2] = (across > tolerance * length) | (along < 0) | (along > length * length)
        points = points[keep]
    return points


def with_peaks(points: FloatArray, columns: int) -> FloatArray:
    """An (n, 2) polyline over rising x, thinned to the first, least, greatest and last point of each column.

    Every spike stays. Short lines come back as they are.
    """
    if len(points) <= 4 * columns:
        return points
    size = -(-len(points) // columns)
    padded = np.full(size * -(-len(points) // size), np.nan)
    padded[: len(points)] = np.where(np.isfinite(points[:, 1]), points[:, 1], np.nan)
    stretches = padded.reshape(-1, size)
    undefined = np.isnan(stretches)
    starts = np.arange(len(stretches)) * size
    gaps = np.where(undefined.any(axis=1), undefined.argmax(axis=1), 0)
    least, greatest = (np.where(undefined, fill, stretches) for fill in (np.inf, -np.inf))
    places = [starts + inner for inner in (0, size - 1, gaps, least.argmin(axis=1), greatest.argmax(axis=1))]
    kept: FloatArray = points[np.unique(np.minimum(np.concatenate(places), len(points) - 1))]
    return kept
