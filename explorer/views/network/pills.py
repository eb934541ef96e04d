"""Paints the numbers of weights on their edges, and finds which of them have room."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.views.charts.paint import colour, pen
from explorer.views.network.geometry import GAP, Box, Edge
from explorer.views.network.look import DiagramLook
from explorer.views.network.scene import GRADIENTS, WEIGHTS, DiagramScene

__all__ = ["draw_pill", "draw_pills", "shown_pills"]

Centre = tuple[float, float]
_LARGEST_TOLD: Final = 5  # of a gap that has no room for all numbers


def shown_pills(scene: DiagramScene, look: DiagramLook) -> dict[Edge, Centre]:
    """Where numbers stand: first those that matter just now, then all that have a place of their own."""
    geometry, places = look.geometry, look.geometry.places
    first = [edge for edge in _wanted(scene) if not scene.is_bias(edge) and scene.text(edge)]
    found = {edge: places.centres[edge] for edge in first if edge in places.centres}
    boxes = [geometry.pill_box(centre) for centre in found.values()]
    homeless = [edge for edge in first if edge not in found]
    moved = geometry.placed(homeless, [*geometry.still(), *boxes])
    found |= moved
    boxes = [geometry.pill_box(centre) for centre in moved.values()]
    for edge, centre in places.centres.items():
        if edge not in found and scene.text(edge) and not any(_touch(geometry.pill_box(centre), box) for box in boxes):
            found[edge] = centre
    crowded = [edge for layer in range(1, len(scene.sizes)) for edge in _largest(scene, look, layer)]
    crowded = [edge for edge in crowded if edge not in found and scene.text(edge)]
    if crowded:
        found |= geometry.placed(crowded, [*geometry.still(), *map(geometry.pill_box, found.values())])
    return found


def _wanted(scene: DiagramScene) -> list[Edge]:
    """The weights that are at work or explained, under the pointer, or of the neuron under it."""
    wanted = sorted(scene.busy_edges)
    if scene.hovered is not None:
        wanted.insert(0, scene.hovered)
    if scene.neuron is not None:
        layer, neuron = scene.neuron
        wanted += [(layer, neuron, origin) for origin in range(scene.sizes[layer - 1])] if layer > 0 else []
        if layer + 1 < len(scene.sizes):
            wanted += [(layer + 1, to, neuron) for to in range(scene.sizes[layer + 1])]
    return list(dict.fromkeys(wanted))


def _largest(scene: DiagramScene, look: DiagramLook, layer: int) -> list[Edge]:
    """The few largest numbers of a gap in which most have no room."""
    if layer in look.geometry.places.told:
        return []
    amounts = (scene.weights if scene.numbers == WEIGHTS else scene.slopes)[layer - 1][:, :-1]
    sizes = np.nan_to_num(np.abs(amounts), nan=-1.0).ravel()
    count = min(_LARGEST_TOLD, len(sizes))
    best = np.argpartition(-sizes, count - 1)[:count]
    return [(layer, *divmod(int(place), amounts.shape[1])) for place in best[np.argsort(-sizes[best])]]


def _touch(first: Box, second: Box) -> bool:
    return not (
        first[2] + GAP <= second[0]
        or second[2] + GAP <= first[0]
        or first[3] + GAP <= second[1]
        or second[3] + GAP <= first[1]
    )


def draw_pills(painter: QPainter, scene: DiagramScene, look: DiagramLook, shown: dict[Edge, Centre]) -> None:
    """The numbers on edges."""
    for edge, centre in shown.items():
        draw_pill(painter, scene, look, edge, QRectF(*_rectangle(look, centre)))


def _rectangle(look: DiagramLook, centre: Centre) -> Box:
    left, top, right, bottom = look.geometry.pill_box(centre)
    return left, top, right - left, bottom - top


def draw_pill(painter: QPainter, scene: DiagramScene, look: DiagramLook, edge: Edge, box: QRectF) -> None:
    """One number: a gradient in the gradient's colour, the largest in bold; a bias has corners."""
    theme = look.theme
    is_gradient = scene.numbers == GRADIENTS
    largest = is_gradient and edge == scene.largest_slope
    raised = edge in scene.busy_edges or edge == scene.hovered
    core = theme.gradient if is_gradient else theme.text2
    radius = 3.0 if scene.is_bias(edge) else box.height() / 2
    painter.setBrush(colour(theme.panel))
    painter.setPen(pen(theme.text if raised and not is_gradient else core, 2.2 if raised or largest else 1.0))
    painter.drawRoundedRect(box, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(look.number_font(largest or raised))
    painter.setPen(colour(theme.gradient if is_gradient else theme.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), scene.text(edge))
