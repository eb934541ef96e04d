"""Chart of a quantity over the steps of every run, with a cursor at the playhead that can be dragged."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.controller.pictures import RunPicture
from explorer.controller.step_series import QUANTITIES, VALUE, log_obstacle, missing_sentence, quantity_name
from explorer.views.charts.chart_header import ChartHeader, Extra
from explorer.views.charts.loss_labels import draw_pair
from explorer.views.charts.paint import colour, pen
from explorer.views.charts.step_painter import draw_cursor, draw_readout, draw_step_plot
from explorer.views.charts.step_plot import Charted, StepPlot
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.theme import Theme, theme

__all__ = ["LossChart"]

EMPTY_SENTENCE = "No run yet. Shift+click the map to drop a ball there."
TITLE_HEIGHT, RIGHT_ROOM, LEFT_ROOM, BOTTOM_ROOM = 44.0, 46.0, 52.0, 28.0
REASON_HEIGHT, REASON_SIZE = 17.0, 13
LARGE_STRIDE = 10
MOST_PINS = 8


class LossChart(QWidget):
    """Shows one of :data:`~explorer.controller.step_series.QUANTITIES`; a press or a drag on it asks for a step.

    The pointer over it reads every run's value at the step under it.
    """

    scrubbed = Signal(float)
    quantity_chosen = Signal(str)
    logarithmic_chosen = Signal(bool)

    def __init__(self, quantity: str = VALUE, parent: QWidget | None = None, extra: Extra = "") -> None:
        super().__init__(parent)
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._charted = Charted(quantity=quantity)
        self._logarithmic = False
        self._playhead = 0.0
        self._obstacle: str | None = None
        self._pointed: int | None = None
        self._plot: StepPlot | None = None
        self._ground: QPixmap | None = None
        self._shows_focus = False
        self._empty = EMPTY_SENTENCE
        self.header = ChartHeader(self, extra)
        self.header.quantity_chosen.connect(self.quantity_chosen)
        self.header.logarithmic_chosen.connect(self.logarithmic_chosen)
        self.header.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._show_choices()

    # What is shown

    def set_theme(self, new_theme: Theme) -> None:
        """Draw with these colours."""
        self._theme = new_theme
        self._redraw_all()

    def set_text_scale(self, scale: float) -> None:
        """Multiply all type."""
        self._scale = scale
        self._show_choices()

    def set_quantity(self, quantity: str) -> None:
        """Show another of the quantities.

        :raises ValueError: for one that is none of them.
        """
        if quantity not in QUANTITIES:
            raise ValueError(f"a chart shows {', '.join(QUANTITIES)}, not {quantity!r}")
        self._show(replace(self._charted, quantity=quantity))

    def set_letter(self, letter: str) -> None:
        """What the function is called: f, or L where it is a loss."""
        self._show(replace(self._charted, letter=letter))

    def set_empty(self, sentence: str) -> None:
        """What stands there while there is no run."""
        self._empty = sentence
        self._redraw_all()

    def set_runs(self, runs: tuple[RunPicture, ...]) -> None:
        """Show these runs."""
        self._show(replace(self._charted, runs=runs))

    def set_pins(self, pins: tuple[RunPicture, ...]) -> None:
        """Show these runs too, dashed and grey, to compare with."""
        self._show(replace(self._charted, pins=pins))

    def set_smoothing(self, window: int) -> None:
        """Show the mean of the last ``window`` steps, 0 for the lines as they are."""
        self._show(replace(self._charted, smoothing=window))

    def set_playhead(self, step: float) -> None:
        """Move the cursor to a (fractional) step."""
        if step != self._playhead:
            self._playhead = step
            self.update()

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Choose the value axis; where values are not positive it stays linear (see :meth:`log_available`)."""
        if logarithmic != self._logarithmic:
            self._logarithmic = logarithmic
            self._show_choices()

    def log_available(self) -> str | None:
        """Why the logarithmic axis is not available, None if it is."""
        return self._obstacle

    @property
    def is_logarithmic(self) -> bool:
        """Whether the axis shown is logarithmic now."""
        return self._logarithmic and self._obstacle is None

    def sizeHint(self) -> QSize:
        """A chart under one of two views."""
        return QSize(520, 240)

    def minimumSizeHint(self) -> QSize:
        """Enough for title, axes and three ticks."""
        return QSize(220, 130)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cached lines and, over them, cursor, markers and what is read under the pointer."""
        painter = QPainter(self)
        if self._ground is None:
            self._ground = self._painted_ground()
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._plot is not None:
            draw_cursor(painter, self._plot, self._playhead, self._theme)
            if self._pointed is None:
                draw_pair(painter, self._plot, self._playhead, self._theme, self._scale)
            else:
                draw_readout(painter, self._plot, self._pointed, self._theme, self._scale)
        if self._shows_focus and self.hasFocus():
            painter.setPen(pen(self._theme.focus, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        painter.end()

    def _painted_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(self._theme.panel))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = self._layout_plot()
        if plot is not None:
            self._draw_reason(painter)
            draw_step_plot(painter, plot, self._theme, self._scale)
        else:
            self._draw_empty(painter)
        painter.end()
        return pixmap

    def _draw_empty(self, painter: QPainter) -> None:
        """The sentence that says what fills the chart, under its title."""
        quantity = self._charted.quantity
        if not self._charted.runs:
            title = quantity_name(quantity, self._charted.letter)
            formula = is_formula_text(title)
            painter.setFont(formula_font(16 * self._scale) if formula else ui_font(14 * self._scale, 600))
            painter.setPen(colour(self._theme.text))
            painter.drawText(QPointF(20, 26 * self._scale), title)
        painter.setFont(ui_font(13 * self._scale))
        painter.setPen(colour(self._theme.text2))
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        sentence = missing_sentence(self._charted.runs, quantity) or self._empty
        painter.drawText(QRectF(self.rect()).adjusted(20, TITLE_HEIGHT * self._scale, -20, -8), flags, sentence)

    def _draw_reason(self, painter: QPainter) -> None:
        """Why there is no logarithmic axis, under the choice of it."""
        if self._obstacle is None:
            return
        font = ui_font(REASON_SIZE * self._scale)
        painter.setFont(font)
        painter.setPen(colour(self._theme.text2))
        room = self.width() - 40.0
        text = QFontMetricsF(font).elidedText(f"No log axis: {self._obstacle}", Qt.TextElideMode.ElideRight, room)
        row = QRectF(20, (TITLE_HEIGHT - 4) * self._scale, room, REASON_HEIGHT * self._scale)
        painter.drawText(row, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    # Events

    def resizeEvent(self, _event: QEvent) -> None:
        """Lay out anew."""
        self._show_choices()

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
        """Read the step under the pointer, and ask for it while the button is down."""
        self._point_at(event.position())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._scrub_to(event.position().x())

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is pointed at any more."""
        self._pointed = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go one step (ten with Shift), Home and End to the ends."""
        last = max((run.last_step for run in self._charted.runs), default=0)
        stride = LARGE_STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        targets = {
            Qt.Key.Key_Left.value: math.ceil(self._playhead) - stride,
            Qt.Key.Key_Right.value: math.floor(self._playhead) + stride,
            Qt.Key.Key_Home.value: 0,
            Qt.Key.Key_End.value: last,
        }
        if not self._charted.runs or event.key() not in targets:
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

    # Details

    def _scrub_to(self, pixel_x: float) -> None:
        plot = self._layout_plot()
        if plot is not None:
            self.scrubbed.emit(plot.step_at(pixel_x))

    def _point_at(self, place: QPointF) -> None:
        plot = self._layout_plot()
        inside = plot is not None and plot.rectangle.adjusted(-4, -8, 4, 4).contains(place)
        pointed = round(plot.step_at(place.x())) if plot is not None and inside else None
        if pointed != self._pointed:
            self._pointed = pointed
            self.setCursor(Qt.CursorShape.ArrowCursor if pointed is None else Qt.CursorShape.SizeHorCursor)
            self.update()

    def _layout_plot(self) -> StepPlot | None:
        """The plot, made once until something changes; None where there is nothing to chart."""
        charted = self._charted
        if not charted.runs or missing_sentence(charted.runs, charted.quantity) is not None:
            return None
        if self._plot is None:
            scale = self._scale
            top = TITLE_HEIGHT + (REASON_HEIGHT if self._obstacle is not None else 0.0)
            box = QRectF(self.rect()).adjusted(
                LEFT_ROOM * scale, top * scale, -RIGHT_ROOM * scale, -BOTTOM_ROOM * scale
            )
            box.setSize(box.size().expandedTo(QSize(40, 20)))
            self._plot = StepPlot.of(replace(charted, logarithmic=self.is_logarithmic), box)
        return self._plot

    def _show(self, charted: Charted) -> None:
        """Chart something else; the same again costs nothing."""
        old, self._charted = self._charted, charted
        before, after = ((c.runs, c.pins, c.quantity, c.smoothing, c.letter) for c in (old, charted))
        if before == after:
            return
        self._obstacle = log_obstacle(charted.everything, charted.quantity, charted.letter)
        self._show_choices()

    def _show_choices(self) -> None:
        """The header once there is a run, and the accessible name."""
        charted, header = self._charted, self.header
        header.setVisible(bool(charted.runs))
        header.set_letter(charted.letter)
        header.set_quantity(charted.quantity, self._scale)
        header.set_logarithmic(self._logarithmic, self._obstacle)
        header.set_smoothing(charted.smoothing)
        header.set_pins(len(charted.pins), bool(charted.runs) and len(charted.pins) < MOST_PINS)
        header.place(self.width(), self._scale)
        self.setAccessibleName(f"Chart of {quantity_name(charted.quantity, charted.letter)} over the steps")
        self.setAccessibleDescription("Left and right arrow keys go through the steps")
        self._redraw_all()

    def _redraw_all(self) -> None:
        self._plot = self._ground = None
        self.update()
