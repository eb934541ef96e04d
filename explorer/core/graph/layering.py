"""Layers of a computation graph, and the order within them that has few crossings.

The method of Sugiyama, Tagawa and Toda (1981): longest-path layers, a stand-in ("waypoint") in every
layer that an edge passes, then barycentre sweeps, of which the best order is kept, then swaps of
neighbours while they help. All edges out of one node share their waypoints: they part only where
they turn to their goals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from explorer.core.graph.structure import Edge, Graph

__all__ = ["Layers", "layered", "number_of_crossings"]

_SWEEPS: Final = 24
_SWAP_ROUNDS: Final = 8
Order = list[list[int]]


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """``order[layer]`` lists places from top to bottom; places from ``len(graph.nodes)`` on are waypoints.

    ``before`` and ``after`` hold the neighbours of each place in the layers beside it; ``chains`` the
    places that an edge passes, its ends included; ``layer`` the layer of each place.
    """

    order: tuple[tuple[int, ...], ...]
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]
    chains: Mapping[Edge, tuple[int, ...]]
    layer: tuple[int, ...]
    nodes: int

    def is_waypoint(self, place: int) -> bool:
        """Whether an edge merely passes there."""
        return place >= self.nodes


def layered(graph: Graph) -> Layers:
    """Layers with inputs in the first; deterministic."""
    places = {node.identity: place for place, node in enumerate(graph.nodes)}
    layer = [0] * len(places)
    for place, node in enumerate(graph.nodes):
        layer[place] = max((layer[places[operand]] + 1 for operand in node.operands), default=0)
    chains = _chains(graph, places, layer)
    before: list[list[int]] = [[] for _ in layer]
    after: list[list[int]] = [[] for _ in layer]
    for pair in dict.fromkeys(pair for chain in chains.values() for pair in pairwise(chain)):
        after[pair[0]].append(pair[1])
        before[pair[1]].append(pair[0])
    order = _swapped(_swept(_first_order(layer, before), before, after), before, after)
    return Layers(
        tuple(map(tuple, order)),
        tuple(map(tuple, before)),
        tuple(map(tuple, after)),
        chains,
        tuple(layer),
        len(places),
    )


def _chains(graph: Graph, places: Mapping[int, int], layer: list[int]) -> dict[Edge, tuple[int, ...]]:
    chains: dict[Edge, tuple[int, ...]] = {}
    for node in graph.nodes:
        start = places[node.identity]
        trunk = [start]
        for user in sorted(graph.users[node.identity], key=lambda user: (layer[places[user]], user)):
            goal = places[user]
            while layer[start] + len(trunk) < layer[goal]:
                layer.append(layer[start] + len(trunk))
                trunk.append(len(layer) - 1)
            chains[node.identity, user] = (*trunk[: layer[goal] - layer[start]], goal)
    return chains


def _first_order(layer: list[int], before: list[list[int]]) -> Order:
    """Places in the order in which a walk from the output meets them, the first operand on top."""
    order: Order = [[] for _ in range(max(layer) + 1)]
    seen = [False] * len(layer)
    # The output is in the last layer; what it does not reach does not exist.
    stack = [place for place, own in enumerate(layer) if own == len(order) - 1]
    while stack:
        place = stack.pop()
        if not seen[place]:
            seen[place] = True
            order[layer[place]].append(place)
            stack.extend(sorted(before[place], reverse=True))
    return order


def _swept(order: Order, before: list[list[int]], after: list[list[int]]) -> Order:
    best, fewest = order, _crossings(order, after)
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        rightward = sweep % 2 == 0
        order = [list(column) for column in order]
        columns = range(1, len(order)) if rightward else range(len(order) - 2, -1, -1)
        for column in columns:
            beside = order[column - 1] if rightward else order[column + 1]
            heights = {place: height for height, place in enumerate(beside)}
            _sort_by_barycentre(order[column], heights, before if rightward else after)
        found = _crossings(order, after)
        if found < fewest:
            best, fewest = order, found
    return best


def _sort_by_barycentre(column: list[int], heights: Mapping[int, int], neighbours: Sequence[Sequence[int]]) -> None:
    own = {place: height for height, place in enumerate(column)}

    def barycentre(place: int) -> float:
        linked = neighbours[place]
        return sum(heights[other] for other in linked) / len(linked) if linked else own[place]

    column.sort(key=barycentre)


def _swapped(order: Order, before: list[list[int]], after: list[list[int]]) -> Order:
    order = [list(column) for column in order]
    for _ in range(_SWAP_ROUNDS):
        improved = False
        heights = {place: height for column in order for height, place in enumerate(column)}
        for column in order:
            for upper in range(len(column) - 1):
                first, second = column[upper], column[upper + 1]
                gain = sum(_pair_gain(side[first], side[second], heights) for side in (before, after))
                if gain > 0:
                    column[upper], column[upper + 1] = second, first
                    heights[first], heights[second] = upper + 1, upper
                    improved = True
        if not improved:
            break
    return order


def _pair_gain(upper: Sequence[int], lower: Sequence[int], heights: Mapping[int, int]) -> int:
    """How many crossings of the edges of two neighbours vanish when they change places."""
    return sum(
        (heights[a] > heights[b]) - (heights[a] < heights[b]) for a in upper for b in lower
    )  # fmt: skip


def number_of_crossings(layers: Layers) -> int:
    """Crossings between neighbouring layers."""
    return _crossings([list(column) for column in layers.order], [list(linked) for linked in layers.after])


def _crossings(order: Order, after: Sequence[Sequence[int]]) -> int:
    """Inversions among edge ends sorted by their starts, counted with a Fenwick tree."""
    total = 0
    for column, following in pairwise(order):
        heights = {place: height for height, place in enumerate(following)}
        tree = [0] * (len(following) + 1)
        seen = 0
        for place in column:
            ends = sorted(heights[goal] for goal in after[place])
            for end in ends:
                total += seen - _counted_up_to(tree, end + 1)
            for end in ends:
                seen += 1
                index = end + 1
                while index < len(tree):
                    tree[index] += 1
                    index += index & -index
    return total


def _counted_up_to(tree: list[int], index: int) -> int:
    total = 0
    while index > 0:
        total += tree[index]
        index -= index & -index
    return total
