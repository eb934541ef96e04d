"""Paints a diagram's neurons: value inside, name above, bias beside the name, and at the output what came of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from explorer.controller.learning.network_picture import plain_name
from explorer.core.numbers import format_value
from explorer.views.charts.paint import colour, pen, text_width
from explorer.views.graph.words import formula_words
from explorer.views.network.look import DiagramLook
from explorer.views.network.pills import draw_pill
from explorer.views.network.scene import GRADIENTS, NONE, DiagramScene, short_number

__all__ = ["draw_biases", "draw_neurons", "name_words"]

_RING_GAP, _RING_WIDTH = 3.0, 2.4
_LINE, _ROOMY = 20.0, 20.0


def name_words(name: str) -> str:
    """A name as it is set in the formula face: letters slanted, a hat kept on its letter."""
    return formula_words(plain_name(name))


def draw_neurons(painter: QPainter, scene: DiagramScene, look: DiagramLook) -> None:
    """All neurons with their words."""
    for layer, size in enumerate(scene.sizes):
        values = scene.picture.values[layer]
        finite = np.abs(values[np.isfinite(values)])
        reach = max(1.0, float(finite.max(initial=0.0)))
        for neuron in range(size):
            _draw_circle(painter, scene, look, (layer, neuron), reach)
            if look.geometry.has_names(layer):
                _draw_name(painter, scene, look, layer, neuron)
    _draw_outcome(painter, scene, look)


def _draw_circle(
    painter: QPainter, scene: DiagramScene, look: DiagramLook, place: tuple[int, int], reach: float
) -> None:
    layer, neuron = place
    centre, radius = QPointF(*look.geometry.node(layer, neuron)), look.geometry.radius(layer)
    value = scene.value(layer, neuron)
    fill = look.theme.canvas if value is None else look.fill(value, reach)
    hovered = scene.neuron == place
    painter.setBrush(colour(fill))
    if value is None:
        painter.setPen(pen(look.theme.border, 1.5, dashes=(4, 3)))
    else:
        painter.setPen(pen(look.theme.text, 2.4 if hovered else 1.5))
    painter.drawEllipse(centre, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if place in scene.busy_neurons:
        backward = scene.reached.pass_name == "backward"
        painter.setPen(pen(look.theme.gradient if backward else look.theme.text, _RING_WIDTH))
        painter.drawEllipse(centre, radius + _RING_GAP, radius + _RING_GAP)
    if value is not None and look.geometry.has_values(layer):
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.setFont(look.value_font(layer))
        painter.setPen(colour(look.theme.casing_for(fill)))
        decimals = 2 if radius >= _ROOMY * look.scale else 1
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), short_number(value, decimals))


def _draw_name(painter: QPainter, scene: DiagramScene, look: DiagramLook, layer: int, neuron: int) -> None:
    x, y = look.geometry.name(layer, neuron)
    font = look.name_font()
    room = 2.0 * min(x, look.geometry.pill[0]) if layer == 0 else look.geometry.pill[0]
    words = name_words(scene.picture.node_name(layer, neuron))
    words = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room) if layer == 0 else words
    _write(painter, look, QPointF(x, y), words, font, look.theme.text)


def draw_biases(painter: QPainter, scene: DiagramScene, look: DiagramLook) -> None:
    """Every bias as a number with corners, on a short stub into its neuron."""
    geometry = look.geometry
    width, height = geometry.pill
    for layer in range(1, len(scene.sizes)):
        if not geometry.has_biases(layer) or scene.numbers == NONE:
            continue
        for neuron in range(scene.sizes[layer]):
            edge = (layer, neuron, scene.sizes[layer - 1])
            if not scene.text(edge):
                continue
            x, y = geometry.bias(layer, neuron)
            node_x, node_y = geometry.node(layer, neuron)
            weight = scene.picture.biases[layer - 1][neuron]
            painter.setPen(pen(look.theme.meaning("negative" if weight < 0 else "positive"), 2.0))
            foot = x - 0.3 * width
            painter.drawLine(QPointF(foot, y), QPointF(node_x + 0.35 * (foot - node_x), node_y))
            draw_pill(painter, scene, look, edge, QRectF(x - width / 2, y - height / 2, width, height))


def _draw_outcome(painter: QPainter, scene: DiagramScene, look: DiagramLook) -> None:
    """Under the outputs: the target, the loss once it is found, and where the way back begins."""
    picture, geometry = scene.picture, look.geometry
    last = len(scene.sizes) - 1
    mean = "mean " if picture.is_batch else ""
    room = geometry.spacing(last) >= 2 * geometry.radius(last) + (_LINE + 23.0) * look.scale
    y = 0.0
    for neuron, target in enumerate(picture.targets.tolist()):
        x, y = geometry.node(last, neuron)
        y += geometry.radius(last) + 13.0 * look.scale
        if room:
            written = format_value(target, 0 if float(target).is_integer() else 2)
            _write(painter, look, QPointF(x, y), f"{mean}target {written}", look.word_font(), look.theme.text2)
    x = geometry.node(last, 0)[0]
    lines = []
    if scene.reached.has_loss:
        words = formula_words(f"L = {format_value(picture.loss)}")
        lines.append((words, look.theme.loss))
    delta = scene.delta(last, 0)
    if delta is not None and scene.sizes[-1] == 1 and scene.numbers == GRADIENTS:
        lines.append((formula_words(f"δ = {format_value(delta)}"), look.theme.gradient))
    for words, core in lines:
        y += _LINE * look.scale
        _write(painter, look, QPointF(x, y), words, look.name_font(), core)


def _write(painter: QPainter, look: DiagramLook, centre: QPointF, text: str, font: QFont, core: str) -> None:
    """A line of words centred on a point, on a ground of its own so that an edge behind it does not disturb."""
    metrics = QFontMetricsF(font)
    width, size = text_width(text, font), font.pixelSize()
    left, baseline = centre.x() - width / 2, centre.y() + metrics.capHeight() / 2
    painter.fillRect(QRectF(left - 2, baseline - 0.8 * size, width + 4, 1.05 * size), colour(look.theme.canvas, 0.9))
    painter.setFont(font)
    painter.setPen(colour(core))
    painter.drawText(QPointF(left, baseline), text)
