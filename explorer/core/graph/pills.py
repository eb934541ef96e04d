"""A place on each edge for its number: in the gap before its goal, away from other numbers and edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.graph.structure import Edge
from explorer.core.sampling.field import FloatArray

__all__ = ["place_pills"]

Point = tuple[float, float]
_CHOICES: Final = 13
_ROOM: Final = 4.0
_OVERLAP_COST: Final = 100.0
_CROSSING_COST: Final = 3.0


def place_pills(
    lines: Mapping[Edge, tuple[Point, ...]], spans: Mapping[Edge, tuple[float, float]], size: Point
) -> dict[Edge, Point]:
    """The centre of each edge's number.

    ``lines`` rise along the first coordinate; ``spans`` bound the gap between two layers, where no
    node stands; ``size`` is that of a number, along and across. Greedy in the order of the edges.
    """
    arrays = {edge: np.array(line) for edge, line in lines.items()}
    crowd = np.concatenate([_densely(line) for line in arrays.values()]) if arrays else np.empty((0, 2))
    owners = np.repeat(np.arange(len(arrays)), [len(_steps(line)) for line in arrays.values()])
    placed: list[Point] = []
    found: dict[Edge, Point] = {}
    for number, (edge, line) in enumerate(arrays.items()):
        start, end = spans[edge]
        inset = min(size[0] / 2 + 1, (end - start) / 2)
        alongs = np.linspace(start + inset, end - inset, _CHOICES)
        points = [(float(along), float(np.interp(along, line[:, 0], line[:, 1]))) for along in alongs]
        near = (crowd[:, 0] >= start) & (crowd[:, 0] <= end) & (owners != number)
        costs = [_cost(point, index, placed, size) for index, point in enumerate(points)]
        crossed = [_lines_under(point, crowd[near], owners[near], size) for point in points]
        best = points[int(np.argmin(np.array(costs) + _CROSSING_COST * np.array(crossed)))]
        placed.append(best)
        found[edge] = best
    return found


def _steps(line: FloatArray) -> FloatArray:
    return np.arange(0, len(line) - 1, 0.25)


def _lines_under(point: Point, crowd: FloatArray, owners: NDArray[np.int_], size: Point) -> int:
    """How many other lines pass under a number."""
    hits = (np.abs(crowd[:, 0] - point[0]) < size[0] / 2) & (np.abs(crowd[:, 1] - point[1]) < size[1] / 2)
    return len(set(owners[hits].tolist()))


def _densely(line: FloatArray) -> FloatArray:
    """Points close enough together that a number cannot lie between two of them."""
    steps, index = _steps(line), np.arange(len(line))
    return np.column_stack([np.interp(steps, index, line[:, 0]), np.interp(steps, index, line[:, 1])])


def _cost(point: Point, index: int, placed: Iterable[Point], size: Point) -> float:
    cost = abs(index - _CHOICES // 2) / _CHOICES
    for other in placed:
        overlap_along = size[0] + _ROOM - abs(other[0] - point[0])
        overlap_across = size[1] + _ROOM - abs(other[1] - point[1])
        if overlap_along > 0 and overlap_across > 0:
            cost += _OVERLAP_COST * (1 + overlap_along * overlap_across / (size[0] * size[1]))
    return cost
