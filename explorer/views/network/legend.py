"""The lines above and below a diagram: which pass it is, what its numbers are, what its lines mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF

from explorer.core.numbers import format_power_of_ten
from explorer.views.charts.paint import colour, pen, text_width
from explorer.views.fonts import formula_font, is_formula_text, ui_font
from explorer.views.graph.words import formula_words
from explorer.views.network.edges import CROWD
from explorer.views.network.scene import GRADIENTS, NONE, WEIGHTS, DiagramScene
from explorer.views.style import scaled
from explorer.views.theme import Theme

__all__ = ["draw_head", "draw_legend", "head_height", "legend_height", "scale_words"]

_INSET = 20.0
_ARROW, _HEAD, _SIGN = 74.0, 10.0, 28.0


def head_height(text_scale: float) -> int:
    """The room of the line above."""
    return scaled(28, text_scale)


def legend_height(text_scale: float) -> int:
    """The room of the line below."""
    return scaled(38, text_scale)


def scale_words(scene: DiagramScene, left_out: int) -> str:
    """What widths and numbers are; ``left_out`` numbers found no room."""
    told = "width: |w|"
    if scene.numbers == WEIGHTS:
        told += ", number: w"
    elif scene.numbers == GRADIENTS:
        mean = "batch " if scene.picture.is_batch else ""
        told += f", number: {mean}∂L/∂w" + _times(scene.exponent)
        if any(weights.size > CROWD for weights in scene.picture.weights):
            told += ", colour: its size"
    if left_out and scene.numbers != NONE:
        told += f", {left_out} more on zooming in" if left_out < 200 else ", more on zooming in"
    return told


def _times(exponent: int) -> str:
    if exponent == 0:
        return ""
    return " × 1000" if exponent == 3 else f" × {format_power_of_ten(exponent)}"


def draw_head(
    painter: QPainter, area: QRectF, scene: DiagramScene, theme: Theme, scale: float, words: str, told: bool
) -> None:
    """The pass with an arrow in its direction at the left; at the right the scale, or what the pointer is told."""
    mathematical = told or is_formula_text(words)
    font = formula_font(15 * scale) if mathematical else ui_font(13 * scale)
    shown = formula_words(words) if mathematical else words
    middle = area.center().y()
    right = area.right() - _INSET
    shown = QFontMetricsF(font).elidedText(shown, Qt.TextElideMode.ElideRight, area.width() - 2 * _INSET)
    width = text_width(shown, font)
    painter.setFont(font)
    painter.setPen(colour(theme.text if told else theme.text2))
    painter.drawText(QPointF(right - width, middle + QFontMetricsF(font).capHeight() / 2), shown)
    if right - width > area.left() + _INSET + 190 * scale:
        _draw_pass(painter, area, scene, theme, scale)


def _draw_pass(painter: QPainter, area: QRectF, scene: DiagramScene, theme: Theme, scale: float) -> None:
    name = scene.reached.pass_name
    if name == "loss":
        return
    backward = name == "backward"
    core = theme.gradient if backward else theme.text2
    words = "reverse pass" if backward else "forward pass"
    font = ui_font(13 * scale, 600)
    left, middle = area.left() + _INSET, area.center().y()
    width = text_width(words, font)
    painter.setFont(font)
    painter.setPen(colour(core))
    painter.drawText(QPointF(left, middle + QFontMetricsF(font).capHeight() / 2), words)
    start = left + width + 10 * scale
    end = start + _ARROW * scale
    tip, tail = (start, end) if backward else (end, start)
    base = tip + (_HEAD if backward else -_HEAD) * scale
    painter.setPen(pen(core, 2.2 * min(scale, 1.4), cap=Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(tail, middle), QPointF(base, middle))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(core))
    half = 0.42 * _HEAD * scale
    painter.drawPolygon(QPolygonF([QPointF(tip, middle), QPointF(base, middle - half), QPointF(base, middle + half)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_legend(
    painter: QPainter, area: QRectF, scene: DiagramScene, theme: Theme, scale: float, with_biases: bool
) -> None:
    """Each kind of line and number as it is drawn; what has no room at the right is left out."""
    x, middle = area.left() + _INSET, area.center().y()
    number = "gradient, largest in bold" if scene.numbers == GRADIENTS else "weight"
    rows = [("positive", "positive weight"), ("negative", "negative weight")]
    rows += [("pill", number)] if scene.numbers != NONE else []
    rows += [("bias", "bias")] if scene.numbers != NONE and with_biases else []
    font = ui_font(13 * scale)
    for kind, words in rows:
        needed = (_SIGN + 8.0) * scale + text_width(words, font)
        if x + needed > area.right() - _INSET / 2:
            return
        _draw_sign(painter, QRectF(x, middle - 9 * scale, _SIGN * scale, 18 * scale), kind, scene, theme)
        painter.setFont(font)
        painter.setPen(colour(theme.text2))
        painter.drawText(QPointF(x + (_SIGN + 8.0) * scale, middle + QFontMetricsF(font).capHeight() / 2), words)
        x += needed + 16 * scale


def _draw_sign(painter: QPainter, box: QRectF, kind: str, scene: DiagramScene, theme: Theme) -> None:
    middle = box.center().y()
    if kind in ("positive", "negative"):
        dashes = (8.0, 5.0) if kind == "negative" else None
        painter.setPen(pen(theme.meaning(kind), 4.0, 0.8, dashes, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
        return
    is_gradient = scene.numbers == GRADIENTS
    core = theme.gradient if is_gradient else theme.text2
    radius = box.height() / 2 if kind == "pill" else 3.0
    painter.setBrush(colour(theme.panel))
    painter.setPen(pen(core, 1.0))
    painter.drawRoundedRect(box, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    words = formula_words("b" if kind == "bias" else "∂L" if is_gradient else "w")
    painter.setFont(formula_font(0.72 * box.height()))
    painter.setPen(colour(core))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
