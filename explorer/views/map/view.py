"""The contour map as a widget: values in by setters, intents out by signals.

A plain painted widget rather than a pyqtgraph plot: the ground is two cached pixmaps and only the
probe, the arrows and the runs are drawn anew, so that a drag costs a few milliseconds, and the map
does not wait for pyqtgraph's import.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.controller.figures import Figure
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.core.sampling.field import ProbeReading
from explorer.model.document import Layers
from explorer.views.charts.paint import pen
from explorer.views.map.geometry import MapGeometry, panned, zoomed
from explorer.views.map.pointer import Gesture, Pointer, gesture_for
from explorer.views.map.scene import MapScene
from explorer.views.theme import Theme, theme

__all__ = ["MapView"]

SETTLE_MILLISECONDS = 150
WHEEL_NOTCH = 120
ZOOM_PER_NOTCH = 0.85
NUDGE, LARGE_NUDGE = 0.01, 0.1
PAN_SHARE = 0.1
_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class MapView(QWidget):
    """Draws the field, the probe and the runs on their window, and tells what the user wants of them."""

    probe_moved = Signal(float, float)
    probe_released = Signal()
    start_moved = Signal(float, float)
    start_released = Signal()
    start_added = Signal(float, float)
    start_grabbed = Signal(float, float)
    window_changed = Signal(float, float, float, float, bool)
    home_requested = Signal()
    mark_clicked = Signal(str)
    vector_hovered = Signal(str)
    cell_clicked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = MapScene(theme("light"))
        self._pointer = Pointer()
        self._probe_before_click: tuple[float, float] | None = None
        self._hovered = ""
        self._shows_focus = False
        self._rest_timer = self._timer(self._finish_window)
        self._label_timer = self._timer(self._settle_labels)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Contour map")
        self.setAccessibleDescription("Arrow keys move the probe, plus and minus zoom, Control with arrows pans")

    def set_theme(self, new_theme: Theme) -> None:
        """Draw with these colours."""
        self._scene.theme = new_theme
        self._redraw_all()

    def set_text_scale(self, scale: float) -> None:
        """Multiply all type."""
        self._scene.scale = scale
        self._redraw_all()

    def set_picture(self, picture: FieldPicture | None) -> None:
        """Show a field; its window is adopted unless the user is moving the map at this moment."""
        self._scene.picture = picture
        if picture is not None and not self._is_moving_window():
            self._scene.window = picture.field.window
        self._redraw_all()

    def set_layers(self, layers: Layers) -> None:
        """Choose what is drawn."""
        if layers != self._scene.layers:
            self._scene.layers = layers
            self._redraw_all()

    def set_probe(self, reading: ProbeReading | None) -> None:
        """Show the probe; the numbers near it give way at once and find new places when it rests."""
        self._scene.reading = reading
        self._label_timer.start()
        self.update()

    def set_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show what the open panel's studies draw."""
        self._scene.figures = figures
        self.update()

    def set_emphasis(self, key: str) -> None:
        """Let the arrow of this key stand out, none for ""."""
        if key != self._scene.emphasis:
            self._scene.emphasis = key
            self.update()

    def set_runs(self, runs: tuple[RunPicture, ...]) -> None:
        """Show these runs, with their start where it can be grabbed."""
        self._scene.runs = runs
        if self._pointer.gesture is not Gesture.START:
            self._scene.dropped_start = None
        self.update()

    def set_playhead(self, step: float) -> None:
        """Show the runs at this (fractional) step."""
        self._scene.playhead = step
        self.update()

    @property
    def geometry_shown(self) -> MapGeometry:
        """The plot's rectangle and window, as drawn now."""
        self._scene.resize(self.width(), self.height(), self.devicePixelRatioF())
        return self._scene.geometry

    def sizeHint(self) -> QSize:
        """A square plot with its axes."""
        return QSize(510, 500)

    def minimumSizeHint(self) -> QSize:
        """Small enough for two views beside each other on a small screen."""
        return QSize(220, 200)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        self._scene.resize(self.width(), self.height(), self.devicePixelRatioF())
        painter = QPainter(self)
        self._scene.paint(painter, self.width(), self.height())
        if self._shows_focus and self.hasFocus():
            painter.setPen(pen(self._scene.theme.focus, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the probe or a start handle, drop a start with Shift, add one with Alt+Shift, or begin to pan."""
        if event.button() != Qt.MouseButton.LeftButton or self._scene.picture is None:
            return
        self._shows_focus = False
        x, y = event.position().x(), event.position().y()
        geometry = self.geometry_shown
        starts = [geometry.pixel(*start) for start in self._scene.starts()]
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift and event.modifiers() & Qt.KeyboardModifier.AltModifier and geometry.contains(x, y):
            self.start_added.emit(*geometry.clamped(*geometry.point(x, y)))
            return
        gesture, grip = gesture_for((x, y), self._scene.probe_pixel(), starts, shift, geometry.contains(x, y))
        self._pointer = Pointer(gesture, (x, y), (x, y), grip)
        if gesture is Gesture.START and shift:
            self._move_start(event.position())
        elif gesture is Gesture.START:
            held = starts.index((x + grip[0], y + grip[1])) if (x + grip[0], y + grip[1]) in starts else 0
            self.start_grabbed.emit(*self._scene.starts()[held])
        self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Carry on what the press began."""
        position = event.position()
        step = self._pointer.move(position.x(), position.y()) if self._pointer.gesture is not Gesture.NONE else (0, 0)
        if not self._pointer.dragged or self._pointer.gesture is Gesture.NONE:
            self._show_cursor(position)
            if self._scene.picture is not None:
                self._tell_hovered(self._scene.vector_at(position.x(), position.y()))
        elif self._pointer.gesture is Gesture.PROBE:
            self.probe_moved.emit(*self._point(position))
        elif self._pointer.gesture is Gesture.START:
            self._move_start(position)
        else:
            self._pan(-step[0], step[1])
            self._emit_window(final=False)

    def leaveEvent(self, event: QEvent) -> None:
        """No arrow is under the pointer any more."""
        self._tell_hovered("")
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag; a press without one chooses the mark or the cell here, or else moves the probe here."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pointer, self._pointer = self._pointer, Pointer()
        mark = self._mark_at(event.position())
        if pointer.gesture is Gesture.START:
            self.start_released.emit()
        elif mark and not pointer.dragged and pointer.gesture is not Gesture.NONE:
            self._probe_before_click = None
            self.mark_clicked.emit(mark)
        elif pointer.gesture is Gesture.PROBE and pointer.dragged:
            self.probe_released.emit()
        elif pointer.gesture is Gesture.PAN and pointer.dragged:
            self._emit_window(final=True)
        elif pointer.gesture is Gesture.PAN and self._scene.has_raster:
            self._probe_before_click = None
            self.cell_clicked.emit(*self._point(event.position()))
        elif pointer.gesture is Gesture.PAN:
            reading = self._scene.reading
            self._probe_before_click = None if reading is None else (reading.x, reading.y)
            self._place_probe(*self._point(event.position()))
        self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the window of the start; the first click's move of the probe is taken back."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._probe_before_click is not None:
            self._place_probe(*self._probe_before_click)
            self._probe_before_click = None
        self.home_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        notches = event.angleDelta().y() / WHEEL_NOTCH
        if self._scene.picture is not None and notches:
            point = self.geometry_shown.point(event.position().x(), event.position().y())
            self._zoom(ZOOM_PER_NOTCH**notches, point)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the probe, Control with arrows pans, plus and minus zoom, Home goes back."""
        if self._scene.picture is None or not self._handle_key(event):
            super().keyPressEvent(event)
            return
        self._shows_focus = True
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        self._shows_focus = event.reason() in _KEYBOARD_REASONS
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Paint anew where the screen's scale changes."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw_all()
        super().changeEvent(event)

    def _handle_key(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in _DIRECTIONS:
            step = _DIRECTIONS[Qt.Key(key)]
            if control:
                geometry = self.geometry_shown
                self._pan(PAN_SHARE * geometry.width * step[0], PAN_SHARE * geometry.height * step[1])
                self._emit_window(final=False)
                self._rest_timer.start()
            else:
                self._nudge(step, LARGE_NUDGE if modifiers & Qt.KeyboardModifier.ShiftModifier else NUDGE)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and not control:
            self._zoom(1 / ZOOM_PER_NOTCH if key == Qt.Key.Key_Minus else ZOOM_PER_NOTCH)
        elif key == Qt.Key.Key_Home:
            self.home_requested.emit()
        else:
            return False
        return True

    def _nudge(self, step: tuple[int, int], share: float) -> None:
        x_min, x_max, y_min, y_max = self._scene.window
        reading = self._scene.reading
        x, y = ((x_min + x_max) / 2, (y_min + y_max) / 2) if reading is None else (reading.x, reading.y)
        moved = (x + step[0] * share * (x_max - x_min), y + step[1] * share * (y_max - y_min))
        self._place_probe(*self.geometry_shown.clamped(*moved))

    def _place_probe(self, x: float, y: float) -> None:
        self.probe_moved.emit(x, y)
        self.probe_released.emit()

    def _move_start(self, position: QPointF) -> None:
        point = self._point(position)
        self._scene.dropped_start = point
        self.start_moved.emit(*point)
        self.update()

    def _point(self, position: QPointF) -> tuple[float, float]:
        """The point of the window under what is held."""
        geometry, grip = self.geometry_shown, self._pointer.grip
        return geometry.clamped(*geometry.point(position.x() + grip[0], position.y() + grip[1]))

    def _mark_at(self, position: QPointF) -> str:
        """The key of the mark under the pointer, "" for none."""
        if self._scene.picture is None:
            return ""
        return self._scene.study_figures(self.geometry_shown).mark_at(position.x(), position.y())

    def _tell_hovered(self, key: str) -> None:
        if key != self._hovered:
            self._hovered = key
            self.vector_hovered.emit(key)

    def _pan(self, pixels_right: float, pixels_up: float) -> None:
        geometry = self.geometry_shown
        self._scene.window = panned(geometry.window, pixels_right / geometry.scale_x, pixels_up / geometry.scale_y)
        self.update()

    def _zoom(self, factor: float, about: tuple[float, float] | None = None) -> None:
        x_min, x_max, y_min, y_max = self._scene.window
        x, y = about if about is not None else ((x_min + x_max) / 2, (y_min + y_max) / 2)
        self._scene.window = zoomed(self._scene.window, x, y, factor)
        self._rest_timer.start()
        self._emit_window(final=False)
        self.update()

    def _emit_window(self, final: bool) -> None:
        self.window_changed.emit(*self._scene.window, final)

    def _finish_window(self) -> None:
        self._emit_window(final=True)

    def _is_moving_window(self) -> bool:
        return self._rest_timer.isActive() or (self._pointer.gesture is Gesture.PAN and self._pointer.dragged)

    def _settle_labels(self) -> None:
        self._scene.settle()
        self.update()

    def _redraw_all(self) -> None:
        self._scene.forget()
        self.update()

    def _timer(self, action: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(SETTLE_MILLISECONDS)
        timer.timeout.connect(action)
        return timer

    def _show_cursor(self, position: QPointF) -> None:
        if self._pointer.gesture is not Gesture.NONE:
            shape = Qt.CursorShape.ClosedHandCursor
        else:
            geometry = self.geometry_shown
            starts = [geometry.pixel(*start) for start in self._scene.starts()]
            place = (position.x(), position.y())
            gesture, _ = gesture_for(place, self._scene.probe_pixel(), starts, False, geometry.contains(*place))
            grabs = gesture in (Gesture.PROBE, Gesture.START)
            shape = Qt.CursorShape.OpenHandCursor if grabs else Qt.CursorShape.ArrowCursor
            if not grabs and self._mark_at(position):
                shape = Qt.CursorShape.PointingHandCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
