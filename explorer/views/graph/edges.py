"""Paints the edges of a graph: quiet lines, those at work with an arrow head, local derivatives on them."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPolygonF

from explorer.core.graph.writing import number_text
from explorer.views.charts.paint import colour, pen
from explorer.views.fonts import ui_font
from explorer.views.graph.look import Edge, GraphLook, GraphScene

__all__ = ["draw_edges", "draw_slopes"]

QUIET, BUSY = 1.4, 2.6
HEAD_LENGTH, HEAD_HALF = 11.0, 4.8


def draw_edges(painter: QPainter, scene: GraphScene, look: GraphLook) -> None:
    """All edges, those at work last."""
    busy = set(scene.state.edges)
    for edge in scene.graph.edges:
        if edge not in busy:
            _draw_quiet(painter, scene, look, edge)
    for edge in scene.state.edges:
        if edge in scene.layout.edges:
            _draw_busy(painter, scene, look, edge)


def _draw_quiet(painter: QPainter, scene: GraphScene, look: GraphLook, edge: Edge) -> None:
    nodes = scene.graph.by_identity
    width = QUIET * min(max(look.camera.zoom, 0.8), 1.4)
    if not (nodes[edge[0]].active and nodes[edge[1]].active):
        line = pen(look.theme.held, width, dashes=(4, 4))
    elif edge in scene.state.travelled:
        line = pen(look.theme.gradient, width)
    else:
        line = pen(look.theme.border, width)
    # Round joins of a nearly straight line show as dots.
    line.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    path = _path(_points(scene, look, edge))
    if painter.clipBoundingRect().intersects(path.controlPointRect().adjusted(-2, -2, 2, 2)):
        painter.strokePath(path, line)


def _draw_busy(painter: QPainter, scene: GraphScene, look: GraphLook, edge: Edge) -> None:
    backward = scene.state.backward
    core = look.theme.gradient if backward else look.theme.text
    points = _points(scene, look, edge)
    if backward:
        points.reverse()
    scale = min(max(look.camera.zoom, 0.8), 1.4)
    tip, shaft_end = _shortened(points, HEAD_LENGTH * scale)
    painter.strokePath(_path(points), pen(core, BUSY * scale, cap=Qt.PenCapStyle.FlatCap))
    along = math.atan2(tip.y() - shaft_end.y(), tip.x() - shaft_end.x())
    base = QPointF(tip.x() - HEAD_LENGTH * scale * math.cos(along), tip.y() - HEAD_LENGTH * scale * math.sin(along))
    across = QPointF(-math.sin(along), math.cos(along)) * (HEAD_HALF * scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(core))
    painter.drawPolygon(QPolygonF([tip, base + across, base - across]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _shortened(points: list[QPointF], length: float) -> tuple[QPointF, QPointF]:
    """The tip, and the point from which the head looks; the line is cut so that it ends inside the head."""
    tip = points[-1]
    while len(points) > 2 and math.hypot(tip.x() - points[-2].x(), tip.y() - points[-2].y()) < length * 0.8:
        points.pop(-2)
    start = points[-2]
    distance = max(math.hypot(tip.x() - start.x(), tip.y() - start.y()), 1e-9)
    back = min(length * 0.8 / distance, 1.0)
    points[-1] = QPointF(tip.x() + (start.x() - tip.x()) * back, tip.y() + (start.y() - tip.y()) * back)
    return tip, start


def _points(scene: GraphScene, look: GraphLook, edge: Edge) -> list[QPointF]:
    """The line in pixels, from the right end of the operand's box to the left end of the operator's."""
    nodes = scene.graph.by_identity
    first, second = (look.node_box(scene, nodes[identity]) for identity in edge)
    line = scene.layout.edges[edge]
    middle = [look.camera.pixel(point) for point in line[1:-1]]
    inner = [point for point in middle if first.right() < point.x() < second.left() - 1]
    return [QPointF(first.right(), first.center().y()), *inner, QPointF(second.left() - 1, second.center().y())]


def _path(points: list[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path


def draw_slopes(painter: QPainter, scene: GraphScene, look: GraphLook) -> None:
    """The local derivative on each edge whose operator is evaluated; where room is short, only at work."""
    busy = set(scene.state.edges)
    for edge in scene.graph.edges:
        known = edge[1] in scene.state.values and edge in scene.slopes
        if known and (edge in busy or (look.detailed and scene.graph.by_identity[edge[1]].active)):
            _draw_slope(painter, scene, look, edge, edge in busy)


def _draw_slope(painter: QPainter, scene: GraphScene, look: GraphLook, edge: Edge, busy: bool) -> None:
    theme = look.theme
    backward = scene.state.backward
    text = number_text(scene.slopes[edge])
    font = ui_font(look.text_size(12), 600 if busy else 500)
    width = QFontMetricsF(font).horizontalAdvance(text) + 14 * min(look.camera.zoom, 1.2)
    height = max(20 * look.camera.zoom, look.text_size(12) + 6)
    centre = look.camera.pixel(scene.layout.pills[edge])
    box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
    if not painter.clipBoundingRect().intersects(box):
        return
    core = (theme.gradient if backward else theme.text) if busy else theme.text2
    painter.setPen(pen(core if busy else theme.border, 1.8 if busy else 1.0))
    painter.setBrush(colour(theme.canvas))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(font)
    painter.setPen(colour(core if busy else theme.text))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
