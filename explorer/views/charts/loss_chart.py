"""Chart of f or ‖∇f‖ over the steps of every run, with a cursor at the playhead that can be dragged."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.controller.pictures import RunPicture
from explorer.views.charts.axis import TICK_PAD, TICK_SIZE, draw_bottom_ticks, draw_grid, draw_left_ticks
from explorer.views.charts.line_labels import beside_ends
from explorer.views.charts.markers import draw_marker
from explorer.views.charts.paint import colour, draw_halo_text, path_of, pen
from explorer.views.charts.step_plot import GRADIENT_NORM, VALUE, StepPlot, log_obstacle
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.theme import Theme, contrast, theme
from explorer.views.widgets.segments import Segments

__all__ = ["LossChart"]

EMPTY_SENTENCE = "No run yet. Shift+click the map to drop a ball there."
LINE_WIDTH, CURSOR_WIDTH, MARKER_RADIUS = 2.0, 1.2, 5.5
TITLE_HEIGHT, RIGHT_ROOM, LEFT_ROOM, BOTTOM_ROOM = 44.0, 46.0, 52.0, 28.0
LARGE_STRIDE = 10
READABLE = 4.5


class LossChart(QWidget):
    """Shows one quantity of the runs, ``"f"`` or ``"‖∇f‖"``; a press or a drag on it asks for a step."""

    scrubbed = Signal(float)
    logarithmic_chosen = Signal(bool)

    def __init__(self, quantity: str = VALUE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._quantity = quantity
        self._logarithmic = False
        self._runs: tuple[RunPicture, ...] = ()
        self._playhead = 0.0
        self._plot: StepPlot | None = None
        self._ground: QPixmap | None = None
        self._shows_focus = False
        self._axis_choice = Segments((("linear", "Linear"), ("log", "Log")), "Value axis")
        self._axis_choice.setParent(self)
        self._axis_choice.set_chosen("linear")
        self._axis_choice.chosen.connect(lambda key: self.logarithmic_chosen.emit(key == "log"))
        self._axis_choice.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._name()

    def set_theme(self, new_theme: Theme) -> None:
        """Draw with these colours."""
        self._theme = new_theme
        self._redraw_all()

    def set_text_scale(self, scale: float) -> None:
        """Multiply all type."""
        self._scale = scale
        self._redraw_all()

    def set_quantity(self, quantity: str) -> None:
        """Show ``"f"`` or ``"‖∇f‖"``.

        :raises ValueError: for another quantity.
        """
        if quantity not in (VALUE, GRADIENT_NORM):
            raise ValueError(f"a chart shows {VALUE} or {GRADIENT_NORM}, not {quantity!r}")
        self._quantity = quantity
        self._name()
        self._redraw_all()

    def set_runs(self, runs: tuple[RunPicture, ...]) -> None:
        """Show these runs."""
        self._runs = runs
        self._show_axis_choice()
        self._redraw_all()

    def set_playhead(self, step: float) -> None:
        """Move the cursor to a (fractional) step."""
        self._playhead = step
        self.update()

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Choose the value axis; where values are not positive it stays linear (see :meth:`log_available`)."""
        self._logarithmic = logarithmic
        self._show_axis_choice()
        self._redraw_all()

    def log_available(self) -> str | None:
        """Why the logarithmic axis is not available, None if it is."""
        return log_obstacle(self._runs, self._quantity)

    @property
    def is_logarithmic(self) -> bool:
        """Whether the axis shown is logarithmic now."""
        return self._logarithmic and self.log_available() is None

    def sizeHint(self) -> QSize:
        """A chart under one of two views."""
        return QSize(520, 240)

    def minimumSizeHint(self) -> QSize:
        """Enough for title, axes and three ticks."""
        return QSize(220, 130)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cached lines and, over them, cursor and markers."""
        painter = QPainter(self)
        if self._ground is None:
            self._ground = self._painted_ground()
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._plot is not None:
            self._draw_cursor(painter, self._plot)
        if self._shows_focus and self.hasFocus():
            painter.setPen(pen(self._theme.focus, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.end()

    def resizeEvent(self, _event: QEvent) -> None:
        """Lay out anew."""
        self._show_axis_choice()
        self._redraw_all()

    def changeEvent(self, event: QEvent) -> None:
        """Paint anew where the screen's scale changes."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw_all()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the step under the pointer."""
        self._shows_focus = False
        if event.button() == Qt.MouseButton.LeftButton:
            self._scrub_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask for the step under the pointer while the button is down."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub_to(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go one step (ten with Shift), Home and End to the ends."""
        last = self._layout_plot().last_step if self._runs else 0.0
        stride = LARGE_STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        targets = {
            Qt.Key.Key_Left.value: math.ceil(self._playhead) - stride,
            Qt.Key.Key_Right.value: math.floor(self._playhead) + stride,
            Qt.Key.Key_Home.value: 0,
            Qt.Key.Key_End.value: last,
        }
        if not self._runs or event.key() not in targets:
            super().keyPressEvent(event)
            return
        self._shows_focus = True
        self.scrubbed.emit(float(min(max(targets[event.key()], 0), last)))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        self._shows_focus = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Hide the ring."""
        self.update()

    def _scrub_to(self, pixel_x: float) -> None:
        if self._runs:
            self.scrubbed.emit(self._layout_plot().step_at(pixel_x))

    def _layout_plot(self) -> StepPlot:
        if self._plot is None:
            scale = self._scale
            room = (LEFT_ROOM * scale, TITLE_HEIGHT * scale, -RIGHT_ROOM * scale, -BOTTOM_ROOM * scale)
            box = QRectF(self.rect()).adjusted(*room)
            box.setSize(box.size().expandedTo(QSize(40, 20)))
            self._plot = StepPlot.of(self._runs, self._quantity, self.is_logarithmic, box)
        return self._plot

    def _painted_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(self._theme.panel))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_title(painter)
        if self._runs:
            self._draw_lines(painter, self._layout_plot())
        else:
            painter.setFont(ui_font(13 * self._scale))
            painter.setPen(colour(self._theme.text2))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(QRectF(self.rect()).adjusted(20, 0, -20, 0), flags, EMPTY_SENTENCE)
        painter.end()
        return pixmap

    def _draw_title(self, painter: QPainter) -> None:
        font = formula_font(16 * self._scale) if is_formula_text(self._quantity) else ui_font(14 * self._scale, 600)
        baseline = 26 * self._scale
        painter.setFont(font)
        painter.setPen(colour(self._theme.text))
        painter.drawText(QPointF(20, baseline), self._quantity)
        if self._runs:
            at = 20 + QFontMetricsF(font).horizontalAdvance(self._quantity) + 12
            obstacle = self.log_available() if self._logarithmic else None
            painter.setFont(ui_font(13 * self._scale))
            painter.setPen(colour(self._theme.text2))
            painter.drawText(QPointF(at, baseline), obstacle or "at each step")

    def _draw_lines(self, painter: QPainter, plot: StepPlot) -> None:
        box, scale = plot.rectangle, self._scale
        painter.fillRect(box, colour(self._theme.canvas))
        draw_grid(painter, box, plot.bottom, plot.left, self._theme)
        painter.setPen(pen(self._theme.border, 1.0))
        painter.drawLines([QLineF(box.topLeft(), box.bottomLeft()), QLineF(box.bottomLeft(), box.bottomRight())])
        draw_bottom_ticks(painter, box, plot.bottom, self._theme, scale, marks=0.0)
        draw_left_ticks(painter, box, plot.left, self._theme, scale, marks=0.0)
        font = ui_font(TICK_SIZE * scale)
        metrics = QFontMetricsF(font)
        past = box.right() + metrics.horizontalAdvance(plot.bottom.labels[-1]) / 2 + 6
        painter.setFont(font)
        painter.drawText(QPointF(past, box.bottom() + TICK_PAD + metrics.ascent()), "step")
        painter.save()
        painter.setClipRect(box)
        for line in plot.lines:
            painter.strokePath(path_of(line.parts), pen(self._core(line.run), LINE_WIDTH))
        painter.restore()
        self._draw_names(painter, plot)

    def _draw_names(self, painter: QPainter, plot: StepPlot) -> None:
        """Names above the lines' ends, apart from each other, in the run's colour where that can be read."""
        shown = [(line.run, line.end) for line in plot.lines if line.end is not None and line.run.label]
        box, height = plot.rectangle, 16 * self._scale
        places = beside_ends([end for _, end in shown], height, box.top() + 8, box.bottom() - 8)
        font = ui_font(TICK_SIZE * self._scale, 600)
        for (run, _), y in zip(shown, places, strict=True):
            width = QFontMetricsF(font).horizontalAdvance(run.label)
            centre = QPointF(box.right() - 8 - width / 2, float(y))
            core = self._core(run)
            if contrast(core, self._theme.canvas) < READABLE:
                core = self._theme.text
            draw_halo_text(painter, centre, run.label, font, core, self._theme.canvas)
            draw_marker(painter, QPointF(centre.x() - width / 2 - 10, float(y)), run.colour_index, 3.6, self._theme)

    def _draw_cursor(self, painter: QPainter, plot: StepPlot) -> None:
        if not self._runs:
            return
        box = plot.rectangle
        x = box.left() + min(max(self._playhead / plot.last_step, 0.0), 1.0) * box.width()
        painter.setPen(pen(self._theme.text, CURSOR_WIDTH))
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
        for run in self._runs:
            place = plot.marker(run, self._playhead)
            if place is not None:
                draw_marker(painter, QPointF(*place), run.colour_index, MARKER_RADIUS, self._theme)

    def _core(self, run: RunPicture) -> str:
        return self._theme.runs[run.colour_index % len(self._theme.runs)]

    def _name(self) -> None:
        self.setAccessibleName(f"Chart of {self._quantity} over the steps")
        self.setAccessibleDescription("Left and right arrow keys go through the steps")

    def _show_axis_choice(self) -> None:
        """The choice of axis in the top right corner, once there is a run."""
        choice = self._axis_choice
        choice.setVisible(bool(self._runs))
        obstacle = self.log_available() if self._runs else None
        choice.set_enabled_choice("log", obstacle is None, obstacle or "")
        choice.set_chosen("log" if self.is_logarithmic else "linear")
        choice.adjustSize()
        choice.move(self.width() - choice.width() - 12, 4)

    def _redraw_all(self) -> None:
        self._plot = self._ground = None
        self.update()
