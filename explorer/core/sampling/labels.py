"""Where the numbers of level curves stand: along the line, upright, in a gap, none touching another.

All lengths are pixels, y downwards. A greedy choice over candidate places, best first, after the idea
of Imhof's rules for naming contours: straight and level stretches, open ground, even spread.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.sampling.field import FloatArray

__all__ = [
    "Circle",
    "Label",
    "Labelled",
    "arc_lengths",
    "boxes_touch",
    "labelled_levels",
    "labels_near",
    "place_labels",
    "points_at",
    "upright",
    "without_gaps",
]

STRIDE = 5.0  # distance of candidate places along a curve
GAP = 4.0  # bare ground at each end of a text
APART = 10.0  # least distance between two labels
REPEAT = 420.0  # a curve gets one label for so much of its length
STRAIGHT = 0.93  # least chord ÷ arc under a text
_CELL = 4.0
_MOST_CANDIDATES = 400
_MOST_CROWDED = 3.4  # drawn points near a place, 1 for a lone line: beyond it no number can be read


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A level curve to be labelled: its polylines (n, 2) and the width of its text."""

    pieces: tuple[FloatArray, ...]
    text_width: float


@dataclass(frozen=True, slots=True)
class Circle:
    """A round area in which no label may stand."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Label:
    """A place: centre, turn in degrees clockwise in (−90, 90], and the gap in its piece by arc length."""

    curve: int
    piece: int
    x: float
    y: float
    angle: float
    start: float
    end: float
    width: float
    height: float

    def corners(self, margin: float = 0.0) -> FloatArray:
        """The four corners of the text's box grown by ``margin``, shape (4, 2)."""
        half = np.array([self.width / 2 + margin, self.height / 2 + margin])
        signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        cosine, sine = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        turned = (signs * half) @ np.array([[cosine, sine], [-sine, cosine]])
        return np.asarray(turned + np.array([self.x, self.y]))

    def distance(self, x: float, y: float) -> float:
        """Distance of a point from the text's box, 0 inside."""
        turn = math.radians(self.angle)
        cosine, sine = math.cos(turn), math.sin(turn)
        along = abs((x - self.x) * cosine + (y - self.y) * sine) - self.width / 2
        across = abs((y - self.y) * cosine - (x - self.x) * sine) - self.height / 2
        return math.hypot(max(along, 0.0), max(across, 0.0))


def labelled_levels(levels: Sequence[float] | FloatArray, step: float) -> NDArray[np.bool_]:
    """Which levels carry a number: the even multiples of ``step``, so that 0 does."""
    values = np.asarray(levels, dtype=float)
    if not step > 0:
        return np.ones(values.shape, dtype=bool)
    return np.asarray(np.rint(values / step) % 2 == 0)


def place_labels(
    curves: Sequence[Labelled],
    size: tuple[float, float],
    text_height: float,
    keep_clear: Sequence[Circle] = (),
    ground: Sequence[FloatArray] = (),
) -> tuple[Label, ...]:
    """Choose places for the texts of ``curves`` inside (0, 0) … ``size``.

    ``keep_clear`` are areas without labels (the probe); ``ground`` are other polylines drawn, which
    labels avoid where they can. A curve on which no text fits gets none.
    """
    crowd = _Crowd(size, [*ground, *(piece for curve in curves for piece in curve.pieces)])
    candidates = _all_candidates(curves, size, text_height, crowd)
    return _choose(candidates, keep_clear)


def boxes_touch(first: Label, second: Label, apart: float = 0.0) -> bool:
    """Whether two turned boxes are nearer than ``apart`` (by the separating axis theorem; exact at 0)."""
    one, other = first.corners(apart / 2), second.corners(apart / 2)
    for angle in (first.angle, first.angle + 90, second.angle, second.angle + 90):
        axis = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        a, b = one @ axis, other @ axis
        if a.max() <= b.min() or b.max() <= a.min():
            return False
    return True


def without_gaps(piece: FloatArray, gaps: Sequence[tuple[float, float]]) -> list[FloatArray]:
    """The polyline (n, 2) less the stretches given by arc length, as what is left of it in order."""
    lengths = arc_lengths(piece)
    parts = []
    position = 0.0
    for start, end in [*sorted(gaps), (lengths[-1], lengths[-1])]:
        if start > position:
            inside = piece[(lengths > position) & (lengths < start)]
            ends = points_at(piece, lengths, np.array([position, start]))
            parts.append(np.vstack([ends[:1], inside, ends[1:]]))
        position = max(position, end)
    return parts


