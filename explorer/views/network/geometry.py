"""Where a network's neurons, weights' numbers and biases stand in a diagram: plain numbers, no painting.

The neurons of a layer stand in a column. The number of every weight wants to stand on its edge without touching
another number or a neuron. There is most room where all edges of a gap between two columns lie at even distances, so
places are tried from there outwards. A gap where most numbers find no room tells only those that matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from explorer.core.sampling.field import FloatArray

__all__ = ["Box", "DiagramGeometry", "Edge", "PillPlaces", "fitting"]

Edge = tuple[int, int, int]
"""(layer from 1, neuron from 0, origin from 0) of a weight; the bias has the number of inputs as its origin."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

PILL_WIDTH, PILL_HEIGHT, GAP = 47.0, 20.0, 2.0
COMPACT_WIDTH, COMPACT_HEIGHT = 42.0, 18.0
NAME_ROOM, TOP, FOOT, LEFT, RIGHT = 23.0, 22.0, 12.0, 46.0, 78.0
LARGEST_RADIUS, SMALLEST_RADIUS = 26.0, 3.5
OUTCOME = (92.0, 64.0)  # what stands under the outputs
VALUED_FROM, SHRINK = 17.0, 0.7
_TOLD_AT_MOST: Final = 64
_MOST_OF_GAP: Final = 0.24
_TRIES: Final = 29
_MOST_TOLD: Final = 0.7  # where fewer numbers than this share find room, a gap tells only those that matter


def fitting(sizes: tuple[int, ...], width: float, height: float, scale: float, zoom: float) -> DiagramGeometry:
    """The geometry with neurons and numbers as large as they may be where all numbers have room, or most."""
    every = sum(into * out for into, out in pairwise(sizes))
    best = DiagramGeometry(sizes, width, height, scale, zoom)
    for shrink, is_compact in ((SHRINK, False), (1.0, True), (SHRINK, True)):
        if len(best.places.centres) == every:
            break
        other = DiagramGeometry(sizes, width, height, scale, zoom, True, shrink, is_compact)
        best = other if len(other.places.centres) > len(best.places.centres) else best
    return best


@dataclass(frozen=True, slots=True)
class PillPlaces:
    """The centres (x, y) of numbers on weights by edge, and the gaps (layers from 1) where most have room."""

    centres: dict[Edge, tuple[float, float]]
    told: frozenset[int]


