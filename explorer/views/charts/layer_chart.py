"""The chart of a gradient's size by layer: a bar for each block, a sentence that says whether it vanishes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explorer.core.numbers import format_value
from explorer.views.charts.bar_chart import ROW, Bar, BarChart
from explorer.views.theme import Theme, theme
from explorer.views.widgets.basics import label, set_role

__all__ = ["LayerChart"]

MOST_BARS = 6

# Room for this number is kept, so that tracks do not change their length while a network trains.
WIDEST = "8.888·10⁻¹⁰"


def _four_digits(value: float) -> str:
    """Four significant digits whatever the size, so that norms can be compared."""
    if not 0.1 <= abs(value) < 1e4:
        return format_value(value)
    return format_value(value, 3 - math.floor(math.log10(abs(value))))


class LayerChart(QWidget):
    """As high as the strip; more bars than fit are scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._all: tuple[Bar, ...] = ()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 16, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = label("Gradient by layer", "section")
        self.words = label("", "quiet")
        head.addWidget(self._title)
        head.addWidget(self.words, 1)
        column.addLayout(head)
        self.bars, self.more = (
            BarChart(f"Gradient{words} by layer", widest=WIDEST) for words in ("", " of the biases")
        )
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setObjectName("page")
        inner = QHBoxLayout(holder)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(20)
        for bars in (self.bars, self.more):
            inner.addWidget(bars, 1, Qt.AlignmentFlag.AlignTop)
        self.more.hide()
        area.setWidget(holder)
        column.addWidget(area, 1)
        self.sentence = label("", "quiet", wraps=True)
        column.addWidget(self.sentence)

    def set_values(self, bars: Sequence[Bar], words: str, sentence: str, is_warning: bool = False) -> None:
        """Show these bars, what they are of, and what they mean.

        More than fit below each other stand in two columns, every other one at the right.
        """
        self._all = tuple(bar if bar.number else replace(bar, number=_four_digits(bar.value)) for bar in bars)
        self._arrange()
        self.words.setText(words)
        self.sentence.setText(sentence)
        set_role(self.sentence, "warning" if is_warning else "quiet")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        bars, room = self._all, self._area.viewport().height()
        is_parted = len(bars) > MOST_BARS or (len(bars) > 2 and len(bars) * ROW * self._scale > room > 0)
        left, right = (bars[::2], bars[1::2]) if is_parted else (bars, ())
        largest = max((bar.value for bar in bars if math.isfinite(bar.value)), default=0.0)
        limits = (0.0, largest) if largest > 0 else None
        self.bars.set_bars(left, limits, right)
        self.more.set_bars(right, limits, left)
        self.more.setVisible(is_parted)

    def set_theme(self, new_theme: Theme) -> None:
        """Draw with these colours."""
        self._theme = new_theme
        for bars in (self.bars, self.more):
            bars.set_theme(new_theme, self._scale)

    def set_text_scale(self, scale: float) -> None:
        """Multiply all type."""
        self._scale = scale
        for bars in (self.bars, self.more):
            bars.set_theme(self._theme, scale)
        self._arrange()
