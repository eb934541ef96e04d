"""A place on each edge for its number: in the gap before its goal, away from other numbers and edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.graph.structure import Edge
from explorer.core.sampling.field import FloatArray

__all__ = ["place_pills"]

Point = tuple[float, float]
_CHOICES: Final = 21
_ROOM: Final = 4.0
_OVERLAP_COST: Final = 100.0
_CROSSING_COST: Final = 2.0
_OFF_COST: Final = 4.0


def place_pills(
    lines: Mapping[Edge, tuple[Point, ...]],
    spans: Mapping[Edge, tuple[float, float]],
    size: Point,
    wanted: Mapping[Edge, float],
) -> dict[Edge, Point]:
    """The centre of each edge's number.

    ``lines`` rise along the first coordinate; ``spans`` bound the gap between two layers, where no
    node stands; ``size`` is that of a number, along and across; ``wanted`` is where in the gap it had best stand, from
    0 (start) to 1 (goal). Greedy in the order of the edges.
    """
    arrays = {edge: np.array(line) for edge, line in lines.items()}
    crowd = np.concatenate([_densely(line) for line in arrays.values()]) if arrays else np.empty((0, 2))
    owners = np.repeat(np.arange(len(arrays)), [len(_steps(line)) for line in arrays.values()])
    placed = np.empty((0, 2))
    found: dict[Edge, Point] = {}
    for number, (edge, line) in enumerate(arrays.items()):
        start, end = spans[edge]
        inset = min(size[0] / 2 + 1, (end - start) / 2)
        points = _choices(line, start + inset, end - inset)
        near = (crowd[:, 0] >= start) & (crowd[:, 0] <= end) & (owners != number)
        near &= (crowd[:, 1] > points[:, 1].min() - size[1]) & (crowd[:, 1] < points[:, 1].max() + size[1])
        costs = _OFF_COST * np.abs(np.linspace(0.0, 1.0, _CHOICES) - wanted[edge])
        costs += _CROSSING_COST * _lines_under(points, crowd[near], owners[near], size)
        best = points[int(np.argmin(costs + _OVERLAP_COST * _overlaps(points, placed, size)))]
        placed = np.vstack([placed, best])
        found[edge] = (float(best[0]), float(best[1]))
    return found


def _choices(line: FloatArray, start: float, end: float) -> FloatArray:
    """Points (n, 2) of a line between two places along the flow, at equal distances on the line."""
    alongs = np.linspace(start, end, 4 * _CHOICES)
    acrosses = np.interp(alongs, line[:, 0], line[:, 1])
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(alongs), np.diff(acrosses)))])
    wanted = np.linspace(0.0, lengths[-1], _CHOICES)
    return np.column_stack([np.interp(wanted, lengths, alongs), np.interp(wanted, lengths, acrosses)])


def _steps(line: FloatArray) -> FloatArray:
    return np.arange(0, len(line) - 1, 0.25)


def _lines_under(points: FloatArray, crowd: FloatArray, owners: NDArray[np.int_], size: Point) -> FloatArray:
    """How many other lines pass under a number at each of the points."""
    if not len(crowd):
        return np.zeros(len(points))
    hits = np.abs(crowd[None, :, 0] - points[:, None, 0]) < size[0] / 2
    hits &= np.abs(crowd[None, :, 1] - points[:, None, 1]) < size[1] / 2
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    found: FloatArray = np.logical_or.reduceat(hits, starts, axis=1).sum(axis=1).astype(np.float64)
    return found


def _overlaps(points: FloatArray, placed: FloatArray, size: Point) -> FloatArray:
    """By how many numbers, and how far, one at each of the points would be overlapped."""
    apart = np.abs(points[:, None, :] - placed[None, :, :])
    depth = np.maximum(np.array(size) + _ROOM - apart, 0.0).prod(axis=2)
    found: FloatArray = ((depth > 0) * (1 + depth / (size[0] * size[1]))).sum(axis=1)
    return found


def _densely(line: FloatArray) -> FloatArray:
    """Points close enough together that a number cannot lie between two of them."""
    steps, index = _steps(line), np.arange(len(line))
    return np.column_stack([np.interp(steps, index, line[:, 0]), np.interp(steps, index, line[:, 1])])
