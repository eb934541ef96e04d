"""Paints a diagram's weights as lines: as wide as |w|, brown where positive, teal and dashed where negative.

Lines of one look are drawn together. In a crowded gap, where dashes could not be told apart, lines are whole, and with
gradients shown they have the gradient's colour: the stronger, the larger.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter

from explorer.core.sampling.field import FloatArray
from explorer.views.charts.paint import colour, pen
from explorer.views.network.geometry import DiagramGeometry, Edge
from explorer.views.network.look import DiagramLook
from explorer.views.network.scene import GRADIENTS, DiagramScene
from explorer.views.style import mixed

__all__ = ["CROWD", "EdgeLines", "draw_edges"]

CROWD: Final = 64
"""A gap of more weights than this is crowded."""

Look = tuple[str, int, int]
_WIDTHS: Final = 6  # so many widths and strengths are told apart
_OPACITY: Final = 0.72
_FAINTEST: Final = 0.07
_OUTLINE, _INSIDE = 6.5, 3.5


class EdgeLines:
    """The lines of a geometry, made once: for each gap a list in the order of a (out, in) array."""

    def __init__(self, geometry: DiagramGeometry) -> None:
        self.geometry = geometry
        self.gaps: list[list[QLineF]] = []
        for layer in range(1, len(geometry.sizes)):
            x0, x1 = float(geometry.columns[layer - 1]), float(geometry.columns[layer])
            before, after = geometry.rows[layer - 1].tolist(), geometry.rows[layer].tolist()
            self.gaps.append([QLineF(x0, y0, x1, y1) for y1 in after for y0 in before])


def draw_edges(painter: QPainter, scene: DiagramScene, look: DiagramLook, lines: EdgeLines) -> None:
    """All weights, those at work last, with an outline."""
    largest = max(float(np.max(np.abs(weights), initial=0.0)) for weights in scene.picture.weights)
    strongest = _strongest(scene)
    for layer, weights in enumerate(scene.picture.weights, 1):
        widths = look.widths(layer, weights, largest)
        shares = None
        if weights.size > CROWD and scene.numbers == GRADIENTS:
            shares = np.power(np.nan_to_num(np.abs(scene.slopes[layer - 1][:, :-1])) / strongest, 0.75)
        _draw_gap(painter, look, lines.gaps[layer - 1], (weights, widths, shares))
    for edge in sorted(_raised(scene)):
        _draw_raised(painter, scene, look, lines, edge, largest)


def _strongest(scene: DiagramScene) -> float:
    """The largest gradient of the crowded gaps."""
    crowded = [slopes[:, :-1] for slopes in scene.slopes if slopes[:, :-1].size > CROWD]
    sizes = [float(np.max(np.abs(slopes), initial=0.0, where=np.isfinite(slopes))) for slopes in crowded]
    return max(sizes, default=0.0) or 1.0


def _draw_gap(
    painter: QPainter, look: DiagramLook, lines: list[QLineF], told: tuple[FloatArray, FloatArray, FloatArray | None]
) -> None:
    weights, widths, shares = told
    steps = np.rint(widths * 2.0).astype(int).ravel().tolist()
    signs = (weights < 0).ravel().tolist()
    strengths = [_WIDTHS] * len(lines)
    if shares is not None:
        strengths = np.rint(np.clip(shares, 0.0, 1.0) * _WIDTHS).astype(int).ravel().tolist()
    looks: defaultdict[Look, list[QLineF]] = defaultdict(list)
    for line, negative, step, strength in zip(lines, signs, steps, strengths, strict=True):
        looks["negative" if negative else "positive", step, strength].append(line)
    for (sign, step, strength), alike in sorted(looks.items(), key=lambda item: (item[0][2], item[0][1])):
        crowded = len(lines) > CROWD
        opacity = _OPACITY if shares is None else _FAINTEST + (0.9 - _FAINTEST) * strength / _WIDTHS
        core = look.theme.meaning(sign) if shares is None else look.theme.gradient
        dashes = None if crowded else _dashes(sign, step / 2.0)
        # Blending lines takes ten times as long as drawing them in the colour that they would get.
        shade = mixed(look.theme.canvas, core, opacity)
        painter.setPen(pen(shade, step / 2.0, 1.0, dashes, Qt.PenCapStyle.FlatCap))
        painter.drawLines(alike)


def _dashes(sign: str, width: float) -> tuple[float, float] | None:
    return (4.0 + 1.2 * width, 2.5 + 0.8 * width) if sign == "negative" else None


def _raised(scene: DiagramScene) -> set[Edge]:
    """The weights that stand out: at work, explained, or under the pointer."""
    raised = set(scene.busy_edges)
    if scene.hovered is not None:
        raised.add(scene.hovered)
    if scene.neuron is not None:
        layer, neuron = scene.neuron
        if layer > 0:
            raised |= {(layer, neuron, origin) for origin in range(scene.sizes[layer - 1])}
        if layer + 1 < len(scene.sizes):
            raised |= {(layer + 1, to, neuron) for to in range(scene.sizes[layer + 1])}
    return {edge for edge in raised if not scene.is_bias(edge)}


def _draw_raised(
    painter: QPainter, scene: DiagramScene, look: DiagramLook, lines: EdgeLines, edge: Edge, largest: float
) -> None:
    layer, neuron, origin = edge
    weight = scene.picture.weights[layer - 1][neuron, origin]
    width = float(look.widths(layer, np.array([weight]), largest)[0])
    line = lines.gaps[layer - 1][neuron * scene.sizes[layer - 1] + origin]
    if edge in scene.busy_edges or edge == scene.hovered:
        backward = scene.reached.pass_name == "backward" and scene.reached.place is not None
        painter.setPen(pen(look.theme.gradient if backward else look.theme.text, width + _OUTLINE))
        painter.drawLine(line)
        painter.setPen(pen(look.theme.canvas, width + _INSIDE))
        painter.drawLine(line)
    sign = "negative" if weight < 0 else "positive"
    core = colour(look.theme.meaning(sign))
    stroke = pen(look.theme.meaning(sign), width, 1.0, _dashes(sign, width), Qt.PenCapStyle.FlatCap)
    stroke.setColor(core)
    painter.setPen(stroke)
    painter.drawLine(line)
