"""Paints the nodes of a graph: value inside, name and operation above, adjoint below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from explorer.core.graph import GraphNode
from explorer.core.graph.writing import adjoint_text, number_text
from explorer.views.charts.paint import colour, pen
from explorer.views.graph.look import GraphLook, GraphScene
from explorer.views.graph.words import formula_words
from explorer.views.style import mixed

__all__ = ["draw_nodes"]

RING_GAP, RING_WIDTH = 4.0, 2.4


def draw_nodes(painter: QPainter, scene: GraphScene, look: GraphLook, hovered: int | None) -> None:
    """All nodes with their words."""
    shown = painter.clipBoundingRect()
    for node in scene.graph.nodes:
        box = look.node_box(scene, node)
        around = look.camera.zoom * max(scene.layout.sizes[node.identity])
        if not shown.intersects(box.adjusted(-around, -around, around, around)):
            continue
        _draw_box(painter, scene, look, node, box, node.identity == hovered)
        current = node.identity in scene.state.marked
        if look.detailed or (current and look.numbered):
            _draw_words(painter, scene, look, node, box)
        if look.numbered and (node.kind == "fold" or node.opened):
            _draw_badge(painter, look, box, "+" if node.kind == "fold" else "−")
    if look.detailed:
        _mark_output(painter, scene, look)


def _draw_box(
    painter: QPainter, scene: GraphScene, look: GraphLook, node: GraphNode, box: QRectF, hovered: bool
) -> None:
    theme = look.theme
    core = getattr(theme, scene.token(node))
    known = node.identity in scene.state.values
    radius = box.height() / 2
    fill = theme.canvas if known else theme.panel
    if not node.is_computed:
        fill = theme.held_background if scene.token(node) == "held" else mixed(theme.canvas, core, 0.12)
    if node.kind == "fold":
        _draw_stack(painter, look, box)
        radius = box.height() / 5
    edge = core if known else theme.border
    painter.setBrush(colour(fill))
    painter.setPen(pen(edge, 2.2 if hovered else 1.5, dashes=None if known else (4, 3)))
    painter.drawRoundedRect(box, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if node.identity in scene.state.marked:
        ring = box.adjusted(-RING_GAP, -RING_GAP, RING_GAP, RING_GAP)
        painter.setPen(pen(theme.text, RING_WIDTH * min(max(look.camera.zoom, 1.0), 1.4)))
        painter.drawRoundedRect(ring, radius + RING_GAP, radius + RING_GAP)
    text = scene.value_text(node)
    if text and look.numbered:
        painter.setFont(look.number_font(600 if node.identity in scene.state.marked else 500))
        painter.setPen(colour(theme.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _draw_stack(painter: QPainter, look: GraphLook, box: QRectF) -> None:
    """Two sheets behind a fold, since it is many."""
    painter.setPen(pen(look.theme.border, 1.2))
    painter.setBrush(colour(look.theme.panel))
    for shift in (6.0, 3.0):
        painter.drawRoundedRect(box.translated(shift, shift), box.height() / 5, box.height() / 5)


def _draw_words(painter: QPainter, scene: GraphScene, look: GraphLook, node: GraphNode, box: QRectF) -> None:
    theme = look.theme
    font = look.word_font()
    size = font.pixelSize()
    room = (RING_GAP + RING_WIDTH) if node.identity in scene.state.marked else 2.0
    core = getattr(theme, scene.token(node)) if not node.is_computed else theme.text
    above = QPointF(box.center().x(), box.top() - 0.66 * size - room)
    _write(painter, look, above, formula_words(scene.labels[node.identity]), font, core)
    adjoint = scene.state.adjoints.get(node.identity)
    if adjoint is not None:
        below = QPointF(box.center().x(), box.bottom() + 0.74 * size + room)
        text = formula_words(f"{adjoint_text(node.name)} = {number_text(adjoint)}")
        _write(painter, look, below, text, font, theme.gradient)


def _write(painter: QPainter, look: GraphLook, centre: QPointF, text: str, font: QFont, core: str) -> None:
    """A line of words centred on a point, on a ground of its own so that an edge behind it does not disturb."""
    metrics = QFontMetricsF(font)
    width, size = metrics.horizontalAdvance(text), font.pixelSize()
    left, baseline = centre.x() - width / 2, centre.y() + metrics.capHeight() / 2
    painter.fillRect(QRectF(left - 2, baseline - 0.8 * size, width + 4, 1.05 * size), colour(look.theme.canvas, 0.85))
    painter.setFont(font)
    painter.setPen(colour(core))
    painter.drawText(QPointF(left, baseline), text)


def _draw_badge(painter: QPainter, look: GraphLook, box: QRectF, sign: str) -> None:
    disc = look.badge(box)
    painter.setPen(pen(look.theme.accent, 1.4))
    painter.setBrush(colour(look.theme.canvas))
    painter.drawEllipse(disc)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = disc.width() * 0.26
    centre = disc.center()
    painter.drawLine(QPointF(centre.x() - half, centre.y()), QPointF(centre.x() + half, centre.y()))
    if sign == "+":
        painter.drawLine(QPointF(centre.x(), centre.y() - half), QPointF(centre.x(), centre.y() + half))


def _mark_output(painter: QPainter, scene: GraphScene, look: GraphLook) -> None:
    """Say at the last node that it is f."""
    box = look.node_box(scene, scene.graph.output)
    font = look.word_font()
    text = formula_words("= f")
    shift = QFontMetricsF(font).horizontalAdvance(text) / 2 + (12 if scene.graph.output.kind != "fold" else 18)
    centre = QPointF(box.right() + shift, box.center().y())
    _write(painter, look, centre, text, font, look.theme.text)
