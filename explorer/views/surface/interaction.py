"""Mouse and keyboard of the surface: what a press starts, and what each key does to the camera.

Left drag orbits, on the probe's ring or foot moves the probe, on the start drags the start; with
Shift it drops a ball. Right, middle or Ctrl+drag moves the picture, the wheel zooms about the
pointer, a double click resets. Arrow keys orbit (with Ctrl they move the probe), +/− zoom, Home resets,
T and S look from the top and the side, B drops a ball at the probe.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from explorer.core.projection import FLOOR_Z
from explorer.core.sampling.picking import pick
from explorer.views.surface import cameras
from explorer.views.surface.marks_layer import mark_at
from explorer.views.surface.runs_layer import start_place
from explorer.views.surface.stage import probe_points

if TYPE_CHECKING:
    from explorer.views.surface.stage import Stage
    from explorer.views.surface.view import SurfaceView

__all__ = ["Interaction"]

REACH = 14.0
CLICK_SLIP = 4.0
DEGREES_PER_PIXEL = 0.4
KEY_DEGREES = 5.0
KEY_ZOOM, WHEEL_ZOOM = 1.15, 1.0015
KEY_STEP = 0.01


class Drag(Enum):
    """What the pointer is doing."""

    NONE = "none"
    ORBIT = "orbit"
    PAN = "pan"
    PROBE = "probe"
    FOOT = "foot"
    START = "start"


CURSORS = {
    Drag.NONE: Qt.CursorShape.ArrowCursor,
    Drag.ORBIT: Qt.CursorShape.ClosedHandCursor,
    Drag.PAN: Qt.CursorShape.SizeAllCursor,
    Drag.PROBE: Qt.CursorShape.ClosedHandCursor,
    Drag.FOOT: Qt.CursorShape.ClosedHandCursor,
    Drag.START: Qt.CursorShape.CrossCursor,
}
HOVER_CURSORS = {
    Drag.ORBIT: Qt.CursorShape.OpenHandCursor,
    Drag.PROBE: Qt.CursorShape.PointingHandCursor,
    Drag.FOOT: Qt.CursorShape.PointingHandCursor,
    Drag.START: Qt.CursorShape.PointingHandCursor,
}
ORBIT_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Interaction:
    """Turns events into cameras and into the view's signals."""

    def __init__(self, view: SurfaceView) -> None:
        self._view = view
        self._drag = Drag.NONE
        self._last = QPointF()
        self._offset = QPointF()
        self._pressed: QPointF | None = None

    @property
    def dragging(self) -> bool:
        """Whether a button holds something now."""
        return self._drag is not Drag.NONE

    def press(self, event: QMouseEvent) -> None:
        """Start whatever lies under the pointer."""
        if self.add_start(event):
            return
        stage = self._view.stage()
        self._last = self._pressed = event.position()
        self._drag = self._started_by(event, stage)
        self._view.setCursor(CURSORS[self._drag])
        if stage is not None and self._drag in (Drag.PROBE, Drag.FOOT):
            head, foot = probe_points(stage)
            held = head if self._drag is Drag.PROBE else foot
            self._offset = stage.pixel(held) - event.position() if held is not None else QPointF()
        elif self._drag is Drag.START:
            self._offset = QPointF()
            self._move_point(event.position())

    def move(self, event: QMouseEvent) -> None:
        """Follow the pointer, or show what a press would do."""
        at = event.position()
        step, self._last = at - self._last, at
        view = self._view
        if self._drag is Drag.NONE:
            stage = view.stage()
            under = self._under(at, stage)
            over_mark = under is Drag.ORBIT and stage is not None and mark_at(stage, at)
            view.setCursor(Qt.CursorShape.PointingHandCursor if over_mark else HOVER_CURSORS[under])
        elif self._drag is Drag.ORBIT:
            view.show_camera(cameras.orbited(view.camera, *(DEGREES_PER_PIXEL * s for s in (step.x(), -step.y()))))
        elif self._drag is Drag.PAN:
            view.show_camera(cameras.panned(view.camera, step.x(), step.y(), (view.width(), view.height())))
        else:
            self._move_point(at)

    def release(self, event: QMouseEvent) -> None:
        """Let go and say so; a press without a move chooses the mark under it."""
        drag, self._drag = self._drag, Drag.NONE
        mark = self._clicked_mark(event.position()) if drag in (Drag.ORBIT, Drag.PROBE, Drag.FOOT) else ""
        if mark:
            self._view.mark_clicked.emit(mark)
        elif drag in (Drag.PROBE, Drag.FOOT):
            self._view.probe_released.emit()
        elif drag is Drag.START:
            self._view.start_released.emit()
        self._view.setCursor(HOVER_CURSORS[self._under(event.position(), self._view.stage())])

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        turn = event.angleDelta().y() or event.angleDelta().x()
        if not turn:
            return
        view, at = self._view, event.position()
        size = float(view.width()), float(view.height())
        view.show_camera(cameras.zoomed(view.camera, WHEEL_ZOOM**turn, (at.x(), at.y()), size))

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here; then it has been done."""
        key, view = Qt.Key(event.key()), self._view
        if key in ORBIT_KEYS:
            self._arrow_key(ORBIT_KEYS[key], event.modifiers())
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and not event.modifiers() & CONTROL:
            factor = 1 / KEY_ZOOM if key == Qt.Key.Key_Minus else KEY_ZOOM
            size = float(view.width()), float(view.height())
            view.show_camera(cameras.zoomed(view.camera, factor, (size[0] / 2, size[1] / 2), size))
        elif event.modifiers() & CONTROL:
            return False
        elif key in PRESETS:
            view.animate_to(PRESETS[key]())
        elif key == Qt.Key.Key_B and view.probe is not None:
            view.start_moved.emit(view.probe.x, view.probe.y)
            view.start_released.emit()
        else:
            return False
        return True

    def _arrow_key(self, direction: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        view = self._view
        if modifiers & CONTROL:
            self._nudge_probe(direction)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            size = float(view.width()), float(view.height())
            view.show_camera(cameras.panned(view.camera, -20.0 * direction[0], -20.0 * direction[1], size))
        else:
            view.show_camera(cameras.orbited(view.camera, KEY_DEGREES * direction[0], -KEY_DEGREES * direction[1]))

    def _nudge_probe(self, direction: tuple[int, int]) -> None:
        stage = self._view.stage()
        if stage is None or stage.probe is None:
            return
        x_min, x_max, y_min, y_max = stage.box.window
        x = stage.probe.x + KEY_STEP * direction[0] * (x_max - x_min)
        y = stage.probe.y - KEY_STEP * direction[1] * (y_max - y_min)
        self._view.probe_moved.emit(min(x_max, max(x_min, x)), min(y_max, max(y_min, y)))
        self._view.probe_released.emit()

    def add_start(self, event: QMouseEvent) -> bool:
        """Alt+Shift+click adds a run from the place under the pointer; whether it was one."""
        both = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        stage = self._view.stage()
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers() & both != both or stage is None:
            return False
        place = _place_under(stage, event.position(), False)
        if place is not None:
            self._view.start_added.emit(*place)
        return True

    def _started_by(self, event: QMouseEvent, stage: Stage | None) -> Drag:
        modifiers, button = event.modifiers(), event.button()
        if button != Qt.MouseButton.LeftButton or modifiers & CONTROL:
            return Drag.PAN
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return Drag.START
        return self._under(event.position(), stage)

    def _under(self, at: QPointF, stage: Stage | None) -> Drag:
        if stage is None:
            return Drag.ORBIT
        head, foot = probe_points(stage)
        start = start_place(stage.runs)
        lifted = stage.lifted(start[None])[0] if start is not None else None
        for kind, point in ((Drag.PROBE, head), (Drag.START, lifted), (Drag.FOOT, foot)):
            if point is None or not np.isfinite(point).all():
                continue
            off = stage.pixel(point) - at
            if np.hypot(off.x(), off.y()) <= REACH:
                return kind
        return Drag.ORBIT

    def _clicked_mark(self, at: QPointF) -> str:
        """The key of the mark under a click, "" where there is none or the pointer has moved."""
        stage, pressed = self._view.stage(), self._pressed
        if stage is None or pressed is None:
            return ""
        off = at - pressed
        return mark_at(stage, at) if np.hypot(off.x(), off.y()) <= CLICK_SLIP else ""

    def _move_point(self, at: QPointF) -> None:
        stage = self._view.stage()
        place = None if stage is None else _place_under(stage, at + self._offset, self._drag is Drag.FOOT)
        if place is None:
            return
        signal = self._view.start_moved if self._drag is Drag.START else self._view.probe_moved
        signal.emit(*place)


def _place_under(stage: Stage, at: QPointF, on_floor: bool) -> tuple[float, float] | None:
    """Where the line of sight meets the surface (or the floor), on the axes; beside it, the window's nearest edge."""
    origin, direction = stage.projection.ray(at.x(), at.y())
    found = None if on_floor else pick(stage.heights, origin, direction)
    if found is None:
        found = _on_plane(stage, origin, direction, FLOOR_Z if on_floor else _probe_height(stage))
    if found is None:
        return None
    x, y, _ = stage.box.from_box([*found, 0.0])
    return float(x), float(y)


def _probe_height(stage: Stage) -> float:
    head, _ = probe_points(stage)
    return float(head[2]) if head is not None else 0.0


def _on_plane(stage: Stage, origin: np.ndarray, direction: np.ndarray, height: float) -> tuple[float, float] | None:
    if abs(direction[2]) < 1e-6:
        return None
    reach = (height - origin[2]) / direction[2]
    if reach <= 0:
        return None
    x, y, _ = origin + reach * direction
    return float(np.clip(x, -1, 1)), float(np.clip(y, -1, 1))


CONTROL = Qt.KeyboardModifier.ControlModifier
PRESETS = {
    Qt.Key.Key_Home: cameras.reset_view,
    Qt.Key.Key_T: cameras.top_view,
    Qt.Key.Key_S: cameras.side_view,
}
