"""Horizontal bars from a common zero, each with its name at the left and its number at the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.numbers import format_value
from explorer.views.charts.paint import colour
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.theme import Theme, theme

__all__ = ["Bar", "BarChart"]

ROW, THICKNESS, GAP, CORNER = 28.0, 16.0, 12.0, 3.0
LEAST_NUMBER = "−00.000"
LEAST_BAR = 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, a value of either sign, the meaning whose colour it has; ``number`` replaces the value's text."""

    name: str
    value: float
    meaning: str
    number: str = ""

    @property
    def told(self) -> str:
        """What stands at the right."""
        return self.number or format_value(self.value)


class BarChart(QWidget):
    """As high as its bars; a value that is not finite has its number and no bar."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None, *, widest: str = LEAST_NUMBER) -> None:
        super().__init__(parent)
        self._widest = widest
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._bars: tuple[Bar, ...] = ()
        self._peers: tuple[Bar, ...] = ()
        self._limits: tuple[float, float] | None = None
        self._widths: tuple[float, float] | None = None
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def set_bars(
        self, bars: Sequence[Bar], limits: tuple[float, float] | None = None, peers: Sequence[Bar] = ()
    ) -> None:
        """Show these; they fill the width unless ``limits`` tell what it stands for.

        ``peers`` are the bars of a chart beside which this one stands, so that both leave as much room for their texts.
        """
        shown, beside = tuple(bars), tuple(peers)
        if (shown, limits, beside) == (self._bars, self._limits, self._peers):
            return
        is_other_height = len(shown) != len(self._bars)
        self._bars, self._limits, self._peers = shown, limits, beside
        self._widths = None
        self.setAccessibleDescription("; ".join(f"{bar.name}: {bar.told}" for bar in shown))
        if is_other_height:
            self.updateGeometry()
        self.update()

    def set_theme(self, new_theme: Theme, text_scale: float) -> None:
        """Draw with these colours and this size of type."""
        self._theme, self._scale = new_theme, text_scale
        self._widths = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A row for every bar."""
        return QSize(300, math.ceil(ROW * self._scale) * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        """Narrower, but as high."""
        return QSize(160, self.sizeHint().height())

    def bar_rectangle(self, index: int) -> QRectF:
        """Where the coloured part of a bar lies; empty for a value of 0 or none."""
        track, bar = self._track(index), self._bars[index]
        low, high = self._range()
        if not math.isfinite(bar.value) or bar.value == 0 or not high > low:
            return QRectF(track.left() + track.width() * self._zero(), track.top(), 0, track.height())
        zero = track.left() + track.width() * self._zero()
        end = track.left() + track.width() * min(1.0, max(0.0, (bar.value - low) / (high - low)))
        length = max(abs(end - zero), LEAST_BAR)
        return QRectF(zero if bar.value > 0 else zero - length, track.top(), length, track.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Name, track, bar, number of every row; then the line at zero."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, bar in enumerate(self._bars):
            self._paint_row(painter, index, bar)
        if self._bars and 0.0 < self._zero() < 1.0:
            track = self._track(0)
            x = round(track.left() + track.width() * self._zero()) + 0.5
            painter.setPen(QPen(colour(self._theme.border), 1.0))
            painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - 2))

    def _paint_row(self, painter: QPainter, index: int, bar: Bar) -> None:
        height = ROW * self._scale
        row = QRectF(0, index * height, self.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(self._theme.hairline, 0.55))
        painter.drawRoundedRect(self._track(index), CORNER, CORNER)
        painter.setBrush(colour(self._theme.meaning(bar.meaning)))
        painter.drawRoundedRect(self.bar_rectangle(index), CORNER, CORNER)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._name_font(bar.name))
        painter.setPen(colour(self._theme.text))
        name = QFontMetricsF(painter.font()).elidedText(bar.name, Qt.TextElideMode.ElideRight, self._name_width())
        painter.drawText(QRectF(row.left(), row.top(), self._name_width() + 2, height), int(middle), name)
        painter.setFont(self._number_font())
        painter.drawText(row, int(middle | Qt.AlignmentFlag.AlignRight), bar.told)

    def _track(self, index: int) -> QRectF:
        height, thick = ROW * self._scale, THICKNESS * self._scale
        gap = GAP * self._scale
        left = self._name_width() + gap
        right = self.width() - self._number_width() - gap
        return QRectF(left, index * height + (height - thick) / 2, max(right - left, 20.0), thick)

    def _range(self) -> tuple[float, float]:
        if self._limits is not None:
            return self._limits
        known = [bar.value for bar in self._bars if math.isfinite(bar.value)]
        return min(0.0, *known, 0.0), max(0.0, *known, 0.0)

    def _zero(self) -> float:
        low, high = self._range()
        return -low / (high - low) if high > low else 0.0

    def _name_font(self, name: str) -> QFont:
        return formula_font(16 * self._scale) if is_formula_text(name) else ui_font(13 * self._scale)

    def _number_font(self) -> QFont:
        return ui_font(13 * self._scale, 500)

    def _name_width(self) -> float:
        if self._widths is None:
            self._widths = self._measured_names(), self._measured_numbers()
        return min(self._widths[0], 0.42 * self.width())

    def _number_width(self) -> float:
        if self._widths is None:
            self._widths = self._measured_names(), self._measured_numbers()
        return self._widths[1]

    def _measured_names(self) -> float:
        widths = [
            QFontMetricsF(self._name_font(bar.name)).horizontalAdvance(bar.name) for bar in (*self._bars, *self._peers)
        ]
        return max(widths, default=0.0)

    def _measured_numbers(self) -> float:
        metrics = QFontMetricsF(self._number_font())
        return max(
            metrics.horizontalAdvance(text)
            for text in (self._widest, *(bar.told for bar in (*self._bars, *self._peers)))
        )