@dataclass(frozen=True)
class DiagramGeometry:
    """A network of these ``sizes`` in ``width`` by ``height`` pixels; ``scale`` multiplies all type.

    ``zoom`` makes neurons grow with the picture where it is larger than what is seen of it; ``shrink`` makes them
    smaller, and ``is_compact`` the numbers, so that more of them find room.
    """

    sizes: tuple[int, ...]
    width: float
    height: float
    scale: float = 1.0
    zoom: float = 1.0
    shows_biases: bool = True
    shrink: float = 1.0
    is_compact: bool = False
    _obstacles: list[Box] = field(default_factory=list, compare=False, repr=False)

    @cached_property
    def columns(self) -> FloatArray:
        """x of every layer."""
        left = min(LEFT * self.scale, 0.2 * self.width)
        right = self.width - min(RIGHT * self.scale, 0.26 * self.width)
        return np.linspace(left, max(right, left + 1.0), len(self.sizes))

    @cached_property
    def rows(self) -> tuple[FloatArray, ...]:
        """y of every neuron, layer by layer."""
        top, bottom = self._ends()
        return tuple(top + (np.arange(size) + 0.5) * (bottom - top) / size for size in self.sizes)

    def _ends(self) -> tuple[float, float]:
        top = min(TOP * self.scale, 0.2 * self.height)
        return top, self.height - min(FOOT * self.scale, 0.1 * self.height)

    def spacing(self, layer: int) -> float:
        """The distance of two neurons of a layer."""
        top, bottom = self._ends()
        return (bottom - top) / self.sizes[layer]

    def radius(self, layer: int) -> float:
        """Half a neuron's width."""
        most = LARGEST_RADIUS * self.shrink * self.scale * math.sqrt(min(max(self.zoom, 0.3), 2.0))
        most = min(most, _MOST_OF_GAP * float(self.columns[1] - self.columns[0]))
        room = self.spacing(layer)
        # The name stands above where that leaves a circle with room for a value.
        named = (room - NAME_ROOM * self.scale) / 2.0
        wanted = named if named >= VALUED_FROM * self.scale * 0.95 else 0.40 * room
        return max(min(most, wanted), SMALLEST_RADIUS)

    def has_names(self, layer: int) -> bool:
        """Whether there is room for names above a layer's neurons."""
        return self.spacing(layer) - 2 * self.radius(layer) >= (NAME_ROOM - 6.0) * self.scale

    def has_values(self, layer: int) -> bool:
        """Whether values fit into a layer's neurons."""
        return self.radius(layer) >= (VALUED_FROM - 2.0) * self.scale

    def node(self, layer: int, neuron: int) -> tuple[float, float]:
        """A neuron's centre."""
        return float(self.columns[layer]), float(self.rows[layer][neuron])

    # Biases

    def has_biases(self, layer: int) -> bool:
        """Whether a layer's biases are shown beside the names."""
        return self.shows_biases and layer > 0 and self.has_names(layer)

    def bias(self, layer: int, neuron: int) -> tuple[float, float]:
        """The centre of a bias's number, above its neuron at the right."""
        x, y = self.node(layer, neuron)
        return x + 0.62 * self.pill[0], y - self.radius(layer) - 0.5 * NAME_ROOM * self.scale - 1.0

    def name(self, layer: int, neuron: int) -> tuple[float, float]:
        """The centre of a neuron's name, above it, or where a bias stands there too, above it at the left."""
        x, y = self.node(layer, neuron)
        shift = 9.0 * self.scale if self.has_biases(layer) else 0.0
        return x - shift, y - self.radius(layer) - 0.5 * NAME_ROOM * self.scale - 1.0

    @property
    def pill(self) -> tuple[float, float]:
        """Width and height of a weight's number."""
        width, height = (COMPACT_WIDTH, COMPACT_HEIGHT) if self.is_compact else (PILL_WIDTH, PILL_HEIGHT)
        return width * self.scale, height * self.scale

    # Numbers on edges

    def ends(self, edge: Edge) -> tuple[float, float, float, float]:
        """The centres that a weight joins: x and y of its origin, x and y of its neuron."""
        layer, neuron, origin = edge
        return (*self.node(layer - 1, origin), *self.node(layer, neuron))

    def pill_box(self, centre: tuple[float, float]) -> Box:
        """The box of a number that stands there."""
        width, height = self.pill
        return centre[0] - width / 2, centre[1] - height / 2, centre[0] + width / 2, centre[1] + height / 2

    @cached_property
    def places(self) -> PillPlaces:
        """A place for every number that finds one, in the gaps where most of them do."""
        centres: dict[Edge, tuple[float, float]] = {}
        told: set[int] = set()
        for layer in range(1, len(self.sizes)):
            into, out = self.sizes[layer - 1], self.sizes[layer]
            if into * out > _TOLD_AT_MOST or not self._may_fit(layer):
                continue
            found = self._all_placed(layer)
            if len(found) >= _MOST_TOLD * into * out:
                centres |= found
                told.add(layer)
        return PillPlaces(centres, frozenset(told))

    def _may_fit(self, layer: int) -> bool:
        """Whether the numbers of a gap cover less than its ground."""
        width = self.columns[layer] - self.columns[layer - 1] - self.radius(layer) - self.radius(layer - 1) - 2 * GAP
        top, bottom = self._ends()
        count = self.sizes[layer - 1] * self.sizes[layer]
        return bool(width >= self.pill[0] and count * self.pill[0] * self.pill[1] <= width * (bottom - top))

    def _all_placed(self, layer: int) -> dict[Edge, tuple[float, float]]:
        """Places in one gap, as many as the best of a few orders and beginnings finds."""
        into, out = self.sizes[layer - 1], self.sizes[layer]
        by_target = [(layer, neuron, origin) for neuron in range(out) for origin in range(into)]
        by_origin = sorted(by_target, key=lambda edge: (edge[2], edge[1]))
        from_outside = sorted(by_target, key=lambda edge: -abs(self._slant(edge)))
        orders = [by_target, by_origin, from_outside]
        shares = [self._evenly(layer), self._evenly_leaving(layer), 0.5]
        attempts = [(share, edges) for share in shares for edges in orders]
        best: dict[Edge, tuple[float, float]] = {}
        for share, edges in attempts:
            found = self.placed(edges, self.still(), share)
            best = found if len(found) > len(best) else best
            if len(best) == len(edges):
                break
        return best

    def _slant(self, edge: Edge) -> float:
        _, y0, _, y1 = self.ends(edge)
        return y1 - y0

    def placed(
        self, edges: Sequence[Edge], taken: Iterable[Box], best: float | None = None
    ) -> dict[Edge, tuple[float, float]]:
        """Places for the numbers of these weights, the first come first, that touch nothing ``taken`` nor each other.

        Those without room are left out. ``best`` is the share of the way from which places are tried outwards.
        """
        boxes = np.array(list(taken), dtype=np.float64).reshape(-1, 4)
        count = len(boxes)
        boxes = np.concatenate((boxes, np.empty((len(edges), 4))))
        found: dict[Edge, tuple[float, float]] = {}
        for edge in edges:
            tries = self._tries(edge, self._evenly(edge[0]) if best is None else best)
            width, height = self.pill[0] / 2 + GAP, self.pill[1] / 2 + GAP
            known = boxes[:count]
            beside = (tries[:, 0, None] + width <= known[:, 0]) | (tries[:, 0, None] - width >= known[:, 2])
            apart = beside | (tries[:, 1, None] + height <= known[:, 1]) | (tries[:, 1, None] - height >= known[:, 3])
            free = apart.all(axis=1)
            if free.any():
                x, y = tries[int(np.argmax(free))].tolist()
                found[edge] = (x, y)
                boxes[count] = self.pill_box((x, y))
                count += 1
        return found

    def still(self) -> list[Box]:
        """What numbers on edges must not cover: neurons, names and biases."""
        if not self._obstacles:
            for layer, size in enumerate(self.sizes):
                for neuron in range(size):
                    self._obstacles.extend(self._around(layer, neuron))
            x, y = self.node(len(self.sizes) - 1, self.sizes[-1] - 1)
            below = y + self.radius(len(self.sizes) - 1)
            half = 0.5 * OUTCOME[0] * self.scale
            self._obstacles.append((x - half, below, x + half, below + OUTCOME[1] * self.scale))
        return self._obstacles

    def _around(self, layer: int, neuron: int) -> list[Box]:
        x, y = self.node(layer, neuron)
        radius = self.radius(layer)
        found: list[Box] = [(x - radius, y - radius, x + radius, y + radius)]
        if self.has_names(layer):
            left, middle = self.name(layer, neuron)
            half = 10.0 * self.scale
            found.append((left - half, middle - half, left + half, middle + half))
        if self.has_biases(layer):
            found.append(self.pill_box(self.bias(layer, neuron)))
        return found

    def _tries(self, edge: Edge, best: float) -> FloatArray:
        """Centres along an edge, the best first, shape (k, 2)."""
        x0, y0, x1, y1 = self.ends(edge)
        layer = edge[0]
        room = max(x1 - x0, 1.0)
        first = (self.radius(layer - 1) + self.pill[0] / 2 + GAP) / room
        last = 1.0 - (self.radius(layer) + self.pill[0] / 2 + GAP) / room
        if first > last:
            return np.empty((0, 2))
        best = min(max(best, first), last)
        shares = np.linspace(first, last, _TRIES)
        shares = np.concatenate(([best], shares[np.argsort(np.abs(shares - best), kind="stable")]))
        return np.stack((x0 + shares * (x1 - x0), y0 + shares * (y1 - y0)), axis=1)

    def _evenly(self, layer: int) -> float:
        """The share of the way at which the edges of a gap lie at even distances, grouped by what they enter.

        There the distance of two targets' edges is that of one target's edges times their number.
        """
        into, before, after = self.sizes[layer - 1], self.spacing(layer - 1), self.spacing(layer)
        return into * before / (after + into * before) if into > 1 else 0.6

    def _evenly_leaving(self, layer: int) -> float:
        """The same for edges grouped by what they come from."""
        out, before, after = self.sizes[layer], self.spacing(layer - 1), self.spacing(layer)
        return before / (before + out * after) if out > 1 else 0.4
