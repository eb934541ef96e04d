"""Formulas as text in the formula face: letters that are names slanted, words upright."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.views.fonts import formula_font, math_italic
from explorer.views.style import scaled

__all__ = ["FormulaText", "formula_words"]

_LETTERS = re.compile(r"[A-Za-zΑ-Ωα-ω]+")
_LINE = 1.5  # a line's height in sizes of its letters; the face's own is three, for its tallest signs
_BASE = 1.08


def formula_words(text: str) -> str:
    """``v₄ = sin(x)`` with v and x as mathematical italics and sin as it is."""
    return _LETTERS.sub(lambda run: math_italic(run[0]) if len(run[0]) == 1 else run[0], text)


class FormulaText(QWidget):
    """A formula that breaks at its spaces; ``size`` is that of its letters at text scale 1."""

    def __init__(self, size: float = 18.0) -> None:
        super().__init__()
        self._size = size
        self._pixels = scaled(size, 1.0)
        self._colour = QColor()
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def text(self) -> str:
        """The formula in plain letters."""
        return self.accessibleName()

    def set_formula(self, text: str) -> None:
        """Show it; "" hides the line."""
        if text != self.accessibleName():
            self._text = formula_words(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()
        self.setVisible(bool(text))

    def set_colour(self, colour: str, text_scale: float) -> None:
        """Colour and size of the letters."""
        self._colour = QColor(colour)
        self._pixels = scaled(self._size, text_scale)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole on one line."""
        metrics = QFontMetricsF(formula_font(self._pixels))
        return QSize(math.ceil(metrics.horizontalAdvance(self._text)) + 2, self.heightForWidth(1_000_000))

    def minimumSizeHint(self) -> QSize:
        """As narrow as one number."""
        return QSize(min(self.sizeHint().width(), self._pixels * 4), round(self._pixels * _LINE))

    def heightForWidth(self, width: int) -> int:
        """The height of the lines that it takes."""
        return round(len(self._lines(width)) * self._pixels * _LINE)

    def _lines(self, width: float) -> list[str]:
        metrics = QFontMetricsF(formula_font(self._pixels))
        lines = [""]
        for word in self._text.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and metrics.horizontalAdvance(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line under line."""
        painter = QPainter(self)
        painter.setFont(formula_font(self._pixels))
        painter.setPen(self._colour)
        for index, line in enumerate(self._lines(self.width())):
            painter.drawText(QPointF(0, (index * _LINE + _BASE) * self._pixels), line)
        painter.end()
