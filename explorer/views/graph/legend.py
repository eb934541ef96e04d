"""The line at the foot of a graph that says what is written where."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from explorer.views.charts.paint import colour, pen
from explorer.views.fonts import formula_font, ui_font
from explorer.views.graph.words import formula_words
from explorer.views.style import scaled
from explorer.views.theme import Theme

__all__ = ["draw_legend", "legend_height"]

_ADJOINT = formula_words("v\u0304 = ∂f/∂v")
HINT = "Drag to move, wheel to zoom, double-click for the whole graph"


def legend_height(text_scale: float) -> int:
    """The room that the legend takes at the foot."""
    return scaled(44, text_scale)


def draw_legend(painter: QPainter, area: QRectF, theme: Theme, text_scale: float) -> None:
    """Value, local derivative and adjoint, each as it is drawn, and at the right how to move about."""
    font = ui_font(13 * text_scale)
    metrics = QFontMetricsF(font)
    middle = area.bottom() - legend_height(text_scale) / 2
    x = area.left() + 20 * text_scale
    painter.setPen(pen(theme.hairline, 1.0))
    top = area.bottom() - legend_height(text_scale)
    painter.drawLine(QPointF(area.left(), top), QPointF(area.right(), top))
    for kind, words in (("value", "value"), ("slope", "local derivative"), ("adjoint", "adjoint")):
        x = _draw_sign(painter, kind, x, middle, theme, text_scale)
        x = _draw_words(painter, words, x, middle, theme, text_scale) + 24 * text_scale
    width = metrics.horizontalAdvance(HINT)
    if x + width + 20 * text_scale < area.right():
        painter.setFont(font)
        painter.setPen(colour(theme.text2))
        painter.drawText(QPointF(area.right() - 20 * text_scale - width, middle + metrics.capHeight() / 2), HINT)


def _draw_sign(painter: QPainter, kind: str, x: float, middle: float, theme: Theme, text_scale: float) -> float:
    if kind == "adjoint":
        font = formula_font(16 * text_scale)
        painter.setFont(font)
        painter.setPen(colour(theme.gradient))
        painter.drawText(QPointF(x, middle + QFontMetricsF(font).xHeight() / 2), _ADJOINT)
        return x + QFontMetricsF(font).horizontalAdvance(_ADJOINT) + 8 * text_scale
    width, height = (34.0, 20.0) if kind == "value" else (26.0, 14.0)
    box = QRectF(x + 8 * (kind == "slope"), middle - height * text_scale / 2, width * text_scale, height * text_scale)
    if kind == "slope":
        painter.setPen(pen(theme.border, 1.4))
        painter.drawLine(QPointF(x, middle), QPointF(box.right() + 8, middle))
    painter.setBrush(colour(theme.canvas))
    painter.setPen(pen(theme.text if kind == "value" else theme.border, 1.5 if kind == "value" else 1.0))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return box.right() + (8 if kind == "value" else 16) * text_scale


def _draw_words(painter: QPainter, words: str, x: float, middle: float, theme: Theme, text_scale: float) -> float:
    font = ui_font(13 * text_scale)
    painter.setFont(font)
    painter.setPen(colour(theme.text2))
    painter.drawText(QPointF(x, middle + QFontMetricsF(font).capHeight() / 2), words)
    return x + QFontMetricsF(font).horizontalAdvance(words)
