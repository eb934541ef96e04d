"""Numbers of level curves that stay by their curves while these move, instead of being placed anew every frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from explorer.core.sampling.field import FloatArray
from explorer.core.sampling.labels import (
    APART,
    GAP,
    STRAIGHT,
    Label,
    arc_lengths,
    boxes_touch,
    labels_near,
    points_at,
    upright,
)

__all__ = ["FURTHEST", "follow_labels"]

FURTHEST: Final = 60.0
"""Pixels that a number goes to its curve at most; it is left out where the curve is farther away."""


def follow_labels(
    labels: Sequence[tuple[Label, int]], curves: Sequence[Sequence[FloatArray]], size: tuple[float, float]
) -> tuple[Label, ...]:
    """Each label with the number of its curve now, moved to the nearest place of that curve.

    ``curves`` are polylines (n, 2) in pixels inside (0, 0) … ``size``. A label that would leave the plot, bend round
    a corner or come near another one is left out.
    """
    found: list[Label] = []
    for label, curve in labels:
        moved = _followed(label, curve, curves[curve], size)
        if moved is None or any(labels_near(moved, other) and boxes_touch(moved, other, APART) for other in found):
            continue
        found.append(moved)
    return tuple(found)


def _followed(label: Label, curve: int, pieces: Sequence[FloatArray], size: tuple[float, float]) -> Label | None:
    nearest = [_nearest(piece, label) for piece in pieces]
    if not nearest:
        return None
    number = int(np.argmin([distance for distance, _ in nearest]))
    distance, middle = nearest[number]
    lengths = arc_lengths(pieces[number])
    start, end = middle - label.width / 2 - GAP, middle + label.width / 2 + GAP
    if distance > FURTHEST or start < 0 or end > lengths[-1]:
        return None
    ends = points_at(pieces[number], lengths, np.array([start, middle, end]))
    chord = ends[2] - ends[0]
    x, y = ends[1].tolist()
    reach = float(np.hypot(label.width, label.height)) / 2
    fits = reach < x < size[0] - reach and reach < y < size[1] - reach
    if not fits or np.hypot(*chord) < STRAIGHT * (end - start):
        return None
    angle = float(upright(np.degrees(np.arctan2(chord[1], chord[0]))))
    return Label(curve, number, x, y, angle, start, end, label.width, label.height)


def _nearest(piece: FloatArray, label: Label) -> tuple[float, float]:
    """How far the polyline is from the label's middle, and the arc length up to the place there."""
    steps = np.diff(piece, axis=0)
    squares = np.maximum((steps * steps).sum(axis=1), 1e-300)
    shares = (((np.array([label.x, label.y]) - piece[:-1]) * steps).sum(axis=1) / squares).clip(0.0, 1.0)
    places = piece[:-1] + shares[:, None] * steps
    distances = np.hypot(places[:, 0] - label.x, places[:, 1] - label.y)
    index = int(np.argmin(distances))
    lengths = arc_lengths(piece)
    return float(distances[index]), float(lengths[index] + shares[index] * (lengths[index + 1] - lengths[index]))
