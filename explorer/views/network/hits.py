"""What is under a point of a diagram, and which weight comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from explorer.views.network.geometry import Box, DiagramGeometry, Edge

__all__ = ["edge_at", "neuron_at", "next_edge"]

Point = tuple[float, float]
_REACH: Final = 7.0


def neuron_at(geometry: DiagramGeometry, point: Point) -> tuple[int, int] | None:
    """(layer, neuron) of the circle that holds a point; small ones reach a little beyond their edge."""
    for layer in range(len(geometry.sizes)):
        reach = max(geometry.radius(layer), min(0.5 * geometry.spacing(layer), _REACH))
        if abs(point[0] - float(geometry.columns[layer])) <= reach:
            distances = np.abs(geometry.rows[layer] - point[1])
            nearest = int(np.argmin(distances))
            if np.hypot(distances[nearest], point[0] - geometry.columns[layer]) <= reach:
                return layer, nearest
    return None


def edge_at(
    geometry: DiagramGeometry, pills: Mapping[Edge, Point], point: Point, with_biases: bool = True
) -> Edge | None:
    """The weight or bias at a point: that whose number is there, else the nearest line within reach."""
    for edge, centre in pills.items():
        if _holds(geometry.pill_box(centre), point):
            return edge
    if with_biases:
        for layer in range(1, len(geometry.sizes)):
            for neuron in range(geometry.sizes[layer] if geometry.has_biases(layer) else 0):
                if _holds(geometry.pill_box(geometry.bias(layer, neuron)), point):
                    return layer, neuron, geometry.sizes[layer - 1]
    return _line_at(geometry, point)


def _line_at(geometry: DiagramGeometry, point: Point) -> Edge | None:
    layer = int(np.searchsorted(geometry.columns, point[0]))
    if not 1 <= layer < len(geometry.sizes):
        return None
    x0, x1 = float(geometry.columns[layer - 1]), float(geometry.columns[layer])
    share = (point[0] - x0) / (x1 - x0)
    before, after = geometry.rows[layer - 1][None, :], geometry.rows[layer][:, None]
    rise = after - before
    distances = np.abs(before + share * rise - point[1]) * (x1 - x0) / np.hypot(x1 - x0, rise)
    nearest = int(np.argmin(distances))
    if distances.flat[nearest] > _REACH:
        return None
    return layer, *divmod(nearest, geometry.sizes[layer - 1])


def next_edge(sizes: tuple[int, ...], edge: Edge | None, by: int) -> Edge:
    """The weight or bias after, or with −1 before, another in the order of the network's names, around the end."""
    every = [
        (layer, neuron, origin)
        for layer in range(1, len(sizes))
        for neuron in range(sizes[layer])
        for origin in range(sizes[layer - 1] + 1)
    ]
    place = every.index(edge) if edge in every else -1 if by > 0 else 0
    return every[(place + by) % len(every)]


def _holds(box: Box, point: Point) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
