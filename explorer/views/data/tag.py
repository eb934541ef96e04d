"""The small label beside a point: its row and its values."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from explorer.controller.data_picture import DataPicture
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.views.charts.paint import colour, pen, text_width
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme

__all__ = ["draw_tag", "tag_words"]

SIZE = 13


def tag_words(picture: DataPicture, place: int) -> tuple[str, ...]:
    """Which row a point is, then its values, a line each; ``place`` counts among the picture's points."""
    first = f"row {int(picture.rows[place]) + 1:,}"
    if picture.classes is not None:
        first += f", {picture.class_words[int(picture.classes[place] > 0)]}"
    if picture.is_validation is not None and picture.is_validation[place]:
        first += ", set aside"
    values = ((picture.x_label, picture.x[place]), (picture.y_label, picture.y[place]))
    lines = [first, *(f"{name_text(name)} = {format_value(float(value))}" for name, value in values)]
    if picture.residuals is not None and np.isfinite(picture.residuals[place]):
        lines.append(f"the model says {format_value(float(picture.residuals[place]))}")
    return tuple(lines)


def draw_tag(
    painter: QPainter, words: tuple[str, ...], at: QPointF, distance: float, box: QRectF, theme: Theme, scale: float
) -> None:
    """The label above the point and to its right, on the other side where it would leave the ``box``."""
    strong, plain = ui_font(SIZE * scale, 600), ui_font(SIZE * scale)
    fonts = [strong, *[plain] * (len(words) - 1)]
    width = max(text_width(text, font) for text, font in zip(words, fonts, strict=True)) + 20 * scale
    line = 19.0 * scale
    height = len(words) * line + 10 * scale
    left = at.x() + distance if at.x() + distance + width <= box.right() else at.x() - distance - width
    left = max(min(left, box.right() - width), box.left())
    top = at.y() - distance - height
    top = top if top >= box.top() else at.y() + distance
    frame = QRectF(round(left) + 0.5, round(top) + 0.5, round(width), round(height))
    painter.setPen(pen(theme.border, 1.0))
    painter.setBrush(colour(theme.raised))
    painter.drawRoundedRect(frame, 5.0, 5.0)
    rise = QFontMetricsF(plain).capHeight() / 2
    for row, (text, font) in enumerate(zip(words, fonts, strict=True)):
        painter.setFont(font)
        painter.setPen(colour(theme.text if row == 0 else theme.text2))
        painter.drawText(QPointF(frame.left() + 10 * scale, frame.top() + 5 * scale + (row + 0.5) * line + rise), text)