class _Crowd:
    """How many drawn points lie near a place: a raster of line points summed over squares."""

    def __init__(self, size: tuple[float, float], lines: Sequence[FloatArray]) -> None:
        columns, rows = (int(extent // _CELL) + 2 for extent in size)
        raster = np.zeros((rows, columns), dtype=bool)
        for line in lines:
            points = _evenly(line, _CELL)[0]
            cells = np.floor(points / _CELL).astype(int)
            inside = (cells >= 0).all(axis=1) & (cells[:, 0] < columns) & (cells[:, 1] < rows)
            raster[cells[inside, 1], cells[inside, 0]] = True
        self._sums = np.pad(raster.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))

    def near(self, points: FloatArray, reach: float) -> FloatArray:
        """Cells with a line within ``reach`` of each point, shape (n,)."""
        rows, columns = self._sums.shape
        low = np.floor((points - reach) / _CELL).astype(int)
        high = np.floor((points + reach) / _CELL).astype(int) + 1
        left, top = low[:, 0].clip(0, columns - 1), low[:, 1].clip(0, rows - 1)
        right, bottom = high[:, 0].clip(0, columns - 1), high[:, 1].clip(0, rows - 1)
        sums = self._sums
        counted = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        return np.asarray(counted, dtype=float)


@dataclass(frozen=True, slots=True)
class _Candidate:
    penalty: float
    label: Label
    places: int


def _all_candidates(
    curves: Sequence[Labelled], size: tuple[float, float], text_height: float, crowd: _Crowd
) -> list[_Candidate]:
    found: list[_Candidate] = []
    for index, curve in enumerate(curves):
        for number, piece in enumerate(curve.pieces):
            found += _piece_candidates(index, number, piece, curve.text_width, size, text_height, crowd)
    return sorted(found, key=lambda candidate: candidate.penalty)


def _piece_candidates(
    index: int,
    number: int,
    piece: FloatArray,
    width: float,
    size: tuple[float, float],
    height: float,
    crowd: _Crowd,
) -> list[_Candidate]:
    points, spacing, length = _evenly(piece, STRIDE)
    half = int(np.ceil((width / 2 + GAP) / spacing)) if spacing > 0 else len(points)
    if len(points) < 2 * half + 3 or length < 2.2 * width:
        return []
    centres = np.arange(half, len(points) - half)
    centres = centres[:: max(1, len(centres) // _MOST_CANDIDATES)]
    chords = points[centres + half] - points[centres - half]
    straight = np.hypot(chords[:, 0], chords[:, 1]) / (2 * half * spacing)
    angles = upright(np.degrees(np.arctan2(chords[:, 1], chords[:, 0])))
    middles = points[centres]
    reach = np.hypot(width, height) / 2
    crowded = crowd.near(middles, max(height, width / 2)) / max(2 * half * spacing / _CELL, 1.0)
    penalty = 8 * (1 - straight) + crowded + np.abs(angles) / 120
    fits = ((middles > reach) & (middles < np.asarray(size) - reach)).all(axis=1) & (straight > STRAIGHT)
    fits &= crowded < _MOST_CROWDED
    places = max(1, round(length / REPEAT))
    return [
        _Candidate(
            float(penalty[i]),
            Label(
                index,
                number,
                float(middles[i, 0]),
                float(middles[i, 1]),
                float(angles[i]),
                float((centres[i] - half) * spacing),
                float((centres[i] + half) * spacing),
                width,
                height,
            ),
            places,
        )
        for i in np.flatnonzero(fits)
    ]


def _choose(candidates: Sequence[_Candidate], keep_clear: Sequence[Circle]) -> tuple[Label, ...]:
    chosen: list[Label] = []
    taken: dict[tuple[int, int], list[Label]] = {}
    for candidate in candidates:
        label = candidate.label
        siblings = taken.setdefault((label.curve, label.piece), [])
        if len(siblings) >= candidate.places or _is_blocked(label, siblings, chosen, keep_clear):
            continue
        chosen.append(label)
        siblings.append(label)
    return tuple(chosen)


def _is_blocked(label: Label, siblings: Sequence[Label], chosen: Sequence[Label], keep_clear: Sequence[Circle]) -> bool:
    if any(label.distance(circle.x, circle.y) < circle.radius for circle in keep_clear):
        return True
    if any(np.hypot(label.x - other.x, label.y - other.y) < REPEAT / 2 for other in siblings):
        return True
    return any(labels_near(label, other) and boxes_touch(label, other, APART) for other in chosen)


def labels_near(first: Label, second: Label) -> bool:
    """Whether two texts are so near that their boxes must be compared."""
    reach = (first.width + second.width + first.height + second.height) / 2 + APART
    return abs(first.x - second.x) < reach and abs(first.y - second.y) < reach


def upright(angles: FloatArray) -> FloatArray:
    """The same direction of a line in (−90, 90]."""
    return np.asarray(90 - (90 - angles) % 180)


def arc_lengths(piece: FloatArray) -> FloatArray:
    """The length of a polyline (n, 2) up to each of its points, shape (n,)."""
    steps = np.hypot(*np.diff(piece, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def points_at(piece: FloatArray, lengths: FloatArray, wanted: FloatArray) -> FloatArray:
    """The points of a polyline at some of its arc lengths, shape (len(wanted), 2)."""
    return np.column_stack([np.interp(wanted, lengths, piece[:, axis]) for axis in (0, 1)])


def _evenly(piece: FloatArray, stride: float) -> tuple[FloatArray, float, float]:
    """Points about ``stride`` apart along a polyline, their exact spacing and the whole length."""
    lengths = arc_lengths(piece)
    total = float(lengths[-1])
    count = max(int(total // stride), 1)
    return points_at(piece, lengths, np.linspace(0.0, total, count + 1)), total / count, total
