"""Where each place of a layer stands across the flow: near its neighbours, in order, never overlapping.

Each sweep moves a layer to the weighted least-squares solution of "stand level with your neighbours,
keep your distance from the next", which is isotonic regression (pool adjacent violators; Barlow and
others, 1972). Waypoints pull hardest, so long edges come out straight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.core.graph.layering import Layers

__all__ = ["across"]

_SWEEPS: Final = 32
_PULL: Final = {0: 1.0, 1: 2.0, 2: 8.0}  # by how many ends of the edge are waypoints


def across(layers: Layers, extents: Sequence[float], gap: float) -> list[float]:
    """The coordinate of every place; ``extents`` are sizes across the flow, ``gap`` lies between neighbours."""
    found = [0.0] * len(layers.layer)
    for column in layers.order:
        at = 0.0
        for place in column:
            found[place] = at + extents[place] / 2
            at += extents[place] + gap
        middle = (at - gap) / 2
        for place in column:
            found[place] -= middle
    columns = range(len(layers.order))
    for sweep in range(_SWEEPS):
        both = sweep >= _SWEEPS // 2
        rightward = sweep % 2 == 0
        for column_index in columns if rightward else reversed(columns):
            sides = (layers.before, layers.after) if both else ((layers.before,) if rightward else (layers.after,))
            _settle(layers, layers.order[column_index], sides, extents, gap, found)
    least = min(found[place] - extents[place] / 2 for place in range(len(found)))
    return [value - least for value in found]


def _settle(
    layers: Layers,
    column: Sequence[int],
    sides: Sequence[Sequence[Sequence[int]]],
    extents: Sequence[float],
    gap: float,
    found: list[float],
) -> None:
    wanted, weights, offsets = [], [], []
    offset = 0.0
    for index, place in enumerate(column):
        if index:
            offset += (extents[column[index - 1]] + extents[place]) / 2 + gap
        pulls = [(_pull(layers, place, other), found[other]) for side in sides for other in side[place]]
        weight = sum(pull for pull, _ in pulls)
        target = sum(pull * height for pull, height in pulls) / weight if weight else found[place]
        wanted.append(target - offset)
        weights.append(weight or 0.1)
        offsets.append(offset)
    for place, level, offset in zip(column, _isotonic(wanted, weights), offsets, strict=True):
        found[place] = level + offset


def _pull(layers: Layers, place: int, other: int) -> float:
    return _PULL[layers.is_waypoint(place) + layers.is_waypoint(other)]


def _isotonic(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The rising sequence nearest to ``wanted`` in weighted least squares."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(wanted, weights, strict=True):
        block = (value, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            level, mass, count = blocks.pop()
            total = mass + block[1]
            block = ((level * mass + block[0] * block[1]) / total, total, count + block[2])
        blocks.append(block)
    return [level for level, _, count in blocks for _ in range(count)]
