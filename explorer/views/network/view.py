"""A network's diagram to look at, point at and walk through; it paints what it is given and computes nothing."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.controller.learning.network_picture import NetworkPicture, Reached
from explorer.views.charts.paint import colour, pen
from explorer.views.fonts import ui_font
from explorer.views.network.edges import EdgeLines, draw_edges
from explorer.views.network.geometry import DiagramGeometry, Edge, fitting
from explorer.views.network.hits import edge_at, neuron_at, next_edge
from explorer.views.network.legend import draw_head, draw_legend, head_height, legend_height, scale_words
from explorer.views.network.look import DiagramLook
from explorer.views.network.neurons import draw_biases, draw_neurons
from explorer.views.network.pills import draw_pills, shown_pills
from explorer.views.network.scene import GRADIENTS, NONE, DiagramScene, Neuron
from explorer.views.theme import Theme, theme

__all__ = ["DiagramView"]

EMPTY_SENTENCE = "Choose data and a network; its diagram appears here."
_WHEEL_STEP = 1.0015
_CLICK = 4.0
_LARGEST_ZOOM = 6.0


class DiagramView(QWidget):
    """Zoom with the wheel, pan with a drag, see the whole with a double click or Home.

    A click on a weight or a neuron explains it; up and down walk through the weights, left and right through the steps.
    """

    edge_chosen = Signal(int, int, int)
    """Layer from 1, neuron and origin from 0."""

    neuron_chosen = Signal(int, int)
    """Layer and neuron from 0."""

    step_asked = Signal(int)
    """−1 or +1: the arrow keys go through the steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._scene: DiagramScene | None = None
        self._message = EMPTY_SENTENCE
        self._zoom, self._pan = 1.0, QPointF(0.0, 0.0)
        self._geometry: DiagramGeometry | None = None
        self._lines: EdgeLines | None = None
        self._pressed: QPointF | None = None
        self._dragged = False
        self._shows_focus = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Network diagram")
        self.setAccessibleDescription("Up and down choose a weight, left and right go through the steps")

    # What to show

    def set_network(
        self,
        picture: NetworkPicture | None,
        reached: Reached | None,
        numbers: str = GRADIENTS,
        chosen: Edge | None = None,
    ) -> None:
        """Show these numbers; ``numbers`` stand on the edges, ``chosen`` is explained."""
        old = self._scene
        if picture is None or reached is None:
            self._scene = None
        else:
            same = old is not None and old.sizes == picture.sizes
            hovered, neuron = (old.hovered, old.neuron) if same and old is not None else (None, None)
            self._scene = DiagramScene(picture, reached, numbers, chosen, hovered, neuron)
            if not same:
                self.show_whole()
            if chosen is not None and self.hasFocus():
                self.setAccessibleDescription(self._scene.edge_facts(chosen))
        self.update()

    def set_message(self, sentence: str) -> None:
        """What is said where there is no network."""
        self._message = sentence or EMPTY_SENTENCE
        self.update()

    def set_theme(self, new: Theme, text_scale: float) -> None:
        """Draw with these colours, all type multiplied."""
        self._theme, self._scale = new, text_scale
        self.update()

    def show_whole(self) -> None:
        """The whole network, as large as the view."""
        self._zoom, self._pan = 1.0, QPointF(0.0, 0.0)
        self.update()

    @property
    def scene(self) -> DiagramScene | None:
        """What is shown."""
        return self._scene

    @property
    def zoom(self) -> float:
        """How much larger than the view the picture is."""
        return self._zoom

    def diagram_area(self) -> QRectF:
        """The ground between the lines above and below."""
        head, foot = head_height(self._scale), legend_height(self._scale)
        return QRectF(0, head, max(self.width(), 1), max(self.height() - head - foot, 1))

    def geometry_shown(self) -> DiagramGeometry:
        """Where everything stands, measured from :meth:`origin`."""
        assert self._scene is not None
        area = self.diagram_area()
        width, height = round(area.width() * self._zoom, 2), round(area.height() * self._zoom, 2)
        known = self._geometry
        wanted = (self._scene.sizes, width, height, self._scale, self._zoom)
        if known is None or (known.sizes, known.width, known.height, known.scale, known.zoom) != wanted:
            self._geometry = known = fitting(*wanted)
            self._lines = EdgeLines(known)
        return known

    def origin(self) -> QPointF:
        """Where the geometry's corner is in the widget."""
        return self.diagram_area().topLeft() + self._pan

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Edges, their numbers, neurons, the lines above and below; or one sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour(self._theme.canvas))
        if self._scene is None:
            painter.setFont(ui_font(13 * self._scale))
            painter.setPen(colour(self._theme.text2))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()).adjusted(20, 0, -20, 0), flags, self._message)
        else:
            self._paint_network(painter, self._scene)
        if self._shows_focus and self.hasFocus():
            painter.setPen(pen(self._theme.focus, 2.0))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.end()

    def _paint_network(self, painter: QPainter, scene: DiagramScene) -> None:
        area, geometry = self.diagram_area(), self.geometry_shown()
        assert self._lines is not None
        look = DiagramLook(self._theme, geometry)
        pills = shown_pills(scene, look) if scene.numbers != NONE else {}
        painter.save()
        painter.setClipRect(area)
        painter.translate(self.origin())
        draw_edges(painter, scene, look, self._lines)
        draw_biases(painter, scene, look)
        draw_neurons(painter, scene, look)
        draw_pills(painter, scene, look, pills)
        painter.restore()
        head = QRectF(0, 0, self.width(), head_height(self._scale))
        facts = scene.facts()
        words = facts or scale_words(scene, self._left_out(scene, len(pills)))
        draw_head(painter, head, scene, self._theme, self._scale, words, bool(facts))
        foot = QRectF(0, area.bottom(), self.width(), legend_height(self._scale))
        biases = any(geometry.has_biases(layer) for layer in range(len(scene.sizes)))
        draw_legend(painter, foot, scene, self._theme, self._scale, biases)

    @staticmethod
    def _left_out(scene: DiagramScene, shown: int) -> int:
        """How many numbers found no room; none are missed while a pass is stepped."""
        if scene.reached.place is not None or (scene.numbers == GRADIENTS and scene.reached.pass_name != "backward"):
            return 0
        return sum(weights.size for weights in scene.picture.weights) - shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is seen within the picture."""
        self._set_pan(self._pan)
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """A large view."""
        return QSize(640, 440)

    def minimumSizeHint(self) -> QSize:
        """A few neurons."""
        return QSize(240, 160)

    # Zoom and pan

    def _set_pan(self, pan: QPointF) -> None:
        area = self.diagram_area()
        left = area.width() * (1.0 - self._zoom)
        top = area.height() * (1.0 - self._zoom)
        self._pan = QPointF(min(max(pan.x(), left), 0.0), min(max(pan.y(), top), 0.0))
        self.update()

    def zoom_by(self, factor: float, place: QPointF) -> None:
        """Zoom about a pixel; what is smaller than the view is not made."""
        zoom = min(max(self._zoom * factor, 1.0), _LARGEST_ZOOM)
        shift = place - self.origin()
        share = zoom / self._zoom
        self._zoom = zoom
        self._set_pan(place - self.diagram_area().topLeft() - QPointF(shift.x() * share, shift.y() * share))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        if self._scene is not None:
            self.zoom_by(math.pow(_WHEEL_STEP, event.angleDelta().y()), event.position())
        event.accept()

    # Pointer

    def edge_at(self, place: QPointF) -> Edge | None:
        """The weight or bias under a pixel: its number first, then the line."""
        if self._scene is None or not self.diagram_area().contains(place):
            return None
        geometry = self.geometry_shown()
        pills = shown_pills(self._scene, DiagramLook(self._theme, geometry)) if self._scene.numbers != NONE else {}
        point = place - self.origin()
        return edge_at(geometry, pills, (point.x(), point.y()), self._scene.numbers != NONE)

    def neuron_at(self, place: QPointF) -> Neuron | None:
        """The neuron under a pixel."""
        if self._scene is None or not self.diagram_area().contains(place):
            return None
        point = place - self.origin()
        return neuron_at(self.geometry_shown(), (point.x(), point.y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a drag or a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture; tell what is under the pointer."""
        place = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            shift = place - self._pressed
            if self._dragged or shift.manhattanLength() > _CLICK:
                self._pressed, self._dragged = place, True
                self._set_pan(self._pan + shift)
            return
        self._hover(self.neuron_at(place), self.edge_at(place))

    def _hover(self, neuron: Neuron | None, edge: Edge | None) -> None:
        scene = self._scene
        edge = None if neuron is not None else edge
        if scene is None or (scene.neuron, scene.hovered) == (neuron, edge):
            return
        found = edge is not None or (neuron is not None and neuron[0] > 0)
        self.setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor)
        self._scene = DiagramScene(scene.picture, scene.reached, scene.numbers, scene.chosen, edge, neuron)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that did not drag is a click."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        place, self._pressed = event.position(), None
        neuron, edge = self.neuron_at(place), self.edge_at(place)
        if self._dragged:
            return
        if neuron is not None:
            self.neuron_chosen.emit(*neuron)
        elif edge is not None:
            self.edge_chosen.emit(*edge)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the ground: the whole network."""
        if self.edge_at(event.position()) is None and self.neuron_at(event.position()) is None:
            self.show_whole()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self._hover(None, None)
        super().leaveEvent(event)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose a weight, left and right step, plus and minus zoom, Home shows the whole."""
        key, middle = event.key(), self.diagram_area().center()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step_asked.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._scene is not None:
            by = 1 if key == Qt.Key.Key_Down else -1
            self.edge_chosen.emit(*next_edge(self._scene.sizes, self._scene.chosen, by))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1.25, middle)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(0.8, middle)
        elif key == Qt.Key.Key_Home:
            self.show_whole()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()
