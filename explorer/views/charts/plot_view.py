"""Shows a :class:`~explorer.controller.plots.Plot` and lets its handles be dragged."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.controller.plots import Plot, PlotMark
from explorer.views.charts.paint import colour, pen
from explorer.views.charts.plot_arrows import arrow_at, next_key
from explorer.views.charts.plot_layout import PlotLayout, laid_out
from explorer.views.charts.plot_painter import Label, draw_message, draw_plot, draw_surround, draw_title, labels_of
from explorer.views.theme import Theme, theme

__all__ = ["PlotView"]

REACH = 16.0
CLICK = 6.0  # pixels between press and release of a click, at most
KEY_STEP, LARGE_STRIDE = 0.01, 10
MOST_SURROUNDS = 4
_ARROWS = {
    Qt.Key.Key_Left.value: (-1, 0),
    Qt.Key.Key_Right.value: (1, 0),
    Qt.Key.Key_Up.value: (0, 1),
    Qt.Key.Key_Down.value: (0, -1),
}


class PlotView(QWidget):
    """Draws one plot; nothing at all for None.

    A handle follows the mouse and the arrow keys: ``handle_moved`` tells its name and the values of
    both axes under it, ``handle_released`` ends the move. ``place_clicked`` tells where a plot was clicked that
    asks for it. Who listens shows a new plot. With
    several handles, Page Up and Page Down choose the one that the keys move. ``arrow_hovered`` tells the key of the
    arrow under the pointer, or of the next one by the arrow keys, "" when it is left.
    """

    handle_moved = Signal(str, float, float)
    handle_released = Signal(str)
    place_clicked = Signal(float, float)
    arrow_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._plot: Plot | None = None
        self._layout: PlotLayout | None = None
        self._labels: tuple[Label, ...] | None = None
        self._surrounds: list[tuple[tuple[object, ...], QPixmap]] = []
        self._grabbed = ""
        self._offset = QPointF()
        self._pressed: QPointF | None = None
        self._hovered = ""
        self._chosen = ""
        self._emphasis = ""
        self._shows_focus = False
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def plot(self) -> Plot | None:
        """What is shown."""
        return self._plot

    def set_plot(self, plot: Plot | None) -> None:
        """Show another plot; the same value again costs nothing."""
        if plot is self._plot:
            return
        self._plot = plot
        handles = [mark.handle for mark in self._handles()]
        if self._chosen not in handles:
            self._chosen = handles[0] if handles else ""
        if self._grabbed and self._grabbed not in handles:
            self._grabbed = ""
        takes_keys = bool(handles) or self._has_keys()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if takes_keys else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(plot.title if plot is not None else "")
        self.setAccessibleDescription(_description(plot, handles))
        self._lay_out_anew()

    def set_emphasis(self, key: str) -> None:
        """The arrow that stands out, "" for none."""
        if key != self._emphasis:
            self._emphasis = key
            self.update()

    def set_theme(self, new_theme: Theme) -> None:
        """Draw with these colours."""
        self._theme = new_theme
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Multiply all type."""
        self._scale = scale
        self._lay_out_anew()

    def handle_place(self, name: str) -> QPointF | None:
        """Where a handle stands in pixels of the widget, None where there is none."""
        layout = self._laid_out()
        if layout is None:
            return None
        return next((layout.place(mark) for mark in self._handles() if mark.handle == name), None)

    def sizeHint(self) -> QSize:
        """A chart under one of two views."""
        return QSize(520, 240)

    def minimumSizeHint(self) -> QSize:
        """Enough for title, axes and three ticks."""
        return QSize(200, 130)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the plot."""
        painter = QPainter(self)
        layout = self._laid_out()
        if layout is None:
            painter.fillRect(self.rect(), colour(self._theme.panel))
        else:
            painter.drawPixmap(0, 0, self._painted_surround(layout))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._plot is not None:
            draw_title(painter, self._plot, self.width(), self._theme, self._scale)
            if layout is None:
                draw_message(painter, self._plot.message, QRectF(self.rect()), self._theme, self._scale)
            else:
                if self._labels is None:
                    self._labels = labels_of(layout, self._scale)
                draw_plot(painter, layout, self._labels, self._theme, self._grabbed or self._hovered, self._emphasis)
            if self._shows_focus and self.hasFocus():
                self._draw_focus(painter)
        painter.end()

    def resizeEvent(self, _event: QEvent) -> None:
        """Lay out anew."""
        self._lay_out_anew()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle under the pointer."""
        self._set_shows_focus(False)
        name = self._handle_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and not name and self._is_place(event.position()):
            self._pressed = event.position()
            return
        if event.button() != Qt.MouseButton.LeftButton or not name:
            event.ignore()
            return
        place = self.handle_place(name)
        assert place is not None
        self._grabbed, self._chosen = name, name
        self._offset = place - event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held; show what could be."""
        layout = self._laid_out()
        if self._grabbed and layout is not None:
            self.handle_moved.emit(self._grabbed, *layout.values_at(event.position() + self._offset))
            return
        self._set_hovered(self._handle_at(event.position()))
        self._tell_arrow("" if layout is None else arrow_at(layout, event.position()))
        if not self._hovered and self._plot is not None and self._plot.clickable:
            pointing = self._is_place(event.position())
            self.setCursor(Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a click tells its place."""
        pressed, self._pressed, layout = self._pressed, None, self._laid_out()
        if pressed is not None and layout is not None and (event.position() - pressed).manhattanLength() < CLICK:
            self.place_clicked.emit(*layout.values_at(event.position()))
            return
        if self._grabbed and event.button() == Qt.MouseButton.LeftButton:
            name, self._grabbed = self._grabbed, ""
            self._hovered = "-"
            self._set_hovered(self._handle_at(event.position()))
            self.handle_released.emit(name)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        if not self._grabbed:
            self._set_hovered("")
            self._tell_arrow("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move the chosen handle by a hundredth of the axis, with Shift by a tenth."""
        if event.key() in _ARROWS and self._move_chosen(event):
            return
        handles = [mark.handle for mark in self._handles()]
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and handles:
            step = 1 if event.key() == Qt.Key.Key_PageDown else -1
            self._chosen = handles[(handles.index(self._chosen) + step) % len(handles)]
            self._set_shows_focus(True)
            return
        if event.key() in _ARROWS and not handles and self._has_keys():
            right, up = _ARROWS[event.key()]
            self._set_shows_focus(True)
            self._tell_arrow(next_key(self._plot.arrows if self._plot is not None else (), self._emphasis, right - up))
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        self._set_shows_focus(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()

    def _has_keys(self) -> bool:
        return self._plot is not None and any(arrow.key for arrow in self._plot.arrows)

    def _tell_arrow(self, key: str) -> None:
        """Another arrow is pointed at; who listens says which one stands out."""
        if self._has_keys() and key != self._emphasis:
            self.arrow_hovered.emit(key)

    def _move_chosen(self, event: QKeyEvent) -> bool:
        layout, place = self._laid_out(), self.handle_place(self._chosen)
        if layout is None or place is None:
            return False
        right, up = _ARROWS[event.key()]
        stride = KEY_STEP * (LARGE_STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        box = layout.rectangle
        target = place + QPointF(right * stride * box.width(), -up * stride * box.height())
        name = self._chosen
        self._set_shows_focus(True)
        self.handle_moved.emit(name, *layout.values_at(target))
        self.handle_released.emit(name)
        return True

    def _handles(self) -> tuple[PlotMark, ...]:
        if self._plot is None or self._plot.message:
            return ()
        return tuple(mark for mark in self._plot.marks if mark.handle)

    def _handle_at(self, place: QPointF) -> str:
        """The nearest handle within reach, "" for none."""
        best, reach = "", REACH
        for mark in self._handles():
            at = self.handle_place(mark.handle)
            distance = math.inf if at is None else math.hypot(at.x() - place.x(), at.y() - place.y())
            if distance <= reach:
                best, reach = mark.handle, distance
        return best

    def _is_place(self, place: QPointF) -> bool:
        """Whether a click here would be told."""
        layout = self._laid_out()
        return bool(layout is not None and layout.plot.clickable and layout.rectangle.contains(place))

    def _set_hovered(self, name: str) -> None:
        if name != self._hovered:
            self._hovered = name
            if name:
                self.setCursor(Qt.CursorShape.OpenHandCursor)
            else:
                self.unsetCursor()
            self.update()

    def _set_shows_focus(self, shown: bool) -> None:
        self._shows_focus = shown
        self.update()

    def _draw_focus(self, painter: QPainter) -> None:
        painter.setPen(pen(self._theme.focus, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        place = self.handle_place(self._chosen)
        if place is not None:
            painter.drawEllipse(place, 11.0, 11.0)

    def _laid_out(self) -> PlotLayout | None:
        if self._layout is None and self._plot is not None and not self._plot.message:
            self._layout = laid_out(self._plot, self.width(), self.height(), self._scale)
        return self._layout

    def _painted_surround(self, layout: PlotLayout) -> QPixmap:
        """Ground, grid and axes, the last few kept: a plot that follows a drag goes to and fro between a few axes."""
        plot, ratio = layout.plot, self.devicePixelRatioF()
        axes = (layout.bottom, layout.left, plot.bottom.name, plot.left.name, plot.bottom.meaning, plot.left.meaning)
        key = (
            self.width(),
            self.height(),
            ratio,
            self._scale,
            self._theme,
            layout.rectangle,
            plot.image,
            plot.legend,
            *axes,
        )
        for known, pixmap in self._surrounds:
            if known == key:
                return pixmap
        pixmap = QPixmap(max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(colour(self._theme.panel))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_surround(painter, layout, self._theme, self._scale)
        painter.end()
        self._surrounds = [*self._surrounds[1 - MOST_SURROUNDS :], (key, pixmap)]
        return pixmap

    def _lay_out_anew(self) -> None:
        self._layout = self._labels = None
        self.update()


def _description(plot: Plot | None, handles: list[str]) -> str:
    if plot is None:
        return ""
    if plot.message:
        return plot.message
    labels = (*(line.label for line in plot.lines), *(mark.label for mark in plot.marks))
    labels += tuple(arrow.label for arrow in plot.arrows)
    told = "; ".join(label for label in (*labels, *(rule.label for rule in plot.rules)) if label)
    how = "Arrow keys move the handle" if handles else ""
    return ". ".join(part for part in (told, how) if part)
