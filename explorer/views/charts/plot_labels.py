"""Where the labels of a plot go: each in the best of a few places that touches least of the rest.

Greedy, in the order of the labels: every place costs what it covers (lines, marks, labels already
placed), how near it is to lines and how far from where a reader looks first. Everything is in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from explorer.core.sampling.field import FloatArray

__all__ = ["Wish", "beside_mark", "inked", "near_line", "placed"]

GAP: Final = 7.0
INK_STEP = 8.0
_COVERS_INK, _NEAR_INK, _NEAR_MARK, _COVERS_LABEL, _OUTSIDE = 9.0, 1.25, 5.0, 450.0, 600.0
_MARK_REACH, _LAST_RESORT = 8.0, 40.0


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """A label of that size and the centres (k, 2) where it may stand, the best first; ``costs`` (k,) rise."""

    width: float
    height: float
    centres: FloatArray
    costs: FloatArray
    is_of_mark: bool = False


def near_line(ink: FloatArray, width: float, height: float) -> Wish | None:
    """Places along a line's :func:`inked` points, from its right end back; None where nothing of it is visible."""
    if not len(ink):
        return None
    points = ink
    anchors = points[np.linspace(len(points) - 1, 0, 10).round().astype(int)]
    side, rise = width / 2 + GAP, height / 2 + GAP
    shifts = np.array(
        [(-width / 2, -rise), (-width / 2, rise), (-side, 0.0), (side, 0.0), (width / 2, -rise), (width / 2, rise)]
    )
    centres = (anchors[:, None, :] + shifts[None, :, :]).reshape(-1, 2)
    costs = (np.linspace(0.0, 12.0, len(anchors))[:, None] + np.arange(len(shifts)) * 0.4).reshape(-1)
    return Wish(width, height, centres, costs)


def beside_mark(at: QPointF, width: float, height: float) -> Wish:
    """Places around a point, above it first and then to its sides."""
    side, rise = width / 2 + 2.0 * GAP, height / 2 + 1.6 * GAP
    shifts = np.array(
        [
            (-side, -rise),
            (side, -rise),
            (-side, 0.0),
            (side, 0.0),
            (0.0, -rise - 2),
            (0.0, rise + 2),
            (-side, rise),
            (side, rise),
            (-side - 24.0, -2.4 * rise),
            (side + 24.0, 2.4 * rise),
        ]
    )
    return Wish(width, height, shifts + np.array([at.x(), at.y()]), np.arange(len(shifts)) * 0.7, is_of_mark=True)


def inked(parts: Sequence[FloatArray]) -> FloatArray:
    """Points (m, 2) about every 8 pixels along a line's parts: what a label should not cover."""
    return np.vstack([_resampled(part) for part in parts]) if parts else np.empty((0, 2))


def placed(wishes: list[Wish], ink: FloatArray, marks: FloatArray, box: QRectF) -> list[tuple[float, float]]:
    """A centre for each wish, with ``ink`` (m, 2) and ``marks`` (k, 2) kept free as far as possible."""
    taken: list[tuple[float, float, float, float]] = [
        (x - _MARK_REACH, y - _MARK_REACH, x + _MARK_REACH, y + _MARK_REACH) for x, y in marks.tolist()
    ]
    reach = np.array(taken).reshape(-1, 4)
    result = []
    for wish in wishes:
        costs = _costs(wish, ink, reach, np.array(taken).reshape(-1, 4), box)
        if costs.min() > _LAST_RESORT:
            wish = _with_last_resorts(wish, box)
            costs = _costs(wish, ink, reach, np.array(taken).reshape(-1, 4), box)
        (x, y), across, up = wish.centres[int(np.argmin(costs))].tolist(), wish.width / 2 + 2.0, wish.height / 2 + 2.0
        # Where nothing fits, a text over a line is still better than half a text.
        x = min(max(x, box.left() + across), max(box.right() - across, box.center().x()))
        result.append((x, y))
        taken.append((x - across, y - up, x + across, y + up))
    return result


def _costs(wish: Wish, ink: FloatArray, reach: FloatArray, taken: FloatArray, box: QRectF) -> FloatArray:
    """What every place of a wish costs; ``reach`` (k, 4) are boxes around the marks, ``taken`` also labels."""
    half = np.array([wish.width, wish.height]) / 2
    low, high = wish.centres - half, wish.centres + half
    costs = wish.costs + _OUTSIDE * _outside(low, high, box) + _COVERS_LABEL * _overlaps(low, high, taken)
    covered, near = _ink_within(low, high, ink, (2.0, 11.0))
    costs = costs + _COVERS_INK * covered + _NEAR_INK * near
    if not wish.is_of_mark:
        costs = costs + _NEAR_MARK * _overlaps(low - 9.0, high + 9.0, reach)
    return np.asarray(costs)


def _with_last_resorts(wish: Wish, box: QRectF) -> Wish:
    """With places all over the plot for where there is no room beside the line or the mark."""
    side, rise = wish.width / 2 + 4.0, wish.height / 2 + 4.0
    if box.width() < 2 * side or box.height() < 2 * rise:
        return wish
    across, up = np.meshgrid(
        np.linspace(box.left() + side, box.right() - side, 3), np.linspace(box.top() + rise, box.bottom() - rise, 5)
    )
    spare = np.column_stack([across.ravel(), up.ravel()])
    centres, costs = np.vstack([wish.centres, spare]), np.append(wish.costs, np.full(len(spare), _LAST_RESORT))
    return Wish(wish.width, wish.height, centres, costs, wish.is_of_mark)


def _outside(low: FloatArray, high: FloatArray, box: QRectF) -> FloatArray:
    room_low, room_high = np.array([box.left() + 2, box.top() + 1]), np.array([box.right() - 2, box.bottom() - 1])
    beyond = np.maximum(room_low - low, 0) + np.maximum(high - room_high, 0)
    reach: FloatArray = np.minimum(beyond.sum(axis=1) / 20.0 + (beyond.sum(axis=1) > 0), 50.0)
    return reach


def _ink_within(low: FloatArray, high: FloatArray, ink: FloatArray, margins: tuple[float, ...]) -> list[FloatArray]:
    """How many points of ink lie nearer to each box than each of the margins, 30 at most."""
    middle, half = (low + high) / 2, (high - low) / 2
    across = np.abs(ink[:, 0] - middle[:, :1]) - half[:, :1]
    up = np.abs(ink[:, 1] - middle[:, 1:]) - half[:, 1:]
    beyond = np.maximum(across, up, out=across)
    return [np.minimum(np.count_nonzero(beyond < margin, axis=1), 30).astype(float) for margin in margins]


def _overlaps(low: FloatArray, high: FloatArray, taken: FloatArray) -> FloatArray:
    crossing = (low[:, None] < taken[None, :, 2:]) & (high[:, None] > taken[None, :, :2])
    return np.asarray(np.count_nonzero(crossing.all(axis=2), axis=1), dtype=float)


def _resampled(part: FloatArray) -> FloatArray:
    """Points along a polyline about every 8 pixels."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(part, axis=0).T))])
    if not lengths[-1] > 0:
        return part[:1]
    stops = np.linspace(0.0, lengths[-1], int(np.clip(lengths[-1] / INK_STEP, 1, 600)) + 1)
    return np.column_stack([np.interp(stops, lengths, part[:, axis]) for axis in (0, 1)])
