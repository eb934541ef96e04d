"""A dial for a direction in the plane of the inputs: a needle that is dragged or turned by keys."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.views.charts.arrows import draw_arrows
from explorer.views.charts.axis import draw_axis_name
from explorer.views.charts.paint import colour, pen
from explorer.views.fonts import formula_font
from explorer.views.style import scaled
from explorer.views.theme import Theme, theme

__all__ = ["Dial"]

SIZE = 204
MARGIN = 24.0
FINE, COARSE = 1.0, 15.0
CATCH = 2.5
_TURNS = {
    Qt.Key.Key_Left.value: 1.0,
    Qt.Key.Key_Up.value: 1.0,
    Qt.Key.Key_Right.value: -1.0,
    Qt.Key.Key_Down.value: -1.0,
}


class Dial(QWidget):
    """Angles in degrees, counter-clockwise from the first axis, in (−180, 180].

    ``angle_moved`` follows needle and keys, ``released`` ends the move. A dragged needle goes by
    whole degrees (by 15 with Shift) and catches on the special directions.
    """

    angle_moved = Signal(float)
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._angle = 0.0
        self._names = ("x", "y")
        self._meaning = "text"
        self._gradient: float | None = None
        self._catches: tuple[float, ...] = ()
        self._dragging = self._shows_focus = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAccessibleName("Direction u")
        self.setAccessibleDescription("Arrow keys turn by 1°, with Shift by 15°")

    @property
    def angle(self) -> float:
        """Where the needle points."""
        return self._angle

    def set_angle(self, degrees: float) -> None:
        """Turn the needle, without a signal."""
        self._angle = degrees
        self.update()

    def set_gradient(self, degrees: float | None, catches: tuple[float, ...] = ()) -> None:
        """Where ∇f points, None for nowhere, and the angles on which the needle catches."""
        self._gradient, self._catches = degrees, catches
        self.update()

    def set_axes(self, first: str, second: str) -> None:
        """The letters at the ends of the axes."""
        self._names = (first, second)
        self.update()

    def set_theme(self, new_theme: Theme, text_scale: float, meaning: str) -> None:
        """Colours, size of type, and the meaning whose colour the needle has."""
        self._theme, self._scale, self._meaning = new_theme, text_scale, meaning
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        side = scaled(SIZE, self._scale)
        return QSize(side, side)

    def needle_end(self) -> QPointF:
        """The tip of the needle in pixels of the widget."""
        return self._at(self._angle, 1.0)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Turn the needle to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging, self._shows_focus = True, False
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The needle follows while the button is down."""
        if self._dragging:
            self._follow(event)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        if self._dragging:
            self._dragging = False
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and up turn counter-clockwise, right and down clockwise."""
        turn = _TURNS.get(event.key())
        if turn is None:
            super().keyPressEvent(event)
            return
        self._shows_focus = True
        step = COARSE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else FINE
        self._turn_to(self._angle + turn * step)
        self.released.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()

    def _follow(self, event: QMouseEvent) -> None:
        away = event.position() - self._centre()
        if math.hypot(away.x(), away.y()) < 4.0:
            return
        angle = math.degrees(math.atan2(-away.y(), away.x()))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._turn_to(round(angle / COARSE) * COARSE)
            return
        near = [caught for caught in self._catches if abs(math.remainder(caught - angle, 360.0)) <= CATCH]
        self._turn_to(near[0] if near else float(round(angle)))

    def _turn_to(self, degrees: float) -> None:
        degrees = math.remainder(degrees, 360.0)
        self._angle = 180.0 if degrees == -180.0 else degrees
        self.update()
        self.angle_moved.emit(self._angle)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Circle, axes, the gradient with the level direction across it, and the needle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_face(painter)
        shown = self._theme if self.isEnabled() else None
        if shown is not None and self._gradient is not None:
            self._draw_gradient(painter, self._gradient)
        core = self._theme.meaning(self._meaning) if shown is not None else self._theme.disabled
        self._draw_arrow(painter, self._angle, 1.0, 3.2, core)
        painter.setPen(pen(core, 2.0))
        painter.setBrush(colour(self._theme.raised))
        painter.drawEllipse(self.needle_end(), 6.5, 6.5)
        self._draw_word(painter, "𝒖", self._angle, 1.24, core)
        if self._shows_focus and self.hasFocus():
            painter.setPen(pen(self._theme.focus, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _draw_face(self, painter: QPainter) -> None:
        centre, radius = self._centre(), self._radius()
        painter.setPen(pen(self._theme.border, 1.2))
        painter.setBrush(colour(self._theme.canvas))
        painter.drawEllipse(centre, radius, radius)
        for angle in range(0, 360, 15):
            inner = 0.9 if angle % 45 == 0 else 0.95
            painter.drawLine(QLineF(self._at(angle, inner), self._at(angle, 1.0)))
        painter.setPen(pen(self._theme.grid, 1.0))
        for angle in (0, 90):
            painter.drawLine(QLineF(self._at(angle, 0.88), self._at(angle + 180, 0.88)))
        for turn, name, core in ((0.0, self._names[0], self._theme.x), (90.0, self._names[1], self._theme.y)):
            draw_axis_name(painter, self._at(turn, 1.0 + 12 * self._scale / radius), name, core, self._scale)

    def _draw_gradient(self, painter: QPainter, angle: float) -> None:
        painter.setPen(pen(self._theme.text, 1.2, dashes=(2.0, 4.0), cap=Qt.PenCapStyle.FlatCap))
        painter.drawLine(QLineF(self._at(angle + 90.0, 0.88), self._at(angle - 90.0, 0.88)))
        self._draw_arrow(painter, angle, 0.72, 3.2, self._theme.gradient)
        across = angle - 90.0 if math.sin(math.radians(self._angle - angle)) > 0 else angle + 90.0
        side = self._at(angle, 0.52) + (self._at(across, 1.0) - self._centre()) * (13.0 * self._scale / self._radius())
        self._draw_text(painter, "∇𝑓", side, self._theme.gradient)

    def _draw_arrow(self, painter: QPainter, angle: float, reach: float, width: float, core: str) -> None:
        centre, tip = self._centre(), self._at(angle, reach)
        tails, tips = np.array([[centre.x(), centre.y()]]), np.array([[tip.x(), tip.y()]])
        draw_arrows(painter, tails, tips, width, core, self._theme.canvas, 1.2)

    def _draw_word(self, painter: QPainter, text: str, angle: float, reach: float, core: str) -> None:
        near_axis = min(abs(math.remainder(angle - axis, 360.0)) for axis in (0.0, 90.0)) < 14.0
        place = self._at(angle + 12.0, 0.72) if near_axis else self._at(angle, reach)
        self._draw_text(painter, text, place, core)

    def _draw_text(self, painter: QPainter, text: str, centre: QPointF, core: str) -> None:
        font = formula_font(15 * self._scale)
        painter.setFont(font)
        painter.setPen(colour(core))
        box = QRectF(0, 0, 40 * self._scale, 24 * self._scale)
        box.moveCenter(centre)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _centre(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    def _radius(self) -> float:
        return min(self.width(), self.height()) / 2 - MARGIN * self._scale

    def _at(self, angle: float, reach: float) -> QPointF:
        turn, length = math.radians(angle), reach * self._radius()
        return self._centre() + QPointF(math.cos(turn) * length, -math.sin(turn) * length)
