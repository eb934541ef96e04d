"""Where to draw a computation graph: nodes in layers, edges as smooth lines, a place for each edge's number.

Lengths are pixels at text scale 1; the flow goes to the right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from explorer.core.graph.coordinates import across
from explorer.core.graph.layering import Layers, layered
from explorer.core.graph.pills import place_pills
from explorer.core.graph.structure import Edge, Graph

__all__ = ["BOX_HEIGHT", "BOX_WIDTH", "Layout", "layout"]

Point = tuple[float, float]
BOX_WIDTH: Final = 68.0
BOX_HEIGHT: Final = 72.0
PILL: Final = (56.0, 20.0)
_WAYPOINT: Final = 16.0
_MARGIN: Final = 20.0
_GAP_ACROSS: Final = 10.0
_GAP: Final = 80.0
_GAP_BY_EDGE: Final = 5.0
_CURVE_POINTS: Final = 24
_MOST_NODES: Final = 400


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Centres of the nodes, polylines of the edges from centre to centre, centres of their numbers.

    Node boxes (``sizes``: width, height) never overlap, and no edge's number lies on one.
    """

    positions: Mapping[int, Point]
    sizes: Mapping[int, Point]
    edges: Mapping[Edge, tuple[Point, ...]]
    pills: Mapping[Edge, Point]
    width: float
    height: float


def layout(graph: Graph, widths: Mapping[int, float] | None = None) -> Layout:
    """Lay out a graph; ``widths`` are the boxes' widths by identity, by default one for all.

    :raises ValueError: above 400 nodes; fold the graph first.
    """
    if len(graph.nodes) > _MOST_NODES:
        raise ValueError(f"a graph of {len(graph.nodes)} nodes is too large to lay out; fold it first")
    sizes = {node.identity: ((widths or {}).get(node.identity, BOX_WIDTH), BOX_HEIGHT) for node in graph.nodes}
    layers = layered(graph)
    flow = _Flow(layers, [sizes[node.identity] for node in graph.nodes])
    positions = {node.identity: flow.centre(place) for place, node in enumerate(graph.nodes)}
    edges = {edge: flow.line(chain) for edge, chain in layers.chains.items()}
    spans = {edge: flow.last_gap(chain) for edge, chain in layers.chains.items()}
    pills = place_pills(edges, spans, PILL, {edge: _clear_end(graph, edge) for edge in edges})
    return Layout(positions, sizes, edges, pills, flow.width, flow.height)


def _clear_end(graph: Graph, edge: Edge) -> float:
    """Where an edge is farthest from others: near its goal where many leave its start, and the other way round."""
    leaving, arriving = len(graph.users[edge[0]]), len(graph.by_identity[edge[1]].operands)
    return 0.5 + 0.5 * (leaving - arriving) / (leaving + arriving)


class _Flow:
    """Columns along the flow, and where each place stands across it."""

    def __init__(self, layers: Layers, sizes: Sequence[Point]) -> None:
        self._layers = layers
        waypoints = len(layers.layer) - layers.nodes
        extents = [height for _, height in sizes] + [_WAYPOINT] * waypoints
        self._across = [value + _MARGIN for value in across(layers, extents, _GAP_ACROSS)]
        self.height = max(a + extent / 2 for a, extent in zip(self._across, extents, strict=True)) + _MARGIN
        self._columns: list[tuple[float, float]] = []
        at = _MARGIN
        for index, column in enumerate(layers.order):
            width = max((sizes[place][0] for place in column if place < layers.nodes), default=0.0)
            self._columns.append((at, at + width))
            links = sum(len(layers.after[place]) for place in column)
            # The more edges, the more room their numbers need.
            at += width + (_GAP + _GAP_BY_EDGE * min(links, 10) if index + 1 < len(layers.order) else 0.0)
        self.width = at + _MARGIN

    def centre(self, place: int) -> Point:
        """The centre of a node or waypoint."""
        start, end = self._columns[self._layers.layer[place]]
        return ((start + end) / 2, self._across[place])

    def line(self, chain: Sequence[int]) -> tuple[Point, ...]:
        """Level through each column, an S in each gap."""
        points = [self.centre(chain[0])]
        for place, following in pairwise(chain):
            start = (self._columns[self._layers.layer[place]][1], self._across[place])
            end = (self._columns[self._layers.layer[following]][0], self._across[following])
            points += _bend(start, end)
        return (*points, self.centre(chain[-1]))

    def last_gap(self, chain: Sequence[int]) -> tuple[float, float]:
        """From where to where the last gap of an edge reaches along the flow."""
        goal = self._layers.layer[chain[-1]]
        return (self._columns[goal - 1][1], self._columns[goal][0])


def _bend(start: Point, end: Point) -> list[Point]:
    """A cubic that leaves and arrives along the flow."""
    middle = (start[0] + end[0]) / 2
    points = []
    for index in range(_CURVE_POINTS + 1):
        t = index / _CURVE_POINTS
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        points.append((a * start[0] + (b + c) * middle + d * end[0], (a + b) * start[1] + (c + d) * end[1]))
    return points
