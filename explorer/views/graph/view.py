"""The computation graph as a picture to pan, zoom and click; it paints what it is given and computes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.core.graph import Graph, GraphState, Layout
from explorer.views.charts.paint import colour, pen
from explorer.views.fonts import ui_font
from explorer.views.graph.camera import GraphCamera, readable, whole
from explorer.views.graph.edges import draw_edges, draw_slopes
from explorer.views.graph.legend import draw_legend, legend_height
from explorer.views.graph.look import Edge, GraphLook, GraphScene
from explorer.views.graph.nodes import draw_nodes
from explorer.views.theme import Theme, theme

__all__ = ["GraphView"]

EMPTY_SENTENCE = "Type a function above; its computation graph appears here."
ROOM_FOR_OUTPUT = 44.0  # layout units at the right for "= f"
_WHEEL_STEP = 1.0015
_CLICK = 4.0
_FOLLOW_ROOM = 60.0


class GraphView(QWidget):
    """Pan with a drag, zoom with the wheel, see the whole with a double click or Home.

    A node that is not in sight when a step comes to it is brought into sight.
    """

    node_clicked = Signal(int)
    fold_toggled = Signal(int)
    step_asked = Signal(int)
    """−1 or +1: the arrow keys go through the steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._scene: GraphScene | None = None
        self._message = EMPTY_SENTENCE
        self._camera = GraphCamera()
        self._placed = False
        self._moved_by_hand = False
        self._hovered: int | None = None
        self._pressed: QPointF | None = None
        self._dragged = False
        self._shows_focus = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Computation graph")
        self.setAccessibleDescription("Left and right arrow keys go through the steps, plus, minus and Home zoom")

    # What to show

    def set_graph(
        self, graph: Graph | None, layout: Layout | None, labels: Mapping[int, str], tokens: Mapping[str, str]
    ) -> None:
        """Show another graph; ``labels`` stand above the nodes, ``tokens`` colour the inputs by name."""
        old = self._scene
        self._hovered = None
        if graph is None or layout is None:
            self._scene = None
        elif old is not None and old.layout is layout:
            self._scene = GraphScene(graph, layout, labels, tokens, old.state, old.slopes)
        else:
            self._scene = GraphScene(graph, layout, labels, tokens)
            self._keep_place(old)
        self.update()

    def set_state(self, state: GraphState, slopes: Mapping[Edge, float]) -> None:
        """What is known by now; ``slopes`` are the local derivatives of all edges."""
        scene = self._scene
        if scene is not None:
            moved = state.marked != scene.state.marked or state.edges != scene.state.edges
            self._scene = GraphScene(scene.graph, scene.layout, scene.labels, scene.tokens, state, slopes)
            if moved:
                self._follow()
            self.update()

    def set_message(self, sentence: str) -> None:
        """What is said where there is no graph."""
        self._message = sentence or EMPTY_SENTENCE
        self.update()

    def set_theme(self, new: Theme, text_scale: float) -> None:
        """Draw with these colours, all type multiplied."""
        self._theme = new
        if text_scale != self._scale:
            self._scale, self._placed = text_scale, False
        self.update()

    @property
    def camera(self) -> GraphCamera:
        """What part is shown."""
        self._place()
        return self._camera

    def show_whole(self) -> None:
        """Fit the whole graph; where it is seen whole already but too small to read, back to a readable size."""
        if self._scene is None:
            return
        found = whole(self._extent(), self._area(), self._scale)
        shown = abs(found.zoom - self._camera.zoom) < 1e-6 and self._placed
        self._camera = readable(self._extent(), self._area(), self._scale, self._focus()) if shown else found
        self._placed, self._moved_by_hand = True, not shown
        self.update()

    # Place

    def _extent(self) -> QSizeF:
        assert self._scene is not None
        return QSizeF(self._scene.layout.width + ROOM_FOR_OUTPUT, self._scene.layout.height)

    def _area(self) -> QRectF:
        return QRectF(0, 0, max(self.width(), 1), max(self.height() - legend_height(self._scale), 1))

    def _focus(self) -> tuple[float, float]:
        """A node to look at, else the first input."""
        assert self._scene is not None
        positions = self._scene.layout.positions
        return next((positions[node] for node in sorted(self._scene.state.marked)), next(iter(positions.values())))

    def _place(self) -> None:
        if not self._placed and self._scene is not None:
            self._camera = readable(self._extent(), self._area(), self._scale, self._focus())
            self._placed, self._moved_by_hand = True, False

    def _keep_place(self, old: GraphScene | None) -> None:
        """Opening a fold leaves the nodes around it where they were on the screen, as far as one can."""
        new = self._scene
        assert new is not None
        anchor = None
        if old is not None and self._moved_by_hand and old.graph.root is new.graph.root:
            shared = [identity for identity in old.layout.positions if identity in new.layout.positions]
            anchor = shared[-1] if shared else None
        if old is None or anchor is None:
            self._placed = False
            return
        before = self._camera.pixel(old.layout.positions[anchor])
        after = self._camera.pixel(new.layout.positions[anchor])
        self._camera = self._camera.moved(before.x() - after.x(), before.y() - after.y())

    def _follow(self) -> None:
        scene = self._scene
        if scene is None or not scene.state.marked:
            return
        self._place()
        room = _FOLLOW_ROOM * self._scale
        area = self._area().adjusted(room, room, -room, -room)
        ends = {identity for edge in scene.state.edges for identity in edge} - scene.state.marked
        # What is marked comes last and wins where not all of it fits.
        for identity in (*sorted(ends), *sorted(scene.state.marked)):
            box = self._look().node_box(scene, scene.graph.by_identity[identity])
            if not self._area().contains(box):
                self._camera = self._camera.showing(box, area)

    # Painting

    def _look(self) -> GraphLook:
        return GraphLook(self._theme, self._camera, self._scale)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Edges, their numbers, nodes, legend; or one sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour(self._theme.canvas))
        if self._scene is None:
            painter.setFont(ui_font(13 * self._scale))
            painter.setPen(colour(self._theme.text2))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()).adjusted(20, 0, -20, 0), flags, self._message)
        else:
            self._place()
            painter.setClipRect(self._area())
            look = self._look()
            draw_edges(painter, self._scene, look)
            draw_nodes(painter, self._scene, look, self._hovered)
            draw_slopes(painter, self._scene, look)
            painter.setClipping(False)
            draw_legend(painter, QRectF(self.rect()), self._theme, self._scale)
        if self._shows_focus and self.hasFocus():
            painter.setPen(pen(self._theme.focus, 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew unless the user has chosen what to see."""
        if not self._moved_by_hand:
            self._placed = False
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """A large view."""
        return QSize(900, 560)

    def minimumSizeHint(self) -> QSize:
        """A few nodes."""
        return QSize(240, 200)

    # Pointer and keys

    def node_at(self, place: QPointF) -> int | None:
        """The node under a pixel."""
        scene = self._scene
        if scene is None:
            return None
        look = self._look()
        found = (node for node in reversed(scene.graph.nodes) if look.node_box(scene, node).contains(place))
        return next((node.identity for node in found), None)

    def _toggle_at(self, place: QPointF) -> int | None:
        """The fold, or the opened node's badge, under a pixel."""
        scene = self._scene
        if scene is None:
            return None
        look = self._look()
        for node in reversed(scene.graph.nodes):
            box = look.node_box(scene, node)
            on_badge = (node.kind == "fold" or node.opened) and look.badge(box).contains(place)
            if on_badge or (node.kind == "fold" and box.contains(place)):
                return node.identity
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag or a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture; show what can be clicked."""
        place = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            shift = place - self._pressed
            if self._dragged or shift.manhattanLength() > _CLICK:
                self._camera = self._camera.moved(shift.x(), shift.y())
                self._pressed, self._dragged, self._moved_by_hand = place, True, True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()
            return
        hovered = self.node_at(place)
        self.setCursor(Qt.CursorShape.PointingHandCursor if hovered is not None else Qt.CursorShape.OpenHandCursor)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that did not drag is a click."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        place, self._pressed = event.position(), None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if self._dragged:
            return
        fold, node = self._toggle_at(place), self.node_at(place)
        if fold is not None:
            self.fold_toggled.emit(fold)
        elif node is not None:
            self.node_clicked.emit(node)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the ground: the whole graph."""
        if self.node_at(event.position()) is None:
            self.show_whole()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        if self._scene is not None:
            self._zoom(_WHEEL_STEP ** event.angleDelta().y(), event.position())
        event.accept()

    def _zoom(self, factor: float, place: QPointF) -> None:
        self._place()
        self._camera = self._camera.zoomed(factor, place, self._scale)
        self._moved_by_hand = True
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys step, plus and minus zoom, Home shows the whole."""
        key, middle = event.key(), self._area().center()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step_asked.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and self._scene is not None:
            self._zoom(1.2, middle)
        elif key == Qt.Key.Key_Minus and self._scene is not None:
            self._zoom(1 / 1.2, middle)
        elif key == Qt.Key.Key_Home:
            self.show_whole()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A tooltip tells a node's whole label and value."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            node = self.node_at(QPointF(event.pos()))
            scene = self._scene
            if node is None or scene is None:
                QToolTip.hideText()
            else:
                found = scene.graph.by_identity[node]
                value = scene.value_text(found)
                words = scene.labels[node] + (f" = {value}" if value else "")
                QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)
