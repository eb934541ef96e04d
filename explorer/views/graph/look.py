"""What the painters of a graph share: theme, sizes and faces at the present zoom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from explorer.core.graph import Graph, GraphNode, GraphState, Layout
from explorer.core.graph.writing import number_text
from explorer.views.fonts import formula_font, ui_font
from explorer.views.graph.camera import FULL_DETAIL, GraphCamera
from explorer.views.theme import Theme

__all__ = ["GraphLook", "GraphScene"]

Edge = tuple[int, int]
PILL_HEIGHT, NARROWEST_PILL, PILL_INSET = 30.0, 52.0, 12.0
SMALLEST_TEXT = 13.0  # the menu's


@dataclass(frozen=True, slots=True, eq=False)
class GraphScene:
    """All that is drawn: the graph and what is known of it so far.

    ``tokens`` are the theme's colours of the inputs by name; ``slopes`` the local derivatives.
    """

    graph: Graph
    layout: Layout
    labels: Mapping[int, str]
    tokens: Mapping[str, str] = field(default_factory=dict)
    state: GraphState = field(default_factory=lambda: GraphState({}))
    slopes: Mapping[Edge, float] = field(default_factory=dict)

    def value_text(self, node: GraphNode) -> str:
        """The value inside a node, "" while it is not known."""
        value = self.state.values.get(node.identity)
        if value is None:
            return ""
        return ("true" if value else "false") if node.is_condition and value == value else number_text(value)

    def token(self, node: GraphNode) -> str:
        """The theme's colour of a node: its letter's for an input, held for what no variable enters."""
        if not node.is_computed:
            return self.tokens.get(node.name, "held")
        return "text" if node.active else "held"


@dataclass(frozen=True, slots=True)
class GraphLook:
    """Theme, camera and text scale, and the sizes that follow from them."""

    theme: Theme
    camera: GraphCamera
    text_scale: float

    @property
    def detailed(self) -> bool:
        """Whether there is room for all words."""
        return self.camera.zoom >= FULL_DETAIL * self.text_scale - 1e-9

    @property
    def numbered(self) -> bool:
        """Whether values fit into the nodes."""
        return self.camera.zoom >= 0.4 * self.text_scale

    def text_size(self, size: float) -> float:
        """A size at zoom 1 in pixels, never below the smallest that may be read."""
        return max(size * self.camera.zoom, SMALLEST_TEXT * self.text_scale)

    def number_font(self, weight: int = 500) -> QFont:
        """The face of values and local derivatives."""
        return ui_font(self.text_size(13), weight)

    def word_font(self) -> QFont:
        """The face of names and formulas."""
        return formula_font(self.text_size(15))

    def node_box(self, scene: GraphScene, node: GraphNode) -> QRectF:
        """The rounded box of a node's value, in pixels."""
        centre = self.camera.pixel(scene.layout.positions[node.identity])
        zoom = self.camera.zoom
        if not self.numbered:
            side = max(14.0 * zoom, 5.0)
            return QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side)
        inside = QFontMetricsF(self.number_font()).horizontalAdvance(scene.value_text(node) or "0")
        width = max(NARROWEST_PILL * zoom, inside + 2 * PILL_INSET * min(zoom, 1.2))
        height = max(PILL_HEIGHT * zoom, self.text_size(13) + 8)
        return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)

    def badge(self, box: QRectF) -> QRectF:
        """The disc with + or − at the corner of a fold."""
        radius = max(8.5 * self.camera.zoom, 7.0 * self.text_scale)
        centre = QPointF(box.right() - radius * 0.4, box.top() + radius * 0.2)
        return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
