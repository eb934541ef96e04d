"""A function of one variable: its curve, the tangent at the probe, and descents rolling along it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from explorer.controller.figures import Figure, Mark
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray, ProbeReading
from explorer.model.document import Layers
from explorer.views.charts.axis import (
    draw_axis_name,
    draw_bottom_ticks,
    draw_grid,
    draw_left_ticks,
    fitting_axis,
    linear_axis,
)
from explorer.views.charts.mark_shapes import draw_mark_shape
from explorer.views.charts.markers import draw_marker
from explorer.views.charts.paint import colour, draw_cased, draw_halo_text, path_of, pen
from explorer.views.charts.polylines import clipped, finite_pieces
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme, theme

__all__ = ["CurveView"]

_GRAB = 14.0
_REST_MILLISECONDS = 150


class CurveView(QWidget):
    """Setters down, signals up, like the map, for the window of one axis."""

    probe_moved = Signal(float, float)
    probe_released = Signal()
    start_moved = Signal(float, float)
    start_released = Signal()
    start_added = Signal(float, float)
    window_changed = Signal(float, float, float, float, bool)
    home_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(240, 200)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Curve of the function")
        self._theme = theme("light")
        self._scale = 1.0
        self._picture: FieldPicture | None = None
        self._reading: ProbeReading | None = None
        self._runs: tuple[RunPicture, ...] = ()
        self._playhead = 0.0
        self._marks: tuple[Mark, ...] = ()
        self._layers = Layers()
        self._drag = ""
        self._last = QPointF()
        self._window: tuple[float, float] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(lambda: self._tell_window(True))

    # Setters

    def set_theme(self, value: Theme) -> None:
        """Draw in this theme."""
        self._theme = value
        self.update()

    def set_text_scale(self, text_scale: float) -> None:
        """Scale all type."""
        self._scale = text_scale
        self.update()

    def set_picture(self, picture: FieldPicture | None) -> None:
        """The field whose first row is the curve."""
        self._picture = picture
        if picture is not None and self._drag != "pan" and not self._rest.isActive():
            self._window = picture.field.window[:2]
        self.update()

    def set_layers(self, layers: Layers) -> None:
        """The tangent follows ``layers.probe_gradient``."""
        self._layers = layers
        self.update()

    def set_probe(self, reading: ProbeReading | None) -> None:
        """Where the tangent touches."""
        self._reading = reading
        self.update()

    def set_runs(self, runs: tuple[RunPicture, ...]) -> None:
        """Descents along the curve."""
        self._runs = runs
        self.update()

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Of what the open panel draws, its marks: a curve has no place for the rest."""
        self._marks = tuple(figure for figure in figures if isinstance(figure, Mark) and figure.z is not None)
        self.update()

    def set_playhead(self, step: float) -> None:
        """The step shown."""
        self._playhead = step
        if self._runs:
            self.update()

    # Geometry

    def _plot(self) -> QRectF:
        s = self._scale
        return QRectF(self.rect()).adjusted(64 * s, 16, -40 * s, -44 * s)

    def _ranges(self) -> tuple[float, float, float, float]:
        assert self._picture is not None
        x_min, x_max = self._window or self._picture.field.window[:2]
        low, high = self._picture.low, self._picture.high
        if not high > low:
            low, high = low - 1.0, high + 1.0
        margin = 0.06 * (high - low)
        return x_min, x_max, low - margin, high + margin

    def _pixels(self, points: FloatArray) -> FloatArray:
        plot, (x_min, x_max, low, high) = self._plot(), self._ranges()
        scale = np.array([plot.width() / (x_max - x_min), -plot.height() / (high - low)])
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray((points - np.array([x_min, high])) * scale + np.array([plot.left(), plot.top()]))

    def _abscissa(self, pixel: float) -> float:
        plot, (x_min, x_max, _, _) = self._plot(), self._ranges()
        return min(max(x_min + (pixel - plot.left()) / plot.width() * (x_max - x_min), x_min), x_max)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole picture; it is a few thousand points at most."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colour(self._theme.canvas))
        if self._picture is None or not np.isfinite(self._picture.field.f).any():
            self._draw_sentence(painter)
            return
        self._draw_axes(painter)
        painter.save()
        painter.setClipRect(self._plot().adjusted(-8, -8, 8, 8))
        self._draw_curve(painter)
        self._draw_marks(painter)
        self._draw_probe(painter)
        self._draw_runs(painter)
        painter.restore()
        if self.hasFocus():
            painter.setPen(pen(self._theme.focus, 2))
            painter.drawRect(QRectF(self.rect()).adjusted(2, 2, -2, -2))

    def _draw_sentence(self, painter: QPainter) -> None:
        text = "Type a function of one variable, such as x² − x." if self._picture is None else self._picture.message
        painter.setFont(ui_font(13 * self._scale))
        painter.setPen(colour(self._theme.text2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text or "f is undefined on this window.")

    def _draw_axes(self, painter: QPainter) -> None:
        assert self._picture is not None
        plot, (x_min, x_max, low, high) = self._plot(), self._ranges()
        bottom = fitting_axis(x_min, x_max, plot.width(), ui_font(13 * self._scale))
        left = linear_axis(low, high, 6)
        draw_grid(painter, plot, bottom, left, self._theme)
        painter.setPen(pen(self._theme.border, 1.0))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        painter.drawLine(plot.topLeft(), plot.bottomLeft())
        draw_bottom_ticks(painter, plot, bottom, self._theme, self._scale)
        draw_left_ticks(painter, plot, left, self._theme, self._scale)
        name = self._picture.axes[0]
        draw_axis_name(painter, QPointF(plot.right() + 18, plot.bottom()), name, self._theme.x, self._scale)

    def _draw_curve(self, painter: QPainter) -> None:
        assert self._picture is not None
        field = self._picture.field
        points = self._pixels(np.column_stack([field.x, field.f[0]]).astype(float))
        plot = self._plot()
        box = (plot.left(), plot.top(), plot.right(), plot.bottom())
        pieces = [part for piece in finite_pieces(points) for part in clipped(piece, box)]
        painter.strokePath(path_of(pieces), pen(self._theme.x, 2.6))

    def _draw_marks(self, painter: QPainter) -> None:
        font = ui_font(13 * self._scale, 600)
        for mark in self._marks:
            place = self._pixels(np.array([[mark.x, mark.z]], dtype=float))[0]
            if np.isfinite(place).all():
                core = str(getattr(self._theme, mark.meaning))
                draw_mark_shape(painter, QPointF(*place), mark.shape, core, self._theme.canvas)
                below = 22 if mark.shape == "minimum" else -22
                spot = QPointF(place[0], place[1] + below * self._scale)
                draw_halo_text(painter, spot, mark.label, font, self._theme.text, self._theme.canvas)

    def _draw_probe(self, painter: QPainter) -> None:
        reading = self._reading
        if reading is None or not np.isfinite(reading.value):
            return
        place = QPointF(*self._pixels(np.array([[reading.x, reading.value]]))[0])
        plot, (x_min, x_max, _, _) = self._plot(), self._ranges()
        painter.setPen(pen(self._theme.text2, 1.2, dashes=(2, 4)))
        painter.drawLine(place, QPointF(place.x(), plot.bottom()))
        if self._layers.probe_gradient and np.isfinite(reading.slope_x):
            ends = np.array([[x, reading.value + reading.slope_x * (x - reading.x)] for x in (x_min, x_max)])
            box = (plot.left(), plot.top(), plot.right(), plot.bottom())
            for part in clipped(self._pixels(ends), box):
                painter.strokePath(path_of([part]), pen(self._theme.text, 2.0))
            text = f"tangent, slope {format_value(reading.slope_x)}"
            right = place.x() < plot.center().x()
            spot = QPointF(place.x() + (96 if right else -96), place.y() + (30 if reading.slope_x >= 0 else -30))
            font = ui_font(13 * self._scale, 600)
            draw_halo_text(painter, spot, text, font, self._theme.text, self._theme.canvas)
        painter.setPen(pen(self._theme.probe, 2))
        painter.setBrush(colour(self._theme.canvas))
        painter.drawEllipse(place, 6.5, 6.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.probe))
        painter.drawEllipse(place, 2.6, 2.6)
        font = ui_font(13 * self._scale, 600)
        spot = place + QPointF(-14, -14)
        draw_halo_text(painter, spot, "P", font, self._theme.text, self._theme.canvas)

    def _draw_runs(self, painter: QPainter) -> None:
        for run in (each for each in self._runs if each.has_begun(self._playhead)):
            core = self._theme.runs[run.colour_index % len(self._theme.runs)]
            if not run.has_begun(self._playhead):
                continue
            points = self._pixels(np.column_stack([run.points[:, 0], run.values]))
            step = run.place_at(self._playhead)
            whole = int(step)
            played = points[: whole + 1][-4000:]
            for piece in finite_pieces(played):
                draw_cased(painter, path_of([piece]), pen(core, 1.6), self._theme.canvas, 1.2)
            ball = points[whole]
            if whole + 1 < len(points):
                ball = ball + (step - whole) * (points[whole + 1] - ball)
            if np.isfinite(ball).all():
                draw_marker(painter, QPointF(*ball), run.colour_index, 7, self._theme)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the probe, drop or take the start, or pan."""
        if self._picture is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._last = event.position()
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if shift and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._emit(self.start_added, event.position().x())
        elif shift:
            self._drag = "start"
            self._emit(self.start_moved, event.position().x())
        elif self._near_probe(event.position()):
            self._drag = "probe"
        else:
            self._drag = "press"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the drag."""
        if self._drag == "press" and (event.position() - self._last).manhattanLength() > 4:
            self._drag = "pan"
        if self._drag == "probe":
            self._emit(self.probe_moved, event.position().x())
        elif self._drag == "start":
            self._emit(self.start_moved, event.position().x())
        elif self._drag == "pan" and self._window is not None:
            x_min, x_max = self._window
            shift = (self._last.x() - event.position().x()) / self._plot().width() * (x_max - x_min)
            self._window = (x_min + shift, x_max + shift)
            self._last = event.position()
            self._tell_window(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag; a click that was none moves the probe."""
        drag, self._drag = self._drag, ""
        if drag == "press":
            self._emit(self.probe_moved, event.position().x())
            self.probe_released.emit()
        elif drag == "probe":
            self.probe_released.emit()
        elif drag == "start":
            self.start_released.emit()
        elif drag == "pan":
            self._tell_window(True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the usual window."""
        self.home_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor."""
        if self._picture is not None and self._window is not None:
            self._zoom(0.999 ** event.angleDelta().y(), self._abscissa(event.position().x()))
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the probe, plus and minus zoom, Home goes back."""
        reading = self._reading
        if reading is None or self._picture is None:
            super().keyPressEvent(event)
            return
        x_min, x_max, _, _ = self._ranges()
        reach = 0.1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.01
        step = {Qt.Key.Key_Left: -reach, Qt.Key.Key_Right: reach}.get(Qt.Key(event.key()))
        if step is not None:
            self.probe_moved.emit(reading.x + step * (x_max - x_min), reading.y)
            self.probe_released.emit()
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom(1.25 if event.key() == Qt.Key.Key_Minus else 0.8, reading.x)
        elif event.key() == Qt.Key.Key_Home:
            self.home_requested.emit()
        else:
            super().keyPressEvent(event)

    def _zoom(self, factor: float, about: float) -> None:
        assert self._window is not None
        x_min, x_max = self._window
        wanted = (about + (x_min - about) * factor, about + (x_max - about) * factor)
        if wanted[1] - wanted[0] > 1e-9 * max(1e-3, *map(abs, wanted)) and max(map(abs, wanted)) < 1e12:
            self._window = wanted
            self._tell_window(False)
            self._rest.start()

    def _near_probe(self, position: QPointF) -> bool:
        if self._reading is None or not np.isfinite(self._reading.value):
            return False
        place = self._pixels(np.array([[self._reading.x, self._reading.value]]))[0]
        return bool(np.hypot(*(place - np.array([position.x(), position.y()]))) <= _GRAB)

    def _emit(self, signal: object, pixel: float) -> None:
        y = self._reading.y if self._reading is not None else 0.0
        signal.emit(self._abscissa(pixel), y)  # type: ignore[attr-defined]

    def _tell_window(self, final: bool) -> None:
        if self._window is not None and self._picture is not None:
            _, _, y_min, y_max = self._picture.field.window
            self.window_changed.emit(*self._window, y_min, y_max, final)
        self.update()
